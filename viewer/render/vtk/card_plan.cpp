#include "viewer/render/vtk/card_plan.h"

#include <algorithm>
#include <cmath>

namespace uptake::vtk {

namespace {

/// Textures are whole lines, and never empty.
template <class T>
void fillLines(std::vector<T>& values) {
  constexpr auto kLine = static_cast<std::size_t>(CardPlan::kLineLength);
  values.resize((std::max<std::size_t>(values.size(), 1) + kLine - 1) / kLine * kLine);
}

/// Puts what a plan shows into tables.
class Planner {
 public:
  explicit Planner(const ViewPlan& plan) : plan_(plan), pixels_(plan.screen.size) {}

  CardPlan make();

 private:
  std::optional<CardImage> image(const std::optional<ImageLayer>& layer);
  void placeStored(CardImage& image, const IndexPlane& index, const PlaneAxes& axes);
  void placeOblique(CardImage& image, const IndexPlane& index);
  int addCells(double first, double step, int cells, int pixels);
  void addLabels();
  std::pair<TableEntry, TableEntry> labels(const PlaneLabels& labels, const std::vector<QRgb>& colours);
  int addUsedColumns(const LatticePlacement& place, const PixelRange& used);
  int addUsedRows(const LatticePlacement& place, const PixelRange& used);
  void addAgreement();
  int agreementSide(const PlaneLabels* labels);
  int addTable(const std::vector<TableEntry>& entries);

