#include "core/mask/placed_labels.h"
#include "io/masks/image_file_p.h"
#include "io/masks/label_image.h"
#include "io/masks/stored_labels_p.h"
#include "io/reader/in_process_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>

namespace uptake {

namespace {

using masks::FileLattice;
using masks::ImageLayout;
using masks::StoredLabels;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelImage)
};

Result<ImageLayout> layoutOf(const QString& file) {
  if (masks::formatOf(file) == masks::ImageFormat::Unknown)
    return Error{ErrorKind::NotSupported,
                 Texts::tr("A mask is read from a file whose name ends in .nii.gz, .nii, .nrrd, .nhdr, .mha "
                           "or .mhd."),
                 file};
  Result<ImageLayout> layout = masks::readImageLayout(file);
  // Layers of one mask are what 3D Slicer makes of NRRD.
  if (layout && layout->layers > 1 && masks::formatOf(file) != masks::ImageFormat::Nrrd)
    return Error{ErrorKind::NotSupported,
                 Texts::tr("A mask is one three-dimensional image of single numbers; this file holds %1.")
                     .arg(layout->layers),
                 file};
  return layout;
}

/// What a file holds, on a grid: layers whose labels are all different.
struct Labelled {
  std::vector<LabelMap> layers;
  std::vector<Segment> segments;  ///< those that the file describes
  QStringList warnings;
};

std::set<Label> labelsIn(const LabelMap& labels) {
  std::set<Label> present;
  for (int k = 0; k < labels.grid().size().z(); ++k)
    for (const LabelRun& run : labels.runs(k)) present.insert(run.label);
  return present;
}

/// The number that each value of each layer gets: its own where no earlier layer has it, else one that no
/// layer has. Nothing when there are not enough numbers.
using Numbers = std::map<std::pair<std::size_t, Label>, Label>;

std::optional<Numbers> numbersOf(const std::vector<LabelMap>& layers) {
  std::vector<std::set<Label>> present;
  std::set<int> taken;
  for (const LabelMap& layer : layers) {
    present.push_back(labelsIn(layer));
    taken.insert(present.back().begin(), present.back().end());
  }
  Numbers numbers;
  std::set<Label> used;
  int next = 1;
  for (std::size_t layer = 0; layer < present.size(); ++layer)
    for (const Label value : present[layer]) {
      int number = value;
      if (used.contains(value)) {
        while (taken.contains(next)) ++next;
        number = next++;
        if (number > std::numeric_limits<Label>::max()) return {};
      }
      used.insert(value);
      numbers[{layer, value}] = static_cast<Label>(number);
    }
  return numbers;
}

void renumber(LabelMap& labels, std::size_t layer, const Numbers& numbers) {
  for (int k = 0; k < labels.grid().size().z(); ++k)
    for (const LabelRun& run : labels.runs(k))
      if (const Label number = numbers.at({layer, run.label}); number != run.label)
        labels.fill(run.first, run.length, number);
}

/// Numbers the values of layers so that they differ, with a warning that says how.
Result<Numbers> numberAnew(Labelled& labelled) {
  const auto numbers = numbersOf(labelled.layers);
  if (!numbers)
    return Error{ErrorKind::NotSupported,
                 Texts::tr("The layers of the mask hold more than %1 segments.")
                     .arg(std::numeric_limits<Label>::max()),
                 {}};
  QStringList changed;
  for (const auto& [from, number] : *numbers)
    if (from.second != number)
      changed.append(Texts::tr("%1 of layer %2 is %3").arg(from.second).arg(from.first + 1).arg(number));
  constexpr qsizetype kShown = 20;
  if (changed.size() > kShown) changed = changed.mid(0, kShown) << QStringLiteral("…");
  if (!changed.isEmpty())
    labelled.warnings.append(
        Texts::tr("The layers of the mask (overlapping segments) use the same values, which were numbered "
                  "anew: %1.")
            .arg(changed.join(QStringLiteral(", "))));
  for (std::size_t layer = 0; layer < labelled.layers.size(); ++layer)
    renumber(labelled.layers[layer], layer, *numbers);
  return *numbers;
}

