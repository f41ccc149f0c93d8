#include "app/features/review/worklist_dock.h"

#include "app/features/review/review_actions.h"
#include "app/features/review/worklist_view.h"
#include "app/session/review/review_controller.h"
#include "app/shell/actions/action_table.h"
#include "app/shell/window/bottom_dock.h"

#include <QCoreApplication>
#include <QDockWidget>
#include <QMainWindow>
#include <QSettings>
#include <QVBoxLayout>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Worklist)
};

const QString kShownKey = QStringLiteral("worklist/shown");

}  // namespace

Worklist addWorklist(ActionTable& actions, CaseController& cases, std::function<bool()> mayLeave,
                     std::function<bool()> save, QMainWindow& window) {
  QAction* show = actions.add(QStringLiteral("review.worklist"), Texts::tr("Review"), Texts::tr("&Worklist"),
                              {QKeySequence(Qt::CTRL | Qt::Key_L)}, &window, {});
  auto* content = new QWidget;
  // The dock's, so that it goes before the case that it watches.
  auto* review = new ReviewController(cases, content);
  auto* view = new WorklistView(cases, *review);
  auto* column = new QVBoxLayout(content);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(view);
  QDockWidget* dock =
      addBottomDock(window, content, QStringLiteral("worklistDock"), Texts::tr("Worklist"), *show);
  QObject::connect(show, &QAction::triggered, dock,
                   [](bool shown) { QSettings().setValue(kShownKey, shown); });
  QObject::connect(&cases, &CaseController::scanned, dock, [&cases, show] {
    std::size_t studies = 0;
    for (const PatientEntry& patient : cases.index().patients) studies += patient.studies.size();
    if (studies > 1 && QSettings().value(kShownKey).toBool()) show->setChecked(true);
  });
  QObject::connect(review, &ReviewController::said, &cases, &CaseController::said);
  addReviewActions({actions, cases, *review, *view, std::move(mayLeave), std::move(save), window});
  view->addButtons(actions, {QStringLiteral("review.previous"), QStringLiteral("review.next"),
                             QStringLiteral("review.reject"), QStringLiteral("review.accept")});
  return {review, view};
}

}  // namespace uptake
