#pragma once

#include "annotation/case_editor.h"
#include "app/features/compare/prediction_comparison.h"
#include "app/main.h"
#include "io/phantom/phantom.h"
#include "tests/support/test_support.h"

#include <QApplication>
#include <QDialog>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

#include <functional>
#include <memory>

namespace uptake::test {

/// Settings that neither see nor change those of the person who runs the tests.
inline void isolateSettings(const QString& folder) {
  QCoreApplication::setOrganizationName(QStringLiteral("UptakeTest"));
  QCoreApplication::setApplicationName(QStringLiteral("uptake-test"));
  QSettings::setDefaultFormat(QSettings::IniFormat);
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, folder);
}

/// Writes the small phantom into `folder`; empty text, or why it failed.
inline QString makePhantom(const QString& folder) {
  JobControl control;
  const Result<void> written = writePhantom(folder, {.seed = 1, .size = PhantomSize::Small}, control);
  return written ? QString() : written.error().text();
}

/// The program's window with a session of its own.
struct OwnSession {
  Session own;
};
class ProgramWindow : private OwnSession, public MainWindow {
 public:
  ProgramWindow() : MainWindow(own, features()) {}
};

/// The comparison of a prediction with the reader's mask in a window.
inline PredictionComparison& comparisonOf(const MainWindow& window) {
  return *window.findChild<PredictionComparison*>();
}

/// A shown window of 1280 × 800 with a folder open and everything loaded.
inline std::unique_ptr<MainWindow> openWindow(const QString& folder) {
  std::unique_ptr<MainWindow> window = std::make_unique<ProgramWindow>();
  window->resize(1280, 800);
  window->show();
  window->activateWindow();  // keys go to the active window alone
  if (!QTest::qWaitForWindowActive(window.get())) return nullptr;
  bool loaded = false;
  bool annotated = false;
  QObject context;  // the connections end with it; the window's own stay
  QObject::connect(&window->session().images(), &StudyImages::imagesLoaded, &context,
                   [&loaded] { loaded = true; });
  QObject::connect(&window->session().annotations(), &Keeper::annotationsLoaded, &context,
                   [&annotated] { annotated = true; });
  window->openPaths({folder});
  // Views have their size when the lists and rows beside them have theirs.
  std::vector<QSize> sizes;
  int calm = 0;
  const auto isCalm = [&] {
    std::vector<QSize> now;
    for (const SliceView* view : window->views().shownViews()) now.push_back(view->size());
    calm = now == sizes ? calm + 1 : 0;
    sizes = std::move(now);
    return loaded && annotated && window->session().isSettled() && calm > 5;
  };
  if (!QTest::qWaitFor(isCalm, 60000)) return nullptr;
  return window;
}

/// Answers the next modal dialog of this kind, as soon as it is there; `asked` becomes true then.
template <class Dialog>
void whenAsked(const QString& name, std::function<void(Dialog&)> answer, bool* asked = nullptr) {
  auto* timer = new QTimer;
  timer->setInterval(20);
  QObject::connect(timer, &QTimer::timeout, timer, [timer, name, answer, asked] {
    auto* dialog = qobject_cast<Dialog*>(QApplication::activeModalWidget());
    if (!dialog || (!name.isEmpty() && dialog->objectName() != name)) return;
    if (asked) *asked = true;
    timer->stop();
    timer->deleteLater();
    answer(*dialog);
  });
  timer->start();
}

/// The shown slice view of this content.
inline SliceView* viewOf(MainWindow& window, SliceContent content) {
  for (SliceView* view : window.views().shownViews())
    if (view->content() == content) return view;
  return nullptr;
}

/// A left drag from one patient position to another, with moves in between as a hand makes them.
inline void drag(SliceView& view, const Point& from, const Point& to, Qt::KeyboardModifiers modifiers = {}) {
  const QPointF start = view.toPixel(from);
  const QPointF end = view.toPixel(to);
  QTest::mouseMove(&view, start.toPoint());
  QTest::mousePress(&view, Qt::LeftButton, modifiers, start.toPoint());
  constexpr int kSteps = 8;
  for (int step = 1; step <= kSteps; ++step) {
    QTest::mouseMove(&view, (start + (end - start) * step / kSteps).toPoint());
    QTest::qWait(10);
  }
  QTest::mouseRelease(&view, Qt::LeftButton, modifiers, end.toPoint());
}

}  // namespace uptake::test
