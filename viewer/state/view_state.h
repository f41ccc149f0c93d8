#pragma once

#include "core/box/label_scheme.h"
#include "core/geometry/patient_space.h"
#include "core/mask/mask_layer.h"
#include "core/volume/pet_quantity.h"
#include "viewer/colour/colour_map.h"
#include "viewer/render/rendering.h"
#include "viewer/state/measurement_texts.h"
#include "viewer/state/point_marks.h"

#include <QObject>

#include <algorithm>
#include <optional>
#include <utility>

namespace uptake {

/// A grey-level window: `width` and `level` in the image's unit (HU, SUV).
struct Window {
  double width = 350.0;
  double level = 40.0;
  double low() const { return level - width / 2.0; }
  double high() const { return level + width / 2.0; }
  bool operator==(const Window&) const = default;
};

/// A section thicker than one layer of voxels.
struct Slab {
  enum class Mode { Largest, Smallest, Mean };
  double thickness = 0.0;  ///< mm, centred on the plane; 0: the plane alone
  Mode mode = Mode::Largest;
  bool operator==(const Slab&) const = default;
};

/// How a fused view shows two images at once.
enum class FusionMode {
  Blend,
  Checkerboard,  ///< CT and PET in turn, as the squares of a board
  Swipe,         ///< CT on the left of a line, PET on its right
};

/// What all views of a window share: the crosshair, the windows, fusion, zoom and pan, what is hidden.
/// Setting a value emits changed() once; views repaint. Lives on the UI thread.
class ViewState : public QObject {
  Q_OBJECT

 public:
  explicit ViewState(QObject* parent = nullptr) : QObject(parent) {}

  /// What the views are painted with; it has signals of its own.
  Rendering& rendering() { return rendering_; }
  const Rendering& rendering() const { return rendering_; }

  const Point& crosshair() const { return crosshair_; }
  const Window& ctWindow() const { return ctWindow_; }
  /// In SUVbw, as the volume's voxels (or in the PET's own unit), whatever the quantity: from 0 to the top as
  /// a window.
  const Window& petWindow() const { return petWindow_; }
  /// What numbers of PET are shown in: a person reads voxel × factor, with the quantity's label. The same
  /// picture in other numbers.
  const PetQuantity& petQuantity() const { return petQuantity_; }
  /// The SUV rests on values that a person corrected; whatever shows SUV says so.
  bool petEdited() const { return petEdited_; }
  /// Weight of PET in fused views, 0 … 1.
  double fusion() const { return fusion_; }
  /// PET below this value (in the PET's unit) is transparent in fused views, and has its full weight from
  /// twice the value on: a hard edge would speckle wherever tissue lies about the threshold.
  double petThreshold() const { return petThreshold_; }
  bool petHidden() const { return petHidden_; }
  bool annotationsVisible() const { return annotationsVisible_; }
  /// The classes that boxes are named and coloured by.
  const LabelScheme& labelScheme() const { return labelScheme_; }
  /// Filled by whoever computes them; a measurement without an entry is shown without numbers.
  const MeasurementTexts& measurementTexts() const { return measurementTexts_; }
  /// Shown with the annotations.
  const PointMarks& pointMarks() const { return pointMarks_; }
  bool cornerTextVisible() const { return cornerTextVisible_; }
  /// Together with the corner texts.
  bool colourBarsVisible() const { return colourBarsVisible_; }
  double maskOpacity() const { return maskOpacity_; }
  /// Outlines of masks as smooth curves, instead of along the edges of voxels.
  bool smoothOutlines() const { return smoothOutlines_; }
  /// Names beside the lesions of masks.
  bool lesionNamesVisible() const { return lesionNamesVisible_; }
  /// Two masks, a truth and a prediction, that are shown by where they agree and differ in place of their own
  /// colours, see agreementColour().
  const std::optional<std::pair<MaskId, MaskId>>& agreement() const { return agreement_; }
  Palette fusionPalette() const { return fusionPalette_; }
  FusionMode fusionMode() const { return fusionMode_; }
  /// Where the line of FusionMode::Swipe stands: 0 a view's left edge, 1 its right one.
  double swipePosition() const { return swipePosition_; }
  /// Images are interpolated linearly between voxels, or else every voxel is shown as it is.
  bool smoothImages() const { return smoothImages_; }
  const Slab& slab() const { return slab_; }
  /// Turns the three standard planes into the ones that are shown; the identity until a person turns them.
  const Eigen::Matrix3d& rotation() const { return rotation_; }
  bool isStraight() const { return rotation_ == Eigen::Matrix3d::Identity(); }
  /// The plane that views of an orientation show at a point. In a turned plane right and down are the
  /// standard plane's, turned with its normal the short way, so that a picture never spins while the other
  /// two planes are turned about its normal.
  SlicePlane planeThrough(PlaneOrientation orientation, const Point& point) const;
  static constexpr double kSmallestZoom = 0.2;
  static constexpr double kLargestZoom = 40.0;
  /// Screen magnification relative to fit, shared by views.
  double zoom() const { return zoom_; }
  /// The patient position in the middle of every view, relative to the middle of the CT (of the PET without
  /// one), mm LPS. Views use its components in their plane, so that views of the same orientation stay
  /// registered, and the others as far as they share an axis.
  const Eigen::Vector3d& pan() const { return pan_; }

