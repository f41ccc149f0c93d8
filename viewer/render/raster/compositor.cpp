#include "viewer/render/raster/compositor.h"

#include "core/jobs/parallel.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

namespace uptake {

namespace {

/// `below` seen through a premultiplied colour; alpha of the result is that of `below`, opaque.
inline QRgb over(QRgb colour, QRgb below) {
  const unsigned rest = 255U - (colour >> 24U);
  // Two channels at a time, each divided by 255 with rounding.
  unsigned pair = (below & 0xff00ffU) * rest;
  pair = ((pair + ((pair >> 8U) & 0xff00ffU) + 0x800080U) >> 8U) & 0xff00ffU;
  unsigned other = ((below >> 8U) & 0xff00ffU) * rest;
  other = (other + ((other >> 8U) & 0xff00ffU) + 0x800080U) & 0xff00ff00U;
  return colour + (pair | other);
}

/// A lattice of values brought to screen pixels, row by row.
class ValueRows {
 public:
  ValueRows(const ImagePass& pass, const QSize& pixels) : pass_(pass), values_(*pass.values) {
    const LatticePlacement& place = values_.placement();
    range_ =
        pixelsBetween(place.firstColumn, place.columnStep, -0.5, values_.columns() - 0.5, pixels.width());
    rowRange_ = pixelsBetween(place.firstRow, place.rowStep, -0.5, values_.rows() - 0.5, pixels.height());
    if (range_.isEmpty()) return;
    const auto count = static_cast<std::size_t>(range_.last - range_.first + 1);
    column_.resize(count);
    weight_.resize(count);
    for (std::size_t n = 0; n < count; ++n) {
      const double at = place.firstColumn + (range_.first + static_cast<int>(n)) * place.columnStep;
      const double within = std::clamp(pass.smooth ? at : std::floor(at + 0.5), 0.0, values_.columns() - 1.0);
      column_[n] = static_cast<int>(within);
      weight_[n] = static_cast<float>(within - column_[n]);
    }
    firstUsed_ = *std::ranges::min_element(column_);
    lastUsed_ = *std::ranges::max_element(column_) + 1;
  }

  const PixelRange& range() const { return range_; }
  bool shows(int y) const { return !range_.isEmpty() && y >= rowRange_.first && y <= rowRange_.last; }
  int scratchSize() const { return values_.columns() + 1; }

  /// The values of the pixels of range(), at a row that shows. `scratch` holds scratchSize() values.
  void resample(int y, float* scratch, float* out) const { resample(values_, y, scratch, out); }
  /// The same of another channel, which lies as the first does.
  void resample(const PlaneValues& channel, int y, float* scratch, float* out) const {
    const LatticePlacement& place = values_.placement();
    const double at = place.firstRow + y * place.rowStep;
    const double within = std::clamp(pass_.smooth ? at : std::floor(at + 0.5), 0.0, values_.rows() - 1.0);
    const int upper = static_cast<int>(within);
    const auto weight = static_cast<float>(within - upper);
    const float* source = channel.row(upper);
    if (weight > 0.0F) {
      const float* lower = channel.row(upper + 1);
      for (int n = firstUsed_; n <= lastUsed_; ++n) scratch[n] = source[n] + weight * (lower[n] - source[n]);
      source = scratch;
    }
    const std::size_t count = column_.size();
    if (values_.hasHoles()) {
      // The lattice is the screen. Nothing may be taken from a neighbour that is not there, not even nothing.
      std::copy_n(source + firstUsed_, count, out);
      return;
    }
    for (std::size_t n = 0; n < count; ++n) {
      const float* pair = source + column_[n];
      out[n] = pair[0] + weight_[n] * (pair[1] - pair[0]);
    }
  }

