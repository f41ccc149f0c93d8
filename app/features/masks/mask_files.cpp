#include "app/features/masks/mask_files.h"

#include "app/session/case/case_controller.h"
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

void askAndExport(CaseController& cases, QWidget& window) {
  const MaskLayer* mask = cases.document().mask(cases.selection().mask());
  if (!mask) {
    Q_EMIT cases.said(Texts::tr("Select a mask to export first."));
    return;
  }
  const MaskId id = mask->id;
  QString name = mask->name;
  name.replace(QLatin1Char('/'), QLatin1Char('_'));
  const QString start =
      QFileInfo(cases.annotationFolder().path()).dir().filePath(name + QStringLiteral(".nii.gz"));
  QString filter;
  QString file =
      QFileDialog::getSaveFileName(&window, Texts::tr("Export mask"), start, exportFilters(), &filter);
  if (file.isEmpty()) return;
  if (!canWriteLabelImage(file)) {
    file += suffixOf(filter);
    // The dialog asked about the name without the ending.
    if (QFileInfo::exists(file)) {
      Q_EMIT cases.said(Texts::tr("%1 is there already; nothing was exported. Choose it by its whole name to "
                                  "replace it.")
                            .arg(file));
      return;
    }
  }
  cases.exportMask(id, file);
}

}  // namespace

void addMaskFileActions(ActionTable& actions, CaseController& cases, QWidget& window) {
  const QString section = Texts::tr("File");
  QAction* import = actions.add(
      QStringLiteral("file.importMask"), section, Texts::tr("&Import mask…"), {}, &window, [&cases, &window] {
        const QString filter =
            QStringLiteral("%1 (%2)").arg(Texts::tr("Masks"), labelImagePatterns().join(QLatin1Char(' ')));
        const QString file = QFileDialog::getOpenFileName(&window, Texts::tr("Import mask"),
                                                          cases.index().roots.value(0), filter);
        if (!file.isEmpty()) cases.importMask(file);
      });
  QAction* boxes =
      actions.add(QStringLiteral("file.importBoxes"), section, Texts::tr("Import &boxes…"), {}, &window,
                  [&cases, &window] {
                    const QStringList files = QFileDialog::getOpenFileNames(
                        &window, Texts::tr("Import boxes (PASCAL VOC)"), cases.index().roots.value(0),
                        QStringLiteral("%1 (*.xml *.XML)").arg(Texts::tr("Boxes, PASCAL VOC")));
                    if (!files.isEmpty()) cases.importBoxes(files);
                  });
  QAction* folder = actions.add(QStringLiteral("file.importBoxFolder"), section,
                                Texts::tr("Import boxes of a fol&der…"), {}, &window, [&cases, &window] {
                                  const QString path = QFileDialog::getExistingDirectory(
                                      &window, Texts::tr("Import the boxes of this case from a folder"),
                                      cases.index().roots.value(0));
                                  if (!path.isEmpty()) cases.importBoxes({path});
                                });
  QAction* out = actions.add(QStringLiteral("file.exportMask"), section, Texts::tr("&Export mask…"), {},
                             &window, [&cases, &window] { askAndExport(cases, window); });
  const auto enable = [&cases, import, boxes, folder, out] {
    for (QAction* action : {import, boxes, folder})
      action->setEnabled(cases.document().ct() || cases.document().pet());
    out->setEnabled(cases.document().mask(cases.selection().mask()) != nullptr);
  };
  QObject::connect(&cases.document(), &CaseDocument::imagesChanged, import, enable);
  QObject::connect(&cases.document(), &CaseDocument::masksChanged, out, enable);
  QObject::connect(&cases.selection(), &Selection::changed, out, enable);
  enable();
}

}  // namespace uptake
