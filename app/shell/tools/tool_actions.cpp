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

void addTools(MainWindow& window, const QString& section) {
  struct ToolEntry {
    const char* id;
    ToolKind kind;
    QString text;
    QKeySequence key;
    const char* icon;
    Needs needs;
    MenuPlace inBar;
  };
  const std::vector<ToolEntry> entries{
      {"tool.window",
       ToolKind::Window,
       Texts::tr("&Window and level"),
       QKeySequence(),
       "window",
       {},
       {"bar", 2}},
      {"tool.select",
       ToolKind::Select,
       Texts::tr("&Select and move boxes and measurements"),
       QKeySequence(Qt::Key_V),
       "select",
       Need::Dicom,
       {"bar", 2}},
      {"tool.box",
       ToolKind::Box,
       Texts::tr("Draw &boxes"),
       QKeySequence(Qt::Key_W),
       "box",
       Need::Dicom,
       {"bar", 2}},
      {"tool.brush", ToolKind::Brush, Texts::tr("B&rush"), QKeySequence(Qt::Key_B), "brush", {}, {"bar", 3}},
      {"tool.eraser",
       ToolKind::Eraser,
       Texts::tr("&Eraser"),
       QKeySequence(Qt::Key_E),
       "eraser",
       {},
       {"bar", 3, 20}},
  };
  ToolController& tools = window.tools();
  for (const ToolEntry& entry : entries) {
    QAction* action = window.actions().add(
        {.id = QLatin1String(entry.id),
         .section = section,
         .text = entry.text,
         .keys = entry.key.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{entry.key},
         .icon = QLatin1String(entry.icon),
         .needs = entry.needs,
         .places = {{"tool", 0}, entry.inBar},
         .checkable = true},
        &window, [&tools, kind = entry.kind] { tools.setKind(kind); });
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

}  // namespace uptake
