#include "app/shell/actions/command_palette.h"

#include "app/shell/actions/action_table.h"
#include "app/shell/actions/command_search.h"

#include <QAbstractListModel>
#include <QApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QSettings>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>
#include <tuple>

namespace uptake {

namespace {

const QString kOwnId = QStringLiteral("help.command");
const QString kRecentKey = QStringLiteral("commands/recent");
constexpr qsizetype kMostRecent = 8;

constexpr int kWidestPalette = 680;
constexpr int kSide = 10;        // left and right of a row's texts
constexpr int kPaletteGap = 14;  // between its columns
constexpr int kIconSize = 18;
constexpr int kPadding = 6;  // above and below a row's texts
constexpr int kMostRows = 11;

QStringList recentCommands() {
  return QSettings().value(kRecentKey).toStringList();
}

void noteUse(const QString& id) {
  QStringList recent = recentCommands();
  recent.removeAll(id);
  recent.prepend(id);
  QSettings().setValue(kRecentKey, recent.first(std::min(kMostRecent, recent.size())));
}

QString keysOf(const QAction& action) {
  return action.shortcut().toString(QKeySequence::NativeText);
}

}  // namespace

/// The commands that fit what was typed: best first, of equal ones those that were used last, then those that
/// can be used.
class CommandModel : public QAbstractListModel {
 public:
  enum Role { kSection = Qt::UserRole, kKeys, kReason };

  CommandModel(const ActionTable& actions, QObject* parent)
      : QAbstractListModel(parent), actions_(actions), recent_(recentCommands()) {}

  void search(const QString& typed) {
    using Order = std::tuple<int, qsizetype, bool, std::size_t>;
    std::vector<Order> found;
    const auto& entries = actions_.entries();
    for (std::size_t at = 0; at < entries.size(); ++at) {
      const ActionTable::Entry& entry = entries[at];
      if (!entry.isThere || entry.id == kOwnId) continue;
      const auto match = matchOf(typed, {entry.plainText(), entry.section, entry.id, keysOf(*entry.action)});
      const qsizetype used = recent_.indexOf(entry.id);
      if (match) found.emplace_back(*match, used < 0 ? kMostRecent : used, !entry.action->isEnabled(), at);
    }
    std::ranges::sort(found);
    beginResetModel();
    rows_.clear();
    for (const Order& each : found) rows_.push_back(std::get<std::size_t>(each));
    endResetModel();
  }

  const ActionTable::Entry& entryAt(const QModelIndex& index) const {
    return actions_.entries()[rows_[static_cast<std::size_t>(index.row())]];
  }

  int rowCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
  }

  QVariant data(const QModelIndex& index, int role) const override {
    const ActionTable::Entry& entry = entryAt(index);
    switch (role) {
      case Qt::DisplayRole:
        return entry.plainText();
      case Qt::DecorationRole:
        return entry.action->icon();
      case Qt::AccessibleTextRole:
        return QStringList{entry.plainText(), keysOf(*entry.action), entry.reason}.join(QLatin1Char(' '));
      case kSection:
        return entry.section;
      case kKeys:
        return keysOf(*entry.action);
      case kReason:
        return entry.reason;
      default:
        return {};
    }
  }

  bool isUsable(const QModelIndex& index) const { return entryAt(index).action->isEnabled(); }

 private:
  const ActionTable& actions_;
  QStringList recent_;
  std::vector<std::size_t> rows_;  ///< positions in the table
};

namespace {

/// "[icon] Text        Section   Key", and below, greyed, the reason of what can't be used.
class CommandDelegate : public QStyledItemDelegate {
 public:
  CommandDelegate(const CommandModel& model, QObject* parent) : QStyledItemDelegate(parent), model_(model) {}

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const int lines = index.data(CommandModel::kReason).toString().isEmpty() ? 1 : 2;
    return {0, lines * option.fontMetrics.height() + 2 * kPadding};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const bool isUsable = model_.isUsable(index);
    const bool isCurrent = option.state.testFlag(QStyle::State_Selected);
    const QPalette& palette = option.palette;
    const QColor text = !isUsable   ? palette.color(QPalette::Disabled, QPalette::Text)
                        : isCurrent ? palette.color(QPalette::HighlightedText)
                                    : palette.color(QPalette::Text);
    const QColor quiet = isCurrent && isUsable ? palette.color(QPalette::HighlightedText)
                                               : palette.color(QPalette::PlaceholderText);
    painter->save();
    if (isCurrent)
      painter->fillRect(option.rect, palette.color(isUsable ? QPalette::Highlight : QPalette::Button));
    const int line = option.fontMetrics.height();
    QRect row = option.rect.adjusted(kSide, kPadding, -kSide, 0);
    row.setHeight(line);
    const QIcon icon = index.data(Qt::DecorationRole).value<QIcon>();
    const QRect iconPlace(row.left(), row.center().y() - kIconSize / 2, kIconSize, kIconSize);
    icon.paint(painter, iconPlace, Qt::AlignCenter, isUsable ? QIcon::Normal : QIcon::Disabled);
    row.setLeft(iconPlace.right() + kPaletteGap / 2);
    const auto drawRight = [&](const QString& what) {
      if (what.isEmpty()) return;
      painter->drawText(row, static_cast<int>(Qt::AlignRight | Qt::AlignVCenter), what);
      row.setRight(row.right() - option.fontMetrics.horizontalAdvance(what) - kPaletteGap);
    };
    const QRect below = row.translated(0, line);
    painter->setPen(quiet);
    drawRight(index.data(CommandModel::kKeys).toString());
    drawRight(index.data(CommandModel::kSection).toString());
    const auto drawLeft = [&](const QRect& place, const QString& what) {
      painter->drawText(place, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter),
                        option.fontMetrics.elidedText(what, Qt::ElideRight, place.width()));
    };
    drawLeft(below, index.data(CommandModel::kReason).toString());
    painter->setPen(text);
    drawLeft(row, index.data(Qt::DisplayRole).toString());
    painter->restore();
  }

 private:
  const CommandModel& model_;
};

}  // namespace

