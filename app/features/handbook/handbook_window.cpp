#include "app/features/handbook/handbook_window.h"

#include "app/features/handbook/handbook_view.h"
#include "app/shell/theme/icons.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTextLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace uptake {

namespace {

const QString kHandbookGeometry = QStringLiteral("handbook/geometry");
constexpr int kExcerptRole = Qt::UserRole;
constexpr int kBarHeight = 42;

/// A title, and of what was found quietly beneath it, in at most two lines, how it reads there.
class RowDelegate : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

  QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    const int lines = index.data(kExcerptRole).isValid() ? 3 : 1;
    return {0, lines * QFontMetrics(option.font).lineSpacing() + 2 * kPadding};
  }

  void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
    painter->save();
    const bool isChosen = option.state.testFlag(QStyle::State_Selected);
    if (isChosen || option.state.testFlag(QStyle::State_MouseOver))
      painter->fillRect(option.rect, option.palette.color(isChosen ? QPalette::Highlight : QPalette::Button));
    const QFontMetrics metrics(option.font);
    const QRect area = option.rect.adjusted(kSide, kPadding, -kSide, -kPadding);
    painter->setFont(option.font);
    painter->setPen(option.palette.color(isChosen ? QPalette::HighlightedText : QPalette::Text));
    painter->drawText(area, Qt::AlignLeft | Qt::AlignTop,
                      metrics.elidedText(index.data().toString(), Qt::ElideMiddle, area.width()));
    if (!isChosen) painter->setPen(option.palette.color(QPalette::PlaceholderText));
    drawExcerpt(*painter, area.adjusted(0, metrics.lineSpacing(), 0, 0), index.data(kExcerptRole).toString());
    painter->restore();
  }

 private:
  static constexpr int kPadding = 6;
  static constexpr int kSide = 12;

  static void drawExcerpt(QPainter& painter, const QRect& area, const QString& text) {
    if (text.isEmpty()) return;
    const QFontMetrics metrics = painter.fontMetrics();
    QTextLayout layout(text, painter.font());
    layout.beginLayout();
    QTextLine first = layout.createLine();
    first.setLineWidth(area.width());
    layout.endLayout();
    const int firstLength = first.textLength();
    painter.drawText(area, Qt::AlignLeft | Qt::AlignTop, text.left(firstLength));
    painter.drawText(area.adjusted(0, metrics.lineSpacing(), 0, 0), Qt::AlignLeft | Qt::AlignTop,
                     metrics.elidedText(text.mid(firstLength), Qt::ElideRight, area.width()));
  }
};

QToolButton* makePageButton(const QString& icon, const QString& toolTip, const QString& name) {
  auto* button = new QToolButton;
  button->setIcon(lineIcon(icon));
  button->setIconSize({20, 20});
  button->setToolTip(toolTip);
  button->setAccessibleName(toolTip);
  button->setObjectName(name);
  button->setAutoRaise(true);
  button->setEnabled(false);
  return button;
}

QListWidget* makeBookList(const QString& name, const QString& title) {
  auto* list = new QListWidget;
  list->setObjectName(name);
  list->setAccessibleName(title);
  list->setFrameShape(QFrame::NoFrame);
  list->setMouseTracking(true);
  list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  list->setItemDelegate(new RowDelegate(list));
  return list;
}

}  // namespace

HandbookWindow::HandbookWindow(QWidget* parent)
    : QWidget(parent, Qt::Window),
      search_(new QLineEdit),
      lists_(new QStackedWidget),
      chapters_(makeBookList(QStringLiteral("chapters"), tr("Chapters"))),
      hits_(makeBookList(QStringLiteral("hits"), tr("Found"))),
      nothing_(new QLabel),
      view_(new HandbookView),
      places_(new QLabel),
      previous_(
          makePageButton(QStringLiteral("up"), tr("Previous place (Shift+F3)"), QStringLiteral("previous"))),
      next_(makePageButton(QStringLiteral("down"), tr("Next place (F3)"), QStringLiteral("next"))) {
  setObjectName(QStringLiteral("handbook"));
  setWindowTitle(tr("Handbook"));
  auto* splitter = new QSplitter;
  splitter->addWidget(makeContents());
  splitter->addWidget(makePage());
  splitter->setStretchFactor(1, 1);
  splitter->setChildrenCollapsible(false);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(splitter);
  resize(1120, 760);
  splitter->setSizes({260, 860});
  if (const QByteArray geometry = QSettings().value(kHandbookGeometry).toByteArray(); !geometry.isEmpty())
    restoreGeometry(geometry);

  const auto onKey = [this](const QKeySequence& key, auto run) {
    connect(new QShortcut(key, this), &QShortcut::activated, this, run);
  };
  onKey(QKeySequence::Find, [this] {
    search_->setFocus();
    search_->selectAll();
  });
  onKey(Qt::Key_F3, [this] { view_->step(1); });
  onKey(Qt::SHIFT | Qt::Key_F3, [this] { view_->step(-1); });
  onKey(Qt::ALT | Qt::Key_Left, [this] { view_->backward(); });
  onKey(Qt::ALT | Qt::Key_Right, [this] { view_->forward(); });
}

