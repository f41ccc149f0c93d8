#pragma once

#include "io/images/image_file.h"

#include <QString>

#include <map>
#include <optional>

namespace uptake::collections {

/// What a file of a case is, by its name.
enum class FileRole { Ct, Pet, Mr, Other, Mask, Prediction };

struct NamedRole {
  FileRole role = FileRole::Other;
  ImageUnit unit = ImageUnit::Unknown;
  QString unitFrom;          ///< whence the unit is known, translated
  bool isDerived = false;    ///< a CT resampled to its PET
  bool isUncertain = false;  ///< the name does not say
};

/// A file name without the ending of an image file.
QString stemOf(const QString& fileName);

/// By the words of a free name ("patient7_SUV", "case-ct"), of which nothing promises what they mean.
NamedRole roleOfWords(const QString& stem);
/// The name without the words that say what it is: what the files of one case have in common.
QString caseOfWords(const QString& stem);

/// By one of the names that collections give the files of a case: CT, CTres, PET, SUV, SEG, TTB. Nothing for
/// another name.
std::optional<NamedRole> roleOfCollectionName(const QString& stem);

/// By the name of a channel in nnU-Net's dataset.json: "CT", "PET", "SUV", "T1".
NamedRole roleOfChannel(const QString& channel);

/// Of channel 0000, 0001, … of an nnU-Net case, by the names that dataset.json gives its channels; cases that
/// are named as autoPET's have CT and SUV.
NamedRole roleOfNnUnet(const QString& id, int channel, const std::map<int, QString>& channels);

/// "CT", "PT", "MR" or "OT".
QString modalityOf(FileRole role);

}  // namespace uptake::collections
