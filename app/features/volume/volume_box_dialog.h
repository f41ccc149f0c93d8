#pragma once

#include "viewer/volume/volume_scene.h"

#include <QDialog>

#include <array>

class QLabel;
class QDoubleSpinBox;

namespace uptake {

/// The box of three-dimensional views in numbers: from where to where along the patient's axes, and its size.
class VolumeBoxDialog : public QDialog {
  Q_OBJECT

 public:
  /// `whole` bounds what can be entered.
  VolumeBoxDialog(const VolumeBox& box, const VolumeBox& whole, QWidget* parent = nullptr);

  VolumeBox box() const;

 private:
  void showSize();

  std::array<QDoubleSpinBox*, 3> low_{};
  std::array<QDoubleSpinBox*, 3> high_{};
  QLabel* size_;
};

}  // namespace uptake
