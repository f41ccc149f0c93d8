#include "app/features/studies/feature.h"

#include "app/features/studies/opening_notices.h"
#include "app/features/studies/pairing_dialog.h"
#include "app/features/studies/study_panel.h"
#include "app/shell/window/main_window.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

/// The position of a series of the open study, or -1.
int positionIn(const Session& session, const SeriesRef& series) {
  return session.openCase().study() ? session.openCase().study()->positionOf(series) : -1;
}

/// Shows a series, after opening its study when another one is open.
void showSeries(MainWindow& window, const StudyRef& study, const SeriesRef& series) {
  Session& session = window.session();
  const auto position = [&] { return session.openCase().isOpen(study) ? positionIn(session, series) : -1; };
  const bool opens = position() < 0;
  if (opens) {
    if (!window.unsavedWork().mayLeaveCase()) return;
    session.openStudy(study);
  }
  const int at = position();
  // The list may have been of an earlier state of the study.
  if (at < 0 || (opens && !session.openCase().study()->series[static_cast<std::size_t>(at)].isVolume()))
    return;
  session.images().showSeries(at);
}

/// A copy: a scan that goes on replaces the index while a person is asked.
std::optional<SeriesEntry> entryNow(const Session& session, const StudyRef& study, const SeriesRef& series) {
  const StudyIndex::Found found = session.project().index().find(study);
  const int position = found ? found.study->positionOf(series) : -1;
  if (position < 0) return std::nullopt;
  return found.study->series[static_cast<std::size_t>(position)];
}

/// False when the series is still not shown: another choice is left, or the open case is kept.
bool applyRemedy(MainWindow& window, const StudyRef& study, const SeriesRef& series) {
  Session& session = window.session();
  if (!window.unsavedWork().mayLeaveCase() || !session.project().applyRemedy(study, series)) return false;
  const auto applied = entryNow(session, study, series);
  if (!applied || !applied->isVolume()) return false;
  // Opened anew, so that masks that were drawn on it before find it.
  session.openStudy(study);
  if (const int at = session.openCase().isOpen(study) ? positionIn(session, series) : -1; at >= 0)
    session.images().showSeries(at);
  return true;
}

/// Asks whether a refused series may be shown after all, and how; shows it when the answer is yes.
void offerRemedy(MainWindow& window, const StudyRef& study, const SeriesRef& series) {
  const auto entry = entryNow(window.session(), study, series);
  if (!entry || !entry->remedy) return;
  const bool resamples = entry->remedy->kind == SeriesEntry::Remedy::Kind::Resample;
  QMessageBox question(QMessageBox::Question,
                       resamples ? Texts::tr("Resample series") : Texts::tr("Leave out duplicates"),
                       entry->refusal, QMessageBox::Cancel, &window);
  question.setInformativeText(entry->remedy->text);
  QPushButton* apply = question.addButton(
      resamples ? Texts::tr("&Resample and show") : Texts::tr("&Leave out duplicates and show"),
      QMessageBox::AcceptRole);
  apply->setObjectName(QStringLiteral("apply"));
  question.setDefaultButton(apply);
  question.exec();
  if (question.clickedButton() != apply || applyRemedy(window, study, series)) return;
  const auto left = entryNow(window.session(), study, series);
  if (left && left->remedy && left->remedy->text != entry->remedy->text) offerRemedy(window, study, series);
}

void choosePairing(MainWindow& window) {
  PairingDialog dialog(window.session(), &window);
  if (dialog.exec() == QDialog::Accepted)
    window.session().project().setPairingPreferences(dialog.preferences());
}

}  // namespace

void addStudies(MainWindow& window) {
  Session& session = window.session();
  auto* panel = new StudyPanel(session);
  window.addLeftDock(QStringLiteral("studies"), Texts::tr("Studies"), panel,
                     MainWindow::DockPlace::AboveAnnotations, Need::Dicom);
  window.actions().add({.id = QStringLiteral("file.pairing"),
                        .section = Texts::tr("File"),
                        .text = Texts::tr("CT for the P&ET…"),
                        .needs = Need::Dicom,
                        .places = {{"file", 4, 10}}},
                       &window, [&window] { choosePairing(window); });
  QObject::connect(
      panel, &StudyPanel::seriesChosen, &window,
      [&window](const StudyRef& study, const SeriesRef& series) { showSeries(window, study, series); });
  QObject::connect(
      panel, &StudyPanel::remedyRequested, &window,
      [&window](const StudyRef& study, const SeriesRef& series) { offerRemedy(window, study, series); });
  QObject::connect(panel, &StudyPanel::togetherRequested, &session, [&session](const SeriesRef& series) {
    if (const int position = positionIn(session, series); position >= 0)
      session.images().showTogether(position);
  });
  QObject::connect(panel, &StudyPanel::suvRequested, &window, [&window, &session](const SeriesRef& series) {
    if (const int position = positionIn(session, series); position >= 0)
      Q_EMIT window.suvEvidenceRequested(position);
  });
  showOpeningNotices(session, window.notice(), [&window](const StudyRef& study, const SeriesRef& series) {
    return applyRemedy(window, study, series);
  });
}

}  // namespace uptake
