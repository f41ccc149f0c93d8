#include "viewer/volume/lesion_surfaces.h"

#include "core/mask/resample_labels.h"

#include <QElapsedTimer>

#include <algorithm>
#include <vector>

namespace uptake {

namespace {

/// What is made is shown after this time, and the rest later: a list of lesions is seen to fill, and a stroke
/// is not waited for behind organs.
constexpr qint64 kBatchMs = 120;

std::size_t fingerprint(const std::vector<VoxelRun>& runs) {
  std::size_t value = runs.size() + 1;  // not 0, which is of no surface yet
  const auto mix = [&value](std::size_t part) {
    value ^= part + 0x9e3779b97f4a7c15ULL + (value << 6U) + (value >> 2U);
  };
  for (const VoxelRun& run : runs) {
    mix(static_cast<std::size_t>(run.first));
    mix(static_cast<std::size_t>(run.length));
  }
  return value;
}

/// Voxels by which of two masks label them, in the order of AgreementKind.
std::array<std::vector<VoxelRun>, 3> agreementRuns(const LabelRuns& first, const LabelRuns& second) {
  std::array<std::vector<VoxelRun>, 3> found;
  const ImageGrid& grid = first.grid();
  std::vector<unsigned char> states(static_cast<std::size_t>(grid.sliceVoxelCount()));
  constexpr std::array<int, 4> kKindOf{-1, static_cast<int>(AgreementKind::OnlyFirst),
                                       static_cast<int>(AgreementKind::OnlySecond),
                                       static_cast<int>(AgreementKind::Both)};
  for (int k = 0; k < grid.size().z(); ++k) {
    if (first.slice(k).empty() && second.slice(k).empty()) continue;
    const std::ptrdiff_t base = grid.offset(0, 0, k);
    std::ranges::fill(states, static_cast<unsigned char>(0));
    for (const auto& [runs, bit] : {std::pair{&first.slice(k), 1}, std::pair{&second.slice(k), 2}})
      for (const LabelRun& run : *runs)
        for (std::ptrdiff_t n = run.first - base; n < run.end() - base; ++n)
          states[static_cast<std::size_t>(n)] |= static_cast<unsigned char>(bit);
    for (std::ptrdiff_t n = 0; n < grid.sliceVoxelCount(); ++n) {
      const int kind = kKindOf[states[static_cast<std::size_t>(n)]];
      if (kind < 0) continue;
      std::vector<VoxelRun>& runs = found[static_cast<std::size_t>(kind)];
      if (!runs.empty() && runs.back().end() == base + n && n % grid.size().x() != 0) {
        ++runs.back().length;
      } else {
        VoxelRun run;
        run.first = base + n;
        run.length = 1;
        runs.push_back(run);
      }
    }
  }
  return found;
}

}  // namespace

/// What a job is to make.
struct LesionSurfaces::Work {
  struct Lesion {
    Key key;
    std::size_t known = 0;  ///< of the voxels of which there is a surface
  };
  std::map<MaskId, LabelRuns> masks;
  std::vector<Lesion> lesions;
  std::optional<std::pair<LabelMap, LabelMap>> compared;
};

/// What it made: all of the work, or the first of it.
struct LesionSurfaces::Made {
  struct Lesion {
    Key key;
    bool isSame = false;  ///< the voxels have not changed
    Entry entry;
  };
  std::vector<Lesion> lesions;
  std::optional<std::array<Mesh, 3>> agreement;
};

LesionSurfaces::LesionSurfaces(const CaseDocument& document, QObject* parent)
    : QObject(parent), document_(document) {
  connect(&document, &CaseDocument::masksChanged, this, &LesionSurfaces::takeMasks);
  connect(&document, &CaseDocument::segmentsChanged, this, &LesionSurfaces::takeSegments);
  connect(&document, &CaseDocument::maskVoxelsChanged, this, &LesionSurfaces::changeVoxels);
  takeMasks();
}

LesionSurfaces::~LesionSurfaces() {
  runner_.cancelAndWait();
}

void LesionSurfaces::setActive(bool active) {
  active_ = active;
  if (active) start();
}

void LesionSurfaces::setAgreement(const std::optional<std::pair<MaskId, MaskId>>& masks) {
  if (masks == compared_) return;
  compared_ = masks;
  agreement_ = {};
  agreementOutdated_ = compared_.has_value();
  start();
}

LesionSurfaces::Mesh LesionSurfaces::surface(MaskId mask, Label label) const {
  const auto found = entries_.find({mask, label});
  return found == entries_.end() ? nullptr : found->second.mesh;
}

LesionSurfaces::Mesh LesionSurfaces::agreement(AgreementKind kind) const {
  return agreement_[static_cast<std::size_t>(kind)];
}

bool LesionSurfaces::isSettled() const {
  return !active_ || (!runner_.isRunning() && outdated_.empty() && !agreementOutdated_);
}

void LesionSurfaces::takeMasks() {
  const auto isGone = [this](const Key& key) {
    const MaskLayer* mask = document_.mask(key.first);
    return !mask || !mask->segment(key.second);
  };
  std::erase_if(entries_, [&](const auto& each) { return isGone(each.first); });
  std::erase_if(outdated_, isGone);
  for (const auto& mask : document_.masks()) takeSegments(mask->id);
  if (compared_) agreementOutdated_ = true;
  Q_EMIT changed();
  start();
}

void LesionSurfaces::takeSegments(MaskId id) {
  const MaskLayer* mask = document_.mask(id);
  if (!mask) return;
  for (const Segment& segment : mask->segments)
    if (!entries_.contains({id, segment.number})) outdated_.insert({id, segment.number});
  std::erase_if(entries_, [&](const auto& each) {
    return each.first.first == id && !mask->segment(each.first.second);
  });
  Q_EMIT changed();
  start();
}

void LesionSurfaces::changeVoxels(MaskId id, const IndexBox& region) {
  const MaskLayer* mask = document_.mask(id);
  if (!mask) return;
  // Lesions that have voxels there, and those that had.
  for (int k = region.first.z(); k <= region.last.z(); ++k)
    for (const LabelRun& run : mask->labels.runs(k)) {
      const Eigen::Vector3i at = mask->labels.grid().indexOf(run.first);
      if (at.y() >= region.first.y() && at.y() <= region.last.y() && at.x() <= region.last.x() &&
          at.x() + run.length > region.first.x())
        outdated_.insert({id, run.label});
    }
  for (const auto& [key, entry] : entries_)
    if (key.first == id && !entry.extent.intersected(region).isEmpty()) outdated_.insert(key);
  if (compared_ && (id == compared_->first || id == compared_->second)) agreementOutdated_ = true;
  start();
}

LesionSurfaces::Work LesionSurfaces::work() const {
  Work work;
  for (const Key& key : outdated_) {
    const MaskLayer* mask = document_.mask(key.first);
    if (!mask) continue;
    work.masks.try_emplace(key.first, mask->labels.runs());
    const auto known = entries_.find(key);
    work.lesions.push_back({key, known == entries_.end() ? 0 : known->second.voxels});
  }
  // Small ones first: they are there at once.
  std::ranges::stable_sort(work.lesions, {}, [this](const Work::Lesion& lesion) {
    return document_.mask(lesion.key.first)->labels.count(lesion.key.second);
  });
  const MaskLayer* first = compared_ ? document_.mask(compared_->first) : nullptr;
  const MaskLayer* second = compared_ ? document_.mask(compared_->second) : nullptr;
  if (agreementOutdated_ && first && second) work.compared.emplace(first->labels, second->labels);
  return work;
}

Result<LesionSurfaces::Made> LesionSurfaces::make(const Work& work, JobControl& control) {
  Made made;
  QElapsedTimer timer;
  timer.start();
  for (const auto& [key, known] : work.lesions) {
    const LabelRuns& labels = work.masks.at(key.first);
    const std::vector<VoxelRun> runs = runsOfLabel(labels, key.second);
    Made::Lesion lesion{key, false, {}};
    lesion.entry.voxels = fingerprint(runs);
    lesion.isSame = lesion.entry.voxels == known;
    if (!lesion.isSame) {
      Result<LesionSurface> surface = lesionSurface(labels.grid(), runs, control);
      if (!surface) return surface.error();
      lesion.entry.extent = extentOf(labels.grid(), runs);
      if (!surface->mesh.isEmpty())
        lesion.entry.mesh = std::make_shared<const SurfaceMesh>(std::move(surface->mesh));
    }
    made.lesions.push_back(std::move(lesion));
    if (timer.elapsed() > kBatchMs) return made;
  }
  if (!work.compared) return made;
  const auto& [first, other] = *work.compared;
  const bool sameGrid = first.grid().sameAs(other.grid());
  Result<LabelMap> second = sameGrid ? Result<LabelMap>(other) : resampleLabels(other, first.grid(), control);
  if (!second) return second.error();
  std::array<Mesh, 3> meshes;
  const auto runs = agreementRuns(first.runs(), second->runs());
  for (std::size_t kind = 0; kind < meshes.size(); ++kind) {
    Result<LesionSurface> surface = lesionSurface(first.grid(), runs[kind], control);
    if (!surface) return surface.error();
    if (!surface->mesh.isEmpty())
      meshes[kind] = std::make_shared<const SurfaceMesh>(std::move(surface->mesh));
  }
  made.agreement = std::move(meshes);
  return made;
}

void LesionSurfaces::start() {
  if (!active_ || runner_.isRunning() || (outdated_.empty() && !agreementOutdated_)) return;
  Work now = work();
  // What changes from now on is out of date again.
  outdated_.clear();
  agreementOutdated_ = false;
  runner_.start<Made>([now](JobControl& control) { return make(now, control); },
                      [this, wanted = now.lesions, compares = now.compared.has_value(),
                       compared = compared_](Result<Made> made) {
                        // The rest of a batch, which was made in its order.
                        for (std::size_t n = made ? made->lesions.size() : wanted.size(); n < wanted.size();
                             ++n)
                          outdated_.insert(wanted[n].key);
                        if (made && compares && !made->agreement && compared == compared_)
                          agreementOutdated_ = true;
                        take(std::move(made));
                      });
}

void LesionSurfaces::take(Result<Made> made) {
  if (made) {
    bool isOther = false;
    for (Made::Lesion& lesion : made->lesions) {
      const MaskLayer* mask = document_.mask(lesion.key.first);
      if (lesion.isSame || !mask || !mask->segment(lesion.key.second)) continue;
      entries_[lesion.key] = std::move(lesion.entry);
      isOther = true;
    }
    if (made->agreement && compared_) {
      agreement_ = std::move(*made->agreement);
      isOther = true;
    }
    if (isOther) Q_EMIT changed();
  }
  start();
}

}  // namespace uptake
