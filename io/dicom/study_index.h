#pragma once

#include "core/error.h"
#include "core/geometry/image_grid.h"
#include "core/identity/study_ref.h"
#include "core/jobs/job_runner.h"
#include "core/volume/series_source.h"
#include "core/volume/slice_resampler.h"
#include "io/dicom/suv.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace uptake {

struct ImageFile;
struct PetValues;
struct SliceTable;

/// A file that could not be used, and why.
struct FileProblem {
  QString file;
  QString reason;
};

/// A window as a file states it (PS3.3 C.11.2.1.2), in the unit of the values after rescaling.
struct StoredWindow {
  double width = 1.0;
  double center = 0.0;
};

/// A part of a series that can be shown or read as a whole: usually the whole series. A series with several
/// acquisitions, orientations or image types has an entry for each, with the same UID.
struct SeriesEntry {
  /// Identifiers; `slices` in slice order when there is a grid, else in file order. Missing slices of a grid
  /// have an empty SOP Instance UID and no file.
  SeriesSource source;
  int number = 0;  ///< SeriesNumber
  QString part;    ///< what distinguishes this entry within its series ("acquisition 2"), or empty
  QString sopClassUid;
  int instances = 0;  ///< files (or frames of a multi-frame file) that belong to it
  int rows = 0;
  int columns = 0;
  QString convolutionKernel;           ///< CT
  std::optional<StoredWindow> window;  ///< the first window of the first file
  bool attenuationCorrected = false;   ///< PET: ATTN in CorrectedImage
  bool isColour = false;               ///< pictures in colour: the grid holds no values
  /// Grey images that are neither CT nor PET: the unit that the file states, or empty.
  QString valueUnit;
  bool wholeHounsfield = false;   ///< CT whose slopes and intercepts give whole HU that fit in 16 bit
  std::optional<ImageGrid> grid;  ///< set when the series can be shown as a volume
  QString refusal;                ///< why it cannot; empty also for SEG and RTSTRUCT, which are no images
  QStringList warnings;
  QStringList losses;  ///< those of `warnings` about slices of the series that are not in the volume
  /// PET only. Its slice factors belong to the slices of the grid, or, of a resampled series, to the stored
  /// slices (`resampling->slices`).
  std::optional<SuvScale> suv;
  /// A way to show a refused series, which the user must choose. Never applied automatically.
  struct Remedy {
    enum class Kind {
      LeaveOutDuplicates,  ///< keep one slice per position: the first by instance number
      Resample,            ///< linear interpolation onto a regular grid
    };
    Kind kind = Kind::Resample;
    QString text;  ///< what would be done, translated
    /// The series with the remedy applied. After leaving out duplicates it may still be refused, with a
    /// remedy of its own.
    std::shared_ptr<const SeriesEntry> result;
  };
  std::optional<Remedy> remedy;  ///< available, not applied
  /// Set when Resample was applied: what the slices of the grid are computed from, none of which is a stored
  /// image (core/volume/slice_resampler.h).
  std::shared_ptr<const SliceResampling> resampling;
  std::shared_ptr<const PetValues> petValues;  ///< what `suv` is computed from
  /// Set when the entry is a table of slices instead of a stored series; it is completely in memory.
  std::shared_ptr<const SliceTable> table;
  /// Set when the entry is an image in a file that is no DICOM (io/images/image_file.h). Its identifiers are
  /// keys (core/identity/image_key.h), and `source.slices` is empty until expandSlices().
  std::shared_ptr<const ImageFile> imageFile;
  /// It can be shown: as a volume, or as single pictures where source.isPlaceless.
  bool isVolume() const { return grid.has_value(); }
  /// Values in HU, or values of PET: what the modality says, unless the series is of colours.
  bool isCt() const { return !isColour && source.modality == QLatin1String("CT"); }
  bool isPet() const { return !isColour && source.modality == QLatin1String("PT"); }
};

/// Whether the series is a SEG or RTSTRUCT, which are no images but masks on other series.
bool isMaskSeries(const SeriesEntry& series);

/// A label image that belongs to a case of image files.
struct CaseMaskFile {
  QString file;               ///< absolute path
  QString name;               ///< path in the opened folder
  bool isPrediction = false;  ///< of a model, to be judged
  /// What its values are called, where the folder says so.
  std::map<int, QString> labels = {};
};

