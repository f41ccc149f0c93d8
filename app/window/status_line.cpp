#include "app/window/status_line.h"

#include <QDir>
#include <QFontMetrics>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

namespace uptake {

namespace {

/// "HU −712" or "SUV 3.42": the value of the voxel under the point, in the image's own unit.
QString valueText(const Volume* image, const Point& point) {
  if (!image) return {};
  const std::optional<double> value = image->valueAt(point);
  if (!value) return {};
  const QString minus = QStringLiteral("−");
  QString number = QString::number(*value, 'f', image->unit() == ValueUnit::Hounsfield ? 0 : 2);
  number.replace(QLatin1Char('-'), minus);
  const QString unit = image->unit() == ValueUnit::Suv ? QStringLiteral("SUV") : image->unitLabel();
  return QStringLiteral("%1 %2").arg(unit, number);
}

}  // namespace

StatusLine::StatusLine(CaseController& cases, QWidget* parent)
    : QStatusBar(parent),
      cases_(cases),
      values_(new QLabel),
      pairWarning_(new QLabel),
      progress_(new QProgressBar),
      progressText_(new QLabel),
      cancel_(new QToolButton),
      problems_(new QToolButton),
      folder_(new QToolButton) {
  setSizeGripEnabled(false);
  values_->setMinimumWidth(fontMetrics().horizontalAdvance(
      QStringLiteral("HU −1024   SUV 195.92   L −250.5  P −250.5  H −1250.5 mm ")));
  values_->setObjectName(QStringLiteral("values"));
  progress_->setFixedSize(140, 12);
  progress_->setTextVisible(false);
  cancel_->setText(tr("Cancel"));
  folder_->setFocusPolicy(Qt::TabFocus);
  problems_->setFocusPolicy(Qt::TabFocus);

  addWidget(values_);
  pairWarning_->setObjectName(QStringLiteral("pairWarning"));
  addPermanentWidget(pairWarning_);
  addPermanentWidget(progressText_);
  addPermanentWidget(progress_);
  addPermanentWidget(cancel_);
  addPermanentWidget(problems_);
  addPermanentWidget(folder_);
  hideProgress();

  connect(cancel_, &QToolButton::clicked, &cases_, &CaseController::cancelLoading);
  connect(problems_, &QToolButton::clicked, this, &StatusLine::problemsRequested);
  connect(folder_, &QToolButton::clicked, this, &StatusLine::folderRequested);
  connect(&cases_, &CaseController::annotationFolderChanged, this, &StatusLine::showFolder);
  connect(&cases_, &CaseController::problemsChanged, this, &StatusLine::showProblems);
  connect(&cases_, &CaseController::problemsChanged, this, &StatusLine::showPairWarning);
  for (JobRunner* job : cases_.visibleJobs()) {
    connect(job, &JobRunner::progressed, this, &StatusLine::showProgress);
    connect(job, &JobRunner::finished, this, &StatusLine::hideProgress);
  }
  showFolder();
  showProblems();
  showPairWarning();
}

void StatusLine::showPoint(std::optional<Point> point) {
  if (!point) {
    values_->clear();
    return;
  }
  QStringList parts{valueText(cases_.document().ct().get(), *point),
                    valueText(cases_.document().pet().get(), *point)};
  parts.removeAll(QString());
  constexpr char kPositive[] = "LPH";
  constexpr char kNegative[] = "RAF";
  QStringList position;
  for (int axis = 0; axis < 3; ++axis)
    position.append(QStringLiteral("%1 %2")
                        .arg(QLatin1Char((*point)[axis] < 0 ? kNegative[axis] : kPositive[axis]))
                        .arg(std::abs((*point)[axis]), 0, 'f', 1));
  parts.append(tr("%1 mm").arg(position.join(QStringLiteral("  "))));
  values_->setText(parts.join(QStringLiteral("   ")));
}

void StatusLine::showProgress(qint64 done, qint64 total, const QString& what) {
  progress_->setRange(0, static_cast<int>(total));
  progress_->setValue(static_cast<int>(done));
  progressText_->setText(what);
  progress_->show();
  progressText_->show();
  cancel_->show();
}

void StatusLine::hideProgress() {
  for (JobRunner* job : cases_.visibleJobs())
    if (job->isRunning()) return;
  progress_->hide();
  progressText_->hide();
  cancel_->hide();
}

void StatusLine::showFolder() {
  const AnnotationFolder& folder = cases_.annotationFolder();
  if (folder.path().isEmpty()) {
    folder_->hide();
    return;
  }
  const QString path = QDir::toNativeSeparators(folder.path());
  const bool writable = folder.isWritable();
  const QString shown = QFontMetrics(font()).elidedText(path, Qt::ElideMiddle, 320);
  folder_->setText(writable ? tr("Saves in %1").arg(shown) : tr("Cannot save in %1").arg(shown));
  folder_->setToolTip(writable ? tr("Annotations are saved in %1. Click to choose another folder.").arg(path)
                               : tr("%1 cannot be written to. Click to choose another folder.").arg(path));
  folder_->show();
}

void StatusLine::showPairWarning() {
  pairWarning_->setVisible(!cases_.pairWarning().isEmpty());
  pairWarning_->setText(tr("⚠ CT and PET in different frames of reference"));
  pairWarning_->setToolTip(cases_.pairWarning());
}

void StatusLine::showProblems() {
  const int count = static_cast<int>(cases_.problems().size());
  problems_->setVisible(count > 0);
  problems_->setText(tr("%n problem(s)", nullptr, count));
  problems_->setToolTip(tr("Show what could not be used, and why"));
}

}  // namespace uptake
