#include "io/convert/flat_nrrd.h"

#include "io/convert/deflate_p.h"

#include <bit>

namespace uptake {

namespace {

template <class T>
Result<QByteArray> nrrd(int columns, int rows, std::span<const T> pixels, const char* type) {
  if (pixels.size() != static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows))
    return Error{ErrorKind::Internal, QStringLiteral("pixels that are not of the image"), {}};
  const auto bytes = std::as_bytes(pixels);
  const auto packed = convert::gzipOf(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
  if (!packed) return packed;
  QByteArray file = "NRRD0001\ntype: ";
  file += type;
  file += "\ndimension: 2\nsizes: " + QByteArray::number(columns) + ' ' + QByteArray::number(rows);
  file += "\nendian: ";
  file += std::endian::native == std::endian::big ? "big" : "little";
  file += "\nencoding: gzip\n\n";
  return file + *packed;
}

}  // namespace

Result<QByteArray> flatNrrd(int columns, int rows, std::span<const std::uint8_t> pixels) {
  return nrrd(columns, rows, pixels, "uint8");
}

Result<QByteArray> flatNrrd(int columns, int rows, std::span<const std::int16_t> pixels) {
  return nrrd(columns, rows, pixels, "int16");
}

Result<QByteArray> flatNrrd(int columns, int rows, std::span<const float> pixels) {
  return nrrd(columns, rows, pixels, "float");
}

}  // namespace uptake
