#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "core/mask/label_map.h"
#include "core/mask/segment.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <span>
#include <vector>

namespace uptake {

/// Labels read from an image file, and what was tolerated while reading, in words.
struct LabelImage {
  LabelMap labels;
  QStringList warnings;
};

/// Label images are NIfTI (.nii, .nii.gz), NRRD (.nrrd) and MetaImage (.mha; .mhd with its voxels in a file
/// of the same folder), told apart by the ending of the name. Values are whole numbers in 0…65535, of any
/// number type; Inconsistent names the first other value (in NIfTI not-a-number counts as 0, which is how its
/// library hands it over). A file that does not say where its voxels lie in the patient is Inconsistent. NRRD
/// with voxels in another file (.nhdr, "data file") is NotSupported. The length of the file, and of what it
/// unpacks to, is compared with the stated size before there is memory for it.

/// Reads a label image on its own grid: voxel order as in the file, LPS.
Result<LabelImage> readLabelImage(const QString& file);

/// Reads a label image onto `grid`. When the file's lattice is that grid up to the order and direction of its
/// axes (resolved by position, tolerance 0.01 mm a corner), every voxel keeps its place. Otherwise the labels
/// are resampled, nearest voxel, and the warnings say so, with both geometries and what was lost.
/// Inconsistent when there are labels and none of them lies on the grid.
Result<LabelImage> readLabelImage(const QString& file, const ImageGrid& grid, JobControl& control);

/// Which of some grids is the file's own lattice, up to the order and direction of its axes; nothing when
/// none is. Reads no voxels.
Result<std::optional<std::size_t>> findLabelImageGrid(const QString& file, std::span<const ImageGrid> grids);

/// Writes labels (uint8 when they fit, else uint16) on their own grid, voxel order unchanged, compressed
/// unless the name ends in .nii, with their place in the patient; whole or not at all. The format is that of
/// the name's ending, see canWriteLabelImage(). A .mhd gets a data file beside it, "NAME.zraw" (or
/// "NAME-2.zraw" … where that exists): the header comes last, so that an earlier image stays readable until
/// then.
Result<void> writeLabelImage(const LabelMap& labels, const QString& file);

/// Whether the name ends in .nii, .nii.gz, .nrrd, .mha or .mhd.
bool canWriteLabelImage(const QString& file);
/// That ending as written in the name, or empty.
QString labelImageSuffix(const QString& file);
/// For file dialogs: "*.nii.gz", "*.nii", "*.nrrd", "*.mha", "*.mhd".
QStringList labelImagePatterns();

/// One segment a label that has voxels, ascending, numbered as the labels and called "Lesion 1", "Lesion 2",
/// … or as in `names`, where those are not empty. Nothing in such a file vouches for a person's hand, so they
/// count as made automatically, by "unspecified (NIfTI)" or whatever the file's format is.
std::vector<Segment> labelImageSegments(const LabelMap& labels, const QString& file,
                                        const QStringList& names = {});

}  // namespace uptake
