#include "viewer/volume/lesion_surface.h"

#include "core/geometry/index_box.h"

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <vtkCellArray.h>
#include <vtkFlyingEdges3D.h>
#include <vtkIdList.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPolyData.h>
#include <vtkWindowedSincPolyDataFilter.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <unordered_map>

namespace uptake {

namespace {

/// Cells of a field that is contoured at once. Larger regions are contoured in blocks.
constexpr std::ptrdiff_t kMostCells = 3'000'000;
constexpr int kSmoothingSteps = 20;
/// Of the highest frequency along the mesh. Steps of voxels are above it, shapes of several voxels below.
constexpr double kPassBand = 0.08;
constexpr int kVolumeSteps = 8;

/// A region as the share of each block of `factor`³ voxels that it fills, with a margin of empty blocks.
struct Field {
  vtkNew<vtkImageData> image;  ///< in mm along the axes of the grid
  int factor = 1;
  /// By so many blocks to each side it is blurred along each axis: where slices lie far apart, the border of
  /// one leads over into that of the next as a slope, not as a terrace.
  Eigen::Vector3i blur = Eigen::Vector3i::Zero();

  Eigen::Vector3i margin() const { return 2 * blur + Eigen::Vector3i::Ones(); }
};

Eigen::Vector3i blurFor(const Eigen::Vector3d& spacing) {
  return (0.5 * spacing.maxCoeff() / spacing.array() - 0.4).cast<int>();
}

/// The mean over 2 · radius + 1 values along an axis, twice; the margin is wide enough for it.
void blurAlong(std::vector<float>& values, const Eigen::Vector3i& size, int axis, int radius) {
  if (radius == 0) return;
  const std::ptrdiff_t step = axis == 0 ? 1 : axis == 1 ? size.x() : std::ptrdiff_t{size.x()} * size.y();
  const int length = size[axis];
  const float share = 1.0F / static_cast<float>(2 * radius + 1);
  std::vector<float> line(static_cast<std::size_t>(length + 2 * radius + 1));
  const auto count = static_cast<std::ptrdiff_t>(values.size());
  for (std::ptrdiff_t first = 0; first < count; ++first) {
    if (first / step % length != 0) continue;  // not the beginning of a line
    for (int round = 0; round < 2; ++round) {
      std::ranges::fill(line, 0.0F);
      for (int n = 0; n < length; ++n)
        line[static_cast<std::size_t>(n + radius)] = values[static_cast<std::size_t>(first + n * step)];
      for (int n = 0; n < length; ++n) {
        float sum = 0.0F;
        for (int other = 0; other <= 2 * radius; ++other) sum += line[static_cast<std::size_t>(n + other)];
        values[static_cast<std::size_t>(first + n * step)] = sum * share;
      }
    }
  }
}

int factorFor(const IndexBox& box, const Eigen::Vector3i& margin) {
  int factor = 1;
  const auto cells = [&] {
    const Eigen::Vector3i size = ((box.size().array() + factor - 1) / factor).matrix() + 2 * margin;
    return std::ptrdiff_t{size.x()} * size.y() * size.z();
  };
  while (cells() > kMostCells) ++factor;
  return factor;
}

void fillField(Field& field, const ImageGrid& grid, const std::vector<VoxelRun>& runs, const IndexBox& box) {
  const int factor = field.factor;
  const Eigen::Vector3i margin = field.margin();
  const Eigen::Vector3i blocks = ((box.size().array() + factor - 1) / factor).matrix() + 2 * margin;
  const Eigen::Vector3d spacing = grid.spacing() * factor;
  // The middle of the first block, which lies before the box.
  const Eigen::Vector3d first = box.first.cast<double>().array() + (factor - 1) / 2.0;
  const Eigen::Vector3d origin = (first - margin.cast<double>() * factor).cwiseProduct(grid.spacing());
  std::vector<float> shares(static_cast<std::size_t>(blocks.x()) * static_cast<std::size_t>(blocks.y()) *
                            static_cast<std::size_t>(blocks.z()));
  const float share = 1.0F / static_cast<float>(factor * factor * factor);
  for (const VoxelRun& run : runs) {
    const Eigen::Vector3i at = grid.indexOf(run.first) - box.first;
    float* row = shares.data() +
                 (std::ptrdiff_t{at.z() / factor + margin.z()} * blocks.y() + at.y() / factor + margin.y()) *
                     blocks.x() +
                 margin.x();
    for (int n = 0; n < run.length; ++n) row[(at.x() + n) / factor] += share;
  }
  for (int axis = 0; axis < 3; ++axis) blurAlong(shares, blocks, axis, field.blur[axis]);
  field.image->SetDimensions(blocks.x(), blocks.y(), blocks.z());
  field.image->SetSpacing(spacing.x(), spacing.y(), spacing.z());
  field.image->SetOrigin(origin.x(), origin.y(), origin.z());
  field.image->AllocateScalars(VTK_FLOAT, 1);
  std::ranges::copy(shares, static_cast<float*>(field.image->GetScalarPointer()));
}

SurfaceMesh meshOf(vtkPolyData& surface) {
  SurfaceMesh mesh;
  mesh.points.resize(static_cast<std::size_t>(surface.GetNumberOfPoints()));
  for (std::size_t n = 0; n < mesh.points.size(); ++n) {
    const double* at = surface.GetPoint(static_cast<vtkIdType>(n));
    mesh.points[n] = Eigen::Vector3d(at[0], at[1], at[2]).cast<float>();
  }
  vtkCellArray* cells = surface.GetPolys();
  mesh.triangles.reserve(static_cast<std::size_t>(cells->GetNumberOfCells()));
  vtkNew<vtkIdList> corners;
  for (vtkIdType cell = 0; cell < cells->GetNumberOfCells(); ++cell) {
    cells->GetCellAtId(cell, corners);
    mesh.triangles.push_back({static_cast<std::int32_t>(corners->GetId(0)),
                              static_cast<std::int32_t>(corners->GetId(1)),
                              static_cast<std::int32_t>(corners->GetId(2))});
  }
  return mesh;
}

void turnAround(SurfaceMesh& mesh) {
  for (auto& triangle : mesh.triangles) std::swap(triangle[1], triangle[2]);
}

double areaOf(const SurfaceMesh& mesh) {
  double area = 0.0;
  for (const auto& [a, b, c] : mesh.triangles) {
    const Eigen::Vector3f& first = mesh.points[static_cast<std::size_t>(a)];
    area += static_cast<double>((mesh.points[static_cast<std::size_t>(b)] - first)
                                    .cross(mesh.points[static_cast<std::size_t>(c)] - first)
                                    .norm());
  }
  return area / 2.0;
}

/// Moves the mesh along its normals until it encloses `wanted`. False when it does not come near.
bool matchVolume(SurfaceMesh& mesh, Millilitres wanted) {
  mesh.makeNormals();
  const std::vector<Eigen::Vector3f> before = mesh.points;
  double way = 0.0;  // mm
  for (int step = 0; step < kVolumeSteps; ++step) {
    const double missing = wanted.value - mesh.enclosedVolume().value;
    if (std::abs(missing) <= 0.1 * kSurfaceVolumeTolerance * wanted.value) return true;
    const double area = areaOf(mesh);
    if (!(area > 0.0)) return false;
    way += missing * 1000.0 / area;
    for (std::size_t n = 0; n < before.size(); ++n)
      mesh.points[n] = before[n] + static_cast<float>(way) * mesh.normals[n];
  }
  return std::abs(wanted.value - mesh.enclosedVolume().value) <= kSurfaceVolumeTolerance * wanted.value / 2.0;
}

/// In mm along the axes of the grid. Null mesh when no smooth one keeps near the voxels.
SurfaceMesh smoothMesh(const ImageGrid& grid, const std::vector<VoxelRun>& runs, const IndexBox& box,
                       Millilitres wanted) {
  Field field;
  field.blur = blurFor(grid.spacing());
  field.factor = factorFor(box, field.margin());
  fillField(field, grid, runs, box);
  vtkNew<vtkFlyingEdges3D> contour;
  contour->SetInputData(field.image);
  contour->SetValue(0, 0.5);
  contour->ComputeNormalsOff();
  contour->ComputeGradientsOff();
  contour->ComputeScalarsOff();
  vtkNew<vtkWindowedSincPolyDataFilter> smoothing;
  smoothing->SetInputConnection(contour->GetOutputPort());
  smoothing->SetNumberOfIterations(kSmoothingSteps);
  smoothing->SetPassBand(kPassBand);
  smoothing->FeatureEdgeSmoothingOff();
  smoothing->BoundarySmoothingOff();
  smoothing->NonManifoldSmoothingOn();
  smoothing->NormalizeCoordinatesOn();
  smoothing->Update();
  SurfaceMesh mesh = meshOf(*smoothing->GetOutput());
  if (mesh.isEmpty()) return {};
  if (mesh.enclosedVolume().value < 0.0) turnAround(mesh);
  if (!matchVolume(mesh, wanted)) return {};
  const double reach = (grid.spacing() * field.factor).norm();
  vtkPolyData* unsmoothed = contour->GetOutput();
  for (std::size_t n = 0; n < mesh.points.size(); ++n) {
    const double* at = unsmoothed->GetPoint(static_cast<vtkIdType>(n));
    if ((mesh.points[n].cast<double>() - Eigen::Vector3d(at[0], at[1], at[2])).norm() > reach) return {};
  }
  return mesh;
}

/// Along the faces of the voxels, in mm along the axes of the grid.
SurfaceMesh faceMesh(const ImageGrid& grid, const std::vector<VoxelRun>& runs, const IndexBox& box) {
  const IndexBox padded{box.first.array() - 1, box.last.array() + 1};
  const Eigen::Vector3i size = padded.size();
  std::vector<std::uint8_t> inside(static_cast<std::size_t>(size.x()) * static_cast<std::size_t>(size.y()) *
                                   static_cast<std::size_t>(size.z()));
  for (const VoxelRun& run : runs)
    std::fill_n(inside.begin() + padded.position(grid.indexOf(run.first)), run.length, std::uint8_t{1});
  SurfaceMesh mesh;
  std::unordered_map<std::ptrdiff_t, std::int32_t> known;  // by the voxel of which it is the lowest corner
  const auto corner = [&](const Eigen::Vector3i& index) {
    const auto [found, isNew] =
        known.try_emplace(padded.position(index), static_cast<std::int32_t>(mesh.points.size()));
    if (isNew)
      mesh.points.push_back(
          (index.cast<double>().array() - 0.5).matrix().cwiseProduct(grid.spacing()).cast<float>());
    return found->second;
  };
  const auto addFace = [&](const Eigen::Vector3i& voxel, int axis, bool upper) {
    const Eigen::Vector3i u = Eigen::Vector3i::Unit((axis + 1) % 3);
    const Eigen::Vector3i v = Eigen::Vector3i::Unit((axis + 2) % 3);
    const Eigen::Vector3i base = voxel + Eigen::Vector3i::Unit(axis) * (upper ? 1 : 0);
    const std::int32_t a = corner(base);
    const std::int32_t b = corner(base + u);
    const std::int32_t c = corner(base + u + v);
    const std::int32_t d = corner(base + v);
    if (upper) {
      mesh.triangles.push_back({a, b, c});
      mesh.triangles.push_back({a, c, d});
    } else {
      mesh.triangles.push_back({a, c, b});
      mesh.triangles.push_back({a, d, c});
    }
  };
  for (const VoxelRun& run : runs)
    for (int n = 0; n < run.length; ++n) {
      const Eigen::Vector3i voxel = grid.indexOf(run.first + n);
      for (int axis = 0; axis < 3; ++axis)
        for (const bool upper : {false, true}) {
          const Eigen::Vector3i next = voxel + Eigen::Vector3i::Unit(axis) * (upper ? 1 : -1);
          if (inside[static_cast<std::size_t>(padded.position(next))] == 0) addFace(voxel, axis, upper);
        }
    }
  return mesh;
}

/// From mm along the axes of the grid to the patient.
void placeInPatient(SurfaceMesh& mesh, const ImageGrid& grid) {
  const Eigen::Matrix3d& turn = grid.directions();
  for (Eigen::Vector3f& point : mesh.points)
    point = (grid.origin() + turn * point.cast<double>()).cast<float>();
  if (turn.determinant() < 0.0) turnAround(mesh);
  mesh.makeNormals();
}

}  // namespace

std::vector<VoxelRun> runsOfLabel(const LabelRuns& labels, Label label) {
  std::vector<VoxelRun> runs;
  for (int k = 0; k < labels.grid().size().z(); ++k)
    for (const LabelRun& run : labels.slice(k))
      if (run.label == label) runs.push_back(run);
  return runs;
}

IndexBox extentOf(const ImageGrid& grid, const std::vector<VoxelRun>& runs) {
  IndexBox box;
  for (const VoxelRun& run : runs) {
    const Eigen::Vector3i first = grid.indexOf(run.first);
    const Eigen::Vector3i last(first.x() + run.length - 1, first.y(), first.z());
    box = box.united({first, last});
  }
  return box;
}

Result<LesionSurface> lesionSurface(const ImageGrid& grid, const std::vector<VoxelRun>& runs,
                                    const JobControl& control) {
  LesionSurface surface;
  if (runs.empty()) return surface;
  surface.voxels = {static_cast<double>(voxelCount(runs)) * grid.voxelVolume().value};
  const IndexBox box = extentOf(grid, runs);
  surface.mesh = smoothMesh(grid, runs, box, surface.voxels);
  if (control.isCancelled()) return JobControl::cancelledError();
  surface.isSmooth = !surface.mesh.isEmpty();
  if (!surface.isSmooth) surface.mesh = faceMesh(grid, runs, box);
  if (control.isCancelled()) return JobControl::cancelledError();
  placeInPatient(surface.mesh, grid);
  return surface;
}

}  // namespace uptake
