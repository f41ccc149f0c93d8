#include "app/features/suv/pet_quantities.h"

#include "app/features/suv/suv_dialog.h"
#include "app/shell/window/main_window.h"
#include "viewer/state/window_presets.h"

#include <QActionGroup>

#include <algorithm>

namespace uptake {

namespace {

constexpr double kDefaultSuvTop = 6.0;
/// Below this share of the PET window fused PET is transparent: SUV 0.5 of 6.
constexpr double kPetThresholdShare = 1.0 / 12.0;
/// Where the file states no window: a usual top of FDG PET in Bq/ml. Dragging in the PET view changes it.
constexpr double kPetTopWithoutWindow = 30000.0;

const QString kQuantityPrefix = QStringLiteral("quantity.");

auto findQuantity(const std::vector<PetQuantity>& quantities, const QString& id) {
  return std::ranges::find_if(quantities, [&](const PetQuantity& quantity) { return quantity.id == id; });
}

}  // namespace

PetQuantities::PetQuantities(MainWindow& window) : QObject(&window), window_(window) {
  addActions();
  Session& session = window.session();
  connect(&window, &MainWindow::suvEvidenceRequested, this, &PetQuantities::showEvidence);
  connect(&session.openCase(), &OpenCase::studyChanged, this, [this] {
    resetWindow();
    showQuantity();
  });
  connect(&session.project(), &Project::scanned, this, [this] {
    if (!window_.session().openCase().study()) showQuantity();
  });
  connect(&session.suv(), &SuvSession::suvChanged, this, [this] {
    window_.tools().cancelGesture();
    const auto& pet = window_.session().openCase().document().pet();
    // Corrected values in a window that a person chose; another unit needs another window.
    if (pet && pet->unit() == windowedUnit_)
      windowedPet_ = pet;
    else
      resetWindow();
    showQuantity();
  });
  showQuantity();
}

void PetQuantities::addActions() {
  ActionTable& actions = window_.actions();
  actions.add({.id = QStringLiteral("view.suv"),
               .section = tr("View"),
               .text = tr("SU&V evidence…"),
               .keys = {QKeySequence(Qt::CTRL | Qt::Key_U)},
               .needs = Need::Pet,
               .places = {{"view", 0, 20}, {"bar.pet", 2}}},
              &window_, [this] { showEvidence(-1); });
  const QString section = tr("Windows");
  ViewState& state = window_.viewState();
  for (const double top : petWindowTops())
    actions.add({.id = QStringLiteral("window.pet%1").arg(top),
                 .section = section,
                 .needs = Need::Pet | Need::Suv,
                 .places = {{"window", 3}, {"bar.pet", 0}}},
                &window_, [&state, top] {
                  const double inSuvBodyWeight = top / state.petQuantity().factor;
                  state.setPetWindow({inSuvBodyWeight, inSuvBodyWeight / 2.0});
                });
  addQuantities(section);
}

void PetQuantities::addQuantities(const QString& section) {
  const std::vector<std::pair<QString, QString>> quantities{
      {QStringLiteral("suvbw"), tr("SUV by body weight (g/ml)")},
      {QStringLiteral("suljames"), tr("SUL: lean body mass by James (g/ml)")},
      {QStringLiteral("suljanma"), tr("SUL: lean body mass by Janmahasatian (g/ml)")},
      {QStringLiteral("suvbsa"), tr("SUV by body surface area (cm²/ml)")},
      {QStringLiteral("suvibw"), tr("SUV by ideal body weight (g/ml)")},
  };
  auto* group = new QActionGroup(this);
  for (const auto& [id, text] : quantities) {
    QAction* action = window_.actions().add({.id = kQuantityPrefix + id,
                                             .section = section,
                                             .text = text,
                                             .needs = Need::Pet | Need::Suv,
                                             .why = [this, quantity = id] { return reasonAgainst(quantity); },
                                             .places = {{"window", 4}, {"bar.pet", 1}},
                                             .checkable = true},
                                            &window_, [this, chosen = id] {
                                              chosen_ = chosen;
                                              showQuantity();
                                            });
    group->addAction(action);
  }
}

QString PetQuantities::reasonAgainst(const QString& id) const {
  const SuvScale* scale = window_.session().images().shownSuv();
  if (!scale) return {};
  const auto quantity = findQuantity(scale->quantities, id);
  return quantity == scale->quantities.end() ? tr("The PET has no SUV.") : quantity->unavailable;
}

QStringList PetQuantities::quantityActions() const {
  QStringList ids;
  for (const auto& entry : window_.actions().entries())
    if (entry.id.startsWith(kQuantityPrefix)) ids.append(entry.id);
  return ids;
}

void PetQuantities::showQuantity() {
  Session& session = window_.session();
  const SuvScale* scale = session.images().shownSuv();
  const bool isSuv = scale && scale->isValid();
  const std::vector<PetQuantity> quantities = isSuv ? scale->quantities : std::vector<PetQuantity>();
  const auto chosen = findQuantity(quantities, chosen_);
  const bool isUsable = chosen != quantities.end() && chosen->isAvailable();
  if (isSuv && !isUsable)
    session.messages().say(tr("SUV by body weight is shown: %1")
                               .arg(chosen == quantities.end() ? QString() : chosen->unavailable));
  const PetQuantity shown = isUsable ? *chosen : PetQuantity();
  window_.viewState().setPetQuantity(shown, scale && scale->isEdited());
  showActions(quantities, shown);
  window_.status().showSuv();
}

void PetQuantities::showActions(const std::vector<PetQuantity>& quantities, const PetQuantity& shown) {
  ActionTable& actions = window_.actions();
  for (const QString& id : quantityActions()) {
    actions.action(id)->setChecked(id == kQuantityPrefix + shown.id);
    const auto quantity = findQuantity(quantities, id.mid(kQuantityPrefix.size()));
    const bool isThere = quantity != quantities.end();
    actions.setRemark(id, isThere ? tr("SUVbw × %1").arg(quantity->factor, 0, 'g', 6) : QString());
    actions.reconsider(id);
  }
  for (const double top : petWindowTops())
    actions.action(QStringLiteral("window.pet%1").arg(top))
        ->setText(tr("PET %1 0 to %2").arg(shown.label).arg(top));
}

void PetQuantities::resetWindow() {
  Session& session = window_.session();
  const auto& pet = session.openCase().document().pet();
  if (!pet || pet == windowedPet_.lock()) return;
  windowedPet_ = pet;
  windowedUnit_ = pet->unit();
  double top = kDefaultSuvTop;
  if (pet->unit() != ValueUnit::Suv) {
    // An SUV window would show another unit all black, and the presets would mean nothing.
    const auto& own =
        session.openCase().study()->series[static_cast<std::size_t>(session.images().shown().pet)].window;
    top = own ? own->center + own->width / 2.0 : 0.0;
    if (top <= 0.0) top = kPetTopWithoutWindow;
  }
  window_.viewState().setPetWindow({top, top / 2.0});
  window_.viewState().setPetThreshold(top * kPetThresholdShare);
}

void PetQuantities::showEvidence(int series) {
  if (!dialog_) dialog_ = new SuvDialog(window_.session(), &window_);
  dialog_->showSeries(series);
  dialog_->show();
  dialog_->raise();
  dialog_->activateWindow();
}

}  // namespace uptake
