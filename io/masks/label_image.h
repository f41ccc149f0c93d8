#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "core/mask/mask_layer.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace uptake {

// Label images are NIfTI (.nii, .nii.gz), NRRD (.nrrd; .nhdr with the voxels in another file of the folder)
// and MetaImage (.mha; .mhd likewise), by the ending of the file name; and read from datasets of HDF5 files,
// whose paths are the file's with the dataset's behind it ("case.h5/patient/study/seg").

/// The content of a label image file.
struct LabelImage {
  LabelMap labels;
  QStringList warnings;           ///< what was tolerated while reading, translated
  std::vector<Segment> segments;  ///< those that the file gives a name or colour, if they have voxels
  /// Labels that overlap those in `labels`, on the same grid; a label value is used in one map only.
  std::vector<LabelMap> overlapping = {};
};

/// Reads a label image on its own grid: voxel order as in the file, LPS.
///
/// Values of any number type, after the file's slope and intercept, must be within 0.001 of whole numbers
/// from 0 to 65535; Inconsistent names the first other value. NaN counts as background, with a warning.
/// Inconsistent as well when the file does not state its geometry. Overlapping segments, which 3D Slicer
/// stores in layers, are in LabelImage::overlapping; label values that several layers use are renumbered,
/// with a warning. The length of the file is compared with the stated size before memory is allocated.
Result<LabelImage> readLabelImage(const QString& file);

/// Reads a label image onto `grid`. If the file's voxels are voxels of that grid, whatever the order and
/// direction of their axes (compared by position, tolerance 0.01 mm per corner), the labels are copied; the
/// file may cover a part of the grid. Otherwise they are resampled (nearest neighbour), with a warning that
/// states both geometries. Labels outside of `grid` are lost, with a warning; Inconsistent when all of them
/// are.
Result<LabelImage> readLabelImage(const QString& file, const ImageGrid& grid, JobControl& control);

/// The index of the grid that the file's voxels belong to: the grid with exactly these voxels, else the first
/// one that contains them or a part of them; `std::nullopt` when none does. Reads no voxels.
Result<std::optional<std::size_t>> findLabelImageGrid(const QString& file, std::span<const ImageGrid> grids);

/// The files of a label image: the file itself and, of a header (.mhd, .nhdr), the file with its voxels.
/// Reads no voxels.
QStringList labelImageFiles(const QString& file);

/// Writes labels (uint8 if they fit, else uint16) on their own grid with its geometry, voxel order unchanged,
/// compressed unless the name ends in .nii. The ending of the name determines the format, see
/// canWriteLabelImage(). The file is complete or not written at all. The voxels of a .mhd are written into
/// "NAME.zraw" of the same folder (or "NAME-2.zraw" … if that exists) before the header, so that an earlier
/// image stays readable until then.
Result<void> writeLabelImage(const LabelMap& labels, const QString& file);

/// Whether it is a label image by its name, or a dataset of an HDF5 file.
bool canReadLabelImage(const QString& file);
/// Whether the name ends in .nii, .nii.gz, .nrrd, .mha or .mhd.
bool canWriteLabelImage(const QString& file);
/// The part of a file name that marks it as a label image (".nii.gz"), in the name's case; or empty.
QString labelImageSuffix(const QString& file);
/// Name filters of open dialogs: "*.nii.gz", "*.nii", "*.nrrd", "*.nhdr", "*.mha", "*.mhd".
QStringList labelImagePatterns();

/// One segment for each label that has voxels, ascending, numbered as the labels. Names are those in `names`,
/// else in `described`, else "Lesion 1", "Lesion 2", … Such a file does not say who drew a segment, so the
/// algorithm type is AUTOMATIC, with the algorithm name "unspecified (NIfTI)" or the file's other format.
std::vector<Segment> labelImageSegments(const LabelMap& labels, const QString& file,
                                        const QStringList& names = {},
                                        const std::vector<Segment>& described = {});

/// A label image as masks on `source`, one per map. They are named after the file, their segments as in
/// labelImageSegments(); `names` continues from one mask to the next. The first mask has the warnings.
std::vector<std::unique_ptr<MaskLayer>> labelImageLayers(LabelImage image, const QString& file,
                                                         const SeriesSource& source,
                                                         const QStringList& names = {});

}  // namespace uptake
