#pragma once

#include "core/box/box.h"

#include <QString>

#include <optional>
#include <span>
#include <vector>

namespace uptake {

/// A box of a model, and how sure the model is; or a box of another reader.
struct ScoredBox {
  Box box;
  std::optional<double> score = {};  ///< std::nullopt: the file states none
  QString reader = {};               ///< the reader who drew it; empty: a model did
  bool operator==(const ScoredBox&) const = default;
};

/// Intersection over union of the pixels of two rectangles, 0 … 1. Both ends belong to a rectangle: its width
/// is xmax − xmin + 1, as in the development kit of PASCAL VOC.
double intersectionOverUnion(const PixelRect& a, const PixelRect& b);

/// The boxes of one image, of a truth and of a prediction.
struct BoxesOfImage {
  QString image;
  std::vector<Box> truth;
  std::vector<ScoredBox> predicted;
};

enum class BoxFate {
  Detected,       ///< a true box and the predicted box that found it
  Missed,         ///< a true box that no predicted box found
  FalsePositive,  ///< a predicted box that finds no true box, or only one that a surer box found already
  Ignored,        ///< a difficult true box, or a predicted box on one: it counts neither way
};

/// What became of a box.
struct BoxMatch {
  BoxFate fate = BoxFate::Missed;
  int image = -1;  ///< position among the images
  int truth = -1;  ///< position among the image's true boxes: of a false positive, the one it overlaps most
  int predicted = -1;  ///< position among its predicted boxes; -1 for a missed one
  double iou = 0.0;    ///< of the two; of a missed box, the largest with any predicted one of its class
};

/// How well the boxes of one class were found.
struct ClassAgreement {
  QString name;       ///< as the truth writes it first
  int truth = 0;      ///< true boxes that are not difficult
  int difficult = 0;  ///< true boxes that are
  int predicted = 0;
  int detected = 0;
  int falsePositives = 0;
  int missed() const { return truth - detected; }
  /// Average precision, 0 … 1; std::nullopt when the class has no true box that counts.
  std::optional<double> ap;
};

struct BoxAgreement {
  std::vector<ClassAgreement> classes;  ///< by name
  std::optional<double> meanAp;         ///< the mean of the classes that have an average precision
  std::vector<BoxMatch> matches;  ///< by image: true boxes in their order, then the other predicted ones
};

/// Compares predicted boxes with true ones by the rules of PASCAL VOC (Everingham et al., The PASCAL Visual
/// Object Classes Challenge: A Retrospective, IJCV 2015; the development kit's VOCevaldet): per class, from
/// the surest box down, a predicted box finds the true box of its image that it overlaps most, if their
/// intersection over union is at least `threshold`; a true box is found once. Difficult true boxes count
/// neither way. Average precision is the area below the precision–recall curve made monotonous, over all its
/// points (VOC 2010 and later). Boxes of equal score enter the curve together, so that it does not depend on
/// the order of files; boxes without score are all equal. Names of classes match whatever their case.
BoxAgreement compareBoxes(std::span<const BoxesOfImage> images, double threshold);

}  // namespace uptake
