#include "app/shell/start/screenshot.h"

#include "core/foreign_text.h"

#include <QCoreApplication>
#include <QPixmap>
#include <QSaveFile>

#include <cstdio>

namespace uptake {

namespace {

void complain(const QString& message) {
  const QByteArray line = QStringLiteral("uptake: %1\n").arg(oneLine(message.simplified())).toUtf8();
  std::fwrite(line.constData(), 1, static_cast<std::size_t>(line.size()), stderr);
}

/// Why series are not shown that were found.
void complainOfRefusals(const StudyIndex& index) {
  for (const PatientEntry& patient : index.patients)
    for (const StudyEntry& study : patient.studies)
      for (const SeriesEntry& series : study.series)
        if (!series.refusal.isEmpty())
          complain(Screenshot::tr("series %1 (%2): %3")
                       .arg(series.number)
                       .arg(series.source.modality, series.refusal));
}

}  // namespace

Screenshot::Screenshot(MainWindow& window, QString file, std::optional<Point> crosshair, QObject* parent)
    : QObject(parent), window_(window), file_(std::move(file)), crosshair_(std::move(crosshair)) {
  connect(&timer_, &QTimer::timeout, this, &Screenshot::poll);
  timer_.start(100);
}

void Screenshot::poll() {
  // Settled twice in a row: one job's end may start the next.
  if (!window_.isSettled()) {
    settledPolls_ = 0;
    return;
  }
  if (settledPolls_ == 0 && crosshair_) window_.viewState().setCrosshair(*crosshair_);
  if (++settledPolls_ < 3) return;
  timer_.stop();
  take();
}

void Screenshot::take() {
  for (const FileProblem& problem : window_.session().messages().problems())
    complain(problem.file + QStringLiteral(": ") + problem.reason);
  if (!window_.session().openCase().document().ct() && !window_.session().openCase().document().pet()) {
    complainOfRefusals(window_.session().project().index());
    complain(tr("there is nothing to show"));
    QCoreApplication::exit(3);
    return;
  }
  QSaveFile file(file_);
  if (!file.open(QIODevice::WriteOnly) || !window_.grab().save(&file, "PNG") || !file.flush() ||
      !file.commit()) {
    complain(tr("%1 could not be written: %2").arg(file_, file.errorString()));
    QCoreApplication::exit(3);
    return;
  }
  QCoreApplication::exit(window_.session().messages().problems().empty() ? 0 : 1);
}

}  // namespace uptake
