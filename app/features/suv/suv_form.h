#pragma once

#include "core/error.h"
#include "io/dicom/pet_values.h"

#include <QWidget>

#include <array>

class QComboBox;
class QLabel;
class QLineEdit;

namespace uptake {

/// The values of a PET's header that a person can correct, each with its unit and what the file states. A
/// field that is empty or holds the file's value corrects nothing.
class SuvForm : public QWidget {
  Q_OBJECT

 public:
  explicit SuvForm(QWidget* parent = nullptr);

  /// Shows the file's values with the corrections over them.
  void setValues(const PetValues& values, const SuvOverrides& corrected);
  /// What the fields correct; Inconsistent when one cannot be read, with its name.
  Result<SuvOverrides> overrides() const;

 Q_SIGNALS:
  /// A person changed a field.
  void edited();

 private:
  enum Field { kWeight, kHeight, kDose, kHalfLife, kAdministration, kReference, kFields };

  struct Row {
    QLineEdit* edit = nullptr;
    QLabel* file = nullptr;
    QString name;
    QString fileText;
  };
  std::optional<QString> changed(Field field) const;
  Result<std::optional<double>> number(Field field) const;
  Result<std::optional<QDateTime>> moment(Field field) const;

  std::array<Row, kFields> rows_;
  QComboBox* sex_;
  QLabel* sexInFile_;
  QString fileSex_;
};

}  // namespace uptake
