#include "io/masks/image_layout_p.h"

#include <QCoreApplication>
#include <QFile>
#include <QHash>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <map>

namespace uptake::masks {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelImage)
};

constexpr qint64 kLongestHeader = 4 << 20;
// Far above any segmentation; each is a mask of its own.
constexpr int kMaximumLayers = 64;
constexpr int kMaximumSegments = 65535;
// One more than the axes that are read: each costs a look at the whole line.
constexpr std::size_t kMostVectors = 5;
constexpr qsizetype kMaximumName = 1024;
const QByteArray kSegment = "Segment";

std::optional<NumberType> nrrdNumberType(const QByteArray& type) {
  static const QHash<QByteArray, NumberType> kTypes = [] {
    QHash<QByteArray, NumberType> types;
    const auto add = [&](NumberType number, const char* names) {
      for (const QByteArray& name : QByteArray(names).split(',')) types.insert(name, number);
    };
    add(NumberType::Int8, "signed char,int8,int8_t");
    add(NumberType::UInt8, "uchar,unsigned char,uint8,uint8_t");
    add(NumberType::Int16, "short,short int,signed short,signed short int,int16,int16_t");
    add(NumberType::UInt16, "ushort,unsigned short,unsigned short int,uint16,uint16_t");
    add(NumberType::Int32, "int,signed int,int32,int32_t");
    add(NumberType::UInt32, "uint,unsigned int,uint32,uint32_t");
    add(NumberType::Int64,
        "longlong,long long,long long int,signed long long,signed long long int,int64,int64_t");
    add(NumberType::UInt64, "ulonglong,unsigned long long,unsigned long long int,uint64,uint64_t");
    add(NumberType::Float, "float");
    add(NumberType::Double, "double");
    return types;
  }();
  const auto found = kTypes.constFind(type);
  return found == kTypes.cend() ? std::nullopt : std::optional(*found);
}

/// What belongs to one of a segmentation's segments, by what follows "SegmentN_".
using SegmentFields = QHash<QByteArray, QByteArray>;

/// The fields of a header by name, in lower case and without blanks, as "data file" and "datafile" are one.
struct NrrdHeader {
  QHash<QByteArray, QByteArray> fields;
  std::map<int, SegmentFields> segments;  ///< by their N
  qint64 length = 0;                      ///< with the blank line that ends it
  bool hasEnd = false;
  QByteArray twice;  ///< a field that is there a second time, with another value
};

/// Takes "SegmentN_Key:=value".
void readSegmentField(const QByteArray& key, const QByteArray& value, NrrdHeader& header) {
  static const QList<QByteArray> kKeys{"ID", "Name", "Color", "Layer", "LabelValue"};
  const qsizetype end = key.indexOf('_');
  if (!key.startsWith(kSegment) || end < 0 || !kKeys.contains(key.mid(end + 1))) return;
  bool ok = false;
  const int number = key.mid(kSegment.size(), end - kSegment.size()).toInt(&ok);
  if (ok && number >= 0 && number < kMaximumSegments) header.segments[number].insert(key.mid(end + 1), value);
}

void readField(const QByteArray& line, NrrdHeader& header) {
  // "#" is a comment; the first line, which has no colon, the magic number.
  const qsizetype colon = line.indexOf(':');
  if (line.startsWith('#') || colon < 0) return;
  const QByteArray name = line.left(colon);
  if (line.mid(colon, 2) == ":=") return readSegmentField(name, line.mid(colon + 2), header);
  const QByteArray field = name.toLower().replace(" ", "");
  const QByteArray value = line.mid(colon + 1).trimmed();
  if (header.fields.value(field, value) != value) header.twice = name;
  header.fields.insert(field, value);
}

NrrdHeader readHeader(QFile& file) {
  NrrdHeader header;
  while (header.length < kLongestHeader && !header.hasEnd && !file.atEnd()) {
    const QByteArray line = file.readLine(kLongestHeader - header.length);
    header.length += line.size();
    const QByteArray text = line.trimmed();
    header.hasEnd = text.isEmpty();
    if (!header.hasEnd) readField(text, header);
  }
  return header;
}

