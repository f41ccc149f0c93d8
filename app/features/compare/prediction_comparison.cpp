#include "app/features/compare/prediction_comparison.h"

#include "annotation/compare/disagreement.h"
#include "app/session/evaluation/evaluation_report.h"

#include <algorithm>
#include <utility>

namespace uptake {

PredictionComparison::PredictionComparison(Session& session, ViewState& state, QObject* parent)
    : QObject(parent),
      session_(session),
      state_(state),
      live_(session.openCase().document()),
      model_(session.openCase().document(), live_) {
  CaseDocument& document = session_.openCase().document();
  connect(&document, &CaseDocument::masksChanged, this, &PredictionComparison::followDocument);
  connect(&document, &CaseDocument::segmentsChanged, this, &PredictionComparison::changed);
  connect(&document, &CaseDocument::decisionsChanged, this, &PredictionComparison::changed);
  connect(&document, &CaseDocument::decisionsChanged, this, &PredictionComparison::followDecisions);
  connect(&session_.openCase().selection(), &Selection::changed, this,
          &PredictionComparison::followSelection);
  connect(&live_, &LiveAgreement::changed, this, &PredictionComparison::takeFigures);
  connect(&live_, &LiveAgreement::failed, this, [this](const QString& reason) {
    goesToWorst_ = false;
    session_.messages().say(tr("The masks were not compared: %1").arg(reason));
  });
  connect(&session_.predictions(), &Predictions::opened, this, [this](MaskId id) {
    const MaskLayer* selected = session_.openCase().document().mask(session_.openCase().selection().mask());
    const bool follows = !truthChosen_ && selected && !selected->prediction;
    goesToWorst_ = true;
    setPair(follows ? selected->id : live_.truth(), id);
    followDocument();
    Q_EMIT opened();
    if (live_.isCurrent()) takeFigures();  // it was open already
  });
}

void PredictionComparison::followDocument() {
  const CaseDocument& document = session_.openCase().document();
  MaskId truth = live_.truth();
  MaskId prediction = live_.prediction();
  if (!document.mask(truth)) {
    truth = MaskId::None;
    truthChosen_ = false;
  }
  if (!document.mask(prediction)) prediction = MaskId::None;
  for (const auto& mask : document.masks()) {
    if (mask->prediction && prediction == MaskId::None) prediction = mask->id;
    if (!mask->prediction && truth == MaskId::None && mask->id != prediction) truth = mask->id;
  }
  setPair(truth, prediction);
  Q_EMIT changed();  // names
}

void PredictionComparison::setPair(MaskId truth, MaskId prediction) {
  if (truth == live_.truth() && prediction == live_.prediction()) return;
  anchor_ = {};
  live_.setPair(truth, prediction);
  showInViews();
  Q_EMIT pairChanged();
  Q_EMIT currentChanged();
}

void PredictionComparison::chooseTruth(MaskId mask) {
  truthChosen_ = true;
  setPair(mask, mask == live_.prediction() ? live_.truth() : live_.prediction());
}

void PredictionComparison::choosePrediction(MaskId mask) {
  setPair(mask == live_.truth() ? live_.prediction() : live_.truth(), mask);
}

void PredictionComparison::showInViews() {
  const bool shows = showsAgreement_ && live_.prediction() != MaskId::None;
  state_.setAgreement(shows ? std::optional(std::pair(live_.truth(), live_.prediction())) : std::nullopt);
}

void PredictionComparison::setShowsAgreement(bool shows) {
  if (shows == showsAgreement_) return;
  showsAgreement_ = shows;
  showInViews();
  Q_EMIT agreementShownChanged(shows);
}

void PredictionComparison::openPrediction(const QString& file) {
  const CaseDocument& document = session_.openCase().document();
  const MaskLayer* onto =
      document.mask(truthChosen_ ? live_.truth() : session_.openCase().selection().mask());
  if (!onto || onto->prediction) {
    const auto ours =
        std::ranges::find_if(document.masks(), [](const auto& mask) { return !mask->prediction; });
    onto = ours == document.masks().end() ? nullptr : ours->get();
  }
  session_.predictions().openMask(file, onto ? onto->id : MaskId::None);
}

const MaskAgreement* PredictionComparison::agreement() const {
  return live_.comparison() ? &live_.comparison()->agreement : nullptr;
}

void PredictionComparison::takeFigures() {
  Q_EMIT changed();
  Q_EMIT currentChanged();
  if (!goesToWorst_ || !live_.comparison() || !live_.isCurrent()) return;
  goesToWorst_ = false;
  if (current() < 0 && model_.openCount() > 0) step(1);
}

int PredictionComparison::lesionOf(const Anchor& anchor) const {
  if (!agreement()) return -1;
  // True lesions are listed in the order of their parts.
  if (anchor.voxel >= 0)
    if (const int part = partAt(live_.comparison()->truth, anchor.voxel); part >= 0) return part;
  if (anchor.part < 0) return -1;
  const auto& lesions = agreement()->lesions;
  const auto found = std::ranges::find_if(lesions, [&](const LesionAgreement& lesion) {
    return std::ranges::find(lesion.predicted, anchor.part) != lesion.predicted.end();
  });
  return found == lesions.end() ? -1 : static_cast<int>(found - lesions.begin());
}

int PredictionComparison::current() const {
  return lesionOf(anchor_);
}

void PredictionComparison::setCurrent(int lesion) {
  anchor_ = {};
  if (agreement() && lesion >= 0) {
    const LesionAgreement& chosen = agreement()->lesions[static_cast<std::size_t>(lesion)];
    if (chosen.truth >= 0) anchor_.voxel = runsOf(live_.comparison()->truth, chosen.truth).front().first;
    if (!chosen.predicted.empty()) anchor_.part = chosen.predicted.front();
  }
  Q_EMIT currentChanged();
}

void PredictionComparison::goTo(int lesion) {
  setCurrent(lesion);
  if (!agreement() || lesion < 0) return;
  const LesionAgreement& chosen = agreement()->lesions[static_cast<std::size_t>(lesion)];
  select(chosen);
  const Comparison& comparison = *live_.comparison();
  const Point worst = worstPlace(comparison, chosen);
  double radius = 0.0;
  const auto cover = [&](const MaskParts& parts, int part) {
    const SeenPlace place = SeenPlace::of(parts.grid, parts.parts[static_cast<std::size_t>(part)].box);
    radius = std::max(radius, place.radius.value + (place.centre - worst).norm());
  };
  if (chosen.truth >= 0) cover(comparison.truth, chosen.truth);
  for (const int part : chosen.predicted) cover(comparison.prediction, part);
  Q_EMIT reached({worst, {radius}});
}

/// The true lesion. Where there is none the reader's mask stays in hand: a prediction is not drawn on.
void PredictionComparison::select(const LesionAgreement& lesion) {
  session_.openCase().selection().clearMarks();
  const MaskLayer* truth = session_.openCase().document().mask(live_.truth());
  if (lesion.truth < 0 || !truth) return;
  const Label label = live_.comparison()->truth.parts[static_cast<std::size_t>(lesion.truth)].label;
  if (truth->segment(label)) session_.openCase().selection().setSegment(truth->id, label);
}

void PredictionComparison::followSelection() {
  const std::pair<MaskId, Label> now{session_.openCase().selection().mask(),
                                     session_.openCase().selection().segment()};
  if (now == std::exchange(selected_, now) || isDeciding_) return;
  if (!agreement() || now.first != live_.truth()) return;
  const auto labelOf = [this](int lesion) {
    const int part = agreement()->lesions[static_cast<std::size_t>(lesion)].truth;
    return part < 0 ? Label{0} : live_.comparison()->truth.parts[static_cast<std::size_t>(part)].label;
  };
  if (now.second == 0 || (current() >= 0 && labelOf(current()) == now.second)) return;
  for (int row = 0; row < model_.rowCount(); ++row)
    if (const int lesion = model_.lesionAt(row); labelOf(lesion) == now.second) return setCurrent(lesion);
}

void PredictionComparison::followDecisions() {
  const LesionDecisions& now = session_.openCase().document().decisions();
  const LesionDecisions before = std::exchange(decisions_, now);
  const MaskLayer* prediction = session_.openCase().document().mask(live_.prediction());
  if (isDeciding_ || !prediction || current() < 0) return;
  const auto in = [](const LesionDecisions& decisions, const PredictedLesion& lesion) {
    const auto found = decisions.find(lesion);
    return found == decisions.end() ? nullptr : &found->second;
  };
  for (int part = 0; part < static_cast<int>(live_.comparison()->prediction.parts.size()); ++part) {
    const PredictedLesion lesion{predictionIdOf(*prediction), part + 1};
    const LesionDecision* a = in(before, lesion);
    const LesionDecision* b = in(now, lesion);
    if (!a == !b && (!a || *a == *b)) continue;
    // Once the step is undone as a whole, with what was selected before it.
    QMetaObject::invokeMethod(
        this,
        [this, part] {
          if (const int at = lesionOf({-1, part}); at >= 0) goTo(at);
        },
        Qt::QueuedConnection);
    return;
  }
}

QString PredictionComparison::noPredictionText() const {
  return session_.openCase().document().masks().size() < 2
             ? tr("There is no prediction to compare with: open one first.")
             : tr("No prediction is open. To go through where two masks differ, choose one of them as the "
                  "prediction under Compare › Comparison.");
}

void PredictionComparison::step(int direction) {
  const int rows = model_.rowCount();
  if (live_.prediction() == MaskId::None) {
    session_.messages().say(noPredictionText());
    return;
  }
  const int at = model_.rowOf(current());
  for (int n = 1; n <= rows; ++n) {
    const int from = at < 0 ? (direction > 0 ? -1 : 0) : at;
    const int row = ((from + direction * n) % rows + rows) % rows;
    if (const int lesion = model_.lesionAt(row); model_.isOpen(lesion)) return goTo(lesion);
  }
  session_.messages().say(agreement() ? tr("No disagreement is left to decide on.")
                                      : tr("The comparison is being computed."));
}

bool PredictionComparison::mayDecide() {
  const MaskAgreement* figures = agreement();
  QString why;
  if (live_.prediction() == MaskId::None)
    why = noPredictionText();
  else if (!figures || !live_.isCurrent())
    why = tr("The comparison is being computed; try again in a moment.");
  else if (current() < 0)
    why = tr("Choose a lesion of the comparison first.");
  else if (live_.isResampled() && !session_.openCase().document().mask(live_.truth()))
    why = tr("There is no mask to take it over into.");
  else if (figures->lesions[static_cast<std::size_t>(current())].predicted.empty())
    why = tr("Nothing is predicted there: there is nothing to decide on.");
  if (!why.isEmpty()) session_.messages().say(why);
  return why.isEmpty();
}

PredictionEditor::Request PredictionComparison::request() const {
  return {live_.truth(), live_.prediction(), *live_.comparison(),
          agreement()->lesions[static_cast<std::size_t>(current())].predicted};
}

void PredictionComparison::takeOver(DecisionKind kind) {
  if (!mayDecide()) return;
  // The comparison must outlive what changes it.
  const std::shared_ptr<const Comparison> keep = live_.comparison();
  isDeciding_ = true;
  const auto outcome = PredictionEditor(session_.openCase().toolContext()).takeOver(request(), kind);
  isDeciding_ = false;
  if (!outcome.said.isEmpty()) session_.messages().say(outcome.said);
  if (!outcome.done) return;
  if (kind == DecisionKind::Corrected) {
    Q_EMIT correctionWanted();
    return;
  }
  if (live_.comparison() && model_.openCount() > 0) step(1);
}

void PredictionComparison::reject() {
  if (!mayDecide()) return;
  const std::shared_ptr<const Comparison> keep = live_.comparison();
  isDeciding_ = true;
  const auto outcome = PredictionEditor(session_.openCase().toolContext()).reject(request());
  isDeciding_ = false;
  if (!outcome.said.isEmpty()) session_.messages().say(outcome.said);
  if (outcome.done && live_.comparison() && model_.openCount() > 0) step(1);
}

QByteArray PredictionComparison::csv() const {
  const MaskLayer* prediction = session_.openCase().document().mask(live_.prediction());
  if (!prediction || !agreement() || !live_.isSettled()) return {};
  evaluation::EvaluatedCase each{
      session_.openCase().patient() ? session_.openCase().patient()->id : QString(), *agreement(), {}};
  const MaskParts& parts = live_.comparison()->prediction;
  for (int part = 0; part < static_cast<int>(parts.parts.size()); ++part)
    if (const LesionDecision* decision =
            decisionAbout(session_.openCase().document(), *prediction, parts, part))
      each.decisions.push_back(*decision);
  return evaluation::comparisonCsv(each);
}

}  // namespace uptake
