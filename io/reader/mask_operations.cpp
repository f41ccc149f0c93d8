#include "io/reader/envelope_p.h"
#include "io/reader/in_process_p.h"
#include "io/seg/mask_stream_p.h"

#include <QFileInfo>

#include <algorithm>

// Both ends of the operations on masks: what a reader does, and the public functions, which ask a reader.

namespace uptake {

namespace {

using namespace reader;

using MaskLayers = std::vector<std::unique_ptr<MaskLayer>>;

void putDeidentification(QDataStream& out, const std::optional<Deidentification>& deidentification) {
  put(out, deidentification.has_value());
  if (!deidentification) return;
  put(out, deidentification->patientId);
  put(out, deidentification->uidKey);
  put(out, deidentification->keepUids);
}

void getDeidentification(QDataStream& in, std::optional<Deidentification>& deidentification) {
  bool there = false;
  get(in, there);
  if (!there) return;
  deidentification.emplace();
  get(in, deidentification->patientId);
  get(in, deidentification->uidKey);
  get(in, deidentification->keepUids);
}

void putGrid(QDataStream& out, const std::optional<ImageGrid>& grid) {
  put(out, grid.has_value());
  if (grid) writeGrid(out, *grid);
}

std::optional<ImageGrid> getGrid(QDataStream& in) {
  bool there = false;
  get(in, there);
  if (!there) return std::nullopt;
  const Result<ImageGrid> grid = readGrid(in);
  if (!grid) in.setStatus(QDataStream::ReadCorruptData);
  return grid ? std::optional<ImageGrid>(*grid) : std::nullopt;
}

/// As much of a series as placing a mask on it takes.
void putSeries(QDataStream& out, const SeriesEntry* series) {
  put(out, series != nullptr);
  if (series == nullptr) return;
  writeSource(out, series->source);
  putGrid(out, series->grid);
  put(out, series->refusal);
}

std::optional<SeriesEntry> getSeries(QDataStream& in) {
  bool there = false;
  get(in, there);
  if (!there) return std::nullopt;
  SeriesEntry series;
  series.source = readSource(in);
  series.grid = getGrid(in);
  get(in, series.refusal);
  return series;
}

void putLayers(QDataStream& out, const Result<MaskLayers>& layers) {
  putOutcome(out, layers);
  if (!layers) return;
  put(out, static_cast<int>(layers->size()));
  for (const auto& layer : *layers) writeMaskLayer(out, *layer);
}

Result<MaskLayers> getLayers(const Result<QByteArray>& content, const QString& file) {
  if (!content) return content.error();
  QDataStream in(*content);
  in.setVersion(kStreamVersion);
  if (const auto failure = takeFailure(in)) return *failure;
  int count = 0;
  get(in, count);
  MaskLayers layers;
  for (int i = 0; i < count; ++i) {
    auto layer = readMaskLayer(in);
    if (!layer) return Error{layer.error().kind, layer.error().message, file};
    layers.push_back(layer.take());
  }
  if (in.status() != QDataStream::Ok || layers.empty()) return invalidAnswer(file);
  return layers;
}

void putReference(QDataStream& out, const Result<SegReference>& reference) {
  putOutcome(out, reference);
  if (reference) writeSegReference(out, *reference);
}

Result<SegReference> askForReference(Operation operation, const QString& file) {
  const JobControl control;
  const auto content =
      askReader(requestOf(operation, [&](QDataStream& out) { put(out, file); }), file, control);
  if (!content) return content.error();
  QDataStream in(*content);
  in.setVersion(kStreamVersion);
  if (const auto failure = takeFailure(in)) return *failure;
  return readSegReference(in);
}

/// Labels travel as masks, of which the first has the segments that the file describes.
MaskLayers asLayers(LabelImage image) {
  MaskLayers layers;
  const auto add = [&](LabelMap labels) {
    layers.push_back(std::make_unique<MaskLayer>(
        MaskLayer{MaskId::None, {}, std::move(labels), {}, SeriesSource(), {}, {}}));
  };
  add(std::move(image.labels));
  for (LabelMap& labels : image.overlapping) add(std::move(labels));
  layers.front()->segments = std::move(image.segments);
  layers.front()->warnings = std::move(image.warnings);
  return layers;
}

Result<LabelImage> askForLabels(const QString& file, const ImageGrid* grid, const JobControl& control) {
  const auto request = requestOf(Operation::LabelImage, [&](QDataStream& out) {
    put(out, file);
    putGrid(out, grid ? std::optional<ImageGrid>(*grid) : std::nullopt);
  });
  auto layers = getLayers(askReader(request, file, control), file);
  if (!layers) return layers.error();
  MaskLayer& first = *layers->front();
  LabelImage image{std::move(first.labels), first.warnings, std::move(first.segments)};
  for (std::size_t layer = 1; layer < layers->size(); ++layer)
    image.overlapping.push_back(std::move((*layers)[layer]->labels));
  return image;
}

QByteArray doWriteSeg(QDataStream& in, const QString& file, JobControl& control) {
  std::optional<Deidentification> deidentification;
  getDeidentification(in, deidentification);
  const auto layer = readMaskLayer(in);
  const Result<SegWritten> written = layer ? in_process::writeSeg(**layer, file, control, deidentification)
                                           : Result<SegWritten>(layer.error());
  return bytesOf([&](QDataStream& out) {
    putOutcome(out, written);
    if (!written) return;
    writeProvenance(out, written->provenance);
    put(out, written->frames);
    put(out, static_cast<int>(written->renumbered.size()));
    for (const auto& [from, to] : written->renumbered) out << from << to;
    put(out, written->leftOut);
  });
}

QByteArray doFindGrid(QDataStream& in, const QString& file) {
  int count = 0;
  get(in, count);
  std::vector<ImageGrid> grids;
  for (int i = 0; i < count && in.status() == QDataStream::Ok; ++i)
    if (const auto grid = getGrid(in)) grids.push_back(*grid);
  const auto found = in_process::findLabelImageGrid(file, grids);
  return bytesOf([&](QDataStream& out) {
    putOutcome(out, found);
    if (found) put(out, *found ? static_cast<int>(**found) : -1);
  });
}

QByteArray doReadLabels(QDataStream& in, const QString& file, JobControl& control) {
  const auto grid = getGrid(in);
  auto image = grid ? in_process::readLabelImage(file, *grid, control) : in_process::readLabelImage(file);
  return bytesOf([&](QDataStream& out) {
    putLayers(out, image ? Result<MaskLayers>(asLayers(image.take())) : Result<MaskLayers>(image.error()));
  });
}

QByteArray doReadSeg(QDataStream& in, const QString& file, JobControl& control) {
  int offGrid = 0;
  get(in, offGrid);
  const auto series = getSeries(in);
  const auto layers =
      in_process::readSeg(file, series ? &*series : nullptr, control, static_cast<OffGrid>(offGrid));
  return bytesOf([&](QDataStream& out) { putLayers(out, layers); });
}

QByteArray doReadStructureSet(QDataStream& in, const QString& file, JobControl& control) {
  const auto series = getSeries(in);
  QStringList framesElsewhere;
  get(in, framesElsewhere);
  const auto layers =
      in_process::readStructureSet(file, series.value_or(SeriesEntry()), control, framesElsewhere);
  return bytesOf([&](QDataStream& out) { putLayers(out, layers); });
}

}  // namespace

namespace reader {

MaskAnswer handleMask(Operation operation, QDataStream& in) {
  constexpr qint64 kLarge = 8 * 1024 * 1024;
  QString file;
  get(in, file);
  JobControl control;
  QByteArray bytes;
  switch (operation) {
    case Operation::SegReference:
      bytes = bytesOf([&](QDataStream& out) { putReference(out, in_process::readSegReference(file)); });
      break;
    case Operation::StructureSetReference:
      bytes =
          bytesOf([&](QDataStream& out) { putReference(out, in_process::readStructureSetReference(file)); });
      break;
    case Operation::Seg:
      bytes = doReadSeg(in, file, control);
      break;
    case Operation::StructureSet:
      bytes = doReadStructureSet(in, file, control);
      break;
    case Operation::LabelImage:
      bytes = doReadLabels(in, file, control);
      break;
    case Operation::LabelImageGrid:
      bytes = doFindGrid(in, file);
      break;
    case Operation::WriteSeg:
      bytes = doWriteSeg(in, file, control);
      break;
    default:
      break;
  }
  return {bytes, bytes.size() > kLarge || QFileInfo(file).size() > kLarge};
}

}  // namespace reader

Result<SegReference> readSegReference(const QString& file) {
  return askForReference(Operation::SegReference, file);
}

Result<SegReference> readStructureSetReference(const QString& file) {
  return askForReference(Operation::StructureSetReference, file);
}

Result<MaskLayers> readSeg(const QString& file, const SeriesEntry* source, JobControl& control,
                           OffGrid offGrid) {
  const auto request = requestOf(Operation::Seg, [&](QDataStream& out) {
    put(out, file);
    put(out, static_cast<int>(offGrid));
    putSeries(out, source);
  });
  return getLayers(askReader(request, file, control), file);
}

Result<MaskLayers> readStructureSet(const QString& file, const SeriesEntry& source, JobControl& control,
                                    const QStringList& framesElsewhere) {
  const auto request = requestOf(Operation::StructureSet, [&](QDataStream& out) {
    put(out, file);
    putSeries(out, &source);
    put(out, framesElsewhere);
  });
  return getLayers(askReader(request, file, control), file);
}

Result<LabelImage> readLabelImage(const QString& file) {
  const JobControl control;
  return askForLabels(file, nullptr, control);
}

Result<LabelImage> readLabelImage(const QString& file, const ImageGrid& grid, JobControl& control) {
  return askForLabels(file, &grid, control);
}

Result<std::optional<std::size_t>> findLabelImageGrid(const QString& file, std::span<const ImageGrid> grids) {
  const auto request = requestOf(Operation::LabelImageGrid, [&](QDataStream& out) {
    put(out, file);
    put(out, static_cast<int>(grids.size()));
    for (const ImageGrid& grid : grids) putGrid(out, grid);
  });
  const JobControl control;
  const auto content = askReader(request, file, control);
  if (!content) return content.error();
  QDataStream in(*content);
  in.setVersion(kStreamVersion);
  if (const auto failure = takeFailure(in)) return *failure;
  int found = -1;
  get(in, found);
  if (in.status() != QDataStream::Ok || found >= static_cast<int>(grids.size())) return invalidAnswer(file);
  return found < 0 ? std::optional<std::size_t>()
                   : std::optional<std::size_t>(static_cast<std::size_t>(found));
}

Result<SegWritten> writeSeg(const MaskLayer& layer, const QString& file, JobControl& control,
                            const std::optional<Deidentification>& deidentification) {
  // The writer reads the headers of the source images.
  const auto request = requestOf(Operation::WriteSeg, [&](QDataStream& out) {
    put(out, file);
    putDeidentification(out, deidentification);
    writeMaskLayer(out, layer);
  });
  const auto content = askReader(request, file, control);
  if (!content) return content.error();
  QDataStream in(*content);
  in.setVersion(kStreamVersion);
  if (const auto failure = takeFailure(in)) return *failure;
  SegWritten written;
  written.provenance = readProvenance(in);
  get(in, written.frames);
  int renumbered = 0;
  get(in, renumbered);
  for (int i = 0; i < renumbered && in.status() == QDataStream::Ok; ++i) {
    std::pair<Label, Label> pair;
    in >> pair.first >> pair.second;
    written.renumbered.push_back(pair);
  }
  get(in, written.leftOut);
  if (in.status() != QDataStream::Ok) return invalidAnswer(file);
  return written;
}

}  // namespace uptake
