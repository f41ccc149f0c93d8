#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <optional>
#include <vector>

namespace uptake::rtstruct {

using Polygon = std::vector<Eigen::Vector2d>;

/// Pixels i in [first, last) of row j.
struct PixelRun {
  int row = 0;
  int first = 0;
  int last = 0;
};

/// The pixels of a `columns` × `rows` image whose centres (whole numbers) are inside an odd number of the
/// polygons. A polygon's last vertex is joined to its first. An edge counts for rows from its upper end on to
/// above its lower one, and a crossing exactly at a centre is left of it, so that polygons that share an edge
/// share no pixel, and an edge that is there twice (a keyhole) changes nothing. Nothing when edges and rows
/// meet more than `budget` times; else that many are taken from it.
std::optional<std::vector<PixelRun>> fillPolygons(const std::vector<const Polygon*>& polygons, int columns,
                                                  int rows, std::size_t& budget);

}  // namespace uptake::rtstruct
