#pragma once

#include "annotation/compare/mask_agreement.h"
#include "core/document/case_document.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace uptake {

class SurfaceMemory;

/// A comparison and the parts that its lesions refer to.
struct Comparison {
  MaskParts truth;
  MaskParts prediction;
  MaskAgreement agreement;
  bool surfacesMissing = false;  ///< some surface distances are still being computed
};

/// The comparison of two masks of a case, kept up to date while either is drawn on: the same numbers as
/// compareMasks() of the masks as they are. Drawing costs the UI thread the runs of the changed slices; parts
/// and figures are computed in the background, at most one computation at a time, so that results come while
/// a stroke goes on. Surface distances follow when drawing pauses.
class LiveAgreement : public QObject {
  Q_OBJECT

 public:
  explicit LiveAgreement(const CaseDocument& document, QObject* parent = nullptr);
  ~LiveAgreement() override;

  /// With MaskId::None as truth the prediction is compared with an empty mask on its own voxels. A prediction
  /// on other voxels than the truth's is compared as resampleLabels() brings it there.
  void setPair(MaskId truth, MaskId prediction);
  MaskId truth() const { return truth_; }
  MaskId prediction() const { return prediction_; }
  /// Null before the first result, and without a prediction.
  const std::shared_ptr<const Comparison>& comparison() const { return comparison_; }
  /// The prediction was brought onto the truth's voxels.
  bool isResampled() const { return resampled_; }
  /// What comparison() holds is of the masks as they are now, surface distances included.
  bool isSettled() const;
  /// The same for all but the surface distances.
  bool isCurrent() const;

 Q_SIGNALS:
  /// comparison() or what is said of it changed.
  void changed();
  void failed(const QString& reason);

 private:
  struct Figures;
  void takeMasks();
  void markChanged(MaskId id);
  void schedule();
  void compute();
  void computeSurfaces();
  void take(Result<std::shared_ptr<const Figures>> result, int predictionRevision);

  const CaseDocument& document_;
  MaskId truth_ = MaskId::None;
  MaskId prediction_ = MaskId::None;
  const MaskLayer* truthLayer_ = nullptr;  ///< to notice that a mask was replaced
  const MaskLayer* predictionLayer_ = nullptr;
  bool resampled_ = false;
  std::shared_ptr<const MaskParts> predictedParts_;  ///< on the truth's voxels; null: not found yet
  int predictionRevision_ = 0;
  bool stale_ = false;  ///< the masks changed since the last computation began
  bool computing_ = false;
  bool failed_ = false;  ///< the last computation did
  std::shared_ptr<const Comparison> comparison_;
  std::shared_ptr<SurfaceMemory> surfaces_;
  QTimer soon_;
  QTimer pause_;
  JobRunner job_;
  JobRunner surfaceJob_;
};

}  // namespace uptake
