#include "app/window/main_window.h"
#include "app/window/mask_files.h"
#include "app/window/measure_actions.h"
#include "viewer/state/window_presets.h"

#include <QActionGroup>
#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QFileDialog>
#include <QLabel>
#include <QMenuBar>
#include <QSlider>
#include <QSpinBox>
#include <QToolBar>
#include <QToolButton>

// The actions, menus, tool bar and docks of MainWindow.
namespace uptake {

namespace {

QIcon icon(const QString& name) {
  return QIcon(QStringLiteral(":/icons/%1.svg").arg(name));
}

QIcon classIcon(Rgb colour) {
  QPixmap pixmap(16, 16);
  pixmap.fill(QColor(colour.red, colour.green, colour.blue));
  return QIcon(pixmap);
}

}  // namespace

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
  annotationPanel_ = new AnnotationPanel(cases_, scheme_);
  auto* measurements = new MeasurementList(cases_, viewState_);
  annotationPanel_->addList(measurements);
  connect(measurements, &MeasurementList::goTo, annotationPanel_, &AnnotationPanel::goTo);
  connect(measurements, &MeasurementList::goToSeries, annotationPanel_, &AnnotationPanel::goToSeries);
  connect(measurements, &MeasurementList::said, annotationPanel_, &AnnotationPanel::said);
  QDockWidget* studies = addDock(QStringLiteral("studies"), tr("Studies"), studyPanel_);
  QDockWidget* annotations = addDock(QStringLiteral("annotations"), tr("Annotations"), annotationPanel_);
  resizeDocks({studies, annotations}, {256, 256}, Qt::Horizontal);
  resizeDocks({studies, annotations}, {260, 400}, Qt::Vertical);
}

void MainWindow::makeFileActions() {
  const QString section = tr("File");
  actions_
      .add(
          QStringLiteral("file.open"), section, tr("&Open folder…"), {QKeySequence::Open}, this,
          [this] { openPaths({QFileDialog::getExistingDirectory(this, tr("Open a folder of CT and PET"))}); })
      ->setIcon(icon(QStringLiteral("open")));
  QAction* save = actions_.add(QStringLiteral("file.save"), section, tr("&Save annotations"),
                               {QKeySequence::Save}, this, [this] {
                                 tools_->cancelGesture();
                                 cases_.save();
                               });
  save->setIcon(icon(QStringLiteral("save")));
  save->setEnabled(false);
  connect(&cases_.undoStack(), &QUndoStack::cleanChanged, save,
          [save](bool clean) { save->setEnabled(!clean); });
  actions_.add(QStringLiteral("file.folder"), section, tr("Save annotations &in…"), {}, this,
               [this] { chooseAnnotationFolder(); });
  addMaskFileActions(actions_, cases_, *this);
  actions_.add(QStringLiteral("file.problems"), section, tr("&Problems…"), {}, this,
               [this] { showProblems(); });
  actions_.add(QStringLiteral("file.pairing"), section, tr("CT for the P&ET…"), {}, this,
               [this] { choosePairing(); });
  actions_.add(QStringLiteral("file.quit"), section, tr("&Quit"), {QKeySequence::Quit}, this,
               [this] { close(); });
}

