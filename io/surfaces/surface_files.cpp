#include "io/surfaces/surface_files.h"

#include <QCoreApplication>
#include <QDataStream>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::SurfaceFiles)
};

constexpr char kUnits[] = "LPS coordinates (x left, y posterior, z head) in mm";

/// Numbers in the byte order of these formats, whatever the machine's.
void prepare(QDataStream& stream) {
  stream.setByteOrder(QDataStream::LittleEndian);
  stream.setFloatingPointPrecision(QDataStream::SinglePrecision);
}

void put(QDataStream& stream, const Eigen::Vector3f& vector) {
  stream << vector.x() << vector.y() << vector.z();
}

QByteArray stl(const SurfaceMesh& mesh) {
  QByteArray bytes;
  QDataStream stream(&bytes, QIODevice::WriteOnly);
  prepare(stream);
  // Not beginning with "solid": that is a text file's.
  stream.writeRawData(QByteArray("Uptake surface, ").append(kUnits).leftJustified(80, ' ').constData(), 80);
  stream << static_cast<quint32>(mesh.triangles.size());
  const auto at = [&mesh](std::int32_t point) { return mesh.points[static_cast<std::size_t>(point)]; };
  for (const auto& [a, b, c] : mesh.triangles) {
    const Eigen::Vector3f normal = (at(b) - at(a)).cross(at(c) - at(a));
    put(stream, normal.norm() > 0.0F ? Eigen::Vector3f(normal.normalized()) : normal);
    for (const std::int32_t point : {a, b, c}) put(stream, at(point));
    stream << quint16{0};
  }
  return bytes;
}

QByteArray ply(const NamedSurfaceMesh& surface) {
  const SurfaceMesh& mesh = *surface.mesh;
  // A comment is one line of ASCII.
  QString name = surface.name.simplified();
  for (QChar& letter : name)
    if (letter.unicode() > 126) letter = QLatin1Char('_');
  QByteArray bytes = "ply\nformat binary_little_endian 1.0\ncomment Uptake surface, ";
  bytes += kUnits;
  bytes += "\ncomment name " + name.toLatin1() + "\nelement vertex " +
           QByteArray::number(qint64(mesh.points.size()));
  for (const char* property : {"x", "y", "z", "nx", "ny", "nz"})
    bytes += QByteArray("\nproperty float ") + property;
  bytes += "\nelement face " + QByteArray::number(qint64(mesh.triangles.size())) +
           "\nproperty list uchar int vertex_indices\nend_header\n";
  QDataStream stream(&bytes, QIODevice::WriteOnly | QIODevice::Append);
  prepare(stream);
  for (std::size_t n = 0; n < mesh.points.size(); ++n) {
    put(stream, mesh.points[n]);
    put(stream, mesh.normals[n]);
  }
  for (const auto& triangle : mesh.triangles) {
    stream << quint8{3};
    for (const std::int32_t point : triangle) stream << qint32{point};
  }
  return bytes;
}

/// What a glTF file is made of.
struct GltfParts {
  QByteArray buffer;
  QJsonArray views, accessors, meshes, materials, nodes;
};

QJsonArray toJson(const Eigen::Vector3f& vector) {
  return {static_cast<double>(vector.x()), static_cast<double>(vector.y()), static_cast<double>(vector.z())};
}

/// glTF's colours are linear, those of screens sRGB (IEC 61966-2-1).
double linear(std::uint8_t value) {
  const double part = value / 255.0;
  return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
}

/// Adds a view of the buffer and an accessor to it; returns the accessor's number.
int addAccessor(GltfParts& parts, const QByteArray& bytes, int target, QJsonObject accessor) {
  constexpr int kAlignment = 4;
  while (parts.buffer.size() % kAlignment != 0) parts.buffer.append('\0');
  parts.views.append(QJsonObject{{QStringLiteral("buffer"), 0},
                                 {QStringLiteral("byteOffset"), parts.buffer.size()},
                                 {QStringLiteral("byteLength"), bytes.size()},
                                 {QStringLiteral("target"), target}});
  parts.buffer += bytes;
  accessor[QStringLiteral("bufferView")] = parts.views.size() - 1;
  parts.accessors.append(accessor);
  return static_cast<int>(parts.accessors.size()) - 1;
}

