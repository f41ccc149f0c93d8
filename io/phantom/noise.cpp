#include "io/phantom/noise_p.h"

#include <cmath>
#include <cstddef>

namespace uptake::phantom {

namespace {

/// Sum of four 16-bit uniforms (Irwin-Hall): mean 0, variance 1, no library function involved.
float nearlyNormal(std::uint64_t bits) {
  const auto sum = static_cast<std::int64_t>((bits & 0xffffU) + ((bits >> 16U) & 0xffffU) +
                                             ((bits >> 32U) & 0xffffU) + (bits >> 48U));
  constexpr double kCentre = 4 * 65535 / 2.0;
  constexpr double kDeviation = 37837.227;  // sqrt(4 / 12) · 65536
  return static_cast<float>((static_cast<double>(sum) - kCentre) / kDeviation);
}

std::vector<float> whiteSlice(std::uint64_t key, std::size_t count, int slice) {
  const std::uint64_t sliceKey = hashBits(key, 1000U + static_cast<std::uint64_t>(slice));
  std::vector<float> white(count);
  for (std::size_t n = 0; n < count; ++n) white[n] = nearlyNormal(hashBits(sliceKey, n));
  return white;
}

double smooth(double t) {
  return t * t * (3.0 - 2.0 * t);
}

double lerp(double a, double b, double t) {
  return a + (b - a) * t;
}

}  // namespace

std::uint64_t hashBits(std::uint64_t key, std::uint64_t counter) {
  std::uint64_t z = key * 0xd1342543de82ef95U + (counter + 1) * 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

double hashUniform(std::uint64_t key, std::uint64_t counter) {
  return static_cast<double>(hashBits(key, counter) >> 11U) * 0x1.0p-53;
}

double smoothNoise(std::uint64_t key, double scale, double x, double y, double z) {
  const double u = x / scale, v = y / scale, w = z / scale;
  const double fu = std::floor(u), fv = std::floor(v), fw = std::floor(w);
  const double tu = smooth(u - fu), tv = smooth(v - fv), tw = smooth(w - fw);
  // The offset keeps the lattice numbers positive over any patient.
  const auto i = static_cast<std::uint64_t>(fu + 4096), j = static_cast<std::uint64_t>(fv + 4096),
             k = static_cast<std::uint64_t>(fw + 4096);
  const auto lattice = [key](std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    return hashUniform(key, (a << 40U) | (b << 20U) | c) * 2.0 - 1.0;
  };
  const auto plane = [&](std::uint64_t c) {
    return lerp(lerp(lattice(i, j, c), lattice(i + 1, j, c), tu),
                lerp(lattice(i, j + 1, c), lattice(i + 1, j + 1, c), tu), tv);
  };
  return lerp(plane(k), plane(k + 1), tw);
}

std::vector<float> noiseSlice(std::uint64_t key, int columns, int rows, int slice, bool acrossSlices) {
  // One pixel of margin on every side, for the kernel.
  const int width = columns + 2;
  const auto count = static_cast<std::size_t>(width) * static_cast<std::size_t>(rows + 2);
  std::vector<float> white = whiteSlice(key, count, slice);
  double variance = (6.0 / 16.0) * (6.0 / 16.0);
  if (acrossSlices) {
    const std::vector<float> below = whiteSlice(key, count, slice - 1);
    const std::vector<float> above = whiteSlice(key, count, slice + 1);
    for (std::size_t n = 0; n < count; ++n) white[n] = 0.25F * below[n] + 0.5F * white[n] + 0.25F * above[n];
    variance *= 6.0 / 16.0;
  }
  const auto scale = static_cast<float>(1.0 / std::sqrt(variance));
  std::vector<float> result(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
  for (int j = 0; j < rows; ++j) {
    for (int i = 0; i < columns; ++i) {
      const float* p = white.data() + static_cast<std::ptrdiff_t>(j + 1) * width + i + 1;
      const auto row = [](const float* q) { return 0.25F * q[-1] + 0.5F * q[0] + 0.25F * q[1]; };
      result[static_cast<std::size_t>(j) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(i)] =
          scale * (0.25F * row(p - width) + 0.5F * row(p) + 0.25F * row(p + width));
    }
  }
  return result;
}

}  // namespace uptake::phantom
