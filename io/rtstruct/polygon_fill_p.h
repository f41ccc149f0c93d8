#pragma once

#include "core/mask/voxel_run.h"

#include <Eigen/Core>

#include <cstddef>
#include <optional>
#include <vector>

namespace uptake::rtstruct {

using Polygon = std::vector<Eigen::Vector2d>;

/// The pixels of a `columns` × `rows` image whose centres (integer coordinates) are inside an odd number of
/// the polygons, by scan conversion. A polygon's last vertex is joined to its first. An edge covers the rows
/// from its upper end (included) to its lower end (excluded), and a crossing exactly at a centre counts as
/// left of it, so that polygons with a common edge have no common pixel and an edge that occurs twice (a
/// keyhole) has no effect. Subtracts the number of crossings of edges and rows from `budget`; `std::nullopt`
/// when there are more than that, which bounds the time for malicious files. Ascending; positions are those
/// of the image, column + columns · row.
std::optional<std::vector<VoxelRun>> fillPolygons(const std::vector<const Polygon*>& polygons, int columns,
                                                  int rows, std::size_t& budget);

}  // namespace uptake::rtstruct
