#include "app/features/slicetable/slice_table_mode.h"

#include "app/features/slicetable/slice_table_panel.h"
#include "app/session/session.h"
#include "app/shell/window/main_window.h"

#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>

#include <algorithm>

namespace uptake {

namespace {

/// Of the actions with these beginnings …
const QStringList kOffered{QStringLiteral("file."),  QStringLiteral("edit."),   QStringLiteral("view."),
                           QStringLiteral("slice."), QStringLiteral("window."), QStringLiteral("tool."),
                           QStringLiteral("mask."),  QStringLiteral("lesion."), QStringLiteral("go."),
                           QStringLiteral("help.")};
/// … these are not offered.
const QStringList kNotOffered{
    // They need a study, a patient or DICOM.
    QStringLiteral("file.saveAsNew"), QStringLiteral("file.importMask"), QStringLiteral("file.importBox"),
    QStringLiteral("file.exportMask"), QStringLiteral("file.exportWithoutPatient"),
    QStringLiteral("file.privacy"), QStringLiteral("file.pairing"), QStringLiteral("edit.copyNext"),
    QStringLiteral("edit.copyPrevious"), QStringLiteral("view.suv"),
    // They need PET.
    QStringLiteral("view.cycle"), QStringLiteral("window.pet"), QStringLiteral("tool.hotSpot"),
    QStringLiteral("tool.thresholdBox"), QStringLiteral("view.mip."),
    // They need millimetres or neighbouring slices.
    QStringLiteral("view.straight"), QStringLiteral("view.lesion"), QStringLiteral("slice.slab."),
    QStringLiteral("window.file"), QStringLiteral("tool.select"), QStringLiteral("tool.box"),
    QStringLiteral("tool.grow"), QStringLiteral("tool.ball"), QStringLiteral("tool.distance"),
    QStringLiteral("tool.angle"), QStringLiteral("tool.ellipse"), QStringLiteral("tool.sphere"),
    QStringLiteral("mask.lungs"), QStringLiteral("mask.newLungs"), QStringLiteral("lesion.fill"),
    QStringLiteral("lesion.smooth"), QStringLiteral("lesion.grow"), QStringLiteral("lesion.shrink"),
    QStringLiteral("lesion.keep"), QStringLiteral("lesion.remove"), QStringLiteral("lesion.split"),
    QStringLiteral("lesion.unite"), QStringLiteral("lesion.intersect"), QStringLiteral("lesion.subtract"),
    QStringLiteral("lesion.inLungs"), QStringLiteral("lesion.outOfLungs"), QStringLiteral("lesion.copyTo"),
    QStringLiteral("lesion.moveTo"), QStringLiteral("go.left"), QStringLiteral("go.right"),
    QStringLiteral("go.previousDisagreement"), QStringLiteral("go.nextDisagreement")};

bool isOffered(const QString& id) {
  const auto starts = [&id](const QString& beginning) { return id.startsWith(beginning); };
  // Layouts tell themselves what they need.
  return std::ranges::any_of(kOffered, starts) && std::ranges::none_of(kNotOffered, starts);
}

bool isForTables(ToolKind kind) {
  return kind == ToolKind::Window || kind == ToolKind::Brush || kind == ToolKind::ThresholdBrush ||
         kind == ToolKind::Eraser || kind == ToolKind::Lasso;
}

/// Docks that a table of slices has something for.
bool isForTables(const QDockWidget& dock) {
  return QStringList{QStringLiteral("annotations"), QStringLiteral("history"), QStringLiteral("slices")}
      .contains(dock.objectName());
}

/// The dataset's own: it is about the lungs.
constexpr Window kLungWindow{1400.0, -700.0};

}  // namespace

SliceTableMode::SliceTableMode(const Context& context)
    : QObject(&context.window),
      context_(context),
      panel_(new SliceTablePanel(context.session, context.state)),
      dock_(context.window.addLeftDock(QStringLiteral("slices"), tr("Slices"), panel_,
                                       MainWindow::DockPlace::BelowAnnotations)) {
  dock_->hide();
  dock_->toggleViewAction()->setVisible(false);
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
    context_.actions
        .add(QStringLiteral("slice.class.") + name, section, tr("Class %1 for this image").arg(name),
             keys[number++], &context_.window, [this, name] { panel_->setClass(name); })
        ->setVisible(false);
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

void SliceTableMode::putAway(QAction* action) {
  if (!action->isVisible()) return;
  action->setVisible(false);
  putAway_.push_back(action);
}

/// Menus that have nothing left, and menus in them.
void SliceTableMode::putAwayEmpty(QMenu& menu) {
  for (QAction* action : menu.actions())
    if (action->menu()) putAwayEmpty(*action->menu());
  const auto isThere = [](const QAction* action) { return !action->isSeparator() && action->isVisible(); };
  const QList<QAction*> actions = menu.actions();
  if (std::ranges::none_of(actions, isThere)) putAway(menu.menuAction());
}

/// Lines between groups of which one is gone.
void SliceTableMode::putAwayDoubleLines(QToolBar& bar) {
  bool isAfterLine = true;
  QAction* lastLine = nullptr;
  for (QAction* action : bar.actions()) {
    if (!action->isVisible()) continue;
    if (action->isSeparator() && isAfterLine) {
      putAway(action);
      continue;
    }
    isAfterLine = action->isSeparator();
    lastLine = isAfterLine ? action : nullptr;
  }
  if (lastLine) putAway(lastLine);
}

void SliceTableMode::enter() {
  putAway_.clear();
  for (const ActionTable::Entry& entry : context_.actions.entries())
    if (!isOffered(entry.id)) putAway(entry.action);
  closed_.clear();
  for (auto* dock : context_.window.findChildren<QDockWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
    if (isForTables(*dock)) continue;
    if (!dock->isHidden()) closed_.push_back(dock);
    dock->hide();
    putAway(dock->toggleViewAction());
  }
  for (QAction* action : context_.window.menuBar()->actions())
    if (action->menu()) putAwayEmpty(*action->menu());
  for (auto* bar : context_.window.findChildren<QToolBar*>()) {
    for (QAction* action : bar->actions()) {
      auto* button = qobject_cast<QToolButton*>(bar->widgetForAction(action));
      const bool isEmptied = button && button->menu() && [&] {
        const QList<QAction*> actions = button->menu()->actions();
        return std::ranges::none_of(
            actions, [](const QAction* each) { return !each->isSeparator() && each->isVisible(); });
      }();
      if (isEmptied || action->property(MainWindow::kNotForTables).toBool()) putAway(action);
    }
    putAwayDoubleLines(*bar);
  }
  for (const ActionTable::Entry& entry : context_.actions.entries())
    if (entry.id.startsWith(QLatin1String("slice.class."))) entry.action->setVisible(true);
  dock_->toggleViewAction()->setVisible(true);
  dock_->show();
  // The list is what one goes by; there is one mask.
  if (auto* annotations = context_.window.findChild<QDockWidget*>(QStringLiteral("annotations")))
    context_.window.resizeDocks({annotations, dock_}, {180, 520}, Qt::Vertical);
  context_.tools.cancelGesture();
  if (!isForTables(context_.tools.kind())) context_.tools.setKind(ToolKind::Window);
  shape_ = context_.tools.brushShape();
  context_.tools.setBrushShape(BrushShape::Disc);
  context_.state.straighten();
  context_.state.setSlab({});
  window_ = context_.state.ctWindow();
  context_.state.setCtWindow(kLungWindow);
}

void SliceTableMode::leave() {
  for (QAction* action : putAway_) action->setVisible(true);
  putAway_.clear();
  for (const ActionTable::Entry& entry : context_.actions.entries())
    if (entry.id.startsWith(QLatin1String("slice.class."))) entry.action->setVisible(false);
  dock_->hide();
  dock_->toggleViewAction()->setVisible(false);
  for (QDockWidget* dock : closed_) dock->show();
  closed_.clear();
  context_.tools.setBrushShape(shape_);
  context_.state.setCtWindow(window_);
}

}  // namespace uptake
