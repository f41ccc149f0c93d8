#include "annotation/journal/journal_reader.h"

#include "annotation/journal/journal_format_p.h"
#include "annotation/journal/journal_stream_p.h"
#include "annotation/packing/packed_labels.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>

namespace uptake {

using namespace journal;

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::JournalReader)
};

QDataStream& versioned(QDataStream& in) {
  in.setVersion(kStreamVersion);
  return in;
}

QDateTime timeOf(qint64 milliseconds) {
  return QDateTime::fromMSecsSinceEpoch(milliseconds, Qt::UTC);
}

void warnOnce(JournalState& state, const QString& warning) {
  if (!state.warnings.contains(warning)) state.warnings.append(warning);
}

Result<void> readHeader(const Record& record, const QString& path, JournalState& state) {
  const auto failed = [&](ErrorKind kind, const QString& message) { return Error{kind, message, path}; };
  if (record.type != static_cast<quint16>(RecordType::Header))
    return failed(ErrorKind::FileUnreadable, Texts::tr("The file is no journal of Uptake."));
  QDataStream in(record.payload);
  versioned(in);
  qint32 format = 0;
  qint64 started = 0;
  in >> format >> state.programVersion >> started;
  if (format != kFormatVersion || record.version != kHeaderVersion)
    return failed(ErrorKind::NotSupported,
                  Texts::tr("The journal was written by version %1 of the program, in another format.")
                      .arg(state.programVersion));
  state.started = timeOf(started);
  get(in, state.about);
  getList(in, state.base);
  if (in.status() != QDataStream::Ok)
    return failed(ErrorKind::FileUnreadable, Texts::tr("The header of the journal is damaged."));
  return {};
}

struct Reading {
  JournalState& state;
  JournalDepth depth;
};

void getBoxes(QDataStream& in, JournalState& state) {
  QString image;
  JournalBoxes boxes;
  in >> image >> boxes.originalHash;
  getList(in, boxes.boxes);
  if (in.status() == QDataStream::Ok) state.boxes[image] = std::move(boxes);
}

void getMeasurements(QDataStream& in, JournalState& state) {
  JournalMeasurements read;
  in >> read.originalHash;
  getList(in, read.measurements);
  if (in.status() == QDataStream::Ok) state.measurements = std::move(read);
}

void getBoxLinks(QDataStream& in, JournalState& state) {
  std::vector<BoxLink> links;
  getList(in, links);
  if (in.status() == QDataStream::Ok) state.boxLinks = std::move(links);
}

void getPredictions(QDataStream& in, JournalState& state) {
  quint32 count = 0;
  in >> count;
  std::map<MaskId, PredictionOrigin> predictions;
  for (quint32 n = 0; n < count && in.status() == QDataStream::Ok; ++n) {
    MaskId id = MaskId::None;
    PredictionOrigin origin;
    get(in, id);
    in >> origin.id >> origin.file;
    predictions[id] = origin;
  }
  if (in.status() == QDataStream::Ok) state.predictions = std::move(predictions);
}

void getDecisions(QDataStream& in, JournalState& state) {
  std::vector<LesionDecision> decisions;
  getList(in, decisions);
  if (in.status() == QDataStream::Ok) state.decisions = std::move(decisions);
}

void getSliceClasses(QDataStream& in, JournalState& state) {
  QStringList classes;
  in >> classes;
  if (in.status() == QDataStream::Ok) state.sliceClasses = std::move(classes);
}

void getMaskList(QDataStream& in, JournalState& state) {
  std::vector<MaskId> masks;
  getList(in, masks);
  if (in.status() != QDataStream::Ok) return;
  state.masks = std::move(masks);
  state.masksListed = true;
}

/// A piece of labels, onto those that the mask has.
void getPiece(QDataStream& in, JournalMask& mask) {
  IndexBox region;
  for (int axis = 0; axis < 3; ++axis) {
    qint32 first = 0;
    qint32 last = 0;
    in >> first >> last;
    region.first[axis] = first;
    region.last[axis] = last;
  }
  QByteArray packed;
  in >> packed;
  if (in.status() != QDataStream::Ok) return;
  if (!mask.labels || !unpackLabels(packed, region, *mask.labels)) in.setStatus(QDataStream::ReadCorruptData);
}

