#pragma once

#include <QFrame>
#include <QString>

#include <functional>
#include <vector>

class QVBoxLayout;

namespace uptake {

/// A small question at the pointer that is no dialog: Return takes the answer, Escape or a click elsewhere
/// takes none. The number that was taken last is remembered (settings group "questions").
class AskPopup : public QFrame {
  Q_OBJECT

 public:
  struct Number {
    QString id;     ///< under which it is remembered; empty: not
    QString title;  ///< what it is about
    QString suffix;
    double lowest = 0.0;
    double highest = 100.0;
    double value = 0.0;  ///< when none is remembered
    double step = 1.0;
    int decimals = 1;
  };
  /// `take` gets the number; `live`, when there is one, every number that is shown before, too.
  static void askNumber(QWidget& window, const Number& question, std::function<void(double)> take,
                        std::function<void(double)> live = {});
  /// `take` gets the position of the chosen text.
  static void askChoice(QWidget& window, const QString& title, const QStringList& choices,
                        std::function<void(int)> take);

 private:
  AskPopup(QWidget& window, const QString& title);
  void addTakeButton(std::function<void()> take);
  void popUp(QWidget& window, QWidget& focus);

  QVBoxLayout* column_;
};

}  // namespace uptake
