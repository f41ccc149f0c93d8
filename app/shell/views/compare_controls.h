#pragma once

#include "app/shell/views/layout.h"
#include "core/document/case_document.h"

#include <QObject>

namespace uptake {

/// Which two masks the layout Compare shows, in which plane, and the quiet boxes above its views in which a
/// person chooses them. Follows the document: without a choice, A and B are the first two masks.
class CompareControls : public QObject {
  Q_OBJECT

 public:
  explicit CompareControls(const CaseDocument& document, QObject* parent = nullptr);

  MaskId first() const { return first_; }
  MaskId second() const { return second_; }
  PlaneOrientation plane() const { return plane_; }
  void setFirst(MaskId mask);
  void setSecond(MaskId mask);
  void setPlane(PlaneOrientation plane);

  /// What a view of this role shows.
  SliceDisplay displayFor(ViewRole role) const;
  /// The header of a view of this role, or null; the caller owns it.
  QWidget* makeHeader(ViewRole role);

 Q_SIGNALS:
  /// Other masks, or their names.
  void masksChanged();
  void planeChanged();
  /// Something was chosen: the keyboard may go back to the views.
  void chosen();

 private:
  void followDocument();
  QWidget* makeMaskHeader(const QString& letter, bool isFirst);
  QWidget* makeDifferenceHeader();

  const CaseDocument& document_;
  MaskId first_ = MaskId::None;
  MaskId second_ = MaskId::None;
  // A choice of "none" stays, too, until another case is open.
  bool firstChosen_ = false;
  bool secondChosen_ = false;
  PlaneOrientation plane_ = PlaneOrientation::Axial;
};

}  // namespace uptake
