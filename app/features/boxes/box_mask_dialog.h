#pragma once

#include "core/box/label_scheme.h"
#include "core/mask/mask_layer.h"

#include <QDialog>

#include <map>

class QComboBox;
class QLabel;
class QPushButton;

namespace uptake {

/// Asks which lesions of a mask become boxes, and of which class.
class BoxMaskDialog : public QDialog {
  Q_OBJECT

 public:
  BoxMaskDialog(const MaskLayer& mask, Label selected, const LabelScheme& scheme, QWidget* parent = nullptr);

  /// The lesions that are wanted, with the classes of their boxes.
  std::map<Label, QString> classes() const;

 private:
  void check();

  std::vector<Segment> segments_;
  Label selected_;
  LabelScheme scheme_;
  QComboBox* lesions_;
  QComboBox* class_;
  QLabel* message_;
  QPushButton* ok_;
};

}  // namespace uptake
