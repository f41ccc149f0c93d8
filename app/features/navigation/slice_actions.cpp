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
QAction* addSwitch(ActionTable& actions, ViewState& state, QWidget& window, const QString& id,
                   const QString& text, const QList<QKeySequence>& keys, std::function<void()> run,
                   IsOn isOn) {
  QAction* action = actions.add(id, Texts::tr("Slices"), text, keys, &window, std::move(run));
  action->setCheckable(true);
  const auto show = [action, isOn] { action->setChecked(isOn()); };
  QObject::connect(&state, &ViewState::changed, action, show);
  show();
  return action;
}

}  // namespace

void addSliceActions(ActionTable& actions, ViewState& state, QWidget& window) {
  QAction* straight = actions.add(
      QStringLiteral("view.straight"), Texts::tr("Slices"), Texts::tr("&Straighten turned planes"),
      {QKeySequence(Qt::CTRL | Qt::Key_T)}, &window, [&state] { state.straighten(); });
  const auto enable = [&state, straight] { straight->setEnabled(!state.isStraight()); };
  QObject::connect(&state, &ViewState::changed, straight, enable);
  enable();

  addSwitch(
      actions, state, window, QStringLiteral("slice.smooth"), Texts::tr("Smooth &images"),
      {QKeySequence(Qt::Key_N)}, [&state] { state.setSmoothImages(!state.smoothImages()); },
      [&state] { return state.smoothImages(); });
  addSwitch(
      actions, state, window, QStringLiteral("slice.smoothOutlines"), Texts::tr("Smooth &outlines of masks"),
      {}, [&state] { state.setSmoothOutlines(!state.smoothOutlines()); },
      [&state] { return state.smoothOutlines(); });
  addSwitch(
      actions, state, window, QStringLiteral("slice.names"), Texts::tr("&Names of lesions"), {},
      [&state] { state.setLesionNamesVisible(!state.lesionNamesVisible()); },
      [&state] { return state.lesionNamesVisible(); });

  auto* thicknesses = new QActionGroup(&actions);
  for (const double thickness : {0.0, 5.0, 10.0, 20.0, 40.0}) {
    QAction* action = addSwitch(
        actions, state, window, QStringLiteral("slice.slab.%1").arg(thickness),
        thickness == 0.0 ? Texts::tr("No s&lab") : Texts::tr("Slab of %1 mm").arg(thickness), {},
        [&state, thickness] {
          state.setSlab({thickness, state.slab().mode});
        },
        [&state, thickness] { return state.slab().thickness == thickness; });
    thicknesses->addAction(action);
  }
  auto* modes = new QActionGroup(&actions);
  const auto addMode = [&](const QString& id, const QString& text, Slab::Mode mode) {
    QAction* action = addSwitch(
        actions, state, window, id, text, {},
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
