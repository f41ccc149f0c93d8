#include "core/statistics/sample_statistics.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>

namespace uptake {

namespace {

double meanOfSample(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Divided by n − 1; there are at least two.
double sdOfSample(std::span<const double> values, double mean) {
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

std::optional<Interval> bootstrapped(const std::vector<RatioPart>& cases) {
  const auto count = static_cast<std::uint64_t>(cases.size());
  if (count < 2) return std::nullopt;
  std::mt19937 random(kBootstrapSeed);
  std::vector<double> ratios;
  ratios.reserve(kBootstrapResamples);
  for (int draw = 0; draw < kBootstrapResamples; ++draw) {
    RatioPart sum;
    for (std::uint64_t n = 0; n < count; ++n) {
      const RatioPart& each = cases[(static_cast<std::uint64_t>(random()) * count) >> 32U];
      sum.numerator += each.numerator;
      sum.denominator += each.denominator;
    }
    if (sum.denominator != 0.0) ratios.push_back(sum.numerator / sum.denominator);
  }
  if (ratios.empty()) return std::nullopt;
  std::ranges::sort(ratios);
  return Interval{percentileOf(ratios, 0.025), percentileOf(ratios, 0.975)};
}

}  // namespace

double percentileOf(std::span<const double> ascending, double part) {
  const double rank = part * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<std::size_t>(rank);
  const std::size_t above = std::min(below + 1, ascending.size() - 1);
  return std::lerp(ascending[below], ascending[above], rank - static_cast<double>(below));
}

SampleSummary summaryOfSample(const std::vector<double>& values) {
  SampleSummary summary;
  summary.count = static_cast<int>(values.size());
  if (values.empty()) return summary;
  summary.mean = meanOfSample(values);
  std::vector<double> ascending = values;
  std::ranges::sort(ascending);
  summary.median = percentileOf(ascending, 0.5);
  if (values.size() < 2) return summary;
  summary.sd = sdOfSample(values, *summary.mean);
  std::vector<RatioPart> parts;
  parts.reserve(values.size());
  for (const double value : values) parts.push_back({value, 1.0});
  summary.ci95 = bootstrapped(parts);
  return summary;
}

RatioOfSums ratioOfSums(const std::vector<RatioPart>& cases) {
  RatioPart sum;
  for (const RatioPart& each : cases) {
    sum.numerator += each.numerator;
    sum.denominator += each.denominator;
  }
  if (sum.denominator == 0.0) return {};
  return {sum.numerator / sum.denominator, bootstrapped(cases)};
}

std::optional<double> pearsonCorrelation(std::span<const double> first, std::span<const double> second) {
  if (first.size() < 2 || first.size() != second.size()) return std::nullopt;
  const double firstMean = meanOfSample(first);
  const double secondMean = meanOfSample(second);
  double both = 0.0, firstSquares = 0.0, secondSquares = 0.0;
  for (std::size_t n = 0; n < first.size(); ++n) {
    const double a = first[n] - firstMean;
    const double b = second[n] - secondMean;
    both += a * b;
    firstSquares += a * a;
    secondSquares += b * b;
  }
  if (firstSquares == 0.0 || secondSquares == 0.0) return std::nullopt;
  return std::clamp(both / std::sqrt(firstSquares * secondSquares), -1.0, 1.0);
}

std::optional<BlandAltman> blandAltman(std::span<const double> first, std::span<const double> second) {
  if (first.size() < 2 || first.size() != second.size()) return std::nullopt;
  std::vector<double> differences(first.size());
  for (std::size_t n = 0; n < first.size(); ++n) differences[n] = second[n] - first[n];
  BlandAltman result;
  result.count = static_cast<int>(differences.size());
  result.bias = meanOfSample(differences);
  result.sd = sdOfSample(differences, result.bias);
  constexpr double kLimits = 1.96;
  result.limits = {result.bias - kLimits * result.sd, result.bias + kLimits * result.sd};
  return result;
}

}  // namespace uptake