 private:
  const ImagePass& pass_;
  const PlaneValues& values_;
  PixelRange range_, rowRange_;
  std::vector<int> column_;
  std::vector<float> weight_;
  int firstUsed_ = 0;
  int lastUsed_ = -1;
};

/// Where values are in their table of colours.
void findEntries(const float* values, std::size_t count, const ValueColours& colours, int* entries) {
  const float first = colours.first();
  const float scale = colours.scale();
  constexpr auto kLast = static_cast<float>(ValueColours::kLastEntry);
  for (std::size_t n = 0; n < count; ++n) {
    float at = (values[n] - first) * scale;
    at = at > 0.0F ? at : 0.0F;
    at = at < kLast ? at : kLast;
    entries[n] = static_cast<int>(at);
  }
}

struct Scratch {
  std::vector<float> blended, values;
  std::vector<int> entries;
};

/// Paints the pixels `first` … `last` of a row.
void paintValues(const ImagePass& pass, const ValueRows& rows, int y, int first, int last, Scratch& scratch,
                 QRgb* line) {
  if (!rows.shows(y)) return;
  first = std::max(first, rows.range().first);
  last = std::min(last, rows.range().last);
  if (last < first) return;
  const std::size_t skipped = static_cast<std::size_t>(first - rows.range().first);
  const std::size_t count = static_cast<std::size_t>(last - first + 1);
  const float* values = scratch.values.data() + skipped;
  findEntries(values, count, *pass.colours, scratch.entries.data());
  const QRgb* colours = pass.colours->entries();
  const int* entries = scratch.entries.data();
  QRgb* out = line + first;
  const bool holes = pass.values->hasHoles();
  if (pass.colours->isOpaque() && !holes) {
    for (std::size_t n = 0; n < count; ++n) out[n] = colours[entries[n]];
    return;
  }
  for (std::size_t n = 0; n < count; ++n) {
    if (holes && std::isnan(values[n])) continue;
    const QRgb colour = colours[entries[n]];
    if (colour != 0) out[n] = over(colour, out[n]);
  }
}

/// Paints a row of an image in colour.
void paintColours(const ImagePass& pass, const ValueRows& rows, int y, Scratch& scratch, QRgb* line) {
  if (!rows.shows(y)) return;
  const auto count = static_cast<std::size_t>(rows.range().last - rows.range().first + 1);
  const QRgb* greys = pass.colours->entries();
  QRgb* out = line + rows.range().first;
  const std::array<std::pair<const PlaneValues*, QRgb>, 3> channels{
      {{pass.values, 0xff0000U}, {pass.green, 0x00ff00U}, {pass.blue, 0x0000ffU}}};
  for (const auto& [channel, bits] : channels) {
    rows.resample(*channel, y, scratch.blended.data(), scratch.values.data());
    findEntries(scratch.values.data(), count, *pass.colours, scratch.entries.data());
    for (std::size_t n = 0; n < count; ++n) {
      // Where the image is not, the ground stays.
      if (std::isnan(scratch.values[n])) continue;
      out[n] = (out[n] & ~bits) | (greys[scratch.entries[n]] & bits);
    }
  }
}

/// A lattice of labels brought to screen pixels.
class LabelRows {
 public:
  LabelRows(const LabelLayer& pass, const QSize& pixels) : pass_(pass) {
    const PlaneLabels& labels = *pass.labels;
    const LatticePlacement& place = labels.placement();
    range_ = pixelsBetween(place.firstColumn, place.columnStep, labels.usedColumns().first - 0.5,
                           labels.usedColumns().last + 0.5, pixels.width());
    if (range_.isEmpty()) return;
    for (int x = range_.first; x <= range_.last; ++x)
      column_.push_back(
          std::clamp(static_cast<int>(std::floor(place.firstColumn + x * place.columnStep + 0.5)),
                     labels.usedColumns().first, labels.usedColumns().last));
  }

  void paint(int y, QRgb* line) const {
    forEachColoured(y, [line](int x, QRgb colour) { line[x] = over(colour, line[x]); });
  }
  /// Leaves out pixels that several passes cover.
  void paint(int y, QRgb* line, const std::vector<std::uint8_t>& covers) const {
    forEachColoured(y, [&](int x, QRgb colour) {
      if (covers[static_cast<std::size_t>(x)] < 2) line[x] = over(colour, line[x]);
    });
  }
  /// Counts up, to 2, the pixels of a row that it covers.
  void cover(int y, std::vector<std::uint8_t>& covers) const {
    forEachColoured(y, [&](int x, QRgb) {
      std::uint8_t& count = covers[static_cast<std::size_t>(x)];
      if (count < 2) ++count;
    });
  }

 private:
  template <class Visit>
  void forEachColoured(int y, Visit visit) const {
    if (range_.isEmpty()) return;
    const PlaneLabels& labels = *pass_.labels;
    const LatticePlacement& place = labels.placement();
    const int row = static_cast<int>(std::floor(place.firstRow + y * place.rowStep + 0.5));
    if (row < labels.usedRows().first || row > labels.usedRows().last) return;
    const Label* source = labels.row(row);
    for (std::size_t n = 0; n < column_.size(); ++n) {
      const Label label = source[column_[n]];
      if (label == 0 || label >= pass_.colours.size()) continue;
      const QRgb colour = pass_.colours[label];
      if (colour != 0) visit(range_.first + static_cast<int>(n), colour);
    }
  }

  const LabelLayer& pass_;
  PixelRange range_;
  std::vector<int> column_;
};

/// Two lattices of labels brought to screen pixels.
class AgreementRows {
 public:
  AgreementRows(const AgreementLayer& pass, const QSize& pixels)
      : pass_(pass), first_(pass.first, pixels), second_(pass.second, pixels) {}

  void paint(int y, QRgb* line) const {
    const Label* first = first_.row(y);
    const Label* second = second_.row(y);
    const int from = std::min(first ? first_.range.first : second_.range.first,
                              second ? second_.range.first : first_.range.first);
    const int to = std::max(first ? first_.range.last : second_.range.last,
                            second ? second_.range.last : first_.range.last);
    if (!first && !second) return;
    for (int x = from; x <= to; ++x) {
      const unsigned state =
          (first_.isLabelled(first, x) ? 1U : 0U) + (second_.isLabelled(second, x) ? 2U : 0U);
      if (state != 0) line[x] = over(pass_.colours[state], line[x]);
    }
  }

