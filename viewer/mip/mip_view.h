#pragma once

#include "core/document/case_document.h"
#include "core/input/slice_pointer.h"
#include "viewer/state/view_state.h"

#include <QImage>
#include <QWidget>

#include <memory>
#include <optional>

class QMenu;

namespace uptake {

/// A rotating maximum intensity projection of the PET in inverse grey. Left drag or wheel rotates about the
/// patient's long axis, a click moves the crosshair to the voxel that made the maximum (and, while it picks,
/// is handed to the tool), the context menu leaves parts and masks out. Masks lie over it as silhouettes in
/// their colours.
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

  /// Turns on and on, 5° at a time, until told otherwise.
  bool isTurning() const;
  void setTurning(bool turning);

  /// Clicks are handed to a tool: picked().
  void setPicking(bool picking);

  /// Leaves out what is joined to the hottest place behind a pixel, see hotRegion(), as soon as it is known;
  /// said() tells when it is too much.
  void leaveOutAt(const QPointF& pixel);
  bool leavesAnythingOut() const;
  /// Shows again what was left out.
  void showAll();
  /// The menu of this pixel; the caller's. Null without PET.
  QMenu* menuAt(const QPointF& pixel);

  QImage grabImage();
  /// At `scale` times as many pixels, see SliceView; the MIP names no patient.
  QImage grabImage(double scale, bool withCrosshair = true);

 Q_SIGNALS:
  /// A click while it picks, at the voxel that made the maximum.
  void picked(const uptake::SlicePointer& pointer);
  void hovered(std::optional<uptake::Point> point);
  void activated();
  void maximiseRequested();
  void turningChanged(bool turning);
  /// Something a person should know.
  void said(const QString& message);

 private:
  class Private;
  std::unique_ptr<Private> d_;
};

}  // namespace uptake
