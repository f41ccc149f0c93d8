#pragma once

#include "core/mask/segment.h"

#include <array>
#include <cstdint>

namespace uptake::seg {

/// A colour as DICOM stores it: CIELab of the ICC profile connection space (white point D50), with L* (0 to
/// 100) and a*, b* (−128 to 127) scaled to 0 … 65535 (PS3.3 C.10.7.1.1).
using CieLab = std::array<std::uint16_t, 3>;

CieLab toCieLab(Rgb colour);
/// The nearest sRGB colour; out-of-gamut values are clipped.
Rgb toRgb(const CieLab& lab);

}  // namespace uptake::seg
