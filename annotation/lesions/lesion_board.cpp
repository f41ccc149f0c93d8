#include "annotation/lesions/lesion_board.h"

#include <algorithm>
#include <set>

namespace uptake {

namespace {

/// Values that can be read and weighed while a hand paints: some milliseconds.
constexpr double kAtOnce = 1.5e6;
constexpr int kDelayMs = 50;
/// Changes beyond these are looked at as one.
constexpr std::size_t kMostRegions = 64;

/// The labels in some regions.
void addLabels(std::set<Label>& found, const LabelMap& labels, const IndexBox& region) {
  for (int k = region.first.z(); k <= region.last.z(); ++k) {
    if (!labels.isOccupied(k)) continue;
    for (int j = region.first.y(); j <= region.last.y(); ++j) {
      const Label* row = labels.voxels(labels.grid().offset(0, j, k), labels.grid().size().x()).data();
      Label last = 0;
      for (int i = region.first.x(); i <= region.last.x(); ++i) {
        if (row[i] == last) continue;
        last = row[i];
        if (last != 0) found.insert(last);
      }
    }
  }
}

}  // namespace

LesionBoard::LesionBoard(const CaseDocument& document, QObject* parent)
    : QObject(parent), document_(document) {
  timer_.setSingleShot(true);
  timer_.setInterval(kDelayMs);
  connect(&timer_, &QTimer::timeout, this, &LesionBoard::work);
  connect(&document_, &CaseDocument::imagesChanged, this, [this] {
    // Boxes lie on the same images as before, but those may be other stacks.
    if (source_.isBoxes()) boxesChanged_ = true;
    takeImages();
    measureLater();
  });
  connect(&document_, &CaseDocument::maskVoxelsChanged, this, [this](MaskId id, const IndexBox& region) {
    if (id != source_.mask || !active_) return;
    if (changed_.size() >= kMostRegions) {
      changed_.front() = changed_.front().united(changed_.back());
      changed_.pop_back();
    }
    changed_.push_back(region);
    // Not started anew: a stroke must not put off its own figures.
    if (!timer_.isActive()) timer_.start();
  });
  connect(&document_, &CaseDocument::masksChanged, this, [this] {
    if (source_.isMask() && !document_.mask(source_.mask)) setSource({});
  });
  const auto boxes = [this] {
    if (!source_.isBoxes()) return;
    boxesChanged_ = true;
    measureLater();
  };
  connect(&document_, &CaseDocument::boxesChanged, this, boxes);
  connect(&document_, &CaseDocument::boxTiesChanged, this, boxes);
  takeImages();
}

LesionBoard::~LesionBoard() {
  job_.cancelAndWait();
}

void LesionBoard::setSource(const LesionSource& source) {
  if (source == source_) return;
  source_ = source;
  restart();
}

void LesionBoard::setActive(bool active) {
  if (active == active_) return;
  active_ = active;
  if (active_) {
    restart();
  } else {
    timer_.stop();
    job_.discard();
    isStale_ = true;
  }
}

void LesionBoard::restart() {
  entries_.clear();
  all_.reset();
  changed_.clear();
  boxesChanged_ = false;
  isStale_ = true;
  job_.discard();
  takeImages();
  if (active_) takeUp();
  Q_EMIT lesionsChanged();
  if (active_) work();
}

bool LesionBoard::isInFrame(const Volume& image) const {
  QString frame = source_.frameOfReferenceUid;
  if (const MaskLayer* mask = document_.mask(source_.mask)) frame = mask->source.frameOfReferenceUid;
  const QString& other = image.source().frameOfReferenceUid;
  return frame.isEmpty() || other.isEmpty() || frame == other;
}

void LesionBoard::takeImages() {
  const auto usable = [this](const std::shared_ptr<const Volume>& image) {
    return image && isInFrame(*image) ? image : nullptr;
  };
  const auto pet = usable(document_.pet());
  const auto ct = usable(document_.ct());
  if (pet == measurer_->pet() && ct == measurer_->ct()) return;
  // A job goes on with the old one.
  job_.discard();
  measurer_ = std::make_shared<LesionMeasurer>(pet, ct);
  for (auto& [lesion, entry] : entries_) forgetFigures(lesion, entry);
  addUp();
  Q_EMIT lesionsChanged();
}

void LesionBoard::takeSlices(bool all) {
  measurer_->forgetSlices();
  for (auto& [lesion, entry] : entries_)
    if (all || (entry.figures && entry.figures->isWaiting)) forgetFigures(lesion, entry);
  measureLater();
}

void LesionBoard::measureLater() {
  if (active_ && !timer_.isActive()) timer_.start();
}

void LesionBoard::forgetFigures(int lesion, Entry& entry) {
  entry.revision = ++revision_;
  if (!entry.figures) return;
  entry.figures.reset();
  Q_EMIT figuresChanged(lesion);
}

void LesionBoard::takeUp() {
  isStale_ = false;
  changed_.clear();
  boxesChanged_ = false;
  if (const MaskLayer* mask = document_.mask(source_.mask)) {
    for (auto& [label, voxels] : lesionVoxels(mask->labels))
      entries_.emplace(label, Entry{std::move(voxels), {}, {}, {}, ++revision_});
  } else if (source_.isBoxes()) {
    takeUpBoxes();
  }
}

void LesionBoard::takeUpMask() {
  const MaskLayer* mask = document_.mask(source_.mask);
  std::vector<IndexBox> regions = std::exchange(changed_, {});
  if (!mask || regions.empty()) return;
  const LabelMap& labels = mask->labels;
  for (IndexBox& region : regions) region = region.intersected(labels.grid().bounds());
  // What gained voxels has some in a region; what only lost them has another number of them.
  std::set<Label> touched;
  for (const IndexBox& region : regions) addLabels(touched, labels, region);
  for (const auto& [lesion, entry] : entries_)
    if (entry.voxels.count() != labels.count(static_cast<Label>(lesion)))
      touched.insert(static_cast<Label>(lesion));
  bool others = false;
  for (const Label label : touched) {
    const auto [at, isNew] = entries_.try_emplace(label, Entry{LesionVoxels(labels.grid()), {}, {}, {}, 0});
    Entry& entry = at->second;
    const LesionVoxels before = entry.voxels;
    for (const IndexBox& region : regions) entry.voxels.update(labels, label, region);
    others |= isNew;
    if (entry.voxels.isEmpty()) {
      entries_.erase(at);
      others = true;
    } else if (isNew || !(entry.voxels == before)) {
      forgetFigures(label, entry);
    }
  }
  if (others) Q_EMIT lesionsChanged();
}

void LesionBoard::takeUpBoxes() {
  boxesChanged_ = false;
  std::map<int, Entry> entries;
  for (const BoxLesion& lesion : document_.boxLesions()) {
    if (lesion.stack != source_.stack) continue;
    auto voxels = boxVoxels(document_, lesion);
    if (!voxels || voxels->isEmpty()) continue;
    const int number = static_cast<int>(*std::ranges::min_element(lesion.boxes));
    Entry entry{std::move(*voxels), lesion, boxSides(document_, lesion), {}, ++revision_};
    const auto known = entries_.find(number);
    if (known != entries_.end() && known->second.voxels == entry.voxels) {
      entry.figures = known->second.figures;
      entry.revision = known->second.revision;
    }
    entries.emplace(number, std::move(entry));
  }
  entries_ = std::move(entries);
  Q_EMIT lesionsChanged();
}

void LesionBoard::work() {
  if (!active_) return;
  timer_.stop();
  if (isStale_) takeUp();
  if (!changed_.empty()) takeUpMask();
  if (boxesChanged_) takeUpBoxes();
  const JobControl control;
  double effort = 0.0;
  bool left = false;
  for (auto& [lesion, entry] : entries_) {
    if (entry.figures) continue;
    const double more = measurer_->effort(entry.voxels);
    if (effort + more > kAtOnce) {
      left = true;
      continue;
    }
    effort += more;
    ++measuredCount_;
    setFigures(lesion, measurer_->measure(entry.voxels, control));
  }
  addUp();
  if (left && !job_.isRunning()) startJob();
}

void LesionBoard::setFigures(int lesion, LesionFigures figures) {
  Entry& entry = entries_.at(lesion);
  figures.label = entry.boxLesion ? Label{0} : static_cast<Label>(lesion);
  if (entry.sides && figures.shape) {
    figures.shape->longest = entry.sides->longer;
    figures.shape->perpendicular = entry.sides->shorter;
  }
  entry.figures = std::move(figures);
  Q_EMIT figuresChanged(lesion);
}

void LesionBoard::startJob() {
  struct Piece {
    int lesion;
    int revision;
    LesionVoxels voxels;
    LesionFigures figures;
  };
  std::vector<Piece> pieces;
  double effort = 0.0;
  for (const auto& [lesion, entry] : entries_) {
    if (entry.figures) continue;
    pieces.push_back({lesion, entry.revision, entry.voxels, {}});
    // So much at a time that a table fills while one looks at it.
    constexpr double kPortion = 100.0 * kAtOnce;
    if ((effort += measurer_->effort(entry.voxels)) > kPortion) break;
  }
  if (pieces.empty()) return;
  job_.start<std::vector<Piece>>(
      // A measurer of its own: the one here may be used meanwhile.
      [pieces = std::move(pieces), pet = pet(),
       ct = ct()](JobControl& control) mutable -> Result<std::vector<Piece>> {
        LesionMeasurer measurer(pet, ct);
        for (Piece& piece : pieces) {
          if (control.isCancelled()) return JobControl::cancelledError();
          piece.figures = measurer.measure(piece.voxels, control);
        }
        return std::move(pieces);
      },
      [this](Result<std::vector<Piece>> done) {
        if (!done) return;
        for (Piece& piece : *done) {
          ++measuredCount_;
          const auto entry = entries_.find(piece.lesion);
          if (entry != entries_.end() && entry->second.revision == piece.revision && !entry->second.figures)
            setFigures(piece.lesion, std::move(piece.figures));
        }
        addUp();
        measureLater();  // what changed meanwhile, or is left
      });
}

void LesionBoard::addUp() {
  std::optional<LesionFigures> all;
  std::vector<const LesionFigures*> lesions;
  for (const auto& [lesion, entry] : entries_)
    if (entry.figures) lesions.push_back(&*entry.figures);
  if (!lesions.empty() && lesions.size() == entries_.size()) all = together(lesions);
  const bool none = !all && !all_;
  all_ = std::move(all);
  if (!none) Q_EMIT allChanged();
}

std::vector<int> LesionBoard::lesions() const {
  std::vector<int> numbers;
  for (const auto& [lesion, entry] : entries_) numbers.push_back(lesion);
  return numbers;
}

const LesionFigures* LesionBoard::figures(int lesion) const {
  const auto found = entries_.find(lesion);
  return found == entries_.end() || !found->second.figures ? nullptr : &*found->second.figures;
}

const LesionVoxels* LesionBoard::voxels(int lesion) const {
  const auto found = entries_.find(lesion);
  return found == entries_.end() ? nullptr : &found->second.voxels;
}

const BoxLesion* LesionBoard::boxLesion(int lesion) const {
  const auto found = entries_.find(lesion);
  return found == entries_.end() || !found->second.boxLesion ? nullptr : &*found->second.boxLesion;
}

bool LesionBoard::isSettled() const {
  return changed_.empty() && !boxesChanged_ && !isStale_ && !job_.isRunning() &&
         std::ranges::all_of(entries_, [](const auto& each) { return each.second.figures.has_value(); });
}

void LesionBoard::settleNow() {
  work();
}

}  // namespace uptake
