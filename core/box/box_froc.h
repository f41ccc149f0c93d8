#pragma once

#include "core/box/box_agreement.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace uptake {

/// When a predicted box finds a true box of its class on its image.
enum class BoxHit {
  Overlap,  ///< their intersection over union is at least a threshold
  Centre,   ///< its centre lies in the true box
};

/// How a FROC curve is made of boxes.
struct FrocRule {
  BoxHit hit = BoxHit::Overlap;
  double threshold = 0.5;        ///< of BoxHit::Overlap
  std::vector<int> scanOf = {};  ///< by image, the scan (0 …) that it is of
  int scans = 0;                 ///< all, also those without any box
};

/// The false positives a scan at which LUNA16 reads the sensitivity.
inline constexpr std::array<double, 7> kFrocRates{0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0};
inline constexpr int kFrocResamples = 1000;
inline constexpr std::uint64_t kFrocSeed = 42;

struct FrocPoint {
  double falsePositives = 0.0;  ///< a scan
  double sensitivity = 0.0;     ///< 0 … 1
};

/// Where 95 % of the resamples lie.
struct FrocBand {
  double low = 0.0;
  double high = 0.0;
};

struct BoxFroc {
  int scans = 0;
  int truth = 0;                 ///< true boxes that count
  std::vector<FrocPoint> curve;  ///< from (0, 0), a point a score, the surest first; empty without true boxes
  /// At kFrocRates, and their mean (CPM, the competition performance metric). std::nullopt without true boxes
  /// or scans, and when no predicted box has a score: there is one point then, and no curve.
  std::optional<std::array<double, kFrocRates.size()>> sensitivities;
  std::optional<double> cpm;
  /// Of the bootstrap; std::nullopt with fewer than two scans.
  std::optional<std::array<FrocBand, kFrocRates.size()>> bands;
  std::optional<FrocBand> cpmBand;
};

/// Free-response curve of predicted boxes by the rules of LUNA16 (Setio et al., Validation, comparison, and
/// combination of algorithms for automatic detection of pulmonary nodules in CT, Med Image Anal 2017; its
/// evaluation script), with a box on an image as what is to be found, where LUNA16 has a nodule of a scan. A
/// true box that several predicted ones find counts once, by the surest of them; the others count neither
/// way, as do predicted boxes that find only difficult true ones. All other predicted boxes are false
/// positives. Between the points the sensitivity is linear, from (0, 0) on, and beyond the last it stays.
///
/// The band is of kFrocResamples bootstraps over scans, drawn with SplitMix64 from kFrocSeed (the n-th number
/// modulo the number of scans), percentiles 2.5 and 97.5, linear between ranks. Resamples without a true box
/// are left out.
BoxFroc boxFroc(std::span<const BoxesOfImage> images, const FrocRule& rule);

/// The images with only the boxes of one class, whatever its case.
std::vector<BoxesOfImage> boxesOfClass(std::span<const BoxesOfImage> images, const QString& className);

}  // namespace uptake
