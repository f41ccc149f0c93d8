#include "app/features/lesiontable/lesion_export.h"
#include "app/features/lesiontable/lesion_panel.h"
#include "io/store/annotation_folder.h"
#include "io/store/study_record.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QItemSelectionModel>
#include <QTreeView>

// What LesionPanel gives to other programs.

namespace uptake {

void LesionPanel::copy() {
  findings_.settleNow();
  std::vector<int> rows;
  const bool someSelected = view_->selectionModel()->selectedRows().size() > 1 ||
                            (view_->hasFocus() && view_->selectionModel()->hasSelection());
  for (int row = 0; row < sorting_->rowCount(); ++row) {
    const QModelIndex index = sorting_->index(row, 0);
    if (!someSelected || view_->selectionModel()->isRowSelected(row, {}))
      rows.push_back(sorting_->mapToSource(index).row());
  }
  if (rows.empty()) return;
  QApplication::clipboard()->setText(lesionTsv(*model_, rows));
  Q_EMIT said(tr("%n row(s) copied.", nullptr, static_cast<int>(rows.size())));
}

void LesionPanel::exportCsv() {
  findings_.settleNow();
  if (findings_.lesions().empty()) return Q_EMIT said(tr("There are no lesions to write."));
  QString name = sourceName();
  name.replace(QLatin1Char('/'), QLatin1Char('_'));
  const QString start =
      QFileInfo(session_.annotations().folder().path()).dir().filePath(name + QStringLiteral(".csv"));
  QString file = QFileDialog::getSaveFileName(this, tr("Lesions as CSV"), start, tr("CSV (*.csv)"));
  if (file.isEmpty()) return;
  if (QFileInfo(file).suffix().isEmpty()) {
    file += QStringLiteral(".csv");
    if (QFileInfo::exists(file))
      return Q_EMIT said(
          tr("%1 is there already; nothing was written. Choose it by its whole name to replace it.")
              .arg(file));
  }
  if (AnnotationFolder(file).isInside(session_.project().index().roots))
    return Q_EMIT said(tr("The opened folder is never written to. Choose another one."));
  exportJob_.start<bool>(
      [snapshot = lesionSnapshot(findings_, *model_), file](JobControl& control) -> Result<bool> {
        const Result<void> written =
            writeWholeFile(file, lesionCsv(snapshot.measure(control), snapshot.names));
        if (!written) return written.error();
        return true;
      },
      [this, file](Result<bool> written) {
        Q_EMIT said(written ? tr("The lesions were written to %1.").arg(QDir::toNativeSeparators(file))
                            : tr("The lesions were not written: %1").arg(written.error().text()));
      });
}

}  // namespace uptake