struct StudyEntry {
  QString uid;
  QString date;  ///< YYYYMMDD as in the file
  QString description;
  /// Sorted by series number. A PET whose CT is in another study of the patient (same date, same frame of
  /// reference) has that CT listed here too, with a warning: some archives file the two apart.
  std::vector<SeriesEntry> series;
  /// Of a case of image files: what kind of folder it was found in, translated ("nnU-Net dataset"); else
  /// empty.
  QString form = {};
  std::vector<CaseMaskFile> maskFiles = {};  ///< of such a case
  /// Of such a case: the path of the label image that masks of it are, relative to the opened folder and to
  /// the annotation folder's "Masks".
  QString maskName = {};
  /// Of such a case: the fold that it is validated in, where the dataset says so (nnU-Net's
  /// splits_final.json).
  std::optional<int> fold = {};
  /// Of such a case: the file that lists its nodules (io/collections/nodule_list.h), or empty.
  QString noduleFile = {};

  bool isOfImageFiles() const { return !form.isEmpty(); }
  SeriesRef refOf(int position) const;
  /// The index of a series in `series`, or −1.
  int positionOf(const SeriesRef& wanted) const;
};

struct PatientEntry {
  QString id;
  QString name;
  std::vector<StudyEntry> studies;  ///< sorted by date
  /// Of image files, which name no patient: the folder or the case that they are listed under. Else empty.
  QString folder = {};

  /// What people know the patient by: the ID, or the folder.
  const QString& shownId() const { return id.isEmpty() ? folder : id; }

  StudyRef refOf(const StudyEntry& study) const { return {id, study.uid, id.isEmpty() ? name : QString()}; }
};

/// The contents of the opened paths.
struct StudyIndex {
  QStringList roots;  ///< the opened paths, absolute
  std::vector<PatientEntry> patients;
  QStringList vocFiles;  ///< .xml files among them, to be read as PASCAL VOC
  /// Those of them that hold LIDC's readings (io/lidc); Project takes them out of `vocFiles`.
  QStringList lidcFiles;
  /// Files among them whose names end as those of image files that are no DICOM do. scanStudies() makes no
  /// studies of them; see io/collections/find_studies.h.
  QStringList imageFiles;
  /// HDF5 files among them, likewise. findStudies() adds the images in them to `imageFiles`.
  QStringList hdf5Files;
  /// What kinds of folders of image files were recognised, a sentence each, translated.
  QStringList forms;
  /// The patient ID that a VOC file belongs to, for files whose image occurs under several patients; empty
  /// when it is not clear (see VocNames::patients).
  std::map<QString, QString> vocPatients;
  std::vector<FileProblem> problems;

  struct Found {
    const PatientEntry* patient = nullptr;
    const StudyEntry* study = nullptr;
    explicit operator bool() const { return study != nullptr; }
  };
  /// Finds a study. Of a patient without ID and name, the first study with the UID is taken.
  Found find(const StudyRef& wanted) const;
};

/// Scans files and folders (recursively; links are followed once) for DICOM headers and annotation files. An
/// opened DICOMDIR stands for the files that it references; one in a folder tells which of them are missing.
/// Reads no pixels, skips files that are no DICOM, and lists damaged ones as problems. Headers are cached in
/// the user's cache folder, so that the next scan of the same files need not read them. Fails only when
/// cancelled or when no path exists.
///
/// `soFar` gets the studies found so far after half a second, after twice that and so on, and when the scan
/// is cancelled. Subfolders of an opened folder are read one after the other, and a study is reported once
/// reading has gone on to another one; if more of its files are found later, it is complete in the final
/// result. Called on one of the scan's threads.
Result<StudyIndex> scanStudies(const QStringList& paths, JobControl& control,
                               const std::function<void(StudyIndex)>& soFar = {});

/// Starts the reader processes ahead of the first scan, so that it need not wait for them.
void prepareReading();

/// Applies the remedy of a series. The warnings of the result say what was done. NotSupported when it has
/// none.
Result<SeriesEntry> applyRemedy(const SeriesEntry& series);

}  // namespace uptake
