#pragma once

#include "core/error.h"

#include <QString>
#include <QStringList>

namespace uptake {

/// Where annotations of an opened folder are kept: `Annotation/<patient>/<SOPInstanceUID>.xml` for boxes
/// (PASCAL VOC) and `Boxes/<patient>/<study>.json` for how they make lesions,
/// `SEG/<patient>/<study>/<name>.dcm` for masks, `Measurements/<patient>/<study>.json`,
/// `Decisions/<patient>/<study>.json` for what was decided about predicted lesions,
/// `SUV/<SeriesInstanceUID>.json` for corrections of SUV, `Slices/<file name>/` for what was changed in a
/// table of slices. Identifiers from files never become paths as they are: characters that cannot stand in a
/// file name are percent-encoded.
class AnnotationFolder {
 public:
  /// `opened` are the paths whose images are open: checkTarget() refuses to write below them.
  explicit AnnotationFolder(QString path, QStringList opened = {})
      : path_(std::move(path)), opened_(std::move(opened)) {}

  /// `<opened folder>-annotations` beside what was opened (beside its folder when a file was opened).
  static AnnotationFolder defaultFor(const QString& openedPath);

  const QString& path() const { return path_; }
  bool exists() const;
  /// Whether it lies in one of the opened folders, or is one: nothing is ever written there.
  bool isInside(const QStringList& openedPaths) const;
  /// Whether a file may be written: Inconsistent when it lies in an opened folder, by whatever links. Asked
  /// anew for every file, since links come and go.
  Result<void> checkTarget(const QString& file) const;
  /// Whether it, or the nearest folder above it that exists, can be written to.
  bool isWritable() const;

  QString vocFile(const QString& patientId, const QString& sopInstanceUid) const;
  QString segFolder(const QString& patientId, const QString& studyInstanceUid) const;
  /// A file name for a new mask in segFolder() that no file has yet, and that is not in `taken`. Another
  /// program may take it meanwhile: see moveToNewName().
  QString newSegFile(const QString& patientId, const QString& studyInstanceUid, const QString& maskName,
                     const QStringList& taken) const;

  /// Which boxes of a study were joined or set apart by hand.
  QString boxLinkFile(const QString& patientId, const QString& studyInstanceUid) const;

  /// What was decided about the lesions of predictions.
  QString decisionFile(const QString& patientId, const QString& studyInstanceUid) const;

  QString measurementFile(const QString& patientId, const QString& studyInstanceUid) const;

  /// Where what a person corrected for the SUV of a PET series is kept.
  QString suvFile(const QString& seriesInstanceUid) const;

  /// Where what a person changed in a table of slices is kept.
  QString sliceTableFolder(const QString& tableFile) const;

  /// The VOC files of a patient.
  QStringList vocFiles(const QString& patientId) const;
  /// The SEG files of a study.
  QStringList segFiles(const QString& patientId, const QString& studyInstanceUid) const;

  bool operator==(const AnnotationFolder& other) const { return path_ == other.path_; }

 private:
  QString path_;
  QStringList opened_;
};

}  // namespace uptake
