#pragma once

#include "core/box/box.h"
#include "core/box/label_scheme.h"
#include "io/store/save_transaction.h"

#include <QByteArray>

#include <map>
#include <vector>

namespace uptake {

/// The boxes of a study as they lie on disk.
struct StoredBoxes {
  std::vector<Box> boxes;  ///< with their image, without ids
  /// By image: the VOC file as read, which later saves edit.
  std::map<QString, QByteArray> originals;
  FileStamps stamps;  ///< of the files that were read
  std::vector<FileProblem> problems;
};

/// Reads the boxes of one study, from VOC files of the opened folders and from the annotation folder. Where
/// both have a file for an image, the annotation folder's is taken. Damaged files are listed as problems, and
/// so are classes that the scheme does not know. Fails only when cancelled.
Result<StoredBoxes> readBoxes(const QStringList& openedVocFiles, const StudyEntry& study,
                              const AnnotationFolder& folder, JobControl& control,
                              const LabelScheme& scheme = LabelScheme::lungPetCtDx());

/// The boxes of one image to save; none means that there are none any more.
struct ImageBoxes {
  QString sopInstanceUid;
  std::vector<Box> boxes;
  QByteArray original;  ///< the file they came from (StoredBoxes::originals), or empty
};

/// Plans to write the VOC files of these images. One without boxes that came from no file is set aside.
void planBoxes(SaveTransaction& save, const QString& patientId, const StudyEntry& study,
               const std::vector<ImageBoxes>& images);

}  // namespace uptake
