#include "io/dicom/jpeg_stream_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <vector>

namespace uptake::dicom {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::VolumeLoader)
};

using JpegBytes = std::span<const std::uint8_t>;

enum Marker : unsigned {
  kBaseline = 0xc0,
  kExtended = 0xc1,
  kLossless = 0xc3,
  kHuffmanTables = 0xc4,
  kFirstRestart = 0xd0,
  kLastRestart = 0xd7,
  kStart = 0xd8,
  kEnd = 0xd9,
  kScan = 0xda,
  kQuantization = 0xdb,
  kRestartInterval = 0xdd,
  kApplication0 = 0xe0,
  kApplication14 = 0xee,
  kJpegLs = 0xf7,
};

/// SOF0–SOF15 without DHT, JPG and DAC (T.81 table B.1), or SOF55 (T.87).
bool isFrameHeader(unsigned marker) {
  return (marker >= 0xc0 && marker <= 0xcf && marker != kHuffmanTables && marker != 0xc8 && marker != 0xcc) ||
         marker == kJpegLs;
}

Error damagedCode(const QString& message) {
  return {ErrorKind::FileUnreadable, message, {}};
}
Error noSuchCode() {
  return damagedCode(Texts::tr("it holds a code that no image has."));
}
Error brokenOff() {
  return damagedCode(Texts::tr("its code ends before the last pixel."));
}
Error noEnd() {
  return damagedCode(Texts::tr("its code does not end with the last pixel."));
}

/// Huffman codes by the 16 bits that begin with them.
class HuffmanTable {
 public:
  struct Symbol {
    std::uint8_t length = 0;  ///< 0: no such code
    std::uint8_t value = 0;
  };

  /// From `counts` of 16 lengths and the values (T.81 annex C); nothing when they overrun.
  static std::optional<HuffmanTable> create(JpegBytes counts, JpegBytes values) {
    HuffmanTable table;
    table.symbols_.resize(std::size_t{1} << 16);
    std::size_t place = 0;
    std::size_t next = 0;
    for (unsigned length = 1; length <= 16; ++length) {
      for (unsigned n = 0; n < counts[length - 1]; ++n, ++next) {
        const std::size_t width = std::size_t{1} << (16 - length);
        if (next >= values.size() || place + width > table.symbols_.size()) return std::nullopt;
        std::fill_n(table.symbols_.begin() + static_cast<std::ptrdiff_t>(place), width,
                    Symbol{static_cast<std::uint8_t>(length), values[next]});
        place += width;
      }
    }
    return table;
  }
  Symbol at(unsigned bits16) const { return symbols_[bits16]; }

 private:
  std::vector<Symbol> symbols_;
};

/// The bits between two markers.
class BitReader {
 public:
  explicit BitReader(std::vector<std::uint8_t> bytes) : bytes_(std::move(bytes)) {}

  /// The next code's value; nothing when there is none.
  std::optional<unsigned> symbol(const HuffmanTable& table) {
    fill();
    const auto found = table.at(static_cast<unsigned>(window_ >> 48));
    if (found.length == 0) return std::nullopt;
    skip(found.length);
    return found.value;
  }
  /// So many bits as a difference (T.81 F.2.2.1).
  int difference(unsigned count) {
    if (count == 0) return 0;
    fill();
    const auto value = static_cast<int>(window_ >> (64 - count));
    skip(count);
    return value < (1 << (count - 1)) ? value - (1 << count) + 1 : value;
  }
  bool isOverrun() const { return left_ < 0; }
  /// Whether nothing but the padding of the last byte is left, which is of ones, with some writers of zeros.
  bool isAtEnd() {
    fill();
    if (left_ < 0 || left_ > 7) return false;
    if (left_ == 0) return true;
    const auto padding = static_cast<unsigned>(window_ >> (64 - left_));
    return padding == 0 || padding == (1U << left_) - 1U;
  }

 private:
  void fill() {
    if (!isStarted_) {
      left_ = static_cast<std::ptrdiff_t>(bytes_.size()) * 8;
      isStarted_ = true;
    }
    while (held_ <= 56) {
      const std::uint64_t byte = next_ < bytes_.size() ? bytes_[next_] : 0xffU;
      ++next_;
      window_ |= byte << (56 - held_);
      held_ += 8;
    }
  }
  void skip(unsigned count) {
    window_ <<= count;
    held_ -= count;
    left_ -= static_cast<std::ptrdiff_t>(count);
  }

  std::vector<std::uint8_t> bytes_;
  std::size_t next_ = 0;
  std::uint64_t window_ = 0;  ///< the next bits, from the highest
  unsigned held_ = 0;
  std::ptrdiff_t left_ = 0;  ///< bits of the bytes that were not taken yet
  bool isStarted_ = false;
};

