#include "app/session/case/case_controller.h"
#include "io/privacy/deidentified_export.h"

#include <QDir>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QSettings>

// The part of CaseController that writes annotations without what identifies the patient.

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

void CaseController::exportWithoutPatient(const QString& folder, const QString& patientId, bool keepUids) {
  if (!study()) return;
  const QString path = QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
  if (AnnotationFolder(path).isInside(index_.roots)) {
    Q_EMIT said(tr("Nothing was exported: the opened folder is never written to. Choose another one."));
    return;
  }
  if (maskJob_.isRunning()) {
    Q_EMIT said(tr("Another mask is still being read or written; try again in a moment."));
    return;
  }
  auto request = std::make_shared<DeidentifiedExport>();
  request->folder = AnnotationFolder(path, guardedPaths());
  request->how = {patientId, uidKey(), keepUids};
  request->study = *study();
  for (const auto& [id, box] : document_.boxes()) request->boxes.push_back(box);
  request->boxLinks = linksOf(document_.boxes(), document_.boxTies());
  for (const auto& [id, measurement] : document_.measurements()) request->measurements.push_back(measurement);
  std::vector<MaskSnapshot> masks;
  for (const auto& mask : document_.masks()) masks.emplace_back(*mask);
  maskJob_.start<SaveReport>(
      [request, masks = std::move(masks)](JobControl& control) -> Result<SaveReport> {
        for (const MaskSnapshot& mask : masks) {
          Result<MaskLayer> layer = mask.toLayer();
          if (!layer) return layer.error();
          request->masks.push_back(layer.take());
        }
        return exportDeidentified(*request, control);
      },
      [this, path](Result<SaveReport> report) {
        importNextMask();
        if (!report) {
          Q_EMIT said(tr("Nothing was exported: %1").arg(report.error().text()));
          return;
        }
        addProblems(report->problems);
        if (!report->problems.empty())
          Q_EMIT said(tr("Not everything was exported: %1").arg(report->problems.front().reason));
        else
          Q_EMIT said(tr("Exported %n file(s) without patient data to %1.", nullptr,
                         static_cast<int>(report->files.size()))
                          .arg(QDir::toNativeSeparators(path)));
        Q_EMIT exportedWithoutPatient(report->files, report->notes);
      });
}

}  // namespace uptake
