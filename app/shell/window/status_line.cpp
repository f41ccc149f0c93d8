#include "app/shell/window/status_line.h"

#include "annotation/tools/voxel_gesture.h"
#include "viewer/overlay/value_text.h"

#include <QDir>
#include <QFontMetrics>
#include <QHBoxLayout>
#include <QLabel>
#include <QPixmap>
#include <QProgressBar>
#include <QToolButton>

#include <algorithm>

namespace uptake {

StatusLine::StatusLine(Session& session, const ViewState& state, QWidget* parent)
    : QStatusBar(parent),
      session_(session),
      state_(state),
      values_(new QLabel),
      hand_(new QWidget),
      handSwatch_(new QLabel),
      handName_(new QLabel),
      pairWarning_(new QLabel),
      progress_(new QProgressBar),
      progressText_(new QLabel),
      cancel_(new QToolButton),
      suv_(new QToolButton),
      problems_(new QToolButton),
      folder_(new QToolButton) {
  setSizeGripEnabled(false);
  // What is said here never makes the window wider than it was asked to be.
  setSizePolicy(QSizePolicy::Ignored, sizePolicy().verticalPolicy());
  values_->setMinimumWidth(fontMetrics().horizontalAdvance(
      QStringLiteral("HU −1024   SUV 195.92   L −250.5  P −250.5  H −1250.5 mm ")));
  values_->setObjectName(QStringLiteral("values"));
  progress_->setFixedSize(140, 12);
  progress_->setTextVisible(false);
  cancel_->setText(tr("Cancel"));
  folder_->setFocusPolicy(Qt::TabFocus);
  problems_->setFocusPolicy(Qt::TabFocus);
  suv_->setFocusPolicy(Qt::TabFocus);
  suv_->setObjectName(QStringLiteral("suv"));

  addWidget(values_);
  // QStatusBar hides it under a message, too, but shows it again whenever the line is laid out anew.
  connect(this, &QStatusBar::messageChanged, values_,
          [this](const QString& message) { values_->setVisible(message.isEmpty()); });
  auto* handRow = new QHBoxLayout(hand_);
  handRow->setContentsMargins(0, 0, 6, 0);
  handRow->setSpacing(5);
  handRow->addWidget(handSwatch_);
  handRow->addWidget(handName_);
  handName_->setTextFormat(Qt::PlainText);
  handSwatch_->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
  handName_->setObjectName(QStringLiteral("lesionInHand"));
  addPermanentWidget(hand_);
  pairWarning_->setObjectName(QStringLiteral("pairWarning"));
  addPermanentWidget(pairWarning_);
  addPermanentWidget(progressText_);
  addPermanentWidget(progress_);
  addPermanentWidget(cancel_);
  addPermanentWidget(suv_);
  addPermanentWidget(problems_);
  addPermanentWidget(folder_);
  hideProgress();

  connect(cancel_, &QToolButton::clicked, &session_, &Session::cancelLoading);
  connect(suv_, &QToolButton::clicked, this, &StatusLine::suvRequested);
  connect(problems_, &QToolButton::clicked, this, &StatusLine::problemsRequested);
  connect(folder_, &QToolButton::clicked, this, &StatusLine::folderRequested);
  // What is read or scaled anew has other values at the same point.
  connect(&state_, &ViewState::changed, this, &StatusLine::showValues);
  connect(&session_.openCase().document(), &CaseDocument::imagesChanged, this, &StatusLine::showValues);
  for (const auto signal : {&StudyImages::slicesArrived, &StudyImages::imagesLoaded})
    connect(&session_.images(), signal, this, &StatusLine::showValues);
  connect(&session_.openCase().undoStack(), &QUndoStack::indexChanged, this, &StatusLine::retireMessage);
  connect(&session_.openCase(), &OpenCase::studyOpened, this, &StatusLine::retireMessage);
  connect(&session_.annotations(), &Keeper::folderChanged, this, &StatusLine::showFolder);
  connect(&session_.messages(), &Messages::problemsChanged, this, &StatusLine::showProblems);
  connect(&session_.messages(), &Messages::problemsChanged, this, &StatusLine::showPairWarning);
  for (JobRunner* job : session_.visibleJobs()) {
    connect(job, &JobRunner::progressed, this, &StatusLine::showProgress);
    connect(job, &JobRunner::finished, this, &StatusLine::hideProgress);
  }
  connect(&session_.openCase().selection(), &Selection::changed, this, &StatusLine::showHand);
  connect(&session_.openCase().document(), &CaseDocument::segmentsChanged, this, &StatusLine::showHand);
  connect(&session_.openCase().document(), &CaseDocument::masksChanged, this, &StatusLine::showHand);
  showFolder();
  showProblems();
  showPairWarning();
  showSuv();
  showHand();
}

void StatusLine::say(const QString& message) {
  constexpr int kShownMs = 10000;
  showMessage(message, kShownMs);
  isFresh_ = true;
  QMetaObject::invokeMethod(
      this, [this] { isFresh_ = false; }, Qt::QueuedConnection);
}

void StatusLine::retireMessage() {
  if (!isFresh_) clearMessage();
}

void StatusLine::showPoint(std::optional<Point> point) {
  point_ = point;
  showValues();
}

void StatusLine::showValues() {
  const std::optional<Point>& point = point_;
  if (!point || !session_.openCase().study()) {
    values_->clear();
    return;
  }
  const Volume* pet = session_.openCase().document().pet().get();
  const std::optional<double> uptake = pet ? pet->valueAt(*point) : std::nullopt;
  const auto& beneath = session_.openCase().document().ct();
  QStringList parts{beneath ? ctValueText(*beneath, *point) : QString(),
                    uptake ? petValueText(state_, *pet, *uptake) : QString()};
  parts.removeAll(QString());
  if (beneath && !beneath->source().hasPlace()) {
    const Eigen::Vector3i pixel = beneath->grid().nearestVoxel(*point);
    if (beneath->grid().contains(pixel)) parts.append(tr("column %1, row %2").arg(pixel.x()).arg(pixel.y()));
    values_->setText(parts.join(QStringLiteral("   ")));
    return;
  }
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

void StatusLine::showHand() {
  const MaskLayer* mask = session_.openCase().document().mask(session_.openCase().selection().mask());
  const Segment* lesion = mask ? mask->segment(session_.openCase().selection().segment()) : nullptr;
  hand_->setVisible(lesion != nullptr);
  if (lesion) {
    constexpr int kSwatch = 10;
    constexpr int kWidest = 150;
    QPixmap swatch(kSwatch, kSwatch);
    swatch.fill(QColor(lesion->colour.red, lesion->colour.green, lesion->colour.blue));
    handSwatch_->setPixmap(swatch);
    handName_->setText(fontMetrics().elidedText(lesion->label, Qt::ElideMiddle, kWidest));
    const QString far = QString::number(VoxelGesture::kFarFromLesion.value / 10.0);
    hand_->setToolTip(Qt::convertFromPlainText(
        tr("%1 of %2 is drawn on, and by gestures more than %3 cm from it a new lesion.")
            .arg(lesion->label, mask->name, far)));
    handName_->setToolTip(hand_->toolTip());
  }
  showFolder();
}

void StatusLine::showSuv() {
  showValues();
  const Volume* pet = session_.openCase().document().pet().get();
  const SuvScale* scale = session_.images().shownSuv();
  suv_->setVisible(pet && scale);
  if (!pet || !scale) return;
  if (pet->unit() == ValueUnit::Suv) {
    suv_->setText(QStringLiteral("%1, %2").arg(petLabel(state_, *pet), state_.petQuantity().unit));
    suv_->setToolTip(scale->isEdited()
                         ? tr("The SUV rests on corrected values. Click to see how it comes about.")
                         : tr("Click to see how the SUV comes about, and to correct it."));
  } else {
    suv_->setText(tr("%1, no SUV").arg(pet->unitLabel()));
    suv_->setToolTip(tr("%1 Click to see and correct what the SUV rests on.").arg(scale->refused));
  }
}

void StatusLine::showProgress(qint64 done, qint64 total, const QString& what) {
  progress_->setRange(0, static_cast<int>(total));
  progress_->setValue(static_cast<int>(done));
  progressText_->setText(what);
  progress_->show();
  progressText_->show();
  cancel_->show();
  showFolder();
}

void StatusLine::hideProgress() {
  for (JobRunner* job : session_.visibleJobs())
    if (job->isRunning()) return;
  progress_->hide();
  progressText_->hide();
  cancel_->hide();
  showFolder();
}

void StatusLine::showFolder() {
  const AnnotationFolder& folder = session_.annotations().folder();
  if (folder.path().isEmpty()) {
    folder_->hide();
    return;
  }
  const QString path = QDir::toNativeSeparators(folder.path());
  const bool writable = folder.isWritable();
  const QString shown = QFontMetrics(font()).elidedText(path, Qt::ElideMiddle, roomForFolder());
  const QString text = writable ? tr("Saves in %1").arg(shown) : tr("Cannot save in %1").arg(shown);
  if (text != folder_->text()) folder_->setText(text);
  folder_->setToolTip(writable ? tr("Annotations are saved in %1. Click to choose another folder.").arg(path)
                               : tr("%1 cannot be written to. Click to choose another folder.").arg(path));
  folder_->show();
}

/// Of the path's text: what the others leave, within limits.
int StatusLine::roomForFolder() const {
  constexpr int kGap = 8;
  int others = fontMetrics().horizontalAdvance(tr("Cannot save in %1"));
  const QList<QWidget*> widgets{values_,   hand_,   pairWarning_, progressText_,
                                progress_, cancel_, suv_,         problems_};
  for (const QWidget* widget : widgets)
    if (!widget->isHidden())
      others += kGap + std::max(widget->minimumWidth(),
                                std::min(widget->sizeHint().width(), widget->maximumWidth()));
  return std::clamp(width() - others - kGap, 80, 320);
}

void StatusLine::resizeEvent(QResizeEvent* event) {
  QStatusBar::resizeEvent(event);
  showFolder();
}

void StatusLine::showPairWarning() {
  pairWarning_->setVisible(!session_.images().pairWarning().isEmpty());
  pairWarning_->setText(tr("⚠ CT and PET in different frames of reference"));
  pairWarning_->setToolTip(session_.images().pairWarning());
  showFolder();
}

void StatusLine::showProblems() {
  const int count = static_cast<int>(session_.messages().problems().size());
  problems_->setVisible(count > 0);
  problems_->setText(tr("%n problem(s)", nullptr, count));
  problems_->setToolTip(tr("Show what could not be used, and why"));
  showFolder();
}

}  // namespace uptake