 private:
  struct Side {
    Side(const PlaneLabels* plane, const QSize& pixels) : labels(plane) {
      if (!labels) return;
      const LatticePlacement& place = labels->placement();
      range = pixelsBetween(place.firstColumn, place.columnStep, labels->usedColumns().first - 0.5,
                            labels->usedColumns().last + 0.5, pixels.width());
      if (range.isEmpty()) return;
      for (int x = range.first; x <= range.last; ++x)
        column.push_back(
            std::clamp(static_cast<int>(std::floor(place.firstColumn + x * place.columnStep + 0.5)),
                       labels->usedColumns().first, labels->usedColumns().last));
    }
    /// Null where the row shows nothing of it.
    const Label* row(int y) const {
      if (!labels || range.isEmpty()) return nullptr;
      const LatticePlacement& place = labels->placement();
      const int row = static_cast<int>(std::floor(place.firstRow + y * place.rowStep + 0.5));
      return row < labels->usedRows().first || row > labels->usedRows().last ? nullptr : labels->row(row);
    }
    bool isLabelled(const Label* row, int x) const {
      return row && x >= range.first && x <= range.last &&
             row[column[static_cast<std::size_t>(x - range.first)]] != 0;
    }
    const PlaneLabels* labels;
    PixelRange range;
    std::vector<int> column;
  };

  const AgreementLayer& pass_;
  Side first_;
  Side second_;
};

/// The parts of a row that show PET instead of CT.
template <class Paint>
void forPetParts(const Picture& picture, int y, int width, Paint paint) {
  if (picture.mode == FusionMode::Swipe) {
    if (picture.dividingLine < width) paint(std::max(0, picture.dividingLine), width - 1);
    return;
  }
  const int size = std::max(1, picture.squareSize);
  for (int square = (y / size) % 2 == 0 ? 1 : 0; square * size < width; square += 2)
    paint(square * size, std::min(width, (square + 1) * size) - 1);
}

}  // namespace

void compose(QImage& image, const Picture& picture) {
  composeRows(image, picture, {0, image.height() - 1});
}

void composeRows(QImage& image, const Picture& picture, const PixelRange& part) {
  const QSize pixels = image.size();
  std::optional<ValueRows> under;
  std::optional<ValueRows> over;
  if (picture.under) under.emplace(*picture.under, pixels);
  if (picture.over) over.emplace(*picture.over, pixels);
  std::vector<LabelRows> labels;
  labels.reserve(picture.labels.size());
  for (const LabelLayer& pass : picture.labels) labels.emplace_back(pass, pixels);
  std::optional<AgreementRows> agreement;
  if (picture.agreement) agreement.emplace(*picture.agreement, pixels);
  // Before the threads: the first call of bits() may copy.
  uchar* const bits = image.bits();
  const qsizetype stride = image.bytesPerLine();
  const int width = pixels.width();
  forRangesInParallel(part.last - part.first + 1, kBandRows, paintThreads(), {}, [&](int first, int end) {
    Scratch scratch;
    std::vector<std::uint8_t> covers;
    scratch.values.resize(static_cast<std::size_t>(width));
    scratch.entries.resize(static_cast<std::size_t>(width));
    scratch.blended.resize(
        static_cast<std::size_t>(std::max(under ? under->scratchSize() : 0, over ? over->scratchSize() : 0)));
    const auto resample = [&](const ValueRows& rows, int y) {
      if (rows.shows(y)) rows.resample(y, scratch.blended.data(), scratch.values.data());
    };
    for (int y = part.first + first; y < part.first + end; ++y) {
      auto* line = reinterpret_cast<QRgb*>(bits + y * stride);
      std::fill(line, line + width, picture.ground);
      if (under && picture.under->green) {
        paintColours(*picture.under, *under, y, scratch, line);
      } else if (under) {
        resample(*under, y);
        paintValues(*picture.under, *under, y, 0, width - 1, scratch, line);
      }
      if (over) {
        resample(*over, y);
        if (picture.mode == FusionMode::Blend) {
          paintValues(*picture.over, *over, y, 0, width - 1, scratch, line);
        } else {
          forPetParts(picture, y, width, [&](int from, int to) {
            std::fill(line + from, line + to + 1, picture.ground);
            paintValues(*picture.over, *over, y, from, to, scratch, line);
          });
        }
      }
      if (labels.size() > 1) {
        covers.assign(static_cast<std::size_t>(width), 0);
        for (const LabelRows& rows : labels) rows.cover(y, covers);
        for (const LabelRows& rows : labels) rows.paint(y, line, covers);
      } else {
        for (const LabelRows& rows : labels) rows.paint(y, line);
      }
      if (agreement) agreement->paint(y, line);
    }
  });
}

}  // namespace uptake