void MainWindow::makeEditActions() {
  const QString section = tr("Edit");
  QUndoStack& stack = cases_.undoStack();
  QAction* undo =
      actions_.add(QStringLiteral("edit.undo"), section, tr("&Undo"), {QKeySequence::Undo}, this, [this] {
        if (!tools_->cancelGesture()) cases_.undoStack().undo();
      });
  QAction* redo = actions_.add(
      QStringLiteral("edit.redo"), section, tr("&Redo"),
      {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)}, this, [this] {
        tools_->cancelGesture();
        cases_.undoStack().redo();
      });
  undo->setIcon(icon(QStringLiteral("undo")));
  redo->setIcon(icon(QStringLiteral("redo")));
  const auto name = [](QAction* action, const QString& verb, const QString& step, bool possible) {
    action->setEnabled(possible);
    action->setText(step.isEmpty() ? verb : QStringLiteral("%1 %2").arg(verb, step));
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    QString text = action->text();
    action->setToolTip(QStringLiteral("%1 (%2)").arg(text.remove(QLatin1Char('&')), keys));
  };
  const auto showUndo = [this, undo, name] {
    name(undo, tr("&Undo"), cases_.undoStack().undoText(), cases_.undoStack().canUndo());
  };
  const auto showRedo = [this, redo, name] {
    name(redo, tr("&Redo"), cases_.undoStack().redoText(), cases_.undoStack().canRedo());
  };
  connect(&stack, &QUndoStack::undoTextChanged, this, showUndo);
  connect(&stack, &QUndoStack::canUndoChanged, this, showUndo);
  connect(&stack, &QUndoStack::redoTextChanged, this, showRedo);
  connect(&stack, &QUndoStack::canRedoChanged, this, showRedo);
  showUndo();
  showRedo();

  QAction* remove = actions_.add(QStringLiteral("edit.delete"), section, tr("&Delete selection"),
                                 {QKeySequence::Delete}, this, [this] {
                                   // In the list whatever is selected; on an image only what is seen.
                                   if (annotationPanel_->isAncestorOf(QApplication::focusWidget()))
                                     annotationPanel_->removeSelected();
                                   else
                                     CaseEditor(cases_.toolContext()).removeSelectedMark();
                                 });
  remove->setIcon(icon(QStringLiteral("remove")));
  actions_.add(QStringLiteral("edit.copyNext"), section, tr("Copy box to the &next image"),
               {QKeySequence(Qt::CTRL | Qt::Key_D)}, this, [this] { copyBox(1); });
  actions_.add(QStringLiteral("edit.copyPrevious"), section, tr("Copy box to the &previous image"),
               {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D)}, this, [this] { copyBox(-1); });
}

void MainWindow::makeToolActions() {
  const QString section = tr("Tools");
  struct ToolEntry {
    const char* id;
    ToolKind kind;
    QString text;
    QKeySequence key;
    const char* iconName;
  };
  const std::vector<ToolEntry> entries{
      {"tool.window", ToolKind::Window, tr("&Window and level"), QKeySequence(), "window"},
      {"tool.select", ToolKind::Select, tr("&Select and move boxes and measurements"),
       QKeySequence(Qt::Key_V), "select"},
      {"tool.box", ToolKind::Box, tr("Draw &boxes"), QKeySequence(Qt::Key_W), "box"},
      {"tool.brush", ToolKind::Brush, tr("B&rush"), QKeySequence(Qt::Key_B), "brush"},
      {"tool.eraser", ToolKind::Eraser, tr("&Eraser"), QKeySequence(Qt::Key_E), "eraser"},
  };
  auto* group = new QActionGroup(this);
  for (const ToolEntry& entry : entries) {
    const QList<QKeySequence> keys =
        entry.key.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{entry.key};
    QAction* action = actions_.add(QLatin1String(entry.id), section, entry.text, keys, this,
                                   [this, kind = entry.kind] { tools_->setKind(kind); });
    action->setIcon(icon(QLatin1String(entry.iconName)));
    action->setCheckable(true);
    action->setChecked(entry.kind == tools_->kind());
    group->addAction(action);
    connect(tools_, &ToolController::kindChanged, action,
            [this, action, kind = entry.kind] { action->setChecked(tools_->kind() == kind); });
  }
  addMeasureActions(actions_, *tools_, *this, *group);
  actions_.add(QStringLiteral("tool.leave"), section, tr("Leave the tool"), {QKeySequence(Qt::Key_Escape)},
               this, [this] {
                 if (tools_->cancelGesture()) return;
                 Selection& selection = cases_.selection();
                 if (selection.box() != BoxId::None || selection.measurement() != MeasurementId::None)
                   selection.clearMarks();
                 else
                   tools_->setKind(ToolKind::Window);
               });
  actions_.add(QStringLiteral("tool.smaller"), section, tr("Smaller brush"),
               {QKeySequence(Qt::Key_BracketLeft)}, this, [this] { tools_->stepBrush(-1); });
  actions_.add(QStringLiteral("tool.larger"), section, tr("Larger brush"),
               {QKeySequence(Qt::Key_BracketRight)}, this, [this] { tools_->stepBrush(1); });
  QAction* ball =
      actions_.add(QStringLiteral("tool.ball"), section, tr("Brush through slices (ball)"), {}, this, {});
  ball->setIcon(icon(QStringLiteral("ball")));
  ball->setCheckable(true);
  connect(ball, &QAction::toggled, this,
          [this](bool on) { tools_->setBrushShape(on ? BrushShape::Ball : BrushShape::Disc); });
}

