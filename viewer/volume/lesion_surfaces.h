#pragma once

#include "core/document/case_document.h"
#include "viewer/slice/mask_difference.h"
#include "viewer/volume/lesion_surface.h"

#include <QObject>
#include <QTimer>

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>

namespace uptake {

/// The surfaces of the lesions of a case, made in the background, and each made anew when its voxels change.
/// Surfaces that are out of date stay until the new ones are there.
class LesionSurfaces : public QObject {
  Q_OBJECT

 public:
  using Key = std::pair<MaskId, Label>;
  using Mesh = std::shared_ptr<const SurfaceMesh>;

  explicit LesionSurfaces(const CaseDocument& document, QObject* parent = nullptr);
  ~LesionSurfaces() override;

  /// Makes nothing while nobody looks.
  void setActive(bool active);
  /// Two masks of which it is also shown where they agree and differ; std::nullopt: none.
  void setAgreement(const std::optional<std::pair<MaskId, MaskId>>& masks);

  /// Null while there is none yet, and where a lesion has no voxels.
  Mesh surface(MaskId mask, Label label) const;
  /// Of the voxels that both of the compared masks label, or one alone; on the first one's grid.
  Mesh agreement(AgreementKind kind) const;
  /// Nothing is being made, and nothing waits.
  bool isSettled() const;

 Q_SIGNALS:
  void changed();

 private:
  struct Entry {
    Mesh mesh;
    std::size_t voxels = 0;  ///< tells whether voxels are the same
    IndexBox extent;
  };
  struct Made;
  struct Work;

  void takeMasks();
  void takeSegments(MaskId id);
  void changeVoxels(MaskId id, const IndexBox& region);
  void start();
  void take(Result<Made> made);
  Work work() const;
  static Result<Made> make(const Work& work, JobControl& control);

  const CaseDocument& document_;
  std::map<Key, Entry> entries_;
  std::set<Key> outdated_;
  std::optional<std::pair<MaskId, MaskId>> compared_;
  std::array<Mesh, 3> agreement_;
  bool agreementOutdated_ = false;
  bool active_ = false;
  JobRunner runner_;
};

}  // namespace uptake
