#include "annotation/journal/journal_stream.h"

namespace uptake::journal {

namespace {

/// 2³³ voxels: 2048 × 2048 × 2048.
constexpr double kMostVoxels = 8.6e9;

template <class Enum>
void getEnum(QDataStream& in, Enum& value, Enum last) {
  qint32 number = 0;
  in >> number;
  if (number < 0 || number > static_cast<qint32>(last))
    in.setStatus(QDataStream::ReadCorruptData);
  else
    value = static_cast<Enum>(number);
}

void putPoint(QDataStream& out, const Eigen::Vector3d& point) {
  out << point.x() << point.y() << point.z();
}

void getPoint(QDataStream& in, Eigen::Vector3d& point) {
  in >> point.x() >> point.y() >> point.z();
}

void putConcept(QDataStream& out, const CodedConcept& code) {
  out << code.value << code.scheme << code.meaning;
}

void getConcept(QDataStream& in, CodedConcept& code) {
  in >> code.value >> code.scheme >> code.meaning;
}

}  // namespace

void put(QDataStream& out, const Box& box) {
  out << box.sopInstanceUid << box.className << box.rect.xmin << box.rect.ymin << box.rect.xmax
      << box.rect.ymax << box.truncated << box.difficult << box.pose << box.fileObject;
}

void get(QDataStream& in, Box& box) {
  in >> box.sopInstanceUid >> box.className >> box.rect.xmin >> box.rect.ymin >> box.rect.xmax >>
      box.rect.ymax >> box.truncated >> box.difficult >> box.pose >> box.fileObject;
}

void put(QDataStream& out, const BoxLink& link) {
  out << static_cast<qint32>(link.tie);
  for (const BoxLink::End* end : {&link.first, &link.second})
    out << end->sopInstanceUid << end->className << end->rect.xmin << end->rect.ymin << end->rect.xmax
        << end->rect.ymax;
}

void get(QDataStream& in, BoxLink& link) {
  getEnum(in, link.tie, BoxTie::Apart);
  for (BoxLink::End* end : {&link.first, &link.second})
    in >> end->sopInstanceUid >> end->className >> end->rect.xmin >> end->rect.ymin >> end->rect.xmax >>
        end->rect.ymax;
}

void put(QDataStream& out, const Measurement& measurement) {
  out << static_cast<qint32>(measurement.kind) << measurement.frameOfReferenceUid << measurement.name
      << measurement.fileEntry << static_cast<quint32>(measurement.points.size());
  for (const Point& point : measurement.points) putPoint(out, point);
  putPoint(out, measurement.plane.origin);
  putPoint(out, measurement.plane.right);
  putPoint(out, measurement.plane.down);
}

void get(QDataStream& in, Measurement& measurement) {
  getEnum(in, measurement.kind, MeasurementKind::Sphere);
  quint32 points = 0;
  in >> measurement.frameOfReferenceUid >> measurement.name >> measurement.fileEntry >> points;
  for (quint32 i = 0; i < points && in.status() == QDataStream::Ok; ++i)
    getPoint(in, measurement.points.emplace_back(Point::Zero()));
  getPoint(in, measurement.plane.origin);
  getPoint(in, measurement.plane.right);
  getPoint(in, measurement.plane.down);
  if (in.status() == QDataStream::Ok && !measurementDefect(measurement).isEmpty())
    in.setStatus(QDataStream::ReadCorruptData);
}

void put(QDataStream& out, const Segment& segment) {
  out << segment.number << segment.label << segment.colour.red << segment.colour.green << segment.colour.blue
      << static_cast<qint32>(segment.algorithm) << segment.algorithmName << segment.trackingId
      << segment.trackingUid << segment.description;
  for (const CodedConcept* code : {&segment.category, &segment.type, &segment.typeModifier,
                                   &segment.anatomicRegion, &segment.anatomicRegionModifier})
    putConcept(out, *code);
}

void get(QDataStream& in, Segment& segment) {
  in >> segment.number >> segment.label >> segment.colour.red >> segment.colour.green >> segment.colour.blue;
  getEnum(in, segment.algorithm, SegmentAlgorithm::Automatic);
  in >> segment.algorithmName >> segment.trackingId >> segment.trackingUid >> segment.description;
  for (CodedConcept* code : {&segment.category, &segment.type, &segment.typeModifier, &segment.anatomicRegion,
                             &segment.anatomicRegionModifier})
    getConcept(in, *code);
  if (segment.number == 0) in.setStatus(QDataStream::ReadCorruptData);
}

void put(QDataStream& out, const JournalFileStamp& stamp) {
  out << stamp.path << stamp.size << stamp.hash;
}

void get(QDataStream& in, JournalFileStamp& stamp) {
  in >> stamp.path >> stamp.size >> stamp.hash;
}

void put(QDataStream& out, const SliceSource& slice) {
  out << slice.sopInstanceUid << slice.sopClassUid << slice.file << slice.frame;
}

void get(QDataStream& in, SliceSource& slice) {
  in >> slice.sopInstanceUid >> slice.sopClassUid >> slice.file >> slice.frame;
}

void put(QDataStream& out, const SeriesSource& source) {
  out << source.patientId << source.patientName << source.studyInstanceUid << source.seriesInstanceUid
      << source.frameOfReferenceUid << source.modality << source.seriesDescription << source.resampledFrom;
  putList(out, source.slices);
}

void get(QDataStream& in, SeriesSource& source) {
  in >> source.patientId >> source.patientName >> source.studyInstanceUid >> source.seriesInstanceUid >>
      source.frameOfReferenceUid >> source.modality >> source.seriesDescription >> source.resampledFrom;
  getList(in, source.slices);
}

void put(QDataStream& out, const MaskProvenance& provenance) {
  out << provenance.file << provenance.sopInstanceUid << provenance.seriesInstanceUid
      << provenance.predecessorUid << provenance.predecessorSeriesUid << provenance.contentCreatorName
      << provenance.seriesDescription << provenance.predecessorClassUid;
}

void get(QDataStream& in, MaskProvenance& provenance) {
  in >> provenance.file >> provenance.sopInstanceUid >> provenance.seriesInstanceUid >>
      provenance.predecessorUid >> provenance.predecessorSeriesUid >> provenance.contentCreatorName >>
      provenance.seriesDescription >> provenance.predecessorClassUid;
}

void get(QDataStream& in, QStringList& texts) {
  quint32 count = 0;
  in >> count;
  texts.clear();
  for (quint32 i = 0; i < count && in.status() == QDataStream::Ok; ++i) in >> texts.emplace_back();
}

void put(QDataStream& out, const JournalCase& about) {
  out << about.studyInstanceUid << about.patientId << about.patientName << about.studyDescription
      << about.openedPaths << about.annotationFolder;
  putList(out, about.files);
}

void get(QDataStream& in, JournalCase& about) {
  in >> about.studyInstanceUid >> about.patientId >> about.patientName >> about.studyDescription;
  get(in, about.openedPaths);
  in >> about.annotationFolder;
  getList(in, about.files);
}

void put(QDataStream& out, const ImageGrid& grid) {
  for (int axis = 0; axis < 3; ++axis) out << static_cast<qint32>(grid.size()[axis]);
  putPoint(out, grid.spacing());
  putPoint(out, grid.origin());
  for (int axis = 0; axis < 3; ++axis) putPoint(out, grid.directions().col(axis));
}

std::optional<ImageGrid> getGrid(QDataStream& in) {
  Eigen::Vector3i size;
  for (int axis = 0; axis < 3; ++axis) {
    qint32 number = 0;
    in >> number;
    size[axis] = number;
  }
  Eigen::Vector3d spacing;
  Point origin;
  Eigen::Matrix3d directions;
  getPoint(in, spacing);
  getPoint(in, origin);
  for (int axis = 0; axis < 3; ++axis) {
    Eigen::Vector3d column;
    getPoint(in, column);
    directions.col(axis) = column;
  }
  if (in.status() == QDataStream::Ok && size.cast<double>().prod() <= kMostVoxels)
    if (Result<ImageGrid> grid = ImageGrid::create(size, spacing, origin, directions)) return grid.take();
  in.setStatus(QDataStream::ReadCorruptData);
  return std::nullopt;
}

void put(QDataStream& out, const LesionDecision& decision) {
  out << decision.lesion.first << static_cast<qint32>(decision.lesion.second)
      << static_cast<qint32>(decision.kind) << decision.trackingUid << decision.madeLesion
      << decision.time.toSecsSinceEpoch();
  putPoint(out, decision.position);
}

void get(QDataStream& in, LesionDecision& decision) {
  qint32 component = 0;
  qint64 seconds = 0;
  in >> decision.lesion.first >> component;
  getEnum(in, decision.kind, DecisionKind::Intersected);
  in >> decision.trackingUid >> decision.madeLesion >> seconds;
  getPoint(in, decision.position);
  decision.lesion.second = component;
  decision.time = QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC);
}

void put(QDataStream& out, MaskId id) {
  out << static_cast<qint32>(id);
}

void get(QDataStream& in, MaskId& id) {
  qint32 number = 0;
  in >> number;
  id = static_cast<MaskId>(number);
}

}  // namespace uptake::journal
