#include "app/features/slicetable/slice_table_mode.h"

#include "app/features/slicetable/slice_table_panel.h"
#include "app/session/session.h"
#include "app/shell/window/main_window.h"

#include <QActionGroup>
#include <QDockWidget>

namespace uptake {

namespace {

/// The dataset's own: it is about the lungs.
constexpr Window kLungWindow{1400.0, -700.0};

}  // namespace

SliceTableMode::SliceTableMode(const Context& context)
    : QObject(&context.window),
      context_(context),
      panel_(new SliceTablePanel(context.session, context.state)),
      dock_(context.window.addLeftDock(QStringLiteral("slices"), tr("Slices"), panel_,
                                       MainWindow::DockPlace::BelowAnnotations, Need::SliceTable)) {
  dock_->hide();
  addActions();
  // What is opened next may hold nothing to show.
  connect(&context_.session.project(), &Project::scanned, this, &SliceTableMode::follow);
  connect(&context_.session.openCase(), &OpenCase::studyChanged, this, &SliceTableMode::follow);
}

void SliceTableMode::addActions() {
  const QString section = tr("Tables of slices");
  const QList<QKeySequence> keys[]{{QKeySequence(Qt::Key_S, Qt::Key_2)},
                                   {QKeySequence(Qt::Key_S, Qt::Key_3)},
                                   {QKeySequence(Qt::Key_S, Qt::Key_A)},
                                   {QKeySequence(Qt::Key_S, Qt::Key_B)}};
  int number = 0;
  for (const QString& name : SliceTablePanel::datasetClasses())
    context_.actions.add({.id = QStringLiteral("slice.class.") + name,
                          .section = section,
                          .text = tr("Class %1 for this image").arg(name),
                          .keys = keys[number++],
                          .needs = Need::SliceTable,
                          .places = {{"slice", 3}}},
                         &context_.window, [this, name] { panel_->setClass(name); });
}

void SliceTableMode::follow() {
  const bool isTable = context_.session.openCase().sliceTable() != nullptr;
  panel_->takeTable();
  if (isTable == isOn_) return;
  isOn_ = isTable;
  if (isTable)
    enter();
  else
    leave();
}

void SliceTableMode::enter() {
  closed_.clear();
  for (auto* dock : context_.window.findChildren<QDockWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
    // What no menu offers now.
    if (dock->toggleViewAction()->isVisible()) continue;
    if (!dock->isHidden()) closed_.push_back(dock);
    dock->hide();
  }
  dock_->show();
  // The list is what one goes by; there is one mask.
  if (auto* annotations = context_.window.findChild<QDockWidget*>(QStringLiteral("annotations")))
    context_.window.resizeDocks({annotations, dock_}, {180, 520}, Qt::Vertical);
  context_.tools.cancelGesture();
  if (const QAction* tool = context_.window.toolActions().checkedAction(); tool && !tool->isVisible())
    context_.tools.setKind(ToolKind::Window);
  shape_ = context_.tools.brushShape();
  context_.tools.setBrushShape(BrushShape::Disc);
  context_.state.straighten();
  context_.state.setSlab({});
  window_ = context_.state.ctWindow();
  context_.state.setCtWindow(kLungWindow);
}

void SliceTableMode::leave() {
  dock_->hide();
  for (QDockWidget* dock : closed_) dock->show();
  closed_.clear();
  context_.tools.setBrushShape(shape_);
  context_.state.setCtWindow(window_);
}

}  // namespace uptake
