#pragma once

#include "core/error.h"

#include <QByteArray>

#include <cstdint>
#include <span>

namespace uptake {

/// The bytes of a two-dimensional NRRD file (teem.sourceforge.net/nrrd/format.html), gzip compressed, of an
/// image whose size in millimetres and place nobody knows: it states no spacing, origin or space. Pixels run
/// along rows, from the top left. Internal when their number is not columns × rows.
Result<QByteArray> flatNrrd(int columns, int rows, std::span<const std::uint8_t> pixels);
Result<QByteArray> flatNrrd(int columns, int rows, std::span<const std::int16_t> pixels);
Result<QByteArray> flatNrrd(int columns, int rows, std::span<const float> pixels);

}  // namespace uptake
