#include "core/measure/reader_statistics.h"

#include <cmath>

namespace uptake {

namespace {

Kappa kappaOf(std::size_t items, double observed, double expected) {
  Kappa result{static_cast<int>(items), observed, expected, std::nullopt};
  // All readers gave one class to everything: there is nothing to tell agreement from chance by.
  if (1.0 - expected > 1e-12) result.kappa = (observed - expected) / (1.0 - expected);
  return result;
}

}  // namespace

std::optional<Kappa> cohenKappa(std::span<const std::pair<int, int>> items, int classes,
                                KappaWeights weights) {
  if (items.empty()) return std::nullopt;
  const auto count = static_cast<std::size_t>(classes);
  const auto total = static_cast<double>(items.size());
  std::vector<double> first(count);
  std::vector<double> second(count);
  const auto weight = [&](std::size_t i, std::size_t j) {
    if (weights == KappaWeights::None || classes < 2) return i == j ? 0.0 : 1.0;
    const double step = (static_cast<double>(i) - static_cast<double>(j)) / (classes - 1);
    return step * step;
  };
  double disagreement = 0.0;
  for (const auto& [a, b] : items) {
    first[static_cast<std::size_t>(a)] += 1.0 / total;
    second[static_cast<std::size_t>(b)] += 1.0 / total;
    disagreement += weight(static_cast<std::size_t>(a), static_cast<std::size_t>(b)) / total;
  }
  double byChance = 0.0;
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = 0; j < count; ++j) byChance += weight(i, j) * first[i] * second[j];
  return kappaOf(items.size(), 1.0 - disagreement, 1.0 - byChance);
}

std::optional<Kappa> fleissKappa(std::span<const std::vector<int>> items, int classes) {
  if (items.empty() || items.front().size() < 2) return std::nullopt;
  const auto readers = static_cast<double>(items.front().size());
  const auto total = static_cast<double>(items.size());
  std::vector<double> frequency(static_cast<std::size_t>(classes));
  double observed = 0.0;
  for (const std::vector<int>& item : items) {
    std::vector<double> counts(static_cast<std::size_t>(classes));
    for (const int given : item) counts[static_cast<std::size_t>(given)] += 1.0;
    double squares = 0.0;
    for (std::size_t n = 0; n < counts.size(); ++n) {
      squares += counts[n] * counts[n];
      frequency[n] += counts[n] / (total * readers);
    }
    observed += (squares - readers) / (readers * (readers - 1.0)) / total;
  }
  double expected = 0.0;
  for (const double part : frequency) expected += part * part;
  return kappaOf(items.size(), observed, expected);
}

Intraclass intraclassCorrelation(std::span<const std::vector<double>> cases) {
  if (cases.size() < 2 || cases.front().size() < 2) return {};
  const auto n = static_cast<double>(cases.size());
  const std::size_t readers = cases.front().size();
  const auto k = static_cast<double>(readers);
  std::vector<double> ofReader(readers);
  std::vector<double> ofCase;
  double mean = 0.0;
  for (const std::vector<double>& each : cases) {
    double sum = 0.0;
    for (std::size_t r = 0; r < readers; ++r) {
      sum += each[r];
      ofReader[r] += each[r] / n;
    }
    ofCase.push_back(sum / k);
    mean += sum / (n * k);
  }
  double between = 0.0;
  double columns = 0.0;
  double residual = 0.0;
  for (const double each : ofCase) between += (each - mean) * (each - mean);
  for (const double each : ofReader) columns += (each - mean) * (each - mean);
  for (std::size_t c = 0; c < cases.size(); ++c)
    for (std::size_t r = 0; r < readers; ++r) {
      const double rest = cases[c][r] - ofCase[c] - ofReader[r] + mean;
      residual += rest * rest;
    }
  const double msr = k * between / (n - 1.0);
  const double msc = n * columns / (k - 1.0);
  const double mse = residual / ((n - 1.0) * (k - 1.0));
  Intraclass result;
  if (const double all = msr + (k - 1.0) * mse + k * (msc - mse) / n; all > 0.0)
    result.icc21 = (msr - mse) / all;
  if (const double all = msr + (k - 1.0) * mse; all > 0.0) result.icc31 = (msr - mse) / all;
  return result;
}

std::optional<BlandAltman> blandAltman(std::span<const std::pair<double, double>> cases) {
  if (cases.empty()) return std::nullopt;
  constexpr double kNormal95 = 1.96;
  BlandAltman result;
  result.cases = static_cast<int>(cases.size());
  const auto n = static_cast<double>(cases.size());
  for (const auto& [a, b] : cases) result.mean += (a - b) / n;
  if (cases.size() < 2) return result;
  double squares = 0.0;
  for (const auto& [a, b] : cases) squares += (a - b - result.mean) * (a - b - result.mean);
  result.sd = std::sqrt(squares / (n - 1.0));
  result.low = result.mean - kNormal95 * *result.sd;
  result.high = result.mean + kNormal95 * *result.sd;
  return result;
}

}  // namespace uptake
