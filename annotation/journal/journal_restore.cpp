#include "annotation/journal/journal_restore.h"

#include "annotation/commands/box_edit.h"
#include "annotation/commands/boxes_edit.h"
#include "annotation/commands/decision_edit.h"
#include "annotation/commands/mask_edit.h"
#include "annotation/commands/mask_presence.h"
#include "annotation/commands/measurement_edit.h"
#include "annotation/commands/slice_class_edit.h"
#include "annotation/packing/packed_labels.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::JournalRestore)
};

/// What becomes another thing of the same kind, comes or goes.
template <class T>
struct Change {
  std::optional<T> before;
  std::optional<T> after;
};

/// How to get from `now` to `wanted`: equal ones stay, those that `isSame` says are one thing are changed.
template <class T, class Same>
std::vector<Change<T>> changesBetween(std::vector<T> now, std::vector<T> wanted, const Same& isSame) {
  std::vector<Change<T>> changes;
  for (auto each = wanted.begin(); each != wanted.end();) {
    const auto equal = std::ranges::find_if(now, [&](T other) {
      other.id = each->id;
      return other == *each;
    });
    if (equal == now.end()) {
      ++each;
      continue;
    }
    now.erase(equal);
    each = wanted.erase(each);
  }
  for (T& each : wanted) {
    const auto same = std::ranges::find_if(now, [&](const T& other) { return isSame(other, each); });
    if (same == now.end()) {
      changes.push_back({std::nullopt, std::move(each)});
      continue;
    }
    each.id = same->id;
    changes.push_back({std::move(*same), std::move(each)});
    now.erase(same);
  }
  for (T& each : now) changes.push_back({std::move(each), std::nullopt});
  return changes;
}

/// The masks of the document that those of the journal's base are now.
std::map<MaskId, MaskId> matchMasks(const CaseDocument& document, const std::vector<MaskOrigin>& base) {
  std::map<MaskId, MaskId> matches;
  std::vector<MaskId> taken;
  for (const bool byName : {true, false})
    for (const MaskOrigin& origin : base) {
      if (matches.contains(origin.id)) continue;
      for (const auto& mask : document.masks()) {
        const MaskProvenance& from = mask->provenance;
        if (from.sopInstanceUid != origin.sopInstanceUid || from.predecessorUid != origin.predecessorUid ||
            (byName && mask->name != origin.name) || std::ranges::find(taken, mask->id) != taken.end())
          continue;
        matches.emplace(origin.id, mask->id);
        taken.push_back(mask->id);
        break;
      }
    }
  return matches;
}

