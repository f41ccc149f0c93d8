#pragma once

#include "annotation/compare/live_agreement.h"
#include "annotation/lesion_editor.h"
#include "annotation/tools/tool.h"

#include <vector>

namespace uptake {

/// What a prediction's decisions are kept under: PredictionOrigin::id, or what else names the mask.
QString predictionIdOf(const MaskLayer& prediction);

/// What a part of a compared prediction is called: as its mask's list calls it, and which of the components
/// that one label of a model stands for. Translated.
QString predictedLesionName(const MaskLayer& prediction, const MaskParts& parts, int part);

/// The decision about a part of a compared prediction; null when none was made.
const LesionDecision* decisionAbout(const CaseDocument& document, const MaskLayer& prediction,
                                    const MaskParts& parts, int part);

/// Takes predicted lesions over into the reader's mask, or rejects them. A predicted lesion is a connected
/// component of the prediction (18 neighbours, any label), as evaluation counts them. Every call is one undo
/// step that holds the decisions with what they do to the mask.
class PredictionEditor {
 public:
  explicit PredictionEditor(ToolContext context) : context_(context) {}

  /// Which lesions are meant: positions in the comparison's prediction. The comparison must be of the
  /// prediction as it is.
  struct Request {
    MaskId truth = MaskId::None;  ///< the reader's mask; MaskId::None: one is made
    MaskId prediction = MaskId::None;
    const Comparison& comparison;
    std::vector<int> parts;
  };

  struct Outcome {
    bool done = false;
    QString said;      ///< why it was not done, or what a person should know
    LesionRef lesion;  ///< of the reader's mask; the last one that a part went to
  };

  /// Changes the lesion of the reader's mask that overlaps a part most. With `kind` TakenOver or Corrected
  /// the part's free voxels are added to it; with Replaced it also loses its voxels outside of the parts, so
  /// that it becomes what is predicted; with Intersected it keeps only its voxels in the parts. Where no
  /// lesion overlaps the part, the part becomes a new lesion, but Intersected is refused. Voxels of other
  /// lesions are protected or taken, as the selection says. The lesion is recorded with the algorithm's name,
  /// see recordAlgorithm(). Locked lesions are refused.
  Outcome takeOver(const Request& request, DecisionKind kind);

  /// Records the decision. A lesion that an earlier decision made of the part is removed again; a lesion that
  /// the part was added to, or that a person drew, stays.
  Outcome reject(const Request& request);

 private:
  struct Plan;
  QString addPart(Plan& plan, const Request& request, int part, DecisionKind kind) const;
  void removeOutside(Plan& plan, const Request& request) const;
  LesionDecision decisionOf(const Request& request, int part, DecisionKind kind) const;
  void pushDecisions(std::vector<LesionDecision> decisions, const QString& text);

  ToolContext context_;
};

}  // namespace uptake
