#include "app/features/windowing/user_windows_dialog.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace uptake {

namespace {

enum WindowColumn { kWindowName, kWindowWidth, kWindowLevel, kWindowColumns };

}  // namespace

UserWindowsDialog::UserWindowsDialog(UserWindows& windows, const Window& current, QWidget* parent)
    : QDialog(parent),
      windows_(windows),
      table_(new QTableWidget(0, kWindowColumns)),
      add_(new QPushButton(tr("&Add %1 / %2").arg(current.width).arg(current.level))),
      remove_(new QPushButton(tr("&Remove"))),
      message_(new QLabel) {
  setWindowTitle(tr("Your CT windows"));
  resize(460, 340);
  table_->setObjectName(QStringLiteral("windows"));
  table_->setHorizontalHeaderLabels({tr("Name"), tr("Width (HU)"), tr("Level (HU)")});
  table_->horizontalHeader()->setSectionResizeMode(kWindowName, QHeaderView::Stretch);
  table_->verticalHeader()->hide();
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  add_->setObjectName(QStringLiteral("add"));
  add_->setToolTip(tr("The CT window that is shown now"));
  remove_->setObjectName(QStringLiteral("remove"));
  message_->setWordWrap(true);

  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
  ok_ = buttons->button(QDialogButtonBox::Ok);
  connect(buttons, &QDialogButtonBox::accepted, this, &UserWindowsDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(add_, &QPushButton::clicked, this, [this, current] {
    addRow({tr("Window %1").arg(table_->rowCount() + 1), current});
    table_->setCurrentCell(table_->rowCount() - 1, kWindowName);
    table_->editItem(table_->item(table_->rowCount() - 1, kWindowName));
    check();
  });
  connect(remove_, &QPushButton::clicked, this, [this] {
    table_->removeRow(table_->currentRow());
    check();
  });
  connect(table_, &QTableWidget::cellChanged, this, &UserWindowsDialog::check);
  connect(table_, &QTableWidget::currentCellChanged, this, &UserWindowsDialog::check);

  auto* side = new QHBoxLayout;
  side->addWidget(add_);
  side->addWidget(remove_);
  side->addStretch();
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(table_);
  layout->addLayout(side);
  layout->addWidget(message_);
  layout->addWidget(buttons);
  for (const UserWindows::Entry& entry : windows_.entries()) addRow(entry);
  check();
}

void UserWindowsDialog::addRow(const UserWindows::Entry& entry) {
  const QSignalBlocker blocker(table_);
  const int row = table_->rowCount();
  table_->insertRow(row);
  table_->setItem(row, kWindowName, new QTableWidgetItem(entry.name));
  for (const auto& [column, value] :
       {std::pair{kWindowWidth, entry.window.width}, {kWindowLevel, entry.window.level}}) {
    auto* item = new QTableWidgetItem(QLocale().toString(value, 'g', 7));
    item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    table_->setItem(row, column, item);
  }
}

std::vector<UserWindows::Entry> UserWindowsDialog::entries(QString* reason) const {
  std::vector<UserWindows::Entry> result;
  for (int row = 0; row < table_->rowCount(); ++row) {
    bool isWidth = false;
    bool isLevel = false;
    const UserWindows::Entry entry{table_->item(row, kWindowName)->text().trimmed(),
                                   {QLocale().toDouble(table_->item(row, kWindowWidth)->text(), &isWidth),
                                    QLocale().toDouble(table_->item(row, kWindowLevel)->text(), &isLevel)}};
    if (reason && reason->isEmpty()) {
      if (entry.name.isEmpty())
        *reason = tr("Row %1 has no name.").arg(row + 1);
      else if (!isWidth || !isLevel || !UserWindows::isWindow(entry.window))
        *reason = tr("%1: the width is a number of at least 1 HU, the level a number.").arg(entry.name);
    }
    result.push_back(entry);
  }
  return result;
}

void UserWindowsDialog::check() {
  QString reason;
  entries(&reason);
  message_->setText(
      !reason.isEmpty() ? reason
      : table_->rowCount() == 0
          ? tr("None yet. Set a window in a view, then add it here: the first three get the keys 7, 8 and 9.")
          : tr("The first three have the keys 7, 8 and 9; others can be given some."));
  ok_->setEnabled(reason.isEmpty());
  add_->setEnabled(table_->rowCount() < UserWindows::kMost);
  remove_->setEnabled(table_->currentRow() >= 0);
}

void UserWindowsDialog::accept() {
  windows_.setEntries(entries());
  QDialog::accept();
}

}  // namespace uptake
