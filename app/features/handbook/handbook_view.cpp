#include "app/features/handbook/handbook_view.h"

#include "app/features/handbook/handbook.h"
#include "app/shell/theme/theme.h"

#include <QFile>
#include <QFontDatabase>
#include <QImage>
#include <QPainter>
#include <QScrollBar>
#include <QSvgRenderer>
#include <QTextBlock>
#include <QTextTable>

#include <algorithm>

namespace uptake {

namespace {

/// Some 90 letters a line.
constexpr int kWidestText = 820;
constexpr int kPageMargin = 24;

/// A picture of the book, no wider than `width` (logical pixels); a drawing is always sharp.
QImage pictureFor(const QString& name, int width, qreal ratio) {
  const QString path = QStringLiteral(":/handbook/") + name;
  if (path.endsWith(QLatin1String(".svg"))) {
    QSvgRenderer drawing(path);
    const QSize size = drawing.defaultSize();
    if (size.isEmpty()) return {};
    const QSize shown = size.scaled(std::min(width, size.width()), size.height(), Qt::KeepAspectRatio);
    QImage image(shown * ratio, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    drawing.render(&painter);
    painter.end();
    image.setDevicePixelRatio(ratio);
    return image;
  }
  QImage image(path);
  if (image.isNull()) return {};
  const int pixels = std::min(image.width(), qRound(width * ratio));
  if (pixels < image.width()) image = image.scaledToWidth(pixels, Qt::SmoothTransformation);
  image.setDevicePixelRatio(ratio);
  return image;
}

bool holdsPicture(const QTextBlock& block) {
  for (auto part = block.begin(); !part.atEnd(); ++part)
    if (part.fragment().charFormat().isImageFormat()) return true;
  return false;
}

bool isCode(const QTextBlock& block) {
  return block.blockFormat().hasProperty(QTextFormat::BlockCodeFence) ||
         block.blockFormat().hasProperty(QTextFormat::BlockCodeLanguage);
}

struct PageColours {
  explicit PageColours(const QPalette& palette)
      : raised(palette.color(QPalette::Button)),
        line(palette.color(QPalette::Mid)),
        quiet(palette.color(QPalette::Window)),
        link(palette.color(QPalette::Link)) {}
  QColor raised, line, quiet, link;
};

void styleHeading(QTextCursor& cursor, const QTextBlock& block) {
  // 1.5, 1.2 and 1 times the size of the text.
  static constexpr int kSizes[] = {2, 1, 0};
  static constexpr qreal kAbove[] = {4, 28, 18};
  const int level = std::clamp(block.blockFormat().headingLevel(), 1, 3) - 1;
  QTextBlockFormat format;
  format.setTopMargin(kAbove[level]);
  format.setBottomMargin(6);
  cursor.mergeBlockFormat(format);
  QTextCharFormat letters;
  letters.setProperty(QTextFormat::FontSizeAdjustment, kSizes[level]);
  letters.setFontWeight(QFont::DemiBold);
  letters.setAnchor(true);
  letters.setAnchorNames({Handbook::anchorOf(block.text())});
  cursor.mergeCharFormat(letters);
}

void styleCode(QTextCursor& cursor, const QTextBlock& block, const PageColours& colours) {
  QTextBlockFormat format;
  format.setBackground(colours.quiet);
  format.setLeftMargin(0);
  format.setTopMargin(isCode(block.previous()) ? 0 : 6);
  format.setBottomMargin(isCode(block.next()) ? 0 : 10);
  cursor.mergeBlockFormat(format);
}

/// Keys, commands and file names stand out of the text that they are in; links have the theme's colour.
void styleParts(QTextDocument& document, const QTextBlock& block, const PageColours& colours) {
  const bool inCodeBlock = isCode(block);
  const QString mono = QFontDatabase::systemFont(QFontDatabase::FixedFont).family();
  for (auto part = block.begin(); !part.atEnd(); ++part) {
    const QTextFragment fragment = part.fragment();
    QTextCharFormat format;
    if (fragment.charFormat().fontFixedPitch()) {
      format.setFontFamilies({mono});
      if (!inCodeBlock) format.setBackground(colours.raised);
    }
    if (fragment.charFormat().isAnchor() && !fragment.charFormat().anchorHref().isEmpty())
      format.setForeground(colours.link);
    if (format.isEmpty()) continue;
    QTextCursor cursor(&document);
    cursor.setPosition(fragment.position());
    cursor.setPosition(fragment.position() + fragment.length(), QTextCursor::KeepAnchor);
    cursor.mergeCharFormat(format);
  }
}

QList<QTextTable*> tablesOf(const QTextFrame* frame) {
  QList<QTextTable*> tables;
  for (QTextFrame* child : frame->childFrames()) {
    if (auto* table = qobject_cast<QTextTable*>(child)) tables.append(table);
    tables.append(tablesOf(child));
  }
  return tables;
}

}  // namespace

HandbookView::HandbookView(QWidget* parent) : QTextBrowser(parent) {
  setOpenExternalLinks(true);
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  document()->setDocumentMargin(kPageMargin);
  document()->setUndoRedoEnabled(false);
  connect(this, &QTextBrowser::sourceChanged, this, [this](const QUrl& source) {
    style();
    if (source.hasFragment()) scrollToAnchor(source.fragment());
    markWords();
  });
  whenColoursChange(*this, [this] {
    style();
    markWords();
  });
  resized_.setSingleShot(true);
  resized_.setInterval(60);
  connect(&resized_, &QTimer::timeout, this, &HandbookView::scalePictures);
}

QVariant HandbookView::loadResource(int type, const QUrl& name) {
  if (type != QTextDocument::ImageResource) return QTextBrowser::loadResource(type, name);
  const int width = viewport()->width() - 2 * kPageMargin;
  // While a chapter is being opened, source() is still the one before: names are of the book's folder.
  const QString file = name.path().section(QStringLiteral("pictures/"), -1);
  return pictureFor(QStringLiteral("pictures/") + file, std::max(width, 100), devicePixelRatioF());
}

void HandbookView::resizeEvent(QResizeEvent* event) {
  const int spare =
      std::max(0, width() - verticalScrollBar()->sizeHint().width() - kWidestText - 2 * kPageMargin);
  setViewportMargins(spare / 2, 0, spare / 2, 0);
  QTextBrowser::resizeEvent(event);
  resized_.start();
}

void HandbookView::style() {
  styleTables();
  styleBlocks();
}

void HandbookView::styleBlocks() {
  const PageColours colours(palette());
  for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
    QTextCursor cursor(block);
    cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
    styleParts(*document(), block, colours);
    if (block.blockFormat().headingLevel() > 0) {
      styleHeading(cursor, block);
    } else if (isCode(block)) {
      styleCode(cursor, block, colours);
    } else if (!holdsPicture(block)) {
      QTextBlockFormat format;
      format.setLineHeight(120, QTextBlockFormat::ProportionalHeight);
      cursor.mergeBlockFormat(format);
    }
  }
}

void HandbookView::styleTables() {
  const PageColours colours(palette());
  for (QTextTable* table : tablesOf(document()->rootFrame())) {
    QTextTableFormat format = table->format();
    format.setBorderCollapse(true);
    format.setBorder(1);
    format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
    format.setBorderBrush(colours.line);
    format.setCellSpacing(0);
    format.setCellPadding(5);
    format.setTopMargin(8);
    format.setBottomMargin(12);
    table->setFormat(format);
    for (int column = 0; column < table->columns(); ++column) {
      QTextTableCell cell = table->cellAt(0, column);
      QTextCharFormat header = cell.format();
      header.setBackground(colours.quiet);
      cell.setFormat(header);
    }
  }
}

void HandbookView::scalePictures() {
  for (QTextBlock block = document()->begin(); block.isValid(); block = block.next())
    for (auto part = block.begin(); !part.atEnd(); ++part) {
      const QTextImageFormat format = part.fragment().charFormat().toImageFormat();
      if (!format.isValid()) continue;
      // As the document asks for it.
      const QUrl name = document()->baseUrl().resolved(QUrl(format.name()));
      document()->addResource(QTextDocument::ImageResource, name,
                              loadResource(QTextDocument::ImageResource, name));
    }
  document()->markContentsDirty(0, document()->characterCount());
}

void HandbookView::setWords(const QStringList& words) {
  words_ = words;
  markWords();
}

void HandbookView::markWords() {
  places_.clear();
  for (const QString& word : words_)
    for (QTextCursor found = document()->find(word); !found.isNull(); found = document()->find(word, found))
      places_.append(found);
  std::ranges::sort(places_, {}, &QTextCursor::selectionStart);
  const QPalette colours = palette();
  QList<ExtraSelection> marks;
  for (const QTextCursor& place : places_) {
    ExtraSelection mark;
    mark.cursor = place;
    QColor ground = attentionColour(colours);
    ground.setAlpha(70);
    mark.format.setBackground(ground);
    marks.append(mark);
  }
  setExtraSelections(marks);
  Q_EMIT placesChanged();
}

int HandbookView::currentPlace() const {
  const int start = textCursor().selectionStart();
  const auto found = std::ranges::find(places_, start, &QTextCursor::selectionStart);
  return !textCursor().hasSelection() || found == places_.end()
             ? 0
             : static_cast<int>(found - places_.begin()) + 1;
}

void HandbookView::step(int direction) {
  if (places_.isEmpty()) return;
  const int position = textCursor().position();
  const int start = textCursor().selectionStart();
  if (direction > 0) {
    const auto next = std::ranges::find_if(
        places_, [position](const QTextCursor& place) { return place.selectionStart() >= position; });
    select(next == places_.end() ? places_.first() : *next);
  } else {
    const auto next = std::find_if(places_.rbegin(), places_.rend(), [start](const QTextCursor& place) {
      return place.selectionStart() < start;
    });
    select(next == places_.rend() ? places_.last() : *next);
  }
}

void HandbookView::goTo(int position) {
  const auto found = std::ranges::find_if(
      places_, [position](const QTextCursor& place) { return place.selectionStart() >= position; });
  if (found != places_.end()) select(*found);
}

/// With a third of the page above it, so that it is seen in its place.
void HandbookView::select(const QTextCursor& place) {
  setTextCursor(place);
  ensureCursorVisible();
  const int target = verticalScrollBar()->value() + cursorRect().top() - viewport()->height() / 3;
  verticalScrollBar()->setValue(target);
  Q_EMIT placesChanged();
}

}  // namespace uptake
