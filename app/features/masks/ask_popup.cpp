#include "app/features/masks/ask_popup.h"

#include <QComboBox>
#include <QCursor>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QShortcut>

#include <algorithm>

namespace uptake {

namespace {

QString settingsKey(const QString& id) {
  return QStringLiteral("questions/") + id;
}

}  // namespace

AskPopup::AskPopup(QWidget& window, const QString& title)
    : QFrame(&window, Qt::Popup), column_(new QVBoxLayout(this)) {
  setAttribute(Qt::WA_DeleteOnClose);
  setObjectName(QStringLiteral("askPopup"));
  setFrameShape(QFrame::StyledPanel);
  column_->setContentsMargins(12, 10, 12, 10);
  column_->setSpacing(8);
  auto* label = new QLabel(title);
  label->setTextFormat(Qt::PlainText);
  column_->addWidget(label);
}

void AskPopup::addTakeButton(std::function<void()> take) {
  auto* button = new QPushButton(tr("Apply"));
  button->setObjectName(QStringLiteral("take"));
  const auto finish = [this, take = std::move(take)] {
    const auto answer = take;  // closing deletes this popup, later
    hide();
    answer();
    close();
  };
  connect(button, &QPushButton::clicked, this, finish);
  for (const int key : {Qt::Key_Return, Qt::Key_Enter})
    connect(new QShortcut(QKeySequence(key), this), &QShortcut::activated, this, finish);
  auto* row = new QHBoxLayout;
  row->addStretch();
  row->addWidget(button);
  column_->addLayout(row);
}

void AskPopup::popUp(QWidget& window, QWidget& focus) {
  adjustSize();
  const QRect room(window.mapToGlobal(QPoint()), window.size());
  QPoint at = QCursor::pos();
  if (!room.contains(at)) at = room.center();
  at.setX(std::clamp(at.x(), room.left(), std::max(room.left(), room.right() - width())));
  at.setY(std::clamp(at.y(), room.top(), std::max(room.top(), room.bottom() - height())));
  move(at);
  show();
  focus.setFocus(Qt::PopupFocusReason);
}

void AskPopup::askNumber(QWidget& window, const Number& question, std::function<void(double)> take,
                         std::function<void(double)> live) {
  auto* popup = new AskPopup(window, question.title);
  auto* box = new QDoubleSpinBox;
  box->setRange(question.lowest, question.highest);
  box->setDecimals(question.decimals);
  box->setSingleStep(question.step);
  box->setSuffix(question.suffix);
  box->setAccessibleName(question.title);
  const QVariant last = question.id.isEmpty() ? QVariant() : QSettings().value(settingsKey(question.id));
  box->setValue(last.isValid() ? last.toDouble() : question.value);
  popup->column_->addWidget(box);
  if (live) connect(box, &QDoubleSpinBox::valueChanged, popup, live);
  popup->addTakeButton([box, id = question.id, take = std::move(take)] {
    box->interpretText();
    if (!id.isEmpty()) QSettings().setValue(settingsKey(id), box->value());
    take(box->value());
  });
  popup->popUp(window, *box);
  box->selectAll();
}

void AskPopup::askChoice(QWidget& window, const QString& title, const QStringList& choices,
                         std::function<void(int)> take) {
  auto* popup = new AskPopup(window, title);
  auto* box = new QComboBox;
  box->addItems(choices);
  box->setAccessibleName(title);
  popup->column_->addWidget(box);
  popup->addTakeButton([box, take = std::move(take)] { take(box->currentIndex()); });
  popup->popUp(window, *box);
}

}  // namespace uptake
