#pragma once

#include "core/mask/label_map.h"
#include "io/dicom/study_index.h"
#include "io/rtstruct/slice_region_p.h"
#include "io/rtstruct/structure_file_p.h"

#include <QHash>

#include <map>
#include <vector>

namespace uptake::rtstruct {

/// The contours of an ROI on each slice, in pixels of the slice, and numbers of those that were left out or
/// moved.
struct RoiPlanes {
  std::vector<Outline> outlines;
  /// By slice number: indices into `outlines`.
  std::map<int, std::vector<std::size_t>> slices;
  int oblique = 0;               ///< contours that are not parallel to the slices
  int outside = 0;               ///< contours below the first or above the last slice
  int tooFew = 0;                ///< contours of fewer than three points
  int elsewhere = 0;             ///< contours that reference an image of the series but lie on another slice
  int between = 0;               ///< contours between slices; if there are any, the whole ROI is resampled
  int unused = 0;                ///< of a resampled ROI, see ContourSlabs
  int lost = 0;                  ///< of a resampled ROI, see ContourSlabs
  int joined = 0;                ///< of a resampled ROI, see ContourSlabs
  bool isThicknessKnown = true;  ///< of a resampled ROI, see ContourSlabs
  int cutOff = 0;                ///< contours that reach beyond the border of the image
};

/// `slices` holds the slice number of every image of the series, see seg::sliceNumbers(). `onOtherSeries`:
/// the ROI was drawn on another series, so that it is resampled even if all its contours happen to lie on
/// slices.
RoiPlanes planesOf(const Roi& roi, const ImageGrid& grid, const QHash<QString, int>& slices,
                   bool onOtherSeries);

}  // namespace uptake::rtstruct
