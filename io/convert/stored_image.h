#pragma once

#include "core/error.h"
#include "core/geometry/image_grid.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <span>

namespace uptake {

/// An image as files of a collection hold it: voxels in the order of the axes left, anterior, superior (what
/// the neuroimaging tools call LAS), whatever order the series has.
struct StoredImage {
  enum class Type { UInt8, Int16, Float32 };

  ImageGrid grid;  ///< of the voxels in their new order, LPS mm
  Type type = Type::Float32;
  QByteArray voxels;  ///< first axis fastest, in the machine's byte order

  template <class T>
  std::span<const T> values() const {
    return {reinterpret_cast<const T*>(voxels.constData()), static_cast<std::size_t>(grid.voxelCount())};
  }
  int bytesPerVoxel() const { return type == Type::UInt8 ? 1 : type == Type::Int16 ? 2 : 4; }
};

/// Voxels of `grid`, i fastest, put into that order. Axes keep their exact directions: an oblique image is
/// not straightened. NotSupported when there is no memory.
Result<StoredImage> storedImage(const ImageGrid& grid, std::span<const std::uint8_t> voxels);
Result<StoredImage> storedImage(const ImageGrid& grid, std::span<const std::int16_t> voxels);
Result<StoredImage> storedImage(const ImageGrid& grid, std::span<const float> voxels);

/// The grid as a NIfTI file of it states it, in single precision.
Result<ImageGrid> gridInNifti(const ImageGrid& grid);

/// The bytes of a NIfTI-1 file (nifti.nimh.nih.gov), header and voxels, gzip compressed; sform and qform
/// state the same place. NotSupported above 32767 voxels on a side (int16 in the header).
Result<QByteArray> niftiFile(const StoredImage& image);
/// The bytes of a MetaImage file (.mha), its voxels zlib compressed.
Result<QByteArray> metaFile(const StoredImage& image);

}  // namespace uptake
