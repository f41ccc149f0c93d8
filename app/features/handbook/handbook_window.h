#pragma once

#include "app/features/handbook/handbook.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QListWidget;
class QStackedWidget;
class QToolButton;

namespace uptake {

class HandbookView;

/// The handbook in a window of its own: the chapters at the left, or what was found in them; the chapter at
/// the right.
class HandbookWindow : public QWidget {
  Q_OBJECT

 public:
  explicit HandbookWindow(QWidget* parent = nullptr);

  /// Shows a chapter: "boxes", or a heading in it: "boxes#classes".
  void showPlace(const QString& place);

 protected:
  void closeEvent(QCloseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  QWidget* makeContents();
  QWidget* makePage();
  void search();
  void openHit(int row);
  void showChapter(const QUrl& source);
  void showPlaces();

  Handbook book_;
  QLineEdit* search_;
  QStackedWidget* lists_;
  QListWidget* chapters_;
  QListWidget* hits_;
  QLabel* nothing_;
  HandbookView* view_;
  QLabel* places_;
  QToolButton* previous_;
  QToolButton* next_;
  std::vector<Handbook::Hit> found_;
};

}  // namespace uptake
