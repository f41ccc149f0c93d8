#include "app/shell/window/empty_page.h"

#include <QAction>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QVBoxLayout>

namespace uptake {

namespace {

constexpr int kWidth = 560;
constexpr int kRowHeight = 46;
enum Role { kPaths = Qt::UserRole, kPlace, kExists };

/// Two lines a study: its name, and quietly where it lies.
class StudyDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override {
    return {option.rect.width(), kRowHeight};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const bool exists = index.data(kExists).toBool();
    const bool chosen = option.state.testFlag(QStyle::State_Selected);
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    painter->save();
    if (chosen || hovered)
      painter->fillRect(option.rect, option.palette.color(chosen ? QPalette::Highlight : QPalette::Button));
    const auto group = exists ? QPalette::Active : QPalette::Disabled;
    const QFontMetrics metrics(option.font);
    const QRect area(option.rect.left() + 10, option.rect.center().y() - metrics.height(),
                     option.rect.width() - 20, 2 * metrics.height());
    painter->setFont(option.font);
    painter->setPen(
        option.palette.color(group, chosen && exists ? QPalette::HighlightedText : QPalette::Text));
    painter->drawText(area, Qt::AlignLeft | Qt::AlignTop,
                      metrics.elidedText(index.data().toString(), Qt::ElideMiddle, area.width()));
    if (!chosen)
      painter->setPen(exists ? option.palette.color(QPalette::PlaceholderText)
                             : option.palette.color(QPalette::Disabled, QPalette::Text));
    painter->drawText(area, Qt::AlignLeft | Qt::AlignBottom,
                      metrics.elidedText(index.data(kPlace).toString(), Qt::ElideMiddle, area.width()));
    painter->restore();
  }
};

QPushButton* buttonFor(QAction* action) {
  auto* button = new QPushButton(action->icon(), action->text());
  button->setToolTip(action->toolTip());
  button->setMinimumHeight(34);
  QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
  return button;
}

}  // namespace

EmptyPage::EmptyPage(RecentStudies& recent, QAction* openFolder, QAction* openFiles, QAction* clear,
                     QWidget* parent)
    : QWidget(parent),
      recent_(recent),
      heading_(new QLabel(tr("Opened lately"))),
      list_(new QListWidget),
      clear_(new QToolButton) {
  auto* title = new QLabel(tr("Open a study"));
  QFont large = title->font();
  large.setPointSizeF(large.pointSizeF() * 1.6);
  title->setFont(large);
  auto* advice = new QLabel(
      tr("A folder with CT, or with PET and CT, is all it takes. Series that belong together are shown "
         "together. Folders and files can also be dropped here."));
  advice->setWordWrap(true);
  advice->setForegroundRole(QPalette::PlaceholderText);
  heading_->setForegroundRole(QPalette::PlaceholderText);

  list_->setObjectName(QStringLiteral("recentStudies"));
  list_->setAccessibleName(tr("Opened lately"));
  list_->setItemDelegate(new StudyDelegate(list_));
  list_->setFrameShape(QFrame::NoFrame);
  list_->setMouseTracking(true);
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list_->installEventFilter(this);
  // One click, as a link; itemActivated would want two on some systems.
  connect(list_, &QListWidget::itemClicked, this, &EmptyPage::open);
  clear_->setDefaultAction(clear);
  clear_->setFocusPolicy(Qt::TabFocus);
  clear_->setToolButtonStyle(Qt::ToolButtonTextOnly);

  auto* buttons = new QHBoxLayout;
  buttons->addWidget(buttonFor(openFolder));
  buttons->addWidget(buttonFor(openFiles));
  buttons->addStretch();
  auto* headingRow = new QHBoxLayout;
  headingRow->addWidget(heading_);
  headingRow->addStretch();
  headingRow->addWidget(clear_);
  auto* column = new QVBoxLayout;
  column->addStretch(2);
  column->addWidget(title);
  column->addWidget(advice);
  column->addSpacing(10);
  column->addLayout(buttons);
  column->addSpacing(22);
  column->addLayout(headingRow);
  column->addWidget(list_, 6);
  column->addStretch(2);
  auto* holder = new QWidget;
  holder->setMaximumWidth(kWidth);
  holder->setLayout(column);
  auto* layout = new QHBoxLayout(this);
  layout->addStretch(1);
  layout->addWidget(holder, 100);
  layout->addStretch(1);

  connect(&recent_, &RecentStudies::changed, this, &EmptyPage::fill);
  fill();
}

void EmptyPage::fill() {
  list_->clear();
  for (const QStringList& paths : recent_.list()) {
    const bool exists = RecentStudies::exists(paths);
    auto* item = new QListWidgetItem(RecentStudies::nameOf(paths), list_);
    item->setData(kPaths, paths);
    item->setData(kExists, exists);
    item->setData(kPlace, exists ? RecentStudies::placeOf(paths)
                                 : tr("%1 – not there now").arg(RecentStudies::placeOf(paths)));
    item->setToolTip(exists ? paths.join(QLatin1Char('\n'))
                            : tr("It is not there now. Del takes it off the list."));
  }
  const bool any = list_->count() > 0;
  heading_->setVisible(any);
  clear_->setVisible(any);
  list_->setVisible(any);
  list_->setMaximumHeight(std::max(1, list_->count()) * kRowHeight + 2);
}

void EmptyPage::open(const QListWidgetItem* item) {
  if (item && item->data(kExists).toBool()) Q_EMIT openRequested(item->data(kPaths).toStringList());
}

void EmptyPage::showEvent(QShowEvent* event) {
  fill();  // something may have come or gone since
  QWidget::showEvent(event);
}

bool EmptyPage::eventFilter(QObject* watched, QEvent* event) {
  if (watched != list_) return QWidget::eventFilter(watched, event);
  const bool override = event->type() == QEvent::ShortcutOverride;
  if (!override && event->type() != QEvent::KeyPress) return false;
  const int key = static_cast<QKeyEvent*>(event)->key();
  if (key != Qt::Key_Return && key != Qt::Key_Enter && key != Qt::Key_Delete) return false;
  if (override) {
    event->accept();
    return true;
  }
  const QListWidgetItem* item = list_->currentItem();
  if (key == Qt::Key_Delete && item)
    recent_.remove(item->data(kPaths).toStringList());
  else if (key != Qt::Key_Delete)
    open(item);
  return true;
}

}  // namespace uptake
