#pragma once

#include "core/box/box.h"
#include "core/mask/mask_layer.h"
#include "core/measure/measurement.h"

#include <QObject>

namespace uptake {

/// What a person is working on: the box or measurement whose handles show (never both), the mask and lesion
/// that the brush paints, and what becomes of other lesions in its way. Not part of the document: selecting
/// is no edit.
class Selection : public QObject {
  Q_OBJECT

 public:
  explicit Selection(QObject* parent = nullptr) : QObject(parent) {}

  BoxId box() const { return box_; }
  MeasurementId measurement() const { return measurement_; }
  MaskId mask() const { return mask_; }
  Label segment() const { return segment_; }

  void setBox(BoxId box) {
    if (box == box_) return;
    box_ = box;
    if (box != BoxId::None) measurement_ = MeasurementId::None;
    Q_EMIT changed();
  }
  void setMeasurement(MeasurementId measurement) {
    if (measurement == measurement_) return;
    measurement_ = measurement;
    if (measurement != MeasurementId::None) box_ = BoxId::None;
    Q_EMIT changed();
  }
  /// Neither box nor measurement.
  void clearMarks() {
    if (box_ == BoxId::None && measurement_ == MeasurementId::None) return;
    box_ = BoxId::None;
    measurement_ = MeasurementId::None;
    Q_EMIT changed();
  }
  void setSegment(MaskId mask, Label segment) {
    if (mask == mask_ && segment == segment_) return;
    mask_ = mask;
    segment_ = segment;
    Q_EMIT changed();
  }
  /// Drawing and operations leave voxels of the mask's other lesions alone; else they take them.
  bool protectsOthers() const { return protectsOthers_; }
  void setProtectsOthers(bool protects) {
    if (protects == protectsOthers_) return;
    protectsOthers_ = protects;
    Q_EMIT changed();
  }

 Q_SIGNALS:
  void changed();

 private:
  BoxId box_ = BoxId::None;
  MeasurementId measurement_ = MeasurementId::None;
  MaskId mask_ = MaskId::None;
  Label segment_ = 0;
  bool protectsOthers_ = true;
};

}  // namespace uptake
