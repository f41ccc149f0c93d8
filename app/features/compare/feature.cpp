#include "app/features/compare/feature.h"

#include "app/features/compare/compare_actions.h"
#include "app/features/compare/prediction_comparison.h"
#include "app/features/compare/report_actions.h"
#include "app/shell/window/main_window.h"

#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

/// The same steps by the keys that go through lesions in the views.
void addSteps(MainWindow& window) {
  ActionTable& actions = window.actions();
  const auto add = [&](const char* id, const QString& text, const QKeySequence& key, const char* step) {
    actions.add({.id = QLatin1String(id),
                 .section = Texts::tr("In the views"),
                 .text = text,
                 .keys = {key},
                 .needs = Need::Dicom,
                 .places = {{"go", 0, 10}}},
                &window.views(), [action = actions.action(QLatin1String(step))] { action->trigger(); });
  };
  add("go.previousDisagreement", Texts::tr("Previous disagreement"), Qt::SHIFT | Qt::Key_Left,
      "compare.previous");
  add("go.nextDisagreement", Texts::tr("Next disagreement"), Qt::SHIFT | Qt::Key_Right, "compare.next");
}

}  // namespace

void addComparing(MainWindow& window) {
  auto* board = new PredictionComparison(window.session(), window.viewState(), &window);
  addCompareActions(window.actions(), *board, window.tools(), window.views(), window);
  addReportAction(window.actions(), window.session(), window);
  addSteps(window);
  QObject::connect(board, &PredictionComparison::pairChanged, &window.status(), &StatusLine::retireMessage);
  window.addSettledCheck([board] { return board->isSettled(); });
  QObject::connect(&window.session().annotations(), &Keeper::annotationsLoaded, board, [&window, board] {
    if (const QString file = window.takeStartPrediction(); !file.isEmpty()) board->openPrediction(file);
  });
}

}  // namespace uptake
