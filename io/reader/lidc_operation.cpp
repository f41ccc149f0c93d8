#include "io/lidc/lidc_file_p.h"
#include "io/reader/envelope_p.h"

// Both ends: what a reader does with a file of LIDC's readings, and the public function, which asks a reader.

namespace uptake {

namespace {

using namespace reader;

void putContour(QDataStream& out, const LidcContour& contour) {
  put(out, contour.sopInstanceUid);
  put(out, contour.z);
  put(out, contour.isIncluded);
  put(out, static_cast<int>(contour.points.size()));
  for (const Eigen::Vector2i& point : contour.points) out << qint32{point.x()} << qint32{point.y()};
}

LidcContour getContour(QDataStream& in) {
  LidcContour contour;
  get(in, contour.sopInstanceUid);
  get(in, contour.z);
  get(in, contour.isIncluded);
  int count = 0;
  get(in, count);
  for (int n = 0; n < count && in.status() == QDataStream::Ok; ++n) {
    qint32 x = 0;
    qint32 y = 0;
    in >> x >> y;
    contour.points.emplace_back(x, y);
  }
  // The reader may have been taken over by the file: a contour without a point is none.
  constexpr int kFurthest = 65535;
  const auto isOutside = [](int value) { return value < 0 || value > kFurthest; };
  for (const Eigen::Vector2i& point : contour.points)
    if (isOutside(point.x()) || isOutside(point.y())) in.setStatus(QDataStream::ReadCorruptData);
  if (contour.points.empty()) in.setStatus(QDataStream::ReadCorruptData);
  return contour;
}

void putReading(QDataStream& out, const LidcReading& reading) {
  put(out, static_cast<int>(reading.nodules.size()));
  for (const LidcNodule& nodule : reading.nodules) {
    put(out, nodule.id);
    put(out, static_cast<int>(nodule.characteristics.size()));
    for (const auto& [name, value] : nodule.characteristics) {
      put(out, name);
      put(out, value);
    }
    put(out, static_cast<int>(nodule.contours.size()));
    for (const LidcContour& contour : nodule.contours) putContour(out, contour);
  }
  put(out, static_cast<int>(reading.spots.size()));
  for (const LidcSpot& spot : reading.spots) {
    put(out, spot.id);
    putContour(out, spot.place);
  }
}

/// Calls `read()` as often as the stream says, as long as it is sound.
template <class Read>
void readList(QDataStream& in, Read read) {
  int count = 0;
  get(in, count);
  for (int n = 0; n < count && in.status() == QDataStream::Ok; ++n) read();
}

LidcReading getReading(QDataStream& in) {
  LidcReading reading;
  readList(in, [&] {
    LidcNodule& nodule = reading.nodules.emplace_back();
    get(in, nodule.id);
    readList(in, [&] {
      QString name;
      get(in, name);
      get(in, nodule.characteristics[name]);
    });
    readList(in, [&] { nodule.contours.push_back(getContour(in)); });
  });
  readList(in, [&] {
    LidcSpot& spot = reading.spots.emplace_back();
    get(in, spot.id);
    spot.place = getContour(in);
  });
  return reading;
}

}  // namespace

MaskAnswer reader::handleLidc(QDataStream& in) {
  QString file;
  get(in, file);
  const auto read = in_process::readLidc(file);
  const QByteArray bytes = bytesOf([&](QDataStream& out) {
    putOutcome(out, read);
    if (!read) return;
    put(out, read->seriesInstanceUid);
    put(out, read->studyInstanceUid);
    put(out, read->warnings);
    put(out, static_cast<int>(read->readings.size()));
    for (const LidcReading& reading : read->readings) putReading(out, reading);
  });
  return {bytes, bytes.size() > 8 * 1024 * 1024};
}

Result<LidcFile> readLidc(const QString& file, const JobControl& control) {
  const auto content =
      askReader(requestOf(Operation::Lidc, [&](QDataStream& out) { put(out, file); }), file, control);
  if (!content) return content.error();
  QDataStream in(*content);
  in.setVersion(kStreamVersion);
  if (const auto failure = takeFailure(in)) return *failure;
  LidcFile read;
  get(in, read.seriesInstanceUid);
  get(in, read.studyInstanceUid);
  get(in, read.warnings);
  readList(in, [&] { read.readings.push_back(getReading(in)); });
  if (in.status() != QDataStream::Ok) return invalidAnswer(file);
  return read;
}

}  // namespace uptake
