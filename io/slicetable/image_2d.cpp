#include "io/slicetable/image_2d.h"

#include "io/slicetable/deflate_p.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFile>
#include <QImage>
#include <QMap>
#include <QtEndian>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>

namespace uptake {

namespace {

template <class T>
Result<QByteArray> nrrd(int columns, int rows, std::span<const T> pixels, const char* type) {
  if (pixels.size() != static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows))
    return Error{ErrorKind::Internal, QStringLiteral("pixels that are not of the image"), {}};
  const auto bytes = std::as_bytes(pixels);
  const auto packed = compression::gzipOf(QByteArrayView(bytes.data(), static_cast<qsizetype>(bytes.size())));
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

Result<QByteArray> nrrd2d(int columns, int rows, std::span<const std::uint8_t> pixels) {
  return nrrd(columns, rows, pixels, "uint8");
}

Result<QByteArray> nrrd2d(int columns, int rows, std::span<const std::int16_t> pixels) {
  return nrrd(columns, rows, pixels, "int16");
}

Result<QByteArray> nrrd2d(int columns, int rows, std::span<const float> pixels) {
  return nrrd(columns, rows, pixels, "float");
}

Result<QByteArray> png2d(int columns, int rows, std::span<const std::uint8_t> greys) {
  QImage image(columns, rows, QImage::Format_Grayscale8);
  for (int j = 0; j < rows; ++j)
    std::copy_n(greys.begin() + std::ptrdiff_t{j} * columns, columns, image.scanLine(j));
  image.setDotsPerMeterX(0);
  image.setDotsPerMeterY(0);
  QByteArray bytes;
  QBuffer buffer(&bytes);
  if (!buffer.open(QIODevice::WriteOnly) || !image.save(&buffer, "PNG"))
    return Error{ErrorKind::Internal, QStringLiteral("PNG"), {}};
  return bytes;
}

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::FlatNrrd)
};

/// Of the text before the pixels.
constexpr qsizetype kMostHeader = 64 * 1024;
constexpr qint64 kMostBytes = 256 * 1024 * 1024;

Error unreadable(const QString& message, const QString& path) {
  return {ErrorKind::FileUnreadable, message, path};
}

/// How the pixels of a file are stored.
struct PixelType {
  int bytes = 0;  ///< 0: another type
  bool isSigned = false;
};

PixelType pixelType(const QByteArray& name) {
  if (name == "uint8" || name == "uint8_t" || name == "uchar" || name == "unsigned char") return {1, false};
  if (name == "int8" || name == "int8_t" || name == "signed char") return {1, true};
  if (name == "uint16" || name == "uint16_t" || name == "ushort" || name == "unsigned short" ||
      name == "unsigned short int")
    return {2, false};
  if (name == "int16" || name == "int16_t" || name == "short" || name == "short int" ||
      name == "signed short" || name == "signed short int")
    return {2, true};
  return {};
}

int valueAt(const QByteArray& pixels, qsizetype n, PixelType type, bool isBig) {
  if (type.bytes == 1) {
    const auto byte = static_cast<std::uint8_t>(pixels[n]);
    return type.isSigned ? static_cast<std::int8_t>(byte) : byte;
  }
  std::uint16_t word = 0;
  std::memcpy(&word, pixels.constData() + n * 2, 2);
  word = isBig ? qFromBigEndian(word) : qFromLittleEndian(word);
  return type.isSigned ? static_cast<std::int16_t>(word) : word;
}

/// The fields of the header, by their names in lower case.
QMap<QByteArray, QByteArray> fieldsOf(const QByteArray& header) {
  QMap<QByteArray, QByteArray> fields;
  for (const QByteArray& line : header.split('\n')) {
    if (line.startsWith('#')) continue;
    const qsizetype colon = line.indexOf(": ");
    if (colon > 0) fields.insert(line.left(colon).trimmed().toLower(), line.mid(colon + 2).trimmed());
  }
  return fields;
}

}  // namespace

Result<Labels2d> readLabels2d(const QString& path, int columns, int rows) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return unreadable(file.errorString(), path);
  if (file.size() > kMostBytes) return unreadable(Texts::tr("The file is too large for one image."), path);
  QByteArray content = file.readAll();
  Labels2d result;
  result.stamp = stampOfContent(content);
  if (!content.startsWith("NRRD000")) return unreadable(Texts::tr("The file is no NRRD."), path);
  qsizetype end = content.left(kMostHeader).indexOf("\n\n");
  qsizetype start = end + 2;
  if (const qsizetype windows = content.left(kMostHeader).indexOf("\r\n\r\n");
      windows >= 0 && (end < 0 || windows < end)) {
    end = windows;
    start = windows + 4;
  }
  if (end < 0) return unreadable(Texts::tr("The header of the NRRD has no end."), path);
  const QMap<QByteArray, QByteArray> fields = fieldsOf(content.left(end).replace("\r", ""));
  if (fields.contains("data file") || fields.contains("datafile"))
    return Error{ErrorKind::NotSupported, Texts::tr("The pixels lie in another file."), path};
  const PixelType type = pixelType(fields.value("type").toLower());
  if (type.bytes == 0)
    return Error{
        ErrorKind::NotSupported,
        Texts::tr("Pixels of type \"%1\" are no labels.").arg(QString::fromUtf8(fields.value("type"))), path};
  const QByteArray sizes = fields.value("sizes").simplified();
  const QByteArray wanted = QByteArray::number(columns) + ' ' + QByteArray::number(rows);
  if (sizes != wanted && sizes != wanted + " 1")
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("The mask has %1 pixels, the image %2.")
                     .arg(QString::fromUtf8(sizes), QString::fromUtf8(wanted)),
                 path};
  const qsizetype count = qsizetype{columns} * rows;
  const QByteArray encoding = fields.value("encoding").toLower();
  QByteArray pixels = content.mid(start);
  if (encoding == "gzip" || encoding == "gz") {
    auto unpacked = compression::unpackedGzip(pixels, count * type.bytes);
    if (!unpacked) return unreadable(unpacked.error().message, path);
    pixels = unpacked.take();
  } else if (encoding != "raw") {
    return Error{ErrorKind::NotSupported,
                 Texts::tr("The encoding \"%1\" is not read.").arg(QString::fromUtf8(encoding)), path};
  }
  if (pixels.size() != count * type.bytes)
    return unreadable(Texts::tr("The file has another length than its header says."), path);
  result.labels.resize(static_cast<std::size_t>(count));
  const bool isBig = fields.value("endian").toLower() == "big";
  for (qsizetype n = 0; n < count; ++n) {
    const int value = valueAt(pixels, n, type, isBig);
    if (value < 0 || value > 255)
      return Error{ErrorKind::Inconsistent, Texts::tr("%1 is no label of a mask.").arg(value), path};
    result.labels[static_cast<std::size_t>(n)] = static_cast<Label>(value);
  }
  return result;
}

}  // namespace uptake
