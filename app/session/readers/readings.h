#pragma once

#include "core/box/box.h"
#include "core/error.h"

#include <QString>
#include <QStringList>

#include <map>
#include <optional>
#include <vector>

/// How several readers agree: from the readings of a project, or from folders. No widgets here.
namespace uptake::readers {

/// What a reader made of a case.
struct MaskReading {
  QString file;  ///< a label image or a SEG; empty: the reader found no lesion
};

struct ReadCase {
  QString name;
  std::vector<std::optional<MaskReading>> readings;  ///< by reader; std::nullopt: did not read it
};

struct ReadImage {
  QString name;
  std::vector<std::optional<std::vector<Box>>> boxes;  ///< likewise; none where the reader has no file of it
};

/// A slice of a table of slices.
struct ReadSlice {
  QString name;
  std::vector<std::optional<QString>> classes;  ///< likewise
};

/// What readers made of the same cases.
struct Readings {
  QStringList readers;            ///< names, all different
  std::vector<ReadCase> cases;    ///< by name; those that two readers or more read
  std::vector<ReadImage> images;  ///< with boxes of any reader
  std::vector<ReadSlice> slices;
  QStringList problems;
};

/// One folder a reader, searched recursively: masks (label images, SEG) that have the same path within their
/// folder, the format apart, or else the same StudyInstanceUID, are of one case; PASCAL VOC files of the same
/// path, or else the same name, are of one image, and a reader without a file drew no box there; files
/// slices.csv (of a table of slices) of the same path, or where each reader has one, are of one table.
Readings readingsOfFolders(const QStringList& folders);

/// The finished blind readings of a project (an annotation folder with uptake-review and readers/): those
/// that the record says are finished. A reader who finished a case and has no mask of it found no lesion.
/// Fails as readAudit() does; Inconsistent when fewer than two readers finished a reading.
Result<Readings> readingsOfProject(const QString& project);

}  // namespace uptake::readers
