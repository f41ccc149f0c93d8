#pragma once

#include "core/box/label_scheme.h"
#include "core/document/case_document.h"

#include <QDialog>

#include <array>
#include <optional>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace uptake {

/// A box in numbers: pixel indices, both ends inclusive, class and attributes.
class BoxDialog : public QDialog {
  Q_OBJECT

 public:
  /// `imageSize`: columns and rows, where they are known.
  BoxDialog(const Box& box, const std::optional<Eigen::Vector2i>& imageSize, const LabelScheme& scheme,
            QWidget* parent = nullptr);

  /// As entered: the corners in order, clipped to the image.
  Box box() const;

 private:
  PixelRect entered() const;
  void check();

  Box before_;
  std::optional<Eigen::Vector2i> imageSize_;
  std::array<QSpinBox*, 4> edges_;  ///< xmin, ymin, xmax, ymax
  QComboBox* class_;
  QCheckBox* truncated_;
  QCheckBox* difficult_;
  QLabel* message_;
  QPushButton* ok_;
};

}  // namespace uptake
