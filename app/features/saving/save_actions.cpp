#include "app/features/saving/save_actions.h"

#include "app/features/saving/privacy_info.h"
#include "app/features/saving/save_dialogs.h"
#include "app/session/session.h"
#include "app/shell/actions/action_table.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::SaveActions)
};

void askAndSaveAsNew(Session& session, QWidget& window) {
  QMessageBox question(QMessageBox::Question, Texts::tr("Save as new"),
                       Texts::tr("Save the masks that you changed as new objects?"), QMessageBox::Cancel,
                       &window);
  question.setTextFormat(Qt::RichText);
  question.setObjectName(QStringLiteral("saveAsNew"));
  question.setInformativeText(
      Texts::tr(
          "They get UIDs of their own and name what they were made from; the files that were opened stay as "
          "they are. When the study is opened again, the new ones stand for them. Boxes and measurements are "
          "saved as usual.") +
      QStringLiteral("<p>") +
      Texts::tr("The files name the patient as the images do: name, ID, birth date, study date."));
  QPushButton* save = question.addButton(Texts::tr("&Save as new"), QMessageBox::AcceptRole);
  save->setObjectName(QStringLiteral("save"));
  QPushButton* info = question.addButton(Texts::tr("&What do they say?"), QMessageBox::HelpRole);
  question.setDefaultButton(save);
  question.exec();
  if (question.clickedButton() == info) {
    PrivacyInfo(session, &window).exec();
    return askAndSaveAsNew(session, window);
  }
  if (question.clickedButton() == save) session.annotations().save(SaveMode::AsNew);
}

}  // namespace

void addSaveActions(ActionTable& actions, Session& session, QWidget& window,
                    std::function<void()> endGesture) {
  const QString section = Texts::tr("File");
  QAction* asNew =
      actions.add(QStringLiteral("file.saveAsNew"), section, Texts::tr("Save as &new…"),
                  {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S)}, &window, [&session, &window, endGesture] {
                    endGesture();
                    askAndSaveAsNew(session, window);
                  });
  QAction* folder =
      actions.add(QStringLiteral("file.folder"), section, Texts::tr("Save annotations &in…"), {}, &window,
                  [&session, &window] { chooseAnnotationFolder(session, window); });
  QAction* without = actions.add(
      QStringLiteral("file.exportWithoutPatient"), section, Texts::tr("Export &without patient data…"), {},
      &window, [&session, &window, endGesture] {
        endGesture();
        SaveFolderDialog dialog(SaveFolderDialog::Kind::WithoutPatient, session, &window);
        if (dialog.exec() == QDialog::Accepted)
          session.deidentifiedFiles().write(dialog.folder(), dialog.patientId(), dialog.keepsUids());
      });
  actions.add(QStringLiteral("file.privacy"), section, Texts::tr("What files say about the p&atient…"), {},
              &window, [&session, &window] { PrivacyInfo(session, &window).exec(); });
  const auto enable = [&session, asNew, folder, without] {
    asNew->setEnabled(session.openCase().study() && session.openCase().hasUnsavedChanges());
    folder->setEnabled(session.openCase().study() != nullptr);
    without->setEnabled(session.openCase().study() != nullptr);
  };
  QObject::connect(&session.openCase().undoStack(), &QUndoStack::cleanChanged, &window, enable);
  QObject::connect(&session.openCase(), &OpenCase::studyOpened, &window, enable);
  QObject::connect(&session.openCase(), &OpenCase::studyChanged, &window, enable);
  enable();
}

}  // namespace uptake
