#pragma once

#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QStringList>

namespace uptake::test {

inline QString handbookFolder() {
  return sourceDir() + QStringLiteral("/resources/handbook/");
}

/// The README and the chapters.
inline QStringList bookFiles() {
  QStringList files{sourceDir() + QStringLiteral("/README.md")};
  for (const QString& name :
       QDir(handbookFolder()).entryList({QStringLiteral("*.md")}, QDir::Files, QDir::Name))
    files.append(handbookFolder() + name);
  return files;
}

inline QString bookText(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// A block of code between two lines of three backticks.
struct CodeBlock {
  QString language;
  QStringList lines;
};

inline std::vector<CodeBlock> codeBlocks(const QString& text) {
  std::vector<CodeBlock> blocks;
  bool isOpen = false;
  for (const QString& line : text.split(QLatin1Char('\n'))) {
    if (line.startsWith(QLatin1String("```"))) {
      isOpen = !isOpen;
      if (isOpen) blocks.push_back({line.mid(3).trimmed(), {}});
    } else if (isOpen) {
      blocks.back().lines.append(line);
    }
  }
  return blocks;
}

/// The text between the blocks of code, line breaks within a paragraph as spaces.
inline QString proseOf(const QString& text) {
  static const QRegularExpression block(
      QStringLiteral("^```.*?^```$"),
      QRegularExpression::MultilineOption | QRegularExpression::DotMatchesEverythingOption);
  return QString(text).remove(block);
}

/// What stands between single backticks in the prose.
inline QStringList codeSpans(const QString& text) {
  static const QRegularExpression span(QStringLiteral("`([^`\n]+)`"));
  QStringList spans;
  for (auto found = span.globalMatch(proseOf(text)); found.hasNext();) spans.append(found.next().captured(1));
  return spans;
}

}  // namespace uptake::test
