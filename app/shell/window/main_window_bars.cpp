#include "app/features/boxes/box_actions.h"
#include "app/features/boxes/class_box.h"
#include "app/features/masks/lesion_actions.h"
#include "app/features/measure/measure_actions.h"
#include "app/features/slicetable/slice_table_mode.h"
#include "app/shell/theme/icons.h"
#include "app/shell/tools/tool_options.h"
#include "app/shell/views/layout_actions.h"
#include "app/shell/window/main_window.h"
#include "app/shell/window/pane_actions.h"
#include "app/shell/window/recent_actions.h"

#include <QActionGroup>
#include <QDockWidget>
#include <QMenuBar>
#include <QSlider>
#include <QStackedWidget>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

// The docks, tool bar and menus of MainWindow.

namespace uptake {

void MainWindow::makeDocks() {
  const auto addDock = [this](const QString& id, const QString& title, QWidget* widget) {
    auto* dock = new QDockWidget(title);
    dock->setObjectName(id);
    dock->setWidget(widget);
    dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
    dock->setMinimumWidth(230);
    addDockWidget(Qt::LeftDockWidgetArea, dock);
    return dock;
  };
  studyPanel_ = new StudyPanel(cases_);
  annotationPanel_ = new AnnotationPanel(cases_, schemes_);
  auto* measurements = new MeasurementList(cases_, viewState_);
  annotationPanel_->addList(measurements);
  connect(measurements, &MeasurementList::goTo, annotationPanel_, &AnnotationPanel::goTo);
  connect(measurements, &MeasurementList::goToSeries, annotationPanel_, &AnnotationPanel::goToSeries);
  connect(measurements, &MeasurementList::said, annotationPanel_, &AnnotationPanel::said);
  QDockWidget* studies = addDock(QStringLiteral("studies"), tr("Studies"), studyPanel_);
  auto* annotated = new QWidget;
  auto* column = new QVBoxLayout(annotated);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(annotationPanel_, 1);
  auto* options = new ToolOptions(*tools_, cases_.document());
  connect(options, &ToolOptions::finished, views_, [this] { views_->setFocus(); });
  column->addWidget(options);
  QDockWidget* annotations = addDock(QStringLiteral("annotations"), tr("Annotations"), annotated);
  resizeDocks({studies, annotations}, {256, 256}, Qt::Horizontal);
  resizeDocks({studies, annotations}, {260, 400}, Qt::Vertical);
}

void MainWindow::makeToolBar() {
  auto* bar = addToolBar(tr("Tools"));
  bar->setObjectName(QStringLiteral("tools"));
  bar->setMovable(false);
  bar->setIconSize({20, 20});
  const auto addMenuButton = [&](const QString& iconName, const QString& toolTip, const QStringList& ids) {
    auto* button = new QToolButton;
    button->setIcon(lineIcon(iconName));
    button->setToolTip(toolTip);
    button->setAccessibleName(toolTip);
    button->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(button);
    menu->setToolTipsVisible(true);  // why something cannot be chosen
    for (const QString& id : ids) {
      if (id.isEmpty())
        menu->addSeparator();
      else
        menu->addAction(actions_.action(id));
    }
    button->setMenu(menu);
    bar->addWidget(button);
    return button;
  };
  const auto idsWith = [this](const QString& prefix) {
    QStringList ids;
    for (const auto& entry : actions_.entries())
      if (entry.id.startsWith(prefix)) ids.append(entry.id);
    return ids;
  };
  for (const char* id : {"file.open", "file.save", "edit.undo", "edit.redo"})
    bar->addAction(actions_.action(QLatin1String(id)));
  bar->addSeparator();
  QToolButton* layouts = addMenuButton(QStringLiteral("layout"), tr("Layout"),
                                       idsWith(QStringLiteral("view.layout.")) + QStringList{QString()} +
                                           idsWith(QStringLiteral("view.arrange.")));
  layouts->setObjectName(QStringLiteral("layouts"));
  const auto showLayout = [this, layouts] { layouts->setIcon(shownLayoutAction(actions_, *views_)->icon()); };
  connect(views_, &ViewArea::layoutChanged, layouts, showLayout);
  showLayout();
  bar->addAction(actions_.action(QStringLiteral("view.fit")));
  bar->addAction(actions_.action(QStringLiteral("view.annotations")));
  bar->addSeparator();

  for (const char* id : {"tool.window", "tool.select", "tool.box"})
    bar->addAction(actions_.action(QLatin1String(id)));
  bar->addWidget(new ClassBox(schemes_, *tools_, cases_))->setProperty(SliceTableMode::kNotForTables, true);
  bar->addSeparator();

  for (const char* id : {"tool.brush", "tool.thresholdBrush", "tool.eraser", "tool.lasso", "tool.grow",
                         "tool.hotSpot", "tool.thresholdBox"})
    bar->addAction(actions_.action(QLatin1String(id)));
  bar->addSeparator();
  bar->addWidget(makeMeasureButton(actions_, *tools_))->setProperty(SliceTableMode::kNotForTables, true);
  bar->addSeparator();

  addMenuButton(QStringLiteral("window"), tr("CT window (1 to 9, 0)"), [&] {
    QStringList ids = idsWith(QStringLiteral("window."));
    ids.removeIf([](const QString& id) { return id.startsWith(QLatin1String("window.pet")); });
    return ids;
  }());
  addMenuButton(QStringLiteral("pet"), tr("PET window and quantity"),
                idsWith(QStringLiteral("window.pet")) + QStringList{QString()} + quantityActions() +
                    QStringList{QString(), QStringLiteral("view.suv")});
  addMenuButton(QStringLiteral("fusion"), tr("How PET lies on CT"), idsWith(QStringLiteral("fusion.")));
  fusionSlider_ = new QSlider(Qt::Horizontal);
  fusionSlider_->setRange(0, 100);
  fusionSlider_->setFixedWidth(110);
  fusionSlider_->setFocusPolicy(Qt::TabFocus);
  fusionSlider_->setToolTip(tr("Weight of the PET in fused views"));
  fusionSlider_->setAccessibleName(tr("Fusion"));
  connect(fusionSlider_, &QSlider::valueChanged, this,
          [this](int percent) { viewState_.setFusion(percent / 100.0); });
  connect(&viewState_, &ViewState::changed, this,
          [this] { fusionSlider_->setValue(static_cast<int>(std::lround(viewState_.fusion() * 100.0))); });
  fusionSlider_->setValue(static_cast<int>(std::lround(viewState_.fusion() * 100.0)));
  bar->addWidget(fusionSlider_)->setProperty(SliceTableMode::kNotForTables, true);
}

void MainWindow::makePaneActions() {
  findChild<ToolOptions*>()->setGoOnAction(actions_.action(QStringLiteral("tool.hotSpot.goOn")));
  QWidget* bar = findChild<QToolBar*>(QStringLiteral("tools"));
  addPaneActions(actions_, {pages_, studyPanel_, annotationPanel_, bar, status_}, *this);
}

void MainWindow::makeMenus() {
  // All actions of a kind, in the order of their making; lines before the named ones.
  const auto fill = [this](QMenu* menu, const QString& prefix, const QStringList& except,
                           const QStringList& linesBefore) {
    menu->setToolTipsVisible(true);  // why something cannot be chosen
    for (const auto& entry : actions_.entries()) {
      const auto matches = [&entry](const QString& start) { return entry.id.startsWith(start); };
      if (!entry.id.startsWith(prefix) || std::ranges::any_of(except, matches)) continue;
      if (linesBefore.contains(entry.id)) menu->addSeparator();
      menu->addAction(entry.action);
    }
  };
  const auto addMenu = [&](const QString& title, const QString& prefix, const QStringList& except = {},
                           const QStringList& linesBefore = {}) {
    QMenu* menu = menuBar()->addMenu(title);
    fill(menu, prefix, except, linesBefore);
    return menu;
  };
  QMenu* file = addMenu(
      tr("&File"), QStringLiteral("file."), {QStringLiteral("file.recent.")},
      {QStringLiteral("file.save"), QStringLiteral("file.importMask"), QStringLiteral("file.export.picture"),
       QStringLiteral("file.problems"), QStringLiteral("file.quit")});
  QMenu* recent =
      makeRecentMenu(actions_, recent_, *this, [this](const QStringList& paths) { openPaths(paths); });
  // Before the line that comes before saving.
  file->insertMenu(
      file->actions().at(file->actions().indexOf(actions_.action(QStringLiteral("file.save"))) - 1), recent);
  addMenu(tr("&Edit"), QStringLiteral("edit."));
  QMenu* view = menuBar()->addMenu(tr("&View"));
  QMenu* layout = view->addMenu(tr("&Layout"));
  fill(layout, QStringLiteral("view.layout."), {}, {});
  layout->addSeparator();
  fill(layout, QStringLiteral("view.arrange."), {}, {});
  fill(view->addMenu(tr("&MIP")), QStringLiteral("view.mip."), {}, {QStringLiteral("view.mip.leaveOut")});
  fill(view, QStringLiteral("view."),
       {QStringLiteral("view.layout."), QStringLiteral("view.arrange."), QStringLiteral("view.mip.")},
       {QStringLiteral("view.cycle"), QStringLiteral("view.light"), QStringLiteral("view.pane.next")});
  view->addSeparator();
  for (QDockWidget* dock : findChildren<QDockWidget*>()) view->addAction(dock->toggleViewAction());
  addMenu(tr("&Slices"), QStringLiteral("slice."), {},
          {QStringLiteral("slice.slab.0"), QStringLiteral("slice.slab.largest"),
           QStringLiteral("slice.class.LR2")});
  addMenu(tr("F&usion"), QStringLiteral("fusion."), {},
          {QStringLiteral("fusion.blend"), QStringLiteral("fusion.clearBelow.0")});
  QMenu* windows =
      addMenu(tr("&Windows"), QStringLiteral("window."), {},
              {QStringLiteral("window.user1"), QStringLiteral("window.auto"), QStringLiteral("window.pet3")});
  windows->addSeparator();
  for (const QString& id : quantityActions()) windows->addAction(actions_.action(id));
  addMenu(tr("&Tools"), QStringLiteral("tool."));
  QMenu* boxes = makeBoxMenu({actions_, cases_, *tools_, viewState_, schemes_, *this});
  menuBar()->addMenu(boxes);
  annotationPanel_->setBoxMenu(boxes);
  showBoxMenuIn(*views_, cases_, *boxes);
  QMenu* lesions = makeLesionMenu({actions_, cases_, viewState_, *this});
  QMenu* masks = makeMaskMenu({actions_, cases_, viewState_, *this});
  menuBar()->addMenu(lesions);
  menuBar()->addMenu(masks);
  annotationPanel_->setMaskMenus(lesions, masks);
  addMenu(tr("&Review"), QStringLiteral("review."), {},
          {QStringLiteral("review.previous"), QStringLiteral("review.lesion.verify"),
           QStringLiteral("review.audit")});
  addMenu(
      tr("&Compare"), QStringLiteral("compare."), {},
      {QStringLiteral("compare.panel"), QStringLiteral("compare.next"), QStringLiteral("compare.takeOver")});
  addMenu(tr("&Go"), QStringLiteral("go."));
  addMenu(tr("&Help"), QStringLiteral("help."));
}

}  // namespace uptake
