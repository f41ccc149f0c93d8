#include "app/shell/tools/tool_actions.h"

#include "app/shell/window/main_window.h"
#include "app/shell/window/notice_card.h"

#include <QActionGroup>
#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

constexpr int kAfterTools = 60;  // in the menu: after those of features

void addTools(MainWindow& window) {
  addTool(window, ToolKind::Window,
          {.id = QStringLiteral("tool.window"),
           .text = Texts::tr("&Window and level"),
           .icon = QStringLiteral("window"),
           .places = {{"tool", 0}, {"bar", 2}}});
  addTool(window, ToolKind::Select,
          {.id = QStringLiteral("tool.select"),
           .text = Texts::tr("&Select and move boxes, measurements and notes"),
           .keys = {QKeySequence(Qt::Key_V)},
           .icon = QStringLiteral("select"),
           .needs = Need::Dicom,
           .places = {{"tool", 0}, {"bar", 2}}});
  addTool(window, ToolKind::Box,
          {.id = QStringLiteral("tool.box"),
           .text = Texts::tr("Draw &boxes"),
           .keys = {QKeySequence(Qt::Key_W)},
           .icon = QStringLiteral("box"),
           .needs = Need::Dicom,
           .places = {{"tool", 0}, {"bar", 2}}});
  addTool(window, ToolKind::Brush,
          {.id = QStringLiteral("tool.brush"),
           .text = Texts::tr("B&rush"),
           .keys = {QKeySequence(Qt::Key_B)},
           .icon = QStringLiteral("brush"),
           .places = {{"tool", 0}, {"bar", 3}}});
  addTool(window, ToolKind::Eraser,
          {.id = QStringLiteral("tool.eraser"),
           .text = Texts::tr("&Eraser"),
           .keys = {QKeySequence(Qt::Key_E)},
           .icon = QStringLiteral("eraser"),
           .places = {{"tool", 0}, {"bar", 3, 20}}});
}

/// Escape takes back one thing after another.
void leaveTool(MainWindow& window) {
  if (window.notice().isVisible()) return window.notice().hide();
  if (window.tools().cancelGesture()) return;
  Selection& selection = window.session().openCase().selection();
  if (selection.hasMark())
    selection.clearMarks();
  else
    window.tools().setKind(ToolKind::Window);
}

}  // namespace

void addToolActions(MainWindow& window) {
  const QString section = Texts::tr("Tools");
  ActionTable& actions = window.actions();
  ToolController& tools = window.tools();
  addTools(window);
  const auto add = [&](const char* id, const QString& text, const QKeySequence& key,
                       std::function<void()> run) {
    actions.add({.id = QLatin1String(id),
                 .section = section,
                 .text = text,
                 .keys = {key},
                 .places = {{"tool", 0, kAfterTools}}},
                &window, std::move(run));
  };
  add("tool.leave", Texts::tr("Leave the tool"), Qt::Key_Escape, [&window] { leaveTool(window); });
  add("tool.smaller", Texts::tr("Smaller brush"), Qt::Key_BracketLeft, [&tools] { tools.stepSize(-1); });
  add("tool.larger", Texts::tr("Larger brush"), Qt::Key_BracketRight, [&tools] { tools.stepSize(1); });
  QAction* ball = actions.add({.id = QStringLiteral("tool.ball"),
                               .section = section,
                               .text = Texts::tr("Brush through slices (ball)"),
                               .icon = QStringLiteral("ball"),
                               .needs = Need::Neighbours,
                               .places = {{"tool", 0, kAfterTools}},
                               .checkable = true},
                              &window, {});
  QObject::connect(ball, &QAction::toggled, &tools,
                   [&tools](bool on) { tools.setBrushShape(on ? BrushShape::Ball : BrushShape::Disc); });
  QObject::connect(&tools.brush(), &BrushTool::settingsChanged, ball,
                   [&tools, ball] { ball->setChecked(tools.brushShape() == BrushShape::Ball); });
}

QAction* addTool(MainWindow& window, ToolKind kind, ActionData data) {
  ToolController& tools = window.tools();
  data.section = Texts::tr("Tools");
  data.checkable = true;
  QAction* action = window.actions().add(std::move(data), &window, [&tools, kind] { tools.setKind(kind); });
  window.toolActions().addAction(action);
  const auto show = [&tools, action, kind] { action->setChecked(tools.kind() == kind); };
  QObject::connect(&tools, &ToolController::kindChanged, action, show);
  show();
  return action;
}

}  // namespace uptake
