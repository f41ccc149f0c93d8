#pragma once

#include "annotation/compare/mask_parts.h"
#include "core/jobs/job_runner.h"
#include "core/units.h"

#include <optional>
#include <vector>

namespace uptake {

class LabelMap;
class Volume;

/// How far two surfaces are apart, in mm between voxel centres. The surface of a set are its voxels of which
/// a face neighbour is outside of it (beyond the grid is outside).
struct SurfaceDistance {
  /// The larger of the two directed 95th percentiles (linear between ranks).
  double hausdorff95 = 0.0;
  /// Of all surface voxels of both, the mean distance to the other surface.
  double mean = 0.0;
};

/// What became of a lesion, that is of a connected part of the truth or of the prediction.
enum class LesionFate {
  Detected,       ///< a true lesion that a prediction overlaps
  Missed,         ///< a true lesion that no prediction overlaps
  FalsePositive,  ///< a predicted lesion that overlaps no true lesion
};

/// One lesion of a comparison.
struct LesionAgreement {
  LesionFate fate = LesionFate::Detected;
  int truth = -1;              ///< its position in the truth's MaskParts, -1 for a false positive
  std::vector<int> predicted;  ///< the predicted parts that overlap it, or the false positive itself
  bool split = false;          ///< several predicted lesions overlap it
  bool merged = false;         ///< a predicted lesion that overlaps it overlaps others as well
  bool matched = false;        ///< a predicted lesion matches it, see MaskAgreement::lesionTp
  double truthMl = 0.0;
  double predictedMl = 0.0;  ///< of all those predicted lesions
  double overlapMl = 0.0;    ///< of them with this lesion
  /// The part of this lesion that no prediction covers, and the part of those predicted lesions that covers
  /// no true lesion.
  double disagreementMl = 0.0;
  std::optional<double> dice;              ///< of it with all of those; std::nullopt unless it was detected
  std::optional<SurfaceDistance> surface;  ///< likewise; std::nullopt also when it wasn't computed
  Point position = Point::Zero();          ///< centre of the box around it, LPS mm
  std::optional<double> truthSuvMean;      ///< in a PET; std::nullopt without one, or where it ends before
  std::optional<double> predictedSuvMean;  ///< likewise, of all those predicted lesions
};

/// The intersection over union from which a true and a predicted lesion are one.
inline constexpr double kLesionMatchIou = 0.1;

/// A prediction against the truth: the metrics of autoPET (facts of the challenge's evaluation: 18-connected
/// components; false positive volume is the volume of predicted components without any true voxel, false
/// negative volume that of true components without any predicted voxel; Dice over the volume).
struct MaskAgreement {
  /// 2·|T∩P| / (|T| + |P|); std::nullopt when the truth is empty.
  std::optional<double> dice;
  double fpvMl = 0.0;
  std::optional<double> fnvMl;  ///< std::nullopt when the truth is empty
  double truthMl = 0.0;
  double predictedMl = 0.0;
  double overlapMl = 0.0;
  int truthComponents = 0;
  int predictedComponents = 0;
  /// Lesions as autoPET V counts them (its metrics.py, "DMM"): a true and a predicted component that overlap
  /// match when their intersection over union is kLesionMatchIou or more. True positives are the true ones
  /// that any matches, false negatives the others, false positives the predicted ones that match none. That a
  /// lesion was split is not punished.
  int lesionTp = 0;
  int lesionFp = 0;
  int lesionFn = 0;
  /// 2 TP / (2 TP + FP + FN); std::nullopt where nothing is true and nothing predicted.
  std::optional<double> lesionF1() const;
  /// See surfaceDice(); std::nullopt unless it was asked for.
  std::optional<double> surfaceDice;
  // Of all voxels of either mask, in a PET: as LesionAgreement has it. TLG in g. 0 voxels have no mean.
  std::optional<double> truthSuvMean, predictedSuvMean, truthTlg, predictedTlg;
  /// All true lesions in the order of their parts, then the false positives in theirs.
  std::vector<LesionAgreement> lesions;
};

enum class AgreementDetail {
  Volumes,   ///< without surface distances
  Surfaces,  ///< with them: slower
};

/// What a comparison is to find besides volumes and components.
struct AgreementOptions {
  AgreementDetail detail = AgreementDetail::Volumes;
  std::optional<Millimetres> surfaceTolerance = {};  ///< for the surface Dice
  const Volume* pet = nullptr;                       ///< in SUV, in the masks' frame of reference
};

class SurfaceMemory;

/// Compares the parts of a truth and a prediction on one grid; without surface distances.
MaskAgreement agreementOf(const MaskParts& truth, const MaskParts& prediction);

/// Adds the surface distances of detected lesions that have none yet; those that `memory` knows are taken
/// from there, others are put there. What is missing when `control` says stop stays missing.
void addSurfaces(MaskAgreement& agreement, const MaskParts& truth, const MaskParts& prediction,
                 const JobControl& control, SurfaceMemory* memory = nullptr);
/// Adds only those that `memory` knows. Returns whether any are missing.
bool recallSurfaces(MaskAgreement& agreement, const MaskParts& truth, const MaskParts& prediction,
                    const SurfaceMemory& memory);

/// Adds the mean SUV of lesions and of both masks. False where some voxels lie beyond the PET or in a slice
/// that could not be read: what they belong to has no mean.
bool addUptake(MaskAgreement& agreement, const MaskParts& truth, const MaskParts& prediction,
               const Volume& pet, const JobControl& control);

/// Compares two masks; any label counts as lesion. Inconsistent when they do not lie on the same grid;
/// Cancelled when `control` says so.
Result<MaskAgreement> compareMasks(const LabelMap& truth, const LabelMap& prediction,
                                   const AgreementOptions& options, const JobControl& control);
inline Result<MaskAgreement> compareMasks(const LabelMap& truth, const LabelMap& prediction,
                                          AgreementDetail detail, const JobControl& control) {
  return compareMasks(truth, prediction, AgreementOptions{.detail = detail}, control);
}

}  // namespace uptake
