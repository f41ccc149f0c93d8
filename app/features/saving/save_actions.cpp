#include "app/features/saving/save_actions.h"

#include "app/features/saving/privacy_info.h"
#include "app/features/saving/save_dialogs.h"
#include "app/session/case/case_controller.h"
#include "app/shell/actions/action_table.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::SaveActions)
};

void askAndSaveAsNew(CaseController& cases, QWidget& window) {
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
    PrivacyInfo(cases, &window).exec();
    return askAndSaveAsNew(cases, window);
  }
  if (question.clickedButton() == save) cases.save(SaveMode::AsNew);
}

}  // namespace

void addSaveActions(ActionTable& actions, CaseController& cases, QWidget& window,
                    std::function<void()> endGesture) {
  const QString section = Texts::tr("File");
  QAction* asNew =
      actions.add(QStringLiteral("file.saveAsNew"), section, Texts::tr("Save as &new…"),
                  {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S)}, &window, [&cases, &window, endGesture] {
                    endGesture();
                    askAndSaveAsNew(cases, window);
                  });
  QAction* folder = actions.add(QStringLiteral("file.folder"), section, Texts::tr("Save annotations &in…"),
                                {}, &window, [&cases, &window] { chooseAnnotationFolder(cases, window); });
  QAction* without =
      actions.add(QStringLiteral("file.exportWithoutPatient"), section,
                  Texts::tr("Export &without patient data…"), {}, &window, [&cases, &window, endGesture] {
                    endGesture();
                    SaveFolderDialog dialog(SaveFolderDialog::Kind::WithoutPatient, cases, &window);
                    if (dialog.exec() == QDialog::Accepted)
                      cases.exportWithoutPatient(dialog.folder(), dialog.patientId(), dialog.keepsUids());
                  });
  actions.add(QStringLiteral("file.privacy"), section, Texts::tr("What files say about the p&atient…"), {},
              &window, [&cases, &window] { PrivacyInfo(cases, &window).exec(); });
  const auto enable = [&cases, asNew, folder, without] {
    asNew->setEnabled(cases.study() && cases.hasUnsavedChanges());
    folder->setEnabled(cases.study() != nullptr);
    without->setEnabled(cases.study() != nullptr);
  };
  QObject::connect(&cases.undoStack(), &QUndoStack::cleanChanged, &window, enable);
  QObject::connect(&cases, &CaseController::studyOpened, &window, enable);
  QObject::connect(&cases, &CaseController::studyChanged, &window, enable);
  enable();
}

}  // namespace uptake
