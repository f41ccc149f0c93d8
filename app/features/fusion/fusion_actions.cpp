#include "app/features/fusion/fusion_actions.h"

#include "app/shell/actions/action_table.h"
#include "viewer/state/view_state.h"

#include <QActionGroup>
#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

QString nameOf(Palette palette) {
  switch (palette) {
    case Palette::HotIron:
      return Texts::tr("&Hot iron");
    case Palette::Pet:
      return Texts::tr("&PET");
    case Palette::HotMetalBlue:
      return Texts::tr("Hot metal &blue");
    case Palette::Pet20Step:
      return Texts::tr("PET &20 step");
    case Palette::Rainbow:
      return Texts::tr("&Rainbow");
  }
  return {};
}

QString idOf(Palette palette) {
  switch (palette) {
    case Palette::HotIron:
      return QStringLiteral("fusion.hotIron");
    case Palette::Pet:
      return QStringLiteral("fusion.pet");
    case Palette::HotMetalBlue:
      return QStringLiteral("fusion.hotMetalBlue");
    case Palette::Pet20Step:
      return QStringLiteral("fusion.pet20Step");
    case Palette::Rainbow:
      return QStringLiteral("fusion.rainbow");
  }
  return {};
}

/// Adds one of several choices of which one is always made.
class FusionChoices {
 public:
  FusionChoices(ActionTable& actions, ViewState& state, QWidget& window, int group, Needs needs)
      : actions_(actions),
        state_(state),
        window_(window),
        needs_(needs),
        places_{{"fusion", group}, {"bar.fusion"}},
        chosen_(new QActionGroup(&actions)) {}

  template <class IsChosen>
  void add(const QString& id, const QString& text, const QList<QKeySequence>& keys,
           std::function<void()> choose, IsChosen isChosen) {
    QAction* action = actions_.add({.id = id,
                                    .section = Texts::tr("Fusion"),
                                    .text = text,
                                    .keys = keys,
                                    .needs = needs_,
                                    .places = places_,
                                    .checkable = true},
                                   &window_, std::move(choose));
    chosen_->addAction(action);
    const auto show = [action, isChosen] { action->setChecked(isChosen()); };
    QObject::connect(&state_, &ViewState::changed, action, show);
    show();
  }

 private:
  ActionTable& actions_;
  ViewState& state_;
  QWidget& window_;
  Needs needs_;
  std::vector<MenuPlace> places_;
  QActionGroup* chosen_;
};

}  // namespace

void addFusionActions(ActionTable& actions, ViewState& state, QWidget& window) {
  FusionChoices palettes(actions, state, window, 0, Need::Pet);
  for (const Palette palette : kPalettes)
    palettes.add(
        idOf(palette), nameOf(palette), {}, [&state, palette] { state.setFusionPalette(palette); },
        [&state, palette] { return state.fusionPalette() == palette; });

  FusionChoices modes(actions, state, window, 1, Need::Ct | Need::Pet);
  // Each key leads there and back.
  const auto addMode = [&](const QString& id, const QString& text, const QKeySequence& key, FusionMode mode) {
    modes.add(
        id, text, key.isEmpty() ? QList<QKeySequence>() : QList{key},
        [&state, mode] { state.setFusionMode(state.fusionMode() == mode ? FusionMode::Blend : mode); },
        [&state, mode] { return state.fusionMode() == mode; });
  };
  addMode(QStringLiteral("fusion.blend"), Texts::tr("PET blen&ded over CT"), {}, FusionMode::Blend);
  addMode(QStringLiteral("fusion.checkerboard"), Texts::tr("&Checkerboard of CT and PET"),
          QKeySequence(Qt::Key_K), FusionMode::Checkerboard);
  addMode(QStringLiteral("fusion.swipe"), Texts::tr("CT and PET along a &line"), QKeySequence(Qt::Key_J),
          FusionMode::Swipe);

  FusionChoices thresholds(actions, state, window, 2, Need::Pet);
  for (const double threshold : {0.0, 0.5, 1.0, 2.5, 4.0}) {
    const QString number = QString::number(threshold);
    thresholds.add(
        QStringLiteral("fusion.clearBelow.%1").arg(number),
        threshold == 0.0 ? Texts::tr("PET nowhere clear") : Texts::tr("PET clear below %1").arg(number), {},
        [&state, threshold] { state.setPetThreshold(threshold); },
        [&state, threshold] { return state.petThreshold() == threshold; });
  }
}

}  // namespace uptake
