#include "app/features/fusion/feature.h"

#include "app/features/fusion/fusion_actions.h"
#include "app/shell/window/main_window.h"

#include <QApplication>
#include <QKeyEvent>
#include <QSlider>

#include <cmath>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

/// Hides the PET while Space is held in the views; a shortcut could not tell when it is let go.
class PetHider : public QObject {
 public:
  PetHider(const ViewArea& views, ViewState& state, QObject* parent)
      : QObject(parent), views_(views), state_(state) {
    qApp->installEventFilter(this);
  }

  bool eventFilter(QObject* watched, QEvent* event) override {
    const bool isKey = event->type() == QEvent::KeyPress || event->type() == QEvent::KeyRelease;
    // Not in a box among the views.
    if (!isKey || QApplication::focusWidget() != &views_) return QObject::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() != Qt::Key_Space) return QObject::eventFilter(watched, event);
    if (!key->isAutoRepeat()) state_.setPetHidden(event->type() == QEvent::KeyPress);
    return true;
  }

 private:
  const ViewArea& views_;
  ViewState& state_;
};

QSlider* makeSlider(ViewState& state) {
  auto* slider = new QSlider(Qt::Horizontal);
  slider->setRange(0, 100);
  slider->setFixedWidth(110);
  slider->setFocusPolicy(Qt::TabFocus);
  slider->setToolTip(Texts::tr("Weight of the PET in fused views"));
  slider->setAccessibleName(Texts::tr("Fusion"));
  const auto show = [&state, slider] {
    slider->setValue(static_cast<int>(std::lround(state.fusion() * 100.0)));
  };
  QObject::connect(slider, &QSlider::valueChanged, &state,
                   [&state](int percent) { state.setFusion(percent / 100.0); });
  QObject::connect(&state, &ViewState::changed, slider, show);
  show();
  return slider;
}

}  // namespace

void addFusion(MainWindow& window) {
  ViewState& state = window.viewState();
  addFusionActions(window.actions(), state, window);
  window.actions().placeWidget(makeSlider(state), {"bar", 5, 30}, Need::Pet);
  new PetHider(window.views(), state, &window);
}

}  // namespace uptake