  void setCrosshair(const Point& point) { assign(crosshair_, point); }
  void setCtWindow(const Window& window) { assign(ctWindow_, window); }
  void setPetWindow(const Window& window) { assign(petWindow_, window); }
  void setPetQuantity(const PetQuantity& quantity, bool edited) {
    if (quantity == petQuantity_ && edited == petEdited_) return;
    petEdited_ = edited;
    petQuantity_ = quantity;
    Q_EMIT changed();
  }
  void setFusion(double weight) { assign(fusion_, weight); }
  void setPetThreshold(double value) { assign(petThreshold_, value); }
  void setPetHidden(bool hidden) { assign(petHidden_, hidden); }
  void setAnnotationsVisible(bool visible) { assign(annotationsVisible_, visible); }
  void setLabelScheme(const LabelScheme& scheme) { assign(labelScheme_, scheme); }
  /// Not a matter of changed(): the images need no new painting for it.
  void setMeasurementTexts(MeasurementTexts texts) {
    if (texts == measurementTexts_) return;
    measurementTexts_ = std::move(texts);
    Q_EMIT measurementTextsChanged();
  }
  /// Of one owner, in place of its marks so far. No matter of changed() either.
  void setPointMarks(const QString& whose, std::vector<PointMark> marks);
  void setCornerTextVisible(bool visible) { assign(cornerTextVisible_, visible); }
  void setColourBarsVisible(bool visible) { assign(colourBarsVisible_, visible); }
  void setMaskOpacity(double opacity) { assign(maskOpacity_, opacity); }
  void setSmoothOutlines(bool smooth) { assign(smoothOutlines_, smooth); }
  void setLesionNamesVisible(bool visible) { assign(lesionNamesVisible_, visible); }
  void setAgreement(const std::optional<std::pair<MaskId, MaskId>>& masks) { assign(agreement_, masks); }
  void setFusionPalette(Palette palette) { assign(fusionPalette_, palette); }
  void setFusionMode(FusionMode mode) { assign(fusionMode_, mode); }
  void setSwipePosition(double position) { assign(swipePosition_, std::clamp(position, 0.0, 1.0)); }
  void setSmoothImages(bool smooth) { assign(smoothImages_, smooth); }
  void setSlab(const Slab& slab) { assign(slab_, slab); }
  /// The planes as they were at a rotation, turned on by an angle (radians) about an axis through the
  /// crosshair.
  void setRotation(const Eigen::Matrix3d& from, const Direction& axis, double angle);
  /// Back to axial, coronal and sagittal.
  void straighten() { assign(rotation_, Eigen::Matrix3d(Eigen::Matrix3d::Identity())); }
  void setZoom(double zoom) { setZoomAndPan(zoom, pan_); }
  void setPan(const Eigen::Vector3d& pan) { assign(pan_, pan); }
  /// Both at once, so that views repaint once.
  void setZoomAndPan(double zoom, const Eigen::Vector3d& pan);

 Q_SIGNALS:
  void changed();
  void measurementTextsChanged();
  void pointMarksChanged();

 private:
  template <class T>
  void assign(T& member, const T& value) {
    if (member == value) return;
    member = value;
    Q_EMIT changed();
  }

  Rendering rendering_;
  Point crosshair_ = Point::Zero();
  Window ctWindow_{350.0, 40.0};
  Window petWindow_{6.0, 3.0};
  PetQuantity petQuantity_;
  bool petEdited_ = false;
  double fusion_ = 0.5;
  double petThreshold_ = 0.5;
  bool petHidden_ = false;
  bool annotationsVisible_ = true;
  LabelScheme labelScheme_ = LabelScheme::lungPetCtDx();
  MeasurementTexts measurementTexts_;
  PointMarks pointMarks_;
  bool cornerTextVisible_ = true;
  bool colourBarsVisible_ = true;
  double maskOpacity_ = 0.4;
  bool smoothOutlines_ = false;
  bool lesionNamesVisible_ = true;
  std::optional<std::pair<MaskId, MaskId>> agreement_;
  Palette fusionPalette_ = Palette::HotIron;
  FusionMode fusionMode_ = FusionMode::Blend;
  double swipePosition_ = 0.5;
  bool smoothImages_ = true;
  Slab slab_;
  Eigen::Matrix3d rotation_ = Eigen::Matrix3d::Identity();
  double zoom_ = 1.0;
  Eigen::Vector3d pan_ = Eigen::Vector3d::Zero();
};

}  // namespace uptake