/// "(1,0,0) none (0,1,0)": one entry an axis, nothing for "none". Empty when it is something else.
std::vector<std::optional<Eigen::Vector3d>> vectorsOf(const QByteArray& text) {
  static const QRegularExpression kVector(
      QStringLiteral("\\G\\s*(?:(none)|\\(([^,()]*),([^,()]*),([^,()]*)\\))\\s*"),
      QRegularExpression::CaseInsensitiveOption);
  std::vector<std::optional<Eigen::Vector3d>> vectors;
  const QString all = QString::fromLatin1(text);
  qsizetype at = 0;
  while (at < all.size()) {
    const auto match = kVector.match(all, at);
    if (!match.hasMatch() || vectors.size() == kMostVectors) return {};
    at = match.capturedEnd();
    if (!match.capturedView(1).isEmpty()) {
      vectors.emplace_back();
      continue;
    }
    Eigen::Vector3d vector;
    for (int part = 0; part < 3; ++part) {
      bool ok = false;
      vector[part] = match.captured(part + 2).trimmed().toDouble(&ok);
      if (!ok || !std::isfinite(vector[part])) return {};
    }
    vectors.emplace_back(vector);
  }
  return vectors;
}

/// What turns positions of a "space" into LPS, or nothing.
std::optional<Eigen::Vector3d> toLps(const QByteArray& space) {
  const QByteArray name = space.toLower();
  if (name == "left-posterior-superior" || name == "lps") return Eigen::Vector3d(1, 1, 1);
  if (name == "right-anterior-superior" || name == "ras") return Eigen::Vector3d(-1, -1, 1);
  if (name == "left-anterior-superior" || name == "las") return Eigen::Vector3d(1, -1, 1);
  return std::nullopt;
}

/// Millimetres in the one unit that "space units" names, or nothing.
std::optional<double> nrrdMillimetres(const QByteArray& units) {
  static const QHash<QByteArray, double> kUnits{
      {"mm", 1.0},   {"millimeter", 1.0}, {"millimetre", 1.0}, {"", 1.0},         {"cm", 10.0},
      {"m", 1000.0}, {"um", 0.001},       {"µm", 0.001},       {"micron", 0.001}, {"???", 1.0}};
  std::optional<double> factor;
  for (QByteArray unit : units.split('"')) {
    unit = unit.trimmed();
    if (unit.isEmpty()) continue;
    const auto found = kUnits.constFind(unit);
    if (found == kUnits.cend() || (factor && *factor != *found)) return std::nullopt;
    factor = *found;
  }
  return factor.value_or(1.0);
}

/// A value as NRRD writes it: "\n" is a line feed, "\\" a backslash.
QString unescaped(const QByteArray& value) {
  QByteArray text = value;
  text.replace("\\n", " ").replace("\\\\", "\\");
  QString shown = QString::fromUtf8(text).simplified();
  shown.removeIf([](QChar c) { return c.category() == QChar::Other_Control; });
  return shown.left(kMaximumName);
}

std::optional<Rgb> colourOf(const QByteArray& text) {
  const QList<QByteArray> parts = text.simplified().split(' ');
  if (parts.size() != 3) return std::nullopt;
  std::array<std::uint8_t, 3> colour{};
  for (std::size_t part = 0; part < 3; ++part) {
    bool ok = false;
    const double value = parts[static_cast<qsizetype>(part)].toDouble(&ok);
    if (!ok || !(value >= 0.0 && value <= 1.0)) return std::nullopt;
    colour[part] = static_cast<std::uint8_t>(std::lround(value * 255.0));
  }
  return Rgb{colour[0], colour[1], colour[2]};
}

