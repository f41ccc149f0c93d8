#include "app/features/navigation/feature.h"

#include "app/features/navigation/slice_actions.h"
#include "app/features/navigation/zoom_actions.h"
#include "app/shell/window/main_window.h"

#include <QCoreApplication>

#include <functional>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

}  // namespace

void addNavigation(MainWindow& window) {
  addZoomActions(window.actions(), window.session(), window.views(), window);
  addSliceActions(window.actions(), window.viewState(), window);
  // In the views only: lists need these keys themselves.
  const QString section = Texts::tr("In the views");
  ViewArea& views = window.views();
  const auto add = [&](const char* id, const QString& text, const QKeySequence& key, int order,
                       std::function<void()> run, Needs needs = {}) {
    window.actions().add({.id = QLatin1String(id),
                          .section = section,
                          .text = text,
                          .keys = {key},
                          .needs = needs,
                          .places = {{"go", 0, order}}},
                         &views, std::move(run));
  };
  const auto step = [&views](int slices) {
    return [&views, slices] {
      if (views.activeView()) views.activeView()->stepSlice(slices);
    };
  };
  const auto stepLesion = [&window](int direction) {
    return [&window, direction] {
      window.annotationPanel().step(direction);
      if (const std::optional<SeenPlace> place = selectedPlace(window.session()))
        window.views().reveal(*place);
    };
  };
  add("go.up", Texts::tr("Previous image"), Qt::Key_Up, 0, step(-1));
  add("go.down", Texts::tr("Next image"), Qt::Key_Down, 0, step(1));
  add("go.left", Texts::tr("Previous lesion"), Qt::Key_Left, 0, stepLesion(-1), Need::Neighbours);
  add("go.right", Texts::tr("Next lesion"), Qt::Key_Right, 0, stepLesion(1), Need::Neighbours);
  add("go.pageUp", Texts::tr("Ten images back"), Qt::Key_PageUp, 20, step(-10));
  add("go.pageDown", Texts::tr("Ten images on"), Qt::Key_PageDown, 20, step(10));
  add("go.first", Texts::tr("First image"), Qt::Key_Home, 20, [&views] {
    // A view in space has no slices.
    if (views.volume() && views.activePane() == views.volume())
      views.volume()->showSide(VolumeSide::Front);
    else if (views.activeView())
      views.activeView()->goToFirstSlice();
  });
  add("go.last", Texts::tr("Last image"), Qt::Key_End, 20, [&views] {
    if (views.activeView()) views.activeView()->goToLastSlice();
  });
}

}  // namespace uptake
