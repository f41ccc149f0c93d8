#include "tests/annotation/case_content.h"
#include "tests/app/window_fixture.h"
#include "viewer/host/graphics.h"

#include <QApplication>
#include <QRandomGenerator>

#include <cstdio>

using namespace uptake;
using namespace uptake::test;

/// A session of the real window that draws without end, to be killed. Says on standard output what the case
/// holds after every completed gesture.
///
/// usage: kill_victim STUDY JOURNALS SETTINGS SEED
int main(int argc, char** argv) {
  initialiseGraphics();
  QApplication application(argc, argv);
  const QStringList arguments = QApplication::arguments();
  if (arguments.size() != 5) return 2;
  isolateSettings(arguments[3]);
  prepareReading();
  ProgramWindow window;
  window.resize(900, 700);
  window.show();
  window.session().annotations().journal().setFolder(arguments[2]);
  Session& session = window.session();
  bool annotated = false;
  QObject::connect(&session.annotations(), &Keeper::annotationsLoaded, [&annotated] { annotated = true; });
  window.openPaths({arguments[1]});
  while (!annotated) QApplication::processEvents(QEventLoop::WaitForMoreEvents);

  const auto say = [&](const char* what) {
    const QByteArray hash =
        QCryptographicHash::hash(contentOf(session.openCase().document()), QCryptographicHash::Sha1).toHex();
    std::printf("%s %s\n", what, hash.constData());
    std::fflush(stdout);
  };
  say("ready");
  // Connected after the journal, so called when the gesture is in it.
  QObject::connect(&session.openCase().undoStack(), &QUndoStack::indexChanged, [&] { say("gesture"); });

  QRandomGenerator random(arguments[4].toUInt());
  CaseEditor editor(session.openCase().toolContext());
  const std::vector<ToolKind> kinds{ToolKind::Brush, ToolKind::Brush, ToolKind::Eraser, ToolKind::Box,
                                    ToolKind::Distance};
  while (true) {
    QApplication::processEvents();
    const auto views = window.views().shownViews();
    const auto& masks = session.openCase().document().masks();
    if (masks.empty() || random.bounded(40) == 0) {
      const auto image =
          random.bounded(2) == 0 ? session.openCase().document().pet() : session.openCase().document().ct();
      if (masks.size() < 4) (void)editor.addMask(QStringLiteral("mask %1").arg(random.bounded(100)), *image);
    }
    if (random.bounded(10) == 0) window.actions().action(QStringLiteral("edit.undo"))->trigger();
    if (random.bounded(20) == 0) window.actions().action(QStringLiteral("edit.redo"))->trigger();
    if (random.bounded(30) == 0) session.annotations().removeMark();
    if (random.bounded(30) == 0) editor.addSegment(session.openCase().selection().mask());
    window.tools().setKind(kinds[static_cast<std::size_t>(random.bounded(static_cast<int>(kinds.size())))]);
    SliceView* view = views[static_cast<std::size_t>(random.bounded(static_cast<int>(views.size())))];
    const auto somewhere = [&] {
      return QPoint(view->width() / 4 + random.bounded(view->width() / 2),
                    view->height() / 4 + random.bounded(view->height() / 2));
    };
    QTest::mousePress(view, Qt::LeftButton, {}, somewhere());
    for (int step = 0; step < 4; ++step) {
      QTest::mouseMove(view, somewhere());
      QApplication::processEvents();
    }
    QTest::mouseRelease(view, Qt::LeftButton, {}, somewhere());
  }
}