QWidget* HandbookWindow::makeContents() {
  search_->setPlaceholderText(tr("Search the handbook"));
  search_->setToolTip(tr("Words that stand together in a section (Ctrl+F)"));
  search_->setClearButtonEnabled(true);
  search_->setObjectName(QStringLiteral("search"));
  nothing_->setWordWrap(true);
  nothing_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  nothing_->setContentsMargins(10, 8, 10, 8);
  nothing_->setForegroundRole(QPalette::PlaceholderText);
  for (const Handbook::Chapter& chapter : book_.chapters()) chapters_->addItem(chapter.title);
  lists_->addWidget(chapters_);
  lists_->addWidget(hits_);
  lists_->addWidget(nothing_);
  lists_->setMinimumWidth(200);
  connect(search_, &QLineEdit::textChanged, this, &HandbookWindow::search);
  connect(search_, &QLineEdit::returnPressed, this, [this] { openHit(std::max(0, hits_->currentRow())); });
  connect(chapters_, &QListWidget::currentRowChanged, this, [this](int row) {
    if (row < 0) return;
    const QString& id = book_.chapters()[static_cast<std::size_t>(row)].id;
    if (id != Handbook::chapterAt(view_->source())) showPlace(id);
  });
  connect(hits_, &QListWidget::currentRowChanged, this, &HandbookWindow::openHit);
  auto* contents = new QWidget;
  auto* column = new QVBoxLayout(contents);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  auto* bar = new QWidget;
  bar->setFixedHeight(kBarHeight);
  auto* field = new QHBoxLayout(bar);
  field->setContentsMargins(8, 0, 8, 0);
  field->addWidget(search_);
  column->addWidget(bar);
  column->addWidget(lists_, 1);
  return contents;
}

QWidget* HandbookWindow::makePage() {
  QToolButton* back = makePageButton(QStringLiteral("back"), tr("Back (Alt+Left)"), QStringLiteral("back"));
  QToolButton* forward =
      makePageButton(QStringLiteral("forward"), tr("Forward (Alt+Right)"), QStringLiteral("forward"));
  view_->setObjectName(QStringLiteral("chapter"));
  view_->setAccessibleName(tr("Chapter"));
  places_->setObjectName(QStringLiteral("places"));
  connect(back, &QToolButton::clicked, view_, &QTextBrowser::backward);
  connect(forward, &QToolButton::clicked, view_, &QTextBrowser::forward);
  connect(view_, &QTextBrowser::backwardAvailable, back, &QWidget::setEnabled);
  connect(view_, &QTextBrowser::forwardAvailable, forward, &QWidget::setEnabled);
  connect(previous_, &QToolButton::clicked, this, [this] { view_->step(-1); });
  connect(next_, &QToolButton::clicked, this, [this] { view_->step(1); });
  connect(view_, &QTextBrowser::sourceChanged, this, &HandbookWindow::showChapter);
  connect(view_, &HandbookView::placesChanged, this, &HandbookWindow::showPlaces);
  auto* bar = new QWidget;
  bar->setFixedHeight(kBarHeight);
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(6, 0, 8, 0);
  row->setSpacing(2);
  row->addWidget(back);
  row->addWidget(forward);
  row->addStretch(1);
  row->addWidget(places_);
  row->addSpacing(6);
  row->addWidget(previous_);
  row->addWidget(next_);
  auto* page = new QWidget;
  auto* column = new QVBoxLayout(page);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(bar);
  column->addWidget(view_, 1);
  return page;
}

void HandbookWindow::showPlace(const QString& place) {
  view_->setSource(book_.address(place));
}

void HandbookWindow::showChapter(const QUrl& source) {
  const QString id = Handbook::chapterAt(source);
  const auto& chapters = book_.chapters();
  const auto found = std::ranges::find(chapters, id, &Handbook::Chapter::id);
  const QSignalBlocker quiet(chapters_);  // the chapter is there already
  chapters_->setCurrentRow(found == chapters.end() ? -1 : static_cast<int>(found - chapters.begin()));
}

void HandbookWindow::search() {
  const QStringList words = search_->text().split(QLatin1Char(' '), Qt::SkipEmptyParts);
  found_ = book_.find(words);
  {
    const QSignalBlocker quiet(hits_);
    hits_->clear();
    for (const Handbook::Hit& hit : found_) {
      const auto chapter = std::ranges::find(book_.chapters(), hit.chapter, &Handbook::Chapter::id);
      const QString where = hit.heading == chapter->title
                                ? hit.heading
                                : QStringLiteral("%1 › %2").arg(chapter->title, hit.heading);
      auto* item = new QListWidgetItem(where, hits_);
      item->setData(kExcerptRole, hit.excerpt);
      item->setToolTip(where);
    }
  }
  nothing_->setText(tr("No section has all of these words."));
  if (words.isEmpty())
    lists_->setCurrentWidget(chapters_);
  else
    lists_->setCurrentWidget(found_.empty() ? static_cast<QWidget*>(nothing_) : hits_);
  view_->setWords(words);
}

void HandbookWindow::openHit(int row) {
  if (row < 0 || static_cast<std::size_t>(row) >= found_.size()) return;
  const Handbook::Hit& hit = found_[static_cast<std::size_t>(row)];
  if (hit.chapter != Handbook::chapterAt(view_->source())) showPlace(hit.chapter);
  view_->goTo(hit.position);
  if (hits_->currentRow() != row) hits_->setCurrentRow(row);
}

void HandbookWindow::showPlaces() {
  const int count = view_->placeCount();
  const int current = view_->currentPlace();
  previous_->setEnabled(count > 0);
  next_->setEnabled(count > 0);
  if (search_->text().trimmed().isEmpty())
    places_->clear();
  else if (current > 0)
    places_->setText(tr("%1 of %2 in this chapter").arg(current).arg(count));
  else
    places_->setText(tr("%n place(s) in this chapter", nullptr, count));
}

void HandbookWindow::keyPressEvent(QKeyEvent* event) {
  if (event->key() != Qt::Key_Escape) return QWidget::keyPressEvent(event);
  if (search_->text().isEmpty())
    close();
  else
    search_->clear();
}

void HandbookWindow::closeEvent(QCloseEvent* event) {
  QSettings().setValue(kHandbookGeometry, saveGeometry());
  QWidget::closeEvent(event);
}

}  // namespace uptake
