#include "app/features/saving/feature.h"

#include "app/features/saving/save_actions.h"
#include "app/features/saving/save_dialogs.h"
#include "app/shell/window/main_window.h"
#include "core/identity/image_key.h"

#include <QCoreApplication>
#include <QMessageBox>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

}  // namespace

void addSaving(MainWindow& window) {
  Session& session = window.session();
  addSaveActions(window.actions(), session, window, [&window] { window.tools().cancelGesture(); });
  QObject::connect(
      &session.annotations(), &Keeper::saveFailed, &window,
      [&session, &window](const QString& reason, const StudyRef& study) {
        if (session.openCase().isOpen(study)) return askAfterFailedSave(session, window);
        // Of a case that is closed by now: its journal keeps what is unsaved.
        QMessageBox::warning(
            &window, Texts::tr("Not saved"),
            Texts::tr("The annotations of %1 could not be saved: %2")
                .arg(study.patientId.isEmpty() ? imageKeyName(study.studyUid) : study.patientId, reason));
      });
  QObject::connect(&window.status(), &StatusLine::folderRequested, &window,
                   [&session, &window] { chooseAnnotationFolder(session, window); });
}

}  // namespace uptake
