#pragma once

#include "core/document/case_document.h"
#include "viewer/state/view_state.h"

#include <QImage>
#include <QWidget>

#include <memory>
#include <optional>

namespace uptake {

/// A rotating maximum intensity projection of the PET in inverse grey. Left drag or wheel rotates about the
/// patient's long axis, a click moves the crosshair to the voxel that made the maximum.
class MipView : public QWidget {
  Q_OBJECT

 public:
  MipView(const CaseDocument& document, ViewState& state, QWidget* parent = nullptr);
  ~MipView() override;

  /// Degrees about the long axis; 0 is seen from the front.
  double angle() const;
  void setAngle(double degrees);
  /// Recomputes from the PET as far as it is loaded (call while loading, and at the end).
  void refresh();
  /// True when what is shown is up to date (no projection is being computed).
  bool isSettled() const;

  QImage grabImage();
  /// At `scale` times as many pixels, see SliceView; the MIP names no patient.
  QImage grabImage(double scale, bool withCrosshair = true);

 Q_SIGNALS:
  void hovered(std::optional<uptake::Point> point);
  void activated();
  void maximiseRequested();

 private:
  class Private;
  std::unique_ptr<Private> d_;
};

}  // namespace uptake
