#include "io/seg/mask_stream_p.h"

#include <QCoreApplication>

#include <bit>
#include <optional>
#include <type_traits>

namespace uptake {

namespace {

constexpr quint32 kMaskMark = 0x554d4b31;       // "UMK1"
constexpr quint32 kReferenceMark = 0x55535231;  // "USR1"
constexpr qint32 kNoMoreSlices = -1;
constexpr QLatin1Char kSeparator('\\');  // as between values in DICOM

Error damaged(const char* what) {
  return {ErrorKind::Inconsistent,
          QCoreApplication::translate("uptake::Seg", "A mask that was handed over is damaged (%1).")
              .arg(QLatin1String(what)),
          {}};
}

// As bits, whatever precision the stream is set to.
void putDouble(QDataStream& stream, double value) {
  stream << std::bit_cast<quint64>(value);
}

double number(QDataStream& stream) {
  quint64 bits = 0;
  stream >> bits;
  return std::bit_cast<double>(bits);
}

bool fine(const QDataStream& stream) {
  return stream.status() == QDataStream::Ok;
}

/// The texts of a struct in one order, for both directions.
template <class Concept, class Visit>
void eachText(Concept& code,
              Visit visit) requires std::is_same_v<std::remove_const_t<Concept>, CodedConcept> {
  for (auto* text : {&code.value, &code.scheme, &code.meaning}) visit(*text);
}

template <class Each, class Visit>
void eachText(Each& provenance,
              Visit visit) requires std::is_same_v<std::remove_const_t<Each>, MaskProvenance> {
  for (auto* text :
       {&provenance.file, &provenance.sopInstanceUid, &provenance.seriesInstanceUid,
        &provenance.predecessorUid, &provenance.predecessorSeriesUid, &provenance.contentCreatorName,
        &provenance.seriesDescription, &provenance.predecessorClassUid})
    visit(*text);
}

template <class Each, class Visit>
void eachText(Each& source, Visit visit) requires std::is_same_v<std::remove_const_t<Each>, SeriesSource> {
  for (auto* text :
       {&source.patientId, &source.patientName, &source.studyInstanceUid, &source.seriesInstanceUid,
        &source.frameOfReferenceUid, &source.modality, &source.seriesDescription, &source.resampledFrom})
    visit(*text);
}

template <class Each, class Visit>
void eachText(Each& reference, Visit visit) requires std::is_same_v<std::remove_const_t<Each>, SegReference> {
  for (auto* text :
       {&reference.sopInstanceUid, &reference.seriesInstanceUid, &reference.studyInstanceUid,
        &reference.sourceSeriesUid, &reference.sourceInstanceUid, &reference.frameOfReferenceUid,
        &reference.predecessorUid, &reference.predecessorSeriesUid, &reference.predecessorClassUid})
    visit(*text);
}

template <class Each>
void putTexts(QDataStream& stream, const Each& each) {
  eachText(each, [&](const QString& text) { stream << text; });
}

template <class Each>
void takeTexts(QDataStream& stream, Each& each) {
  eachText(each, [&](QString& text) { stream >> text; });
}

}  // namespace

void writeGrid(QDataStream& stream, const ImageGrid& grid) {
  for (int axis = 0; axis < 3; ++axis) {
    stream << qint32{grid.size()[axis]};
    putDouble(stream, grid.spacing()[axis]);
    putDouble(stream, grid.origin()[axis]);
    for (int row = 0; row < 3; ++row) putDouble(stream, grid.directions()(row, axis));
  }
}

Result<ImageGrid> readGrid(QDataStream& stream) {
  Eigen::Vector3i size;
  Eigen::Vector3d spacing;
  Point origin;
  Eigen::Matrix3d directions;
  for (int axis = 0; axis < 3; ++axis) {
    qint32 count = 0;
    stream >> count;
    size[axis] = count;
    spacing[axis] = number(stream);
    origin[axis] = number(stream);
    for (int row = 0; row < 3; ++row) directions(row, axis) = number(stream);
  }
  if (!fine(stream)) return damaged("grid");
  return ImageGrid::create(size, spacing, origin, directions);
}

void writeSource(QDataStream& stream, const SeriesSource& source) {
  putTexts(stream, source);
  stream << static_cast<quint32>(source.slices.size());
  for (const SliceSource& slice : source.slices)
    stream << slice.sopInstanceUid << slice.sopClassUid << slice.file << qint32{slice.frame};
}

SeriesSource readSource(QDataStream& stream) {
  SeriesSource source;
  takeTexts(stream, source);
  quint32 count = 0;
  stream >> count;
  for (quint32 i = 0; i < count && fine(stream); ++i) {
    SliceSource slice;
    qint32 frame = 0;
    stream >> slice.sopInstanceUid >> slice.sopClassUid >> slice.file >> frame;
    slice.frame = frame;
    source.slices.push_back(std::move(slice));
  }
  return source;
}

void writeProvenance(QDataStream& stream, const MaskProvenance& provenance) {
  putTexts(stream, provenance);
}

MaskProvenance readProvenance(QDataStream& stream) {
  MaskProvenance provenance;
  takeTexts(stream, provenance);
  return provenance;
}

namespace {

void putSegment(QDataStream& stream, const Segment& segment) {
  stream << segment.number << segment.label << segment.colour.red << segment.colour.green
         << segment.colour.blue << static_cast<quint8>(segment.algorithm) << segment.algorithmName;
  for (const CodedConcept* code : {&segment.category, &segment.type, &segment.typeModifier,
                                   &segment.anatomicRegion, &segment.anatomicRegionModifier})
    putTexts(stream, *code);
  stream << segment.trackingId << segment.trackingUid << segment.description;
}

std::optional<Segment> takeSegment(QDataStream& stream) {
  Segment segment;
  quint8 algorithm = 0;
  stream >> segment.number >> segment.label >> segment.colour.red >> segment.colour.green >>
      segment.colour.blue >> algorithm >> segment.algorithmName;
  for (CodedConcept* code : {&segment.category, &segment.type, &segment.typeModifier, &segment.anatomicRegion,
                             &segment.anatomicRegionModifier})
    takeTexts(stream, *code);
  stream >> segment.trackingId >> segment.trackingUid >> segment.description;
  if (!fine(stream) || segment.number < 1 || algorithm > static_cast<quint8>(SegmentAlgorithm::Automatic))
    return {};
  segment.algorithm = static_cast<SegmentAlgorithm>(algorithm);
  return segment;
}

void putLabels(QDataStream& stream, const LabelMap& labels) {
  for (int k = 0; k < labels.grid().size().z(); ++k) {
    const SliceRuns runs = labels.runs(k);
    if (runs.empty()) continue;
    const std::ptrdiff_t offset = labels.grid().offset(0, 0, k);
    stream << qint32{k};
    for (const LabelRun& run : runs)
      stream << run.label << static_cast<quint32>(run.first - offset) << static_cast<quint32>(run.length);
    stream << Label{0};  // ends the slice
  }
  stream << kNoMoreSlices;
}

bool takeLabels(QDataStream& stream, LabelMap& labels) {
  const std::ptrdiff_t perSlice = labels.grid().sliceVoxelCount();
  qint32 previous = -1;
  for (;;) {
    qint32 k = 0;
    stream >> k;
    if (!fine(stream)) return false;
    if (k == kNoMoreSlices) return true;
    if (k <= previous || k >= labels.grid().size().z()) return false;
    previous = k;
    const std::ptrdiff_t offset = labels.grid().offset(0, 0, k);
    for (std::ptrdiff_t done = 0;;) {
      Label label = 0;
      stream >> label;
      if (!fine(stream)) return false;
      if (label == 0) break;
      quint32 first = 0;
      quint32 length = 0;
      stream >> first >> length;
      if (!fine(stream) || length == 0 || first < done || std::ptrdiff_t{first} + length > perSlice)
        return false;
      labels.fill(offset + first, length, label);
      done = std::ptrdiff_t{first} + length;
    }
  }
}

}  // namespace

void writeMaskLayer(QDataStream& stream, const MaskLayer& layer) {
  stream << kMaskMark << static_cast<qint32>(layer.id) << layer.name;
  writeGrid(stream, layer.labels.grid());
  stream << static_cast<quint32>(layer.segments.size());
  for (const Segment& segment : layer.segments) putSegment(stream, segment);
  writeSource(stream, layer.source);
  putTexts(stream, layer.provenance);
  stream << static_cast<quint32>(layer.warnings.size());
  for (const QString& warning : layer.warnings) stream << warning;
  putLabels(stream, layer.labels);
}

Result<std::unique_ptr<MaskLayer>> readMaskLayer(QDataStream& stream) {
  quint32 mark = 0;
  qint32 id = 0;
  QString name;
  stream >> mark >> id >> name;
  if (!fine(stream) || mark != kMaskMark) return damaged("start");
  const Result<ImageGrid> grid = readGrid(stream);
  if (!grid) return grid.error();

  // Counts are never reserved for: a damaged one ends with the bytes, not with the memory.
  quint32 count = 0;
  std::vector<Segment> segments;
  stream >> count;
  for (quint32 i = 0; i < count; ++i) {
    auto segment = takeSegment(stream);
    if (!segment || (!segments.empty() && segment->number <= segments.back().number))
      return damaged("segments");
    segments.push_back(std::move(*segment));
  }
  SeriesSource source = readSource(stream);
  MaskProvenance provenance = readProvenance(stream);
  QStringList warnings;
  stream >> count;
  for (quint32 i = 0; i < count && fine(stream); ++i) {
    QString warning;
    stream >> warning;
    warnings.append(warning);
  }
  if (!fine(stream)) return damaged("texts");
  Result<LabelMap> labels = LabelMap::create(*grid);
  if (!labels) return labels.error();
  if (!takeLabels(stream, *labels)) return damaged("labels");
  return std::make_unique<MaskLayer>(MaskLayer{static_cast<MaskId>(id), name, labels.take(),
                                               std::move(segments), std::move(source), std::move(provenance),
                                               std::move(warnings)});
}

void writeSegReference(QDataStream& stream, const SegReference& reference) {
  stream << kReferenceMark;
  putTexts(stream, reference);
  for (const QStringList* uids : {&reference.furtherSeries, &reference.furtherFrames})
    stream << uids->join(kSeparator);
}

Result<SegReference> readSegReference(QDataStream& stream) {
  quint32 mark = 0;
  stream >> mark;
  SegReference reference;
  takeTexts(stream, reference);
  for (QStringList* uids : {&reference.furtherSeries, &reference.furtherFrames}) {
    QString joined;
    stream >> joined;
    *uids = joined.split(kSeparator, Qt::SkipEmptyParts);
  }
  if (!fine(stream) || mark != kReferenceMark) return damaged("reference");
  return reference;
}

}  // namespace uptake
