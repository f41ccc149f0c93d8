#pragma once

#include "annotation/compare/mask_agreement.h"
#include "app/session/evaluation/case_metadata.h"
#include "app/session/evaluation/case_pairs.h"
#include "app/session/evaluation/pet_input.h"
#include "core/review/lesion_decision.h"

#include <QString>

#include <optional>
#include <vector>

namespace uptake::evaluation {

/// A case that was evaluated.
struct EvaluatedCase {
  QString name;
  MaskAgreement agreement;
  std::vector<LesionDecision> decisions = {};  ///< about the prediction's lesions; made in the window
  std::optional<CaseMetadata> metadata = {};   ///< of a table that was given, where it has the case
  CasePair files = {};
  PetSource pet = {};
};

}  // namespace uptake::evaluation
