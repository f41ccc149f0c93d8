#include "app/session/annotations/deidentified_files.h"

#include "io/privacy/deidentified_export.h"

#include <QDir>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QSettings>

#include <memory>
#include <utility>

namespace uptake {

namespace {

/// The person's own secret: with it, the same UID becomes the same other one in every export.
QByteArray uidKey() {
  const QString kKey = QStringLiteral("privacy/uidKey");
  QSettings settings;
  QByteArray key = QByteArray::fromBase64(settings.value(kKey).toByteArray());
  if (key.size() == 32) return key;
  key.resize(32);
  QRandomGenerator::system()->generate(reinterpret_cast<quint32*>(key.data()),
                                       reinterpret_cast<quint32*>(key.data() + key.size()));
  settings.setValue(kKey, key.toBase64());
  return key;
}

}  // namespace

void DeidentifiedFiles::write(const QString& folder, const QString& patientId, bool keepUids) {
  if (!open_.study()) return;
  if (open_.study()->isOfImageFiles())
    return messages_.say(
        tr("Nothing was exported: image files that are no DICOM state no patient, and what is saved of them "
           "neither. Copy the annotation folder as it is."));
  const QString path = QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
  if (AnnotationFolder(path).isInside(project_.index().roots))
    return messages_.say(
        tr("Nothing was exported: the opened folder is never written to. Choose another one."));
  if (job_.isRunning())
    return messages_.say(tr("Annotations are still being exported; try again in a moment."));
  const CaseDocument& document = open_.document();
  auto request = std::make_shared<DeidentifiedExport>();
  request->folder = AnnotationFolder(path, project_.guardedPaths(*open_.study()));
  request->how = {patientId, uidKey(), keepUids};
  request->study = *open_.study();
  for (const auto& [id, box] : document.boxes()) request->boxes.push_back(box);
  request->boxLinks = linksOf(document.boxes(), document.boxTies());
  for (const auto& [id, measurement] : document.measurements())
    if (!measurement.isGiven) request->measurements.push_back(measurement);
  for (const auto& mask : document.masks()) request->masks.push_back(*mask);
  QStringList leftOut;
  for (const auto& kind : annotations_.kinds())
    if (const QString why = kind->leftOutOfExport(); !why.isEmpty()) leftOut.append(why);
  job_.start<SaveReport>(
      [request](JobControl& control) { return exportDeidentified(*request, control); },
      [this, path, leftOut](const Result<SaveReport>& report) {
        if (!report) return messages_.say(tr("Nothing was exported: %1").arg(report.error().text()));
        messages_.addProblems(report->problems);
        if (!report->problems.empty())
          messages_.say(tr("Not everything was exported: %1").arg(report->problems.front().reason));
        else
          messages_.say((QStringList{tr("Exported %n file(s) without patient data to %1.", nullptr,
                                        static_cast<int>(report->files.size()))
                                         .arg(QDir::toNativeSeparators(path))} +
                         leftOut)
                            .join(QLatin1Char(' ')));
        Q_EMIT written(report->files, report->notes + leftOut);
      });
}

}  // namespace uptake
