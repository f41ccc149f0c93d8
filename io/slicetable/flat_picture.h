#pragma once

#include "core/error.h"

#include <QByteArray>

#include <cstdint>
#include <span>

namespace uptake {

/// The bytes of a PNG file of 8-bit grey values, row by row from the top left, that states no resolution: an
/// image whose size in millimetres nobody knows. `greys` has columns × rows values.
Result<QByteArray> flatPicture(int columns, int rows, std::span<const std::uint8_t> greys);

}  // namespace uptake
