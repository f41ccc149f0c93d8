#include "app/features/review/feature.h"

#include "app/features/review/review_actions.h"
#include "app/features/review/worklist_view.h"
#include "app/session/review/reading_pair.h"
#include "app/shell/views/compare_controls.h"
#include "app/shell/window/bottom_dock.h"
#include "app/shell/window/main_window.h"

#include <QCoreApplication>
#include <QDockWidget>
#include <QSettings>

#include <optional>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Worklist)
};

const QString kShownKey = QStringLiteral("worklist/shown");

/// The worklist below the views, hidden until it is asked for. From then on it shows itself whenever several
/// cases are opened.
WorklistView* addWorklist(MainWindow& window) {
  Session& session = window.session();
  QAction* show = window.actions().add({.id = QStringLiteral("review.worklist"),
                                        .section = Texts::tr("Review"),
                                        .text = Texts::tr("&Worklist"),
                                        .keys = {QKeySequence(Qt::CTRL | Qt::Key_L)},
                                        .needs = Need::Dicom,
                                        .places = {{"review", 0}}},
                                       &window, {});
  auto* view = new WorklistView(session, window.review());
  QDockWidget* dock =
      addBottomDock(window, view, QStringLiteral("worklistDock"), Texts::tr("Worklist"), *show);
  QObject::connect(show, &QAction::triggered, dock,
                   [](bool shown) { QSettings().setValue(kShownKey, shown); });
  QObject::connect(&session.project(), &Project::scanned, dock, [&session, show] {
    std::size_t studies = 0;
    for (const PatientEntry& patient : session.project().index().patients) studies += patient.studies.size();
    if (studies > 1 && QSettings().value(kShownKey).toBool()) show->setChecked(true);
  });
  return view;
}

/// Two readings of the open case are judged side by side, in the layout for that; other cases come in the
/// layout from before.
void showReadingsTogether(MainWindow& window) {
  Session& session = window.session();
  auto before = std::make_shared<std::optional<Layout>>();
  QObject::connect(&session.annotations(), &Keeper::annotationsLoaded, &window, [&window, &session, before] {
    const auto pair = readingPair(session);
    if (!pair) return;
    ViewArea& views = window.views();
    views.compare().setFirst(pair->first);
    views.compare().setSecond(pair->second);
    if (views.layoutChoice() == Layout::Compare) return;
    *before = views.layoutChoice();
    views.setLayoutChoice(Layout::Compare);
  });
  QObject::connect(&session.openCase(), &OpenCase::studyOpened, &window, [&window, before] {
    const std::optional<Layout> layout = std::exchange(*before, std::nullopt);
    if (layout && window.views().layoutChoice() == Layout::Compare) window.setLayoutChoice(*layout);
  });
}

}  // namespace

void addReview(MainWindow& window) {
  WorklistView* worklist = addWorklist(window);
  addReviewActions({window.actions(), window.session(), window.review(), *worklist,
                    [&window] { return window.unsavedWork().mayLeaveCase(); },
                    [&window] { return window.unsavedWork().saveAll(); }, window});
  worklist->addButtons(window.actions(), {QStringLiteral("review.previous"), QStringLiteral("review.next"),
                                          QStringLiteral("review.reject"), QStringLiteral("review.accept")});
  showReadingsTogether(window);
}

}  // namespace uptake
