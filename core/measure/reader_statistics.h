#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace uptake {

/// How far readers agree on classes beyond what chance would give.
struct Kappa {
  int items = 0;                ///< what both, or all, gave a class
  double observed = 0.0;        ///< of the items, the part on which they agree; weighted: 1 − Σ w·o
  double expected = 0.0;        ///< the same for readers who guess with the frequencies of their classes
  std::optional<double> kappa;  ///< (observed − expected) / (1 − expected); std::nullopt where that is 0 / 0
};

enum class KappaWeights {
  None,
  Quadratic,  ///< of classes in an order: w = ((i − j) / (k − 1))²
};

/// Of two readers (Cohen, A coefficient of agreement for nominal scales, 1960; weights: Cohen, Weighted
/// kappa, 1968). Each item has the classes that the two gave it, 0 … classes − 1. std::nullopt without items.
std::optional<Kappa> cohenKappa(std::span<const std::pair<int, int>> items, int classes,
                                KappaWeights weights = KappaWeights::None);

/// Of any number of readers, the same number (at least 2) for each item (Fleiss, Measuring nominal scale
/// agreement among many raters, 1971). By item and reader the class, 0 … classes − 1. std::nullopt without
/// items.
std::optional<Kappa> fleissKappa(std::span<const std::vector<int>> items, int classes);

/// Intraclass correlations of single values (Shrout, Fleiss, Intraclass correlations: uses in assessing rater
/// reliability, 1979); std::nullopt with fewer than two cases or readers, or where nothing varies.
struct Intraclass {
  std::optional<double> icc21;  ///< agreement: readers are a sample, and their offsets count
  std::optional<double> icc31;  ///< consistency: just these readers, and their offsets do not count
};
/// By case and reader a value.
Intraclass intraclassCorrelation(std::span<const std::vector<double>> cases);

/// Differences of two measurements (Bland, Altman, Statistical methods for assessing agreement between two
/// methods of clinical measurement, 1986).
struct BlandAltman {
  int cases = 0;
  double mean = 0.0;                ///< of the differences first − second: the bias
  std::optional<double> sd;         ///< of the differences (n − 1); std::nullopt of a single case
  std::optional<double> low, high;  ///< limits of agreement: mean ± 1.96 sd
};
std::optional<BlandAltman> blandAltman(std::span<const std::pair<double, double>> cases);

}  // namespace uptake
