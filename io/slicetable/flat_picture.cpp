#include "io/slicetable/flat_picture.h"

#include <QBuffer>
#include <QImage>

#include <algorithm>
#include <cstddef>

namespace uptake {

Result<QByteArray> flatPicture(int columns, int rows, std::span<const std::uint8_t> greys) {
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

}  // namespace uptake
