#pragma once

#include "annotation/regions/voxel_region.h"
#include "annotation/tools/tool.h"
#include "core/jobs/job_runner.h"

#include <functional>
#include <memory>

namespace uptake {

/// A lesion of a mask.
struct LesionRef {
  MaskId mask = MaskId::None;
  Label number = 0;
  bool operator==(const LesionRef&) const = default;
};

/// Operations on whole lesions. Each is computed in the background from the lesion's voxels as they are, and
/// becomes one undo step when it is done, unless those voxels were changed meanwhile. Drawing elsewhere can
/// go on. Locked lesions are neither changed nor taken from; voxels of other lesions of the mask are
/// protected or taken, as the selection says (Selection::protectsOthers()). said() tells why nothing changed,
/// and what was taken.
class LesionEditor : public QObject {
  Q_OBJECT

 public:
  enum class Combination { Union, Intersection, Difference };

  explicit LesionEditor(ToolContext context, QObject* parent = nullptr);

  /// Computes one operation at a time; others are refused meanwhile.
  JobRunner& job() { return job_; }

  /// See filledBetween(). `axis` is one of the mask's grid: 0 i, 1 j, 2 k.
  void fillBetween(LesionRef lesion, int axis);
  /// See smoothed().
  void smooth(LesionRef lesion, Millimetres sigma);
  /// See grownBy(), and shrunkBy() for a negative radius. A lesion that would vanish stays as it is.
  void grow(LesionRef lesion, Millimetres by);
  void fillHoles(LesionRef lesion);
  void fillHolesInSlices(LesionRef lesion, int axis);

  // Connected parts (18 neighbours).
  void keepLargestPart(LesionRef lesion);
  /// The part at a position in the patient.
  void keepPartAt(LesionRef lesion, const Point& position);
  void removePartAt(LesionRef lesion, const Point& position);
  /// The largest part stays; every other becomes a lesion of its own.
  void split(LesionRef lesion);

  /// All voxels go to another lesion of the mask, and the lesion is gone.
  void moveTo(LesionRef lesion, Label other);
  /// A new lesion of another mask with the same voxels, as far as they are free there; on another grid, the
  /// voxels whose centres lie in the lesion.
  void copyTo(LesionRef lesion, MaskId mask);
  /// Combines a lesion with one of another mask, which stays as it is.
  void combine(LesionRef lesion, LesionRef other, Combination how);

  /// A lesion "Lungs" of a mask, or of a new mask on the CT's grid for MaskId::None: see lungRegion().
  void addLungs(MaskId mask);
  /// Leaves only the part of a lesion that lies in the lungs, or outside of them.
  void clipToLungs(LesionRef lesion, bool inside);

 Q_SIGNALS:
  void said(const QString& message);

 private:
  /// A lesion as it was when an operation began.
  struct Snapshot {
    LesionRef lesion;
    ImageGrid grid;
    VoxelRegion region;
  };
  using Work = std::function<Result<std::vector<VoxelRegion>>(const std::vector<Snapshot>&, JobControl&)>;
  using Apply = std::function<void(const std::vector<Snapshot>&, std::vector<VoxelRegion>)>;
  struct LungCache;

  /// `lesions`: the first is changed, the others are read.
  void run(const std::vector<LesionRef>& lesions, Work work, Apply apply);
  /// An operation in words: its undo step, what is said when it changes nothing, and what is recorded with
  /// the lesion (see recordAlgorithm(); empty: corrected by hand).
  struct Wording {
    QString text;
    QString nothing;
    QString algorithm = {};
  };
  /// The one most operations need: one lesion in, the same lesion out.
  void change(LesionRef lesion, const Wording& wording,
              std::function<VoxelRegion(const Snapshot&, JobControl&)> work);
  void replace(const Snapshot& before, const VoxelRegion& after, const Wording& wording);
  /// `done`: what is said of so many ml.
  void addLesion(MaskId mask, const VoxelRegion& region, Segment segment, const QString& text,
                 const std::function<QString(double)>& done, bool takesOthers);
  bool mayChange(LesionRef lesion);
  bool isUnchanged(const std::vector<Snapshot>& snapshots) const;
  bool isBusy();
  QString nameOf(LesionRef lesion) const;
  std::function<Result<VoxelRegion>(JobControl&)> lungFinder();

  ToolContext context_;
  std::shared_ptr<LungCache> lungs_;
  JobRunner job_;
};

}  // namespace uptake