void getMask(QDataStream& in, Reading reading) {
  MaskId id = MaskId::None;
  bool whole = false;
  get(in, id);
  in >> whole;
  auto& touched = reading.state.touched;
  const auto known = touched.find(id);
  if (in.status() != QDataStream::Ok || (!whole && known == touched.end()))
    return in.setStatus(QDataStream::ReadCorruptData);
  JournalMask mask;
  if (!whole) mask = std::move(known->second);
  std::optional<ImageGrid> grid;
  if (whole) {
    grid = getGrid(in);
    get(in, mask.source);
    get(in, mask.provenance);
  }
  in >> mask.name;
  getList(in, mask.segments);
  const auto byNumber = [](const Segment& a, const Segment& b) { return a.number < b.number; };
  std::ranges::sort(mask.segments, byNumber);
  if (reading.depth == JournalDepth::Whole) {
    if (grid) {
      Result<LabelMap> labels = LabelMap::create(*grid);
      if (labels)
        mask.labels.emplace(labels.take());
      else
        in.setStatus(QDataStream::ReadCorruptData);
    }
    quint32 pieces = 0;
    in >> pieces;
    for (quint32 i = 0; i < pieces && in.status() == QDataStream::Ok; ++i) getPiece(in, mask);
  }
  touched[id] = std::move(mask);
}

/// Whether the record could be taken as a whole.
bool applyStep(const Record& record, Reading reading) {
  QDataStream in(record.payload);
  versioned(in);
  qint32 kind = 0;
  qint64 time = 0;
  JournalStep step;
  in >> kind >> time >> step.text;
  if (kind < 0 || kind > static_cast<qint32>(JournalStep::Kind::CarriedOver)) return false;
  step.kind = static_cast<JournalStep::Kind>(kind);
  step.time = timeOf(time);
  while (!in.atEnd() && in.status() == QDataStream::Ok) {
    quint16 type = 0;
    quint16 version = 0;
    QByteArray payload;
    in >> type >> version >> payload;
    if (in.status() != QDataStream::Ok) break;
    QDataStream part(payload);
    versioned(part);
    if (version != kPartVersion) type = 0;
    switch (static_cast<PartType>(type)) {
      case PartType::Boxes:
        getBoxes(part, reading.state);
        break;
      case PartType::Measurements:
        getMeasurements(part, reading.state);
        break;
      case PartType::BoxLinks:
        getBoxLinks(part, reading.state);
        break;
      case PartType::Predictions:
        getPredictions(part, reading.state);
        break;
      case PartType::Decisions:
        getDecisions(part, reading.state);
        break;
      case PartType::SliceClasses:
        getSliceClasses(part, reading.state);
        break;
      case PartType::MaskList:
        getMaskList(part, reading.state);
        break;
      case PartType::Mask:
        getMask(part, reading);
        break;
      default:
        warnOnce(reading.state, Texts::tr("A later version of the program recorded something that this one "
                                          "does not know; it is left out."));
    }
    if (part.status() != QDataStream::Ok) return false;
  }
  if (in.status() != QDataStream::Ok) return false;
  reading.state.steps.push_back(std::move(step));
  return true;
}

}  // namespace

const MaskOrigin* JournalState::originOf(MaskId id) const {
  const auto found = std::ranges::find(base, id, &MaskOrigin::id);
  return found == base.end() ? nullptr : &*found;
}

std::vector<MaskOrigin> JournalState::removedMasks() const {
  std::vector<MaskOrigin> removed;
  if (masksListed)
    std::ranges::copy_if(base, std::back_inserter(removed), [&](const MaskOrigin& origin) {
      return std::ranges::find(masks, origin.id) == masks.end();
    });
  return removed;
}

Result<JournalState> readJournal(const QString& path, JournalDepth depth) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return Error{ErrorKind::FileUnreadable, file.errorString(), path};
  JournalState state;
  const std::optional<Record> header = readRecord(file);
  if (!header)
    return Error{ErrorKind::FileUnreadable, Texts::tr("The journal is damaged at its beginning."), path};
  if (const Result<void> read = readHeader(*header, path, state); !read) return read.error();
  for (const MaskOrigin& origin : state.base) state.masks.push_back(origin.id);
  state.validBytes = file.pos();
  while (!file.atEnd()) {
    const std::optional<Record> record = readRecord(file);
    if (!record) break;
    if (record->type != static_cast<quint16>(RecordType::Step) || record->version != kStepVersion)
      warnOnce(state, Texts::tr("A later version of the program recorded something that this one does not "
                                "know; it is left out."));
    else if (!applyStep(*record, {state, depth}))
      break;
    state.validBytes = file.pos();
  }
  state.isWhole = state.validBytes == file.size();
  return state;
}

}  // namespace uptake
