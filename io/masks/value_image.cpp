#include "core/memory/shared_buffer.h"
#include "io/masks/image_file_p.h"
#include "io/masks/image_layout_p.h"
#include "io/masks/stored_bytes_p.h"
#include "io/masks/value_image_p.h"

#include <QCoreApplication>
#include <QtEndian>

#include <bit>
#include <cmath>
#include <cstring>
#include <type_traits>
#include <vector>

namespace uptake::in_process {

namespace {

using namespace masks;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelImage)
};

Result<ImageLayout> valueLayoutOf(const QString& file) {
  Result<ImageLayout> layout = formatOf(file) == ImageFormat::Nifti  ? readNiftiLayout(file)
                               : formatOf(file) == ImageFormat::Nrrd ? readNrrdLayout(file)
                                                                     : readMetaLayout(file);
  if (layout && layout->layers != 1)
    return Error{ErrorKind::NotSupported, Texts::tr("The file holds several images."), file};
  return layout;
}

template <class T>
T loadedValue(const char* bytes, bool isSwapped) {
  using Bits = std::conditional_t<
      sizeof(T) == 1, quint8,
      std::conditional_t<sizeof(T) == 2, quint16, std::conditional_t<sizeof(T) == 4, quint32, quint64>>>;
  Bits bits;
  std::memcpy(&bits, bytes, sizeof(T));
  return std::bit_cast<T>(isSwapped ? qbswap(bits) : bits);
}

template <class T>
void decodeValues(const std::vector<char>& bytes, const ImageLayout& layout, std::vector<float>& values) {
  const bool isSwapped = layout.isBigEndian != (std::endian::native == std::endian::big);
  for (std::size_t n = 0; n < values.size(); ++n) {
    const double value =
        static_cast<double>(loadedValue<T>(bytes.data() + n * sizeof(T), isSwapped)) * layout.slope +
        layout.intercept;
    values[n] = std::isfinite(value) ? static_cast<float>(value) : 0.0F;
  }
}

void decodeRow(const std::vector<char>& bytes, const ImageLayout& layout, std::vector<float>& values) {
  switch (layout.type) {
    case NumberType::UInt8:
      return decodeValues<quint8>(bytes, layout, values);
    case NumberType::Int8:
      return decodeValues<qint8>(bytes, layout, values);
    case NumberType::UInt16:
      return decodeValues<quint16>(bytes, layout, values);
    case NumberType::Int16:
      return decodeValues<qint16>(bytes, layout, values);
    case NumberType::UInt32:
      return decodeValues<quint32>(bytes, layout, values);
    case NumberType::Int32:
      return decodeValues<qint32>(bytes, layout, values);
    case NumberType::UInt64:
      return decodeValues<quint64>(bytes, layout, values);
    case NumberType::Int64:
      return decodeValues<qint64>(bytes, layout, values);
    case NumberType::Float:
      return decodeValues<float>(bytes, layout, values);
    case NumberType::Double:
      return decodeValues<double>(bytes, layout, values);
  }
}

}  // namespace

Result<ImageGrid> gridOfValueImage(const QString& file) {
  const auto layout = valueLayoutOf(file);
  if (!layout) return layout.error();
  // Directions in single precision are at right angles to 1e-6 at best.
  constexpr double kDirectionRounding = 1e-3;
  const FileLattice& lattice = layout->lattice;
  Eigen::Matrix3d axes = lattice.axes;
  axes.col(0).normalize();
  axes.col(1) = (axes.col(1) - axes.col(1).dot(axes.col(0)) * axes.col(0)).normalized();
  const Direction normal = axes.col(0).cross(axes.col(1));
  axes.col(2) = normal.dot(axes.col(2)) < 0.0 ? Direction(-normal) : normal;
  if (!((axes - lattice.axes).cwiseAbs().maxCoeff() <= kDirectionRounding)) axes = lattice.axes;
  Result<ImageGrid> grid = ImageGrid::create(lattice.size, lattice.spacing, lattice.origin, axes);
  if (!grid) return Error{grid.error().kind, grid.error().message, file};
  return grid;
}

Result<void> readValueImage(const QString& file, const QString& bufferKey) {
  auto layout = valueLayoutOf(file);
  if (!layout) return layout.error();
  auto opened = openNumbers(*layout, file);
  if (!opened) return opened.error();
  const std::unique_ptr<ByteSource> source = opened.take();
  auto writer = SharedWriter::open(bufferKey);
  if (!writer) return writer.error();
  const Eigen::Vector3i& size = layout->lattice.size;
  const auto voxels = static_cast<std::size_t>(size.x()) * static_cast<std::size_t>(size.y());
  std::vector<float> values(voxels);
  std::vector<char> bytes(voxels * static_cast<std::size_t>(bytesOf(layout->type)));
  for (int k = 0; k < size.z(); ++k) {
    if (!source->read(bytes.data(), static_cast<std::int64_t>(bytes.size())))
      return truncatedError(*layout, file);
    decodeRow(bytes, *layout, values);
    const std::size_t length = voxels * sizeof(float);
    if (const auto written = writer->write(static_cast<std::size_t>(k) * length, values.data(), length);
        !written)
      return written.error();
  }
  return source->end() ? Result<void>() : Result<void>(truncatedError(*layout, file));
}

}  // namespace uptake::in_process
