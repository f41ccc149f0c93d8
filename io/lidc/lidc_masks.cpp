#include "io/lidc/lidc_file.h"
#include "io/rtstruct/polygon_fill_p.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Lidc)
};

/// Where the outlines of a file lie on a series.
class LidcSlices {
 public:
  LidcSlices(const SeriesSource& source, const ImageGrid& grid) : grid_(grid) {
    for (std::size_t k = 0; k < source.slices.size(); ++k)
      if (!source.slices[k].sopInstanceUid.isEmpty())
        numbers_.insert(source.slices[k].sopInstanceUid, static_cast<int>(k));
  }

  /// The slice of an outline, or -1.
  int of(const LidcContour& contour) const {
    if (const auto found = numbers_.find(contour.sopInstanceUid); found != numbers_.end()) return *found;
    if (!contour.z) return -1;
    constexpr double kPart = 0.1;  // of the slice distance
    const double step = grid_.toPatient({0.0, 0.0, 1.0}).z() - grid_.origin().z();
    if (std::abs(step) < 1e-6) return -1;
    const double k = (*contour.z - grid_.origin().z()) / step;
    const double nearest = std::round(k);
    if (std::abs(k - nearest) > kPart || nearest < 0.0 || nearest >= grid_.size().z()) return -1;
    return static_cast<int>(nearest);
  }

 private:
  const ImageGrid& grid_;
  QHash<QString, int> numbers_;
};

/// The pixels of an image that are in a region, row by row.
using LidcPixels = std::vector<char>;

/// Calls `visit(x, y)` for every pixel whose centre lies on the outline.
template <class Visit>
void forEachOutlinePixel(const std::vector<Eigen::Vector2i>& points, Visit visit) {
  for (std::size_t n = 0; n < points.size(); ++n) {
    const Eigen::Vector2i from = points[n];
    const Eigen::Vector2i way = points[n + 1 == points.size() ? 0 : n + 1] - from;
    const int steps = std::max(1, std::gcd(std::abs(way.x()), std::abs(way.y())));
    for (int step = 0; step < steps; ++step)
      visit(from.x() + way.x() / steps * step, from.y() + way.y() / steps * step);
  }
}

/// The pixels strictly inside an outline; false when the outline takes more time than any real one.
bool fillInside(const LidcContour& contour, int columns, int rows, std::size_t& budget, LidcPixels& inside) {
  rtstruct::Polygon polygon;
  for (const Eigen::Vector2i& point : contour.points) polygon.push_back(point.cast<double>());
  const auto runs = rtstruct::fillPolygons({&polygon}, columns, rows, budget);
  if (!runs) return false;
  inside.assign(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows), 0);
  for (const VoxelRun& run : *runs) std::fill_n(inside.begin() + run.first, run.length, char{1});
  forEachOutlinePixel(contour.points, [&](int x, int y) {
    if (x >= 0 && y >= 0 && x < columns && y < rows)
      inside[static_cast<std::size_t>(y) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(x)] =
          0;
  });
  return true;
}

/// Builds the masks of a reading: a lesion goes into the first whose voxels are free.
class LidcMaskBuilder {
 public:
  LidcMaskBuilder(QString name, const SeriesSource& source, const ImageGrid& grid)
      : name_(std::move(name)), source_(source), grid_(grid) {}

  Result<void> add(const std::vector<VoxelRun>& runs, const QString& label, const QString& description) {
    std::size_t layer = 0;
    for (; layer < masks.size(); ++layer)
      if (isFree(masks[layer]->labels, runs)) break;
    if (layer == masks.size()) {
      Result<LabelMap> labels = LabelMap::create(grid_);
      if (!labels) return labels.error();
      const QString name = layer == 0 ? name_ : QStringLiteral("%1 (%2)").arg(name_).arg(layer + 1);
      masks.push_back(
          std::make_unique<MaskLayer>(MaskLayer{MaskId::None, name, labels.take(), {}, source_, {}, {}}));
    }
    MaskLayer& mask = *masks[layer];
    Segment segment;
    segment.number = next_++;
    segment.label = label;
    segment.description = description;
    segment.colour = lesionColour(segment.number);
    segment.type = {QStringLiteral("27925004"), QStringLiteral("SCT"), QStringLiteral("Nodule")};
    for (const VoxelRun& run : runs) mask.labels.fill(run.first, run.length, segment.number);
    mask.segments.push_back(std::move(segment));
    return {};
  }

  std::vector<std::unique_ptr<MaskLayer>> masks;

 private:
  static bool isFree(const LabelMap& labels, const std::vector<VoxelRun>& runs) {
    return std::ranges::all_of(runs, [&](const VoxelRun& run) {
      return std::ranges::all_of(labels.voxels(run.first, run.length),
                                 [](Label there) { return there == 0; });
    });
  }

