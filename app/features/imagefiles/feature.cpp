#include "app/features/imagefiles/feature.h"

#include "app/features/imagefiles/case_files_dialog.h"
#include "app/shell/window/main_window.h"
#include "io/images/image_file.h"

#include <QApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::ImageFiles)
};

const QString kAction = QStringLiteral("file.imageFiles");

/// Remembers what was chosen, and opens the folder by that.
void apply(MainWindow& window, const CaseFilesDialog& dialog) {
  Session& session = window.session();
  const StatedFiles before = session.project().statedFiles();
  const StatedFiles stated = dialog.stated(before);
  if (stated == before) return;
  const QStringList roots = session.project().index().roots;
  session.project().setStatedFiles(stated);
  window.openPaths(roots);
}

void stateFiles(MainWindow& window) {
  const OpenCase& open = window.session().openCase();
  if (!open.study()) return;
  CaseFilesDialog dialog(filesOf(*open.patient(), *open.study()), {}, &window);
  if (dialog.exec() == QDialog::Accepted) apply(window, dialog);
}

/// The names of the images of a case of which nothing says what they are.
QStringList uncertainFiles(const StudyEntry& study) {
  QStringList names;
  for (const SeriesEntry& series : study.series)
    if (series.imageFile && series.imageFile->isUncertain) names.append(series.imageFile->name);
  names.removeDuplicates();
  return names;
}

/// Once for each folder, when a case with such images is there to be looked at.
void askWhereUncertain(MainWindow& window) {
  Project& project = window.session().project();
  const OpenCase& open = window.session().openCase();
  // A program that was started to make a picture asks nothing.
  if (!open.study() || !window.recent().isRecording() || !window.isVisible()) return;
  if (QApplication::activeModalWidget() || project.wasAskedForFiles()) return;
  const QStringList uncertain = uncertainFiles(*open.study());
  if (uncertain.isEmpty()) return;
  project.setAskedForFiles();
  auto* dialog = new CaseFilesDialog(filesOf(*open.patient(), *open.study()), uncertain, &window);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  QObject::connect(dialog, &QDialog::accepted, &window, [&window, dialog, ref = open.studyRef()] {
    // Something else may have been opened meanwhile, by a command from elsewhere.
    const OpenCase& now = window.session().openCase();
    if (now.study() && now.studyRef() == ref) apply(window, *dialog);
  });
  dialog->open();
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
  QObject::connect(&session.images(), &StudyImages::imagesLoaded, &window,
                   [&window] { askWhereUncertain(window); });
}

}  // namespace uptake
