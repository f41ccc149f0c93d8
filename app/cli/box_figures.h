#pragma once

#include "core/box/box_froc.h"
#include "core/box/coco_agreement.h"

#include <QByteArrayList>
#include <QJsonObject>
#include <QString>

#include <vector>

namespace uptake::cli {

/// What `evaluate --boxes` says beside PASCAL VOC's average precision.
struct BoxFigures {
  CocoAgreement coco;
  BoxFroc froc;
  FrocRule rule;
  QString whyNoFroc;  ///< translated; empty when there is one
  struct OfClass {
    QString name;
    std::optional<double> cpm;
  };
  std::vector<OfClass> cpmOfClasses;
};

/// `whyNoFroc`: why the scans of the images are not known; empty when they are.
BoxFigures boxFigures(const std::vector<BoxesOfImage>& images, FrocRule rule, QString whyNoFroc);

/// {"ap", "ap50", "ap75", "ap_small", "ap_medium", "ap_large", "ar_1", "ar_10", "ar_100", "ar_small",
/// "ar_medium", "ar_large", "classes": [{"class", …}]}
QJsonObject cocoJson(const CocoAgreement& coco);
/// {"hit", "scans", "truth_boxes", "sensitivity", "false_positives_per_scan", "cpm", "cpm_low", "cpm_high",
/// "resamples", "seed", "points": [{"false_positives_per_scan", "sensitivity", "low", "high"}], "curve":
/// [[false positives a scan, sensitivity]], "classes": [{"class", "cpm"}], "reason"}
QJsonObject frocJson(const BoxFigures& figures);

/// Rows "coco" and "froc" of the CSV: what it is, its class, AP or recall, false positives a scan,
/// sensitivity.
struct BoxFigureRow {
  QByteArray row;
  QByteArray name;
  QByteArray className;
  QByteArray value;
  QByteArray falsePositives;
  QByteArray sensitivity;
};
std::vector<BoxFigureRow> figureRows(const BoxFigures& figures);

/// For people.
QString figureText(const BoxFigures& figures);

}  // namespace uptake::cli
