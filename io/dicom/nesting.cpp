#include "io/dicom/nesting_p.h"

#include <QFile>

#include <limits>
#include <vector>

namespace uptake::dicom {

namespace {

constexpr quint32 kUndefined = 0xFFFFFFFF;

/// Walks over a dataset. Lengths are never trusted beyond skipping.
class NestingWalker {
 public:
  explicit NestingWalker(QFile& file) : file_(file) {}

  bool exceedsLimit() {
    start();
    qint64 at = position_;
    while (at + 8 <= file_.size()) {
      while (!ends_.empty() && at >= ends_.back()) ends_.pop_back();
      if (ends_.size() > 2 * static_cast<std::size_t>(kMaximumNesting))
        return true;  // a sequence and its item
      const qint64 next = step(at);
      if (next <= at) return false;
      at = next;
    }
    return false;
  }

 private:
  quint32 number(qint64 at, int bytes) {
    if (!file_.seek(at)) return 0;
    const QByteArray read = file_.read(bytes);
    if (read.size() != bytes) return 0;
    quint32 value = 0;
    for (int i = 0; i < bytes; ++i) {
      const auto byte = static_cast<unsigned char>(read[bigEndian_ ? i : bytes - 1 - i]);
      value = (value << 8) | byte;
    }
    return value;
  }
  QByteArray text(qint64 at, qint64 length) { return file_.seek(at) ? file_.read(length) : QByteArray(); }

  /// Skips the preamble and the file meta information, and notes how the dataset is written.
  void start() {
    const bool preamble = text(128, 4) == "DICM";
    position_ = preamble ? 132 : 0;
    explicit_ = false;
    while (preamble && number(position_, 2) == 0x0002) {
      const QByteArray vr = text(position_ + 4, 2);
      const bool longLength = vr == "OB" || vr == "OW" || vr == "UN";
      const qint64 value = position_ + (longLength ? 12 : 8);
      const qint64 length = longLength ? number(position_ + 8, 4) : number(position_ + 6, 2);
      if (number(position_ + 2, 2) == 0x0010) {
        QByteArray syntax = text(value, length);
        while (syntax.endsWith('\0') || syntax.endsWith(' ')) syntax.chop(1);
        syntax_ = syntax;
      }
      position_ = value + length;
    }
    bigEndian_ = syntax_ == "1.2.840.10008.1.2.2";
    const QByteArray vr = text(position_ + 4, 2);
    explicit_ = vr.size() == 2 && vr[0] >= 'A' && vr[0] <= 'Z' && vr[1] >= 'A' && vr[1] <= 'Z';
  }

  /// Takes one element, or the head of a sequence or item; the place of the next, or `at` when it makes no
  /// sense.
  qint64 step(qint64 at) {
    const quint32 group = number(at, 2), element = number(at + 2, 2);
    if (group == 0xFFFE) {
      const quint32 length = number(at + 4, 4);
      if (element == 0xE000) {
        open(at + 8, length);
        return at + 8;
      }
      if (!ends_.empty()) ends_.pop_back();
      return at + 8;
    }
    qint64 value = at + 8;
    quint32 length = 0;
    bool sequence = false;
    const QByteArray vr = text(at + 4, 2);
    const bool hasVr = explicit_ && vr.size() == 2 && vr[0] >= 'A' && vr[0] <= 'Z';
    if (hasVr) {
      static const QByteArray kLong("OBOWOFODOLOVSQUCURUTUNSVUV");
      bool longLength = false;
      for (qsizetype i = 0; i < kLong.size(); i += 2) longLength = longLength || kLong.mid(i, 2) == vr;
      length = longLength ? number(at + 8, 4) : number(at + 6, 2);
      value = at + (longLength ? 12 : 8);
      sequence = vr == "SQ" || length == kUndefined;
    } else {
      length = number(at + 4, 4);
      // Without a VR only the value can tell: a sequence begins with an item.
      sequence = length == kUndefined ||
                 (length >= 8 && number(value, 2) == 0xFFFE && number(value + 2, 2) == 0xE000);
    }
    if (!sequence) return value + length;
    open(value, length);
    return value;
  }

  void open(qint64 value, quint32 length) {
    ends_.push_back(length == kUndefined ? std::numeric_limits<qint64>::max() : value + length);
  }

  QFile& file_;
  qint64 position_ = 0;
  bool explicit_ = false;
  bool bigEndian_ = false;
  QByteArray syntax_;
  std::vector<qint64> ends_;
};

}  // namespace

bool isNestedTooDeep(const QString& file) {
  QFile input(file);
  return input.open(QIODevice::ReadOnly) && NestingWalker(input).exceedsLimit();
}

}  // namespace uptake::dicom
