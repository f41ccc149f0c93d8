#include "io/pickle/lung_rads_file_p.h"
#include "io/reader/envelope_p.h"

#include <algorithm>
#include <cstring>

// Both ends: what a reader does with a file of slices, and the public functions, which ask a reader.

namespace uptake {

namespace {

using namespace reader;

template <class T>
void putPixels(QDataStream& out, const std::vector<T>& pixels) {
  out << QByteArray::fromRawData(reinterpret_cast<const char*>(pixels.data()),
                                 static_cast<qsizetype>(pixels.size()) * qsizetype{sizeof(T)});
}

/// HU: in half of the bytes where they are whole numbers of 16 bits.
void putHounsfield(QDataStream& out, const std::vector<float>& pixels) {
  const bool isWhole = LungRadsSlice::isWhole(pixels);
  out << isWhole;
  if (!isWhole) return putPixels(out, pixels);
  std::vector<std::int16_t> words(pixels.size());
  std::ranges::transform(pixels, words.begin(), [](float hu) { return static_cast<std::int16_t>(hu); });
  putPixels(out, words);
}

/// `size` pixels, or none where that is allowed.
template <class T>
std::vector<T> getPixels(QDataStream& in, std::size_t size, bool mayBeNone) {
  QByteArray bytes;
  in >> bytes;
  if (mayBeNone && bytes.isEmpty()) return {};
  if (static_cast<std::size_t>(bytes.size()) != size * sizeof(T)) {
    in.setStatus(QDataStream::ReadCorruptData);
    return {};
  }
  std::vector<T> pixels(size);
  std::memcpy(pixels.data(), bytes.constData(), static_cast<std::size_t>(bytes.size()));
  return pixels;
}

std::vector<float> getHounsfield(QDataStream& in, std::size_t size, bool mayBeNone) {
  bool isWhole = false;
  in >> isWhole;
  if (!isWhole) return getPixels<float>(in, size, mayBeNone);
  const auto words = getPixels<std::int16_t>(in, size, mayBeNone);
  return {words.begin(), words.end()};
}

Result<in_process::LungRadsRows> ask(const QString& file, int first, int count, LungRadsArrays arrays,
                                     const JobControl& control) {
  const auto request = requestOf(Operation::LungRads, [&](QDataStream& out) {
    put(out, file);
    put(out, first);
    put(out, count);
    put(out, static_cast<int>(arrays));
  });
  const auto content = askReader(request, file, control);
  if (!content) return content.error();
  QDataStream in(*content);
  in.setVersion(kStreamVersion);
  if (const auto failure = takeFailure(in)) return *failure;
  in_process::LungRadsRows rows;
  int slices = 0;
  get(in, rows.rows);
  get(in, slices);
  for (int n = 0; n < slices && in.status() == QDataStream::Ok; ++n) {
    LungRadsSlice slice;
    get(in, slice.rowLabel);
    get(in, slice.category);
    get(in, slice.columns);
    get(in, slice.rows);
    if (slice.columns < 1 || slice.rows < 1 || slice.columns > in_process::kMaximumLungRadsSide ||
        slice.rows > in_process::kMaximumLungRadsSide)
      return invalidAnswer(file);
    const auto size = static_cast<std::size_t>(slice.columns) * static_cast<std::size_t>(slice.rows);
    slice.hu = getHounsfield(in, size, false);
    slice.lung = getHounsfield(in, size, true);
    slice.mask = getPixels<std::uint8_t>(in, size, false);
    rows.slices.push_back(std::move(slice));
  }
  if (in.status() != QDataStream::Ok || rows.rows < 0) return invalidAnswer(file);
  return rows;
}

}  // namespace

namespace reader {

MaskAnswer handleLungRads(QDataStream& in) {
  QString file;
  int first = 0;
  int count = 0;
  get(in, file);
  get(in, first);
  get(in, count);
  int arrays = 0;
  get(in, arrays);
  const auto rows = in_process::readLungRads(file, first, count, static_cast<LungRadsArrays>(arrays));
  const QByteArray bytes = bytesOf([&](QDataStream& out) {
    putOutcome(out, rows);
    if (!rows) return;
    put(out, rows->rows);
    put(out, static_cast<int>(rows->slices.size()));
    for (const LungRadsSlice& slice : rows->slices) {
      put(out, slice.rowLabel);
      put(out, slice.category);
      put(out, slice.columns);
      put(out, slice.rows);
      putHounsfield(out, slice.hu);
      putHounsfield(out, slice.lung);
      putPixels(out, slice.mask);
    }
  });
  return {bytes, false};
}

}  // namespace reader

Result<int> lungRadsRows(const QString& file, const JobControl& control) {
  const auto rows = ask(file, 0, 0, LungRadsArrays::All, control);
  if (!rows) return rows.error();
  return rows->rows;
}

Result<std::vector<LungRadsSlice>> readLungRads(const QString& file, int first, int count,
                                                const JobControl& control, LungRadsArrays arrays) {
  auto rows = ask(file, first, count, arrays, control);
  if (!rows) return rows.error();
  const int wanted = std::max(0, std::min(count, rows->rows - first));
  if (static_cast<int>(rows->slices.size()) != wanted) return invalidAnswer(file);
  return std::move(rows->slices);
}

}  // namespace uptake
