#include "io/masks/image_layout_p.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QHash>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <map>

namespace uptake::masks {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelImage)
};

constexpr qint64 kMaximumHeader = 1 << 20;
constexpr auto kEitherLong = "MET_LONG";
constexpr auto kEitherUnsignedLong = "MET_ULONG";

std::optional<NumberType> numberType(const QByteArray& type) {
  static const QHash<QByteArray, NumberType> kTypes{
      {"MET_CHAR", NumberType::Int8},       {"MET_UCHAR", NumberType::UInt8},
      {"MET_SHORT", NumberType::Int16},     {"MET_USHORT", NumberType::UInt16},
      {"MET_INT", NumberType::Int32},       {"MET_UINT", NumberType::UInt32},
      {"MET_FLOAT", NumberType::Float},     {"MET_DOUBLE", NumberType::Double},
      {"MET_LONG_LONG", NumberType::Int64}, {"MET_ULONG_LONG", NumberType::UInt64},
      {kEitherLong, NumberType::Int64},     {kEitherUnsignedLong, NumberType::UInt64}};
  const auto found = kTypes.constFind(type);
  return found == kTypes.cend() ? std::nullopt : std::optional(*found);
}

class MetaHeader {
 public:
  /// Empty when the file has none. It ends with ElementDataFile.
  static MetaHeader read(QFile& file) {
    MetaHeader header;
    while (header.length_ < kMaximumHeader && !file.atEnd()) {
      const QByteArray line = file.readLine(kMaximumHeader - header.length_);
      header.length_ += line.size();
      // MetaIO takes a colon as well; a comment may hold either.
      qsizetype sign = line.indexOf('=');
      if (sign < 0) sign = line.indexOf(':');
      if (sign < 0 && !line.trimmed().isEmpty()) return {};
      const QByteArray name = line.left(std::max<qsizetype>(sign, 0)).trimmed();
      const QByteArray value = line.mid(sign + 1).trimmed();
      if (name.startsWith("Comment") || name.isEmpty()) continue;
      const auto [known, isNew] = header.fields_.emplace(name, value);
      if (!isNew && known->second != value) header.twice_ = name;
      if (name == "ElementDataFile") return header;
    }
    return {};
  }

  bool isEmpty() const { return fields_.empty(); }
  qint64 length() const { return length_; }  ///< with the line that names where the voxels are
  /// A field that is there a second time, with another value; or empty.
  const QByteArray& twice() const { return twice_; }

  /// The value of the first of these names that the header has.
  QByteArray value(std::initializer_list<const char*> names, const char* missing = "") const {
    for (const char* name : names)
      if (const auto found = fields_.find(name); found != fields_.end()) return found->second;
    return missing;
  }
  bool isTrue(std::initializer_list<const char*> names, const char* missing = "False") const {
    const QByteArray value = this->value(names, missing);
    return value.startsWith('T') || value.startsWith('t') || value.startsWith('1');
  }
  /// The numbers of a field; empty when one is none.
  std::vector<double> numbers(std::initializer_list<const char*> names) const {
    std::vector<double> numbers;
    for (const QByteArray& text : value(names).simplified().split(' ')) {
      bool ok = false;
      numbers.push_back(text.toDouble(&ok));
      if (!ok || !std::isfinite(numbers.back())) return {};
    }
    return numbers;
  }

 private:
  std::map<QByteArray, QByteArray> fields_;
  qint64 length_ = 0;
  QByteArray twice_;
};

/// Millimetres in a DistanceUnits, or nothing.
std::optional<double> millimetres(const QByteArray& unit) {
  if (unit == "mm" || unit == "?" || unit.isEmpty()) return 1.0;
  if (unit == "um") return 0.001;
  if (unit == "cm") return 10.0;
  return std::nullopt;
}

