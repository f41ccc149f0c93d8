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
  const auto add = [&](const char* id, const QString& text, Needs needs, const QList<QKeySequence>& keys,
                       std::function<void()> run) {
    actions.add({.id = QLatin1String(id),
                 .section = section,
                 .text = text,
                 .keys = keys,
                 .needs = needs,
                 .places = {{"file", 1, 10}}},
                &window, std::move(run));
  };
  add("file.saveAsNew", Texts::tr("Save as &new…"), Need::Study | Need::Dicom | Need::UnsavedChanges,
      {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S)}, [&session, &window, endGesture] {
        endGesture();
        askAndSaveAsNew(session, window);
      });
  add("file.folder", Texts::tr("Save annotations &in…"), Need::Study | Need::NotBlind, {},
      [&session, &window] { chooseAnnotationFolder(session, window); });
  add("file.exportWithoutPatient", Texts::tr("Export &without patient data…"), Need::Study | Need::Dicom, {},
      [&session, &window, endGesture] {
        endGesture();
        SaveFolderDialog dialog(SaveFolderDialog::Kind::WithoutPatient, session, &window);
        if (dialog.exec() == QDialog::Accepted)
          session.deidentifiedFiles().write(dialog.folder(), dialog.patientId(), dialog.keepsUids());
      });
  add("file.privacy", Texts::tr("What files say about the p&atient…"), Need::Dicom, {},
      [&session, &window] { PrivacyInfo(session, &window).exec(); });
}

}  // namespace uptake
