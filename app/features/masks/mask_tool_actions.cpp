#include "app/features/masks/mask_tool_actions.h"

#include "app/shell/tools/tool_actions.h"
#include "app/shell/window/main_window.h"

#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
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

void addMaskToolActions(MainWindow& window) {
  addTool(window, ToolKind::ThresholdBrush,
          {.id = QStringLiteral("tool.thresholdBrush"),
           .text = Texts::tr("&Threshold brush"),
           .keys = {QKeySequence(Qt::Key_T)},
           .icon = QStringLiteral("threshold-brush"),
           .places = {{"tool", 0, 10}, {"bar", 3, 10}}});
  addTool(window, ToolKind::Lasso,
          {.id = QStringLiteral("tool.lasso"),
           .text = Texts::tr("&Lasso and polygon"),
           .keys = {QKeySequence(Qt::Key_L)},
           .icon = QStringLiteral("lasso"),
           .places = {{"tool", 0, 30}, {"bar", 3, 30}}});
  addTool(window, ToolKind::Grow,
          {.id = QStringLiteral("tool.grow"),
           .text = Texts::tr("&Grow from a seed"),
           .keys = {QKeySequence(Qt::Key_G)},
           .icon = QStringLiteral("grow"),
           .needs = Need::Neighbours,
           .places = {{"tool", 0, 30}, {"bar", 3, 30}}});
  addTool(window, ToolKind::HotSpot,
          {.id = QStringLiteral("tool.hotSpot"),
           .text = Texts::tr("Lesion from a &hot spot"),
           .keys = {QKeySequence(Qt::Key_P)},
           .icon = QStringLiteral("hot-spot"),
           .needs = Need::Pet,
           .places = {{"tool", 0, 30}, {"bar", 3, 30}}});
  addTool(window, ToolKind::ThresholdBox,
          {.id = QStringLiteral("tool.thresholdBox"),
           .text = Texts::tr("Lesion from a bo&x by threshold"),
           .keys = {QKeySequence(Qt::SHIFT | Qt::Key_W)},
           .icon = QStringLiteral("threshold-box"),
           .needs = Need::Pet,
           .places = {{"tool", 0, 40}, {"bar", 3, 40}}});
  addGoingOn(window.actions(), window.tools().hotSpot(), window);
  addFinishing(window.actions(), window.tools(), window);
}

}  // namespace uptake