/// Sizes and place: three axes, perhaps one of several images, and further ones of one voxel.
Result<void> readLattice(const MetaHeader& header, ImageLayout& layout) {
  const auto refused = [](ErrorKind kind, const QString& message) { return Error{kind, message, {}}; };
  bool ok = false;
  const std::size_t axes = header.value({"NDims"}).toUInt(&ok);
  constexpr std::size_t kMostAxes = 10;
  const QByteArray channels = header.value({"ElementNumberOfChannels"}, "1");
  const QByteArray sizes = header.value({"DimSize"}).simplified();
  const std::vector<double> sides = header.numbers({"DimSize"});
  bool isSingle = ok && axes >= 3 && axes <= kMostAxes && channels == "1";
  for (std::size_t axis = 4; isSingle && sides.size() == axes && axis < axes; ++axis)
    isSingle = sides[axis] == 1.0;
  if (isSingle && axes > 3 && sides.size() == axes) {
    const double volumes = sides[3];
    isSingle = volumes >= 1.0 && volumes <= kMaximumSide && volumes == std::floor(volumes);
    if (isSingle) layout.layers = static_cast<int>(volumes);
    layout.layersComeFirst = false;
  }
  if (!isSingle)
    return refused(ErrorKind::NotSupported,
                   Texts::tr("An image has three axes, or four with one of several images, and one number a "
                             "voxel; this one has NDims %1 and ElementNumberOfChannels %2.")
                       .arg(QString::fromUtf8(header.value({"NDims"})), QString::fromUtf8(channels)));
  Eigen::Vector3i size;
  bool isSize = sides.size() == axes;
  for (std::size_t axis = 0; isSize && axis < 3; ++axis) {
    isSize = sides[axis] >= 1.0 && sides[axis] <= kMaximumSide && sides[axis] == std::floor(sides[axis]);
    if (isSize) size[static_cast<Eigen::Index>(axis)] = static_cast<int>(sides[axis]);
  }
  if (!isSize)
    return refused(ErrorKind::Inconsistent,
                   Texts::tr("\"DimSize = %1\" is no size of an image: three whole numbers from 1 to %2 are.")
                       .arg(QString::fromUtf8(sizes))
                       .arg(kMaximumSide));

  const std::vector<double> offset = header.numbers({"Offset", "Position", "Origin"});
  const std::vector<double> spacing = header.numbers({"ElementSpacing", "ElementSize"});
  if (offset.size() != axes || spacing.size() != axes)
    return refused(ErrorKind::Inconsistent,
                   Texts::tr("The file does not say where its voxels lie in the patient: Offset and "
                             "ElementSpacing are needed, a number for each axis."));
  // One axis after the other: as many numbers each as there are axes.
  const std::initializer_list<const char*> kMatrix = {"TransformMatrix", "Rotation", "Orientation"};
  std::vector<double> matrix = header.numbers(kMatrix);
  if (header.value(kMatrix).isEmpty()) {
    matrix.assign(axes * axes, 0.0);
    for (std::size_t axis = 0; axis < axes; ++axis) matrix[axis * axes + axis] = 1.0;
  }
  if (matrix.size() != axes * axes)
    return refused(ErrorKind::Inconsistent,
                   Texts::tr("\"TransformMatrix = %1\" gives no direction for each axis.")
                       .arg(QString::fromUtf8(header.value(kMatrix))));
  const QByteArray units = header.value({"DistanceUnits"});
  const auto unit = millimetres(units);
  if (!unit)
    return refused(ErrorKind::NotSupported,
                   Texts::tr("The unit of length of the image is not known (DistanceUnits %1).")
                       .arg(QString::fromUtf8(units)));
  if (*unit != 1.0)
    layout.unit = Texts::tr("its unit of length is %1 (DistanceUnits)").arg(QString::fromUtf8(units));
  Eigen::Matrix3d steps;
  Point origin;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto column = static_cast<Eigen::Index>(axis);
    origin[column] = offset[axis] * *unit;
    for (std::size_t part = 0; part < 3; ++part)
      steps(static_cast<Eigen::Index>(part), column) = matrix[axis * axes + part] * spacing[axis] * *unit;
  }
  layout.lattice = FileLattice::create(size, steps, origin);
  return {};
}

/// Bytes of the long numbers of a file, 8 or 4: their writers differ, and only the length of the file tells.
/// 0 when it doesn't.
int bytesOfLong(const ImageLayout& layout) {
  if (layout.encoding != Encoding::Raw) return 0;
  const qint64 there = QFileInfo(layout.dataFile).size() - layout.dataOffset;
  for (const int bytes : {8, 4})
    if (there == layout.voxelCount() * layout.layers * bytes) return bytes;
  return 0;
}

}  // namespace

