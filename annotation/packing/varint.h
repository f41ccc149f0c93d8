#pragma once

#include <QByteArray>

#include <cstdint>

namespace uptake {

/// Appends a number in 7-bit groups, lowest first; the top bit says that more follow. Small numbers, which
/// lengths and distances of runs are, take one byte.
inline void putVarint(QByteArray& bytes, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) bytes.append(static_cast<char>((value & 0x7F) | 0x80));
  bytes.append(static_cast<char>(value));
}

/// Reads what putVarint() wrote. Once anything is wrong, ok() is false and every further number is 0.
class VarintReader {
 public:
  explicit VarintReader(QByteArrayView bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  bool ok() const { return ok_; }
  bool atEnd() const { return at_ == end_; }

  std::uint64_t next() {
    std::uint64_t value = 0;
    for (int shift = 0; ok_ && at_ != end_ && shift < 63; shift += 7) {
      const auto byte = static_cast<unsigned char>(*at_++);
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return value;
    }
    ok_ = false;
    return 0;
  }

 private:
  const char* at_;
  const char* end_;
  bool ok_ = true;
};

}  // namespace uptake
