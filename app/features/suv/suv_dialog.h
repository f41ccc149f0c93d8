#pragma once

#include "app/session/session.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QTextBrowser;

namespace uptake {

class SuvForm;

/// How the SUV of a PET series comes about: every input, the rule, the calculation, the cross-check; and
/// where a person corrects what the header states wrongly. Stays open beside the views and follows the shown
/// PET.
class SuvDialog : public QDialog {
  Q_OBJECT

 public:
  explicit SuvDialog(Session& session, QWidget* parent = nullptr);

  /// Shows a series of the open study; -1: the PET that is shown.
  void showSeries(int series);
  /// The evidence as the Copy button gives it.
  QString plainText() const;

 private:
  void refresh();
  void preview();
  void apply();
  const SeriesEntry* entry() const;

  Session& session_;
  int series_ = -1;
  QLabel* title_;
  QTextBrowser* evidence_;
  SuvForm* form_;
  QLabel* preview_;
  QPushButton* apply_;
  QPushButton* reset_;
};

}  // namespace uptake
