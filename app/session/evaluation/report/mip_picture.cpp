#include "app/session/evaluation/report/mip_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace uptake::evaluation {

namespace {

constexpr std::uint8_t kIsTrue = 1, kIsPredicted = 2;
constexpr double kPictureHeight = 300.0;
constexpr float kSuvOfBlack = 6.0F;
constexpr float kSuvOfBody = 0.3F;

/// What rays through a grid meet, seen along one of its axes: columns along another, rows from head to feet.
struct ProjectedPlane {
  int columns = 0;
  int rows = 0;
  double columnMm = 1.0, rowMm = 1.0;
  std::vector<float> highest;
  std::vector<std::uint8_t> marks;
  /// By grid axis and index: what it adds to a position in the plane.
  std::array<std::vector<std::ptrdiff_t>, 3> steps;

  std::size_t at(const Eigen::Vector3i& index) const {
    return static_cast<std::size_t>(steps[0][static_cast<std::size_t>(index.x())] +
                                    steps[1][static_cast<std::size_t>(index.y())] +
                                    steps[2][static_cast<std::size_t>(index.z())]);
  }
};

ProjectedPlane planeOf(const ImageGrid& grid, const Direction& right) {
  const Direction down(0.0, 0.0, -1.0);
  const int across = grid.axisAlong(right);
  const int along = grid.axisAlong(down);
  ProjectedPlane plane;
  plane.columns = grid.size()[across];
  plane.rows = grid.size()[along];
  plane.columnMm = grid.spacing()[across];
  plane.rowMm = grid.spacing()[along];
  const auto count = static_cast<std::size_t>(plane.columns) * static_cast<std::size_t>(plane.rows);
  plane.highest.resize(count, 0.0F);
  plane.marks.resize(count, 0);
  for (int axis = 0; axis < 3; ++axis) {
    auto& steps = plane.steps[static_cast<std::size_t>(axis)];
    steps.resize(static_cast<std::size_t>(grid.size()[axis]), 0);
    if (axis != across && axis != along) continue;
    const bool isForward = grid.axis(axis).dot(axis == across ? right : down) > 0.0;
    for (int n = 0; n < grid.size()[axis]; ++n) {
      const int place = isForward ? n : grid.size()[axis] - 1 - n;
      steps[static_cast<std::size_t>(n)] = axis == across ? place : std::ptrdiff_t{place} * plane.columns;
    }
  }
  return plane;
}

void projectPet(const Volume& pet, std::array<ProjectedPlane, 2>& planes) {
  const Eigen::Vector3i size = pet.grid().size();
  const float* value = pet.voxels<float>().data();
  for (int k = 0; k < size.z(); ++k) {
    if (pet.sliceState(k) != Volume::SliceState::Loaded) {
      value += pet.grid().sliceVoxelCount();
      continue;
    }
    for (int j = 0; j < size.y(); ++j) {
      const std::size_t starts[2] = {
          planes[0].at({0, j, k}) - static_cast<std::size_t>(planes[0].steps[0][0]),
          planes[1].at({0, j, k}) - static_cast<std::size_t>(planes[1].steps[0][0])};
      for (int i = 0; i < size.x(); ++i, ++value)
        for (std::size_t n = 0; n < 2; ++n) {
          float& highest =
              planes[n].highest[starts[n] +
                                static_cast<std::size_t>(planes[n].steps[0][static_cast<std::size_t>(i)])];
          highest = std::max(highest, *value);
        }
    }
  }
}

void projectMask(const LabelRuns& mask, const ImageGrid& grid, std::uint8_t mark,
                 std::array<ProjectedPlane, 2>& planes) {
  const bool isSame = mask.grid().sameAs(grid);
  for (int k = 0; k < mask.grid().size().z(); ++k)
    for (const LabelRun& run : mask.slice(k)) {
      Eigen::Vector3i index = mask.grid().indexOf(run.first);
      for (std::int32_t n = 0; n < run.length; ++n, ++index.x()) {
        const Eigen::Vector3i there =
            isSame ? index : grid.nearestVoxel(mask.grid().toPatient(index.cast<double>()));
        if (!grid.contains(there)) continue;
        for (ProjectedPlane& plane : planes) plane.marks[plane.at(there)] |= mark;
      }
    }
}

struct Crop {
  int first = 0;
  int last = 0;
};

/// Along one side, what of both planes holds body or lesions, with a margin.
template <class IsUsed>
Crop cropOf(int count, IsUsed isUsed) {
  Crop crop{0, count - 1};
  while (crop.first < crop.last && !isUsed(crop.first)) ++crop.first;
  while (crop.last > crop.first && !isUsed(crop.last)) --crop.last;
  constexpr int kMarginShare = 40;
  const int margin = 1 + (crop.last - crop.first) / kMarginShare;
  return {std::max(0, crop.first - margin), std::min(count - 1, crop.last + margin)};
}

bool isUsedAt(const ProjectedPlane& plane, int column, int row) {
  const std::size_t at = static_cast<std::size_t>(row) * static_cast<std::size_t>(plane.columns) +
                         static_cast<std::size_t>(column);
  return plane.marks[at] != 0 || plane.highest[at] > kSuvOfBody;
}

QRgb colourOf(float value, std::uint8_t marks, bool hasPet) {
  constexpr int kWithoutPet = 240;
  const int grey =
      hasPet ? 255 - static_cast<int>(std::lround(255.0F * std::clamp(value / kSuvOfBlack, 0.0F, 1.0F)))
             : kWithoutPet;
  if (marks == 0) return qRgb(grey, grey, grey);
  const QRgb colour = marks == (kIsTrue | kIsPredicted) ? kBothColour
                      : marks == kIsTrue                ? kMissedColour
                                                        : kInventedColour;
  const auto mixed = [grey](int own) { return (own * 5 + grey) / 6; };
  return qRgb(mixed(qRed(colour)), mixed(qGreen(colour)), mixed(qBlue(colour)));
}

/// Paints a plane. Where several of its cells fall into a pixel, the highest counts, and every mark.
void paintPlane(QImage& image, int left, int width, const ProjectedPlane& plane, const Crop& columns,
                const Crop& rows, double pixelMm, bool hasPet) {
  const auto cells = [pixelMm](int pixel, double cellMm, const Crop& crop) {
    const double first = pixel * pixelMm / cellMm;
    const double end = (pixel + 1) * pixelMm / cellMm;
    const int from = std::min(crop.last, crop.first + static_cast<int>(first + 1e-6));
    return Crop{from, std::clamp(crop.first + static_cast<int>(std::ceil(end - 1e-6)) - 1, from, crop.last)};
  };
  for (int y = 0; y < image.height(); ++y) {
    const Crop across = cells(y, plane.rowMm, rows);
    auto* line = reinterpret_cast<QRgb*>(image.scanLine(y)) + left;
    for (int x = 0; x < width; ++x) {
      const Crop along = cells(x, plane.columnMm, columns);
      float value = 0.0F;
      std::uint8_t marks = 0;
      for (int row = across.first; row <= across.last; ++row)
        for (int column = along.first; column <= along.last; ++column) {
          const std::size_t at = static_cast<std::size_t>(row) * static_cast<std::size_t>(plane.columns) +
                                 static_cast<std::size_t>(column);
          value = std::max(value, plane.highest[at]);
          marks |= plane.marks[at];
        }
      line[x] = colourOf(value, marks, hasPet);
    }
  }
}

}  // namespace

