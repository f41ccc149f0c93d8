#pragma once

#include <QStringList>
#include <QTextBrowser>
#include <QTimer>

namespace uptake {

/// Shows a chapter of the handbook: as wide as reads well, in the colours of the theme, its pictures scaled
/// to the width of the text.
class HandbookView : public QTextBrowser {
  Q_OBJECT

 public:
  explicit HandbookView(QWidget* parent = nullptr);

  /// Marks all places of these words in the chapter, here and in those that are opened later.
  void setWords(const QStringList& words);
  /// How many places are marked, and the number of the one at the text cursor (from 1; 0: it is at none).
  int placeCount() const { return static_cast<int>(places_.size()); }
  int currentPlace() const;
  /// Goes to the next (1) or previous (-1) marked place; from the last one to the first.
  void step(int direction);
  /// Goes to the marked place at or after this position of the document.
  void goTo(int position);

  QVariant loadResource(int type, const QUrl& name) override;

 Q_SIGNALS:
  void placesChanged();

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void style();
  void styleBlocks();
  void styleTables();
  void scalePictures();
  void markWords();
  void select(const QTextCursor& place);

  QStringList words_;
  QList<QTextCursor> places_;
  QTimer resized_;
};

}  // namespace uptake
