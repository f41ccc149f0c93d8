#pragma once

#include "core/geometry/image_grid.h"
#include "core/volume/series_source.h"

#include <span>
#include <vector>

namespace uptake {

/// Stored slices that are parallel but not a regular lattice: the stack leans (gantry tilt), or its distances
/// differ. A person may have them resampled onto a regular grid of the same orientation and pixel spacing.
struct SliceResampling {
  std::vector<SliceSource> slices;  ///< along the normal, ascending
  std::vector<Point> positions;     ///< of each slice's first pixel, LPS mm, exactly as stated
  /// Slices after which stored ones are missing (index n: between n and n + 1), ascending. Target slices
  /// there get no values.
  std::vector<int> gaps;
  int columns = 0;
  int rows = 0;
  double columnSpacing = 1.0;             ///< mm between columns, along `row`
  double rowSpacing = 1.0;                ///< mm between rows, along `column`
  Direction row = Direction::UnitX();     ///< along a row, columns ascending
  Direction column = Direction::UnitY();  ///< down a column, rows ascending

  Direction normal() const { return row.cross(column); }
  /// Position of a slice along the normal, mm.
  double along(int slice) const { return normal().dot(positions[static_cast<std::size_t>(slice)]); }
};

/// The two stored slices between which a slice of the target grid lies.
struct SliceBlend {
  int below = -1;       ///< -1: outside the stack or in a gap; the target slice has no values
  int above = -1;       ///< = below where the target lies in a stored slice's plane
  double weight = 0.0;  ///< of `above`, 0 to 1
  bool isEmpty() const { return below < 0; }
};

/// Where slice `k` of `target` lies in the stack. `target` has the stack's row, column and normal as its
/// axes.
SliceBlend blendOf(const SliceResampling& stack, const ImageGrid& target, int k);

/// Fills one slice of `target` by trilinear interpolation in the lattice that the stored slices span: linear
/// within a slice, and linear from slice to slice along the line that joins their first pixels (along the
/// shear, not the normal). That is scipy.ndimage.map_coordinates(order=1, mode="constant"): a place outside
/// the stored pixels gets `fill`. Values are not averaged over the target's voxels.
///
/// `below` and `above` are the rescaled values of the blend's two slices, rows × columns, columns fastest
/// (the same span where they are one); `out` is a target slice. T is float or std::int16_t; the latter is
/// rounded to the nearest whole value. Pure, so that slices can be filled on several threads.
template <class T>
void resampleSlice(const SliceResampling& stack, const ImageGrid& target, int k, std::span<const T> below,
                   std::span<const T> above, T fill, std::span<T> out);

/// Fills the target slices `first` to `last` (inclusive) into `out`, which begins with slice `first`. A
/// stored slice without values (an empty span) leaves the target slices that need it at `fill`. Returns the
/// target slices that have no values: those, and the ones in gaps.
template <class T>
std::vector<int> resampleSlices(const SliceResampling& stack, const ImageGrid& target, int first, int last,
                                const std::vector<std::span<const T>>& stored, T fill, std::span<T> out);

}  // namespace uptake
