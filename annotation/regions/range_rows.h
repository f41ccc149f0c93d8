#pragma once

#include "annotation/regions/sampled_values.h"
#include "annotation/tools/brush_sweep.h"
#include "core/document/case_document.h"

namespace uptake {

/// The voxels of some rows whose value is in a range.
struct RowsInRange {
  std::vector<VoxelRun> rows;
  bool reading = false;  ///< some voxels were left out because their slice is still to be read
};

/// `rows` are of `grid`. The result is empty when the case lacks the range's image.
RowsInRange rowsInRange(const std::vector<VoxelRun>& rows, const ImageGrid& grid,
                        const CaseDocument& document, const ValueRange& range);

/// Why a range can't be used on a case's images, translated; empty when it can. An SUV range needs a PET with
/// an SUV scale.
QString rangeRefusal(const CaseDocument& document, const ValueRange& range);

/// "SUVbw 2.5 – 100", "HU −50 – 150".
QString rangeText(const CaseDocument& document, const ValueRange& range);

/// A number of an image as people read it: HU whole, SUV with two decimals, with its unit after or before.
QString imageValueText(const Volume& image, double value);

}  // namespace uptake
