#include "app/features/export/export_actions.h"

#include "app/features/export/export_dialog.h"
#include "app/session/session.h"
#include "app/shell/actions/action_table.h"
#include "app/shell/views/view_area.h"

#include <QCoreApplication>
#include <QDir>
#include <QProgressDialog>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::PictureExport)
};

/// A picture of what is not read yet would be none.
bool isReady(Session& session, const ViewArea& views) {
  if (session.isSettled() && views.isSettled()) return true;
  session.messages().say(Texts::tr("Not everything is read yet; try again in a moment."));
  return false;
}

void exportPicture(Session& session, ViewArea& views, QWidget& window) {
  if (!isReady(session, views)) return;
  ExportDialog dialog(ExportDialog::Kind::Picture, session, views, &window);
  if (dialog.exec() != QDialog::Accepted) return;
  const QString file = dialog.file();
  auto* job = new JobRunner(&window);
  job->start<bool>(
      [image = takePicture(views, dialog.options()), file](JobControl&) -> Result<bool> {
        const Result<void> written = writePng(image, file);
        if (!written) return written.error();
        return true;
      },
      [job, file, &session](const Result<bool>& written) {
        session.messages().say(
            written ? Texts::tr("The picture was written to %1.").arg(QDir::toNativeSeparators(file))
                    : Texts::tr("The picture was not written: %1").arg(written.error().text()));
        job->deleteLater();
      });
}

/// Runs an export that the dialog described, with its progress.
void runSeries(ScrollExport* run, const ExportDialog& dialog, Session& session, QWidget& window) {
  auto* progress = new QProgressDialog(Texts::tr("Writing pictures…"), Texts::tr("Cancel"), 0,
                                       run->pictureCount() + (dialog.film() ? 1 : 0), &window);
  progress->setObjectName(QStringLiteral("exportProgress"));
  // What the pictures show must not change on the way.
  progress->setWindowModality(Qt::WindowModal);
  progress->setMinimumDuration(300);
  progress->setAutoReset(false);
  progress->setAutoClose(false);
  QObject::connect(run, &ScrollExport::progressed, progress, &QProgressDialog::setValue);
  QObject::connect(progress, &QProgressDialog::canceled, run, &ScrollExport::cancel);
  QObject::connect(run, &ScrollExport::finished, &window,
                   [run, progress, &session, folder = dialog.folder()](int written, const QString& failure) {
                     const QString place = QDir::toNativeSeparators(folder);
                     const QString count = Texts::tr("%n picture(s) were written to %1.", nullptr, written);
                     session.messages().say(failure.isEmpty()
                                                ? count.arg(place)
                                                : failure + QLatin1Char(' ') + count.arg(place));
                     progress->deleteLater();
                     run->deleteLater();
                   });
  run->start();
}

void exportScroll(Session& session, ViewArea& views, QWidget& window) {
  if (!isReady(session, views) || !views.activeView()) return;
  ExportDialog dialog(ExportDialog::Kind::ScrollThrough, session, views, &window);
  if (dialog.exec() != QDialog::Accepted) return;
  runSeries(new ScrollExport(*views.activeView(), dialog.options(), dialog.range(), dialog.folder(),
                             dialog.name(), dialog.film(), &window),
            dialog, session, window);
}

void exportTurntable(Session& session, ViewArea& views, QWidget& window) {
  if (!views.volume() || !views.volume()->isVisible() || !views.volume()->failure().isEmpty()) {
    session.messages().say(Texts::tr("There is no 3-D view here: Alt+8 or Ctrl+3 shows one."));
    return;
  }
  if (!isReady(session, views)) return;
  ExportDialog dialog(ExportDialog::Kind::Turntable, session, views, &window);
  if (dialog.exec() != QDialog::Accepted) return;
  runSeries(new ScrollExport(*views.volume(), dialog.options(), dialog.range().last, dialog.folder(),
                             dialog.name(), dialog.film(), &window),
            dialog, session, window);
}

}  // namespace

void addExportActions(ActionTable& actions, Session& session, ViewArea& views, QWidget& window) {
  const QString section = Texts::tr("File");
  actions.add({.id = QStringLiteral("file.export.picture"),
               .section = section,
               .text = Texts::tr("Export p&icture…"),
               .keys = {QKeySequence(Qt::CTRL | Qt::Key_E)},
               .icon = QStringLiteral("picture"),
               .needs = Need::Image,
               .places = {{"file", 3}}},
              &window, [&] { exportPicture(session, views, window); });
  actions.add({.id = QStringLiteral("file.export.scroll"),
               .section = section,
               .text = Texts::tr("Export scroll-&through…"),
               .keys = {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E)},
               .icon = QStringLiteral("scroll"),
               .needs = Need::Image,
               .places = {{"file", 3}}},
              &window, [&] { exportScroll(session, views, window); });
  actions.add({.id = QStringLiteral("file.export.turntable"),
               .section = section,
               .text = Texts::tr("Export &turntable of the 3-D view…"),
               .needs = Need::Image | Need::Neighbours,
               .places = {{"file", 3}}},
              &window, [&] { exportTurntable(session, views, window); });
}

}  // namespace uptake
