#include "io/seg/grid_of_frames_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace uptake::seg {

namespace {

// How far a slice may be from its even place, in slice distances, before the stack counts as uneven.
constexpr double kDriftTolerance = 0.1;

// No volume of a person is larger; a grid above it comes from positions that are no slices.
constexpr double kMaximumVoxels = 4.0e9;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Seg)
};

/// How many steps of `base` mm the slices span when every distance is a whole number of them; 0 when not.
double wholeSteps(const std::vector<double>& positions, double base) {
  if (base <= 0.0) return 0.0;
  double steps = 0.0;
  for (std::size_t i = 1; i < positions.size(); ++i) {
    const double distance = positions[i] - positions[i - 1];
    const double count = std::round(distance / base);
    if (count < 1.0 || std::abs(distance - count * base) > kSpacingTolerance * base * count) return 0.0;
    steps += count;
  }
  return steps;
}

/// The distance of slices, and how many of them the frames span.
struct SliceSteps {
  double distance = 0.0;  ///< mm
  double steps = 0.0;     ///< 0 when the frames lie at no multiples of one distance
};

/// As Spacing Between Slices says where the frames agree. It is optional, and frames without a voxel are
/// often left out: then a frame is as thick as Slice Thickness says, or, where the frames contradict that
/// too, the smallest distance counts. `doubts` gets what may be wrong with that.
SliceSteps sliceSteps(const FramePlane& plane, const std::vector<double>& positions, QStringList& doubts) {
  const double stated = plane.sliceSpacing;
  double smallest = positions.back() - positions.front();
  for (std::size_t i = 1; i < positions.size(); ++i)
    smallest = std::min(smallest, positions[i] - positions[i - 1]);
  if (stated > 0.0) {
    if (positions.size() < 2) return {stated, 0.0};
    if (const double steps = wholeSteps(positions, stated); steps >= 1.0) return {stated, steps};
  }
  const QString why = stated > 0.0
                          ? Texts::tr(
                                "Spacing Between Slices (0018,0088) is %1 mm, which the positions of the "
                                "frames contradict")
                                .arg(stated)
                          : Texts::tr("Spacing Between Slices (0018,0088) is missing");
  const auto doubt = [&](double distance, const QString& source) {
    doubts.append(Texts::tr("%1: the slices are taken to be %2 mm apart, %3. The source series tells for "
                            "certain.")
                      .arg(why)
                      .arg(distance)
                      .arg(source));
  };
  if (positions.size() < 2) {
    if (plane.thickness > 0.0) doubt(plane.thickness, Texts::tr("as Slice Thickness says"));
    return {plane.thickness, 0.0};
  }
  if (const double steps = wholeSteps(positions, plane.thickness); steps >= 1.0) {
    const bool isCertain = smallest < 1.5 * plane.thickness && stated <= 0.0;
    if (!isCertain) doubt(plane.thickness, Texts::tr("as Slice Thickness says"));
    return {plane.thickness, steps};
  }
  const double steps = wholeSteps(positions, smallest);
  if (steps >= 1.0) doubt(smallest, Texts::tr("the smallest distance of two frames"));
  return {smallest, steps};
}

}  // namespace

Result<ImageGrid> gridOfFrames(const SegFile& seg, QStringList& doubts) {
  const auto refused = [&](const QString& message) {
    return Error{ErrorKind::NotSupported, message, seg.path};
  };
  if (seg.planes.size() > 1)
    return refused(Texts::tr(
        "The frames differ in orientation or pixel spacing, so they span no volume of their own; open "
        "them with their source series."));
  const FramePlane& plane = seg.plane;
  const Direction normal = plane.row.cross(plane.column).normalized();
  const Point& reference = seg.frames.front().position;
  std::vector<double> positions;
  for (const SegFrame& frame : seg.frames) {
    const Point away = frame.position - reference;
    const double along = normal.dot(away);
    if ((away - along * normal).norm() > kFramePositionToleranceMm + kDirectionTolerance * std::abs(along))
      return refused(
          Texts::tr("The frames are not stacked straight above each other, so they span no volume of their "
                    "own; open them with their source series."));
    positions.push_back(along);
  }
  std::ranges::sort(positions);
  std::vector<double> distinct{positions.front()};
  for (const double position : positions)
    if (position - distinct.back() > kDuplicatePositionMm) distinct.push_back(position);

  const auto [distance, steps] = sliceSteps(plane, distinct, doubts);
  double spacing = distance;
  if (distinct.size() > 1) {
    if (steps < 1.0)
      return refused(
          Texts::tr("The distances between frames are no multiples of one slice distance, so they span no "
                    "volume of their own; open them with their source series."));
    spacing = (distinct.back() - distinct.front()) / steps;
    for (const double position : distinct) {
      const double index = (position - distinct.front()) / spacing;
      if (std::abs(index - std::round(index)) > kDriftTolerance)
        return refused(
            Texts::tr("The distances between frames vary too much for a volume of their own; open them with "
                      "their source series."));
    }
  }
  if (spacing <= 0.0)
    return refused(
        Texts::tr("There is one slice, and its thickness is not stated; open it with its source series."));
  if ((steps + 1.0) * plane.columns * plane.rows > kMaximumVoxels || steps > 65534.0)
    return refused(
        Texts::tr("The frames span %1 × %2 × %3 voxels, more than any image has; open them with their source "
                  "series.")
            .arg(plane.columns)
            .arg(plane.rows)
            .arg(steps + 1.0, 0, 'f', 0));
  Eigen::Matrix3d directions;
  directions << plane.row, plane.column, normal;
  // The lowest frame itself, not its projection, so that an exact position stays exact.
  const auto lowest = std::ranges::min_element(
      seg.frames, {}, [&](const SegFrame& frame) { return normal.dot(frame.position - reference); });
  Result<ImageGrid> grid =
      ImageGrid::create({plane.columns, plane.rows, static_cast<int>(std::lround(steps)) + 1},
                        {plane.columnSpacing, plane.rowSpacing, spacing}, lowest->position, directions);
  if (!grid) return Error{grid.error().kind, grid.error().message, seg.path};
  return grid;
}

}  // namespace uptake::seg
