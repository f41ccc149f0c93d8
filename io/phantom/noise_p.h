#pragma once

#include <cstdint>
#include <vector>

namespace uptake::phantom {

/// A counter-based random number: the same key and counter give the same bits on every machine, in any order
/// and on any thread. The mixer is SplitMix64's finaliser (Steele, Lea, Flood, OOPSLA 2014).
std::uint64_t hashBits(std::uint64_t key, std::uint64_t counter);

/// In [0, 1), from the upper 53 bits of a hash.
double hashUniform(std::uint64_t key, std::uint64_t counter);

/// A stream of such numbers, for what is made one after another (the vessel trees).
class HashStream {
 public:
  explicit HashStream(std::uint64_t key) : key_(key) {}
  double uniform() { return hashUniform(key_, counter_++); }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  double sign() { return uniform() < 0.5 ? -1.0 : 1.0; }

 private:
  std::uint64_t key_;
  std::uint64_t counter_ = 0;
};

/// Smooth noise in [-1, 1] with features of about `scale` mm: hashed lattice values, interpolated.
double smoothNoise(std::uint64_t key, double scale, double x, double y, double z);

/// One slice of nearly normal noise (zero mean, unit variance), correlated over neighbouring pixels by a
/// binomial kernel of 1 2 1 in the plane and, with `acrossSlices`, from slice to slice too.
std::vector<float> noiseSlice(std::uint64_t key, int columns, int rows, int slice, bool acrossSlices);

}  // namespace uptake::phantom
