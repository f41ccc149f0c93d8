#pragma once

#include "io/masks/stored_bytes_p.h"

#include <cstdint>
#include <memory>

namespace uptake::images {

/// How many bytes of a packed file, packed and unpacked together, are kept in memory to unpack them at once.
inline constexpr std::int64_t kMostUnpackedAtOnce = std::int64_t{1} << 30;

/// The voxels of a packed image, unpacked at once by libdeflate, which takes half of zlib's time. Null where
/// that is not possible: the file is large or damaged, or holds more than one image; it is then read as a
/// stream, which says why.
std::unique_ptr<masks::ByteSource> unpackedVoxels(const masks::ImageLayout& layout);

}  // namespace uptake::images
