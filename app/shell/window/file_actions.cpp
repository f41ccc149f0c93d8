#include "app/shell/window/file_actions.h"

#include "app/shell/theme/icons.h"
#include "app/shell/window/main_window.h"
#include "app/shell/window/problems_dialog.h"
#include "app/shell/window/recent_actions.h"

#include <QCoreApplication>
#include <QFileDialog>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

}  // namespace

void addFileActions(MainWindow& window) {
  const QString section = Texts::tr("File");
  ActionTable& actions = window.actions();
  Session& session = window.session();
  actions
      .add(QStringLiteral("file.open"), section, Texts::tr("&Open folder…"), {QKeySequence::Open}, &window,
           [&window] {
             const QString folder =
                 QFileDialog::getExistingDirectory(&window, Texts::tr("Open a folder of CT and PET"));
             if (!folder.isEmpty()) window.openPaths({folder});
           })
      ->setIcon(lineIcon(QStringLiteral("open")));
  actions
      .add(QStringLiteral("file.openFiles"), section, Texts::tr("Open fi&les…"),
           {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O)}, &window,
           [&window] {
             window.openOrAdd(QFileDialog::getOpenFileNames(
                 &window, Texts::tr("Open DICOM files or a table of slices (.pkl), or add masks and boxes to "
                                    "the case")));
           })
      ->setIcon(lineIcon(QStringLiteral("files")));
  addRecentActions(actions, window.recent(), window);
  QAction* save = actions.add(QStringLiteral("file.save"), section, Texts::tr("&Save annotations"),
                              {QKeySequence::Save}, &window, [&window, &session] {
                                window.tools().cancelGesture();
                                session.annotations().save();
                              });
  save->setIcon(lineIcon(QStringLiteral("save")));
  save->setEnabled(false);
  QObject::connect(&session.openCase().undoStack(), &QUndoStack::cleanChanged, save,
                   [save](bool clean) { save->setEnabled(!clean); });
  actions.add(QStringLiteral("file.problems"), section, Texts::tr("&Problems…"), {}, &window,
              [&window, &session] { ProblemsDialog(session.messages().problems(), &window).exec(); });
  actions.add(QStringLiteral("file.quit"), section, Texts::tr("&Quit"), {QKeySequence::Quit}, &window,
              [&window] { window.close(); });
}

}  // namespace uptake
