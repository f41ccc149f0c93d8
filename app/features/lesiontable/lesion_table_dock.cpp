#include "app/features/lesiontable/lesion_table_dock.h"

#include "app/features/lesiontable/lesion_panel.h"
#include "app/features/lesiontable/report_export.h"
#include "app/shell/actions/action_table.h"
#include "app/shell/window/bottom_dock.h"

#include <QCoreApplication>
#include <QMainWindow>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LesionPanel)
};

/// In the middle of the views, too, when they show only a part of the patient.
void centreOn(Session& session, ViewState& state, const Point& place) {
  const CaseDocument& document = session.openCase().document();
  const Volume* framing = document.ct() ? document.ct().get() : document.pet().get();
  state.setCrosshair(place);
  if (framing && state.zoom() > 1.0) state.setPan(place - framing->grid().centre());
}

}  // namespace

void addLesionTableDock(ActionTable& actions, Session& session, ViewState& state, QMainWindow& window) {
  auto* table = new LesionPanel(session, state);
  QObject::connect(table, &LesionPanel::goTo, table,
                   [&session, &state](const Point& place) { centreOn(session, state, place); });
  QObject::connect(table, &LesionPanel::goToSeries, table,
                   [&session, &state](int series, const Point& place) {
                     session.images().showSeries(series);
                     centreOn(session, state, place);
                   });
  QObject::connect(table, &LesionPanel::said, &session.messages(), &Messages::say);
  QObject::connect(table, &LesionPanel::reportRequested, table,
                   [table, &session, &state] { exportReport(*table, session, state); });
  QAction* action = actions.add({.id = QStringLiteral("view.lesionTable"),
                                 .section = Texts::tr("View"),
                                 .text = Texts::tr("Table of le&sions"),
                                 .keys = {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L)},
                                 .needs = Need::Dicom,
                                 .places = {{"view", 1, 30}}},
                                &window, {});
  addBottomDock(window, table, QStringLiteral("lesionTableDock"), Texts::tr("Lesions"), *action);
}

}  // namespace uptake
