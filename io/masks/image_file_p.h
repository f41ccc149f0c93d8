#pragma once

#include "core/error.h"

#include <QString>

#include <array>
#include <cstdint>

// This header and its implementation do not include Eigen, because ITK brings an older copy of it and the two
// cannot be used in one translation unit.

namespace uptake::masks {

enum class ImageFormat { Unknown, Nifti, Nrrd, Meta, Hdf5 };
/// The format that belongs to the ending of a file name; Hdf5 of a dataset's path (io/hdf5).
ImageFormat formatOf(const QString& file);

/// The geometry of an image file to be written, in LPS; ITK converts it to the coordinates of the format.
struct Lattice {
  std::array<int, 3> size{1, 1, 1};
  std::array<double, 3> spacing{1.0, 1.0, 1.0};  ///< mm
  std::array<double, 3> origin{};                ///< centre of the first voxel, mm
  /// Unit direction of each axis: axes[1] is that of the second index.
  std::array<std::array<double, 3>, 3> axes{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
};

/// Writes an image with its geometry, NIfTI with sform and qform. NIfTI is compressed if the name ends in
/// .gz, the other formats always; the voxels of a .mhd are written into a .zraw of the same folder. A failed
/// call may leave an incomplete file: write to a temporary name and rename.
Result<void> writeImage(const QString& file, ImageFormat format, const Lattice& lattice,
                        const std::uint8_t* values);
Result<void> writeImage(const QString& file, ImageFormat format, const Lattice& lattice,
                        const std::uint16_t* values);

}  // namespace uptake::masks
