#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "core/mask/mask_layer.h"

#include <QString>
#include <QStringList>

#include <Eigen/Core>

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace uptake {

// The annotations of LIDC-IDRI (Armato et al., The Lung Image Database Consortium and Image Database Resource
// Initiative, Med Phys 2011): an XML file a CT, in which four radiologists, after they had seen each other's
// first marks, outlined the nodules of 3 mm and more, and marked smaller ones and other spots by a point.

/// An outline on one image, or the point of a mark: columns and rows of the stored image, from 0.
struct LidcContour {
  QString sopInstanceUid;
  std::optional<double> z;  ///< imageZposition, mm: of the image's Image Position (Patient)
  bool isIncluded = true;   ///< false: the outline of a hole
  std::vector<Eigen::Vector2i> points;
};

/// A nodule as one reader saw it. One of less than 3 mm is a single point.
struct LidcNodule {
  QString id;                              ///< of this reader
  std::map<QString, int> characteristics;  ///< "subtlety", "malignancy", … as the file has them, 1 … 6
  std::vector<LidcContour> contours;
  bool isPoint() const { return contours.size() == 1 && contours.front().points.size() == 1; }
};

/// What a reader marked as no nodule: a point.
struct LidcSpot {
  QString id;
  LidcContour place;
};

struct LidcReading {
  std::vector<LidcNodule> nodules;
  std::vector<LidcSpot> spots;
};

struct LidcFile {
  QString seriesInstanceUid;
  QString studyInstanceUid;
  std::vector<LidcReading> readings;  ///< in the order of the file, which names no reader
  QStringList warnings;               ///< what was left out, translated
};

/// Whether the file begins as such a file does. Reads its first bytes alone.
bool isLidcFile(const QString& file);
/// Whether the first bytes name the study or the series.
bool isLidcFileOf(const QString& file, const QString& studyInstanceUid, const QStringList& series);

/// Reads such a file, in a reader process. A nodule with a number that is none is left out as a whole, with a
/// warning, since a part of it would be wrong. FileUnreadable or Inconsistent states the line; NotSupported
/// beyond 64 MiB, with a document type, or for readings of radiographs.
Result<LidcFile> readLidc(const QString& file, const JobControl& control);

/// A reader's nodules as masks, and its points likewise: a voxel each.
struct LidcMasks {
  std::vector<std::unique_ptr<MaskLayer>> nodules;  ///< several where nodules of the reader overlap
  std::vector<std::unique_ptr<MaskLayer>> points;   ///< small nodules and spots that are none
  QStringList warnings;                             ///< what has no place on the series, translated
};

/// Puts a reading on the CT that it is of.
///
/// LIDC's outlines lie just outside of what they outline, on pixels: a pixel belongs to a nodule whose centre
/// is strictly inside an outline (even-odd), so that the outline's own pixels don't; of a hole likewise, so
/// that the pixels of a hole's outline stay in the nodule. Holes are cut after all outlines were united.
/// pylidc does the same but for pixels exactly on an outline, which its polygon test takes or leaves by
/// direction. An outline is on the slice that it names, or where the series has none of that name on the one
/// at its z (within a tenth of the slice distance). A nodule of which an outline has no slice, or that has no
/// pixel inside its outlines, is left out, with a warning. Cancelled when `control` says so.
Result<LidcMasks> lidcMasks(const LidcReading& reading, const QString& name, const SeriesSource& source,
                            const ImageGrid& grid, const JobControl& control);

/// "subtlety 5, malignancy 4, …", in the order of the file's form.
QString characteristicsText(const LidcNodule& nodule);

}  // namespace uptake
