#include "app/shell/tools/range_fields.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QScopedValueRollback>
#include <QSettings>

#include <cmath>

namespace uptake {

namespace {

const QString kImageKey = QStringLiteral("image");

QString imageKey(ImageKind image) {
  return image == ImageKind::Pet ? QStringLiteral("pet") : QStringLiteral("ct");
}

}  // namespace

RangeFields::RangeFields(const CaseDocument& document, QWidget* parent)
    : QWidget(parent),
      document_(document),
      image_(new QComboBox),
      low_(new QDoubleSpinBox),
      high_(new QDoubleSpinBox) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(4);
  image_->setFocusPolicy(Qt::TabFocus);
  image_->setAccessibleName(tr("Image whose values count"));
  image_->addItem(tr("SUV"), static_cast<int>(ImageKind::Pet));
  image_->addItem(tr("HU"), static_cast<int>(ImageKind::Ct));
  image_->setToolTip(tr("Values of the PET (SUVbw) or of the CT (HU)"));
  low_->setAccessibleName(tr("Least value"));
  low_->setToolTip(tr("From this value on"));
  high_->setAccessibleName(tr("Largest value"));
  high_->setToolTip(tr("Up to this value"));
  row->addWidget(image_);
  for (QDoubleSpinBox* box : {low_, high_}) {
    box->setFocusPolicy(Qt::ClickFocus);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setKeyboardTracking(false);
    if (box == high_) row->addWidget(new QLabel(QString(QChar(0x2013))));
    row->addWidget(box, 1);
    connect(box, &QDoubleSpinBox::valueChanged, this, &RangeFields::takeNumbers);
    connect(box, &QDoubleSpinBox::editingFinished, this, [this, box] {
      if (box->hasFocus()) Q_EMIT finished();
    });
  }
  connect(image_, &QComboBox::currentIndexChanged, this, [this] {
    showNumbers();
    if (!showing_) Q_EMIT changed();
  });
  // Not what the images of a case leave no choice of.
  connect(image_, &QComboBox::activated, this, &RangeFields::keep);
  connect(&document_, &CaseDocument::imagesChanged, this, [this] {
    // A range of an image that is not there would refuse every stroke.
    if (document_.ct() && !document_.pet()) image_->setCurrentIndex(1);
    if (document_.pet() && !document_.ct()) image_->setCurrentIndex(0);
    if (document_.ct()) image_->setItemText(1, document_.ct()->unitLabel());
    showNumbers();
  });
  showNumbers();
}

ValueRange RangeFields::range() const {
  return image_->currentIndex() == 0 ? pet_ : ct_;
}

void RangeFields::setRange(const ValueRange& range) {
  const QScopedValueRollback guard(showing_, true);
  (range.image == ImageKind::Pet ? pet_ : ct_) = range;
  image_->setCurrentIndex(range.image == ImageKind::Pet ? 0 : 1);
  showNumbers();
}

void RangeFields::remember(const QString& group) {
  QSettings settings;
  settings.beginGroup(group);
  for (ValueRange* range : {&pet_, &ct_}) {
    const QStringList numbers = settings.value(imageKey(range->image)).toStringList();
    if (numbers.size() != 2) continue;
    bool lowIsNumber = false;
    bool highIsNumber = false;
    const double low = numbers[0].toDouble(&lowIsNumber);
    const double high = numbers[1].toDouble(&highIsNumber);
    if (lowIsNumber && highIsNumber && std::isfinite(low) && std::isfinite(high) && low <= high)
      *range = {range->image, low, high};
  }
  const bool pet = settings.value(kImageKey, imageKey(range().image)).toString() == imageKey(ImageKind::Pet);
  setRange(pet ? pet_ : ct_);
  group_ = group;
}

void RangeFields::keep() const {
  if (group_.isEmpty()) return;
  QSettings settings;
  settings.beginGroup(group_);
  settings.setValue(kImageKey, imageKey(range().image));
  for (const ValueRange* range : {&pet_, &ct_})
    settings.setValue(imageKey(range->image),
                      QStringList{QString::number(range->low), QString::number(range->high)});
}

void RangeFields::setNumbersEnabled(bool enabled) {
  low_->setEnabled(enabled);
  high_->setEnabled(enabled);
}

void RangeFields::showNumbers() {
  const QScopedValueRollback guard(showing_, true);
  const ValueRange shown = range();
  const bool pet = shown.image == ImageKind::Pet;
  // Of another image than a CT the values may be of any size.
  const bool other = !pet && document_.ct() && document_.ct()->unit() != ValueUnit::Hounsfield;
  for (QDoubleSpinBox* box : {low_, high_}) {
    box->setDecimals(other ? 3 : pet ? 2 : 0);
    box->setRange(other ? -1e9 : pet ? 0.0 : -1024.0, other ? 1e9 : pet ? 1000.0 : 30000.0);
    box->setSingleStep(pet ? 0.5 : 10.0);
  }
  low_->setValue(shown.low);
  high_->setValue(shown.high);
}

void RangeFields::takeNumbers() {
  if (showing_) return;
  ValueRange& shown = image_->currentIndex() == 0 ? pet_ : ct_;
  shown.low = low_->value();
  shown.high = high_->value();
  // A range upside down holds nothing: the number just typed takes the other one along.
  if (shown.low > shown.high)
    (sender() == low_ ? shown.high : shown.low) = static_cast<QDoubleSpinBox*>(sender())->value();
  showNumbers();
  keep();
  Q_EMIT changed();
}

}  // namespace uptake
