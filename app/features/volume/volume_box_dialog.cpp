#include "app/features/volume/volume_box_dialog.h"

#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

constexpr double kLeastSize = 5.0;  // mm

}  // namespace

VolumeBoxDialog::VolumeBoxDialog(const VolumeBox& box, const VolumeBox& whole, QWidget* parent)
    : QDialog(parent), size_(new QLabel) {
  setWindowTitle(tr("Box of the 3-D view"));
  setProperty("handbookChapter", QStringLiteral("three-dimensions#a-box-that-cuts-away"));
  auto* fields = new QGridLayout;
  fields->addWidget(new QLabel(tr("From (mm)")), 0, 1);
  fields->addWidget(new QLabel(tr("To (mm)")), 0, 2);
  const std::array names{tr("&Right to left (x)"), tr("&Front to back (y)"), tr("F&eet to head (z)")};
  for (int axis = 0; axis < 3; ++axis) {
    const auto place = static_cast<std::size_t>(axis);
    auto* label = new QLabel(names[place]);
    fields->addWidget(label, axis + 1, 0);
    for (const bool isHigh : {false, true}) {
      auto* field = new QDoubleSpinBox;
      field->setDecimals(0);
      field->setRange(std::min(whole.low[axis], box.low[axis]), std::max(whole.high[axis], box.high[axis]));
      field->setValue(isHigh ? box.high[axis] : box.low[axis]);
      field->setAccessibleName(names[place] + QLatin1Char(' ') + (isHigh ? tr("to") : tr("from")));
      fields->addWidget(field, axis + 1, isHigh ? 2 : 1);
      (isHigh ? high_ : low_)[place] = field;
      if (!isHigh) label->setBuddy(field);
      connect(field, &QDoubleSpinBox::valueChanged, this, &VolumeBoxDialog::showSize);
    }
  }
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(fields);
  layout->addWidget(size_);
  layout->addWidget(buttons);
  showSize();
}

VolumeBox VolumeBoxDialog::box() const {
  VolumeBox box;
  for (int axis = 0; axis < 3; ++axis) {
    const auto place = static_cast<std::size_t>(axis);
    box.low[axis] = std::min(low_[place]->value(), high_[place]->value());
    box.high[axis] =
        std::max(std::max(low_[place]->value(), high_[place]->value()), box.low[axis] + kLeastSize);
  }
  return box;
}

void VolumeBoxDialog::showSize() {
  const Eigen::Vector3d size = box().size();
  size_->setText(
      tr("%1 × %2 × %3 mm").arg(std::lround(size.x())).arg(std::lround(size.y())).arg(std::lround(size.z())));
}

}  // namespace uptake