void MainWindow::makeWindowActions() {
  const QString section = tr("Windows");
  int number = 0;
  for (const WindowPreset& preset : ctWindowPresets()) {
    actions_.add(
        QStringLiteral("window.") + preset.id, section,
        QStringLiteral("%1  %2 / %3").arg(preset.name).arg(preset.window.width).arg(preset.window.level),
        {QKeySequence(Qt::Key_1 + number)}, this, [this, window = preset.window] { setCtWindow(window); });
    ++number;
  }
  actions_.add(QStringLiteral("window.file"), section, tr("The file's own window"), {QKeySequence(Qt::Key_0)},
               this, [this] {
                 const int ct = cases_.shownSeries().ct;
                 const auto& own =
                     ct < 0 ? std::nullopt : cases_.study()->series[static_cast<std::size_t>(ct)].window;
                 if (own)
                   setCtWindow({own->width, own->center});
                 else
                   Q_EMIT cases_.said(tr("The file states no window."));
               });
}

void MainWindow::makeViewActions() {
  const QString section = tr("View");
  auto* group = new QActionGroup(this);
  const auto addLayout = [&](const QString& id, const QString& text, Layout layout) {
    QAction* action =
        actions_.add(id, section, text, {}, this, [this, layout] { views_->setLayoutChoice(layout); });
    action->setCheckable(true);
    action->setChecked(views_->layoutChoice() == layout);
    group->addAction(action);
  };
  addLayout(QStringLiteral("view.read"), tr("&Read: CT, fused, PET, MIP"), Layout::Read);
  addLayout(QStringLiteral("view.mpr"), tr("&MPR: axial, coronal, sagittal, MIP"), Layout::Mpr);
  actions_.add(QStringLiteral("view.cycle"), section, tr("&Fused, CT or PET in this view"),
               {QKeySequence(Qt::Key_F)}, this, [this] {
                 if (views_->activeView()) views_->activeView()->cycleContent();
               });
  QAction* visible = actions_.add(QStringLiteral("view.annotations"), section, tr("Show &annotations"),
                                  {QKeySequence(Qt::Key_H)}, this, {});
  visible->setIcon(icon(QStringLiteral("annotations")));
  visible->setCheckable(true);
  visible->setChecked(true);
  connect(visible, &QAction::toggled, &viewState_, &ViewState::setAnnotationsVisible);
  QAction* corner = actions_.add(QStringLiteral("view.text"), section, tr("Show corner &text"),
                                 {QKeySequence(Qt::Key_I)}, this, {});
  corner->setCheckable(true);
  corner->setChecked(true);
  connect(corner, &QAction::toggled, &viewState_, &ViewState::setCornerTextVisible);
  actions_
      .add(QStringLiteral("view.fit"), section, tr("&Fit to view"), {QKeySequence(Qt::CTRL | Qt::Key_0)},
           this,
           [this] {
             viewState_.setZoom(1.0);
             viewState_.setPan(Eigen::Vector3d::Zero());
           })
      ->setIcon(icon(QStringLiteral("reset")));
  actions_.add(QStringLiteral("help.keys"), section, tr("&Keys and mouse…"), {QKeySequence(Qt::Key_Question)},
               this, [this] { showKeys(); });
  actions_.add(QStringLiteral("help.about"), section, tr("&About Uptake"), {}, this, [this] { showAbout(); });
}

