#include "app/features/compare/feature.h"

#include "app/features/compare/compare_actions.h"
#include "app/features/compare/compare_board.h"
#include "app/shell/window/main_window.h"

#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

/// The same steps by the keys that go through lesions in the views.
void addSteps(MainWindow& window) {
  const QString section = Texts::tr("In the views");
  ActionTable& actions = window.actions();
  actions.add(QStringLiteral("go.previousDisagreement"), section, Texts::tr("Previous disagreement"),
              {QKeySequence(Qt::SHIFT | Qt::Key_Left)}, &window.views(),
              [&actions] { actions.action(QStringLiteral("compare.previous"))->trigger(); });
  actions.add(QStringLiteral("go.nextDisagreement"), section, Texts::tr("Next disagreement"),
              {QKeySequence(Qt::SHIFT | Qt::Key_Right)}, &window.views(),
              [&actions] { actions.action(QStringLiteral("compare.next"))->trigger(); });
}

}  // namespace

void addComparing(MainWindow& window) {
  auto* board = new CompareBoard(window.session(), window.viewState(), &window);
  addCompareActions(window.actions(), *board, window.tools(), window.views(), window);
  addSteps(window);
  QObject::connect(board, &CompareBoard::pairChanged, &window.status(), &StatusLine::retireMessage);
  window.addSettledCheck([board] { return board->isSettled(); });
  QObject::connect(&window.session().annotations(), &Keeper::annotationsLoaded, board, [&window, board] {
    if (const QString file = window.takeStartPrediction(); !file.isEmpty()) board->openPrediction(file);
  });
}

}  // namespace uptake
