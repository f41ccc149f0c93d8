#include "tests/fuzz/mutation.h"

#include <algorithm>
#include <array>

namespace uptake::fuzz {

namespace {

constexpr qsizetype kHead = 1024;
constexpr qsizetype kMost = 4 * 1024 * 1024;

class Mutation {
 public:
  Mutation(QByteArray bytes, const std::vector<QByteArray>& seeds, QRandomGenerator& random)
      : bytes_(std::move(bytes)), seeds_(seeds), random_(random) {}

  QByteArray take() { return std::move(bytes_); }

  void change() {
    if (bytes_.isEmpty()) return insertForeign();
    switch (random_.bounded(9)) {
      case 0:
        return flipBit();
      case 1:
        return setByte();
      case 2:
      case 3:
        return setEdge();
      case 4:
        return void(bytes_.remove(place(), length()));
      case 5:
        return repeat();
      case 6:
        return insertForeign();
      case 7:
        return changeTextNumber();
      default:
        return bytes_.truncate(place());
    }
  }

 private:
  /// Somewhere in the file, half of the time near its beginning.
  qsizetype place() {
    const qsizetype end = random_.bounded(2) == 0 ? std::min(kHead, bytes_.size()) : bytes_.size();
    return random_.bounded(static_cast<quint32>(end));
  }
  qsizetype length() { return qsizetype{1} << random_.bounded(8); }

  void flipBit() {
    const qsizetype at = place();
    bytes_[at] = static_cast<char>(bytes_[at] ^ (1 << random_.bounded(8)));
  }
  void setByte() { bytes_[place()] = static_cast<char>(random_.bounded(256)); }

  /// A binary number of 1, 2, 4 or 8 bytes in either order.
  void setEdge() {
    static constexpr std::array<quint64, 12> kEdges{
        0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0xffffffffffffffff};
    const quint64 edge = kEdges[random_.bounded(static_cast<quint32>(kEdges.size()))];
    const qsizetype width = qsizetype{1} << random_.bounded(4);
    const bool bigEndian = random_.bounded(2) == 0;
    const qsizetype at = place();
    for (qsizetype n = 0; n < width && at + n < bytes_.size(); ++n)
      bytes_[at + n] = static_cast<char>(edge >> (8 * (bigEndian ? width - 1 - n : n)));
  }

  void repeat() {
    const QByteArray piece = bytes_.mid(place(), length());
    bytes_.insert(place(), piece.repeated(1 + random_.bounded(4)));
  }

  void insertForeign() {
    const QByteArray& other = seeds_[random_.bounded(static_cast<quint32>(seeds_.size()))];
    if (other.isEmpty()) return;
    const QByteArray piece = other.mid(random_.bounded(static_cast<quint32>(other.size())), length());
    bytes_.insert(bytes_.isEmpty() ? 0 : place(), piece);
  }

  /// Replaces the next decimal number, if there is one near.
  void changeTextNumber() {
    static constexpr std::array<const char*, 14> kNumbers{
        "0",       "-1",  "1",   "255", "65536", "2147483648", "-2147483649", "99999999999999999999", "1e308",
        "-1e-308", "nan", "inf", "0.5", ""};
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    const auto begin = std::find_if(bytes_.cbegin() + place(), bytes_.cend(), isDigit);
    const auto end = std::find_if_not(begin, bytes_.cend(), isDigit);
    bytes_.replace(begin - bytes_.cbegin(), end - begin,
                   kNumbers[random_.bounded(static_cast<quint32>(kNumbers.size()))]);
  }

  QByteArray bytes_;
  const std::vector<QByteArray>& seeds_;
  QRandomGenerator& random_;
};

}  // namespace

QByteArray mutated(const std::vector<QByteArray>& seeds, QRandomGenerator& random) {
  Mutation mutation(seeds[random.bounded(static_cast<quint32>(seeds.size()))], seeds, random);
  for (int changes = 1 + random.bounded(6); changes > 0; --changes) mutation.change();
  QByteArray bytes = mutation.take();
  bytes.truncate(std::min(bytes.size(), kMost));
  return bytes;
}

}  // namespace uptake::fuzz