  QString name_;
  const SeriesSource& source_;
  const ImageGrid& grid_;
  Label next_ = 1;
};

/// The voxels of a nodule; none when it has no place, which is said.
std::vector<VoxelRun> noduleVoxels(const LidcNodule& nodule, const LidcSlices& slices, const ImageGrid& grid,
                                   std::size_t& budget, QStringList& warnings) {
  const int columns = grid.size().x();
  const int rows = grid.size().y();
  std::map<int, LidcPixels> regions;
  LidcPixels inside;
  for (const bool included : {true, false})
    for (const LidcContour& contour : nodule.contours) {
      if (contour.isIncluded != included) continue;
      const int k = slices.of(contour);
      if (k < 0) {
        warnings.append(
            Texts::tr("nodule %1 was left out: an outline is on no slice of the series").arg(nodule.id));
        return {};
      }
      if (!fillInside(contour, columns, rows, budget, inside)) {
        warnings.append(Texts::tr("nodule %1 was left out: its outlines are too long").arg(nodule.id));
        return {};
      }
      LidcPixels& region = regions[k];
      if (region.empty()) region.assign(inside.size(), 0);
      for (std::size_t at = 0; at < inside.size(); ++at)
        if (inside[at]) region[at] = included ? 1 : 0;
    }
  std::vector<VoxelRun> runs;
  for (const auto& [k, region] : regions)
    for (std::size_t at = 0; at < region.size(); ++at) {
      if (!region[at]) continue;
      const std::ptrdiff_t position = grid.offset(0, 0, k) + static_cast<std::ptrdiff_t>(at);
      if (!runs.empty() && runs.back().end() == position && at % static_cast<std::size_t>(columns) != 0)
        ++runs.back().length;
      else
        runs.push_back({position, 1});
    }
  if (runs.empty())
    warnings.append(Texts::tr("nodule %1 was left out: no pixel lies inside its outlines").arg(nodule.id));
  return runs;
}

/// The voxel of a point, or none when it has no place.
std::vector<VoxelRun> pointVoxel(const LidcContour& place, const LidcSlices& slices, const ImageGrid& grid) {
  const int k = slices.of(place);
  if (k < 0) return {};
  const Eigen::Vector3i index(place.points.front().x(), place.points.front().y(), k);
  if (!grid.contains(index)) return {};
  return {{grid.offset(index), 1}};
}

}  // namespace

Result<LidcMasks> lidcMasks(const LidcReading& reading, const QString& name, const SeriesSource& source,
                            const ImageGrid& grid, const JobControl& control) {
  LidcMasks result;
  const LidcSlices slices(source, grid);
  LidcMaskBuilder nodules(name, source, grid);
  LidcMaskBuilder points(Texts::tr("%1, points").arg(name), source, grid);
  std::size_t budget = 50'000'000;  // crossings of outlines and rows: seconds at most
  int lost = 0;
  const auto addPoint = [&](const LidcContour& place, const QString& label,
                            const QString& description) -> Result<void> {
    const auto runs = pointVoxel(place, slices, grid);
    if (runs.empty()) ++lost;
    return runs.empty() ? Result<void>() : points.add(runs, label, description);
  };
  for (const LidcNodule& nodule : reading.nodules) {
    if (control.isCancelled()) return JobControl::cancelledError();
    if (nodule.isPoint()) {
      const auto added =
          addPoint(nodule.contours.front(), Texts::tr("Small nodule %1 (a point)").arg(nodule.id),
                   characteristicsText(nodule));
      if (!added) return added.error();
      continue;
    }
    const auto runs = noduleVoxels(nodule, slices, grid, budget, result.warnings);
    if (runs.empty()) continue;
    const auto malignancy = nodule.characteristics.find(QStringLiteral("malignancy"));
    const QString label = malignancy == nodule.characteristics.end()
                              ? Texts::tr("Nodule %1").arg(nodule.id)
                              : Texts::tr("Nodule %1, malignancy %2").arg(nodule.id).arg(malignancy->second);
    if (const auto added = nodules.add(runs, label, characteristicsText(nodule)); !added)
      return added.error();
  }
  for (const LidcSpot& spot : reading.spots)
    if (const auto added = addPoint(spot.place, Texts::tr("No nodule %1 (a point)").arg(spot.id), {}); !added)
      return added.error();
  if (lost > 0)
    result.warnings.append(QCoreApplication::translate(
        "uptake::Lidc", "%n point(s) were left out: they are on no slice of the series", nullptr, lost));
  result.nodules = std::move(nodules.masks);
  result.points = std::move(points.masks);
  return result;
}

}  // namespace uptake