/// The segments as 3D Slicer describes them. Before it wrote layers (5.0), each segment had one of its own,
/// in which it is 1.
std::vector<DescribedSegment> segmentsOf(const NrrdHeader& header, int layers) {
  std::vector<DescribedSegment> segments;
  for (const auto& [number, fields] : header.segments) {
    if (!fields.contains("ID") && !fields.contains("Name")) continue;
    DescribedSegment segment;
    bool hasLayer = false, hasValue = false;
    segment.layer = fields.value("Layer").toInt(&hasLayer);
    segment.value = fields.value("LabelValue").toInt(&hasValue);
    if (!hasLayer) segment.layer = layers > 1 ? number : 0;
    if (!hasValue) segment.value = layers > 1 ? 1 : number + 1;
    segment.name = unescaped(fields.value("Name"));
    segment.colour = colourOf(fields.value("Color"));
    if (segment.layer >= 0 && segment.layer < layers) segments.push_back(segment);
  }
  return segments;
}

/// Sizes and axes: three of them in space, and perhaps one of layers before or after them.
Result<void> readLattice(const NrrdHeader& header, ImageLayout& layout) {
  const auto& fields = header.fields;
  const auto refused = [](ErrorKind kind, const QString& message) { return Error{kind, message, {}}; };
  const QByteArray dimension = fields.value("dimension");
  if (dimension != "3" && dimension != "4")
    return refused(ErrorKind::NotSupported,
                   Texts::tr("A mask has three axes, or four with one of layers (overlapping segments); this "
                             "NRRD image has %1 (\"dimension\").")
                       .arg(QString::fromUtf8(dimension)));
  const qsizetype axes = dimension.toInt();

  const QByteArray sizes = fields.value("sizes").simplified();
  std::vector<int> sides;
  for (const QByteArray& text : sizes.split(' ')) {
    bool ok = false;
    const int side = text.toInt(&ok);
    if (ok && side >= 1 && side <= kMaximumSide) sides.push_back(side);
  }
  if (static_cast<qsizetype>(sides.size()) != axes || sizes.count(' ') != axes - 1)
    return refused(
        ErrorKind::Inconsistent,
        Texts::tr("\"sizes: %1\" is no size of an image: a whole number from 1 to %2 for each axis is.")
            .arg(QString::fromUtf8(sizes))
            .arg(kMaximumSide));

  const auto flips = toLps(fields.value("space"));
  const auto directions = vectorsOf(fields.value("spacedirections"));
  const auto origins = vectorsOf(fields.value("spaceorigin"));
  if (!flips || static_cast<qsizetype>(directions.size()) != axes || origins.size() != 1 || !origins.front())
    return refused(
        ErrorKind::Inconsistent,
        Texts::tr("The file does not say where its voxels lie in the patient: \"space\" (LPS, RAS or LAS), "
                  "\"space directions\" and \"space origin\" are needed; \"space\" is \"%1\".")
            .arg(QString::fromUtf8(fields.value("space"))));
  const QByteArray units = fields.value("spaceunits");
  const auto unit = nrrdMillimetres(units);
  if (!unit)
    return refused(ErrorKind::NotSupported,
                   Texts::tr("The unit of length of the image is not known (\"space units: %1\").")
                       .arg(QString::fromUtf8(units)));
  if (*unit != 1.0)
    layout.unit = Texts::tr("its unit of length is %1 (\"space units\")").arg(QString::fromUtf8(units));

  // The axis without a direction in space.
  if (axes == 4) {
    const auto without = std::ranges::count_if(directions, [](const auto& each) { return !each; });
    const bool isFirst = !directions.front();
    const QByteArray kind =
        fields.value("kinds").simplified().toLower().split(' ').value(isFirst ? 0 : axes - 1);
    const bool isLayers = kind.isEmpty() || kind == "list" || kind == "none" || kind == "???";
    if (without != 1 || (!isFirst && directions.back()) || !isLayers)
      return refused(ErrorKind::NotSupported,
                     Texts::tr("Of the four axes of a mask the first or the last counts layers (kind "
                               "\"list\", without a direction); here the kinds are \"%1\".")
                         .arg(QString::fromUtf8(fields.value("kinds"))));
    layout.layersComeFirst = isFirst;
    layout.layers = isFirst ? sides.front() : sides.back();
    if (layout.layers > kMaximumLayers)
      return refused(
          ErrorKind::NotSupported,
          Texts::tr("The mask has %1 layers; at most %2 are read.").arg(layout.layers).arg(kMaximumLayers));
  } else if (std::ranges::any_of(directions, [](const auto& each) { return !each; })) {
    return refused(ErrorKind::NotSupported, Texts::tr("A mask has three axes in space."));
  }
  const std::size_t first = axes == 4 && layout.layersComeFirst ? 1 : 0;
  Eigen::Vector3i size;
  Eigen::Matrix3d steps;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto column = static_cast<Eigen::Index>(axis);
    size[column] = sides[first + axis];
    steps.col(column) = directions[first + axis]->cwiseProduct(*flips) * *unit;
  }
  layout.lattice = FileLattice::create(size, steps, origins.front()->cwiseProduct(*flips) * *unit);
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
  const NrrdHeader header = readHeader(input);
  const auto& fields = header.fields;
  const bool isDetached = fields.contains("datafile");
  // Where the voxels are elsewhere, the header may end with its file.
  if (!header.hasEnd && (!isDetached || header.length >= kLongestHeader))
    return refused(ErrorKind::FileUnreadable, Texts::tr("The NRRD header has no end."));
  if (!header.twice.isEmpty())
    return refused(
        ErrorKind::Inconsistent,
        Texts::tr("The NRRD header has the field \"%1\" twice.").arg(QString::fromUtf8(header.twice)));

  ImageLayout layout;
  layout.dataFile = file;
  if (isDetached) {
    const QString data = QString::fromUtf8(fields.value("datafile"));
    layout.dataFile = detachedDataFile(file, data);
    if (layout.dataFile.isEmpty())
      return refused(
          ErrorKind::NotSupported,
          Texts::tr("The voxels are said to be in \"%1\" (\"data file\"); only one file in the folder of the "
                    "header, named without a path, is read.")
              .arg(data));
  }
  if (const auto read = readLattice(header, layout); !read)
    return refused(read.error().kind, read.error().message);

  const QByteArray type = fields.value("type").simplified().toLower();
  const auto number = nrrdNumberType(type);
  if (!number)
    return refused(
        ErrorKind::NotSupported,
        Texts::tr("The numbers of this image are of an unknown type (%1).").arg(QString::fromUtf8(type)));
  layout.type = *number;
  const QByteArray endian = fields.value("endian").toLower();
  layout.isBigEndian = endian == "big";
  const QByteArray encoding = fields.value("encoding").toLower();
  if (encoding == "gzip" || encoding == "gz")
    layout.encoding = Encoding::Deflated;
  else if (encoding == "ascii" || encoding == "text" || encoding == "txt")
    layout.encoding = Encoding::Text;
  else if (encoding != "raw")
    return refused(ErrorKind::NotSupported,
                   Texts::tr("The voxels are stored as \"encoding: %1\"; raw, gzip and ascii are read.")
                       .arg(QString::fromUtf8(encoding)));
  if (layout.encoding != Encoding::Text && bytesOf(layout.type) > 1 && endian != "little" && endian != "big")
    return refused(
        ErrorKind::Inconsistent,
        Texts::tr("The header does not say in which order the bytes of a number come (\"endian\")."));
  for (const char* skip : {"lineskip", "byteskip"})
    if (fields.value(skip, "0") != "0")
      return refused(ErrorKind::NotSupported,
                     Texts::tr("The NRRD header asks to skip bytes before the voxels, which is not done."));
  const qint64 begin = isDetached ? 0 : header.length;
  (layout.encoding == Encoding::Raw ? layout.dataOffset : layout.packedOffset) = begin;
  layout.segments = segmentsOf(header, layout.layers);
  return layout;
}

}  // namespace uptake::masks
