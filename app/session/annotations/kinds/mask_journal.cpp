#include "app/session/annotations/kinds/mask_journal.h"

#include "annotation/commands/mask_edit.h"
#include "annotation/commands/mask_presence.h"
#include "annotation/journal/journal_restore.h"
#include "annotation/journal/journal_stream.h"
#include "annotation/packing/packed_labels.h"
#include "app/session/annotations/opened_study.h"
#include "io/store/stored_masks.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MasksKind)
};

// Records of the journal.
constexpr quint16 kMaskList = 3;        ///< which masks there are, in order
constexpr quint16 kMaskRecord = 4;      ///< name, lesions and labels of one
constexpr quint16 kPredictionList = 6;  ///< which of them are predictions, all

// Reading.

/// A mask that was touched, as it was last.
struct JournalMask {
  QString name;
  std::vector<Segment> segments;
  SeriesSource source;
  MaskProvenance provenance;
  std::optional<LabelMap> labels;  ///< nothing when only a summary was read
};

/// A piece of labels, onto those that the mask has.
void getLabelPiece(QDataStream& in, JournalMask& mask) {
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

struct MaskContent : JournalContent {
  std::vector<MaskOrigin> base;                    ///< the masks that lay on disk when the journal began
  std::vector<MaskId> masks;                       ///< all that there were at the end, in order
  bool isListed = false;                           ///< `masks` holds; else they are those of `base`
  std::map<MaskId, JournalMask> touched;           ///< those that were touched (and some that are gone)
  std::map<MaskId, PredictionOrigin> predictions;  ///< the masks that are

  void readBase(QDataStream& in) override {
    quint32 count = 0;
    in >> count;
    for (quint32 n = 0; n < count && in.status() == QDataStream::Ok; ++n) {
      MaskOrigin& origin = base.emplace_back();
      journal::get(in, origin.id);
      in >> origin.sopInstanceUid >> origin.predecessorUid >> origin.file >> origin.name;
      masks.push_back(origin.id);
    }
  }

  void read(quint16 number, QDataStream& in, JournalDepth depth) override {
    if (number == kMaskList)
      readList(in);
    else if (number == kPredictionList)
      readPredictions(in);
    else
      readMask(in, depth);
  }

  QStringList lines() const override {
    QStringList lines;
    for (const MaskId id : masks) {
      const auto found = touched.find(id);
      if (found == touched.end()) continue;
      const int lesions = static_cast<int>(found->second.segments.size());
      const QString& name = found->second.name;
      lines.append(originOf(id) ? Texts::tr("Mask %1, changed (%n lesion(s))", nullptr, lesions).arg(name)
                                : Texts::tr("Mask %1, new (%n lesion(s))", nullptr, lesions).arg(name));
    }
    for (const MaskOrigin& origin : removed()) lines.append(Texts::tr("Mask %1, removed").arg(origin.name));
    return lines;
  }

  /// Null for a new mask.
  const MaskOrigin* originOf(MaskId id) const {
    const auto found = std::ranges::find(base, id, &MaskOrigin::id);
    return found == base.end() ? nullptr : &*found;
  }
  /// Masks of the base that were removed.
  std::vector<MaskOrigin> removed() const {
    std::vector<MaskOrigin> removed;
    if (isListed)
      std::ranges::copy_if(base, std::back_inserter(removed), [&](const MaskOrigin& origin) {
        return std::ranges::find(masks, origin.id) == masks.end();
      });
    return removed;
  }

 private:
  void readList(QDataStream& in) {
    std::vector<MaskId> read;
    journal::getList(in, read);
    if (in.status() != QDataStream::Ok) return;
    masks = std::move(read);
    isListed = true;
  }

  void readPredictions(QDataStream& in) {
    quint32 count = 0;
    in >> count;
    std::map<MaskId, PredictionOrigin> read;
    for (quint32 n = 0; n < count && in.status() == QDataStream::Ok; ++n) {
      MaskId id = MaskId::None;
      PredictionOrigin origin;
      journal::get(in, id);
      in >> origin.id >> origin.file;
      read[id] = origin;
    }
    if (in.status() == QDataStream::Ok) predictions = std::move(read);
  }

  void readMask(QDataStream& in, JournalDepth depth) {
    MaskId id = MaskId::None;
    bool isWhole = false;
    journal::get(in, id);
    in >> isWhole;
    const auto known = touched.find(id);
    if (in.status() != QDataStream::Ok || (!isWhole && known == touched.end()))
      return in.setStatus(QDataStream::ReadCorruptData);
    JournalMask mask;
    if (!isWhole) mask = std::move(known->second);
    std::optional<ImageGrid> grid;
    if (isWhole) {
      grid = journal::getGrid(in);
      journal::get(in, mask.source);
      journal::get(in, mask.provenance);
    }
    in >> mask.name;
    journal::getList(in, mask.segments);
    std::ranges::sort(mask.segments, {}, &Segment::number);
    if (depth == JournalDepth::Whole) readLabels(in, grid, mask);
    touched[id] = std::move(mask);
  }

  static void readLabels(QDataStream& in, const std::optional<ImageGrid>& grid, JournalMask& mask) {
    if (grid) {
      Result<LabelMap> labels = LabelMap::create(*grid);
      if (labels)
        mask.labels.emplace(labels.take());
      else
        in.setStatus(QDataStream::ReadCorruptData);
    }
    quint32 pieces = 0;
    in >> pieces;
    for (quint32 i = 0; i < pieces && in.status() == QDataStream::Ok; ++i) getLabelPiece(in, mask);
  }
};

// Restoring.

std::vector<SegmentChange> segmentChangesBetween(const std::vector<Segment>& now,
                                                 const std::vector<Segment>& wanted) {
  std::vector<SegmentChange> changes;
  for (const Segment& segment : wanted) {
    const auto same = std::ranges::find(now, segment.number, &Segment::number);
    if (same == now.end())
      changes.push_back({std::nullopt, segment});
    else if (*same != segment)
      changes.push_back({*same, segment});
  }
  for (const Segment& segment : now)
    if (std::ranges::find(wanted, segment.number, &Segment::number) == wanted.end())
      changes.push_back({segment, std::nullopt});
  return changes;
}

/// Brings the masks of a journal back. A mask whose file is another one by now, or gone, comes as a mask of
/// its own beside it, so that neither is lost.
class MaskRestorer {
 public:
  MaskRestorer(MaskContent& content, JournalRestore& step, const OpenedStudy& opened)
      : content_(content), step_(step), document_(step.document()), opened_(opened) {}

  void run() {
    matchBase();
    for (const MaskOrigin& origin : content_.removed())
      if (const auto match = matches_.find(origin.id); match != matches_.end())
        step_.push(new MaskPresence(step_.context(), match->second, step_.text()));
    for (const MaskId id : content_.masks) {
      const auto touched = content_.touched.find(id);
      if (touched == content_.touched.end() || !touched->second.labels) continue;
      const MaskLayer* layer = layerOf(id, touched->second);
      if (layer && layer->labels.grid().sameAs(touched->second.labels->grid()))
        change(*layer, touched->second);
      else
        add(touched->second, id);
    }
  }

 private:
  /// Finds the masks of the document that those of the journal's base are now.
  void matchBase() {
    for (const bool byName : {true, false})
      for (const MaskOrigin& origin : content_.base) {
        if (matches_.contains(origin.id)) continue;
        const auto found = std::ranges::find_if(document_.masks(), [&](const auto& mask) {
          return mask->provenance.sopInstanceUid == origin.sopInstanceUid &&
                 mask->provenance.predecessorUid == origin.predecessorUid &&
                 (!byName || mask->name == origin.name) && !isMatched(mask->id);
        });
        if (found != document_.masks().end()) matches_.emplace(origin.id, (*found)->id);
      }
  }

  bool isMatched(MaskId id) const {
    return std::ranges::any_of(matches_, [id](const auto& match) { return match.second == id; });
  }

  const MaskLayer* layerOf(MaskId id, const JournalMask& wanted) {
    const auto match = matches_.find(id);
    if (match != matches_.end()) return document_.mask(match->second);
    if (content_.predictions.contains(id)) return nullptr;
    const MaskLayer* layer = savedSince(wanted);
    if (layer) matches_.emplace(id, layer->id);
    return layer;
  }

  /// A mask that was saved before the journal could tell: it is there, by another name for the program.
  const MaskLayer* savedSince(const JournalMask& wanted) const {
    for (const auto& mask : document_.masks())
      if (!mask->prediction && !mask->locks.all && !isMatched(mask->id) &&
          mask->labels.grid().sameAs(wanted.labels->grid()) && !wanted.labels->extent().isEmpty() &&
          runsBetween(mask->labels, *wanted.labels).empty())
        return mask.get();
    return nullptr;
  }

  void change(const MaskLayer& layer, const JournalMask& wanted) {
    std::vector<LabelEdit> runs = runsBetween(layer.labels, *wanted.labels);
    // A lesion without an identity of its own got one when it was saved.
    std::vector<Segment> lesions = wanted.segments;
    for (Segment& lesion : lesions) {
      const Segment* now = layer.segment(lesion.number);
      if (!now || !lesion.trackingUid.isEmpty()) continue;
      lesion.trackingUid = now->trackingUid;
      if (lesion.trackingId.isEmpty()) lesion.trackingId = now->trackingId;
    }
    std::vector<SegmentChange> segments = segmentChangesBetween(layer.segments, lesions);
    const MaskId id = layer.id;
    const QString name = layer.name;
    if (!runs.empty() || !segments.empty())
      step_.push(new MaskEdit(step_.context(), id, std::move(runs), std::move(segments), step_.text(),
                              EditState::ToDo));
    if (name != wanted.name) step_.push(new MaskRename(step_.context(), id, name, wanted.name, step_.text()));
  }

  void add(JournalMask& wanted, MaskId id) {
    MaskProvenance provenance = wanted.provenance;
    if (content_.originOf(id)) {
      step_.addNote(Texts::tr("The file of the mask %1 has changed since, or is gone; it was restored "
                              "as a mask of its own.")
                        .arg(wanted.name));
      // It must not take the place of what lies there now.
      makeNewObject(provenance);
    }
    auto layer = std::unique_ptr<MaskLayer>(new MaskLayer{MaskId::None,
                                                          wanted.name,
                                                          std::move(*wanted.labels),
                                                          std::move(wanted.segments),
                                                          sourceNow(wanted.source),
                                                          std::move(provenance),
                                                          {}});
    if (const auto prediction = content_.predictions.find(id); prediction != content_.predictions.end()) {
      layer->prediction = prediction->second;
      layer->locks.all = true;
    }
    step_.push(new MaskPresence(step_.context(), std::move(layer), step_.text()));
  }

  /// The same series where it lies now.
  SeriesSource sourceNow(const SeriesSource& then) const {
    for (const SeriesEntry& series : opened_.study().series)
      if (series.source.seriesInstanceUid == then.seriesInstanceUid &&
          series.source.slices.size() == then.slices.size())
        return series.source;
    return then;
  }

  MaskContent& content_;
  JournalRestore& step_;
  CaseDocument& document_;
  const OpenedStudy& opened_;
  std::map<MaskId, MaskId> matches_;  ///< masks of the document by their ids in the journal
};

}  // namespace

