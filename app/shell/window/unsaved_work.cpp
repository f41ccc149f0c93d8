#include "app/shell/window/unsaved_work.h"

#include <QCoreApplication>
#include <QDir>
#include <QEventLoop>
#include <QMessageBox>
#include <QProgressDialog>
#include <QTimer>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

}  // namespace

QString UnsavedWork::patientId() const {
  return session_.openCase().patient() ? session_.openCase().patient()->shownId() : QString();
}

bool UnsavedWork::mayLeaveCase() {
  endGesture_();
  if (session_.annotations().isSaving() && !waitForSaves()) return false;
  if (!session_.openCase().hasUnsavedChanges()) return true;
  QMessageBox question(QMessageBox::Question, Texts::tr("Unsaved annotations"),
                       Texts::tr("Save the annotations of %1?").arg(patientId()),
                       QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, &window_);
  question.setInformativeText(Texts::tr("They would be saved in %1.")
                                  .arg(QDir::toNativeSeparators(session_.annotations().folder().path())));
  question.setDefaultButton(QMessageBox::Save);
  switch (question.exec()) {
    case QMessageBox::Save:
      return saveAndWait();
    case QMessageBox::Discard:
      session_.annotations().discardUnsaved();
      return true;
    default:
      return false;
  }
}

bool UnsavedWork::saveAll() {
  endGesture_();
  return !session_.openCase().hasUnsavedChanges() || saveAndWait();
}

bool UnsavedWork::saveAndWait() {
  session_.annotations().save();
  return waitForSaves() && !session_.openCase().hasUnsavedChanges();
}

/// True when the saves that were asked for have ended. A disk that does not answer must not hold the window
/// for ever: after a while a person may go on.
bool UnsavedWork::waitForSaves() {
  QEventLoop loop;
  const auto end = [this, &loop] {
    if (!session_.annotations().isSaving()) loop.quit();
  };
  // Queued: the message about a failure comes first.
  QObject::connect(&session_.annotations(), &Keeper::saved, &loop, end, Qt::QueuedConnection);
  QObject::connect(&session_.annotations(), &Keeper::saveFailed, &loop, end, Qt::QueuedConnection);
  constexpr int kPatienceMs = 1000;
  QTimer::singleShot(kPatienceMs, &loop, [&loop] { loop.exit(1); });
  if (loop.exec(QEventLoop::ExcludeUserInputEvents) == 0) return true;
  QProgressDialog waiting(Texts::tr("Saving the annotations of %1…").arg(patientId()),
                          Texts::tr("&Stop waiting"), 0, 0, &window_);
  waiting.setObjectName(QStringLiteral("waitingForSave"));
  waiting.setWindowTitle(Texts::tr("Saving"));
  waiting.setWindowModality(Qt::ApplicationModal);
  QObject::connect(&waiting, &QProgressDialog::canceled, &loop, [&loop] { loop.exit(1); });
  waiting.show();
  // What ended while nobody listened tells no more.
  QTimer::singleShot(0, &loop, end);
  return loop.exec() == 0;
}

}  // namespace uptake
