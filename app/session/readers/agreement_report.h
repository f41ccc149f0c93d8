#pragma once

#include "app/session/readers/reader_agreement.h"

#include <QByteArray>

namespace uptake::readers {

/// All that is said of readers.
struct AgreementReport {
  QStringList readers;
  std::vector<CaseAgreement> cases;
  AgreementSummary summary;
  AgreementOptions options;
};

/// {"readers": [], "cases": [{"name", "volume_ml": [by reader], "dice": [[by reader and reader]],
/// "dice_mean", "majority": {"volume_ml", "dice": []}, "staple": {"volume_ml", "dice": [], "sensitivity": [],
/// "specificity": [], "region_voxels": [x, y, z], "iterations"}}], "summary": {"cases", "dice": [[]],
/// "dice_mean", "cases_of_all", "icc_2_1", "icc_3_1", "bland_altman": [{"readers": [two names], "cases",
/// "mean_ml", "sd_ml", "low_ml", "high_ml"}], "images", "iou", "box_f1": [[]], "box_f1_mean", "margin_mm",
/// "kappa": [{"of", "method", "readers": [], "items", "observed", "expected", "kappa"}]}}; what is undefined
/// is null.
QByteArray agreementJson(const AgreementReport& report);
/// One row a figure: row ("case" or "summary"), case, figure, reader, other reader, value, number of items.
QByteArray agreementCsv(const AgreementReport& report);
/// For people.
QByteArray agreementText(const AgreementReport& report);

}  // namespace uptake::readers
