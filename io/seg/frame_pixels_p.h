#pragma once

#include "io/seg/encoded_frames_p.h"
#include "io/seg/seg_header_p.h"

#include <dcmtk/dcmdata/dcfcache.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace uptake::seg {

/// The pixels of a SEG; one frame is in memory at a time. Uncompressed pixels have no padding between frames,
/// and bits are packed least significant first (PS3.5 8.1.1, D.1).
class FramePixels {
 public:
  /// Inconsistent when the stored length contradicts the header; a few missing bytes count as background,
  /// with a warning in `seg.warnings`. Valid while `seg.format` exists.
  static Result<FramePixels> create(SegFile& seg);

  /// Loads the frame that forEachRun() visits. Inconsistent, naming the frame, when it cannot be decoded or
  /// yields fewer than rows × columns pixels; FileUnreadable when the file can no longer be read.
  Result<void> load(std::size_t frame);

  /// Calls `visit(first, length, label)` for every run of pixels of one label in the loaded frame, row by
  /// row; `first` is the index of a pixel in the frame. `segment` is the label of a BINARY or FRACTIONAL
  /// frame.
  template <class Visit>
  void forEachRun(Label segment, Visit visit) const {
    switch (form_) {
      case Form::Bits:
        return forEachBitRun(segment, visit);
      case Form::Bytes:
        return forEachValueRun(bytes_, segment, visit);
      case Form::Words:
        return forEachValueRun(words_, segment, visit);
    }
  }

 private:
  /// How the pixels are stored in `bytes_` or `words_`.
  enum class Form { Bits, Bytes, Words };

  FramePixels() = default;
  Result<void> checkLength(SegFile& seg) const;
  Result<void> loadStored(std::size_t frame);
  Result<void> loadEncoded(std::size_t frame);
  void useFrame();

  /// The index of the first bit at or after `bit` with this value, or `end`.
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
  void forEachBitRun(Label segment, Visit visit) const {
    const std::uint64_t available = std::uint64_t{bytes_.size()} * 8;
    const std::uint64_t first = std::min(firstPixel_, available);
    const std::uint64_t end = std::min(firstPixel_ + pixelsAFrame_, available);
    for (std::uint64_t bit = find(first, end, true); bit < end;) {
      const std::uint64_t stop = find(bit, end, false);
      visit(static_cast<std::ptrdiff_t>(bit - first), static_cast<std::ptrdiff_t>(stop - bit), segment);
      bit = find(stop, end, true);
    }
  }

  template <class T, class Visit>
  void forEachValueRun(std::span<const T> values, Label segment, Visit visit) const {
    const std::uint64_t first = std::min<std::uint64_t>(firstPixel_, values.size());
    const std::uint64_t end = std::min<std::uint64_t>(firstPixel_ + pixelsAFrame_, values.size());
    for (std::uint64_t pixel = first; pixel < end;) {
      const T value = values[pixel];
      std::uint64_t stop = pixel + 1;
      while (stop < end && values[stop] == value) ++stop;
      if (const Label label = labelOf(value, segment); label != 0)
        visit(static_cast<std::ptrdiff_t>(pixel - first), static_cast<std::ptrdiff_t>(stop - pixel), label);
      pixel = stop;
    }
  }

  Label labelOf(unsigned value, Label segment) const {
    switch (kind_) {
      case SegKind::Binary:
        return value != 0 ? segment : Label{0};
      case SegKind::Fractional:
        return 2.0 * value >= maximumFraction_ ? segment : Label{0};
      case SegKind::LabelMap:
        break;
    }
    return value == background_ ? Label{0} : static_cast<Label>(value);
  }

  SegKind kind_ = SegKind::Binary;
  Form form_ = Form::Bits;
  QString path_;
  double maximumFraction_ = 1.0;
  unsigned background_ = 0;
  std::uint64_t pixelsAFrame_ = 0;
  std::uint64_t firstPixel_ = 0;  ///< of the loaded frame: index of a bit or byte of bytes_, or of words_
  std::span<const std::uint8_t> bytes_;
  std::span<const std::uint16_t> words_;

  DcmElement* element_ = nullptr;        ///< Pixel Data as it is stored
  std::unique_ptr<DcmFileCache> cache_;  ///< keeps the file open between frames
  std::uint64_t storedBytes_ = 0;
  std::optional<EncodedFrames> encoded_;  ///< compressed files only
  std::optional<std::size_t> loaded_;     ///< the frame that is in memory
  std::vector<std::uint8_t> frame_;
  std::vector<std::uint16_t> frameWords_;
};

}  // namespace uptake::seg
