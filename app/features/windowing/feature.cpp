#include "app/features/windowing/feature.h"

#include "app/features/windowing/image_window.h"
#include "app/features/windowing/user_windows.h"
#include "app/features/windowing/window_actions.h"
#include "app/shell/window/main_window.h"
#include "viewer/overlay/value_text.h"
#include "viewer/state/window_presets.h"

#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

/// The CT window of the active view.
Window ctWindow(MainWindow& window) {
  const SliceView* view = window.views().activeView();
  const Window& common = window.viewState().ctWindow();
  return view ? view->display().ctWindow.value_or(common) : common;
}

void setCtWindow(MainWindow& window, const Window& wanted) {
  SliceView* view = window.views().activeView();
  if (!view || !view->display().ctWindow) return window.viewState().setCtWindow(wanted);
  SliceDisplay display = view->display();
  display.ctWindow = wanted;
  view->setDisplay(display);
}

void addPresets(MainWindow& window) {
  const QString section = Texts::tr("Windows");
  Session& session = window.session();
  int number = 0;
  for (const WindowPreset& preset : ctWindowPresets()) {
    window.actions().add({.id = QStringLiteral("window.") + preset.id,
                          .section = section,
                          .text = QStringLiteral("%1  %2 / %3")
                                      .arg(preset.name, numberText(preset.window.width, 0),
                                           numberText(preset.window.level, 0)),
                          .keys = {QKeySequence(Qt::Key_1 + number)},
                          .needs = Need::Ct | Need::Hounsfield,
                          .places = {{"window", 0}, {"bar.ct"}}},
                         &window, [&window, wanted = preset.window] { setCtWindow(window, wanted); });
    ++number;
  }
  window.actions().add({.id = QStringLiteral("window.file"),
                        .section = section,
                        .text = Texts::tr("The file's own window"),
                        .keys = {QKeySequence(Qt::Key_0)},
                        .needs = Need::Ct | Need::Dicom,
                        .places = {{"window", 0}, {"bar.ct"}}},
                       &window, [&window, &session] {
                         const int ct = session.images().shown().ct;
                         const auto& own =
                             ct < 0 ? std::nullopt
                                    : session.openCase().study()->series[static_cast<std::size_t>(ct)].window;
                         const auto& image = session.openCase().document().ct();
                         if (!own && image && image->isColour())
                           setCtWindow(window, kColourWindow);
                         else if (own)
                           setCtWindow(window, {own->width, own->center});
                         else
                           session.messages().say(Texts::tr("The file states no window."));
                       });
}

}  // namespace

void addWindowing(MainWindow& window) {
  addPresets(window);
  const auto set = [&window](const Window& wanted) { setCtWindow(window, wanted); };
  auto* own = new UserWindows(&window);
  addUserWindowActions(window.actions(), *own, {[&window] { return ctWindow(window); }, set}, window);
  addAutoWindowAction(window.actions(), window.views(), window.viewState(), window.session(), set, window);
  auto* follows = new ImageWindow(window.session(), window.viewState(), &window);
  window.addSettledCheck([follows] { return follows->isSettled(); });
}

}  // namespace uptake
