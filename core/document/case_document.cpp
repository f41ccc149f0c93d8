#include "core/document/case_document.h"

#include <QSet>

#include <algorithm>

namespace uptake {

CaseDocument::CaseDocument(QObject* parent) : QObject(parent) {
  // First of all that listen, so that they see the count of now.
  const auto count = [this] { ++changes_; };
  connect(this, &CaseDocument::boxesChanged, this, count);
  connect(this, &CaseDocument::boxTiesChanged, this, count);
  connect(this, &CaseDocument::decisionsChanged, this, count);
  connect(this, &CaseDocument::sliceClassesChanged, this, count);
  connect(this, &CaseDocument::measurementsChanged, this, count);
  connect(this, &CaseDocument::masksChanged, this, count);
  connect(this, &CaseDocument::segmentsChanged, this, count);
  connect(this, &CaseDocument::maskVoxelsChanged, this, count);
}
CaseDocument::~CaseDocument() = default;

void CaseDocument::setImages(std::shared_ptr<const Volume> ct, std::shared_ptr<const Volume> pet) {
  ct_ = std::move(ct);
  pet_ = std::move(pet);
  gatherStacks();
  Q_EMIT imagesChanged();
}

void CaseDocument::clear() {
  QSet<QString> images;
  for (const auto& [id, box] : boxes_) images.insert(box.sopInstanceUid);
  boxes_.clear();
  boxTies_.clear();
  hiddenBoxes_.clear();
  masks_.clear();
  measurements_.clear();
  namedStacks_.clear();
  boxLesions_.reset();
  predictedBoxes_.clear();
  decisions_.clear();
  sliceClasses_.clear();
  Q_EMIT masksChanged();
  Q_EMIT decisionsChanged();
  Q_EMIT sliceClassesChanged();
  Q_EMIT predictedBoxesChanged();
  Q_EMIT measurementsChanged();
  for (const QString& image : images) Q_EMIT boxesChanged(image);
  Q_EMIT boxTiesChanged();
  for (const auto& [type, part] : parts_) part->clear();
  setImages(nullptr, nullptr);
}

std::unique_ptr<DocumentPart> CaseDocument::counted(std::unique_ptr<DocumentPart> part) {
  connect(part.get(), &DocumentPart::changed, this, [this] { ++changes_; });
  return part;
}

void CaseDocument::setImageStacks(std::vector<ImageStack> stacks) {
  namedStacks_ = std::move(stacks);
  gatherStacks();
}

void CaseDocument::gatherStacks() {
  stacks_ = ImageStacks();
  for (const ImageStack& stack : namedStacks_) stacks_.add(stack);
  for (const auto& volume : {ct_, pet_}) {
    if (!volume) continue;
    const SeriesSource& source = volume->source();
    ImageStack stack{volume->grid(), {}, source.frameOfReferenceUid, source.modality, source.hasPlace()};
    bool isKnown = false;
    for (const SliceSource& slice : volume->source().slices) {
      isKnown = isKnown || (!slice.sopInstanceUid.isEmpty() && stacks_.find(slice.sopInstanceUid));
      stack.images.push_back(slice.sopInstanceUid);
    }
    if (!isKnown) stacks_.add(std::move(stack));
  }
  boxLesions_.reset();
}

const Box* CaseDocument::box(BoxId id) const {
  const auto found = boxes_.find(id);
  return found == boxes_.end() ? nullptr : &found->second;
}

std::vector<Box> CaseDocument::boxesOn(const QString& sopInstanceUid) const {
  std::vector<Box> result;
  for (const auto& [id, box] : boxes_)
    if (box.sopInstanceUid == sopInstanceUid) result.push_back(box);
  return result;
}

BoxId CaseDocument::insertBox(Box box) {
  if (box.id == BoxId::None) box.id = static_cast<BoxId>(nextBoxId_++);
  const BoxId id = box.id;
  const QString image = box.sopInstanceUid;
  boxes_.insert_or_assign(id, std::move(box));
  boxLesions_.reset();
  Q_EMIT boxesChanged(image);
  return id;
}

void CaseDocument::updateBox(const Box& box) {
  Box& stored = boxes_.at(box.id);
  const QString earlierImage = stored.sopInstanceUid;
  stored = box;
  boxLesions_.reset();
  if (earlierImage != box.sopInstanceUid) Q_EMIT boxesChanged(earlierImage);
  Q_EMIT boxesChanged(box.sopInstanceUid);
}

Box CaseDocument::takeBox(BoxId id) {
  const auto found = boxes_.find(id);
  Q_ASSERT(found != boxes_.end());
  Box box = std::move(found->second);
  boxes_.erase(found);
  boxLesions_.reset();
  Q_EMIT boxesChanged(box.sopInstanceUid);
  return box;
}

const std::vector<BoxLesion>& CaseDocument::boxLesions() const {
  if (!boxLesions_) boxLesions_ = groupBoxes(boxes_, stacks_, boxTies_);
  return *boxLesions_;
}

const BoxLesion* CaseDocument::lesionOf(BoxId id) const {
  for (const BoxLesion& lesion : boxLesions())
    if (std::ranges::find(lesion.boxes, id) != lesion.boxes.end()) return &lesion;
  return nullptr;
}

void CaseDocument::setBoxTie(const BoxPair& pair, std::optional<BoxTie> tie) {
  if (tie)
    boxTies_.insert_or_assign(pair, *tie);
  else
    boxTies_.erase(pair);
  boxLesions_.reset();
  Q_EMIT boxTiesChanged();
}

void CaseDocument::setBoxesHidden(std::span<const BoxId> boxes, bool hidden) {
  for (const BoxId id : boxes) {
    if (hidden)
      hiddenBoxes_.insert(id);
    else
      hiddenBoxes_.erase(id);
  }
  Q_EMIT boxDisplayChanged();
}

const Measurement* CaseDocument::measurement(MeasurementId id) const {
  const auto found = measurements_.find(id);
  return found == measurements_.end() ? nullptr : &found->second;
}

MeasurementId CaseDocument::insertMeasurement(Measurement measurement) {
  if (measurement.id == MeasurementId::None)
    measurement.id = static_cast<MeasurementId>(nextMeasurementId_++);
  const MeasurementId id = measurement.id;
  measurements_.insert_or_assign(id, std::move(measurement));
  Q_EMIT measurementsChanged();
  return id;
}

void CaseDocument::updateMeasurement(const Measurement& measurement) {
  measurements_.at(measurement.id) = measurement;
  Q_EMIT measurementsChanged();
}

Measurement CaseDocument::takeMeasurement(MeasurementId id) {
  const auto found = measurements_.find(id);
  Q_ASSERT(found != measurements_.end());
  Measurement measurement = std::move(found->second);
  measurements_.erase(found);
  Q_EMIT measurementsChanged();
  return measurement;
}

bool CaseDocument::isOnImages(const QString& frameOfReferenceUid) const {
  if (ct_ && ct_->source().isPlaceless) return false;
  if (frameOfReferenceUid.isEmpty()) return true;
  bool any = false;
  for (const auto& image : {ct_, pet_}) {
    if (!image) continue;
    const QString& frame = image->source().frameOfReferenceUid;
    if (frame.isEmpty() || frame == frameOfReferenceUid) return true;
    any = true;
  }
  return !any;
}

int CaseDocument::maskPosition(MaskId id) const {
  const auto found = std::ranges::find_if(masks_, [&](const auto& mask) { return mask->id == id; });
  return found == masks_.end() ? -1 : static_cast<int>(found - masks_.begin());
}

const MaskLayer* CaseDocument::mask(MaskId id) const {
  const int position = maskPosition(id);
  return position < 0 ? nullptr : masks_[static_cast<std::size_t>(position)].get();
}

MaskLayer& CaseDocument::layer(MaskId id) {
  const int position = maskPosition(id);
  Q_ASSERT(position >= 0);
  return *masks_[static_cast<std::size_t>(position)];
}

MaskId CaseDocument::insertMask(std::unique_ptr<MaskLayer> mask, int position) {
  if (mask->id == MaskId::None) mask->id = static_cast<MaskId>(nextMaskId_++);
  const MaskId id = mask->id;
  const int end = static_cast<int>(masks_.size());
  masks_.insert(masks_.begin() + (position < 0 || position > end ? end : position), std::move(mask));
  Q_EMIT masksChanged();
  return id;
}

std::unique_ptr<MaskLayer> CaseDocument::takeMask(MaskId id) {
  const int position = maskPosition(id);
  Q_ASSERT(position >= 0);
  std::unique_ptr<MaskLayer> mask = std::move(masks_[static_cast<std::size_t>(position)]);
  masks_.erase(masks_.begin() + position);
  Q_EMIT masksChanged();
  return mask;
}

void CaseDocument::renameMask(MaskId id, const QString& name) {
  layer(id).name = name;
  Q_EMIT masksChanged();
}

void CaseDocument::setMaskProvenance(MaskId id, const MaskProvenance& provenance) {
  layer(id).provenance = provenance;
  Q_EMIT masksChanged();
}

void CaseDocument::setSegment(MaskId id, const Segment& segment) {
  std::vector<Segment>& segments = layer(id).segments;
  const auto place = std::ranges::lower_bound(segments, segment.number, {}, &Segment::number);
  if (place != segments.end() && place->number == segment.number)
    *place = segment;
  else
    segments.insert(place, segment);
  Q_EMIT segmentsChanged(id);
}

void CaseDocument::removeSegment(MaskId id, Label number) {
  std::erase_if(layer(id).segments, [&](const Segment& segment) { return segment.number == number; });
  Q_EMIT segmentsChanged(id);
}

void CaseDocument::setMaskDisplay(MaskId id, const MaskDisplay& display) {
  MaskLayer& changed = layer(id);
  if (changed.display == display) return;
  changed.display = display;
  Q_EMIT maskDisplayChanged(id);
}

void CaseDocument::setMaskLocks(MaskId id, const MaskLocks& locks) {
  MaskLayer& changed = layer(id);
  if (changed.locks == locks) return;
  changed.locks = locks;
  Q_EMIT maskDisplayChanged(id);
}

void CaseDocument::setPredictedBoxes(std::vector<ScoredBox> boxes) {
  predictedBoxes_ = std::move(boxes);
  Q_EMIT predictedBoxesChanged();
}

void CaseDocument::setDecision(const PredictedLesion& lesion, const std::optional<LesionDecision>& decision) {
  if (decision)
    decisions_.insert_or_assign(lesion, *decision);
  else if (decisions_.erase(lesion) == 0)
    return;
  Q_EMIT decisionsChanged();
}

void CaseDocument::setSliceClasses(const QStringList& classes) {
  if (classes == sliceClasses_) return;
  sliceClasses_ = classes;
  Q_EMIT sliceClassesChanged();
}

void CaseDocument::setSliceClass(int slice, const QString& name) {
  if (sliceClasses_.at(slice) == name) return;
  sliceClasses_[slice] = name;
  Q_EMIT sliceClassesChanged();
}

void CaseDocument::applyRuns(MaskId id, std::span<const LabelEdit> runs) {
  writeRuns(id, runs, &LabelEdit::after);
}

void CaseDocument::revertRuns(MaskId id, std::span<const LabelEdit> runs) {
  writeRuns(id, runs, &LabelEdit::before);
}

void CaseDocument::writeRuns(MaskId id, std::span<const LabelEdit> runs, Label LabelEdit::*value) {
  if (runs.empty()) return;
  LabelMap& labels = layer(id).labels;
  const Eigen::Vector3i size = labels.grid().size();
  const std::ptrdiff_t perSlice = labels.grid().sliceVoxelCount();
  IndexBox region;
  for (const LabelEdit& run : runs) {
    labels.fill(run.first, run.length, run.*value);
    const std::ptrdiff_t last = run.first + run.length - 1;
    const auto firstRow = run.first / size.x();
    const auto lastRow = last / size.x();
    // A run that crosses rows or slices touches the whole width or height in between.
    const bool oneRow = firstRow == lastRow;
    const bool oneSlice = run.first / perSlice == last / perSlice;
    const Eigen::Vector3i from(oneRow ? static_cast<int>(run.first % size.x()) : 0,
                               oneSlice ? static_cast<int>(firstRow % size.y()) : 0,
                               static_cast<int>(run.first / perSlice));
    const Eigen::Vector3i to(oneRow ? static_cast<int>(last % size.x()) : size.x() - 1,
                             oneSlice ? static_cast<int>(lastRow % size.y()) : size.y() - 1,
                             static_cast<int>(last / perSlice));
    region = region.united({from, to});
  }
  Q_EMIT maskVoxelsChanged(id, region);
}

}  // namespace uptake
