#pragma once

#include "core/error.h"

#include <QString>
#include <QStringList>

namespace uptake {

/// The folder in which the annotations of an opened folder are stored:
///
///     Annotation/<patient>/<SOPInstanceUID>.xml   boxes (PASCAL VOC)
///     Annotation/<image file>/slice-<n>.xml       boxes on images that are no DICOM
///     Boxes/<patient>/<study>.json                box links: which boxes are one lesion
///     SEG/<patient>/<study>/<name>.dcm            masks
///     Masks/<path of the case's mask>             masks on images that are no DICOM, a JSON file beside each
///     Measurements/<patient>/<study>.json
///     Decisions/<patient>/<study>.json            decisions about predicted lesions
///     SUV/<SeriesInstanceUID>.json                corrections of SUV inputs
///     Slices/<file name>/                         changes to a table of slices
///     <kind>/<patient>/<study>.json               further kinds of annotation, see studyFile()
///
/// Where a case of image files has neither patient nor study, its name stands for both, as a path
/// (core/identity/image_key.h). In identifiers that become parts of paths, characters that are not allowed in
/// file names are percent-encoded.
class AnnotationFolder {
 public:
  /// `opened` are the paths of the opened images: checkTarget() refuses to write below them.
  explicit AnnotationFolder(QString path, QStringList opened = {})
      : path_(std::move(path)), opened_(std::move(opened)) {}

  /// `<opened folder>-annotations` beside the opened folder, or beside the folder of an opened file.
  static AnnotationFolder defaultFor(const QString& openedPath);

  const QString& path() const { return path_; }
  bool exists() const;
  /// Whether it is one of the opened folders or inside one. No file is ever written there.
  bool isInside(const QStringList& openedPaths) const;
  /// Whether a file may be written. Inconsistent when it is in an opened folder, with links resolved. Call it
  /// for every file, because links may change.
  Result<void> checkTarget(const QString& file) const;
  /// Whether it, or the nearest existing folder above it, is writable.
  bool isWritable() const;

  QString vocFile(const QString& patientId, const QString& sopInstanceUid) const;
  QString segFolder(const QString& patientId, const QString& studyInstanceUid) const;
  /// An unused file name for a new mask in segFolder() that is not in `taken`. Another program may create the
  /// file in the meantime: see moveToNewName().
  QString newSegFile(const QString& patientId, const QString& studyInstanceUid, const QString& maskName,
                     const QStringList& taken) const;

  /// The one file that a kind of annotation keeps for a study: `<kind>/<patient>/<study>.json`.
  QString studyFile(const QString& kind, const QString& patientId, const QString& studyInstanceUid) const;

  /// Which boxes of a study were joined or set apart by hand.
  QString boxLinkFile(const QString& patientId, const QString& studyInstanceUid) const;

  /// The file of the decisions about predicted lesions.
  QString decisionFile(const QString& patientId, const QString& studyInstanceUid) const;

  QString measurementFile(const QString& patientId, const QString& studyInstanceUid) const;

  /// The file of the SUV corrections of a PET series.
  QString suvFile(const QString& seriesInstanceUid) const;

  /// The folder of the changes to a table of slices.
  QString sliceTableFolder(const QString& tableFile) const;

  /// The label image of the n-th mask (from 1) of a case of image files; `suffix` is that of its file.
  QString maskImage(const QString& studyKey, int number, const QString& suffix) const;

  /// The VOC files of a patient.
  QStringList vocFiles(const QString& patientId) const;
  /// The VOC files of an image that is no DICOM, by the key of its slices up to "#".
  QStringList vocFilesOfImage(const QString& key) const;
  /// The SEG files of a study, or the label images of a case of image files.
  QStringList segFiles(const QString& patientId, const QString& studyInstanceUid) const;

  bool operator==(const AnnotationFolder& other) const { return path_ == other.path_; }

 private:
  QString path_;
  QStringList opened_;
};

}  // namespace uptake
