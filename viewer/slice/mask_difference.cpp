#include "viewer/slice/mask_difference.h"

#include <QPainter>

#include <array>
#include <cmath>

namespace uptake {

namespace {

/// Steps through a mask's labels along the pixels of a picture.
class DifferenceSampler {
 public:
  DifferenceSampler(const LabelMap* labels, const SliceGeometry& geometry, const QSize& pixels)
      : labels_(labels) {
    if (!labels_) return;
    const QSizeF step(geometry.size().width() / pixels.width(), geometry.size().height() / pixels.height());
    const ImageGrid& grid = labels_->grid();
    const auto indexAt = [&](double column, double row) {
      return grid.toIndex(geometry.toPatient({column * step.width(), row * step.height()}));
    };
    // Half a voxel ahead, so that rounding down finds the nearest.
    first_ = indexAt(0.5, 0.5) + Eigen::Vector3d::Constant(0.5);
    right_ = indexAt(1.0, 0.0) - indexAt(0.0, 0.0);
    down_ = indexAt(0.0, 1.0) - indexAt(0.0, 0.0);
  }

  bool isLabelled(int column, int row) const {
    if (!labels_) return false;
    const Eigen::Vector3d at = first_ + column * right_ + row * down_;
    const Eigen::Vector3i& size = labels_->grid().size();
    Eigen::Vector3i index;
    for (int axis = 0; axis < 3; ++axis) {
      if (!(at[axis] >= 0.0 && at[axis] < size[axis])) return false;
      index[axis] = static_cast<int>(at[axis]);
    }
    return labels_->isOccupied(index.z()) && labels_->at(index) != 0;
  }

 private:
  const LabelMap* labels_;
  Eigen::Vector3d first_ = Eigen::Vector3d::Zero();
  Eigen::Vector3d right_ = Eigen::Vector3d::Zero();
  Eigen::Vector3d down_ = Eigen::Vector3d::Zero();
};

QRgb opaque(AgreementKind kind) {
  const Rgb colour = agreementColour(kind);
  return qRgb(colour.red, colour.green, colour.blue);
}

}  // namespace

Rgb agreementColour(AgreementKind kind) {
  switch (kind) {
    case AgreementKind::OnlyFirst:
      return {240, 60, 150};
    case AgreementKind::OnlySecond:
      return {60, 165, 255};
    case AgreementKind::Both:
      break;
  }
  return {130, 240, 120};
}

QImage maskDifference(const LabelMap* first, const LabelMap* second, const SliceGeometry& geometry,
                      const QSize& pixels) {
  QImage image(pixels, QImage::Format_ARGB32_Premultiplied);
  if (image.isNull()) return image;
  image.fill(Qt::transparent);
  const DifferenceSampler a(first, geometry, pixels);
  const DifferenceSampler b(second, geometry, pixels);
  const std::array<QRgb, 4> colours{0, opaque(AgreementKind::OnlyFirst), opaque(AgreementKind::OnlySecond),
                                    opaque(AgreementKind::Both)};
  for (int row = 0; row < pixels.height(); ++row) {
    auto* line = reinterpret_cast<QRgb*>(image.scanLine(row));
    for (int column = 0; column < pixels.width(); ++column)
      line[column] = colours[(a.isLabelled(column, row) ? 1U : 0U) + (b.isLabelled(column, row) ? 2U : 0U)];
  }
  return image;
}

void paintMaskDifference(QPainter& painter, const MaskLayer* first, const MaskLayer* second,
                         const SliceGeometry& geometry, double opacity) {
  const double ratio = painter.device()->devicePixelRatioF();
  const QSize pixels = (geometry.size() * ratio).toSize();
  const QImage image =
      maskDifference(first ? &first->labels : nullptr, second ? &second->labels : nullptr, geometry, pixels);
  painter.save();
  painter.setOpacity(opacity);
  painter.drawImage(QRectF(QPointF(), geometry.size()), image);
  painter.restore();
}

}  // namespace uptake
