#include "app/shell/actions/keys_dialog.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <map>

namespace uptake {

namespace {

/// Pressing one would run the other, or wait for more.
bool collide(const QKeySequence& a, const QKeySequence& b) {
  return a.matches(b) != QKeySequence::NoMatch || b.matches(a) != QKeySequence::NoMatch;
}

QString otherKeys(const QAction& action) {
  QStringList texts;
  for (const QKeySequence& keys : action.shortcuts().mid(1))
    texts.append(keys.toString(QKeySequence::NativeText));
  return texts.join(QStringLiteral(", "));
}

}  // namespace

KeysDialog::KeysDialog(ActionTable& actions, QWidget* parent)
    : QDialog(parent),
      actions_(actions),
      search_(new QLineEdit),
      tree_(new QTreeWidget),
      message_(new QLabel),
      take_(new QPushButton(tr("&Use it here instead"))) {
  setWindowTitle(tr("Keys and mouse"));
  resize(680, 680);
  search_->setPlaceholderText(tr("Search for what is done, or for a key"));
  search_->setClearButtonEnabled(true);
  search_->setObjectName(QStringLiteral("search"));
  tree_->setHeaderLabels({tr("Action"), tr("Key"), tr("Also")});
  tree_->setRootIsDecorated(false);
  tree_->setSelectionMode(QAbstractItemView::NoSelection);
  tree_->header()->setStretchLastSection(false);
  tree_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  tree_->header()->resizeSection(1, 180);
  tree_->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
  message_->setWordWrap(true);
  message_->setObjectName(QStringLiteral("message"));
  take_->setObjectName(QStringLiteral("take"));
  take_->setAutoDefault(false);
  take_->hide();

  auto* mouse = new QLabel(
      tr("Wheel: slices. Left drag: the active tool, window and level when none is. Right drag or "
         "Ctrl+wheel: zoom. "
         "Middle drag: pan. Shift+move: the crosshair follows. Double click: this view alone, and "
         "back. Hold Space: "
         "PET hidden. With a brush: Ctrl inverts, Shift+wheel changes the size. On the MIP: drag or "
         "wheel rotates, a click goes to the voxel that made the maximum."));
  mouse->setWordWrap(true);

  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close | QDialogButtonBox::RestoreDefaults);
  for (QAbstractButton* button : buttons->buttons())
    static_cast<QPushButton*>(button)->setAutoDefault(false);  // Return belongs to the fields
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(buttons->button(QDialogButtonBox::RestoreDefaults), &QPushButton::clicked, this, [this] {
    actions_.resetKeys();
    message_->clear();
    take_->hide();
    fill();
  });
  connect(search_, &QLineEdit::textChanged, this, &KeysDialog::filter);
  connect(take_, &QPushButton::clicked, this, &KeysDialog::take);
  auto* conflict = new QHBoxLayout;
  conflict->addWidget(message_, 1);
  conflict->addWidget(take_);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(mouse);
  layout->addWidget(search_);
  layout->addWidget(tree_, 1);
  layout->addLayout(conflict);
  layout->addWidget(buttons);
  fill();
}

void KeysDialog::fill() {
  tree_->clear();
  std::map<QString, QTreeWidgetItem*> sections;
  for (const ActionTable::Entry& entry : actions_.entries()) {
    QTreeWidgetItem*& section = sections[entry.section];
    if (!section) {
      section = new QTreeWidgetItem(tree_, {entry.section});
      section->setFirstColumnSpanned(true);
      section->setExpanded(true);
      QFont font = section->font(0);
      font.setBold(true);
      section->setFont(0, font);
    }
    auto* item = new QTreeWidgetItem(section, {entry.plainText(), {}, otherKeys(*entry.action)});
    item->setToolTip(0, entry.action->toolTip());
    if (!entry.action->isEnabled()) item->setForeground(0, palette().brush(QPalette::PlaceholderText));
    auto* edit = new QKeySequenceEdit(entry.action->shortcut());
    edit->setObjectName(entry.id);
    edit->setAccessibleName(entry.plainText());
    connect(edit, &QKeySequenceEdit::editingFinished, this,
            [this, edit, id = entry.id] { change(id, edit->keySequence()); });
    tree_->setItemWidget(item, 1, edit);
  }
  filter();
}

void KeysDialog::filter() {
  const QString wanted = search_->text().trimmed();
  for (int section = 0; section < tree_->topLevelItemCount(); ++section) {
    QTreeWidgetItem* heading = tree_->topLevelItem(section);
    bool any = false;
    for (int child = 0; child < heading->childCount(); ++child) {
      QTreeWidgetItem* item = heading->child(child);
      const auto* edit = static_cast<const QKeySequenceEdit*>(tree_->itemWidget(item, 1));
      const QString keys = edit->keySequence().toString(QKeySequence::NativeText);
      const bool fits = item->text(0).contains(wanted, Qt::CaseInsensitive) ||
                        keys.compare(wanted, Qt::CaseInsensitive) == 0 ||
                        (wanted.size() > 1 && keys.contains(wanted, Qt::CaseInsensitive));
      item->setHidden(!fits);
      any = any || fits;
    }
    heading->setHidden(!any);
  }
}

void KeysDialog::fillLater() {
  // Filling deletes the field that is calling.
  QMetaObject::invokeMethod(this, &KeysDialog::fill, Qt::QueuedConnection);
}

void KeysDialog::change(const QString& id, const QKeySequence& keys) {
  QAction* action = actions_.action(id);
  if (keys == action->shortcut()) return;
  message_->clear();
  take_->hide();
  if (!keys.isEmpty() && collide(keys, QKeySequence(Qt::Key_Space))) {
    message_->setText(tr("Space hides the PET while it is held, and cannot mean anything else."));
    return fillLater();
  }
  for (const ActionTable::Entry& other : actions_.entries()) {
    if (other.id == id || keys.isEmpty()) continue;
    const QList<QKeySequence> held = other.action->shortcuts();
    if (std::ranges::none_of(held, [&](const QKeySequence& each) { return collide(keys, each); })) continue;
    message_->setText(
        tr("%1 already means \"%2\".").arg(keys.toString(QKeySequence::NativeText), other.plainText()));
    wish_ = {id, keys, other.id};
    take_->show();
    return fillLater();
  }
  // The first is replaced; others, such as a second way to write it, go with it.
  const bool hadMore = action->shortcuts().size() > 1;
  actions_.setKeys(id, keys.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{keys});
  if (hadMore) fillLater();
}

void KeysDialog::take() {
  QList<QKeySequence> left = actions_.action(wish_.holder)->shortcuts();
  left.removeIf([this](const QKeySequence& each) { return collide(wish_.keys, each); });
  actions_.setKeys(wish_.holder, left);
  const Wish wish = std::exchange(wish_, {});
  change(wish.id, wish.keys);
  // Gone through without another collision: the list shows it now.
  fill();
}

}  // namespace uptake
