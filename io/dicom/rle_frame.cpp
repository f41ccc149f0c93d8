#include "io/seg/rle_frame_p.h"

#include <QCoreApplication>

#include <algorithm>

namespace uptake::seg {

namespace {

constexpr std::size_t kHeaderBytes = 64;
constexpr std::size_t kMaximumPlanes = 15;

std::size_t numberAt(std::span<const std::uint8_t> bytes, std::size_t at) {
  return std::size_t{bytes[at]} | std::size_t{bytes[at + 1]} << 8 | std::size_t{bytes[at + 2]} << 16 |
         std::size_t{bytes[at + 3]} << 24;
}

std::vector<std::uint8_t> decodePlane(std::span<const std::uint8_t> code, std::size_t limit) {
  std::vector<std::uint8_t> plane;
  // No code expands more than 64 times, so that a large limit costs nothing on little data.
  plane.reserve(std::min(limit, code.size() * 64));
  for (std::size_t at = 0; at < code.size() && plane.size() < limit;) {
    const std::size_t n = code[at++];
    const std::size_t room = limit - plane.size();
    if (n < 128) {
      const std::size_t count = std::min({n + 1, code.size() - at, room});
      plane.insert(plane.end(), code.begin() + static_cast<std::ptrdiff_t>(at),
                   code.begin() + static_cast<std::ptrdiff_t>(at + count));
      at += n + 1;
    } else if (n > 128 && at < code.size()) {
      plane.insert(plane.end(), std::min(257 - n, room), code[at++]);
    }
  }
  return plane;
}

}  // namespace

Result<std::vector<std::vector<std::uint8_t>>> decodeRle(std::span<const std::uint8_t> frame,
                                                         std::size_t limit) {
  const auto damaged = [] {
    return Error{ErrorKind::Inconsistent,
                 QCoreApplication::translate("uptake::Seg", "its run-length header does not fit its length"),
                 {}};
  };
  if (frame.size() < kHeaderBytes) return damaged();
  const std::size_t count = numberAt(frame, 0);
  if (count < 1 || count > kMaximumPlanes) return damaged();
  std::vector<std::vector<std::uint8_t>> planes;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t start = numberAt(frame, 4 * (i + 1));
    const std::size_t end = i + 1 < count ? numberAt(frame, 4 * (i + 2)) : frame.size();
    if (start < kHeaderBytes || end < start || end > frame.size()) return damaged();
    planes.push_back(decodePlane(frame.subspan(start, end - start), limit));
  }
  return planes;
}

}  // namespace uptake::seg
