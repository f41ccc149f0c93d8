#include "annotation/journal/journal_recorder.h"

#include "annotation/journal/journal_file.h"
#include "annotation/journal/journal_format_p.h"
#include "annotation/journal/journal_stream_p.h"
#include "annotation/packing/packed_labels.h"

#include <QCoreApplication>

#include <algorithm>

namespace uptake {

using namespace journal;

namespace {

template <class Write>
QByteArray bytesOf(const Write& write) {
  QByteArray bytes;
  QDataStream out(&bytes, QIODevice::WriteOnly);
  out.setVersion(kStreamVersion);
  write(out);
  return bytes;
}

/// A whole mask goes into the journal as slabs of so many slices.
constexpr int kSlabSlices = 8;

std::size_t slabCount(const ImageGrid& grid) {
  return static_cast<std::size_t>((grid.size().z() + kSlabSlices - 1) / kSlabSlices);
}

IndexBox slabRegion(const ImageGrid& grid, std::size_t slab) {
  IndexBox region = grid.bounds();
  region.first.z() = static_cast<int>(slab) * kSlabSlices;
  region.last.z() = std::min(region.first.z() + kSlabSlices, grid.size().z()) - 1;
  return region;
}

/// Never null, even when nothing is painted.
QByteArray packedSlab(const LabelMap& labels, const IndexBox& region) {
  QByteArray packed = packLabels(labels, region);
  return packed.isNull() ? QByteArray("") : packed;
}

template <class Write>
void appendPart(QDataStream& out, PartType type, const Write& write) {
  out << static_cast<quint16>(type) << kPartVersion << bytesOf(write);
}

}  // namespace

JournalRecorder::JournalRecorder(CaseDocument& document, QUndoStack& stack, QObject* parent)
    : QObject(parent), document_(document), stack_(stack) {
  // Rarely and little at a time, so that nobody notices.
  prepareTimer_.setInterval(40);
  connect(&prepareTimer_, &QTimer::timeout, this, &JournalRecorder::prepareNext);
  watch();
}

JournalRecorder::~JournalRecorder() = default;

QString JournalRecorder::file() const {
  return file_ ? file_->path() : QString();
}

void JournalRecorder::sync() {
  if (file_) file_->sync();
}

void JournalRecorder::watch() {
  connect(&document_, &CaseDocument::boxesChanged, this, [this](const QString& image) {
    if (!paused_) dirty_.images.insert(image);
  });
  connect(&document_, &CaseDocument::measurementsChanged, this, [this] {
    if (!paused_) dirty_.measurements = true;
  });
  connect(&document_, &CaseDocument::boxTiesChanged, this, [this] {
    if (!paused_) dirty_.boxLinks = true;
  });
  connect(&document_, &CaseDocument::decisionsChanged, this, [this] {
    if (!paused_) dirty_.decisions = true;
  });
  connect(&document_, &CaseDocument::sliceClassesChanged, this, [this] {
    if (!paused_) dirty_.sliceClasses = true;
  });
  connect(&document_, &CaseDocument::masksChanged, this, &JournalRecorder::masksChanged);
  connect(&document_, &CaseDocument::segmentsChanged, this, [this](MaskId id) {
    if (!paused_) dirty_.masks[id];
  });
  connect(&document_, &CaseDocument::maskVoxelsChanged, this, [this](MaskId id, const IndexBox& region) {
    if (const auto prepared = prepared_.find(id); prepared != prepared_.end())
      for (int slab = region.first.z() / kSlabSlices; slab <= region.last.z() / kSlabSlices; ++slab)
        if (slab < static_cast<int>(prepared->second.size()))
          prepared->second[static_cast<std::size_t>(slab)] = QByteArray();
    if (paused_) return;
    IndexBox& dirty = dirty_.masks[id].region;
    dirty = dirty.united(region);
  });
  connect(&stack_, &QUndoStack::indexChanged, this, &JournalRecorder::gestureEnded);
}

void JournalRecorder::masksChanged() {
  if (paused_) return;
  dirty_.maskList = true;
  for (const auto& mask : document_.masks()) {
    const auto known = known_.find(mask->id);
    if (known == known_.end())
      dirty_.masks[mask->id].whole = true;  // new, or back
    else if (known->second != mask->name)
      dirty_.masks[mask->id];
  }
  if (!folder_.isEmpty()) prepareTimer_.start();
}

void JournalRecorder::rebase(const JournalCase& about, const JournalTouched& touched) {
  // The journal so far goes when what is still unsaved is in the new one.
  std::unique_ptr<JournalFile> before = std::move(file_);
  startAfresh();
  about_ = about;
  isOpen_ = true;
  index_ = stack_.index();
  base_.clear();
  for (const auto& mask : document_.masks()) {
    const MaskProvenance& from = mask->provenance;
    if (from.sopInstanceUid.isEmpty() && from.predecessorUid.isEmpty()) continue;  // lies on no disk
    if (mask->prediction) continue;  // a mask of ours may have been made from the same file
    base_.push_back({mask->id, from.sopInstanceUid, from.predecessorUid, from.file, mask->name});
  }
  dirty_.images = touched.images;
  dirty_.measurements = touched.measurements;
  dirty_.boxLinks = touched.boxLinks;
  dirty_.decisions = touched.decisions;
  dirty_.sliceClasses = touched.sliceClasses;
  for (const MaskId id : touched.masks) dirty_.masks[id].whole = true;
  dirty_.maskList = dirty_.maskList || !touched.masks.empty();
  if (!touched.isEmpty()) write(JournalStep::Kind::CarriedOver, {});
  if (touched.isEmpty() || file_) JournalFile::remove(std::move(before));
  if (!folder_.isEmpty()) prepareTimer_.start();
}

void JournalRecorder::end(End end) {
  if (end == End::Keep) file_.reset();
  startAfresh();
  isOpen_ = false;
}

/// Forgets the journal and what is in it.
void JournalRecorder::startAfresh() {
  JournalFile::remove(std::move(file_));
  file_.reset();
  dirty_ = {};
  recorded_.clear();
  prepared_.clear();
  known_.clear();
  for (const auto& mask : document_.masks()) known_.emplace(mask->id, mask->name);
  // A prediction is no work of ours and lies on the disk elsewhere, but what follows is about it.
  for (const auto& mask : document_.masks()) {
    if (!mask->prediction) continue;
    dirty_.masks[mask->id].whole = true;
    dirty_.maskList = true;
  }
}

void JournalRecorder::gestureEnded(int index) {
  const int before = std::exchange(index_, index);
  if (folder_.isEmpty() || paused_ || !isOpen_) return;
  if (stack_.isClean()) return startAfresh();  // what lies on disk needs no journal
  if (dirty_.isEmpty()) return;
  if (index < before)
    write(JournalStep::Kind::Undone, stack_.text(index));
  else
    write(JournalStep::Kind::Done, stack_.text(index - 1));
}

void JournalRecorder::write(JournalStep::Kind kind, const QString& text) {
  if (folder_.isEmpty()) return;
  const Result<void> written = [&]() -> Result<void> {
    if (!file_)
      if (Result<void> header = writeHeader(); !header) return header;
    const QByteArray payload = bytesOf([&](QDataStream& out) {
      out << static_cast<qint32>(kind) << QDateTime::currentMSecsSinceEpoch() << text;
      appendParts(out);
    });
    return file_->append(recordBytes(RecordType::Step, kStepVersion, payload));
  }();
  if (!written) {
    // What is dirty stays so, and goes into the record of the next gesture.
    if (!std::exchange(hasFailed_, true)) Q_EMIT failed(written.error().text());
    return;
  }
  for (const auto& [id, dirty] : dirty_.masks) {
    if (document_.mask(id)) recorded_.insert(id);
    prepared_.erase(id);
  }
  known_.clear();
  for (const auto& mask : document_.masks()) known_.emplace(mask->id, mask->name);
  dirty_ = {};
  if (std::exchange(hasFailed_, false)) Q_EMIT recovered();
}

Result<void> JournalRecorder::writeHeader() {
  auto created = JournalFile::create(folder_);
  if (!created) return created.error();
  const QByteArray payload = bytesOf([&](QDataStream& out) {
    out << static_cast<qint32>(kFormatVersion) << QCoreApplication::applicationVersion()
        << QDateTime::currentMSecsSinceEpoch();
    put(out, about_);
    putList(out, base_);
  });
  std::unique_ptr<JournalFile> file = created.take();
  if (Result<void> header = file->append(recordBytes(RecordType::Header, kHeaderVersion, payload)); !header) {
    JournalFile::remove(std::move(file));
    return header;
  }
  file_ = std::move(file);
  return {};
}

void JournalRecorder::appendParts(QDataStream& out) {
  const auto hashOf = [this](const QString& image) {
    return originalHash_ ? originalHash_(image) : QByteArray();
  };
  for (const QString& image : dirty_.images)
    appendPart(out, PartType::Boxes, [&](QDataStream& part) {
      part << image << hashOf(image);
      putList(part, document_.boxesOn(image));
    });
  if (dirty_.measurements)
    appendPart(out, PartType::Measurements, [&](QDataStream& part) {
      part << hashOf({}) << static_cast<quint32>(document_.measurements().size());
      for (const auto& [id, measurement] : document_.measurements()) put(part, measurement);
    });
  // Links name boxes by their place: those of a box that moved are other ones now.
  if (dirty_.boxLinks || (!dirty_.images.empty() && !document_.boxTies().empty()))
    appendPart(out, PartType::BoxLinks,
               [&](QDataStream& part) { putList(part, linksOf(document_.boxes(), document_.boxTies())); });
  if (dirty_.maskList)
    appendPart(out, PartType::MaskList, [&](QDataStream& part) {
      part << static_cast<quint32>(document_.masks().size());
      for (const auto& mask : document_.masks()) put(part, mask->id);
    });
  if (dirty_.maskList)
    appendPart(out, PartType::Predictions, [&](QDataStream& part) {
      const auto isOne = [](const auto& mask) { return mask->prediction.has_value(); };
      part << static_cast<quint32>(std::ranges::count_if(document_.masks(), isOne));
      for (const auto& mask : document_.masks()) {
        if (!isOne(mask)) continue;
        put(part, mask->id);
        part << mask->prediction->id << mask->prediction->file;
      }
    });
  if (dirty_.decisions)
    appendPart(out, PartType::Decisions, [&](QDataStream& part) {
      part << static_cast<quint32>(document_.decisions().size());
      for (const auto& [lesion, decision] : document_.decisions()) put(part, decision);
    });
  if (dirty_.sliceClasses)
    appendPart(out, PartType::SliceClasses, [&](QDataStream& part) { part << document_.sliceClasses(); });
  for (const auto& [id, dirty] : dirty_.masks)
    if (const MaskLayer* mask = document_.mask(id))
      appendPart(out, PartType::Mask, [&](QDataStream& part) { appendMask(part, *mask, dirty); });
}

void JournalRecorder::appendMask(QDataStream& out, const MaskLayer& mask, const DirtyMask& dirty) {
  const ImageGrid& grid = mask.labels.grid();
  const bool whole = dirty.whole || !recorded_.contains(mask.id);
  put(out, mask.id);
  out << whole;
  if (whole) {
    put(out, grid);
    put(out, mask.source);
    put(out, mask.provenance);
  }
  out << mask.name;
  putList(out, mask.segments);
  const auto putPiece = [&](const IndexBox& region, const QByteArray& packed) {
    for (int axis = 0; axis < 3; ++axis)
      out << static_cast<qint32>(region.first[axis]) << static_cast<qint32>(region.last[axis]);
    out << packed;
  };
  if (!whole) {
    out << static_cast<quint32>(dirty.region.isEmpty() ? 0 : 1);
    if (!dirty.region.isEmpty()) putPiece(dirty.region, packLabels(mask.labels, dirty.region));
    return;
  }
  std::vector<QByteArray>& slabs = prepared_[mask.id];
  slabs.resize(slabCount(grid));
  out << static_cast<quint32>(slabs.size());
  for (std::size_t slab = 0; slab < slabs.size(); ++slab) {
    const IndexBox region = slabRegion(grid, slab);
    putPiece(region, slabs[slab].isNull() ? packedSlab(mask.labels, region) : slabs[slab]);
  }
}

/// Packs a slab of a mask that is not in the journal yet, so that the first gesture on it need not.
void JournalRecorder::prepareNext() {
  for (const auto& mask : document_.masks()) {
    if (recorded_.contains(mask->id)) continue;
    std::vector<QByteArray>& slabs = prepared_[mask->id];
    slabs.resize(slabCount(mask->labels.grid()));
    const auto missing = std::ranges::find_if(slabs, &QByteArray::isNull);
    if (missing == slabs.end()) continue;
    const auto slab = static_cast<std::size_t>(missing - slabs.begin());
    *missing = packedSlab(mask->labels, slabRegion(mask->labels.grid(), slab));
    return;
  }
  prepareTimer_.stop();
}

}  // namespace uptake
