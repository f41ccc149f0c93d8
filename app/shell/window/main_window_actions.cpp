#include "app/features/boxes/box_actions.h"
#include "app/features/compare/compare_actions.h"
#include "app/features/export/export_actions.h"
#include "app/features/history/history_dock.h"
#include "app/features/masks/lesion_actions.h"
#include "app/features/masks/mask_files.h"
#include "app/features/masks/mask_tool_actions.h"
#include "app/features/measure/measure_actions.h"
#include "app/features/restore/restore_work.h"
#include "app/features/review/worklist_dock.h"
#include "app/features/saving/save_actions.h"
#include "app/features/windowing/window_actions.h"
#include "app/shell/theme/icons.h"
#include "app/shell/window/main_window.h"
#include "app/shell/window/notice_card.h"
#include "app/shell/window/recent_actions.h"
#include "viewer/overlay/value_text.h"
#include "viewer/state/window_presets.h"

#include <QActionGroup>
#include <QApplication>
#include <QFileDialog>

// What MainWindow can do with files, with what is drawn, and with windows. Menus and tool bar:
// main_window_bars.cpp.

namespace uptake {

void MainWindow::makeFileActions() {
  const QString section = tr("File");
  actions_
      .add(QStringLiteral("file.open"), section, tr("&Open folder…"), {QKeySequence::Open}, this,
           [this] {
             const QString folder =
                 QFileDialog::getExistingDirectory(this, tr("Open a folder of CT and PET"));
             if (!folder.isEmpty()) openPaths({folder});
           })
      ->setIcon(lineIcon(QStringLiteral("open")));
  actions_
      .add(QStringLiteral("file.openFiles"), section, tr("Open fi&les…"),
           {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O)}, this,
           [this] {
             openOrAdd(QFileDialog::getOpenFileNames(
                 this,
                 tr("Open DICOM files or a table of slices (.pkl), or add masks and boxes to the case")));
           })
      ->setIcon(lineIcon(QStringLiteral("files")));
  addRecentActions(actions_, recent_, *this);
  QAction* save = actions_.add(QStringLiteral("file.save"), section, tr("&Save annotations"),
                               {QKeySequence::Save}, this, [this] {
                                 tools_->cancelGesture();
                                 cases_.save();
                               });
  save->setIcon(lineIcon(QStringLiteral("save")));
  save->setEnabled(false);
  connect(&cases_.undoStack(), &QUndoStack::cleanChanged, save,
          [save](bool clean) { save->setEnabled(!clean); });
  addSaveActions(actions_, cases_, *this, [this] { tools_->cancelGesture(); });
  restore_->addAction(actions_);
  addMaskFileActions(actions_, cases_, *this);
  addExportActions(actions_, cases_, *views_, *this);
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
  undo->setIcon(lineIcon(QStringLiteral("undo")));
  redo->setIcon(lineIcon(QStringLiteral("redo")));
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
  addHistoryDock(actions_, stack, *this);

  QAction* remove = actions_.add(QStringLiteral("edit.delete"), section, tr("&Delete selection"),
                                 {QKeySequence::Delete}, this, [this] {
                                   // In the list whatever is selected; on an image only what is seen.
                                   if (annotationPanel_->isAncestorOf(QApplication::focusWidget()))
                                     annotationPanel_->removeSelected();
                                   else
                                     CaseEditor(cases_.toolContext()).removeSelectedMark();
                                 });
  remove->setIcon(lineIcon(QStringLiteral("remove")));
  actions_.add(QStringLiteral("edit.copyNext"), section, tr("Copy box to the &next image"),
               {QKeySequence(Qt::CTRL | Qt::Key_D)}, this, [this] { copyBox(1); });
  actions_.add(QStringLiteral("edit.copyPrevious"), section, tr("Copy box to the &previous image"),
               {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D)}, this, [this] { copyBox(-1); });
  addBoxActions({actions_, cases_, *tools_, viewState_, schemes_, *this});
  addLesionActions({actions_, cases_, viewState_, *this});
  addMaskActions({actions_, cases_, viewState_, *this});
  worklist_ = addWorklist(
      actions_, cases_, [this] { return mayLeaveCase(); }, [this] { return saveAll(); }, *this);
  addCompareActions(actions_, *comparison_, *tools_, *views_, *this);
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
    action->setIcon(lineIcon(QLatin1String(entry.iconName)));
    action->setCheckable(true);
    action->setChecked(entry.kind == tools_->kind());
    group->addAction(action);
    connect(tools_, &ToolController::kindChanged, action,
            [this, action, kind = entry.kind] { action->setChecked(tools_->kind() == kind); });
  }
  addMaskToolActions(actions_, *tools_, *this, *group);
  addMeasureActions(actions_, *tools_, *this, *group);
  actions_.add(QStringLiteral("tool.leave"), section, tr("Leave the tool"), {QKeySequence(Qt::Key_Escape)},
               this, [this] {
                 if (notice_->isVisible()) return notice_->hide();
                 if (tools_->cancelGesture()) return;
                 Selection& selection = cases_.selection();
                 if (selection.box() != BoxId::None || selection.measurement() != MeasurementId::None)
                   selection.clearMarks();
                 else
                   tools_->setKind(ToolKind::Window);
               });
  actions_.add(QStringLiteral("tool.smaller"), section, tr("Smaller brush"),
               {QKeySequence(Qt::Key_BracketLeft)}, this, [this] { tools_->stepSize(-1); });
  actions_.add(QStringLiteral("tool.larger"), section, tr("Larger brush"),
               {QKeySequence(Qt::Key_BracketRight)}, this, [this] { tools_->stepSize(1); });
  QAction* ball =
      actions_.add(QStringLiteral("tool.ball"), section, tr("Brush through slices (ball)"), {}, this, {});
  ball->setIcon(lineIcon(QStringLiteral("ball")));
  ball->setCheckable(true);
  connect(ball, &QAction::toggled, this,
          [this](bool on) { tools_->setBrushShape(on ? BrushShape::Ball : BrushShape::Disc); });
  connect(&tools_->brush(), &BrushTool::settingsChanged, ball,
          [this, ball] { ball->setChecked(tools_->brushShape() == BrushShape::Ball); });
}

void MainWindow::makeWindowActions() {
  const QString section = tr("Windows");
  int number = 0;
  for (const WindowPreset& preset : ctWindowPresets()) {
    actions_.add(
        QStringLiteral("window.") + preset.id, section,
        QStringLiteral("%1  %2 / %3")
            .arg(preset.name, numberText(preset.window.width, 0), numberText(preset.window.level, 0)),
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
  const auto set = [this](const Window& window) { setCtWindow(window); };
  addUserWindowActions(actions_, userWindows_, {[this] { return ctWindow(); }, set}, *this);
  addAutoWindowAction(actions_, *views_, viewState_, cases_, set, *this);
}

}  // namespace uptake
