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

/// Stamps by path.
using FileStamps = std::map<QString, FileStamp>;

/// The annotations of a study on disk.
struct StoredAnnotations {
  std::vector<Box> boxes;                         ///< with their image, without ids
  std::map<QString, QByteArray> vocOriginals;     ///< per image the VOC file as read, which saving edits
  QStringList vocFiles;                           ///< the files that were read, which saving may replace
  std::vector<BoxLink> boxLinks;                  ///< may refer to boxes that do not exist
  QByteArray boxLinksOriginal;                    ///< the file as read; empty without one
  std::vector<std::unique_ptr<MaskLayer>> masks;  ///< without ids
  std::vector<Measurement> measurements;          ///< without ids
  QByteArray measurementsOriginal;                ///< the file as read, which saving edits; empty without one
  std::vector<LesionDecision> decisions;          ///< about predicted lesions
  QByteArray decisionsOriginal;                   ///< the file as read; empty without one
  QStringList sliceClasses;                       ///< table of slices: the class of each slice
  std::vector<ScoredBox> othersBoxes;             ///< boxes of other readers, shown for comparison
  std::map<const MaskLayer*, QString> othersMasks;  ///< masks of other readers among `masks`, with the reader
  FileStamps stamps;                                ///< of the files in the annotation folder, as read
  std::vector<FileProblem> problems;
};

/// Reads the boxes, masks, measurements and decisions of a study from the opened folders (`openedVocFiles`
/// and the study's SEG and RTSTRUCT series) and from the annotation folder. If both have boxes of an image,
/// or one mask is an edited version of another, those of the annotation folder are taken. A mask that is on
/// the voxels of none of the series in its frame of reference is resampled onto the first of them. Masks that
/// a save must not replace have no MaskProvenance::file and reference the file's instance as predecessor:
/// resampled ones and those of the opened folders. Damaged files and unknown classes of boxes are listed as
/// problems. Fails only when cancelled.
Result<StoredAnnotations> loadAnnotations(const QStringList& openedVocFiles, const StudyEntry& study,
                                          const AnnotationFolder& folder, JobControl& control,
                                          const LabelScheme& scheme = LabelScheme::lungPetCtDx());

/// The boxes of one image, to be saved. An empty list removes the image's file.
struct ImageBoxes {
  QString sopInstanceUid;
  std::vector<Box> boxes;
  QByteArray original;  ///< the file they were read from (StoredAnnotations::vocOriginals), or empty
  /// Whether the existing file was read or written by this program. Any other file (damaged, or of someone
  /// else) is never replaced.
  bool mayReplace = false;
};

/// All measurements of the study, to be saved. An empty list removes the file.
struct MeasurementsToSave {
  std::vector<Measurement> measurements;
  QByteArray original;      ///< StoredAnnotations::measurementsOriginal
  bool mayReplace = false;  ///< as in ImageBoxes
};

/// All box links of the study, to be saved. Empty lists remove the file.
struct BoxLinksToSave {
  std::vector<BoxLink> links;
  std::vector<BoxLink> unresolved;  ///< of StoredAnnotations::boxLinks, those whose boxes do not exist
  QByteArray original;              ///< StoredAnnotations::boxLinksOriginal
  bool mayReplace = false;          ///< as in ImageBoxes
};

/// All decisions about predicted lesions, to be saved. An empty list removes the file.
struct DecisionsToSave {
  std::vector<LesionDecision> decisions;
  QByteArray original;      ///< StoredAnnotations::decisionsOriginal
  bool mayReplace = false;  ///< as in ImageBoxes
};

/// What to save: a snapshot that a job can own.
struct SaveRequest {
  AnnotationFolder folder{QString()};
  QString patientId;
  StudyEntry study;
  std::vector<ImageBoxes> images;                  ///< images whose boxes changed
  std::vector<MaskLayer> masks;                    ///< masks that changed, with their ids
  QStringList removedSegFiles;                     ///< files of masks that were removed
  std::optional<MeasurementsToSave> measurements;  ///< `std::nullopt` leaves the file as it is
  std::optional<BoxLinksToSave> boxLinks;          ///< `std::nullopt` leaves the file as it is
  std::optional<DecisionsToSave> decisions;        ///< `std::nullopt` leaves the file as it is
  QStringList sliceClasses;                        ///< table of slices: the class of each slice
  FileStamps known;                                ///< of the files as read or last written by this program
  /// Replace files that someone else changed since (a backup is kept).
  bool replaceChanged = false;
};

/// The result of saving.
struct SaveReport {
  QStringList files;                                ///< the files that were written
  std::map<MaskId, MaskProvenance> maskProvenance;  ///< of every mask that was written
  FileStamps stamps;                                ///< of the files that were written
  std::vector<FileProblem> problems;                ///< files that could not be written, and why
  /// Files that someone else changed since they were read. If there are any, no file was written.
  QStringList conflicts;
  QStringList notes;  ///< for the user, translated
};

/// Writes boxes, masks, measurements and decisions into the annotation folder, each file completely or not at
/// all. If one file cannot be written, the others still are. A mask without voxels has no file, because
/// readers reject an empty SEG: its earlier file is renamed to `<name>.dcm.removed`, like the file of a
/// removed mask. Before a file is replaced, its earlier version is kept, see keepBackup(). No file is written
/// when one of them was changed since it was read (SaveRequest::known) or would be written into an opened
/// folder through a link. Waits for other programs that save in the folder, see FolderLock.
Result<SaveReport> saveAnnotations(const SaveRequest& request, JobControl& control);

}  // namespace uptake