int addVectors(GltfParts& parts, const std::vector<Eigen::Vector3f>& vectors, bool withRange) {
  QByteArray bytes;
  QDataStream stream(&bytes, QIODevice::WriteOnly);
  prepare(stream);
  Eigen::Vector3f low = vectors.front();
  Eigen::Vector3f high = vectors.front();
  for (const Eigen::Vector3f& vector : vectors) {
    put(stream, vector);
    low = low.cwiseMin(vector);
    high = high.cwiseMax(vector);
  }
  QJsonObject accessor{{QStringLiteral("componentType"), 5126},  // float
                       {QStringLiteral("count"), static_cast<qint64>(vectors.size())},
                       {QStringLiteral("type"), QStringLiteral("VEC3")}};
  if (withRange) {
    accessor[QStringLiteral("min")] = toJson(low);
    accessor[QStringLiteral("max")] = toJson(high);
  }
  return addAccessor(parts, bytes, 34962, accessor);  // vertices
}

void addSurface(GltfParts& parts, const NamedSurfaceMesh& surface) {
  const SurfaceMesh& mesh = *surface.mesh;
  QByteArray corners;
  QDataStream stream(&corners, QIODevice::WriteOnly);
  prepare(stream);
  for (const auto& triangle : mesh.triangles)
    for (const std::int32_t point : triangle) stream << static_cast<quint32>(point);
  const int position = addVectors(parts, mesh.points, true);
  const int normal = addVectors(parts, mesh.normals, false);
  const int indices = addAccessor(parts, corners, 34963,  // indices
                                  {{QStringLiteral("componentType"), 5125},
                                   {QStringLiteral("count"), static_cast<qint64>(3 * mesh.triangles.size())},
                                   {QStringLiteral("type"), QStringLiteral("SCALAR")}});
  QJsonObject material{{QStringLiteral("name"), surface.name},
                       {QStringLiteral("pbrMetallicRoughness"),
                        QJsonObject{{QStringLiteral("baseColorFactor"),
                                     QJsonArray{linear(surface.colour.red), linear(surface.colour.green),
                                                linear(surface.colour.blue), surface.opacity}},
                                    {QStringLiteral("metallicFactor"), 0.0},
                                    {QStringLiteral("roughnessFactor"), 0.6}}}};
  if (surface.opacity < 1.0) material[QStringLiteral("alphaMode")] = QStringLiteral("BLEND");
  parts.materials.append(material);
  const QJsonObject primitive{
      {QStringLiteral("attributes"),
       QJsonObject{{QStringLiteral("POSITION"), position}, {QStringLiteral("NORMAL"), normal}}},
      {QStringLiteral("indices"), indices},
      {QStringLiteral("material"), parts.materials.size() - 1}};
  parts.meshes.append(QJsonObject{{QStringLiteral("name"), surface.name},
                                  {QStringLiteral("primitives"), QJsonArray{primitive}}});
  parts.nodes.append(
      QJsonObject{{QStringLiteral("name"), surface.name}, {QStringLiteral("mesh"), parts.meshes.size() - 1}});
}

