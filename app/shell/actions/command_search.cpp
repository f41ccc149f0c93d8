#include "app/shell/actions/command_search.h"

#include <QStringList>

#include <algorithm>

namespace uptake {

namespace {

// How well a typed word fits, best first.
enum Fit { kFirstWord, kWord, kInText, kBeginnings, kInSection, kInId };

QString folded(const QString& text) {
  QString result;
  for (const QChar each : text.normalized(QString::NormalizationForm_KD).toCaseFolded())
    if (!each.isMark()) result.append(each);
  return result;
}

QStringList wordsOf(const QString& text) {
  QStringList words{QString()};
  for (const QChar each : folded(text)) {
    if (each.isLetterOrNumber())
      words.back().append(each);
    else if (!words.back().isEmpty())
      words.append(QString());
  }
  if (words.back().isEmpty()) words.removeLast();
  return words;
}

/// Whether the rest of what was typed is beginnings of these words, none of them twice and in their order.
bool areBeginnings(QStringView typed, const QStringList& words, qsizetype from) {
  if (typed.isEmpty()) return true;
  for (qsizetype word = from; word < words.size(); ++word) {
    qsizetype common = 0;
    while (common < typed.size() && common < words[word].size() && typed[common] == words[word][common])
      ++common;
    for (; common > 0; --common)
      if (areBeginnings(typed.sliced(common), words, word + 1)) return true;
  }
  return false;
}

bool anyBegins(const QStringList& words, const QString& typed) {
  return std::ranges::any_of(words, [&](const QString& word) { return word.startsWith(typed); });
}

std::optional<int> fitOf(const QString& typed, const CommandNames& names) {
  const QStringList words = wordsOf(names.text);
  if (!words.isEmpty() && words.front().startsWith(typed)) return kFirstWord;
  if (anyBegins(words, typed)) return kWord;
  if (folded(names.text).contains(typed)) return kInText;
  if (areBeginnings(typed, words, 0)) return kBeginnings;
  if (anyBegins(wordsOf(names.section), typed)) return kInSection;
  if (folded(names.id).contains(typed)) return kInId;
  return std::nullopt;
}

}  // namespace

std::optional<int> matchOf(const QString& typed, const CommandNames& names) {
  const QString wanted = folded(typed.simplified());
  if (!names.keys.isEmpty() && wanted == folded(names.keys)) return kFirstWord;
  int sum = 0;
  for (const QString& word : wanted.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
    const std::optional<int> fit = fitOf(word, names);
    if (!fit) return std::nullopt;
    sum += *fit;
  }
  return sum;
}

}  // namespace uptake
