#include "app/features/suv/suv_dialog.h"
#include "app/shell/window/main_window.h"
#include "viewer/state/window_presets.h"

#include <QActionGroup>

#include <algorithm>

// The part of MainWindow that says in what PET is shown, and how its SUV comes about.

namespace uptake {

namespace {

constexpr double kDefaultSuvTop = 6.0;
/// Below this share of the PET window fused PET is transparent: SUV 0.5 of 6.
constexpr double kPetThresholdShare = 1.0 / 12.0;
/// Where the file states no window: a usual top of FDG PET in Bq/ml. Dragging in the PET view changes it.
constexpr double kPetTopWithoutWindow = 30000.0;

const QString kQuantityPrefix = QStringLiteral("quantity.");

}  // namespace

void MainWindow::makeSuvActions() {
  actions_.add(QStringLiteral("view.suv"), tr("View"), tr("SU&V evidence…"),
               {QKeySequence(Qt::CTRL | Qt::Key_U)}, this, [this] { showSuv(-1); });
  const QString section = tr("Windows");
  for (const double top : petWindowTops())
    actions_.add(QStringLiteral("window.pet%1").arg(top), section, {}, {}, this, [this, top] {
      const double inSuvBodyWeight = top / viewState_.petQuantity().factor;
      viewState_.setPetWindow({inSuvBodyWeight, inSuvBodyWeight / 2.0});
    });
  const std::vector<std::pair<QString, QString>> quantities{
      {QStringLiteral("suvbw"), tr("SUV by body weight (g/ml)")},
      {QStringLiteral("suljames"), tr("SUL: lean body mass by James (g/ml)")},
      {QStringLiteral("suljanma"), tr("SUL: lean body mass by Janmahasatian (g/ml)")},
      {QStringLiteral("suvbsa"), tr("SUV by body surface area (cm²/ml)")},
      {QStringLiteral("suvibw"), tr("SUV by ideal body weight (g/ml)")},
  };
  auto* group = new QActionGroup(this);
  for (const auto& [id, text] : quantities) {
    QAction* action = actions_.add(kQuantityPrefix + id, section, text, {}, this, [this, chosen = id] {
      quantity_ = chosen;
      showSuvState();
    });
    action->setCheckable(true);
    group->addAction(action);
  }
  connect(&cases_, &CaseController::suvChanged, this, [this] {
    tools_->cancelGesture();
    const auto& pet = cases_.document().pet();
    // Corrected values in a window that a person chose; another unit needs another window.
    if (pet && pet->unit() == windowedUnit_)
      windowedPet_ = pet;
    else
      resetPetWindow();
    showSuvState();
  });
  showSuvState();
}

QStringList MainWindow::quantityActions() const {
  QStringList ids;
  for (const auto& entry : actions_.entries())
    if (entry.id.startsWith(kQuantityPrefix)) ids.append(entry.id);
  return ids;
}

void MainWindow::showSuvState() {
  const SuvScale* scale = cases_.shownSuv();
  const bool isSuv = scale && scale->isValid();
  const std::vector<PetQuantity> quantities = isSuv ? scale->quantities : std::vector<PetQuantity>();
  const auto find = [&](const QString& id) {
    return std::ranges::find_if(quantities, [&](const PetQuantity& quantity) { return quantity.id == id; });
  };
  const auto chosen = find(quantity_);
  const bool usable = chosen != quantities.end() && chosen->isAvailable();
  if (isSuv && !usable)
    Q_EMIT cases_.said(tr("SUV by body weight is shown: %1")
                           .arg(chosen == quantities.end() ? QString() : chosen->unavailable));
  const PetQuantity shown = usable ? *chosen : PetQuantity();
  viewState_.setPetQuantity(shown, scale && scale->isEdited());
  for (const QString& id : quantityActions()) {
    QAction* action = actions_.action(id);
    const auto quantity = find(id.mid(kQuantityPrefix.size()));
    const bool available = quantity != quantities.end() && quantity->isAvailable();
    action->setEnabled(available);
    action->setChecked(id == kQuantityPrefix + shown.id);
    if (quantity == quantities.end())
      action->setToolTip(tr("The PET has no SUV."));
    else
      action->setToolTip(available ? tr("SUVbw × %1").arg(quantity->factor, 0, 'g', 6)
                                   : quantity->unavailable);
  }
  for (const double top : petWindowTops()) {
    QAction* action = actions_.action(QStringLiteral("window.pet%1").arg(top));
    action->setText(tr("PET %1 0 to %2").arg(shown.label).arg(top));
    action->setEnabled(isSuv);
  }
  status_->showSuv();
}

void MainWindow::resetPetWindow() {
  const auto& pet = cases_.document().pet();
  if (!pet || pet == windowedPet_.lock()) return;
  windowedPet_ = pet;
  windowedUnit_ = pet->unit();
  double top = kDefaultSuvTop;
  if (pet->unit() != ValueUnit::Suv) {
    // An SUV window would show another unit all black, and the presets would mean nothing.
    const auto& own = cases_.study()->series[static_cast<std::size_t>(cases_.shownSeries().pet)].window;
    top = own ? own->center + own->width / 2.0 : 0.0;
    if (top <= 0.0) top = kPetTopWithoutWindow;
  }
  viewState_.setPetWindow({top, top / 2.0});
  viewState_.setPetThreshold(top * kPetThresholdShare);
}

void MainWindow::showSuv(int series) {
  if (!suvDialog_) suvDialog_ = new SuvDialog(cases_, this);
  suvDialog_->showSeries(series);
  suvDialog_->show();
  suvDialog_->raise();
  suvDialog_->activateWindow();
}

}  // namespace uptake
