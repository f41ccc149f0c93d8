#pragma once

#include "core/error.h"

#include <QString>

#include <array>
#include <cstdint>

// Kept free of Eigen, as is the file that implements it: ITK brings an older Eigen of its own, and both
// cannot be compiled into one file.

namespace uptake::masks {

enum class ImageFormat { Unknown, Nifti, Nrrd, Meta };

/// The lattice of an image file that is written, in LPS, which ITK turns into what the format counts in.
struct Lattice {
  std::array<int, 3> size{1, 1, 1};
  std::array<double, 3> spacing{1.0, 1.0, 1.0};  ///< mm
  std::array<double, 3> origin{};                ///< centre of the first voxel, mm
  /// Unit direction of each axis: axes[1] is that of the second index.
  std::array<std::array<double, 3>, 3> axes{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
};

/// Writes an image with its place in the patient, NIfTI with sform and qform. Not whole or nothing: the
/// caller sees to that. NIfTI is compressed when the name ends in .gz, the others always; a .mhd gets a .zraw
/// beside it.
Result<void> writeImage(const QString& file, ImageFormat format, const Lattice& lattice,
                        const std::uint8_t* values);
Result<void> writeImage(const QString& file, ImageFormat format, const Lattice& lattice,
                        const std::uint16_t* values);

}  // namespace uptake::masks
