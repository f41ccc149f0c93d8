#include "io/pickle/lung_rads_file_p.h"
#include "io/pickle/pickle_table_p.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

const QString kCategory = QStringLiteral("label1");
const QString kMask = QStringLiteral("mask");
const QString kHu = QStringLiteral("hu_array_old");
const QString kLung = QStringLiteral("hu_array");

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LungRads)
};

Error wrongRow(std::int64_t row, const QString& column, const QString& what) {
  return {ErrorKind::Inconsistent, Texts::tr("Row %1, column %2: %3.").arg(row).arg(column, what), {}};
}

/// The pixels of a cell, row by row.
template <class T>
Result<std::vector<T>> pixelsOf(const pickle::NumberArray& array, std::int64_t row, const QString& column) {
  const std::int64_t rows = array.shape[0];
  const std::int64_t columns = array.shape[1];
  std::vector<T> pixels(static_cast<std::size_t>(rows * columns));
  for (std::int64_t j = 0; j < rows; ++j)
    for (std::int64_t i = 0; i < columns; ++i) {
      const double value = array.value(array.isFortran ? i * rows + j : j * columns + i);
      if constexpr (std::is_same_v<T, std::uint8_t>) {
        if (!(value >= 0.0 && value <= 255.0) || value != std::floor(value))
          return wrongRow(row, column, Texts::tr("a mask holds no value %1").arg(value));
      } else if (!(std::abs(value) <= 1e6)) {
        return wrongRow(row, column, Texts::tr("%1 is no Hounsfield unit").arg(value));
      }
      pixels[static_cast<std::size_t>(j * columns + i)] = static_cast<T>(value);
    }
  return pixels;
}

class LungRadsReading {
 public:
  LungRadsReading(const pickle::Graph& graph, const pickle::Table& table, LungRadsArrays arrays)
      : graph_(graph), table_(table), arrays_(arrays) {}

  Result<LungRadsSlice> slice(std::int64_t row) const {
    LungRadsSlice slice;
    slice.rowLabel =
        table_.rowLabels.isEmpty() ? QString::number(row) : table_.rowLabels[static_cast<qsizetype>(row)];
    const auto category = pickle::textOf(graph_, cell(kCategory, row));
    if (!category) return wrongRow(row, kCategory, Texts::tr("it is no text"));
    slice.category = *category;
    auto hu = image(kHu, row, slice);
    if (!hu) return hu.error();
    auto pixels = pixelsOf<float>(*hu, row, kHu);
    if (!pixels) return pixels.error();
    slice.hu = pixels.take();
    auto mask = image(kMask, row, slice);
    if (!mask) return mask.error();
    auto labels = pixelsOf<std::uint8_t>(*mask, row, kMask);
    if (!labels) return labels.error();
    slice.mask = labels.take();
    if (arrays_ == LungRadsArrays::WithoutLung || !has(kLung)) return slice;
    auto lung = image(kLung, row, slice);
    if (!lung) return lung.error();
    auto inside = pixelsOf<float>(*lung, row, kLung);
    if (!inside) return inside.error();
    slice.lung = inside.take();
    return slice;
  }

  bool has(const QString& column) const {
    const qsizetype at = table_.columns.indexOf(column);
    return at >= 0 &&
           static_cast<std::int64_t>(table_.cells[static_cast<std::size_t>(at)].size()) == table_.rows;
  }

 private:
  pickle::NodeId cell(const QString& column, std::int64_t row) const {
    return table_
        .cells[static_cast<std::size_t>(table_.columns.indexOf(column))][static_cast<std::size_t>(row)];
  }

  /// A cell's array; the first of a row says how large all of its are.
  Result<pickle::NumberArray> image(const QString& column, std::int64_t row, LungRadsSlice& slice) const {
    auto array = pickle::arrayOf(graph_, cell(column, row));
    if (!array) return wrongRow(row, column, array.error().message);
    if (array->shape.size() != 2 || array->count() == 0 ||
        std::ranges::max(array->shape) > in_process::kMaximumLungRadsSide)
      return wrongRow(row, column, Texts::tr("it is no image"));
    const int rows = static_cast<int>(array->shape[0]);
    const int columns = static_cast<int>(array->shape[1]);
    if (slice.rows == 0) {
      slice.rows = rows;
      slice.columns = columns;
    }
    if (slice.rows != rows || slice.columns != columns)
      return wrongRow(row, column,
                      Texts::tr("it has %1 × %2 pixels, the image %3 × %4")
                          .arg(columns)
                          .arg(rows)
                          .arg(slice.columns)
                          .arg(slice.rows));
    return array;
  }

  const pickle::Graph& graph_;
  const pickle::Table& table_;
  LungRadsArrays arrays_;
};

}  // namespace

bool LungRadsSlice::isWhole(const std::vector<float>& values) {
  return std::ranges::all_of(values, [](float value) {
    return value >= -32768.0F && value <= 32767.0F && value == std::floor(value);
  });
}

namespace in_process {

Result<LungRadsRows> readLungRadsBytes(QByteArrayView bytes, int first, int count, LungRadsArrays arrays) {
  const auto graph = pickle::readGraph(bytes);
  if (!graph) return graph.error();
  const auto table = pickle::tableOf(*graph);
  if (!table) return table.error();
  const LungRadsReading reading(*graph, *table, arrays);
  for (const QString& column : {kCategory, kMask, kHu})
    if (!reading.has(column))
      return Error{ErrorKind::Inconsistent,
                   Texts::tr("The table has no column %1 of Python objects; its columns are %2.")
                       .arg(column, table->columns.join(QStringLiteral(", "))),
                   {}};
  LungRadsRows result;
  result.rows = static_cast<int>(table->rows);
  for (int row = std::max(0, first); row < std::min(first + count, result.rows); ++row) {
    auto slice = reading.slice(row);
    if (!slice) return slice.error();
    result.slices.push_back(slice.take());
  }
  return result;
}

Result<LungRadsRows> readLungRads(const QString& path, int first, int count, LungRadsArrays arrays) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return Error{ErrorKind::FileUnreadable, file.errorString(), path};
  const qint64 size = file.size();
  if (size == 0) return Error{ErrorKind::FileUnreadable, Texts::tr("The file is empty."), path};
  const uchar* bytes = file.map(0, size);
  if (bytes == nullptr) return Error{ErrorKind::FileUnreadable, file.errorString(), path};
  auto rows = readLungRadsBytes(QByteArrayView(bytes, size), first, count, arrays);
  if (!rows) return Error{rows.error().kind, rows.error().message, path};
  return rows;
}

}  // namespace in_process

}  // namespace uptake
