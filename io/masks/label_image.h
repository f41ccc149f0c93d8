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

/// Labels read from an image file, and what was tolerated while reading, in words.
struct LabelImage {
  LabelMap labels;
  QStringList warnings;
  std::vector<Segment> segments;  ///< those that the file names or colours, of which there are voxels
  /// Labels that overlap the first ones, on the same grid; each number is in one map only.
  std::vector<LabelMap> overlapping = {};
};

/// Label images are NIfTI (.nii, .nii.gz), NRRD (.nrrd; .nhdr with its voxels in a file of the same folder)
/// and MetaImage (.mha; .mhd likewise), told apart by the ending of the name. Values are whole numbers in
/// 0…65535 up to 0.001, of any number type and after the file's own slope; Inconsistent names the first other
/// value. What is not a number counts as background, with a warning. A file that does not say where its
/// voxels lie in the patient is Inconsistent. Segments that overlap, as 3D Slicer stores them in layers, come
/// with LabelImage::overlapping; values that several layers use are numbered anew, with a warning. The length
/// of the file is compared with the stated size before there is memory for it.

/// Reads a label image on its own grid: voxel order as in the file, LPS.
Result<LabelImage> readLabelImage(const QString& file);

/// Reads a label image onto `grid`. When the file's voxels are voxels of that grid, in whatever order and
/// direction of their axes (resolved by position, tolerance 0.01 mm a corner), every one keeps its place; the
/// file may cover a part of the grid. Otherwise the labels are resampled, nearest voxel, and the warnings say
/// so, with both geometries. Warnings also say what lies outside of `grid` and is lost; Inconsistent when
/// there are labels and none of them lies on it.
Result<LabelImage> readLabelImage(const QString& file, const ImageGrid& grid, JobControl& control);

/// Which of some grids has the file's voxels: all of them and no others, else the first that has some;
/// nothing when none has. Reads no voxels.
Result<std::optional<std::size_t>> findLabelImageGrid(const QString& file, std::span<const ImageGrid> grids);

/// The files that a label image consists of: itself, and what lies beside a header (.mhd, .nhdr) and holds
/// its voxels. Reads no voxels.
QStringList labelImageFiles(const QString& file);

/// Writes labels (uint8 when they fit, else uint16) on their own grid, voxel order unchanged, compressed
/// unless the name ends in .nii, with their place in the patient; whole or not at all. The format is that of
/// the name's ending, see canWriteLabelImage(). A .mhd gets a data file beside it, "NAME.zraw" (or
/// "NAME-2.zraw" … where that exists): the header comes last, so that an earlier image stays readable until
/// then.
Result<void> writeLabelImage(const LabelMap& labels, const QString& file);

/// Whether a label image can be written under that name: it ends in .nii, .nii.gz, .nrrd, .mha or .mhd.
bool canWriteLabelImage(const QString& file);
/// The ending of a name that stands for a label image, as written in the name; or empty.
QString labelImageSuffix(const QString& file);
/// For file dialogs that open: "*.nii.gz", "*.nii", "*.nrrd", "*.nhdr", "*.mha", "*.mhd".
QStringList labelImagePatterns();

/// One segment a label that has voxels, ascending, numbered as the labels and called "Lesion 1", "Lesion 2",
/// … or as in `described`, or as in `names`, where those are not empty. Nothing in such a file vouches for a
/// person's hand, so they count as made automatically, by "unspecified (NIfTI)" or whatever the file's format
/// is.
std::vector<Segment> labelImageSegments(const LabelMap& labels, const QString& file,
                                        const QStringList& names = {},
                                        const std::vector<Segment>& described = {});

/// A label image as masks drawn on `source`, one a map; called as the file, the segments as in
/// labelImageSegments(): `names` goes on from one mask to the next. The first has the warnings.
std::vector<std::unique_ptr<MaskLayer>> labelImageLayers(LabelImage image, const QString& file,
                                                         const SeriesSource& source,
                                                         const QStringList& names = {});

}  // namespace uptake
