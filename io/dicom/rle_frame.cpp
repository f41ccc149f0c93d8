#include "io/dicom/rle_frame_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>

namespace uptake::dicom {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Seg)
};

using BytePlane = std::vector<std::uint8_t>;

constexpr std::size_t kHeaderBytes = 64;
constexpr std::size_t kMostPlanes = 15;
/// Means nothing; writers pad with it, or with zeros.
constexpr std::uint8_t kNoOperation = 128;

std::size_t numberAt(std::span<const std::uint8_t> bytes, std::size_t at) {
  return std::size_t{bytes[at]} | std::size_t{bytes[at + 1]} << 8 | std::size_t{bytes[at + 2]} << 16 |
         std::size_t{bytes[at + 3]} << 24;
}

/// The length of the longest run of equal bytes.
std::size_t longestRun(std::span<const std::uint8_t> bytes) {
  std::size_t longest = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    std::size_t end = at + 1;
    while (end < bytes.size() && bytes[end] == bytes[at]) ++end;
    longest = std::max(longest, end - at);
    at = end;
  }
  return longest;
}

/// Nothing when the code breaks off within a run, or says more than `limit` bytes; and when bytes that are
/// said singly are so many equal ones as no writer says singly that makes short runs elsewhere: a part of the
/// file that was overwritten.
std::optional<BytePlane> decodePlane(std::span<const std::uint8_t> code, std::size_t limit) {
  constexpr std::size_t kShortRun = 4;
  constexpr std::size_t kOverwritten = 8;
  std::size_t shortestRun = limit;
  std::size_t longestSingly = 0;
  BytePlane plane;
  // No code expands more than 64 times, so that a large limit costs nothing on little data.
  plane.reserve(std::min(limit, code.size() * 64));
  std::size_t at = 0;
  while (at < code.size() && plane.size() < limit) {
    const std::size_t n = code[at++];
    if (n == kNoOperation) continue;
    const bool isLiteral = n < kNoOperation;
    if (n == 0 && at == code.size()) break;  // the zero that makes the length even
    const std::size_t count = isLiteral ? n + 1 : 257 - n;
    const std::size_t needed = isLiteral ? count : 1;
    if (needed > code.size() - at || count > limit - plane.size()) return std::nullopt;
    if (isLiteral) {
      const auto bytes = code.subspan(at, count);
      plane.insert(plane.end(), bytes.begin(), bytes.end());
      longestSingly = std::max(longestSingly, longestRun(bytes));
    } else {
      plane.insert(plane.end(), count, code[at]);
      shortestRun = std::min(shortestRun, count);
    }
    at += needed;
  }
  const auto isPadding = [](std::uint8_t byte) { return byte == 0 || byte == kNoOperation; };
  if (!std::ranges::all_of(code.subspan(at), isPadding)) return std::nullopt;
  if (shortestRun <= kShortRun && longestSingly >= kOverwritten) return std::nullopt;
  return plane;
}

}  // namespace

Result<std::vector<BytePlane>> decodeRle(std::span<const std::uint8_t> frame, std::size_t limit) {
  const auto damaged = [](const QString& message) { return Error{ErrorKind::Inconsistent, message, {}}; };
  const QString badHeader = Texts::tr("its run-length header does not fit its length");
  if (frame.size() < kHeaderBytes) return damaged(badHeader);
  const std::size_t count = numberAt(frame, 0);
  if (count < 1 || count > kMostPlanes) return damaged(badHeader);
  std::vector<BytePlane> planes;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t start = numberAt(frame, 4 * (i + 1));
    const std::size_t end = i + 1 < count ? numberAt(frame, 4 * (i + 2)) : frame.size();
    if (start < kHeaderBytes || end < start || end > frame.size()) return damaged(badHeader);
    auto plane = decodePlane(frame.subspan(start, end - start), limit);
    if (!plane) return damaged(Texts::tr("its run-length code does not fit the size of the image"));
    planes.push_back(std::move(*plane));
  }
  return planes;
}

}  // namespace uptake::dicom
