#pragma once

#include "io/seg/seg_header_p.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace uptake::seg {

/// The pixels of a SEG, read from the dataset as they are stored: frames without padding between them, bits
/// least significant first (PS3.5 8.1.1, D.1).
class FramePixels {
 public:
  /// Inconsistent when the stored length contradicts the header; a few bytes too few are warned about (in
  /// `seg.warnings`) and count as background. Valid while `seg.format` lives.
  static Result<FramePixels> create(SegFile& seg);

  /// Calls `visit(first, length, label)` for every run of painted pixels of a frame, `first` counted from the
  /// frame's first pixel, row by row.
  template <class Visit>
  void forEachRun(std::size_t frame, Label segment, Visit visit) const {
    if (kind_ == SegKind::Binary)
      forEachBitRun(frame, segment, visit);
    else if (wide_.empty())
      forEachValueRun(bytes_, frame, segment, visit);
    else
      forEachValueRun(wide_, frame, segment, visit);
  }

 private:
  FramePixels() = default;

  /// The first bit from `bit` on that has `value`, or `end`.
  std::uint64_t find(std::uint64_t bit, std::uint64_t end, bool value) const {
    const std::uint8_t skipped = value ? 0x00 : 0xFF;
    while (bit < end) {
      if (bit % 8 == 0) {
        while (bit + 64 <= end && wordIs(bit / 8, skipped)) bit += 64;
        while (bit + 8 <= end && bytes_[bit / 8] == skipped) bit += 8;
        if (bit >= end) break;
      }
      if (((bytes_[bit / 8] >> (bit % 8)) & 1) == (value ? 1 : 0)) return bit;
      ++bit;
    }
    return end;
  }
  bool wordIs(std::uint64_t byte, std::uint8_t value) const {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes_.data() + byte, sizeof word);
    return word == (value ? ~std::uint64_t{0} : std::uint64_t{0});
  }

  template <class Visit>
  void forEachBitRun(std::size_t frame, Label segment, Visit visit) const {
    const std::uint64_t available = std::uint64_t{bytes_.size()} * 8;
    const std::uint64_t first = std::min(frame * pixelsAFrame_, available);
    const std::uint64_t end = std::min(frame * pixelsAFrame_ + pixelsAFrame_, available);
    for (std::uint64_t bit = find(first, end, true); bit < end;) {
      const std::uint64_t stop = find(bit, end, false);
      visit(static_cast<std::ptrdiff_t>(bit - first), static_cast<std::ptrdiff_t>(stop - bit), segment);
      bit = find(stop, end, true);
    }
  }

  template <class T, class Visit>
  void forEachValueRun(std::span<const T> values, std::size_t frame, Label segment, Visit visit) const {
    const std::uint64_t first = std::min<std::uint64_t>(frame * pixelsAFrame_, values.size());
    const std::uint64_t end = std::min<std::uint64_t>(frame * pixelsAFrame_ + pixelsAFrame_, values.size());
    const auto label = [&](std::uint64_t pixel) -> Label {
      const T value = values[pixel];
      if (kind_ == SegKind::LabelMap) return value;
      return 2.0 * value >= maximumFraction_ ? segment : Label{0};
    };
    for (std::uint64_t pixel = first; pixel < end;) {
      const Label current = label(pixel);
      std::uint64_t stop = pixel + 1;
      while (stop < end && label(stop) == current) ++stop;
      if (current != 0)
        visit(static_cast<std::ptrdiff_t>(pixel - first), static_cast<std::ptrdiff_t>(stop - pixel), current);
      pixel = stop;
    }
  }

  SegKind kind_ = SegKind::Binary;
  double maximumFraction_ = 1.0;
  std::uint64_t pixelsAFrame_ = 0;
  std::span<const std::uint8_t> bytes_;
  std::span<const std::uint16_t> wide_;  ///< of a LABELMAP with 16 bits a pixel, else empty
};

}  // namespace uptake::seg