QByteArray glb(const std::vector<NamedSurfaceMesh>& surfaces) {
  GltfParts parts;
  QJsonArray children;
  for (const NamedSurfaceMesh& surface : surfaces) {
    children.append(parts.nodes.size());
    addSurface(parts, surface);
  }
  // By columns: left stays left, head goes up, the front (−y) comes towards the viewer; mm become metres.
  constexpr double kMetre = 0.001;
  parts.nodes.append(QJsonObject{
      {QStringLiteral("name"), QStringLiteral("Patient")},
      {QStringLiteral("matrix"), QJsonArray{kMetre, 0, 0, 0, 0, 0, -kMetre, 0, 0, kMetre, 0, 0, 0, 0, 0, 1}},
      {QStringLiteral("children"), children}});
  const QJsonObject extras{{QStringLiteral("coordinates"), QStringLiteral("LPS")},
                           {QStringLiteral("units"), QStringLiteral("mm")},
                           {QStringLiteral("note"), QLatin1String(kUnits)}};
  while (parts.buffer.size() % 4 != 0) parts.buffer.append('\0');
  const QJsonObject root{
      {QStringLiteral("asset"), QJsonObject{{QStringLiteral("version"), QStringLiteral("2.0")},
                                            {QStringLiteral("generator"), QStringLiteral("Uptake")},
                                            {QStringLiteral("extras"), extras}}},
      {QStringLiteral("scene"), 0},
      {QStringLiteral("scenes"),
       QJsonArray{QJsonObject{{QStringLiteral("nodes"), QJsonArray{parts.nodes.size() - 1}}}}},
      {QStringLiteral("nodes"), parts.nodes},
      {QStringLiteral("meshes"), parts.meshes},
      {QStringLiteral("materials"), parts.materials},
      {QStringLiteral("accessors"), parts.accessors},
      {QStringLiteral("bufferViews"), parts.views},
      {QStringLiteral("buffers"),
       QJsonArray{QJsonObject{{QStringLiteral("byteLength"), parts.buffer.size()}}}}};
  QByteArray json = QJsonDocument(root).toJson(QJsonDocument::Compact);
  while (json.size() % 4 != 0) json.append(' ');
  QByteArray bytes;
  QDataStream stream(&bytes, QIODevice::WriteOnly);
  prepare(stream);
  constexpr quint32 kMagic = 0x46546C67;   // "glTF"
  constexpr quint32 kJson = 0x4E4F534A;    // "JSON"
  constexpr quint32 kBinary = 0x004E4942;  // "BIN"
  stream << kMagic << quint32{2} << static_cast<quint32>(12 + 8 + json.size() + 8 + parts.buffer.size());
  stream << static_cast<quint32>(json.size()) << kJson;
  stream.writeRawData(json.constData(), static_cast<int>(json.size()));
  stream << static_cast<quint32>(parts.buffer.size()) << kBinary;
  stream.writeRawData(parts.buffer.constData(), static_cast<int>(parts.buffer.size()));
  return bytes;
}

Result<void> writeWhole(const QString& path, const QByteArray& bytes) {
  QSaveFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
    return Error{ErrorKind::FileUnreadable, file.errorString(), path};
  return {};
}

/// What every file system takes.
QString fileName(const QString& name) {
  QString result;
  for (const QChar letter : name.simplified())
    result += letter.isLetterOrNumber() || letter == QLatin1Char('-') ? letter : QLatin1Char('_');
  return result.left(60);
}

}  // namespace

QString surfaceSuffix(SurfaceFormat format) {
  switch (format) {
    case SurfaceFormat::Stl:
      return QStringLiteral("stl");
    case SurfaceFormat::Ply:
      return QStringLiteral("ply");
    case SurfaceFormat::Gltf:
      return QStringLiteral("glb");
  }
  return {};
}

QStringList surfaceFiles(const QString& file, SurfaceFormat format,
                         const std::vector<NamedSurfaceMesh>& surfaces) {
  const QString suffix = QLatin1Char('.') + surfaceSuffix(format);
  const QString base = file.endsWith(suffix, Qt::CaseInsensitive) ? file.chopped(suffix.size()) : file;
  if (format == SurfaceFormat::Gltf || surfaces.size() < 2) return {base + suffix};
  QStringList files;
  for (const NamedSurfaceMesh& surface : surfaces)
    files.append(QStringLiteral("%1-%2-%3%4")
                     .arg(base)
                     .arg(files.size() + 1, 2, 10, QLatin1Char('0'))
                     .arg(fileName(surface.name), suffix));
  return files;
}

Result<QStringList> writeSurfaces(const QString& file, SurfaceFormat format,
                                  const std::vector<NamedSurfaceMesh>& surfaces, const JobControl& control) {
  if (surfaces.empty())
    return Error{ErrorKind::NotSupported, Texts::tr("No lesion is shown of which there is a surface."), file};
  const QStringList files = surfaceFiles(file, format, surfaces);
  for (qsizetype n = 0; n < files.size(); ++n) {
    if (control.isCancelled()) return JobControl::cancelledError();
    const NamedSurfaceMesh& surface = surfaces[static_cast<std::size_t>(n)];
    const QByteArray bytes = format == SurfaceFormat::Gltf  ? glb(surfaces)
                             : format == SurfaceFormat::Stl ? stl(*surface.mesh)
                                                            : ply(surface);
    if (const Result<void> written = writeWhole(files[n], bytes); !written) return written.error();
  }
  return files;
}

}  // namespace uptake
