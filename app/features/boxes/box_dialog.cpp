#include "app/features/boxes/box_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

namespace uptake {

BoxDialog::BoxDialog(const Box& box, const std::optional<Eigen::Vector2i>& imageSize,
                     const LabelScheme& scheme, QWidget* parent)
    : QDialog(parent),
      before_(box),
      imageSize_(imageSize),
      edges_{},
      class_(new QComboBox),
      truncated_(new QCheckBox(tr("&Truncated (the lesion goes on beyond the box)"))),
      difficult_(new QCheckBox(tr("&Difficult"))),
      message_(new QLabel) {
  setWindowTitle(tr("Box in numbers"));
  constexpr int kFarthest = 99999;
  const std::array<int, 4> values{box.rect.xmin, box.rect.ymin, box.rect.xmax, box.rect.ymax};
  const std::array<QString, 4> names{QStringLiteral("xmin"), QStringLiteral("ymin"), QStringLiteral("xmax"),
                                     QStringLiteral("ymax")};
  for (std::size_t n = 0; n < edges_.size(); ++n) {
    edges_[n] = new QSpinBox;
    edges_[n]->setRange(-kFarthest, kFarthest);
    edges_[n]->setValue(values[n]);
    edges_[n]->setObjectName(names[n]);
    edges_[n]->setAccessibleName(names[n]);
    connect(edges_[n], &QSpinBox::valueChanged, this, &BoxDialog::check);
  }
  if (!scheme.find(box.className)) class_->addItem(scheme.describe(box.className), box.className);
  for (const LabelClass& each : scheme.classes()) class_->addItem(scheme.describe(each.name), each.name);
  for (int row = 0; row < class_->count(); ++row)
    if (isSameClass(class_->itemData(row).toString(), box.className)) class_->setCurrentIndex(row);
  class_->setObjectName(QStringLiteral("class"));
  truncated_->setChecked(box.truncated);
  difficult_->setChecked(box.difficult);
  message_->setWordWrap(true);
  message_->setObjectName(QStringLiteral("message"));

  const auto pair = [](QWidget* first, QWidget* second) {
    auto* row = new QHBoxLayout;
    row->addWidget(first, 1);
    row->addWidget(new QLabel(QStringLiteral("–")));
    row->addWidget(second, 1);
    return row;
  };
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
  ok_ = buttons->button(QDialogButtonBox::Ok);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* form = new QFormLayout(this);
  form->addRow(tr("Columns (xmin, xmax)"), pair(edges_[0], edges_[2]));
  form->addRow(tr("Rows (ymin, ymax)"), pair(edges_[1], edges_[3]));
  form->addRow(tr("Class"), class_);
  form->addRow(truncated_);
  form->addRow(difficult_);
  form->addRow(message_);
  form->addRow(buttons);
  edges_[0]->selectAll();
  check();
}

PixelRect BoxDialog::entered() const {
  return PixelRect{edges_[0]->value(), edges_[1]->value(), edges_[2]->value(), edges_[3]->value()}
      .normalized();
}

Box BoxDialog::box() const {
  Box box = before_;
  box.rect = entered();
  if (imageSize_) box.rect = box.rect.clipped(imageSize_->x(), imageSize_->y());
  // A name that only differs in capitals from the scheme's stays as the file has it.
  if (const QString name = class_->currentData().toString(); !isSameClass(name, box.className))
    box.className = name;
  box.truncated = truncated_->isChecked();
  box.difficult = difficult_->isChecked();
  return box;
}

void BoxDialog::check() {
  const PixelRect rect = box().rect;
  ok_->setEnabled(rect.isValid());
  if (!rect.isValid())
    message_->setText(tr("Nothing of it lies on the image of %1 × %2 pixels (columns 0 to %3, rows 0 to %4).")
                          .arg(imageSize_->x())
                          .arg(imageSize_->y())
                          .arg(imageSize_->x() - 1)
                          .arg(imageSize_->y() - 1));
  else if (rect != entered())
    message_->setText(tr("The image has %1 × %2 pixels: the box is cut to columns %3 to %4, rows %5 to %6.")
                          .arg(imageSize_->x())
                          .arg(imageSize_->y())
                          .arg(rect.xmin)
                          .arg(rect.xmax)
                          .arg(rect.ymin)
                          .arg(rect.ymax));
  else
    message_->setText(tr("%1 × %2 pixels, both ends included.").arg(rect.width()).arg(rect.height()));
}

}  // namespace uptake
