#include "app/features/masks/mask_tool_actions.h"

#include "app/shell/actions/action_table.h"
#include "app/shell/tools/tool_controller.h"

#include <QActionGroup>
#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

struct MaskToolEntry {
  const char* id;
  ToolKind kind;
  QString text;
  QKeySequence key;
  const char* icon;
  Needs needs;
  int order;
};

/// The hot spot once more, with a limit that lies further off.
void addGoingOn(ActionTable& actions, HotSpotTool& hotSpot, QWidget& window) {
  const QString id = QStringLiteral("tool.hotSpot.goOn");
  QAction* goOn = actions.add(
      {.id = id,
       .section = Texts::tr("Tools"),
       .text = Texts::tr("Let the hot spot &reach further"),
       .keys = {QKeySequence(Qt::SHIFT | Qt::Key_P)},
       .needs = Need::Pet,
       .why =
           [&hotSpot] {
             return hotSpot.furtherLimit() ? QString()
                                           : Texts::tr("No hot spot was held back by its limit just now.");
           },
       .places = {{"tool", 0, 35}}},
      &window, [&hotSpot] { hotSpot.goOn(); });
  const auto offer = [&actions, &hotSpot, goOn, id] {
    const std::optional<Millimetres> further = hotSpot.furtherLimit();
    goOn->setText(further ? Texts::tr("&Go on to %1 mm").arg(further->value)
                          : Texts::tr("Let the hot spot &reach further"));
    if (further)
      goOn->setIconText(QStringLiteral("%1 (%2)").arg(Texts::tr("Go on to %1 mm").arg(further->value),
                                                      goOn->shortcut().toString(QKeySequence::NativeText)));
    actions.reconsider(id);
  };
  QObject::connect(&hotSpot, &HotSpotTool::furtherLimitChanged, goOn, offer);
}

/// Closes a polygon. Only while one is drawn: everywhere else Return belongs to what has the focus.
void addFinishing(ActionTable& actions, ToolController& tools, QWidget& window) {
  const QString id = QStringLiteral("tool.finish");
  QAction* finish = actions.add({.id = id,
                                 .section = Texts::tr("Tools"),
                                 .text = Texts::tr("&Close the polygon"),
                                 .keys = {QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter)},
                                 .why =
                                     [&tools] {
                                       return tools.kind() == ToolKind::Lasso && tools.isInGesture()
                                                  ? QString()
                                                  : Texts::tr("No polygon is being drawn.");
                                     },
                                 .places = {{"tool", 0, 45}}},
                                &window, [&tools] { tools.finishGesture(); });
  for (const auto signal : {&ToolController::gestureChanged, &ToolController::kindChanged})
    QObject::connect(&tools, signal, finish, [&actions, id] { actions.reconsider(id); });
}

}  // namespace

void addMaskToolActions(ActionTable& actions, ToolController& tools, QWidget& window, QActionGroup& group) {
  const QString section = Texts::tr("Tools");
  const std::vector<MaskToolEntry> entries{
      {"tool.thresholdBrush",
       ToolKind::ThresholdBrush,
       Texts::tr("&Threshold brush"),
       QKeySequence(Qt::Key_T),
       "threshold-brush",
       {},
       10},
      {"tool.lasso",
       ToolKind::Lasso,
       Texts::tr("&Lasso and polygon"),
       QKeySequence(Qt::Key_L),
       "lasso",
       {},
       30},
      {"tool.grow", ToolKind::Grow, Texts::tr("&Grow from a seed"), QKeySequence(Qt::Key_G), "grow",
       Need::Neighbours, 30},
      {"tool.hotSpot", ToolKind::HotSpot, Texts::tr("Lesion from a &hot spot"), QKeySequence(Qt::Key_P),
       "hot-spot", Need::Pet, 30},
      {"tool.thresholdBox", ToolKind::ThresholdBox, Texts::tr("Lesion from a bo&x by threshold"),
       QKeySequence(Qt::SHIFT | Qt::Key_W), "threshold-box", Need::Pet, 40}};
  for (const MaskToolEntry& entry : entries) {
    QAction* action = actions.add({.id = QLatin1String(entry.id),
                                   .section = section,
                                   .text = entry.text,
                                   .keys = {entry.key},
                                   .icon = QLatin1String(entry.icon),
                                   .needs = entry.needs,
                                   .places = {{"tool", 0, entry.order}, {"bar", 3, entry.order}},
                                   .checkable = true},
                                  &window, [&tools, kind = entry.kind] { tools.setKind(kind); });
    group.addAction(action);
    QObject::connect(&tools, &ToolController::kindChanged, action,
                     [&tools, action, kind = entry.kind] { action->setChecked(tools.kind() == kind); });
  }
  addGoingOn(actions, tools.hotSpot(), window);
  addFinishing(actions, tools, window);
}

}  // namespace uptake
