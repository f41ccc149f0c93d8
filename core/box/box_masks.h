#pragma once

#include "core/box/box_lesion.h"
#include "core/box/label_scheme.h"
#include "core/jobs/job_runner.h"
#include "core/mask/mask_layer.h"

#include <map>
#include <memory>
#include <span>
#include <vector>

namespace uptake {

/// The boxes of a mask's lesions on the stored images of a stack: one a lesion an image, the tightest around
/// the lesion's pixels there. A pixel is the lesion's when the mask's voxel whose cell holds the pixel's
/// centre in the patient is (on the stack's own grid: the pixel's own voxel). `classes` says which lesions
/// are wanted, and their class. In the order of images, then of lesions; without ids.
///
/// Cancelled when `control` says so. The mask and the stack must be in one frame of reference.
Result<std::vector<Box>> boxesOfMask(const LabelMap& labels, const std::map<Label, QString>& classes,
                                     const ImageStack& stack, JobControl& control);

/// A mask on the grid of a stack made from lesions of boxes, all of that stack.
struct MaskOfBoxes {
  /// One segment a lesion, its boxes filled; numbered from 1 in their order.
  std::unique_ptr<MaskLayer> mask;
  /// Voxels that lie in boxes of several lesions; they belong to the first of these.
  int shared = 0;
};

/// Fills the boxes of lesions. Segments are named by class and number ("A 1"), coloured and coded by the
/// scheme. Boxes that are not on the stack are left out. NotSupported when there is no memory for the mask.
Result<MaskOfBoxes> maskOfBoxes(const std::map<BoxId, Box>& boxes, const ImageStacks& images,
                                std::span<const BoxLesion> lesions, int stack, const LabelScheme& scheme,
                                const QString& name, const SeriesSource& source);

/// The class that a segment's name begins with ("A", "A 1", "A – Adenocarcinoma"), as maskOfBoxes() names
/// them; empty when the scheme has no such class.
QString classOfSegment(const Segment& segment, const LabelScheme& scheme);

}  // namespace uptake