Result<ImageLayout> readMetaLayout(const QString& file) {
  const auto refused = [&](ErrorKind kind, const QString& message) { return Error{kind, message, file}; };
  QFile input(file);
  if (!input.open(QIODevice::ReadOnly))
    return refused(ErrorKind::FileUnreadable,
                   Texts::tr("The file cannot be read (%1).").arg(input.errorString()));
  const MetaHeader header = MetaHeader::read(input);
  if (header.isEmpty() || header.value({"ObjectType"}, "Image") != "Image")
    return refused(ErrorKind::FileUnreadable, Texts::tr("The file has no whole MetaImage header."));
  if (!header.twice().isEmpty())
    return refused(
        ErrorKind::Inconsistent,
        Texts::tr("The MetaImage header has the field \"%1\" twice.").arg(QString::fromUtf8(header.twice())));
  const QByteArray binary = header.value({"BinaryData"}, "True");
  const QByteArray headerSize = header.value({"HeaderSize"}, "0");
  if (!header.isTrue({"BinaryData"}, "True"))
    return refused(
        ErrorKind::NotSupported,
        Texts::tr("Voxels written as text are not read (BinaryData %1).").arg(QString::fromUtf8(binary)));
  if (headerSize != "0")
    return refused(
        ErrorKind::NotSupported,
        Texts::tr("Only voxels right after the header, or at the begin of their own file, are read "
                  "(HeaderSize %1).")
            .arg(QString::fromUtf8(headerSize)));

  ImageLayout layout;
  if (const auto read = readLattice(header, layout); !read)
    return refused(read.error().kind, read.error().message);
  const QByteArray type = header.value({"ElementType"});
  const auto number = numberType(type);
  if (!number)
    return refused(
        ErrorKind::NotSupported,
        Texts::tr("The numbers of this image are of an unknown type (%1).").arg(QString::fromUtf8(type)));
  layout.type = *number;
  layout.isBigEndian = header.isTrue({"BinaryDataByteOrderMSB", "ElementByteOrderMSB"});

  const QByteArray data = header.value({"ElementDataFile"});
  const bool isLocal = data.toLower() == "local";
  layout.dataFile = isLocal ? file : detachedDataFile(file, QString::fromUtf8(data));
  if (layout.dataFile.isEmpty() || (!isLocal && file.endsWith(QLatin1String(".mha"), Qt::CaseInsensitive)))
    return refused(
        ErrorKind::NotSupported,
        Texts::tr("The voxels are said to be in \"%1\" (ElementDataFile); only one file in the folder of a "
                  ".mhd header, named without a path, is read.")
            .arg(QString::fromUtf8(data)));
  const bool isPacked = header.isTrue({"CompressedData"});
  if (isPacked) layout.encoding = Encoding::Deflated;
  (isPacked ? layout.packedOffset : layout.dataOffset) = isLocal ? header.length() : 0;
  if (const QByteArray stated = header.value({"CompressedDataSize"}, "0"); isPacked && stated != "0") {
    bool ok = false;
    const qint64 size = stated.toLongLong(&ok);
    if (!ok || size < 0 || size > QFileInfo(layout.dataFile).size() - layout.packedOffset)
      return refused(ErrorKind::FileUnreadable,
                     Texts::tr("The file is cut short or damaged; its header announces %1 packed bytes.")
                         .arg(QString::fromUtf8(stated)));
  }
  if (type == kEitherLong || type == kEitherUnsignedLong) {
    const int bytes = bytesOfLong(layout);
    if (bytes == 0)
      return refused(
          ErrorKind::NotSupported,
          Texts::tr("Numbers of the type %1 have four or eight bytes, and the length of the file does "
                    "not tell which; write it with another ElementType.")
              .arg(QString::fromUtf8(type)));
    if (bytes == 4) layout.type = type == kEitherLong ? NumberType::Int32 : NumberType::UInt32;
  }
  return layout;
}

}  // namespace uptake::masks
