#pragma once

#include "core/document/case_document.h"
#include "viewer/mip/mip_projector.h"

#include <QImage>

#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace uptake {

/// The masks of a case as the MIP shows them, and what a person left out of the MIP.
class MipMasks {
 public:
  explicit MipMasks(const CaseDocument& document) : document_(document) {}

  /// After masksChanged(): masks that are gone are no longer left out.
  void forgetGoneMasks();
  /// Another PET: nothing is left out of it.
  void forgetLeftOut();

  /// What a projection's silhouettes are made of by a job: masks that are shown, and what of them is not.
  struct Snapshot {
    struct Mask {
      MaskId id = MaskId::None;
      LabelRuns runs;
      std::set<Label> hidden;
    };
    std::vector<Mask> masks;
  };
  Snapshot snapshot() const;

  /// Leaves a part of the PET out; on the PET's grid.
  void leaveOutPart(LabelRuns voxels) { parts_.push_back(std::move(voxels)); }
  int partsLeftOut() const { return static_cast<int>(parts_.size()); }
  /// Only a mask on the PET's grid can be left out.
  bool canLeaveOut(const MaskLayer& mask) const;
  void setLeftOut(MaskId id, bool leftOut);
  bool isLeftOut(MaskId id) const { return leftOutMasks_.contains(id); }
  bool leavesAnythingOut() const { return !parts_.empty() || !leftOutMasks_.empty(); }
  /// What was left out, in words: "without Bladder, 2 parts".
  QString leftOutText() const;

  /// The projector without what is left out.
  MipProjector applyTo(const MipProjector& whole) const;

 private:
  const CaseDocument& document_;
  std::set<MaskId> leftOutMasks_;
  std::vector<LabelRuns> parts_;
};

/// Silhouettes of masks in a projection, as a job makes them.
struct MipMaskImages {
  std::vector<std::pair<MaskId, std::vector<Label>>> masks;
};
MipMaskImages silhouettes(const MipMasks::Snapshot& snapshot, const MipImage& image);

/// The silhouettes in the colours that the segments have now, one pixel a pixel of the projection;
/// transparent elsewhere. Masks lie over each other as in slices. The two masks of `agreement` are coloured
/// by where their silhouettes agree, over all others.
QImage colouredSilhouettes(const MipMaskImages& images, const CaseDocument& document, const MipImage& image,
                           double opacity,
                           const std::optional<std::pair<MaskId, MaskId>>& agreement = std::nullopt);

}  // namespace uptake
