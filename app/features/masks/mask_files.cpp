#include "app/features/masks/mask_files.h"

#include "app/session/session.h"
#include "app/shell/actions/action_table.h"
#include "io/masks/label_image.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

QString exportFilters() {
  return QStringLiteral(
             "NIfTI (*.nii.gz);;NIfTI, %1 (*.nii);;NRRD (*.nrrd);;MetaImage (*.mha);;MetaImage, %2 (*.mhd)")
      .arg(Texts::tr("not compressed"), Texts::tr("two files"));
}

/// "(*.nrrd)" → ".nrrd"
QString suffixOf(const QString& filter) {
  const qsizetype star = filter.lastIndexOf(QLatin1Char('*'));
  return filter.mid(star + 1, filter.lastIndexOf(QLatin1Char(')')) - star - 1);
}

void askAndExport(Session& session, QWidget& window) {
  const MaskLayer* mask = session.openCase().document().mask(session.openCase().selection().mask());
  if (!mask) return;
  const MaskId id = mask->id;
  QString name = mask->name;
  name.replace(QLatin1Char('/'), QLatin1Char('_'));
  const QString start =
      QFileInfo(session.annotations().folder().path()).dir().filePath(name + QStringLiteral(".nii.gz"));
  QString filter;
  QString file =
      QFileDialog::getSaveFileName(&window, Texts::tr("Export mask"), start, exportFilters(), &filter);
  if (file.isEmpty()) return;
  if (!canWriteLabelImage(file)) {
    file += suffixOf(filter);
    // The dialog asked about the name without the ending.
    if (QFileInfo::exists(file)) {
      session.messages().say(
          Texts::tr("%1 is there already; nothing was exported. Choose it by its whole name to "
                    "replace it.")
              .arg(file));
      return;
    }
  }
  session.maskFiles().exportMask(id, file);
}

}  // namespace

void addMaskFileActions(ActionTable& actions, Session& session, QWidget& window) {
  const auto add = [&](const char* id, const QString& text, Needs needs, std::function<void()> run) {
    actions.add({.id = QLatin1String(id),
                 .section = Texts::tr("File"),
                 .text = text,
                 .needs = Need::Dicom | needs,
                 .places = {{"file", 2}}},
                &window, std::move(run));
  };
  add("file.importMask", Texts::tr("&Import mask…"), Need::Image, [&session, &window] {
    const QString filter =
        QStringLiteral("%1 (%2)").arg(Texts::tr("Masks"), labelImagePatterns().join(QLatin1Char(' ')));
    const QString file = QFileDialog::getOpenFileName(&window, Texts::tr("Import mask"),
                                                      session.project().index().roots.value(0), filter);
    if (!file.isEmpty()) session.maskFiles().importMask(file);
  });
  add("file.importBoxes", Texts::tr("Import &boxes…"), Need::Image, [&session, &window] {
    const QStringList files = QFileDialog::getOpenFileNames(
        &window, Texts::tr("Import boxes (PASCAL VOC)"), session.project().index().roots.value(0),
        QStringLiteral("%1 (*.xml *.XML)").arg(Texts::tr("Boxes, PASCAL VOC")));
    if (!files.isEmpty()) session.boxImport().importFiles(files);
  });
  add("file.importBoxFolder", Texts::tr("Import boxes of a fol&der…"), Need::Image, [&session, &window] {
    const QString path =
        QFileDialog::getExistingDirectory(&window, Texts::tr("Import the boxes of this case from a folder"),
                                          session.project().index().roots.value(0));
    if (!path.isEmpty()) session.boxImport().importFiles({path});
  });
  add("file.exportMask", Texts::tr("&Export mask…"), Need::SelectedMask,
      [&session, &window] { askAndExport(session, window); });
}

}  // namespace uptake
