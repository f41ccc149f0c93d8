#include "app/features/volume/volume_actions.h"

#include "app/shell/actions/action_table.h"
#include "app/shell/views/view_area.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QMenu>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

/// Adds actions of the menu that are on or off as the state of three-dimensional views is.
class VolumeSwitches {
 public:
  VolumeSwitches(ActionTable& actions, ViewArea& views, QWidget& window)
      : actions_(actions), views_(views), window_(window) {}

  QAction* add(ActionData data, std::function<void()> run, std::function<bool()> isOn) {
    data.section = Texts::tr("3-D");
    data.checkable = true;
    QAction* action = actions_.add(std::move(data), &window_, std::move(run));
    const auto show = [action, isOn = std::move(isOn)] { action->setChecked(isOn()); };
    QObject::connect(&views_.volumeState(), &VolumeState::changed, action, show);
    show();
    return action;
  }

 private:
  ActionTable& actions_;
  ViewArea& views_;
  QWidget& window_;
};

void addShown(VolumeSwitches& switches, ViewArea& views) {
  VolumeState& state = views.volumeState();
  switches.add(
      {.id = QStringLiteral("view.volume.pet"),
       .text = Texts::tr("&PET: maxima along the line of sight"),
       .needs = Need::Pet,
       .places = {{"view.volume", 1}}},
      [&state] { state.setPetShown(!state.petShown()); }, [&state] { return state.petShown(); });
  switches.add(
      {.id = QStringLiteral("view.volume.cuts"),
       .text = Texts::tr("The planes of the &slices"),
       .keys = {QKeySequence(QStringLiteral("Shift+V, S"))},
       .needs = Need::Image | Need::Neighbours,
       .places = {{"view.volume", 1}}},
      [&state] { state.setCutsShown(!state.cutsShown()); }, [&state] { return state.cutsShown(); });
  const std::pair<CtPreset, std::pair<const char*, QString>> presets[] = {
      {CtPreset::None, {"none", Texts::tr("&No CT")}},
      {CtPreset::Bone, {"bone", Texts::tr("CT: &bone")}},
      {CtPreset::Lung, {"lung", Texts::tr("CT: &lung vessels and airways")}},
      {CtPreset::SoftTissue, {"soft", Texts::tr("CT: soft &tissue")}},
      {CtPreset::Skin, {"skin", Texts::tr("CT: s&kin")}},
  };
  auto* group = new QActionGroup(&views);
  for (const auto& [preset, names] : presets)
    group->addAction(switches.add(
        {.id = QStringLiteral("view.volume.ct.") + QLatin1String(names.first),
         .text = names.second,
         .needs = Need::Hounsfield | Need::Neighbours,
         .places = {{"view.volume", 2}}},
        [&state, preset = preset] { state.setCtPreset(preset); },
        [&state, preset = preset] { return state.ctPreset() == preset; }));
  auto* opacities = new QActionGroup(&views);
  for (const int percent : {100, 60, 30})
    opacities->addAction(switches.add(
        {.id = QStringLiteral("view.volume.surfaces.%1").arg(percent),
         .text = Texts::tr("Lesions %1 % opaque").arg(percent),
         .needs = Need::Image | Need::Neighbours,
         .places = {{"view.volume", 3}}},
        [&state, percent] { state.setSurfaceOpacity(percent / 100.0); },
        [&state, percent] { return state.surfaceOpacity() == percent / 100.0; }));
}

void addSides(ActionTable& actions, ViewArea& views, QWidget& window) {
  const std::pair<VolumeSide, std::array<QString, 3>> sides[] = {
      {VolumeSide::Front,
       {QStringLiteral("front"), Texts::tr("From the &front"), QStringLiteral("Shift+V, A")}},
      {VolumeSide::Back, {QStringLiteral("back"), Texts::tr("From the bac&k"), QStringLiteral("Shift+V, P")}},
      {VolumeSide::Left, {QStringLiteral("left"), Texts::tr("From the &left"), QStringLiteral("Shift+V, L")}},
      {VolumeSide::Right,
       {QStringLiteral("right"), Texts::tr("From the &right"), QStringLiteral("Shift+V, R")}},
      {VolumeSide::Head, {QStringLiteral("head"), Texts::tr("From the &head"), QStringLiteral("Shift+V, H")}},
      {VolumeSide::Feet, {QStringLiteral("feet"), Texts::tr("From the f&eet"), QStringLiteral("Shift+V, F")}},
  };
  const QString sideMenu = QStringLiteral("view.volume.side");
  actions.addMenu(sideMenu, Texts::tr("S&een from"), &window, {{"view.volume", 4}});
  for (const auto& [side, names] : sides)
    actions.add({.id = QStringLiteral("view.volume.") + names[0],
                 .section = Texts::tr("3-D"),
                 .text = names[1],
                 .keys = {QKeySequence(names[2])},
                 .needs = Need::Image | Need::Neighbours,
                 .places = {{"view.volume.side", 0}}},
                &window, [&views, side = side] {
                  if (views.volume() && views.volume()->isVisible())
                    views.volume()->showSide(side);
                  else
                    Q_EMIT views.said(Texts::tr("There is no 3-D view here: Alt+8 or Ctrl+3 shows one."));
                });
}

}  // namespace

void addVolumeActions(ActionTable& actions, ViewArea& views, QWidget& window) {
  QMenu* menu = actions.addMenu(QStringLiteral("view.volume"), Texts::tr("&3-D"), &window, {{"view", 0, 15}});
  QObject::connect(&views, &ViewArea::volumeMenuRequested, menu,
                   [menu](const QPoint& at) { menu->popup(at); });
  VolumeSwitches switches(actions, views, window);
  const auto hasPane = [&views] { return views.hasVolumePane(); };
  QAction* pane = switches.add(
      {.id = QStringLiteral("view.volume.pane"),
       .text = Texts::tr("A 3-D &view in every layout"),
       .keys = {QKeySequence(Qt::CTRL | Qt::Key_3)},
       .needs = Need::Image | Need::Neighbours,
       .places = {{"view.volume", 0}}},
      [&views] { views.setVolumePane(!views.hasVolumePane()); }, hasPane);
  QObject::connect(&views, &ViewArea::layoutChanged, pane, [pane, hasPane] { pane->setChecked(hasPane()); });
  addShown(switches, views);
  addSides(actions, views, window);
}

}  // namespace uptake
