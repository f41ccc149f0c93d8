#pragma once

#include "io/collections/find_studies.h"

#include <QCommandLineParser>
#include <QString>

#include <optional>

namespace uptake::cli {

/// The unit of PET in image files that are no DICOM, as --pet-unit states it.
struct StatedPetUnit {
  std::optional<ImageUnit> unit;  ///< nothing: not stated
  bool isWrong = false;           ///< it is none, which was said
};
/// Adds --pet-unit to a command, and reads it.
void addPetUnitOption(QCommandLineParser& parser);
StatedPetUnit statedPetUnit(const QCommandLineParser& parser);

/// The one volume series in a folder or image file, for commands that put a mask on it. Image files beside
/// DICOM do not count. Otherwise says on standard error what there is, and sets `exitCode`. With `petUnit`,
/// the images are PET in that unit.
std::optional<SeriesEntry> onlyVolumeSeries(const QString& folder, int& exitCode,
                                            std::optional<ImageUnit> petUnit = {});
/// The same for what is written with the identity of its images: image files that are no DICOM are refused.
std::optional<SeriesEntry> onlyDicomSeries(const QString& folder, int& exitCode);

}  // namespace uptake::cli
