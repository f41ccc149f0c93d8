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

struct PetValues;
struct SliceTable;

/// A file that could not be used, and why.
struct FileProblem {
  QString file;
  QString reason;
};

/// A grey-level window as a file states it (PS3.3 C.11.2.1.2), in the unit of the values after rescaling.
struct StoredWindow {
  double width = 1.0;
  double center = 0.0;
};

/// One thing of a series that can be shown or read as a whole: normally the whole series; when a series holds
/// several acquisitions, orientations or image types, one entry each with the same UID.
struct SeriesEntry {
  SeriesSource source;  ///< identifiers; `slices` in slice order when there is a grid, else in file order.
                        ///< Missing slices inside a grid have an empty SOP Instance UID and no file.
  int number = 0;       ///< SeriesNumber
  QString part;         ///< what sets this entry apart within its series ("acquisition 2"), or empty
  QString sopClassUid;
  int instances = 0;  ///< files (or frames of a multi-frame file) that belong to it
  int rows = 0;
  int columns = 0;
  QString convolutionKernel;           ///< CT
  std::optional<StoredWindow> window;  ///< the first one that the first file states
  bool attenuationCorrected = false;   ///< PET: ATTN in CorrectedImage
  bool wholeHounsfield = false;        ///< CT whose slopes and intercepts give whole HU that fit in 16 bit

  std::optional<ImageGrid> grid;  ///< when it can be shown as a volume
  QString refusal;                ///< why it cannot; empty also for SEG and RTSTRUCT, which are no images
  QStringList warnings;
  QStringList losses;  ///< those of `warnings` that tell of slices of the series which are not in the volume
  std::optional<SuvScale> suv;  ///< PET only; its slice factors are one a slice of the grid, or, of a
                                ///< resampled series, one a stored slice (`resampling->slices`)

  /// A choice that a refused series leaves to a person. Never applied unasked.
  struct Remedy {
    enum class Kind {
      LeaveOutDuplicates,  ///< one slice a position: the first by instance number
      Resample,            ///< linear interpolation onto a regular grid
    };
    Kind kind = Kind::Resample;
    QString text;  ///< what would be done
    /// The series with it applied. After leaving duplicates out it may still be refused, with a remedy of its
    /// own.
    std::shared_ptr<const SeriesEntry> result;
  };
  std::optional<Remedy> remedy;  ///< available, not applied

  /// Set when Resample was applied: the grid is then a target, none of whose slices is a stored image, and
  /// this is what they are computed from (core/volume/slice_resampler.h).
  std::shared_ptr<const SliceResampling> resampling;

  std::shared_ptr<const PetValues> petValues;  ///< what `suv` was computed from, and can be again

  /// The series is no stored one but a table of slices, read whole already.
  std::shared_ptr<const SliceTable> table;

  bool isVolume() const { return grid.has_value(); }
};

struct StudyEntry {
  QString uid;
  QString date;  ///< YYYYMMDD as in the file
  QString description;
  /// By series number. A PET that an archive filed apart from its CT has that CT here too, with a warning:
  /// from another study of the patient, of the same date and in the same frame of reference.
  std::vector<SeriesEntry> series;

  SeriesRef refOf(int position) const;
  /// The position of a series, or -1.
  int positionOf(const SeriesRef& wanted) const;
};

struct PatientEntry {
  QString id;
  QString name;
  std::vector<StudyEntry> studies;  ///< by date

  StudyRef refOf(const StudyEntry& study) const { return {id, study.uid, id.isEmpty() ? name : QString()}; }
};

/// What lies in the opened folders.
struct StudyIndex {
  QStringList roots;  ///< the paths that were opened, absolute
  std::vector<PatientEntry> patients;
  QStringList vocFiles;  ///< .xml files found on the way, to be read as PASCAL VOC
  /// Of VOC files whose image occurs under several patients, the id of the one that they belong to; empty
  /// when that is not clear (see VocNames::patients).
  std::map<QString, QString> vocPatients;
  std::vector<FileProblem> problems;

  struct Found {
    const PatientEntry* patient = nullptr;
    const StudyEntry* study = nullptr;
    explicit operator bool() const { return study != nullptr; }
  };
  /// The study that is named; of a patient without ID and name, the first with its UID.
  Found find(const StudyRef& wanted) const;
};

/// Scans files and folders (recursively; links are followed once) for DICOM headers and annotation files. A
/// DICOMDIR stands for the files that it names; one found in a folder tells which of them are missing. Reads
/// no pixels, skips files that are no DICOM quietly, and lists damaged ones as problems. Headers are kept in
/// the person's cache folder, so that the next scan of the same files reads none of them. Fails only when
/// cancelled or when no path exists.
///
/// Where that takes longer, `soFar` gets what was found until then: after half a second, then after twice
/// that and so on, and when the scan is cancelled. Folders directly in an opened one are read one after the
/// other, and a study is told of when another one is being read; one that comes again later is then whole at
/// the end. Called on one of the scan's threads.
Result<StudyIndex> scanStudies(const QStringList& paths, JobControl& control,
                               const std::function<void(StudyIndex)>& soFar = {});

/// Starts the processes that read files, so that the first folder need not wait for them.
void prepareReading();

/// The series as its remedy makes it, with warnings that say what was done. NotSupported when it has none.
Result<SeriesEntry> applyRemedy(const SeriesEntry& series);

}  // namespace uptake
