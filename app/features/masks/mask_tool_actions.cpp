#include "app/features/masks/mask_tool_actions.h"

#include "app/shell/actions/action_table.h"
#include "app/shell/theme/icons.h"
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
};

}  // namespace

void addMaskToolActions(ActionTable& actions, ToolController& tools, QWidget& window, QActionGroup& group) {
  const QString section = Texts::tr("Tools");
  const std::vector<MaskToolEntry> entries{
      {"tool.thresholdBrush", ToolKind::ThresholdBrush, Texts::tr("&Threshold brush"),
       QKeySequence(Qt::Key_T), "threshold-brush"},
      {"tool.lasso", ToolKind::Lasso, Texts::tr("&Lasso and polygon"), QKeySequence(Qt::Key_L), "lasso"},
      {"tool.grow", ToolKind::Grow, Texts::tr("&Grow from a seed"), QKeySequence(Qt::Key_G), "grow"},
      {"tool.hotSpot", ToolKind::HotSpot, Texts::tr("Lesion from a &hot spot"), QKeySequence(Qt::Key_P),
       "hot-spot"},
      {"tool.thresholdBox", ToolKind::ThresholdBox, Texts::tr("Lesion from a bo&x by threshold"),
       QKeySequence(Qt::SHIFT | Qt::Key_W), "threshold-box"}};
  for (const MaskToolEntry& entry : entries) {
    QAction* action = actions.add(QLatin1String(entry.id), section, entry.text, {entry.key}, &window,
                                  [&tools, kind = entry.kind] { tools.setKind(kind); });
    action->setIcon(lineIcon(QLatin1String(entry.icon)));
    action->setCheckable(true);
    group.addAction(action);
    QObject::connect(&tools, &ToolController::kindChanged, action,
                     [&tools, action, kind = entry.kind] { action->setChecked(tools.kind() == kind); });
  }
  HotSpotTool& hotSpot = tools.hotSpot();
  QAction* goOn =
      actions.add(QStringLiteral("tool.hotSpot.goOn"), section, Texts::tr("Let the hot spot &reach further"),
                  {QKeySequence(Qt::SHIFT | Qt::Key_P)}, &window, [&hotSpot] { hotSpot.goOn(); });
  const auto offer = [&hotSpot, goOn] {
    const std::optional<Millimetres> further = hotSpot.furtherLimit();
    goOn->setText(further ? Texts::tr("&Go on to %1 mm").arg(further->value)
                          : Texts::tr("Let the hot spot &reach further"));
    if (further)
      goOn->setIconText(QStringLiteral("%1 (%2)").arg(Texts::tr("Go on to %1 mm").arg(further->value),
                                                      goOn->shortcut().toString(QKeySequence::NativeText)));
    goOn->setEnabled(further.has_value());
  };
  QObject::connect(&hotSpot, &HotSpotTool::furtherLimitChanged, goOn, offer);
  offer();
  QAction* finish = actions.add(QStringLiteral("tool.finish"), section, Texts::tr("&Close the polygon"),
                                {QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter)}, &window,
                                [&tools] { tools.finishGesture(); });
  // Only then: everywhere else Return belongs to what has the focus.
  const auto enable = [&tools, finish] {
    finish->setEnabled(tools.kind() == ToolKind::Lasso && tools.isInGesture());
  };
  QObject::connect(&tools, &ToolController::gestureChanged, finish, enable);
  QObject::connect(&tools, &ToolController::kindChanged, finish, enable);
  enable();
}

}  // namespace uptake