JournalFormat maskJournalFormat() {
  return {QStringLiteral("masks"), {kMaskList, kMaskRecord, kPredictionList}, [] {
            return std::make_unique<MaskContent>();
          }};
}

void writeMaskBase(QDataStream& out, const std::vector<MaskOrigin>& base) {
  out << static_cast<quint32>(base.size());
  for (const MaskOrigin& origin : base) {
    journal::put(out, origin.id);
    out << origin.sopInstanceUid << origin.predecessorUid << origin.file << origin.name;
  }
}

void addMaskList(JournalRecords& records, const std::vector<std::unique_ptr<MaskLayer>>& masks) {
  records.add(kMaskList, [&](QDataStream& out) {
    out << static_cast<quint32>(masks.size());
    for (const auto& mask : masks) journal::put(out, mask->id);
  });
  records.add(kPredictionList, [&](QDataStream& out) {
    const auto isOne = [](const auto& mask) { return mask->prediction.has_value(); };
    out << static_cast<quint32>(std::ranges::count_if(masks, isOne));
    for (const auto& mask : masks) {
      if (!isOne(mask)) continue;
      journal::put(out, mask->id);
      out << mask->prediction->id << mask->prediction->file;
    }
  });
}

void addMask(JournalRecords& records, const MaskLayer& mask, bool isWhole, const IndexBox& region) {
  records.add(kMaskRecord, [&](QDataStream& out) {
    journal::put(out, mask.id);
    out << isWhole;
    if (isWhole) {
      journal::put(out, mask.labels.grid());
      journal::put(out, mask.source);
      journal::put(out, mask.provenance);
    }
    out << mask.name;
    journal::putList(out, mask.segments);
    const IndexBox piece = isWhole ? mask.labels.grid().bounds() : region;
    out << static_cast<quint32>(piece.isEmpty() ? 0 : 1);  // pieces of labels
    if (piece.isEmpty()) return;
    for (int axis = 0; axis < 3; ++axis)
      out << static_cast<qint32>(piece.first[axis]) << static_cast<qint32>(piece.last[axis]);
    out << packLabels(mask.labels, piece);
  });
}

void restoreMasks(JournalContent& content, JournalRestore& step, const OpenedStudy& opened) {
  MaskRestorer(static_cast<MaskContent&>(content), step, opened).run();
}

}  // namespace uptake