void MainWindow::makeNavigationActions() {
  // In the views only: lists need these keys themselves.
  const QString section = tr("In the views");
  const auto add = [&](const char* id, const QString& text, const QKeySequence& key,
                       std::function<void()> run) {
    actions_.add(QLatin1String(id), section, text, {key}, views_, std::move(run));
  };
  add("go.up", tr("Previous image; moves a selected box"), Qt::Key_Up, [this] { arrow(0, -1, false); });
  add("go.down", tr("Next image; moves a selected box"), Qt::Key_Down, [this] { arrow(0, 1, false); });
  add("go.left", tr("Previous lesion; moves a selected box"), Qt::Key_Left, [this] { arrow(-1, 0, false); });
  add("go.right", tr("Next lesion; moves a selected box"), Qt::Key_Right, [this] { arrow(1, 0, false); });
  add("go.farUp", tr("Move a selected box up by ten"), Qt::SHIFT | Qt::Key_Up,
      [this] { arrow(0, -1, true); });
  add("go.farDown", tr("Move a selected box down by ten"), Qt::SHIFT | Qt::Key_Down,
      [this] { arrow(0, 1, true); });
  add("go.farLeft", tr("Move a selected box left by ten"), Qt::SHIFT | Qt::Key_Left,
      [this] { arrow(-1, 0, true); });
  add("go.farRight", tr("Move a selected box right by ten"), Qt::SHIFT | Qt::Key_Right,
      [this] { arrow(1, 0, true); });
  add("go.pageUp", tr("Ten images back"), Qt::Key_PageUp, [this] { step(-10); });
  add("go.pageDown", tr("Ten images on"), Qt::Key_PageDown, [this] { step(10); });
  add("go.first", tr("First image"), Qt::Key_Home, [this] {
    if (views_->activeView()) views_->activeView()->goToFirstSlice();
  });
  add("go.last", tr("Last image"), Qt::Key_End, [this] {
    if (views_->activeView()) views_->activeView()->goToLastSlice();
  });
}

