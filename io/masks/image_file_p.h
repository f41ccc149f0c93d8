#pragma once

#include "core/error.h"

#include <QString>

#include <array>
#include <cstdint>
#include <variant>
#include <vector>

// Kept free of Eigen, as is the file that implements it: ITK brings an older Eigen of its own, and both
// cannot be compiled into one file.

namespace uptake::masks {

enum class ImageFormat { Unknown, Nifti, Nrrd, Meta };

/// The lattice of an image file, in LPS as ITK turns it (NIfTI itself counts in RAS).
struct Lattice {
  std::array<int, 3> size{1, 1, 1};
  std::array<double, 3> spacing{1.0, 1.0, 1.0};  ///< mm
  std::array<double, 3> origin{};                ///< centre of the first voxel, mm
  /// Unit direction of each axis: axes[1] is that of the second index.
  std::array<std::array<double, 3>, 3> axes{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
};

/// All values of an image, first index fastest, after the file's own slope and intercept.
using Values = std::variant<std::vector<std::uint8_t>, std::vector<std::int8_t>, std::vector<std::uint16_t>,
                            std::vector<std::int16_t>, std::vector<std::uint32_t>, std::vector<std::int32_t>,
                            std::vector<std::uint64_t>, std::vector<std::int64_t>, std::vector<float>,
                            std::vector<double>>;

/// The lattice of a three-dimensional image of single numbers; NotSupported for anything else. The stored
/// length is checked, so that readValues() has what it asks memory for.
Result<Lattice> readLattice(const QString& file, ImageFormat format);
/// Call after readLattice().
Result<Values> readValues(const QString& file, ImageFormat format);

/// Writes an image with its place in the patient, NIfTI with sform and qform. Not whole or nothing: the
/// caller sees to that. NIfTI is compressed when the name ends in .gz, the others always; a .mhd gets a .zraw
/// beside it.
Result<void> writeImage(const QString& file, ImageFormat format, const Lattice& lattice,
                        const std::uint8_t* values);
Result<void> writeImage(const QString& file, ImageFormat format, const Lattice& lattice,
                        const std::uint16_t* values);

}  // namespace uptake::masks
