#include "app/features/compare/report_actions.h"

#include "app/session/evaluation/report/project_report.h"
#include "app/session/session.h"
#include "app/shell/actions/action_table.h"
#include "io/dicom/image_pair.h"

#include <QCoreApplication>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QProgressDialog>
#include <QSettings>
#include <QUrl>

namespace uptake {

namespace {

using evaluation::ProjectReport;
using evaluation::WrittenReport;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Compare)
};

const QString kReportFolderKey = QStringLiteral("compare/reportPredictions");

/// The report of what is open, but for the files that a person chooses.
ProjectReport projectReportOf(const Session& session) {
  const AnnotationFolder& folder = session.annotations().projectFolder();
  ProjectReport report;
  report.truth = folder.path() + QStringLiteral("/SEG");
  report.tableFolders = session.project().index().roots;
  report.annotations = folder;
  for (const PatientEntry& patient : session.project().index().patients)
    for (const StudyEntry& study : patient.studies)
      if (const int pet = choosePair(study).pet; pet >= 0)
        report.pets.insert(folder.segFolder(patient.id, study.uid),
                           std::make_shared<const SeriesEntry>(study.series[static_cast<std::size_t>(pet)]));
  return report;
}

/// Asks for predictions and for the page. False when there is nothing to do.
bool askForFiles(ProjectReport& report, const Session& session, QWidget& window) {
  const QStringList roots = session.project().index().roots;
  report.prediction =
      QFileDialog::getExistingDirectory(&window, Texts::tr("A folder of predictions"),
                                        QSettings().value(kReportFolderKey, roots.value(0)).toString());
  if (report.prediction.isEmpty()) return false;
  QSettings().setValue(kReportFolderKey, report.prediction);
  const QString start =
      QFileInfo(session.annotations().projectFolder().path()).dir().filePath(QStringLiteral("report.html"));
  report.file = QFileDialog::getSaveFileName(&window, Texts::tr("Report of all cases"), start,
                                             QStringLiteral("HTML (*.html)"));
  return !report.file.isEmpty();
}

void sayWritten(const Result<WrittenReport>& written, const QString& file, Session& session) {
  if (!written) {
    if (written.error().kind == ErrorKind::Cancelled)
      return session.messages().say(
          Texts::tr("The report was stopped; when it is made again at the same place, it goes on."));
    return session.messages().refuse(Texts::tr("The report was not written"), {written.error().text()});
  }
  QStringList said{Texts::tr("The report of %1 cases was written to %2.")
                       .arg(written->cases)
                       .arg(QDir::toNativeSeparators(file))};
  if (written->taken > 0)
    said.append(Texts::tr("%1 were compared before and have not changed.").arg(written->taken));
  if (!written->problems.isEmpty()) said.append(Texts::tr("At its end stands what was left out."));
  session.messages().say(said.join(QLatin1Char(' ')));
  QDesktopServices::openUrl(QUrl::fromLocalFile(file));
}

void makeReport(Session& session, QWidget& window) {
  ProjectReport report = projectReportOf(session);
  if (!QFileInfo(report.truth).isDir())
    return session.messages().say(Texts::tr("There is no saved mask to compare with in %1.")
                                      .arg(session.annotations().projectFolder().path()));
  if (!askForFiles(report, session, window)) return;
  if (AnnotationFolder(QFileInfo(report.file).absoluteFilePath()).isInside(session.project().index().roots))
    return session.messages().say(
        Texts::tr("No report was written: the opened folder is never written to. Choose another one."));
  auto* job = new JobRunner(&window);
  auto* progress = new QProgressDialog(Texts::tr("Comparing cases"), Texts::tr("Cancel"), 0, 0, &window);
  progress->setObjectName(QStringLiteral("reportProgress"));
  progress->setMinimumDuration(JobRunner::kProgressDelayMs);
  progress->setAutoReset(false);
  progress->setAutoClose(false);
  QObject::connect(job, &JobRunner::progressed, progress,
                   [progress](qint64 done, qint64 total, const QString& what) {
                     progress->setLabelText(what);
                     progress->setMaximum(static_cast<int>(total));
                     progress->setValue(static_cast<int>(done));
                   });
  QObject::connect(progress, &QProgressDialog::canceled, job, &JobRunner::cancel);
  job->start<WrittenReport>(
      [report](JobControl& control) { return evaluation::writeProjectReport(report, control); },
      [job, progress, file = report.file, &session](const Result<WrittenReport>& written) {
        progress->deleteLater();
        job->deleteLater();
        sayWritten(written, file, session);
      });
}

}  // namespace

void addReportAction(ActionTable& actions, Session& session, QWidget& window) {
  actions.add({.id = QStringLiteral("compare.report"),
               .section = Texts::tr("Compare"),
               .text = Texts::tr("Report of &all cases…"),
               .needs = Need::Study | Need::Dicom | Need::NotBlind,
               .places = {{"compare", 0}}},
              &window, [&session, &window] { makeReport(session, window); });
}

}  // namespace uptake
