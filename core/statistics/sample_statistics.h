#pragma once

#include <optional>
#include <span>
#include <vector>

namespace uptake {

struct Interval {
  double low = 0.0;
  double high = 0.0;
};

/// How confidence intervals are made here: percentile bootstrap (Efron and Tibshirani, An Introduction to the
/// Bootstrap, 1993, chapter 13). n cases are drawn from n with replacement, kBootstrapResamples times; the
/// interval is from the 2.5th to the 97.5th percentile of what the draws give. Every interval starts from the
/// same seed, so that it depends on its own numbers alone. Case number i of a draw is
/// floor(r × n ÷ 2³²), with r the next output of MT19937 (Matsumoto and Nishimura 1998), seeded with
/// kBootstrapSeed, draw after draw.
inline constexpr int kBootstrapResamples = 2000;
inline constexpr unsigned kBootstrapSeed = 42;

/// What describes a set of numbers. A mean needs one number, the SD and the interval two.
struct SampleSummary {
  int count = 0;
  std::optional<double> mean;
  std::optional<double> sd;      ///< of the sample: divided by n − 1
  std::optional<double> median;  ///< of an even number, the mean of the middle two
  std::optional<Interval> ci95;  ///< of the mean, see kBootstrapResamples
};
SampleSummary summaryOfSample(const std::vector<double>& values);

/// Of ascending numbers, at least one: linear between ranks, the lowest at 0 and the highest at 1 (method 7
/// of Hyndman and Fan 1996, numpy's own).
double percentileOf(std::span<const double> ascending, double part);

/// What one case adds to a ratio of sums, such as the true positives and all lesions of a sensitivity.
struct RatioPart {
  double numerator = 0.0;
  double denominator = 0.0;
};
/// Σ numerators ÷ Σ denominators; undefined where that is 0. The interval is over cases; draws that leave it
/// undefined do not count.
struct RatioOfSums {
  std::optional<double> value;
  std::optional<Interval> ci95;
};
RatioOfSums ratioOfSums(const std::vector<RatioPart>& cases);

/// Pearson's r of pairs; std::nullopt for fewer than two, or where either side has no spread.
std::optional<double> pearsonCorrelation(std::span<const double> first, std::span<const double> second);

/// Agreement of two measurements: the mean of the differences (second − first), their SD (n − 1), and the
/// limits of agreement, mean ± 1.96 SD (Bland and Altman, Lancet 1986;327:307–310).
struct BlandAltman {
  int count = 0;
  double bias = 0.0;
  double sd = 0.0;
  Interval limits;
};
/// std::nullopt for fewer than two pairs.
std::optional<BlandAltman> blandAltman(std::span<const double> first, std::span<const double> second);

}  // namespace uptake
