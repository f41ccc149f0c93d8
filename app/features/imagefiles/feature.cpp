#include "app/features/imagefiles/feature.h"

#include "app/features/imagefiles/case_files_dialog.h"
#include "app/shell/window/main_window.h"

#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::ImageFiles)
};

const QString kAction = QStringLiteral("file.imageFiles");

void stateFiles(MainWindow& window) {
  Session& session = window.session();
  const OpenCase& open = session.openCase();
  if (!open.study()) return;
  CaseFilesDialog dialog(filesOf(*open.patient(), *open.study()), &window);
  if (dialog.exec() != QDialog::Accepted) return;
  const StatedFiles before = session.project().statedFiles();
  const StatedFiles stated = dialog.stated(before);
  if (stated == before) return;
  const QStringList roots = session.project().index().roots;
  session.project().setStatedFiles(stated);
  window.openPaths(roots);
}

}  // namespace

void addImageFiles(MainWindow& window) {
  Session& session = window.session();
  window.actions().add({.id = kAction,
                        .section = Texts::tr("File"),
                        .text = Texts::tr("W&hat the files are…"),
                        .needs = Need::Dicom,
                        .why =
                            [&session] {
                              const StudyEntry* study = session.openCase().study();
                              return study && study->isOfImageFiles()
                                         ? QString()
                                         : Texts::tr("DICOM files say themselves what they are.");
                            },
                        .places = {{"file", 4, 20}}},
                       &window, [&window] { stateFiles(window); });
  QObject::connect(&session.openCase(), &OpenCase::studyOpened, &window,
                   [&window] { window.actions().reconsider(kAction); });
}

}  // namespace uptake
