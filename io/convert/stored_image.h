#pragma once

#include "core/error.h"
#include "core/geometry/image_grid.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <span>

namespace uptake {

/// An image in the orientation in which collections are published: indices ascend to the patient's left,
/// anterior and superior (LAS in neuroimaging tools), whatever the orientation of the series.
struct StoredImage {
  enum class Type { UInt8, Int16, Float32 };
  ImageGrid grid;  ///< of the reordered voxels, LPS mm
  Type type = Type::Float32;
  QByteArray voxels;  ///< first index fastest, native byte order
  template <class T>
  std::span<const T> values() const {
    return {reinterpret_cast<const T*>(voxels.constData()), static_cast<std::size_t>(grid.voxelCount())};
  }
  int bytesPerVoxel() const { return type == Type::UInt8 ? 1 : type == Type::Int16 ? 2 : 4; }
};

/// Reorders the voxels of `grid` (i fastest) to LAS. The axes are only permuted and flipped, so an oblique
/// image keeps its exact directions. NotSupported when there is not enough memory.
Result<StoredImage> storedImage(const ImageGrid& grid, std::span<const std::uint8_t> voxels);
Result<StoredImage> storedImage(const ImageGrid& grid, std::span<const std::int16_t> voxels);
Result<StoredImage> storedImage(const ImageGrid& grid, std::span<const float> voxels);

/// The grid as it is read from a NIfTI file, which states it in single precision.
Result<ImageGrid> gridInNifti(const ImageGrid& grid);

/// The bytes of a gzip-compressed NIfTI-1 file (nifti.nimh.nih.gov), header and voxels; sform and qform state
/// the same geometry. NotSupported above 32767 voxels per axis (int16 in the header).
Result<QByteArray> niftiFile(const StoredImage& image);
/// The bytes of a MetaImage file (.mha) with zlib-compressed voxels.
Result<QByteArray> metaFile(const StoredImage& image);

}  // namespace uptake
