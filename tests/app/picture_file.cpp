#include "tests/app/picture_file.h"

#include <QHash>

#include <algorithm>
#include <array>
#include <vector>

namespace uptake::test {

namespace {

constexpr int kBlock = 8;
/// A block that differs by more than this (of 255) is seen to be different.
constexpr int kBlockLimit = 24;
constexpr std::size_t kMostColours = 256;

struct Counted {
  std::array<int, 3> channels;
  int count;
};
using Colours = std::vector<Counted>;

/// The channel in which the colours of a box differ most, weighed with how often they occur, and how much.
std::pair<int, double> widestChannel(const Colours& box) {
  std::pair<int, double> widest{0, -1.0};
  for (int channel = 0; channel < 3; ++channel) {
    double sum = 0.0, squares = 0.0, count = 0.0;
    for (const Counted& each : box) {
      const double value = each.channels[static_cast<std::size_t>(channel)];
      sum += value * each.count;
      squares += value * value * each.count;
      count += each.count;
    }
    const double spread = squares - sum * sum / count;
    if (spread > widest.second) widest = {channel, spread};
  }
  return widest;
}

/// Median cut (Heckbert 1982): the box that differs most within itself is halved until there are enough.
std::vector<Colours> boxesOf(Colours all) {
  std::vector<Colours> boxes{std::move(all)};
  while (boxes.size() < kMostColours) {
    const auto widest = std::ranges::max_element(
        boxes, {}, [](const Colours& box) { return box.size() < 2 ? -1.0 : widestChannel(box).second; });
    if (widest->size() < 2) break;
    const auto channel = static_cast<std::size_t>(widestChannel(*widest).first);
    std::ranges::sort(*widest, {}, [channel](const Counted& each) { return each.channels[channel]; });
    long total = 0;
    for (const Counted& each : *widest) total += each.count;
    long before = 0;
    std::size_t cut = 0;
    while (cut + 1 < widest->size() - 1 && before + (*widest)[cut].count <= total / 2)
      before += (*widest)[cut++].count;
    Colours upper(widest->begin() + static_cast<std::ptrdiff_t>(cut) + 1, widest->end());
    widest->resize(cut + 1);
    boxes.push_back(std::move(upper));
  }
  return boxes;
}

QRgb meanOf(const Colours& box) {
  std::array<double, 3> sums{};
  double count = 0.0;
  for (const Counted& each : box) {
    for (std::size_t channel = 0; channel < 3; ++channel)
      sums[channel] += 1.0 * each.channels[channel] * each.count;
    count += each.count;
  }
  return qRgb(qRound(sums[0] / count), qRound(sums[1] / count), qRound(sums[2] / count));
}

QImage inFewColours(const QImage& source) {
  const QImage image = source.convertToFormat(QImage::Format_RGB32);
  QHash<QRgb, int> counts;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) ++counts[image.pixel(x, y)];
  Colours all;
  for (auto each = counts.begin(); each != counts.end(); ++each)
    all.push_back({{qRed(each.key()), qGreen(each.key()), qBlue(each.key())}, each.value()});
  std::ranges::sort(all, {}, &Counted::channels);  // the hash has another order every time
  QHash<QRgb, uchar> numbers;
  QImage result(image.size(), QImage::Format_Indexed8);
  QList<QRgb> table;
  for (const Colours& box : boxesOf(std::move(all))) {
    for (const Counted& each : box)
      numbers.insert(qRgb(each.channels[0], each.channels[1], each.channels[2]),
                     static_cast<uchar>(table.size()));
    table.append(meanOf(box));
  }
  result.setColorTable(table);
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) result.scanLine(y)[x] = numbers.value(image.pixel(x, y));
  return result;
}

}  // namespace

PictureDifference difference(const QImage& a, const QImage& b, int foot) {
  if (a.isNull() || a.size() != b.size()) return {};
  const auto blocks = [foot](const QImage& image) {
    return image.copy(0, 0, image.width(), image.height() - foot)
        .convertToFormat(QImage::Format_RGB32)
        .scaled(std::max(1, image.width() / kBlock), std::max(1, (image.height() - foot) / kBlock),
                Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
  };
  const QImage first = blocks(a);
  const QImage second = blocks(b);
  double sum = 0.0;
  int far = 0;
  for (int y = 0; y < first.height(); ++y)
    for (int x = 0; x < first.width(); ++x) {
      const QRgb p = first.pixel(x, y);
      const QRgb q = second.pixel(x, y);
      const int most = std::max(
          {std::abs(qRed(p) - qRed(q)), std::abs(qGreen(p) - qGreen(q)), std::abs(qBlue(p) - qBlue(q))});
      sum += most;
      if (most > kBlockLimit) ++far;
    }
  const double count = double{1} * first.width() * first.height();
  return {sum / count, far / count};
}

bool writePicture(const QImage& image, const QString& file) {
  return inFewColours(image).save(file, "PNG", 0);
}

}  // namespace uptake::test
