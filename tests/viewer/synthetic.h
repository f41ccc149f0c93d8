#pragma once

#include "core/volume/volume.h"

#include <QString>

#include <functional>
#include <memory>

namespace uptake::test {

/// A volume whose voxels are `value` of their patient position, every slice loaded. Slices are named
/// "<modality>.<k>".
inline std::shared_ptr<Volume> makeVolume(const ImageGrid& grid, VoxelType type,
                                          const std::function<double(const Point&)>& value,
                                          bool publish = true) {
  const bool isCt = type == VoxelType::Int16;
  SeriesSource source;
  source.patientId = QStringLiteral("P1");
  source.patientName = QStringLiteral("Doe^Jane");
  source.modality = isCt ? QStringLiteral("CT") : QStringLiteral("PT");
  source.seriesDescription = isCt ? QStringLiteral("CT thorax") : QStringLiteral("PET AC");
  for (int k = 0; k < grid.size().z(); ++k)
    source.slices.push_back({source.modality + QLatin1Char('.') + QString::number(k), {}, {}, 0});
  auto volume =
      Volume::create(grid, type, isCt ? ValueUnit::Hounsfield : ValueUnit::Suv,
                     isCt ? QStringLiteral("HU") : QStringLiteral("SUVbw"), source, isCt ? -1024.0 : 0.0)
          .take();
  for (int k = 0; k < grid.size().z() && publish; ++k) {
    for (int j = 0; j < grid.size().y(); ++j) {
      for (int i = 0; i < grid.size().x(); ++i) {
        const double v = value(grid.toPatient({double(i), double(j), double(k)}));
        const auto at = static_cast<std::size_t>(j) * static_cast<std::size_t>(grid.size().x()) +
                        static_cast<std::size_t>(i);
        if (isCt)
          volume->sliceVoxels<std::int16_t>(k)[at] = static_cast<std::int16_t>(v);
        else
          volume->sliceVoxels<float>(k)[at] = static_cast<float>(v);
      }
    }
    volume->publishSlice(k, Volume::SliceState::Loaded);
  }
  return volume;
}

inline ImageGrid makeGrid(const Eigen::Vector3i& size, const Eigen::Vector3d& spacing, const Point& origin,
                          const Eigen::Matrix3d& directions = Eigen::Matrix3d::Identity()) {
  return ImageGrid::create(size, spacing, origin, directions).take();
}

}  // namespace uptake::test