/// What the frame header states about a component, and where its code has got to.
struct Component {
  unsigned id = 0;
  unsigned across = 1;  ///< samples, relative to the other components
  unsigned down = 1;
  std::size_t quantization = 0;  ///< which table of factors
  const HuffmanTable* directTable = nullptr;
  const HuffmanTable* alternatingTable = nullptr;
  bool isScanned = false;
  int mean = 0;          ///< of the block before
  std::vector<int> row;  ///< without loss: the samples of this row so far, before them those of the row above
  int aboveLeft = 0;
};

/// A stream on its way from marker to marker.
class Walk {
 public:
  explicit Walk(JpegBytes bytes) : bytes_(bytes) {}

  Result<JpegForm> run() {
    if (u16(0) != 0xff00U + kStart) return noHeader();
    at_ = 2;
    while (true) {
      const auto marker = nextMarker();
      if (!marker) return seen_ ? brokenOff() : noHeader();
      if (*marker == kEnd) return isDone_ ? Result<JpegForm>(form_) : brokenOff();
      const std::size_t length = u16(at_);
      if (length < 2 || at_ + length > bytes_.size()) return seen_ ? brokenOff() : noHeader();
      const JpegBytes content = bytes_.subspan(at_ + 2, length - 2);
      at_ += length;
      if (const auto taken = take(*marker, content); !taken) return taken.error();
      if (form_.isJpegLs) return form_;
    }
  }

 private:
  static Error noHeader() { return damagedCode(Texts::tr("it has no frame header.")); }
  static Error badTables() { return damagedCode(Texts::tr("its tables make no sense.")); }
  static constexpr std::size_t kAdobeTransform = 11;  ///< where its marker says how colours are coded
  static bool beginsWith(JpegBytes content, std::string_view text) {
    return content.size() > text.size() && std::equal(text.begin(), text.end(), content.begin());
  }
  unsigned u8(std::size_t at) const { return at < bytes_.size() ? bytes_[at] : 0U; }
  unsigned u16(std::size_t at) const { return (u8(at) << 8) | u8(at + 1); }

  /// The marker at this place, behind any fill bytes.
  std::optional<unsigned> nextMarker() {
    if (u8(at_) != 0xff) return std::nullopt;
    while (u8(at_) == 0xff && at_ < bytes_.size()) ++at_;
    if (at_ >= bytes_.size()) return std::nullopt;
    return u8(at_++);
  }

  Result<void> take(unsigned marker, JpegBytes content) {
    if (isFrameHeader(marker)) return takeFrame(marker, content);
    switch (marker) {
      case kHuffmanTables:
        return takeHuffmanTables(content);
      case kQuantization:
        return takeQuantization(content);
      case kRestartInterval:
        if (content.size() != 2) return badTables();
        interval_ = content[0] * 256U + content[1];
        return {};
      case kScan:
        return takeScan(content);
      case kApplication0:
        if (beginsWith(content, "JFIF")) form_.isYbr = true;
        return {};
      case kApplication14:
        if (beginsWith(content, "Adobe") && content.size() > kAdobeTransform)
          form_.isYbr = content[kAdobeTransform] != 0;
        return {};
      default:
        return {};
    }
  }

  Result<void> takeFrame(unsigned marker, JpegBytes content) {
    if (seen_ || content.size() < 6) return noHeader();
    seen_ = true;
    form_ = {content[3] * 256U + content[4],
             content[1] * 256U + content[2],
             content[5],
             content[0],
             marker == kJpegLs,
             marker == kLossless,
             form_.isYbr};
    if (form_.isJpegLs) return {};
    if (marker != kBaseline && marker != kExtended && marker != kLossless)
      return Error{ErrorKind::NotSupported,
                   Texts::tr("it is coded progressively or arithmetically, which is not read."),
                   {}};
    if (form_.bits < 2 || form_.bits > (form_.isLossless ? 16U : 12U)) return noHeader();
    constexpr unsigned kMostComponents = 4;
    if (form_.components < 1 || form_.components > kMostComponents ||
        content.size() < 6 + 3 * std::size_t{form_.components})
      return noHeader();
    for (std::size_t n = 0; n < form_.components; ++n) {
      const JpegBytes stated = content.subspan(6 + 3 * n, 3);
      Component component;
      component.id = stated[0];
      // The sampling of a single component means nothing.
      component.across = form_.components == 1 ? 1 : stated[1] >> 4;
      component.down = form_.components == 1 ? 1 : stated[1] & 0x0fU;
      component.quantization = stated[2] & 0x03U;
      if (component.across < 1 || component.across > 4 || component.down < 1 || component.down > 4)
        return noHeader();
      mostAcross_ = std::max(mostAcross_, component.across);
      mostDown_ = std::max(mostDown_, component.down);
      components_.push_back(std::move(component));
    }
    if (form_.isLossless && (mostAcross_ > 1 || mostDown_ > 1))
      return Error{ErrorKind::NotSupported, Texts::tr("its components differ in size, without loss."), {}};
    return {};
  }

