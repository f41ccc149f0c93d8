#include "app/shell/tools/tool_actions.h"

#include "app/shell/theme/icons.h"
#include "app/shell/window/main_window.h"
#include "app/shell/window/notice_card.h"

#include <QActionGroup>
#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

void addTools(MainWindow& window, const QString& section) {
  struct ToolEntry {
    const char* id;
    ToolKind kind;
    QString text;
    QKeySequence key;
    const char* iconName;
  };
  const std::vector<ToolEntry> entries{
      {"tool.window", ToolKind::Window, Texts::tr("&Window and level"), QKeySequence(), "window"},
      {"tool.select", ToolKind::Select, Texts::tr("&Select and move boxes and measurements"),
       QKeySequence(Qt::Key_V), "select"},
      {"tool.box", ToolKind::Box, Texts::tr("Draw &boxes"), QKeySequence(Qt::Key_W), "box"},
      {"tool.brush", ToolKind::Brush, Texts::tr("B&rush"), QKeySequence(Qt::Key_B), "brush"},
      {"tool.eraser", ToolKind::Eraser, Texts::tr("&Eraser"), QKeySequence(Qt::Key_E), "eraser"},
  };
  ToolController& tools = window.tools();
  for (const ToolEntry& entry : entries) {
    const QList<QKeySequence> keys =
        entry.key.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{entry.key};
    QAction* action = window.actions().add(QLatin1String(entry.id), section, entry.text, keys, &window,
                                           [&tools, kind = entry.kind] { tools.setKind(kind); });
    action->setIcon(lineIcon(QLatin1String(entry.iconName)));
    action->setCheckable(true);
    action->setChecked(entry.kind == tools.kind());
    window.toolActions().addAction(action);
    QObject::connect(&tools, &ToolController::kindChanged, action,
                     [&tools, action, kind = entry.kind] { action->setChecked(tools.kind() == kind); });
  }
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
  addTools(window, section);
  actions.add(QStringLiteral("tool.leave"), section, Texts::tr("Leave the tool"),
              {QKeySequence(Qt::Key_Escape)}, &window, [&window] { leaveTool(window); });
  actions.add(QStringLiteral("tool.smaller"), section, Texts::tr("Smaller brush"),
              {QKeySequence(Qt::Key_BracketLeft)}, &window, [&tools] { tools.stepSize(-1); });
  actions.add(QStringLiteral("tool.larger"), section, Texts::tr("Larger brush"),
              {QKeySequence(Qt::Key_BracketRight)}, &window, [&tools] { tools.stepSize(1); });
  QAction* ball = actions.add(QStringLiteral("tool.ball"), section, Texts::tr("Brush through slices (ball)"),
                              {}, &window, {});
  ball->setIcon(lineIcon(QStringLiteral("ball")));
  ball->setCheckable(true);
  QObject::connect(ball, &QAction::toggled, &tools,
                   [&tools](bool on) { tools.setBrushShape(on ? BrushShape::Ball : BrushShape::Disc); });
  QObject::connect(&tools.brush(), &BrushTool::settingsChanged, ball,
                   [&tools, ball] { ball->setChecked(tools.brushShape() == BrushShape::Ball); });
}

}  // namespace uptake
