#pragma once

#include "core/box/box.h"
#include "core/box/box_agreement.h"
#include "core/box/label_scheme.h"
#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "core/mask/mask_layer.h"
#include "core/measure/measurement.h"
#include "io/dicom/study_index.h"
#include "io/store/annotation_folder.h"
#include "io/store/box_link_file.h"
#include "io/store/decision_file.h"
#include "io/store/file_stamp.h"

#include <QByteArray>

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace uptake {

/// By path.
using FileStamps = std::map<QString, FileStamp>;

/// Everything drawn on a study that lies on disk.
struct StoredAnnotations {
  std::vector<Box> boxes;  ///< with their image, without ids
  /// By image: the VOC file as read, which later saves edit.
  std::map<QString, QByteArray> vocOriginals;
  QStringList vocFiles;                           ///< that were read, so that a save may replace them
  std::vector<BoxLink> boxLinks;                  ///< of boxes that may not be there
  QByteArray boxLinksOriginal;                    ///< their file as read; empty without one
  std::vector<std::unique_ptr<MaskLayer>> masks;  ///< without ids
  std::vector<Measurement> measurements;          ///< without ids
  QByteArray measurementsOriginal;        ///< their file as read, which later saves edit; empty without one
  std::vector<LesionDecision> decisions;  ///< about predicted lesions
  QByteArray decisionsOriginal;           ///< their file as read; empty without one
  QStringList sliceClasses;               ///< of a table of slices: one a slice
  std::vector<ScoredBox> othersBoxes;     ///< of other readers, to be looked at
  std::map<const MaskLayer*, QString> othersMasks;  ///< those of `masks` that other readers drew, and who
  FileStamps stamps;  ///< of the files of the annotation folder, as they were read
  std::vector<FileProblem> problems;
};

/// Reads the boxes, masks and measurements of one study: from the opened folders (`openedVocFiles` and the
/// study's SEG series) and from the annotation folder. Where both have a file for an image, or a mask that is
/// an edited version of another, the annotation folder's is taken. A mask that lies on the voxels of none of
/// the series that share its frame of reference is resampled onto the first; it has no MaskProvenance::file,
/// like every mask that is not ours to replace, and names the file's instance as predecessor. Damaged files
/// are listed as problems, and so are classes of boxes that the scheme does not know. Fails only when
/// cancelled.
Result<StoredAnnotations> loadAnnotations(const QStringList& openedVocFiles, const StudyEntry& study,
                                          const AnnotationFolder& folder, JobControl& control,
                                          const LabelScheme& scheme = LabelScheme::lungPetCtDx());

/// The boxes of one image to save; none means that there are none any more.
struct ImageBoxes {
  QString sopInstanceUid;
  std::vector<Box> boxes;
  QByteArray original;  ///< the file they came from (StoredAnnotations::vocOriginals), or empty
  /// The file in the annotation folder was read or written by us. One that was not (damaged, or someone
  /// else's since) is never replaced.
  bool mayReplace = false;
};

/// All measurements of the study to save; none means that there are none any more.
struct MeasurementsToSave {
  std::vector<Measurement> measurements;
  QByteArray original;      ///< StoredAnnotations::measurementsOriginal
  bool mayReplace = false;  ///< as of ImageBoxes
};

/// All that persons decided about pairs of boxes.
struct BoxLinksToSave {
  std::vector<BoxLink> links;
  std::vector<BoxLink> unresolved;  ///< of StoredAnnotations::boxLinks, the ones whose boxes were not there
  QByteArray original;              ///< StoredAnnotations::boxLinksOriginal
  bool mayReplace = false;          ///< as of ImageBoxes
};

/// All decisions about predicted lesions; none means that there are none any more.
struct DecisionsToSave {
  std::vector<LesionDecision> decisions;
  QByteArray original;      ///< StoredAnnotations::decisionsOriginal
  bool mayReplace = false;  ///< as of ImageBoxes
};

/// What to save: a snapshot that a job can own.
struct SaveRequest {
  AnnotationFolder folder{QString()};
  QString patientId;
  StudyEntry study;
  std::vector<ImageBoxes> images;
  std::vector<MaskLayer> masks;                    ///< with their ids
  QStringList removedSegFiles;                     ///< files of masks that were removed
  std::optional<MeasurementsToSave> measurements;  ///< nothing when none changed
  std::optional<BoxLinksToSave> boxLinks;          ///< nothing when none changed
  std::optional<DecisionsToSave> decisions;        ///< nothing when none changed
  QStringList sliceClasses;                        ///< of a table of slices: one a slice
  FileStamps known;                                ///< files as they were read or last written by us
  /// What someone else changed since is replaced all the same (its backup is kept).
  bool replaceChanged = false;
};

/// What became of it.
struct SaveReport {
  QStringList files;                                ///< written
  std::map<MaskId, MaskProvenance> maskProvenance;  ///< of every mask that was written
  FileStamps stamps;                                ///< of what was written
  std::vector<FileProblem> problems;                ///< what could not be written, and why
  /// Files that someone else changed since they were read; then nothing was written at all.
  QStringList conflicts;
  QStringList notes;  ///< what a person should know
};

/// Writes boxes, masks and measurements into the annotation folder, each file whole or not at all. One file's
/// failure does not keep the others from being written. A mask without any voxel has no file (readers reject
/// an empty SEG): an earlier file of it is kept aside as `<name>.dcm.removed`, like the file of a removed
/// mask. The earlier version of every file that is replaced is kept, see keepBackup(). When any of the files
/// is not what it was when it was read (SaveRequest::known), or a link leads one into an opened folder,
/// nothing is written. Other windows that save in the folder are waited for, see FolderLock.
Result<SaveReport> saveAnnotations(const SaveRequest& request, JobControl& control);

}  // namespace uptake
