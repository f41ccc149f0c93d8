#include "app/features/saving/feature.h"

#include "app/features/saving/save_actions.h"
#include "app/features/saving/save_dialogs.h"
#include "app/shell/window/main_window.h"

#include <QCoreApplication>
#include <QMessageBox>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

}  // namespace

void addSaving(MainWindow& window) {
  CaseController& cases = window.cases();
  addSaveActions(window.actions(), cases, window, [&window] { window.tools().cancelGesture(); });
  QObject::connect(
      &cases, &CaseController::saveFailed, &window,
      [&cases, &window](const QString& reason, const StudyRef& study) {
        if (cases.isOpen(study)) return askAfterFailedSave(cases, window);
        // Of a case that is closed by now: its journal keeps what is unsaved.
        QMessageBox::warning(
            &window, Texts::tr("Not saved"),
            Texts::tr("The annotations of %1 could not be saved: %2").arg(study.patientId, reason));
      });
  QObject::connect(&window.status(), &StatusLine::folderRequested, &window,
                   [&cases, &window] { chooseAnnotationFolder(cases, window); });
}

}  // namespace uptake
