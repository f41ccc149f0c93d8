#include "annotation/compare/live_agreement.h"

#include "annotation/compare/surface_memory.h"
#include "core/mask/resample_labels.h"

namespace uptake {

namespace {

constexpr int kSoonMs = 10;    // one look at the mask for a burst of changes
constexpr int kPauseMs = 250;  // drawing has paused

}  // namespace

/// What a computation gives.
struct LiveAgreement::Figures {
  std::shared_ptr<const MaskParts> predictedParts;
  std::shared_ptr<const Comparison> comparison;
};

LiveAgreement::LiveAgreement(const CaseDocument& document, QObject* parent)
    : QObject(parent), document_(document), surfaces_(std::make_shared<SurfaceMemory>()) {
  soon_.setSingleShot(true);
  soon_.setInterval(kSoonMs);
  connect(&soon_, &QTimer::timeout, this, &LiveAgreement::compute);
  pause_.setSingleShot(true);
  pause_.setInterval(kPauseMs);
  connect(&pause_, &QTimer::timeout, this, &LiveAgreement::computeSurfaces);
  connect(&document, &CaseDocument::masksChanged, this, &LiveAgreement::takeMasks);
  connect(&document, &CaseDocument::maskVoxelsChanged, this, [this](MaskId id) { markChanged(id); });
}

LiveAgreement::~LiveAgreement() = default;

bool LiveAgreement::isCurrent() const {
  return prediction_ == MaskId::None || ((comparison_ || failed_) && !stale_ && !computing_);
}

bool LiveAgreement::isSettled() const {
  return isCurrent() && (!comparison_ || !comparison_->surfacesMissing);
}

void LiveAgreement::setPair(MaskId truth, MaskId prediction) {
  if (truth == truth_ && prediction == prediction_) return;
  truth_ = truth;
  prediction_ = prediction;
  truthLayer_ = predictionLayer_ = nullptr;
  surfaces_ = std::make_shared<SurfaceMemory>();
  takeMasks();
}

/// Reads masks that are new, or were taken out and put back.
void LiveAgreement::takeMasks() {
  const MaskLayer* truth = document_.mask(truth_);
  const MaskLayer* prediction = document_.mask(prediction_);
  if (truth == truthLayer_ && prediction == predictionLayer_ && (prediction || !comparison_)) return;
  job_.discard();
  surfaceJob_.discard();
  soon_.stop();
  pause_.stop();
  truthLayer_ = truth;
  predictionLayer_ = prediction;
  predictedParts_.reset();
  comparison_.reset();
  stale_ = computing_ = resampled_ = failed_ = false;
  ++predictionRevision_;
  if (prediction) {
    resampled_ = truth && !truth->labels.grid().sameAs(prediction->labels.grid());
    schedule();
  }
  Q_EMIT changed();
}

void LiveAgreement::markChanged(MaskId id) {
  if (!predictionLayer_ || (id != truth_ && id != prediction_)) return;
  if (id == prediction_) {
    predictedParts_.reset();
    ++predictionRevision_;
  }
  schedule();
}

void LiveAgreement::schedule() {
  stale_ = true;
  surfaceJob_.discard();
  pause_.stop();
  if (!computing_ && !soon_.isActive()) soon_.start();
}

void LiveAgreement::compute() {
  const MaskLayer* prediction = document_.mask(prediction_);
  if (!prediction) return;
  const MaskLayer* truth = document_.mask(truth_);
  stale_ = false;
  computing_ = true;
  // Only where the voxels differ are those of the prediction themselves needed.
  std::optional<LabelMap> toResample;
  if (resampled_ && !predictedParts_) toResample = prediction->labels;
  job_.start<std::shared_ptr<const Figures>>(
      [truth = truth ? truth->labels.runs() : LabelRuns(prediction->labels.grid()),
       own = prediction->labels.runs(), known = predictedParts_, toResample,
       memory = surfaces_](JobControl& control) -> Result<std::shared_ptr<const Figures>> {
        auto figures = std::make_shared<Figures>();
        figures->predictedParts = known;
        if (!known && toResample) {
          const Result<LabelMap> there = resampleLabels(*toResample, truth.grid(), control);
          if (!there) return there.error();
          figures->predictedParts = std::make_shared<const MaskParts>(partsOf(there->runs()));
        } else if (!known) {
          figures->predictedParts = std::make_shared<const MaskParts>(partsOf(own));
        }
        auto comparison =
            std::make_shared<Comparison>(Comparison{partsOf(truth), *figures->predictedParts, {}, false});
        comparison->agreement = agreementOf(comparison->truth, comparison->prediction);
        comparison->surfacesMissing =
            recallSurfaces(comparison->agreement, comparison->truth, comparison->prediction, *memory);
        figures->comparison = std::move(comparison);
        return std::shared_ptr<const Figures>(std::move(figures));
      },
      [this, revision = predictionRevision_](Result<std::shared_ptr<const Figures>> result) {
        take(std::move(result), revision);
      });
}

void LiveAgreement::take(Result<std::shared_ptr<const Figures>> result, int predictionRevision) {
  computing_ = false;
  failed_ = !result;
  if (!result) return Q_EMIT failed(result.error().text());
  comparison_ = (*result)->comparison;
  // Parts found while the prediction was drawn on are of what it was.
  if (predictionRevision == predictionRevision_) predictedParts_ = (*result)->predictedParts;
  if (stale_)
    soon_.start();
  else if (comparison_->surfacesMissing)
    pause_.start();
  Q_EMIT changed();
}

void LiveAgreement::computeSurfaces() {
  if (!comparison_ || stale_ || computing_) return;
  surfaceJob_.start<std::shared_ptr<const Comparison>>(
      [before = comparison_,
       memory = surfaces_](JobControl& control) -> Result<std::shared_ptr<const Comparison>> {
        auto whole = std::make_shared<Comparison>(*before);
        addSurfaces(whole->agreement, whole->truth, whole->prediction, control, memory.get());
        if (control.isCancelled()) return JobControl::cancelledError();
        whole->surfacesMissing = false;
        return std::shared_ptr<const Comparison>(std::move(whole));
      },
      [this](Result<std::shared_ptr<const Comparison>> result) {
        if (!result || stale_) return;
        comparison_ = result.take();
        Q_EMIT changed();
      });
}

}  // namespace uptake
