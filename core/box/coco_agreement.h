#pragma once

#include "core/box/box_agreement.h"

#include <optional>
#include <span>
#include <vector>

namespace uptake {

/// The twelve figures of COCO's detection challenge, 0 … 1; std::nullopt where no true box counts.
struct CocoFigures {
  std::optional<double> ap;    ///< mean over IoU 0.50, 0.55, … 0.95
  std::optional<double> ap50;  ///< at IoU 0.50
  std::optional<double> ap75;
  std::optional<double> apSmall;   ///< boxes of up to 32² pixels
  std::optional<double> apMedium;  ///< from 32² to 96²
  std::optional<double> apLarge;   ///< from 96²
  std::optional<double> ar1;       ///< recall, mean over the IoUs, with the surest box of an image
  std::optional<double> ar10;      ///< with the ten surest
  std::optional<double> ar100;
  std::optional<double> arSmall;
  std::optional<double> arMedium;
  std::optional<double> arLarge;
};

struct CocoClass {
  QString name;  ///< as the truth writes it first
  CocoFigures figures;
};

struct CocoAgreement {
  CocoFigures mean;                ///< of the classes that have the figure
  std::vector<CocoClass> classes;  ///< by name
};

/// Compares predicted boxes with true ones by the rules of COCO (Lin et al., Microsoft COCO: Common Objects
/// in Context, ECCV 2014; its evaluation code, COCOeval): of a class and an image, from the surest box down
/// (at most 100), a predicted box finds the free true box that it overlaps most, if their intersection over
/// union is at least the threshold. Precision, made to fall from right to left, is read at the recalls 0,
/// 0.01, … 1 (0 where that recall is not reached), and the 101 values are averaged. Of a size, true boxes of
/// other sizes count neither way, nor do predicted boxes of other sizes that find nothing. Boxes of equal
/// score keep the order of the images; a box without score comes after all with one.
///
/// A box has (xmax − xmin + 1) × (ymax − ymin + 1) pixels, in COCO's form [xmin, ymin, width, height].
/// Difficult true boxes are what COCO calls a crowd: any number of predicted boxes may lie on one (their
/// intersection over the predicted box's area counts), and they count neither way.
CocoAgreement cocoAgreement(std::span<const BoxesOfImage> images);

}  // namespace uptake
