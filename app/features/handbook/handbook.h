#pragma once

#include <QString>
#include <QStringList>
#include <QUrl>

#include <vector>

namespace uptake {

/// The book that is compiled into the program: Markdown files in `:/handbook`, their pictures beside them.
/// The file `index.md` names the chapters in their order, by its links. The texts are English.
class Handbook {
 public:
  struct Chapter {
    QString id;  ///< the file's name without ".md"
    QString title;
  };

  /// A place where the words that were looked for stand.
  struct Hit {
    QString chapter;   ///< id
    QString heading;   ///< of the section, plain text
    QString excerpt;   ///< the words with some of what stands around them, one line
    int position = 0;  ///< of the first word: characters from the start of the chapter's QTextDocument
  };

  Handbook();

  const std::vector<Chapter>& chapters() const { return chapters_; }

  /// The address under which QTextBrowser finds a chapter. `place` is "chapter" or "chapter#heading", the
  /// heading written as GitHub writes it in links; a chapter that does not exist gives the first one.
  QUrl address(const QString& place) const;
  /// The id of the chapter that an address leads to; empty when it leads out of the book.
  static QString chapterAt(const QUrl& address);

  /// The sections that hold all words, in the order of the book; those with a word in their heading come
  /// first. Case makes no difference, and a part of a word is enough.
  std::vector<Hit> find(const QStringList& words) const;

  /// "Lesions in numbers" is linked to as "lesions-in-numbers".
  static QString anchorOf(const QString& heading);

 private:
  struct Section {
    QString chapter;
    QString heading;
    int start = 0;
    QString text;  ///< with the heading
  };

  void readSections() const;

  std::vector<Chapter> chapters_;
  mutable std::vector<Section> sections_;  ///< read when something is looked for
};

}  // namespace uptake
