#include "app/features/measure/measure_actions.h"

#include "app/shell/theme/icons.h"
#include "app/shell/tools/tool_actions.h"

#include <QCoreApplication>
#include <QMenu>
#include <QToolButton>

#include <array>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

struct MeasureEntry {
  const char* id;
  ToolKind kind;
  const char* icon;
};
constexpr std::array<MeasureEntry, 4> kMeasureEntries{{{"tool.distance", ToolKind::Distance, "distance"},
                                                       {"tool.angle", ToolKind::Angle, "angle"},
                                                       {"tool.ellipse", ToolKind::Ellipse, "ellipse"},
                                                       {"tool.sphere", ToolKind::Sphere, "sphere"}}};

}  // namespace

void addMeasureActions(MainWindow& window) {
  const std::array<QString, 4> texts{Texts::tr("Measure a &distance"), Texts::tr("Measure an &angle"),
                                     Texts::tr("Measure in an e&llipse (Shift: circle)"),
                                     Texts::tr("Measure in a s&phere")};
  const std::array<QKeySequence, 4> keys{QKeySequence(Qt::Key_M), QKeySequence(Qt::SHIFT | Qt::Key_M),
                                         QKeySequence(Qt::Key_O), QKeySequence(Qt::SHIFT | Qt::Key_O)};
  for (std::size_t i = 0; i < kMeasureEntries.size(); ++i)
    addTool(window, kMeasureEntries[i].kind,
            {.id = QLatin1String(kMeasureEntries[i].id),
             .text = texts[i],
             .keys = {keys[i]},
             .icon = QLatin1String(kMeasureEntries[i].icon),
             .needs = Need::PixelSize,
             .places = {{"tool", 0, 50}, {"bar.measure"}}});
}

QToolButton* makeMeasureButton(ActionTable& actions, ToolController& tools) {
  auto* button = new QToolButton;
  button->setObjectName(QStringLiteral("measure"));
  button->setIcon(lineIcon(QLatin1String(kMeasureEntries.front().icon)));
  button->setToolTip(Texts::tr("Measure: distance, angle, ellipse, sphere"));
  button->setAccessibleName(Texts::tr("Measure"));
  button->setPopupMode(QToolButton::InstantPopup);
  button->setCheckable(true);
  QMenu* menu = actions.addMenu(QStringLiteral("bar.measure"), {}, button);
  button->setMenu(menu);
  const auto show = [button, &tools] {
    bool measures = false;
    for (const MeasureEntry& entry : kMeasureEntries) {
      if (tools.kind() != entry.kind) continue;
      button->setIcon(lineIcon(QLatin1String(entry.icon)));
      measures = true;
    }
    button->setChecked(measures);
  };
  QObject::connect(&tools, &ToolController::kindChanged, button, show);
  QObject::connect(menu, &QMenu::aboutToHide, button, show);
  return button;
}

}  // namespace uptake
