#pragma once

#include "app/session/schemes/class_schemes.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QPushButton;
class QTableWidget;

namespace uptake {

/// Chooses a class scheme, and makes, edits, imports and exports a person's own. The supplied schemes are
/// shown as they are: a copy of one can be edited.
class ClassSchemeDialog : public QDialog {
  Q_OBJECT

 public:
  explicit ClassSchemeDialog(ClassSchemes& schemes, QWidget* parent = nullptr);

  /// The scheme in a file becomes one more of the list, and the chosen one. Says why where it cannot.
  void importFrom(const QString& file);
  void exportTo(const QString& file);

 private:
  /// A scheme as it is being edited: it may break rules meanwhile.
  struct Draft {
    QString name;
    std::vector<LabelClass> classes;
    bool supplied = false;
  };

  void showDraft();
  void addRow(const LabelClass& each);
  void takeTable();
  void chooseColour(int row);
  void check();
  void copyDraft();
  void removeDraft();
  QString freeName(const QString& base) const;
  void accept() override;

  ClassSchemes& schemes_;
  std::vector<Draft> drafts_;
  std::size_t shown_ = 0;
  QComboBox* chosen_;
  QTableWidget* table_;
  QLabel* message_;
  QPushButton* rename_;
  QPushButton* removeScheme_;
  QPushButton* addClass_;
  QPushButton* removeClass_;
  QPushButton* export_;
  QPushButton* ok_ = nullptr;
};

}  // namespace uptake
