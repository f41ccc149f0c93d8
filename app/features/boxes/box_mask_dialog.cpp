#include "app/features/boxes/box_mask_dialog.h"

#include "core/box/box_masks.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>

namespace uptake {

BoxMaskDialog::BoxMaskDialog(const MaskLayer& mask, Label selected, const LabelScheme& scheme,
                             QWidget* parent)
    : QDialog(parent),
      segments_(mask.segments),
      selected_(selected),
      scheme_(scheme),
      lesions_(new QComboBox),
      class_(new QComboBox),
      message_(new QLabel) {
  setWindowTitle(tr("Boxes from a mask"));
  lesions_->setObjectName(QStringLiteral("lesions"));
  class_->setObjectName(QStringLiteral("class"));
  if (const Segment* segment = mask.segment(selected))
    lesions_->addItem(segment->label, static_cast<int>(selected));
  lesions_->addItem(tr("All lesions of %1").arg(mask.name), 0);
  class_->addItem(tr("As the lesions are named"), QString());
  for (const LabelClass& each : scheme_.classes()) class_->addItem(scheme_.describe(each.name), each.name);
  message_->setWordWrap(true);
  message_->setMinimumWidth(360);

  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
  ok_ = buttons->button(QDialogButtonBox::Ok);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(lesions_, &QComboBox::currentIndexChanged, this, &BoxMaskDialog::check);
  connect(class_, &QComboBox::currentIndexChanged, this, &BoxMaskDialog::check);
  auto* form = new QFormLayout(this);
  form->addRow(tr("Lesion"), lesions_);
  form->addRow(tr("Class"), class_);
  form->addRow(message_);
  form->addRow(buttons);
  check();
  if (classes().empty()) class_->setCurrentIndex(1);
}

std::map<Label, QString> BoxMaskDialog::classes() const {
  const auto wanted = static_cast<Label>(lesions_->currentData().toInt());
  std::map<Label, QString> result;
  for (const Segment& segment : segments_) {
    if (wanted != 0 && segment.number != wanted) continue;
    QString name = class_->currentData().toString();
    if (name.isEmpty()) name = classOfSegment(segment, scheme_);
    if (!name.isEmpty()) result.emplace(segment.number, name);
  }
  return result;
}

void BoxMaskDialog::check() {
  const std::size_t wanted = lesions_->currentData().toInt() != 0 ? 1 : segments_.size();
  const std::size_t classed = classes().size();
  message_->setText(
      classed == wanted
          ? tr("One box for each lesion on each CT image, as tight as the mask.")
          : tr("%n lesion(s) are not named after a class, as \"A 1\" is: choose a class for them.", nullptr,
               static_cast<int>(wanted - classed)));
  ok_->setEnabled(classed > 0);
}

}  // namespace uptake
