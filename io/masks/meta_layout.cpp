#include "io/masks/image_layout_p.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>

namespace uptake::masks {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelImage)
};

constexpr qint64 kMaximumHeader = 1 << 20;
constexpr int kMaximumSide = 65535;

int bytesOf(const QByteArray& type) {
  static const QHash<QByteArray, int> kBytes{
      {"MET_CHAR", 1}, {"MET_UCHAR", 1}, {"MET_SHORT", 2},  {"MET_USHORT", 2},    {"MET_INT", 4},
      {"MET_UINT", 4}, {"MET_FLOAT", 4}, {"MET_DOUBLE", 8}, {"MET_LONG_LONG", 8}, {"MET_ULONG_LONG", 8}};
  return kBytes.value(type, 0);
}

struct Header {
  QHash<QByteArray, QByteArray> fields;
  qint64 length = 0;  ///< with the line that names where the voxels are
  QByteArray twice;
};

/// The header ends with ElementDataFile.
Header readHeader(QFile& file) {
  Header header;
  while (header.length < kMaximumHeader) {
    const QByteArray line = file.readLine(kMaximumHeader - header.length);
    header.length += line.size();
    const qsizetype equals = line.indexOf('=');
    // MetaIO takes a colon as well; no writer uses it, and two readings of one header help nobody.
    if (line.isEmpty() || equals < 0 || line.left(equals).contains(':')) return {};
    const QByteArray name = line.left(equals).trimmed();
    if (header.fields.contains(name)) header.twice = name;
    header.fields.insert(name, line.mid(equals + 1).trimmed());
    if (name == "ElementDataFile") return header;
    if (name.toLower().contains("elementdatafile")) return {};
  }
  return {};
}

bool isTrue(const QByteArray& value) {
  return value.startsWith('T') || value.startsWith('t') || value.startsWith('1');
}

/// The file that `name` means when it is a plain name in the folder of `file`, or empty.
QString besideFile(const QString& file, const QString& name) {
  const bool plain = !name.isEmpty() && name != QLatin1String(".") && name != QLatin1String("..") &&
                     !name.contains(QLatin1Char('/')) && !name.contains(QLatin1Char('\\')) &&
                     !name.contains(QLatin1Char('%')) && !name.contains(QLatin1Char(' ')) &&
                     !name.contains(QLatin1Char(':')) && !name.startsWith(QLatin1String("LIST"));
  return plain ? QFileInfo(file).dir().filePath(name) : QString();
}

}  // namespace

Result<ImageLayout> readMetaLayout(const QString& file) {
  const auto refused = [&](ErrorKind kind, const QString& message) { return Error{kind, message, file}; };
  QFile input(file);
  if (!input.open(QIODevice::ReadOnly))
    return refused(ErrorKind::FileUnreadable,
                   Texts::tr("The file cannot be read (%1).").arg(input.errorString()));
  const Header header = readHeader(input);
  const auto& fields = header.fields;
  if (header.length == 0 || fields.value("ObjectType", "Image") != "Image")
    return refused(ErrorKind::FileUnreadable, Texts::tr("The file has no whole MetaImage header."));
  if (!header.twice.isEmpty())
    return refused(
        ErrorKind::Inconsistent,
        Texts::tr("The MetaImage header has the field \"%1\" twice.").arg(QString::fromUtf8(header.twice)));
  if (fields.value("NDims") != "3" || fields.value("ElementNumberOfChannels", "1") != "1")
    return refused(ErrorKind::NotSupported,
                   Texts::tr("A mask has three axes and one number a voxel; this image has NDims %1 and "
                             "ElementNumberOfChannels %2.")
                       .arg(QString::fromUtf8(fields.value("NDims")),
                            QString::fromUtf8(fields.value("ElementNumberOfChannels", "1"))));
  if (!isTrue(fields.value("BinaryData", "True")) || fields.value("HeaderSize", "0") != "0")
    return refused(
        ErrorKind::NotSupported,
        Texts::tr("Only voxels stored in binary right after the header, or at the begin of their own "
                  "file, are read (BinaryData %1, HeaderSize %2).")
            .arg(QString::fromUtf8(fields.value("BinaryData", "True")),
                 QString::fromUtf8(fields.value("HeaderSize", "0"))));

  ImageLayout layout;
  const QByteArray sizes = fields.value("DimSize").simplified();
  const QList<QByteArray> sides = sizes.split(' ');
  bool valid = sides.size() == 3;
  for (std::size_t axis = 0; valid && axis < 3; ++axis) {
    const int side = sides[static_cast<qsizetype>(axis)].toInt(&valid);
    valid = valid && side >= 1 && side <= kMaximumSide;
    layout.size[axis] = side;
  }
  if (!valid)
    return refused(ErrorKind::Inconsistent,
                   Texts::tr("\"DimSize = %1\" is no size of an image: three whole numbers from 1 to %2 are.")
                       .arg(QString::fromUtf8(sizes))
                       .arg(kMaximumSide));
  const QByteArray type = fields.value("ElementType");
  layout.bytesPerVoxel = bytesOf(type);
  if (layout.bytesPerVoxel == 0)
    return refused(
        ErrorKind::NotSupported,
        Texts::tr("The numbers of this image are of an unknown type (%1).").arg(QString::fromUtf8(type)));
  const bool hasPlace = fields.contains("Offset") || fields.contains("Position") || fields.contains("Origin");
  const bool hasSpacing = fields.contains("ElementSpacing");
  if (!hasPlace || !hasSpacing)
    return refused(ErrorKind::Inconsistent,
                   Texts::tr("The file does not say where its voxels lie in the patient: Offset and "
                             "ElementSpacing are needed."));

  const QByteArray data = fields.value("ElementDataFile");
  const bool local = data.toLower() == "local";
  layout.dataFile = local ? file : besideFile(file, QString::fromUtf8(data));
  if (layout.dataFile.isEmpty() || (!local && file.endsWith(QLatin1String(".mha"), Qt::CaseInsensitive)))
    return refused(
        ErrorKind::NotSupported,
        Texts::tr("The voxels are said to be in \"%1\"; only one file in the folder of a .mhd header, "
                  "named without a path, is read.")
            .arg(QString::fromUtf8(data)));
  layout.packed = isTrue(fields.value("CompressedData", "False"));
  (layout.packed ? layout.packedOffset : layout.dataOffset) = local ? header.length : 0;
  if (const QByteArray stated = fields.value("CompressedDataSize", "0"); layout.packed && stated != "0") {
    const qint64 size = stated.toLongLong(&valid);
    if (!valid || size < 0 || size > QFileInfo(layout.dataFile).size() - layout.packedOffset)
      return refused(ErrorKind::FileUnreadable,
                     Texts::tr("The file is cut short or damaged; its header announces %1 packed bytes.")
                         .arg(QString::fromUtf8(stated)));
  }
  return layout;
}

}  // namespace uptake::masks
