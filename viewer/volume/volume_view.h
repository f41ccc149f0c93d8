#pragma once

#include "core/document/case_document.h"
#include "core/document/selection.h"
#include "viewer/state/view_state.h"
#include "viewer/volume/volume_scene.h"
#include "viewer/volume/volume_state.h"

#include <QImage>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace uptake {

/// From which side of the patient a volume is seen.
enum class VolumeSide { Front, Back, Left, Right, Head, Feet };

/// The case in three dimensions: lesions as surfaces, PET and CT as volumes, the planes of the slices as
/// cuts. It watches the document, the selection and what views share, and changes none of what is drawn.
///
/// Left drag turns, right drag or Ctrl and wheel zooms, middle drag pans, the wheel turns about the long axis
/// of the screen; a click takes the crosshair to what is seen there, see placeUnder(). The faces of the box
/// can be dragged. Pictures are made by a thread of its own: the window never waits for one.
class VolumeView : public QWidget {
  Q_OBJECT

 public:
  VolumeView(const CaseDocument& document, const Selection& selection, ViewState& state, VolumeState& volume,
             QWidget* parent = nullptr);
  ~VolumeView() override;

  /// Seen from a side, all of it in view.
  void showSide(VolumeSide side);
  /// Turns what is seen, in degrees: to the right about the vertical of the screen, and down about the
  /// horizontal.
  void turn(double right, double down);
  /// All of it in view, seen from where it is.
  void fit();
  double zoom() const;
  void setZoom(double zoom);

  /// Shows what was loaded since.
  void refresh();
  /// True when what is shown is sharp and up to date, or nothing can be drawn.
  bool isSettled() const;
  /// Why nothing can be drawn; empty otherwise.
  QString failure() const;

  /// Where a point of the patient lies on the view (logical pixels).
  QPointF toPixel(const Point& point) const;
  /// What a click there would take the crosshair to.
  std::optional<Point> placeAt(const QPointF& pixel) const;
  /// The surfaces as they are shown, with names.
  struct NamedSurface {
    QString name;
    SceneSurface surface;
  };
  std::vector<NamedSurface> surfaces() const;
  /// The box around all that there is to show.
  std::optional<VolumeBox> bounds() const;

  QImage grabImage();
  /// At `scale` times as many pixels. Waits until it is drawn.
  QImage grabImage(double scale, bool withCrosshair = true);
  /// The same, turned so many degrees about the vertical of the screen, without waiting: `take` gets it on
  /// this thread, or a null picture.
  void requestTurned(double degrees, double scale, bool withCrosshair, std::function<void(QImage)> take);

 Q_SIGNALS:
  void hovered(std::optional<uptake::Point> point);
  void activated();
  void maximiseRequested();
  /// A click of the right button, not a drag: `at` is on the screen.
  void menuRequested(const QPoint& at);
  /// A picture came, and how long it took.
  void framePainted(double milliseconds, bool isSharp);

 private:
  class Private;
  std::unique_ptr<Private> d_;
};

}  // namespace uptake
