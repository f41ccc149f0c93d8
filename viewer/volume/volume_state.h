#pragma once

#include "viewer/volume/volume_scene.h"

#include <QObject>

#include <optional>

namespace uptake {

/// How the CT is shown as a volume.
enum class CtPreset { None, Bone, Lung, SoftTissue, Skin };

/// What the three-dimensional views of a window show, apart from what all views share (see ViewState).
/// Setting a value emits changed() once. Lives on the UI thread.
class VolumeState : public QObject {
  Q_OBJECT

 public:
  explicit VolumeState(QObject* parent = nullptr) : QObject(parent) {}

  /// The PET's maxima along the line of sight.
  bool petShown() const { return petShown_; }
  CtPreset ctPreset() const { return ctPreset_; }
  /// The three planes of the slices.
  bool cutsShown() const { return cutsShown_; }
  /// Of the surfaces of all masks, 0 … 1, besides each mask's own.
  double surfaceOpacity() const { return surfaceOpacity_; }
  /// What lies outside is cut away.
  const std::optional<VolumeBox>& box() const { return box_; }

  void setPetShown(bool shown) { assign(petShown_, shown); }
  void setCtPreset(CtPreset preset) { assign(ctPreset_, preset); }
  void setCutsShown(bool shown) { assign(cutsShown_, shown); }
  void setSurfaceOpacity(double opacity) { assign(surfaceOpacity_, opacity); }
  void setBox(const std::optional<VolumeBox>& box) { assign(box_, box); }

 Q_SIGNALS:
  void changed();

 private:
  template <class T>
  void assign(T& member, const T& value) {
    if (member == value) return;
    member = value;
    Q_EMIT changed();
  }

  bool petShown_ = true;
  CtPreset ctPreset_ = CtPreset::Bone;
  bool cutsShown_ = false;
  double surfaceOpacity_ = 1.0;
  std::optional<VolumeBox> box_;
};

/// How a preset shows HU.
std::vector<SceneStop> ctStops(CtPreset preset);
/// How the maxima of a PET are shown: in the colours of the palette, clear below `threshold` (in the PET's
/// unit), all but opaque at the top of the window.
std::vector<SceneStop> petStops(Palette palette, const Window& window, double threshold);

}  // namespace uptake
