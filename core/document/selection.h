#pragma once

#include "core/box/box.h"
#include "core/mask/mask_layer.h"

#include <QObject>

namespace uptake {

/// What a person is working on: the box whose handles show, and the mask and lesion that the brush paints.
/// Not part of the document: selecting is no edit.
class Selection : public QObject {
  Q_OBJECT

 public:
  explicit Selection(QObject* parent = nullptr) : QObject(parent) {}

  BoxId box() const { return box_; }
  MaskId mask() const { return mask_; }
  Label segment() const { return segment_; }

  void setBox(BoxId box) {
    if (box == box_) return;
    box_ = box;
    Q_EMIT changed();
  }
  void setSegment(MaskId mask, Label segment) {
    if (mask == mask_ && segment == segment_) return;
    mask_ = mask;
    segment_ = segment;
    Q_EMIT changed();
  }

 Q_SIGNALS:
  void changed();

 private:
  BoxId box_ = BoxId::None;
  MaskId mask_ = MaskId::None;
  Label segment_ = 0;
};

}  // namespace uptake
