#pragma once

#include "core/box/box_froc.h"

#include <QString>

class QCommandLineParser;

namespace uptake::cli {

/// What `evaluate --boxes` was asked for.
struct BoxEvaluation {
  QString truth;       ///< a VOC file, or a folder of them
  QString prediction;  ///< likewise
  double threshold = 0.5;
  bool json = false;
  bool csv = false;
  bool withBoxes = false;  ///< each box too
  BoxHit hit = BoxHit::Overlap;
  int scans = 0;  ///< of the collection, also those without a file; 0: those that have one
};

/// The options that only --boxes has, beside --iou.
void addBoxOptions(QCommandLineParser& parser);
/// Takes them; false when one is wrong, which is said.
bool takeBoxOptions(const QCommandLineParser& parser, BoxEvaluation& wanted);

/// Compares, prints and returns the exit code.
///
/// JSON: {"cases": [{"name", "truth_boxes", "predicted_boxes", "true_positives", "false_positives", "missed",
/// "boxes": [{"class", "fate", "iou", "score", "truth": [xmin, ymin, xmax, ymax], "prediction": […]}]}],
/// "summary": {"iou_threshold", "interpolation", "scores", "map", "classes": [{"class", "ap", "truth_boxes",
/// "difficult_boxes", "predicted_boxes", "true_positives", "false_positives", "missed"}], "images",
/// "images_only_true", "images_only_predicted", "coco": {…}, "froc": {…}}} (box_figures.h); what is undefined
/// is null.
int evaluateBoxes(const BoxEvaluation& wanted);

}  // namespace uptake::cli
