#include "io/seg/layer_builder_p.h"

#include <algorithm>

namespace uptake::seg {

namespace {

/// Calls `visit(first, length)` for the buffer positions under a run of a frame's pixels.
template <class Visit>
void forEachVoxelRun(const FramePlacement& place, int columns, std::ptrdiff_t first, std::ptrdiff_t length,
                     Visit visit) {
  if (place.acrossColumns == 1 && place.acrossRows == columns) return visit(place.first + first, length);
  while (length > 0) {
    const std::ptrdiff_t row = first / columns, column = first % columns;
    const std::ptrdiff_t count = std::min(length, columns - column);
    const std::ptrdiff_t start = place.first + row * place.acrossRows + column * place.acrossColumns;
    if (place.acrossColumns == 1)
      visit(start, count);
    else if (place.acrossColumns == -1)
      visit(start - (count - 1), count);
    else
      for (std::ptrdiff_t i = 0; i < count; ++i) visit(start + i * place.acrossColumns, std::ptrdiff_t{1});
    first += count;
    length -= count;
  }
}

/// All background, which can be known without looking.
bool isUntouched(const LabelMap& map, std::ptrdiff_t first, std::ptrdiff_t length) {
  const std::ptrdiff_t perSlice = map.grid().sliceVoxelCount();
  for (std::ptrdiff_t k = first / perSlice; k <= (first + length - 1) / perSlice; ++k)
    if (map.isOccupied(static_cast<int>(k))) return false;
  return true;
}

}  // namespace

/// Calls `visit(first, length, label)` until it returns false.
template <class Visit>
Result<void> LayerBuilder::forEachRun(std::size_t frame, Visit visit) const {
  if (const auto loaded = pixels_.load(frame); !loaded) return loaded.error();
  bool going = true;
  pixels_.forEachRun(
      seg_.frames[frame].segment, [&](std::ptrdiff_t first, std::ptrdiff_t length, Label label) {
        if (!going) return;
        forEachVoxelRun(
            places_[frame], seg_.plane.columns, first, length,
            [&](std::ptrdiff_t voxel, std::ptrdiff_t count) { going = going && visit(voxel, count, label); });
      });
  return {};
}

Result<bool> LayerBuilder::collides(const std::vector<std::size_t>& frames, const LabelMap& map) const {
  bool free = true;
  for (const std::size_t frame : frames) {
    const auto visited = forEachRun(frame, [&](std::ptrdiff_t first, std::ptrdiff_t length, Label label) {
      if (isUntouched(map, first, length)) return true;
      unsigned others = 0;  // without branches: the speed of memory
      for (const Label there : map.voxels(first, length))
        others |= static_cast<unsigned>(there != 0 && there != label);
      free = others == 0;
      return free;
    });
    if (!visited) return visited.error();
    if (!free) return true;
  }
  return false;
}

Result<void> LayerBuilder::add(const std::vector<std::size_t>& frames, const ImageGrid& grid) {
  std::size_t layer = 0;
  for (; layer < maps.size(); ++layer) {
    const auto taken = collides(frames, maps[layer]);
    if (!taken) return taken.error();
    if (!*taken) break;
  }
  if (layer == maps.size()) {
    Result<LabelMap> map = LabelMap::create(grid);
    if (!map) return map.error();
    maps.push_back(map.take());
  }
  for (const std::size_t frame : frames) {
    const auto filled = forEachRun(frame, [&](std::ptrdiff_t first, std::ptrdiff_t length, Label label) {
      maps[layer].fill(first, length, label);
      return true;
    });
    if (!filled) return filled.error();
  }
  return {};
}

std::map<Label, std::vector<std::size_t>> framesBySegment(const SegFile& seg) {
  std::map<Label, std::vector<std::size_t>> frames;
  for (std::size_t frame = 0; frame < seg.frames.size(); ++frame)
    frames[seg.frames[frame].segment].push_back(frame);
  return frames;
}

Result<std::vector<LabelMap>> buildLayers(const SegFile& seg, FramePixels& pixels,
                                          std::vector<FramePlacement> places, const ImageGrid& grid,
                                          JobControl& control) {
  LayerBuilder builder(seg, pixels, std::move(places));
  const auto frames = framesBySegment(seg);
  qint64 done = 0;
  for (const auto& [segment, own] : frames) {
    if (control.isCancelled()) return JobControl::cancelledError();
    if (const auto added = builder.add(own, grid); !added) return added.error();
    control.setProgress(++done, static_cast<qint64>(frames.size()));
  }
  return std::move(builder.maps);
}

}  // namespace uptake::seg
