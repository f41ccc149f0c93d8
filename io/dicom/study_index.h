#pragma once

#include "core/error.h"
#include "core/geometry/image_grid.h"
#include "core/jobs/job_runner.h"
#include "core/volume/series_source.h"
#include "io/dicom/suv.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace uptake {

struct PetValues;

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
  QString refusal;                ///< why it cannot, when it is an image series
  QStringList warnings;
  std::optional<SuvScale> suv;                 ///< PET only
  std::shared_ptr<const PetValues> petValues;  ///< what `suv` was computed from, and can be again

  bool isVolume() const { return grid.has_value(); }
};

struct StudyEntry {
  QString uid;
  QString date;  ///< YYYYMMDD as in the file
  QString description;
  std::vector<SeriesEntry> series;  ///< by series number
};

struct PatientEntry {
  QString id;
  QString name;
  std::vector<StudyEntry> studies;  ///< by date
};

/// What lies in the opened folders.
struct StudyIndex {
  QStringList roots;  ///< the paths that were opened, absolute
  std::vector<PatientEntry> patients;
  QStringList vocFiles;  ///< .xml files found on the way, to be read as PASCAL VOC
  std::vector<FileProblem> problems;
};

/// Scans files and folders (recursively; links are followed once) for DICOM headers and annotation files.
/// Reads no pixels, skips files that are no DICOM quietly, and lists damaged ones as problems. Fails only
/// when cancelled or when no path exists.
Result<StudyIndex> scanStudies(const QStringList& paths, JobControl& control);

/// The series of a study that belong together: the CT to show and the PET to fuse with it.
struct ImagePair {
  int ct = -1;  ///< index into StudyEntry::series, -1 for none
  int pet = -1;
  bool isEmpty() const { return ct < 0 && pet < 0; }
};

/// The best pair: same frame of reference; attenuation-corrected PET before uncorrected; then most slices.
/// A CT that the caller prefers (`ct` ≥ 0) is kept.
ImagePair choosePair(const StudyEntry& study, int ct = -1);

}  // namespace uptake
