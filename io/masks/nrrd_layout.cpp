#include "io/masks/image_layout_p.h"

#include <QCoreApplication>
#include <QFile>
#include <QHash>

namespace uptake::masks {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelImage)
};

constexpr qint64 kMaximumHeader = 4 << 20;
constexpr int kMaximumSide = 65535;

/// Bytes of a NRRD number type by its many names, or 0.
int bytesOf(const QByteArray& type) {
  static const QHash<QByteArray, int> kBytes = [] {
    QHash<QByteArray, int> bytes;
    const auto add = [&](int size, const char* names) {
      for (const QByteArray& name : QByteArray(names).split(',')) bytes.insert(name, size);
    };
    add(1, "signed char,int8,int8_t,uchar,unsigned char,uint8,uint8_t");
    add(2, "short,short int,signed short,signed short int,int16,int16_t");
    add(2, "ushort,unsigned short,unsigned short int,uint16,uint16_t");
    add(4, "int,signed int,int32,int32_t,uint,unsigned int,uint32,uint32_t,float");
    add(8, "longlong,long long,long long int,signed long long,signed long long int,int64,int64_t");
    add(8, "ulonglong,unsigned long long,unsigned long long int,uint64,uint64_t,double");
    return bytes;
  }();
  return kBytes.value(type, 0);
}

/// The fields of a header by name, in lower case and without blanks, as "data file" and "datafile" are one.
struct Header {
  QHash<QByteArray, QByteArray> fields;
  qint64 length = 0;  ///< with the blank line that ends it
  QByteArray twice;   ///< a field that is there a second time
};

Header readHeader(QFile& file) {
  Header header;
  while (header.length < kMaximumHeader) {
    const QByteArray line = file.readLine(kMaximumHeader - header.length);
    if (!line.endsWith('\n')) return {};
    header.length += line.size();
    const QByteArray text = line.trimmed();
    if (text.isEmpty()) return header;
    // "key:=value" is the writer's own business, "#" a comment; the first line is the magic number.
    const qsizetype colon = text.indexOf(':');
    if (text.startsWith('#') || colon < 0 || text.mid(colon, 2) == ":=") continue;
    const QByteArray name = text.left(colon).toLower().replace(" ", "");
    if (header.fields.contains(name)) header.twice = text.left(colon);
    header.fields.insert(name, text.mid(colon + 1).trimmed());
  }
  return {};
}

}  // namespace

Result<ImageLayout> readNrrdLayout(const QString& file) {
  const auto refused = [&](ErrorKind kind, const QString& message) { return Error{kind, message, file}; };
  QFile input(file);
  if (!input.open(QIODevice::ReadOnly))
    return refused(ErrorKind::FileUnreadable,
                   Texts::tr("The file cannot be read (%1).").arg(input.errorString()));
  if (input.peek(4) != "NRRD")
    return refused(ErrorKind::FileUnreadable, Texts::tr("The file has no NRRD header."));
  const Header header = readHeader(input);
  const auto& fields = header.fields;
  if (header.length == 0) return refused(ErrorKind::FileUnreadable, Texts::tr("The NRRD header has no end."));
  if (!header.twice.isEmpty())
    return refused(
        ErrorKind::Inconsistent,
        Texts::tr("The NRRD header has the field \"%1\" twice.").arg(QString::fromUtf8(header.twice)));
  if (fields.contains("datafile"))
    return refused(
        ErrorKind::NotSupported,
        Texts::tr("The voxels are in another file (\"data file: %1\"), which is not read; save the "
                  "mask as one .nrrd file.")
            .arg(QString::fromUtf8(fields.value("datafile"))));
  if (fields.value("dimension") != "3")
    return refused(ErrorKind::NotSupported,
                   Texts::tr("A mask has three axes; this NRRD image has %1 (\"dimension\").")
                       .arg(QString::fromUtf8(fields.value("dimension"))));

  ImageLayout layout;
  layout.dataFile = file;
  const QByteArray sizes = fields.value("sizes").simplified();
  const QList<QByteArray> sides = sizes.split(' ');
  bool valid = sides.size() == 3;
  for (std::size_t axis = 0; valid && axis < 3; ++axis) {
    const int side = sides[static_cast<qsizetype>(axis)].toInt(&valid);
    valid = valid && side >= 1 && side <= kMaximumSide;
    layout.size[axis] = side;
  }
  if (!valid)
    return refused(ErrorKind::Inconsistent,
                   Texts::tr("\"sizes: %1\" is no size of an image: three whole numbers from 1 to %2 are.")
                       .arg(QString::fromUtf8(sizes))
                       .arg(kMaximumSide));
  const QByteArray type = fields.value("type").simplified().toLower();
  layout.bytesPerVoxel = bytesOf(type);
  if (layout.bytesPerVoxel == 0)
    return refused(
        ErrorKind::NotSupported,
        Texts::tr("The numbers of this image are of an unknown type (%1).").arg(QString::fromUtf8(type)));
  const QByteArray encoding = fields.value("encoding").toLower();
  layout.packed = encoding == "gzip" || encoding == "gz";
  (layout.packed ? layout.packedOffset : layout.dataOffset) = header.length;
  if (!layout.packed && encoding != "raw")
    return refused(ErrorKind::NotSupported,
                   Texts::tr("The voxels are stored as \"encoding: %1\"; raw and gzip are read.")
                       .arg(QString::fromUtf8(encoding)));
  for (const char* skip : {"lineskip", "byteskip"})
    if (fields.value(skip, "0") != "0")
      return refused(ErrorKind::NotSupported,
                     Texts::tr("The NRRD header asks to skip bytes before the voxels, which is not done."));

  // ITK 5.2 turns LAS the wrong way, and nobody is known to write it.
  static const QList<QByteArray> kPatientSpaces{"left-posterior-superior", "lps", "right-anterior-superior",
                                                "ras"};
  if (!kPatientSpaces.contains(fields.value("space").toLower()) || !fields.contains("spacedirections") ||
      !fields.contains("spaceorigin"))
    return refused(
        ErrorKind::Inconsistent,
        Texts::tr("The file does not say where its voxels lie in the patient: \"space\" (LPS or RAS), "
                  "\"space directions\" and \"space origin\" are needed; \"space\" is \"%1\".")
            .arg(QString::fromUtf8(fields.value("space"))));
  return layout;
}

}  // namespace uptake::masks