  Result<void> takeHuffmanTables(JpegBytes content) {
    constexpr std::size_t kCounts = 16;
    while (!content.empty()) {
      if (content.size() < 1 + kCounts) return badTables();
      const unsigned place = content[0];
      const JpegBytes counts = content.subspan(1, kCounts);
      std::size_t total = 0;
      for (const std::uint8_t count : counts) total += count;
      if ((place & 0x0fU) > 3 || (place >> 4) > 1 || content.size() < 1 + kCounts + total) return badTables();
      auto table = HuffmanTable::create(counts, content.subspan(1 + kCounts, total));
      if (!table) return badTables();
      tables_[place >> 4][place & 0x0fU] = std::move(*table);
      content = content.subspan(1 + kCounts + total);
    }
    return {};
  }

  /// Only the factors of the mean values count here.
  Result<void> takeQuantization(JpegBytes content) {
    while (!content.empty()) {
      const bool isWide = (content[0] >> 4) == 1;
      const std::size_t size = 1 + (isWide ? 128 : 64);
      if (content.size() < size || (content[0] & 0x0fU) > 3) return badTables();
      meanFactors_[content[0] & 0x0fU] = isWide ? content[1] * 256 + content[2] : content[1];
      content = content.subspan(size);
    }
    return {};
  }

  Result<void> takeScan(JpegBytes content) {
    if (!seen_ || isDone_ || content.empty()) return noHeader();
    const std::size_t count = content[0];
    if (count < 1 || count > components_.size() || content.size() != 4 + 2 * count) return noHeader();
    std::vector<Component*> scanned;
    for (std::size_t n = 0; n < count; ++n) {
      const auto found = std::ranges::find(components_, unsigned{content[1 + 2 * n]}, &Component::id);
      if (found == components_.end() || found->isScanned) return noHeader();
      const unsigned direct = content[2 + 2 * n] >> 4;
      const unsigned alternating = content[2 + 2 * n] & 0x0fU;
      if (direct > 3 || alternating > 3 || !tables_[0][direct]) return badTables();
      if (!form_.isLossless && !tables_[1][alternating]) return badTables();
      found->directTable = &*tables_[0][direct];
      found->alternatingTable = form_.isLossless ? nullptr : &*tables_[1][alternating];
      found->isScanned = true;
      scanned.push_back(&*found);
    }
    if (form_.isLossless) {
      predictor_ = content[1 + 2 * count];
      shift_ = content[3 + 2 * count] & 0x0fU;
      if (predictor_ < 1 || predictor_ > 7 || shift_ >= form_.bits) return badTables();
    }
    const auto walked = walkScan(scanned);
    isDone_ = walked.ok() && std::ranges::all_of(components_, &Component::isScanned);
    return walked;
  }

  /// The bytes up to the next marker, without the zeros that are stuffed behind 0xff.
  std::vector<std::uint8_t> codedBytes() {
    std::vector<std::uint8_t> coded;
    coded.reserve(bytes_.size() - std::min(at_, bytes_.size()));
    while (at_ < bytes_.size()) {
      const auto from = bytes_.begin() + static_cast<std::ptrdiff_t>(at_);
      const auto stop = std::find(from, bytes_.end(), std::uint8_t{0xff});
      coded.insert(coded.end(), from, stop);
      at_ += static_cast<std::size_t>(stop - from);
      if (at_ + 1 >= bytes_.size() || bytes_[at_ + 1] != 0) break;
      coded.push_back(0xff);
      at_ += 2;
    }
    return coded;
  }

  /// How many units (samples without loss, blocks of 8 × 8 with it) a line of `size` pixels takes, of a
  /// component with `sampling` of `most`.
  std::size_t unitsOf(unsigned size, unsigned sampling, unsigned most) const {
    const std::size_t samples = (std::size_t{size} * sampling + most - 1) / most;
    return form_.isLossless ? samples : (samples + 7) / 8;
  }

