#include "app/session/case/case_controller.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

// The part of CaseController that keeps the open case when what is opened next holds nothing to show.

namespace uptake {

namespace {

/// Series that cannot be shown, and files that cannot be read, in words.
QStringList reasonsIn(const StudyIndex& index) {
  QStringList reasons;
  for (const PatientEntry& patient : index.patients)
    for (const StudyEntry& study : patient.studies)
      for (const SeriesEntry& series : study.series) {
        const QString name = series.source.seriesDescription.isEmpty()
                                 ? CaseController::tr("Series %1").arg(series.number)
                                 : series.source.seriesDescription;
        reasons.append(
            QStringLiteral("%1 (%2): %3")
                .arg(name, series.source.modality,
                     series.refusal.isEmpty()
                         ? CaseController::tr("a %1 series is no image to show.").arg(series.source.modality)
                         : series.refusal));
      }
  for (const FileProblem& problem : index.problems)
    reasons.append(QStringLiteral("%1: %2").arg(QFileInfo(problem.file).fileName(), problem.reason));
  reasons.removeDuplicates();
  if (index.patients.empty())
    reasons.append(CaseController::tr(
        "CT and PET are opened as DICOM. Masks (NIfTI, NRRD, MetaImage) and boxes (VOC) are "
        "added to a case that is open, as files."));
  return reasons;
}

}  // namespace

QString CaseController::nothingToShow(const StudyIndex& index) const {
  QStringList places;
  for (const QString& root : index.roots) places.append(QDir::toNativeSeparators(root));
  const QString where = places.join(QStringLiteral(", "));
  if (!index.patients.empty())
    return study() ? tr("Nothing in %1 can be shown; the case stays open.").arg(where)
                   : tr("Nothing in %1 can be shown.").arg(where);
  return study() ? tr("No images in %1; the case stays open.").arg(where) : tr("No images in %1.").arg(where);
}

void CaseController::keepCase(const StudyIndex& index) {
  // Whatever was said about unsaved work was said of a case that would go.
  discarded_ = false;
  if (index.patients.empty() && !index.vocFiles.isEmpty())
    importBoxes(index.vocFiles);
  else
    Q_EMIT refused(nothingToShow(index), reasonsIn(index));
  Q_EMIT scanned();
}

void CaseController::sayNothingIsShown() {
  Q_EMIT refused(nothingToShow(index_), reasonsIn(index_));
}

}  // namespace uptake
