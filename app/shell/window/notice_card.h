#pragma once

#include <QFrame>

#include <functional>

class QLabel;
class QPushButton;

namespace uptake {

/// A message in the middle of a widget, where the eyes are: what was not done and why, with what a person can
/// do about it. It stays until it is closed or another one comes, and leaves the keyboard where it is.
class NoticeCard : public QFrame {
  Q_OBJECT

 public:
  explicit NoticeCard(QWidget* over);

  /// Plain texts. Of many reasons the first are shown, and how many there are.
  void showNotice(const QString& title, const QStringList& reasons);
  /// The same with a button; pressing it closes the card and runs `run`.
  void showChoice(const QString& title, const QStringList& reasons, const QString& button,
                  std::function<void()> run);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void place();

  QLabel* title_;
  QLabel* text_;
  QPushButton* action_;
  std::function<void()> run_;
};

}  // namespace uptake