void CommandPalette::open(ActionTable& actions, QWidget& window) {
  auto* palette = new CommandPalette(actions, window);
  palette->setAttribute(Qt::WA_DeleteOnClose);
  palette->search();
  palette->show();
  palette->field_->setFocus(Qt::PopupFocusReason);
}

CommandPalette::CommandPalette(ActionTable& actions, QWidget& window)
    : QFrame(&window, Qt::Popup | Qt::FramelessWindowHint),
      actions_(actions),
      window_(window),
      focusBefore_(QApplication::focusWidget()),
      field_(new QLineEdit),
      list_(new QListView),
      nothing_(new QLabel(tr("No command is called that."))),
      model_(new CommandModel(actions, this)) {
  setObjectName(QStringLiteral("commandPalette"));
  setFrameShape(QFrame::StyledPanel);
  field_->setObjectName(QStringLiteral("commandField"));
  field_->setPlaceholderText(tr("What do you want to do?"));
  field_->setAccessibleName(tr("Find a command"));
  field_->installEventFilter(this);
  list_->setObjectName(QStringLiteral("commands"));
  list_->setAccessibleName(tr("Commands"));
  list_->setFocusPolicy(Qt::NoFocus);
  list_->setFrameShape(QFrame::NoFrame);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list_->setMouseTracking(true);
  list_->setModel(model_);
  list_->setItemDelegate(new CommandDelegate(*model_, list_));
  nothing_->setForegroundRole(QPalette::PlaceholderText);
  nothing_->setContentsMargins(kSide, kPadding, kSide, kPadding);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(8, 8, 8, 8);
  column->setSpacing(6);
  column->addWidget(field_);
  column->addWidget(list_);
  column->addWidget(nothing_);
  connect(field_, &QLineEdit::textChanged, this, &CommandPalette::search);
  connect(list_, &QListView::entered, list_, &QListView::setCurrentIndex);
  connect(list_, &QListView::clicked, this, &CommandPalette::runCurrent);
  // What is of use may change while it is open: something is read, a job ends.
  connect(&actions_, &ActionTable::changed, list_->viewport(), qOverload<>(&QWidget::update));
}

void CommandPalette::search() {
  model_->search(field_->text());
  list_->setCurrentIndex(model_->index(0));
  list_->scrollToTop();
  fit();
}

/// At the top of the window's middle, as high as what was found.
void CommandPalette::fit() {
  const int rows = model_->rowCount();
  nothing_->setVisible(rows == 0);
  list_->setVisible(rows > 0);
  int height = 0;
  for (int row = 0; row < std::min(rows, kMostRows); ++row) height += list_->sizeHintForRow(row);
  list_->setFixedHeight(height);
  const int width = std::min(kWidestPalette, window_.width() - 40);
  layout()->activate();
  resize(width, layout()->totalSizeHint().height());
  move(window_.mapToGlobal(QPoint((window_.width() - width) / 2, window_.height() / 10)));
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
  if (watched != field_ || event->type() != QEvent::KeyPress) return QFrame::eventFilter(watched, event);
  auto* key = static_cast<QKeyEvent*>(event);
  switch (key->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
      QApplication::sendEvent(list_, key);
      return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      runCurrent();
      return true;
    default:
      return false;
  }
}

void CommandPalette::runCurrent() {
  const QModelIndex current = list_->currentIndex();
  if (!current.isValid() || !model_->isUsable(current)) return;
  const ActionTable::Entry& entry = model_->entryAt(current);
  noteUse(entry.id);
  QAction* action = entry.action;
  close();
  if (focusBefore_) focusBefore_->setFocus(Qt::PopupFocusReason);
  // Later: nothing of this popup is on the way any more, whatever the action opens.
  QMetaObject::invokeMethod(action, &QAction::trigger, Qt::QueuedConnection);
}

void addCommandPalette(ActionTable& actions, QWidget& window) {
  actions.add({.id = kOwnId,
               .section = CommandPalette::tr("Help"),
               .text = CommandPalette::tr("Find a &command…"),
               .keys = {QKeySequence(Qt::CTRL | Qt::Key_K)},
               .icon = QStringLiteral("command"),
               .places = {{"help", 0, 10}}},
              &window, [&actions, &window] { CommandPalette::open(actions, window); });
}

}  // namespace uptake
