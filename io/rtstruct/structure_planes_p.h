#pragma once

#include "core/mask/label_map.h"
#include "io/dicom/study_index.h"
#include "io/rtstruct/slice_region_p.h"
#include "io/rtstruct/structure_file_p.h"

#include <QHash>

#include <map>
#include <vector>

namespace uptake::rtstruct {

/// Which contours of an ROI each slice shows, in pixels of the slice, and what had to be left out or moved.
struct RoiPlanes {
  std::vector<Outline> outlines;
  /// By slice: positions in `outlines`.
  std::map<int, std::vector<std::size_t>> slices;
  int oblique = 0;               ///< contours that are not parallel to the slices
  int outside = 0;               ///< contours before the first or behind the last slice
  int tooFew = 0;                ///< contours of fewer than three points
  int elsewhere = 0;             ///< contours that name an image of the series, but lie on another slice
  int between = 0;               ///< contours between the slices: all of the ROI is resampled
  int unused = 0;                ///< of a resampled ROI: on no slice, but others above or below them are
  int lost = 0;                  ///< of a resampled ROI: the whole of a part of it that is on no slice
  int joined = 0;                ///< of a resampled ROI: a little off the plane that they count in
  bool isThicknessKnown = true;  ///< false: resampled, and no contour has a neighbour
  int cutOff = 0;                ///< contours that reach outside of the image
};

/// `slices` holds the slice of every image of the series, see seg::sliceNumbers(). `onOtherSeries` tells that
/// the ROI was drawn on the slices of another one, where contours that name no image lie; then it is
/// resampled even if all contours happen to lie on slices.
RoiPlanes planesOf(const Roi& roi, const ImageGrid& grid, const QHash<QString, int>& slices,
                   bool onOtherSeries);

}  // namespace uptake::rtstruct
