#pragma once

#include "core/geometry/image_grid.h"
#include "core/geometry/lattice_map.h"
#include "core/jobs/job_runner.h"
#include "io/dicom/study_index.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace uptake {

class Volume;

/// What the numbers of an image file are. The file itself does not say; its folder or its name may.
enum class ImageUnit {
  Unknown,                 ///< shown as numbers without a unit
  Hounsfield,              ///< of a CT
  SuvBodyWeight,           ///< g/ml
  BecquerelPerMillilitre,  ///< of a PET whose SUV cannot be computed: dose and weight are not stated
};

/// An image in a file that is no DICOM: NIfTI (.nii, .nii.gz, .hdr with .img), MetaImage (.mha, .mhd) or NRRD
/// (.nrrd, .nhdr), or one of several volumes of such a file. It states its grid and its numbers, but neither
/// patient nor UIDs.
struct ImageFile {
  QString file;    ///< absolute path
  QString name;    ///< path in the opened folder, with "/": what people know it by
  int volume = 0;  ///< of a file with several, from 0
  int volumes = 1;
  ImageUnit unit = ImageUnit::Unknown;
  QString unitFrom;        ///< whence the unit is known, a translated sentence; or empty
  bool isDerived = false;  ///< resampled to another image's voxels: that with its own resolution comes first
  bool isUncertain = false;   ///< nothing says what it is: CT, PET or something else
  bool isHeaderRead = false;  ///< until then the series has no grid
  // What the header states; voxels are brought to axes that run nearly to the left, back and head, since
  // views, boxes and slices of DICOM are so. They are only permuted and flipped.
  std::optional<ImageGrid> stored;  ///< voxels in the order of the file; nothing when the axes are oblique
  LatticeMap toGrid;                ///< from a voxel of the file to one of the series' grid
  Eigen::Vector3i storedSize = Eigen::Vector3i::Ones();
  bool isSequential = false;    ///< packed or text: can be read from the beginning only
  std::int64_t voxelBytes = 0;  ///< of one volume in the file, unpacked
};

/// The part of a file name that marks an image file (".nii.gz", ".hdr"), in the name's case; or empty.
QString imageFileSuffix(const QString& file);

/// A series of a file whose header is not read yet. `modality` is "CT", "PT", "MR" or "OT"; the description
/// is the file's name.
SeriesEntry imageSeries(ImageFile image, const QString& modality, const QString& studyKey);

/// Reads the headers of the image files of studies, in reader processes. Each series gets its grid, or why it
/// cannot be shown, and one of several volumes becomes a series each. Images of one study whose grids overlap
/// share a frame of reference. `done(n)` is called after some files: so many of the studies, from the first,
/// are complete. Fails only when cancelled.
Result<void> readImageHeaders(const std::vector<StudyEntry*>& studies, const JobControl& control);

/// The keys of the slices of an image up to "#" and their number.
QString sliceKeyStem(const ImageFile& image);

/// Gives a series of an image file the source slices of its volume; another series stays as it is.
void expandSlices(SeriesEntry& series);
void expandSlices(StudyEntry& study);

/// The slice of the file, counted along its own axis from 0, that slice k of the series' grid is.
int storedSliceOf(const ImageFile& image, int k, int slices);

/// loadSlices() (io/dicom/volume_loader.h) for a series of an image file. Values that are no number, or
/// infinite, become the volume's fill value, which is remarked.
Result<std::vector<FileProblem>> loadImageFile(const SeriesEntry& series, Volume& volume, int firstSlice,
                                               JobControl& control, const std::function<void(int)>& published,
                                               QStringList* remarks);

}  // namespace uptake