std::vector<SegmentChange> segmentChanges(const std::vector<Segment>& now,
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

/// Whether a mask of the document holds what one of a journal does.
bool isSameContent(const MaskLayer& layer, const JournalMask& wanted) {
  if (!layer.labels.grid().sameAs(wanted.labels->grid()) || wanted.labels->extent().isEmpty()) return false;
  return runsBetween(layer.labels, *wanted.labels).empty();
}

class Restorer {
 public:
  Restorer(ToolContext context, JournalState state, const RestoreFacts& facts)
      : context_(context),
        state_(std::move(state)),
        facts_(facts),
        text_(Texts::tr("Restore work of %1")
                  .arg(QLocale().toString(state_.lastTime().toLocalTime(), QLocale::ShortFormat))) {}

  RestoreReport run() {
    restoreBoxes();
    restoreBoxLinks();
    restoreMeasurements();
    restoreMasks();
    restoreDecisions();
    restoreSliceClasses();
    if (report_.changed) context_.undoStack.endMacro();
    return std::move(report_);
  }

 private:
  /// The step is begun with the first thing that changes.
  void push(QUndoCommand* command) {
    if (!std::exchange(report_.changed, true)) context_.undoStack.beginMacro(text_);
    context_.undoStack.push(command);
  }

  bool isSameOriginal(const QString& image, const QByteArray& then) const {
    return facts_.originalHash && facts_.originalHash(image) == then;
  }

  void restoreBoxes() {
    bool said = false;
    for (auto& [image, wanted] : state_.boxes) {
      std::vector<Box> now = context_.document.boxesOn(image);
      if (!isSameOriginal(image, wanted.originalHash)) {
        // The numbers count in a file that is another one by now.
        for (Box& box : wanted.boxes) {
          const auto same = std::ranges::find_if(now, [&](const Box& other) {
            return other.rect == box.rect && other.className == box.className;
          });
          box.fileObject = same == now.end() ? -1 : same->fileObject;
        }
        if (!wanted.originalHash.isEmpty() && !std::exchange(said, true))
          report_.notes.append(
              Texts::tr("The boxes on disk have changed since; the restored ones stand in "
                        "their place on the images that were worked on."));
      }
      const auto isSame = [](const Box& a, const Box& b) {
        return a.fileObject >= 0 && a.fileObject == b.fileObject;
      };
      for (const auto& change : changesBetween(std::move(now), std::move(wanted.boxes), isSame)) {
        if (change.before) {
          push(new BoxEdit(context_, change.before, change.after, text_, EditState::ToDo));
          continue;
        }
        Box box = *change.after;
        box.id = BoxId::None;
        box.id = context_.document.insertBox(box);  // the document gives the id
        push(new BoxEdit(context_, std::nullopt, box, text_, EditState::Done));
      }
    }
  }

  void restoreBoxLinks() {
    if (!state_.boxLinks) return;
    const BoxTies now = context_.document.boxTies();
    const BoxTies wanted = resolveLinks(*state_.boxLinks, context_.document.boxes()).ties;
    BoxBatch batch(context_);
    for (const auto& [pair, tie] : now)
      if (!wanted.contains(pair)) batch.tie(pair, std::nullopt);
    for (const auto& [pair, tie] : wanted)
      if (const auto found = now.find(pair); found == now.end() || found->second != tie) batch.tie(pair, tie);
    if (batch.isEmpty()) return;
    // Pushes by itself, into the step that is open.
    if (!std::exchange(report_.changed, true)) context_.undoStack.beginMacro(text_);
    batch.push(text_);
  }

  void restoreMeasurements() {
    if (!state_.measurements) return;
    std::vector<Measurement> now;
    for (const auto& [id, measurement] : context_.document.measurements()) now.push_back(measurement);
    std::vector<Measurement>& wanted = state_.measurements->measurements;
    if (!isSameOriginal({}, state_.measurements->originalHash)) {
      for (Measurement& measurement : wanted) measurement.fileEntry = -1;
      for (Measurement& measurement : wanted)
        for (const Measurement& other : now) {
          Measurement moved = measurement;
          moved.id = other.id;
          moved.fileEntry = other.fileEntry;
          if (moved == other) measurement.fileEntry = other.fileEntry;
        }
    }
    const auto isSame = [](const Measurement& a, const Measurement& b) {
      return a.fileEntry >= 0 && a.fileEntry == b.fileEntry;
    };
    for (const auto& change : changesBetween(std::move(now), std::move(wanted), isSame)) {
      if (change.before) {
        push(new MeasurementEdit(context_, change.before, change.after, text_, EditState::ToDo));
        continue;
      }
      Measurement measurement = *change.after;
      measurement.id = MeasurementId::None;
      measurement.id = context_.document.insertMeasurement(measurement);
      push(new MeasurementEdit(context_, std::nullopt, measurement, text_, EditState::Done));
    }
  }

  /// A mask that was saved before the journal could tell: it is there, by another name for the program.
  const MaskLayer* savedSince(const JournalMask& wanted, const std::map<MaskId, MaskId>& matches) const {
    const auto isMatched = [&](MaskId id) {
      return std::ranges::any_of(matches, [id](const auto& match) { return match.second == id; });
    };
    for (const auto& mask : context_.document.masks())
      if (!mask->prediction && !mask->locks.all && !isMatched(mask->id) && isSameContent(*mask, wanted))
        return mask.get();
    return nullptr;
  }

  void restoreMasks() {
    auto matches = matchMasks(context_.document, state_.base);
    for (const MaskOrigin& origin : state_.removedMasks())
      if (const auto match = matches.find(origin.id); match != matches.end())
        push(new MaskPresence(context_, match->second, text_));
    for (const MaskId id : state_.masks) {
      const auto touched = state_.touched.find(id);
      if (touched == state_.touched.end() || !touched->second.labels) continue;
      const auto match = matches.find(id);
      const MaskLayer* layer = match == matches.end() ? nullptr : context_.document.mask(match->second);
      if (!layer && !state_.predictions.contains(id)) {
        layer = savedSince(touched->second, matches);
        if (layer) matches.insert_or_assign(id, layer->id);
      }
      if (layer && layer->labels.grid().sameAs(touched->second.labels->grid()))
        changeMask(*layer, touched->second);
      else
        addMask(touched->second, id);
    }
  }

  void restoreSliceClasses() {
    const QStringList& now = context_.document.sliceClasses();
    if (!state_.sliceClasses || state_.sliceClasses->size() != now.size()) return;
    std::vector<SliceClassChange> changes;
    for (qsizetype slice = 0; slice < now.size(); ++slice)
      if (state_.sliceClasses->at(slice) != now[slice])
        changes.push_back({static_cast<int>(slice), now[slice], state_.sliceClasses->at(slice)});
    if (!changes.empty()) push(new SliceClassEdit(context_, std::move(changes), text_));
  }

  void restoreDecisions() {
    if (!state_.decisions) return;
    std::vector<DecisionChange> changes;
    std::map<PredictedLesion, LesionDecision> gone = context_.document.decisions();
    for (const LesionDecision& wanted : *state_.decisions) {
      DecisionChange change{std::nullopt, wanted};
      if (const auto now = gone.find(wanted.lesion); now != gone.end()) {
        change.before = now->second;
        gone.erase(now);
      }
      if (change.before != change.after) changes.push_back(std::move(change));
    }
    for (const auto& [lesion, decision] : gone) changes.push_back({decision, std::nullopt});
    if (!changes.empty()) push(new DecisionEdit(context_, std::move(changes), text_));
  }

  void changeMask(const MaskLayer& layer, const JournalMask& wanted) {
    std::vector<LabelRun> runs = runsBetween(layer.labels, *wanted.labels);
    // A lesion without an identity of its own got one when it was saved.
    std::vector<Segment> lesions = wanted.segments;
    for (Segment& lesion : lesions) {
      const Segment* now = layer.segment(lesion.number);
      if (!now || !lesion.trackingUid.isEmpty()) continue;
      lesion.trackingUid = now->trackingUid;
      if (lesion.trackingId.isEmpty()) lesion.trackingId = now->trackingId;
    }
    std::vector<SegmentChange> segments = segmentChanges(layer.segments, lesions);
    const MaskId id = layer.id;
    const QString name = layer.name;
    if (!runs.empty() || !segments.empty())
      push(new MaskEdit(context_, id, std::move(runs), std::move(segments), text_, EditState::ToDo));
    if (name != wanted.name) push(new MaskRename(context_, id, name, wanted.name, text_));
  }

  void addMask(JournalMask& wanted, MaskId id) {
    MaskProvenance provenance = wanted.provenance;
    if (state_.originOf(id)) {
      report_.notes.append(Texts::tr("The file of the mask %1 has changed since, or is gone; it was restored "
                                     "as a mask of its own.")
                               .arg(wanted.name));
      // It must not take the place of what lies there now.
      if (!provenance.sopInstanceUid.isEmpty()) {
        provenance.predecessorUid = provenance.sopInstanceUid;
        provenance.predecessorSeriesUid = provenance.seriesInstanceUid;
        provenance.predecessorClassUid.clear();
      }
      provenance.file.clear();
      provenance.sopInstanceUid.clear();
      provenance.seriesInstanceUid.clear();
    }
    SeriesSource source = facts_.sourceNow ? facts_.sourceNow(wanted.source) : wanted.source;
    std::unique_ptr<MaskLayer> layer(new MaskLayer{MaskId::None,
                                                   wanted.name,
                                                   std::move(*wanted.labels),
                                                   std::move(wanted.segments),
                                                   std::move(source),
                                                   std::move(provenance),
                                                   {}});
    if (const auto prediction = state_.predictions.find(id); prediction != state_.predictions.end()) {
      layer->prediction = prediction->second;
      layer->locks.all = true;
    }
    push(new MaskPresence(context_, std::move(layer), text_));
  }

  ToolContext context_;
  JournalState state_;
  const RestoreFacts& facts_;
  QString text_;
  RestoreReport report_;
};

}  // namespace

RestoreReport restoreJournal(ToolContext context, JournalState state, const RestoreFacts& facts) {
  return Restorer(context, std::move(state), facts).run();
}

}  // namespace uptake
