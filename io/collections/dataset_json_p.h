#pragma once

#include <QString>
#include <QStringList>

#include <map>
#include <optional>

namespace uptake::collections {

/// What is read of nnU-Net's dataset.json (version 2, or that of version 1 and the Medical Segmentation
/// Decathlon).
struct DatasetJson {
  std::map<int, QString> channels;  ///< by number: "CT"
  /// By value; of a value in regions, those that hold it, the largest first: "tumour + core", and "tumour
  /// alone" of what lies in no other. No background.
  std::map<int, QString> labels;
  QString ending;  ///< file_ending, or empty
};

/// Nothing when there is none, or it is no JSON object or above a mebibyte; `problem` then says so unless
/// there is none.
std::optional<DatasetJson> readDatasetJson(const QString& file, QString& problem);

/// Of splits_final.json: the fold that each case is validated in, from 0.
std::map<QString, int> readFolds(const QString& file);

/// The SUV threshold that a threshold.json of DEEP-PSMA states; nothing when it states none.
std::optional<double> readSuvThreshold(const QString& file);

}  // namespace uptake::collections
