#include "app/features/measure/measurement_values.h"

#include "app/features/measure/measure_text.h"

namespace uptake {

namespace {

/// Voxels that can be read while a hand drags: some milliseconds.
constexpr double kMeasuredAtOnce = 4e5;

using Measured = std::map<MeasurementId, MeasuredValues>;

}  // namespace

MeasurementValues::MeasurementValues(Session& session, ViewState& state, QObject* parent)
    : QObject(parent), session_(session), state_(state) {
  CaseDocument& document = session_.openCase().document();
  connect(&document, &CaseDocument::measurementsChanged, this, &MeasurementValues::update);
  connect(&document, &CaseDocument::imagesChanged, this, &MeasurementValues::update);
  connect(&session_.images(), &StudyImages::slicesArrived, this, [this] { forgetValues(true); });
  connect(&session_.images(), &StudyImages::imagesLoaded, this, [this] { forgetValues(false); });
  connect(&state_, &ViewState::changed, this, &MeasurementValues::showTexts);
  update();
}

const MeasuredValues* MeasurementValues::values(MeasurementId id) const {
  const auto found = known_.find(id);
  return found == known_.end() || !found->second.values ? nullptr : &*found->second.values;
}

void MeasurementValues::forgetValues(bool onlyWaiting) {
  for (auto& [id, known] : known_)
    if (!onlyWaiting || (known.values && known.values->isWaiting())) known.values.reset();
  if (!onlyWaiting) pending_.clear();
  update();
}

void MeasurementValues::update() {
  const CaseDocument& document = session_.openCase().document();
  const std::shared_ptr<const Volume> before = ct_;
  // Colours are no values.
  ct_ = document.ct() && document.ct()->isColour() ? nullptr : document.ct();
  const bool sameImages = before == ct_ && document.pet() == pet_;
  pet_ = document.pet();
  if (!sameImages) {
    known_.clear();
    pending_.clear();
  }
  std::erase_if(known_, [&](const auto& entry) { return !document.measurement(entry.first); });
  std::vector<Measurement> pending;
  for (const auto& [id, measurement] : document.measurements()) {
    if (!document.isOnImages(measurement)) {
      known_.erase(id);
      continue;
    }
    Known& known = known_[id];
    if (known.measurement != measurement) known = {measurement, std::nullopt};
    if (known.values) continue;
    if (measuringEffort(measurement, ct_.get(), pet_.get()) > kMeasuredAtOnce) {
      pending.push_back(measurement);
      continue;
    }
    JobControl control;
    known.values = measureImages(measurement, ct_.get(), pet_.get(), control).take();
  }
  if (pending.empty())
    job_.discard();
  else if (pending != pending_ || !job_.isRunning())
    startJob(pending);
  pending_ = std::move(pending);
  showTexts();
}

void MeasurementValues::startJob(std::vector<Measurement> pending) {
  job_.start<Measured>(
      [pending = std::move(pending), ct = ct_, pet = pet_](JobControl& control) -> Result<Measured> {
        Measured measured;
        for (const Measurement& measurement : pending) {
          Result<MeasuredValues> values = measureImages(measurement, ct.get(), pet.get(), control);
          if (!values) return values.error();
          measured.emplace(measurement.id, values.take());
        }
        return measured;
      },
      [this](Result<Measured> measured) {
        // A newer job takes an older one's place: these are of the measurements as they are.
        if (!measured) return;
        for (auto& [id, values] : *measured)
          if (const auto known = known_.find(id); known != known_.end()) known->second.values = values;
        showTexts();
      });
}

void MeasurementValues::showTexts() {
  MeasurementTexts texts;
  for (const auto& [id, known] : known_)
    texts.emplace(id, measurementText(known.measurement, known.values ? &*known.values : nullptr, ct_.get(),
                                      pet_.get(), state_));
  state_.setMeasurementTexts(std::move(texts));
}

}  // namespace uptake