  const ViewPlan& plan_;
  const QSize pixels_;
  CardPlan card_;
};

int Planner::addTable(const std::vector<TableEntry>& entries) {
  const auto at = static_cast<int>(card_.tables.size());
  card_.tables.insert(card_.tables.end(), entries.begin(), entries.end());
  return at;
}

/// Where the pixels of a line lie on a line of cells.
int Planner::addCells(double first, double step, int cells, int pixels) {
  std::vector<TableEntry> entries(static_cast<std::size_t>(pixels));
  const PixelRange range = pixelsBetween(first, step, -0.5, cells - 0.5, pixels);
  for (int n = range.first; n <= range.last; ++n) {
    const double at = first + n * step;
    const double within = std::clamp(plan_.smooth ? at : std::floor(at + 0.5), 0.0, cells - 1.0);
    const int cell = static_cast<int>(within);
    entries[static_cast<std::size_t>(n)] = {static_cast<float>(cell), static_cast<float>(within - cell),
                                            static_cast<float>(std::min(cell + 1, cells - 1)), 1.0F};
  }
  return addTable(entries);
}

void Planner::placeStored(CardImage& image, const IndexPlane& index, const PlaneAxes& axes) {
  const Eigen::Vector3i& size = image.volume->grid().size();
  const LatticePlacement place = placementOf(index, axes, pixels_);
  image.axes = axes;
  image.columns = addCells(place.firstColumn, place.columnStep, size[axes.across], pixels_.width());
  image.rows = addCells(place.firstRow, place.rowStep, size[axes.downwards], pixels_.height());
  std::vector<TableEntry> layers;
  for (const SlabLayer& layer :
       slabLayers(index, axes, depthOf(index, axes, pixels_), plan_.slab, plan_.smooth, size[axes.through]))
    layers.push_back({static_cast<float>(layer.index), layer.weight, 0.0F, 0.0F});
  image.layers = addTable(layers);
  image.layerCount = static_cast<int>(layers.size());
}

void Planner::placeOblique(CardImage& image, const IndexPlane& index) {
  const ImageGrid& grid = image.volume->grid();
  const SlabSamples samples = slabSamples(grid, plan_.slab);
  image.isOblique = true;
  image.step = index.right.cast<float>();
  image.layerCount = samples.count;
  std::vector<TableEntry> rows;
  rows.reserve(static_cast<std::size_t>(2 * samples.count) * static_cast<std::size_t>(pixels_.height()));
  for (int sample = 0; sample < samples.count; ++sample) {
    const double behind = samples.first + sample * samples.step;
    for (int row = 0; row < pixels_.height(); ++row) {
      const Eigen::Vector3d from = index.base + row * index.down + behind * index.normal;
      const Eigen::Vector3f start = from.cast<float>();
      const PixelRange inside = pixelsInside(from, index.right, grid.size(), pixels_.width());
      rows.push_back({start.x(), start.y(), start.z(), 0.0F});
      rows.push_back({static_cast<float>(inside.first), static_cast<float>(inside.last), 0.0F, 0.0F});
    }
  }
  image.rows = addTable(rows);
}

std::optional<CardImage> Planner::image(const std::optional<ImageLayer>& layer) {
  if (!layer || !layer->image || pixels_.isEmpty()) return std::nullopt;
  CardImage image;
  image.volume = layer->image;
  image.combine = combination(plan_.slab);
  image.smooth = plan_.smooth;
  const ImageGrid& grid = layer->image->grid();
  const IndexPlane index(grid, plan_.screen);
  if (const std::optional<PlaneAxes> axes = planeAxes(grid, plan_.screen))
    placeStored(image, index, *axes);
  else
    placeOblique(image, index);
  if (image.layerCount == 0) return std::nullopt;
  const ValueColours& colours = *layer->colours;
  image.colours = static_cast<int>(card_.colours.size());
  image.first = colours.first();
  image.scale = colours.scale();
  card_.colours.insert(card_.colours.end(), colours.entries(),
                       colours.entries() + ValueColours::kLastEntry + 1);
  return image;
}

/// Which labelled cells the pixels of a row show.
int Planner::addUsedColumns(const LatticePlacement& place, const PixelRange& used) {
  std::vector<TableEntry> entries(static_cast<std::size_t>(pixels_.width()), {-1.0F, 0.0F, 0.0F, 0.0F});
  const PixelRange range = used.isEmpty() ? PixelRange{}
                                          : pixelsBetween(place.firstColumn, place.columnStep,
                                                          used.first - 0.5, used.last + 0.5, pixels_.width());
  for (int x = range.first; x <= range.last; ++x) {
    const int column = static_cast<int>(std::floor(place.firstColumn + x * place.columnStep + 0.5));
    entries[static_cast<std::size_t>(x)].x =
        static_cast<float>(std::clamp(column, used.first, used.last) - used.first);
  }
  return addTable(entries);
}

/// The same down a column, where the compositor decides a tie between two cells by rounding alone.
int Planner::addUsedRows(const LatticePlacement& place, const PixelRange& used) {
  std::vector<TableEntry> entries(static_cast<std::size_t>(pixels_.height()), {-1.0F, 0.0F, 0.0F, 0.0F});
  for (int y = 0; y < pixels_.height(); ++y) {
    const int row = static_cast<int>(std::floor(place.firstRow + y * place.rowStep + 0.5));
    if (row >= used.first && row <= used.last)
      entries[static_cast<std::size_t>(y)].x = static_cast<float>(row - used.first);
  }
  return addTable(entries);
}

std::pair<TableEntry, TableEntry> Planner::labels(const PlaneLabels& labels,
                                                  const std::vector<QRgb>& colours) {
  const LatticePlacement& place = labels.placement();
  const PixelRange& columns = labels.usedColumns();
  const PixelRange& rows = labels.usedRows();
  const int columnTable = addUsedColumns(place, columns);
  const int rowTable = addUsedRows(place, rows);
  // Lines are counted, not cells: a float holds no larger numbers than 2^24 exactly.
  if (!card_.cells.empty()) fillLines(card_.cells);
  const auto line = static_cast<float>(card_.cells.size() / CardPlan::kLineLength);
  for (int row = rows.first; row <= rows.last; ++row)
    card_.cells.insert(card_.cells.end(), labels.row(row) + columns.first,
                       labels.row(row) + columns.last + 1);
  const auto firstColour = static_cast<float>(card_.colours.size());
  card_.colours.insert(card_.colours.end(), colours.begin(), colours.end());
  return {{static_cast<float>(columnTable), static_cast<float>(rowTable),
           static_cast<float>(columns.last - columns.first + 1), line},
          {firstColour, static_cast<float>(colours.size()), 0.0F, 0.0F}};
}

void Planner::addLabels() {
  std::vector<TableEntry> entries;
  for (const LabelLayer& layer : plan_.labels) {
    const auto [place, colours] = labels(*layer.labels, layer.colours);
    entries.push_back(place);
    entries.push_back(colours);
  }
  card_.labelTable = addTable(entries);
  card_.labelCount = static_cast<int>(plan_.labels.size());
}

int Planner::agreementSide(const PlaneLabels* side) {
  if (!side) return -1;
  const auto [place, colours] = labels(*side, {});
  return addTable({place, colours});
}

void Planner::addAgreement() {
  if (!plan_.agreement) return;
  card_.agreementFirst = agreementSide(plan_.agreement->first);
  card_.agreementSecond = agreementSide(plan_.agreement->second);
  card_.agreementColours = static_cast<int>(card_.colours.size());
  card_.colours.insert(card_.colours.end(), plan_.agreement->colours.begin(), plan_.agreement->colours.end());
}

CardPlan Planner::make() {
  card_.pixels = pixels_;
  card_.ground = plan_.ground;
  card_.mode = plan_.mode;
  card_.squareSize = std::max(1, plan_.squareSize);
  card_.dividingLine = plan_.dividingLine;
  card_.under = image(plan_.under);
  card_.over = image(plan_.over);
  addLabels();
  addAgreement();
  fillLines(card_.tables);
  fillLines(card_.colours);
  fillLines(card_.cells);
  return std::move(card_);
}

}  // namespace

CardPlan cardPlan(const ViewPlan& plan) {
  return Planner(plan).make();
}

}  // namespace uptake::vtk