QImage mipPicture(const LabelRuns& truth, const LabelRuns& prediction, const Volume* pet) {
  const ImageGrid& grid = pet ? pet->grid() : truth.grid();
  std::array<ProjectedPlane, 2> planes{planeOf(grid, Direction(1.0, 0.0, 0.0)),
                                       planeOf(grid, Direction(0.0, 1.0, 0.0))};
  if (pet) projectPet(*pet, planes);
  projectMask(truth, grid, kIsTrue, planes);
  projectMask(prediction, grid, kIsPredicted, planes);

  Crop rows{0, planes[0].rows - 1};
  std::array<Crop, 2> columns{Crop{0, planes[0].columns - 1}, Crop{0, planes[1].columns - 1}};
  if (pet) {
    rows = cropOf(planes[0].rows, [&](int row) {
      for (int column = 0; column < planes[0].columns; ++column)
        if (isUsedAt(planes[0], column, row)) return true;
      return false;
    });
    for (std::size_t n = 0; n < 2; ++n)
      columns[n] = cropOf(planes[n].columns, [&](int column) {
        for (int row = rows.first; row <= rows.last; ++row)
          if (isUsedAt(planes[n], column, row)) return true;
        return false;
      });
  }
  const double heightMm = (rows.last - rows.first + 1) * planes[0].rowMm;
  const double pixelMm = heightMm / kPictureHeight;
  constexpr int kWidest = 1000, kGap = 6;
  const auto widthOf = [&](std::size_t n) {
    return std::clamp(static_cast<int>(std::lround((columns[n].last - columns[n].first + 1) *
                                                   planes[n].columnMm / pixelMm)),
                      1, kWidest);
  };
  QImage image(widthOf(0) + kGap + widthOf(1), static_cast<int>(kPictureHeight), QImage::Format_RGB32);
  image.fill(Qt::white);
  paintPlane(image, 0, widthOf(0), planes[0], columns[0], rows, pixelMm, pet != nullptr);
  paintPlane(image, widthOf(0) + kGap, widthOf(1), planes[1], columns[1], rows, pixelMm, pet != nullptr);
  return image;
}

}  // namespace uptake::evaluation
