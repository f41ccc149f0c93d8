#include "app/features/handbook/handbook.h"

#include <QFile>
#include <QRegularExpression>
#include <QTextBlock>
#include <QTextDocument>

#include <algorithm>

namespace uptake {

namespace {

const QString kBookFolder = QStringLiteral("/handbook/");
const QString kFirstChapter = QStringLiteral("index");

QString markdownOf(const QString& chapter) {
  QFile file(QLatin1Char(':') + kBookFolder + chapter + QStringLiteral(".md"));
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// The first heading.
QString titleOf(const QString& markdown) {
  static const QRegularExpression heading(QStringLiteral("^# (.+)$"), QRegularExpression::MultilineOption);
  return heading.match(markdown).captured(1).trimmed();
}

QString excerptAround(const QString& text, int at) {
  constexpr int kBefore = 30;
  constexpr int kLength = 110;
  const int from = std::max(0, at - kBefore);
  QString part = text.mid(from, kLength);
  if (from > 0) part = part.mid(part.indexOf(QLatin1Char(' ')) + 1);
  if (from + kLength < text.size())
    part = part.left(part.lastIndexOf(QLatin1Char(' '))) + QStringLiteral("…");
  return part.remove(QChar::ObjectReplacementCharacter).simplified();
}

}  // namespace

Handbook::Handbook() {
  const QString contents = markdownOf(kFirstChapter);
  chapters_.push_back({kFirstChapter, titleOf(contents)});
  static const QRegularExpression link(QStringLiteral("\\]\\(([\\w-]+)\\.md\\)"));
  for (auto each = link.globalMatch(contents); each.hasNext();) {
    const QString id = each.next().captured(1);
    const QString title = titleOf(markdownOf(id));
    if (!title.isEmpty() && std::ranges::find(chapters_, id, &Chapter::id) == chapters_.end())
      chapters_.push_back({id, title});
  }
}

QUrl Handbook::address(const QString& place) const {
  const QString id = place.section(QLatin1Char('#'), 0, 0);
  const bool isKnown = std::ranges::find(chapters_, id, &Chapter::id) != chapters_.end();
  QUrl url;
  url.setScheme(QStringLiteral("qrc"));
  url.setPath(kBookFolder + (isKnown ? id : kFirstChapter) + QStringLiteral(".md"));
  if (const QString heading = place.section(QLatin1Char('#'), 1); isKnown && !heading.isEmpty())
    url.setFragment(heading);
  return url;
}

QString Handbook::chapterAt(const QUrl& address) {
  const QString path = address.path();
  if (address.scheme() != QLatin1String("qrc") || !path.startsWith(kBookFolder)) return {};
  return path.mid(kBookFolder.size()).section(QLatin1Char('.'), 0, 0);
}

std::vector<Handbook::Hit> Handbook::find(const QStringList& words) const {
  if (words.isEmpty()) return {};
  if (sections_.empty()) readSections();
  std::vector<Hit> inHeadings;
  std::vector<Hit> inTexts;
  for (const Section& section : sections_) {
    const auto missing = [&section](const QString& word) {
      return !section.text.contains(word, Qt::CaseInsensitive);
    };
    if (std::ranges::any_of(words, missing)) continue;
    const bool isInHeading = std::ranges::any_of(words, [&section](const QString& word) {
      return section.heading.contains(word, Qt::CaseInsensitive);
    });
    int at = static_cast<int>(section.text.size());
    for (const QString& word : words)
      at = std::min(at, static_cast<int>(section.text.indexOf(word, 0, Qt::CaseInsensitive)));
    // What stands under the heading says more than the heading again.
    const auto heading = section.heading.size() + 1;
    const QString excerpt =
        excerptAround(section.text.mid(heading), std::max(0, at - static_cast<int>(heading)));
    (isInHeading ? inHeadings : inTexts)
        .push_back({section.chapter, section.heading, excerpt, section.start + at});
  }
  inHeadings.insert(inHeadings.end(), inTexts.begin(), inTexts.end());
  return inHeadings;
}

QString Handbook::anchorOf(const QString& heading) {
  QString anchor;
  for (const QChar letter : heading.trimmed().toLower()) {
    if (letter.isLetterOrNumber() || letter == QLatin1Char('-') || letter == QLatin1Char('_'))
      anchor += letter;
    else if (letter.isSpace())
      anchor += QLatin1Char('-');
  }
  return anchor;
}

void Handbook::readSections() const {
  for (const Chapter& chapter : chapters_) {
    QTextDocument document;
    document.setMarkdown(markdownOf(chapter.id));
    const QString text = document.toPlainText();
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
      if (block.blockFormat().headingLevel() == 0) continue;
      if (!sections_.empty() && sections_.back().chapter == chapter.id)
        sections_.back().text = text.mid(sections_.back().start, block.position() - sections_.back().start);
      sections_.push_back({chapter.id, block.text(), block.position(), text.mid(block.position())});
    }
  }
}

}  // namespace uptake