void MainWindow::makeToolBar() {
  auto* bar = addToolBar(tr("Tools"));
  bar->setObjectName(QStringLiteral("tools"));
  bar->setMovable(false);
  bar->setIconSize({20, 20});
  const auto addMenuButton = [&](const QString& iconName, const QString& toolTip, const QStringList& ids) {
    auto* button = new QToolButton;
    button->setIcon(icon(iconName));
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
  addMenuButton(QStringLiteral("layout"), tr("Layout"),
                {QStringLiteral("view.read"), QStringLiteral("view.mpr")});
  bar->addAction(actions_.action(QStringLiteral("view.fit")));
  bar->addAction(actions_.action(QStringLiteral("view.annotations")));
  bar->addSeparator();

  for (const char* id : {"tool.window", "tool.select", "tool.box"})
    bar->addAction(actions_.action(QLatin1String(id)));
  classBox_ = new QComboBox;
  classBox_->setToolTip(tr("Class of new boxes; changes a selected box"));
  classBox_->setAccessibleName(tr("Box class"));
  classBox_->setFocusPolicy(Qt::TabFocus);
  for (const LabelClass& each : scheme_.classes())
    classBox_->addItem(classIcon(each.colour), scheme_.describe(each.name), each.name);
  connect(classBox_, &QComboBox::activated, this, [this](int position) {
    const QString name = classBox_->itemData(position).toString();
    tools_->setBoxClass(name);
    if (cases_.selection().box() != BoxId::None)
      CaseEditor(cases_.toolContext()).setBoxClass(cases_.selection().box(), name);
  });
  bar->addWidget(classBox_);
  bar->addSeparator();

  for (const char* id : {"tool.brush", "tool.eraser", "tool.ball"})
    bar->addAction(actions_.action(QLatin1String(id)));
  brushSize_ = new QSpinBox;
  brushSize_->setRange(static_cast<int>(BrushTool::kLeastDiameter.value),
                       static_cast<int>(BrushTool::kMostDiameter.value));
  brushSize_->setSuffix(tr(" mm"));
  brushSize_->setToolTip(tr("Diameter of the brush ([ and ], or Shift+wheel)"));
  brushSize_->setAccessibleName(tr("Brush diameter"));
  brushSize_->setFocusPolicy(Qt::ClickFocus);
  const auto showSize = [this] {
    brushSize_->setValue(static_cast<int>(std::lround(tools_->brushDiameter().value)));
  };
  connect(brushSize_, &QSpinBox::valueChanged, this, [this](int millimetres) {
    if (std::lround(tools_->brushDiameter().value) != millimetres)
      tools_->setBrushDiameter({static_cast<double>(millimetres)});
  });
  connect(tools_, &ToolController::brushChanged, this, showSize);
  showSize();
  bar->addWidget(brushSize_);
  bar->addSeparator();
  bar->addWidget(makeMeasureButton(actions_, *tools_));

  addMenuButton(QStringLiteral("window"), tr("CT window (1 to 6, 0)"), [&] {
    QStringList ids = idsWith(QStringLiteral("window."));
    ids.removeIf([](const QString& id) { return id.startsWith(QLatin1String("window.pet")); });
    return ids;
  }());
  addMenuButton(QStringLiteral("pet"), tr("PET window and quantity"),
                idsWith(QStringLiteral("window.pet")) + QStringList{QString()} + quantityActions() +
                    QStringList{QString(), QStringLiteral("view.suv")});
  auto* fusionLabel = new QLabel;
  fusionLabel->setPixmap(icon(QStringLiteral("fusion")).pixmap(20, 20));
  fusionLabel->setContentsMargins(6, 0, 4, 0);
  bar->addWidget(fusionLabel);
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
  bar->addWidget(fusionSlider_);
}

void MainWindow::makeMenus() {
  const auto addMenu = [this](const QString& title, const QString& prefix) {
    QMenu* menu = menuBar()->addMenu(title);
    for (const auto& entry : actions_.entries())
      if (entry.id.startsWith(prefix)) menu->addAction(entry.action);
    return menu;
  };
  addMenu(tr("&File"), QStringLiteral("file."));
  addMenu(tr("&Edit"), QStringLiteral("edit."));
  QMenu* view = addMenu(tr("&View"), QStringLiteral("view."));
  view->addSeparator();
  for (QDockWidget* dock : findChildren<QDockWidget*>()) view->addAction(dock->toggleViewAction());
  QMenu* windows = addMenu(tr("&Windows"), QStringLiteral("window."));
  windows->setToolTipsVisible(true);
  windows->addSeparator();
  for (const QString& id : quantityActions()) windows->addAction(actions_.action(id));
  addMenu(tr("&Tools"), QStringLiteral("tool."));
  addMenu(tr("&Go"), QStringLiteral("go."));
  addMenu(tr("&Help"), QStringLiteral("help."));
}

void MainWindow::setCtWindow(const Window& window) {
  viewState_.setCtWindow(window);
}

void MainWindow::step(int slices) {
  if (views_->activeView()) views_->activeView()->stepSlice(slices);
}

void MainWindow::arrow(int dx, int dy, bool far) {
  const BoxId selected = cases_.selection().box();
  if (selected != BoxId::None && cases_.document().ct()) {
    CaseEditor(cases_.toolContext()).nudgeBox(selected, far ? 10 * dx : dx, far ? 10 * dy : dy);
    return;
  }
  if (far) return;
  if (dy != 0) step(dy);
  if (dx != 0) annotationPanel_->step(dx);
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