  Result<void> walkScan(const std::vector<Component*>& scanned) {
    // Several components take turns, with as many units of each as it has samples to a pixel of the coarsest;
    // one alone has its own units only (T.81 A.2).
    const bool alone = scanned.size() == 1;
    const Component& first = *scanned.front();
    const std::size_t across =
        alone ? unitsOf(form_.width, first.across, mostAcross_) : unitsOf(form_.width, 1, mostAcross_);
    const std::size_t down =
        alone ? unitsOf(form_.height, first.down, mostDown_) : unitsOf(form_.height, 1, mostDown_);
    const std::size_t turns = across * down;
    const std::size_t step = interval_ == 0 ? turns : interval_;
    if (form_.isLossless && interval_ != 0 && (across == 0 || interval_ % across != 0)) return badTables();
    for (Component* component : scanned) component->row.assign(across, 0);
    unsigned restarts = 0;
    for (std::size_t done = 0; done < turns; done += step) {
      if (done > 0) {
        const auto marker = nextMarker();
        if (marker != kFirstRestart + restarts % 8) return noEnd();
        ++restarts;
      }
      BitReader reader(codedBytes());
      for (Component* component : scanned) component->mean = 0;
      const std::size_t count = std::min(step, turns - done);
      const auto walked = walkTurns(reader, scanned, count, across);
      if (!walked) return walked;
      if (reader.isOverrun()) return brokenOff();
      if (!reader.isAtEnd()) return noEnd();
    }
    return {};
  }

  Result<void> walkTurns(BitReader& reader, const std::vector<Component*>& scanned, std::size_t count,
                         std::size_t across) {
    const bool alone = scanned.size() == 1;
    for (std::size_t n = 0; n < count; ++n) {
      for (Component* component : scanned) {
        const unsigned units = alone ? 1 : component->across * component->down;
        for (unsigned unit = 0; unit < units; ++unit)
          if (!(form_.isLossless ? walkSample(reader, *component, n < across, n % across)
                                 : walkBlock(reader, *component)))
            return reader.isOverrun() ? brokenOff() : noSuchCode();
      }
      if (reader.isOverrun()) return brokenOff();
    }
    return {};
  }

  /// A sample, coded as its difference from a prediction (T.81 H.1.2). False when there is no such code.
  bool walkSample(BitReader& reader, Component& component, bool isFirstRow, std::size_t column) const {
    const auto category = reader.symbol(*component.directTable);
    if (!category || *category > 16) return false;
    const int difference = *category == 16 ? 1 << 15 : reader.difference(*category);
    if (reader.isOverrun()) return false;
    const int sample = (predicted(component, isFirstRow, column) + difference) & 0xffff;
    if (sample >= 1 << (form_.bits - shift_)) return false;
    component.aboveLeft = component.row[column];
    component.row[column] = sample;
    return true;
  }

  int predicted(const Component& component, bool isFirstRow, std::size_t column) const {
    const std::vector<int>& row = component.row;
    if (isFirstRow) return column == 0 ? 1 << (form_.bits - shift_ - 1) : row[column - 1];
    const int above = row[column];
    if (column == 0) return above;
    const int left = row[column - 1];
    const int aboveLeft = component.aboveLeft;
    switch (predictor_) {
      case 1:
        return left;
      case 2:
        return above;
      case 3:
        return aboveLeft;
      case 4:
        return left + above - aboveLeft;
      case 5:
        return left + ((above - aboveLeft) >> 1);
      case 6:
        return above + ((left - aboveLeft) >> 1);
      default:
        return (left + above) >> 1;
    }
  }

  /// A block of 8 × 8: a mean, coded as its difference from the one before, and up to 63 other coefficients
  /// (T.81 F.1.2). False when there is no such code.
  bool walkBlock(BitReader& reader, Component& component) const {
    const unsigned mostBits = form_.bits == 8 ? 10 : 14;
    const int factor = std::max(1, meanFactors_[component.quantization]);
    const int farthest = (1 << (form_.bits + 2)) / factor + 1;
    const auto category = reader.symbol(*component.directTable);
    if (!category || *category > mostBits + 1) return false;
    component.mean += reader.difference(*category);
    if (std::abs(component.mean) > farthest) return false;
    for (unsigned place = 1; place < 64; ++place) {
      const auto code = reader.symbol(*component.alternatingTable);
      if (!code) return false;
      const unsigned run = *code >> 4;
      const unsigned size = *code & 0x0fU;
      if (size == 0 && run == 0) break;
      if ((size == 0 && run != 15) || size > mostBits) return false;
      place += run;
      if (place > 63) return false;
      reader.difference(size);
    }
    return true;
  }

  JpegBytes bytes_;
  std::size_t at_ = 0;
  JpegForm form_;
  bool seen_ = false;    ///< the frame header
  bool isDone_ = false;  ///< the scans
  std::vector<Component> components_;
  unsigned mostAcross_ = 1;
  unsigned mostDown_ = 1;
  unsigned predictor_ = 0;
  unsigned shift_ = 0;
  std::size_t interval_ = 0;
  std::array<std::array<std::optional<HuffmanTable>, 4>, 2> tables_;
  std::array<int, 4> meanFactors_{0, 0, 0, 0};
};

}  // namespace

Result<JpegForm> checkJpegStream(std::span<const std::uint8_t> bytes) {
  return Walk(bytes).run();
}

}  // namespace uptake::dicom
