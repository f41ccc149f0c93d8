#pragma once

#include "annotation/regions/sampled_values.h"
#include "core/document/case_document.h"

#include <QWidget>

class QComboBox;
class QDoubleSpinBox;

namespace uptake {

/// A range of values to choose: of which image, from where to where, in that image's unit. It keeps the
/// numbers of the other image while one is shown.
class RangeFields : public QWidget {
  Q_OBJECT

 public:
  explicit RangeFields(const CaseDocument& document, QWidget* parent = nullptr);

  ValueRange range() const;
  void setRange(const ValueRange& range);
  /// Takes up what a person chose under this group of the user's settings, and keeps there what they choose.
  void remember(const QString& group);
  /// Whether the numbers, not only the image, can be chosen.
  void setNumbersEnabled(bool enabled);

 Q_SIGNALS:
  void changed();
  /// A number was typed to its end.
  void finished();

 private:
  void showNumbers();
  void takeNumbers();
  void keep() const;

  const CaseDocument& document_;
  QComboBox* image_;
  QDoubleSpinBox* low_;
  QDoubleSpinBox* high_;
  ValueRange pet_{ImageKind::Pet, 2.5, 100.0};
  ValueRange ct_{ImageKind::Ct, -50.0, 150.0};
  QString group_;  ///< of the settings; empty: not remembered
  bool showing_ = false;
};

}  // namespace uptake