Result<Labelled> labelled(StoredLabels stored, const ImageLayout& layout, const QString& file) {
  Labelled result{std::move(stored.layers), {}, layout.warnings};
  if (stored.notNumbers > 0)
    result.warnings.append(
        Texts::tr("Values that are not a number count as background: %1.").arg(stored.notNumbers));
  Numbers numbers;
  if (result.layers.size() > 1) {
    Result<Numbers> anew = numberAnew(result);
    if (!anew) return Error{anew.error().kind, anew.error().message, file};
    numbers = anew.take();
  }
  for (const masks::DescribedSegment& described : layout.segments) {
    const auto layer = static_cast<std::size_t>(described.layer);
    if (described.value < 1 || described.value > std::numeric_limits<Label>::max()) continue;
    Segment segment;
    segment.number = static_cast<Label>(described.value);
    if (const auto found = numbers.find({layer, segment.number}); found != numbers.end())
      segment.number = found->second;
    if (layer >= result.layers.size() || result.layers[layer].count(segment.number) == 0) continue;
    segment.label = described.name;
    segment.colour = described.colour.value_or(lesionColour(segment.number));
    result.segments.push_back(segment);
  }
  // Two descriptions of one value: the first holds.
  std::ranges::stable_sort(result.segments, {}, &Segment::number);
  const auto twice = std::ranges::unique(result.segments, {}, &Segment::number);
  result.segments.erase(twice.begin(), twice.end());
  return result;
}

LabelImage imageOf(Labelled labelled) {
  LabelImage image{
      std::move(labelled.layers.front()), std::move(labelled.warnings), std::move(labelled.segments), {}};
  for (std::size_t layer = 1; layer < labelled.layers.size(); ++layer)
    image.overlapping.push_back(std::move(labelled.layers[layer]));
  return image;
}

/// On the file's own grid.
Result<Labelled> readOwn(const ImageLayout& layout, const QString& file) {
  const Result<ImageGrid> grid = masks::gridOf(layout.lattice, file);
  if (!grid) return grid.error();
  Result<StoredLabels> stored = masks::readStoredLabels(layout, file, *grid, LatticeMap());
  if (!stored) return stored.error();
  return labelled(stored.take(), layout, file);
}

std::optional<LatticeMap> mapOnto(const ImageGrid& grid, const FileLattice& lattice) {
  return LatticeMap::find(grid, lattice.size, lattice.origin, lattice.steps());
}

/// The file's labels on a grid that its voxels do not all lie on: what is lost is said.
Result<Labelled> readPlaced(const ImageLayout& layout, const QString& file, const ImageGrid& grid,
                            JobControl& control) {
  Result<Labelled> read = readOwn(layout, file);
  if (!read) return read;
  const ImageGrid own = read->layers.front().grid();
  // Of all layers together, as a person sees them.
  Placement all;
  all.isResampled = !mapOnto(grid, layout.lattice);
  for (LabelMap& layer : read->layers) {
    Result<PlacedLabels> placed = placeLabels(layer, grid, control);
    if (!placed) return Error{placed.error().kind, placed.error().message, file};
    all.outside += placed->placement.outside;
    all.before.merge(placed->placement.before);
    all.lost.merge(placed->placement.lost);
    layer = std::move(placed->labels);
  }
  if (all.isNothingLeft())
    return Error{
        ErrorKind::Inconsistent,
        Texts::tr("The mask has labels, but none of them lies on the voxels of the image: it has %1; the "
                  "image has %2 (LPS)%3.")
            .arg(gridText(own), gridText(grid),
                 layout.unit.isEmpty() ? QString() : QStringLiteral("; ") + layout.unit),
        file};
  read->warnings += all.warnings(own, grid);
  return read;
}

}  // namespace

namespace in_process {

Result<LabelImage> readLabelImage(const QString& file) {
  const auto layout = layoutOf(file);
  if (!layout) return layout.error();
  Result<Labelled> own = readOwn(*layout, file);
  if (!own) return own.error();
  return imageOf(own.take());
}

Result<std::optional<std::size_t>> findLabelImageGrid(const QString& file, std::span<const ImageGrid> grids) {
  const auto layout = layoutOf(file);
  if (!layout) return layout.error();
  std::optional<std::size_t> part;
  for (std::size_t i = 0; i < grids.size(); ++i) {
    const auto map = mapOnto(grids[i], layout->lattice);
    if (!map) continue;
    const IndexBox reach = map->reach(layout->lattice.size);
    if (reach == grids[i].bounds()) return std::optional<std::size_t>(i);
    if (!part && !reach.intersected(grids[i].bounds()).isEmpty()) part = i;
  }
  return part;
}

Result<LabelImage> readLabelImage(const QString& file, const ImageGrid& grid, JobControl& control) {
  const auto layout = layoutOf(file);
  if (!layout) return layout.error();
  const auto map = mapOnto(grid, layout->lattice);
  if (!map || map->reach(layout->lattice.size).united(grid.bounds()) != grid.bounds()) {
    Result<Labelled> placed = readPlaced(*layout, file, grid, control);
    if (!placed) return placed.error();
    return imageOf(placed.take());
  }
  Result<StoredLabels> stored = masks::readStoredLabels(*layout, file, grid, *map);
  if (!stored) return stored.error();
  Result<Labelled> read = labelled(stored.take(), *layout, file);
  if (!read) return read.error();
  return imageOf(read.take());
}

}  // namespace in_process

}  // namespace uptake
