#pragma once

#include "core/mask/label_map.h"
#include "io/seg/frame_pixels_p.h"
#include "io/seg/frame_placement_p.h"

#include <map>
#include <vector>

namespace uptake::seg {

/// Builds label maps from frames. Overlapping segments are distributed over several maps.
class LayerBuilder {
 public:
  /// `places` has one entry for each frame of `seg`.
  LayerBuilder(const SegFile& seg, FramePixels& pixels, std::vector<FramePlacement> places)
      : seg_(seg), pixels_(pixels), places_(std::move(places)) {}

  /// Adds all frames of a segment to the first map in which their voxels are free.
  Result<void> add(const std::vector<std::size_t>& frames, const ImageGrid& grid);

  std::vector<LabelMap> maps;

 private:
  template <class Visit>
  Result<void> forEachRun(std::size_t frame, Visit visit) const;
  Result<bool> collides(const std::vector<std::size_t>& frames, const LabelMap& map) const;

  const SegFile& seg_;
  FramePixels& pixels_;
  std::vector<FramePlacement> places_;
};

/// The frames of each segment; those of a LABELMAP are all under 0.
std::map<Label, std::vector<std::size_t>> framesBySegment(const SegFile& seg);

/// The labels of all frames on the grid that `places` refers to, in several maps where segments overlap.
Result<std::vector<LabelMap>> buildLayers(const SegFile& seg, FramePixels& pixels,
                                          std::vector<FramePlacement> places, const ImageGrid& grid,
                                          JobControl& control);

}  // namespace uptake::seg
