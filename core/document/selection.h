#pragma once

#include "core/box/box.h"
#include "core/mask/mask_layer.h"
#include "core/measure/measurement.h"

#include <QObject>

#include <typeindex>

namespace uptake {

/// What a person is working on: the mark on the images that is selected (a box, a measurement, or one of a
/// further kind: never two), the mask and lesion that the brush paints, and what becomes of other lesions in
/// its way. Not part of the document: selecting is no edit.
class Selection : public QObject {
  Q_OBJECT

 public:
  explicit Selection(QObject* parent = nullptr) : QObject(parent) {}

  // Marks. `Id` is the type that identifies the marks of a kind: an enumeration with a `None`.

  /// The selected mark if it is of that kind, else None.
  template <class Id>
  Id mark() const {
    return markKind_ == typeid(Id) ? static_cast<Id>(mark_) : Id::None;
  }
  /// Selects a mark in place of any other one; None: none of that kind.
  template <class Id>
  void setMark(Id id) {
    if (id == mark<Id>()) return;
    if (id == Id::None) return clearMarks();
    markKind_ = typeid(Id);
    mark_ = static_cast<int>(id);
    Q_EMIT changed();
  }
  bool hasMark() const { return markKind_ != typeid(void); }
  void clearMarks() {
    if (!hasMark()) return;
    markKind_ = typeid(void);
    mark_ = 0;
    Q_EMIT changed();
  }
  BoxId box() const { return mark<BoxId>(); }
  void setBox(BoxId box) { setMark(box); }
  MeasurementId measurement() const { return mark<MeasurementId>(); }
  void setMeasurement(MeasurementId measurement) { setMark(measurement); }

  MaskId mask() const { return mask_; }
  Label segment() const { return segment_; }
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
  std::type_index markKind_ = typeid(void);  ///< the type of its id; void: none is selected
  int mark_ = 0;
  MaskId mask_ = MaskId::None;
  Label segment_ = 0;
  bool protectsOthers_ = true;
};

}  // namespace uptake
