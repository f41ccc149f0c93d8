#include "annotation/lesions/lesion_findings.h"

#include <algorithm>

namespace uptake {

namespace {

/// Values that can be read and weighed while a hand paints: some milliseconds.
constexpr double kAtOnce = 1.5e6;
constexpr int kDelayMs = 50;

}  // namespace

LesionFindings::LesionFindings(const CaseDocument& document, QObject* parent)
    : QObject(parent), document_(document) {
  timer_.setSingleShot(true);
  timer_.setInterval(kDelayMs);
  connect(&timer_, &QTimer::timeout, this, &LesionFindings::work);
  connect(&document_, &CaseDocument::imagesChanged, this, [this] {
    // Boxes lie on the same images as before, but those may be other stacks.
    if (source_.isBoxes()) boxesChanged_ = true;
    takeImages();
    measureLater();
  });
  connect(&document_, &CaseDocument::maskVoxelsChanged, this, [this](MaskId id) {
    if (id != source_.mask || !active_) return;
    maskChanged_ = true;
    measureLater();
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

LesionFindings::~LesionFindings() {
  job_.cancelAndWait();
}

void LesionFindings::setSource(const LesionSource& source) {
  if (source == source_) return;
  source_ = source;
  restart();
}

void LesionFindings::setActive(bool active) {
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

void LesionFindings::restart() {
  entries_.clear();
  all_.reset();
  maskLesions_.reset();
  maskChanged_ = boxesChanged_ = false;
  isStale_ = true;
  job_.discard();
  takeImages();
  if (active_) takeUp();
  Q_EMIT lesionsChanged();
  if (active_) work();
}

bool LesionFindings::isInFrame(const Volume& image) const {
  QString frame = source_.frameOfReferenceUid;
  if (const MaskLayer* mask = document_.mask(source_.mask)) frame = mask->source.frameOfReferenceUid;
  const QString& other = image.source().frameOfReferenceUid;
  return frame.isEmpty() || other.isEmpty() || frame == other;
}

void LesionFindings::takeImages() {
  const auto usable = [this](const std::shared_ptr<const Volume>& image) {
    return image && !image->isColour() && isInFrame(*image) ? image : nullptr;
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

void LesionFindings::takeSlices(bool all) {
  measurer_->forgetSlices();
  for (auto& [lesion, entry] : entries_)
    if (all || (entry.figures && entry.figures->isWaiting)) forgetFigures(lesion, entry);
  measureLater();
}

void LesionFindings::measureLater() {
  // Not started anew: a stroke must not put off its own figures.
  if (active_ && !timer_.isActive()) timer_.start();
}

void LesionFindings::forgetFigures(int lesion, Entry& entry) {
  entry.revision = ++revision_;
  if (!entry.figures) return;
  entry.figures.reset();
  Q_EMIT figuresChanged(lesion);
}

void LesionFindings::takeUp() {
  isStale_ = maskChanged_ = boxesChanged_ = false;
  if (const MaskLayer* mask = document_.mask(source_.mask)) {
    maskLesions_.emplace(mask->labels);
    for (const auto& [label, voxels] : maskLesions_->all())
      entries_.emplace(label, Entry{voxels, {}, {}, {}, ++revision_});
  } else if (source_.isBoxes()) {
    takeUpBoxes();
  }
}

void LesionFindings::takeUpMask() {
  maskChanged_ = false;
  const MaskLayer* mask = document_.mask(source_.mask);
  if (!mask || !maskLesions_) return;
  bool others = false;
  for (const Label label : maskLesions_->update(mask->labels)) {
    const auto voxels = maskLesions_->all().find(label);
    if (voxels == maskLesions_->all().end()) {
      entries_.erase(label);
      others = true;
      continue;
    }
    const auto [at, isNew] = entries_.try_emplace(label, Entry{voxels->second, {}, {}, {}, 0});
    at->second.voxels = voxels->second;
    others |= isNew;
    forgetFigures(label, at->second);
  }
  if (others) Q_EMIT lesionsChanged();
}

void LesionFindings::takeUpBoxes() {
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

void LesionFindings::work() {
  if (!active_) return;
  timer_.stop();
  if (isStale_) takeUp();
  if (maskChanged_) takeUpMask();
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

void LesionFindings::setFigures(int lesion, LesionFigures figures) {
  Entry& entry = entries_.at(lesion);
  figures.label = entry.boxLesion ? Label{0} : static_cast<Label>(lesion);
  if (entry.sides && figures.shape) {
    figures.shape->longest = entry.sides->longer;
    figures.shape->perpendicular = entry.sides->shorter;
  }
  entry.figures = std::move(figures);
  Q_EMIT figuresChanged(lesion);
}

void LesionFindings::startJob() {
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
      // With a measurer of its own: measurer_ may be used meanwhile.
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

void LesionFindings::addUp() {
  std::optional<LesionFigures> all;
  std::vector<const LesionFigures*> lesions;
  for (const auto& [lesion, entry] : entries_)
    if (entry.figures) lesions.push_back(&*entry.figures);
  if (!lesions.empty() && lesions.size() == entries_.size()) all = together(lesions);
  const bool none = !all && !all_;
  all_ = std::move(all);
  if (!none) Q_EMIT allChanged();
}

std::vector<int> LesionFindings::lesions() const {
  std::vector<int> numbers;
  for (const auto& [lesion, entry] : entries_) numbers.push_back(lesion);
  return numbers;
}

const LesionFigures* LesionFindings::figures(int lesion) const {
  const auto found = entries_.find(lesion);
  return found == entries_.end() || !found->second.figures ? nullptr : &*found->second.figures;
}

const LesionVoxels* LesionFindings::voxels(int lesion) const {
  const auto found = entries_.find(lesion);
  return found == entries_.end() ? nullptr : &found->second.voxels;
}

const BoxLesion* LesionFindings::boxLesion(int lesion) const {
  const auto found = entries_.find(lesion);
  return found == entries_.end() || !found->second.boxLesion ? nullptr : &*found->second.boxLesion;
}

bool LesionFindings::isSettled() const {
  return !maskChanged_ && !boxesChanged_ && !isStale_ && !job_.isRunning() &&
         std::ranges::all_of(entries_, [](const auto& each) { return each.second.figures.has_value(); });
}

void LesionFindings::settleNow() {
  work();
}

}  // namespace uptake
