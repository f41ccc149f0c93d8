#include "app/window/keys_dialog.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace uptake {

KeysDialog::KeysDialog(ActionTable& actions, QWidget* parent)
    : QDialog(parent), actions_(actions), tree_(new QTreeWidget), message_(new QLabel) {
  setWindowTitle(tr("Keys and mouse"));
  resize(620, 640);
  tree_->setHeaderLabels({tr("Action"), tr("Key")});
  tree_->setRootIsDecorated(false);
  tree_->setSelectionMode(QAbstractItemView::NoSelection);
  tree_->header()->setStretchLastSection(false);
  tree_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  tree_->header()->resizeSection(1, 200);
  message_->setWordWrap(true);

  auto* mouse =
      new QLabel(tr("Wheel: slices. Left drag: the active tool, window and level when none is. Right drag or "
                    "Ctrl+wheel: zoom. "
                    "Middle drag: pan. Shift+move: the crosshair follows. Double click: this view alone, and "
                    "back. Hold Space: "
                    "PET hidden. With a brush: Ctrl inverts, Shift+wheel changes the size."));
  mouse->setWordWrap(true);

  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close | QDialogButtonBox::RestoreDefaults);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(buttons->button(QDialogButtonBox::RestoreDefaults), &QPushButton::clicked, this, [this] {
    actions_.resetKeys();
    fill();
  });
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(mouse);
  layout->addWidget(tree_);
  layout->addWidget(message_);
  layout->addWidget(buttons);
  fill();
}

void KeysDialog::fill() {
  tree_->clear();
  QTreeWidgetItem* section = nullptr;
  for (const ActionTable::Entry& entry : actions_.entries()) {
    if (!section || section->text(0) != entry.section) {
      section = new QTreeWidgetItem(tree_, {entry.section});
      section->setFirstColumnSpanned(true);
      section->setExpanded(true);
      QFont font = section->font(0);
      font.setBold(true);
      section->setFont(0, font);
    }
    QString text = entry.action->text();
    auto* item = new QTreeWidgetItem(section, {text.remove(QLatin1Char('&'))});
    auto* edit = new QKeySequenceEdit(entry.action->shortcut());
    connect(edit, &QKeySequenceEdit::editingFinished, this,
            [this, edit, id = entry.id] { change(id, edit->keySequence()); });
    tree_->setItemWidget(item, 1, edit);
  }
}

void KeysDialog::change(const QString& id, const QKeySequence& keys) {
  for (const ActionTable::Entry& other : actions_.entries()) {
    if (other.id == id || keys.isEmpty() || !other.action->shortcuts().contains(keys)) continue;
    QString name = other.action->text();
    message_->setText(tr("%1 already means \"%2\". Change that one first.")
                          .arg(keys.toString(QKeySequence::NativeText), name.remove(QLatin1Char('&'))));
    // Later: filling deletes the field that is calling.
    QMetaObject::invokeMethod(this, &KeysDialog::fill, Qt::QueuedConnection);
    return;
  }
  message_->clear();
  actions_.setKeys(id, keys.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{keys});
}

}  // namespace uptake
