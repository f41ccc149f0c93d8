#include "app/features/compare/compare_board.h"
#include "app/features/fusion/fusion_actions.h"
#include "app/features/lesiontable/lesion_table_dock.h"
#include "app/features/mip/mip_actions.h"
#include "app/features/navigation/slice_actions.h"
#include "app/features/navigation/zoom_actions.h"
#include "app/shell/theme/icons.h"
#include "app/shell/theme/theme.h"
#include "app/shell/views/layout_actions.h"
#include "app/shell/window/main_window.h"

#include <QApplication>

// What MainWindow does with its views: what they show, and where keys take them.

namespace uptake {

void MainWindow::makeViewActions() {
  const QString section = tr("View");
  addLayoutActions(actions_, *views_, *this);
  actions_.add(QStringLiteral("view.cycle"), section, tr("&Fused, CT or PET in this view"),
               {QKeySequence(Qt::Key_F)}, this, [this] {
                 if (views_->activeView()) views_->activeView()->cycleContent();
               });
  QAction* visible = actions_.add(QStringLiteral("view.annotations"), section, tr("Show &annotations"),
                                  {QKeySequence(Qt::Key_H)}, this, {});
  visible->setIcon(lineIcon(QStringLiteral("annotations")));
  visible->setCheckable(true);
  visible->setChecked(true);
  connect(visible, &QAction::toggled, &viewState_, &ViewState::setAnnotationsVisible);
  QAction* corner = actions_.add(QStringLiteral("view.text"), section, tr("Show corner &text"),
                                 {QKeySequence(Qt::Key_I)}, this, {});
  corner->setIcon(lineIcon(QStringLiteral("text")));
  corner->setCheckable(true);
  corner->setChecked(true);
  connect(corner, &QAction::toggled, &viewState_, &ViewState::setCornerTextVisible);
  QAction* bars =
      actions_.add(QStringLiteral("view.colourBars"), section, tr("Show &colour bars"), {}, this, {});
  bars->setCheckable(true);
  bars->setChecked(true);
  connect(bars, &QAction::toggled, &viewState_, &ViewState::setColourBarsVisible);
  actions_
      .add(QStringLiteral("view.fit"), section, tr("&Fit to view"), {QKeySequence(Qt::CTRL | Qt::Key_0)},
           this,
           [this] {
             viewState_.setZoom(1.0);
             viewState_.setPan(Eigen::Vector3d::Zero());
           })
      ->setIcon(lineIcon(QStringLiteral("reset")));
  addZoomActions(actions_, cases_, *views_, *this);
  addSliceActions(actions_, viewState_, *this);
  addFusionActions(actions_, viewState_, *this);
  addMipActions(actions_, *views_, *this);
  addLesionTable(actions_, cases_, viewState_, *this);
  QAction* light = actions_.add(QStringLiteral("view.light"), section, tr("&Light theme"), {}, this, {});
  light->setIcon(lineIcon(QStringLiteral("theme")));
  light->setCheckable(true);
  light->setChecked(storedTheme() == Theme::Light);
  connect(light, &QAction::toggled, this, [](bool on) {
    const Theme theme = on ? Theme::Light : Theme::Dark;
    storeTheme(theme);
    applyTheme(*qApp, theme);
  });
  actions_.add(QStringLiteral("view.fullScreen"), section, tr("F&ull screen"), {QKeySequence(Qt::Key_F11)},
               this, [this] { setWindowState(windowState() ^ Qt::WindowFullScreen); });
  const QString help = tr("Help");
  actions_
      .add(QStringLiteral("help.keys"), help, tr("&Keys and mouse…"), {QKeySequence(Qt::Key_Question)}, this,
           [this] { showKeys(); })
      ->setIcon(lineIcon(QStringLiteral("keys")));
  actions_.add(QStringLiteral("help.about"), help, tr("&About Uptake"), {}, this, [this] { showAbout(); });
}

void MainWindow::makeNavigationActions() {
  // In the views only: lists need these keys themselves.
  const QString section = tr("In the views");
  const auto add = [&](const char* id, const QString& text, const QKeySequence& key,
                       std::function<void()> run) {
    actions_.add(QLatin1String(id), section, text, {key}, views_, std::move(run));
  };
  add("go.up", tr("Previous image"), Qt::Key_Up, [this] { step(-1); });
  add("go.down", tr("Next image"), Qt::Key_Down, [this] { step(1); });
  add("go.left", tr("Previous lesion"), Qt::Key_Left, [this] { stepLesion(-1); });
  add("go.right", tr("Next lesion"), Qt::Key_Right, [this] { stepLesion(1); });
  add("go.previousDisagreement", tr("Previous disagreement"), Qt::SHIFT | Qt::Key_Left,
      [this] { actions_.action(QStringLiteral("compare.previous"))->trigger(); });
  add("go.nextDisagreement", tr("Next disagreement"), Qt::SHIFT | Qt::Key_Right,
      [this] { actions_.action(QStringLiteral("compare.next"))->trigger(); });
  add("go.pageUp", tr("Ten images back"), Qt::Key_PageUp, [this] { step(-10); });
  add("go.pageDown", tr("Ten images on"), Qt::Key_PageDown, [this] { step(10); });
  add("go.first", tr("First image"), Qt::Key_Home, [this] {
    if (views_->activeView()) views_->activeView()->goToFirstSlice();
  });
  add("go.last", tr("Last image"), Qt::Key_End, [this] {
    if (views_->activeView()) views_->activeView()->goToLastSlice();
  });
}

Window MainWindow::ctWindow() const {
  const SliceView* view = views_->activeView();
  return view ? view->display().ctWindow.value_or(viewState_.ctWindow()) : viewState_.ctWindow();
}

void MainWindow::setCtWindow(const Window& window) {
  SliceView* view = views_->activeView();
  if (!view || !view->display().ctWindow) return viewState_.setCtWindow(window);
  SliceDisplay display = view->display();
  display.ctWindow = window;
  view->setDisplay(display);
}

void MainWindow::step(int slices) {
  if (views_->activeView()) views_->activeView()->stepSlice(slices);
}

void MainWindow::stepLesion(int direction) {
  annotationPanel_->step(direction);
  if (const std::optional<SeenPlace> place = selectedPlace(cases_)) views_->reveal(*place);
}

void MainWindow::copyBox(int slices) {
  const Box* box = cases_.document().box(cases_.selection().box());
  const auto& ct = cases_.document().ct();
  if (!box || !ct) {
    Q_EMIT cases_.said(tr("Select a box to copy first."));
    return;
  }
  // "Next" is where the Down key goes: the same step of the stack as the views take.
  const int slice = ct->sliceOf(box->sopInstanceUid);
  if (!views_->activeView() || slice < 0) return;
  const double towards =
      ct->grid().axis(2).dot(standardPlane(PlaneOrientation::Axial, Point::Zero()).normal());
  const int target = slice + (towards < 0 ? slices : -slices);
  if (target < 0 || target >= ct->grid().size().z() ||
      ct->source().slices[static_cast<std::size_t>(target)].sopInstanceUid.isEmpty()) {
    Q_EMIT cases_.said(tr("There is no image beyond this one."));
    return;
  }
  const BoxId copy =
      CaseEditor(cases_.toolContext())
          .copyBoxToSlice(box->id, ct->source().slices[static_cast<std::size_t>(target)].sopInstanceUid);
  if (const auto position = annotationPanel_->positionOf(copy)) viewState_.setCrosshair(*position);
}

}  // namespace uptake
