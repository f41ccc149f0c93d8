#include "app/shell/window/file_actions.h"

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
  actions.add({.id = QStringLiteral("file.open"),
               .section = section,
               .text = Texts::tr("&Open folder…"),
               .keys = {QKeySequence::Open},
               .icon = QStringLiteral("open"),
               .places = {{"file", 0}, {"bar", 0}}},
              &window, [&window] {
                const QString folder =
                    QFileDialog::getExistingDirectory(&window, Texts::tr("Open a folder of CT and PET"));
                if (!folder.isEmpty()) window.openPaths({folder});
              });
  actions.add(
      {.id = QStringLiteral("file.openFiles"),
       .section = section,
       .text = Texts::tr("Open fi&les…"),
       .keys = {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O)},
       .icon = QStringLiteral("files"),
       .places = {{"file", 0}}},
      &window, [&window] {
        window.openOrAdd(QFileDialog::getOpenFileNames(
            &window, Texts::tr("Open DICOM files or a table of slices (.pkl), or add masks and boxes to "
                               "the case")));
      });
  addRecentActions(actions, window.recent(), window,
                   [&window](const QStringList& paths) { window.openPaths(paths); });
  actions.add({.id = QStringLiteral("file.save"),
               .section = section,
               .text = Texts::tr("&Save annotations"),
               .keys = {QKeySequence::Save},
               .icon = QStringLiteral("save"),
               .needs = Need::UnsavedChanges,
               .places = {{"file", 1}, {"bar", 0}}},
              &window, [&window, &session] {
                window.tools().cancelGesture();
                session.annotations().save();
              });
  actions.add({.id = QStringLiteral("file.problems"),
               .section = section,
               .text = Texts::tr("&Problems…"),
               .places = {{"file", 4}}},
              &window,
              [&window, &session] { ProblemsDialog(session.messages().problems(), &window).exec(); });
  actions.add({.id = QStringLiteral("file.quit"),
               .section = section,
               .text = Texts::tr("&Quit"),
               .keys = {QKeySequence::Quit},
               .places = {{"file", 5}}},
              &window, [&window] { window.close(); });
}

}  // namespace uptake
