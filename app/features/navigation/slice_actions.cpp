#include "app/features/navigation/slice_actions.h"

#include "app/shell/actions/action_table.h"
#include "viewer/state/view_state.h"

#include <QActionGroup>
#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

constexpr double kFirstThickness = 10.0;  // mm, when a way to combine is chosen before any thickness

/// An action that is on or off as the state is.
template <class IsOn>
QAction* addSwitch(ActionTable& actions, ViewState& state, QWidget& window, ActionData data,
                   std::function<void()> run, IsOn isOn) {
  data.section = Texts::tr("Slices");
  data.checkable = true;
  QAction* action = actions.add(std::move(data), &window, std::move(run));
  const auto show = [action, isOn] { action->setChecked(isOn()); };
  QObject::connect(&state, &ViewState::changed, action, show);
  show();
  return action;
}

}  // namespace

void addSliceActions(ActionTable& actions, ViewState& state, QWidget& window) {
  const QString straighten = QStringLiteral("view.straight");
  actions.add(
      {.id = straighten,
       .section = Texts::tr("Slices"),
       .text = Texts::tr("&Straighten turned planes"),
       .keys = {QKeySequence(Qt::CTRL | Qt::Key_T)},
       .needs = Need::Neighbours,
       .why = [&state] { return state.isStraight() ? Texts::tr("The planes are not turned.") : QString(); },
       .places = {{"view", 3, 10}}},
      &window, [&state] { state.straighten(); });
  QObject::connect(&state, &ViewState::changed, &actions,
                   [&actions, straighten] { actions.reconsider(straighten); });

  addSwitch(
      actions, state, window,
      {.id = QStringLiteral("slice.smooth"),
       .text = Texts::tr("Smooth &images"),
       .keys = {QKeySequence(Qt::Key_N)},
       .places = {{"slice", 0}}},
      [&state] { state.setSmoothImages(!state.smoothImages()); }, [&state] { return state.smoothImages(); });
  addSwitch(
      actions, state, window,
      {.id = QStringLiteral("slice.smoothOutlines"),
       .text = Texts::tr("Smooth &outlines of masks"),
       .places = {{"slice", 0}}},
      [&state] { state.setSmoothOutlines(!state.smoothOutlines()); },
      [&state] { return state.smoothOutlines(); });
  addSwitch(
      actions, state, window,
      {.id = QStringLiteral("slice.names"), .text = Texts::tr("&Names of lesions"), .places = {{"slice", 0}}},
      [&state] { state.setLesionNamesVisible(!state.lesionNamesVisible()); },
      [&state] { return state.lesionNamesVisible(); });

  auto* thicknesses = new QActionGroup(&actions);
  for (const double thickness : {0.0, 5.0, 10.0, 20.0, 40.0}) {
    QAction* action = addSwitch(
        actions, state, window,
        {.id = QStringLiteral("slice.slab.%1").arg(thickness),
         .text = thickness == 0.0 ? Texts::tr("No s&lab") : Texts::tr("Slab of %1 mm").arg(thickness),
         .needs = Need::Neighbours,
         .places = {{"slice", 1}}},
        [&state, thickness] {
          state.setSlab({thickness, state.slab().mode});
        },
        [&state, thickness] { return state.slab().thickness == thickness; });
    thicknesses->addAction(action);
  }
  auto* modes = new QActionGroup(&actions);
  const auto addMode = [&](const QString& id, const QString& text, Slab::Mode mode) {
    QAction* action = addSwitch(
        actions, state, window, {.id = id, .text = text, .needs = Need::Neighbours, .places = {{"slice", 2}}},
        [&state, mode] {
          const double thickness = state.slab().thickness;
          state.setSlab({thickness > 0.0 ? thickness : kFirstThickness, mode});
        },
        [&state, mode] { return state.slab().mode == mode; });
    modes->addAction(action);
  };
  addMode(QStringLiteral("slice.slab.largest"), Texts::tr("Slab: &largest value"), Slab::Mode::Largest);
  addMode(QStringLiteral("slice.slab.smallest"), Texts::tr("Slab: s&mallest value"), Slab::Mode::Smallest);
  addMode(QStringLiteral("slice.slab.mean"), Texts::tr("Slab: m&ean value"), Slab::Mode::Mean);
}

}  // namespace uptake
