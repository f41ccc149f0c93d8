#pragma once

#include "annotation/review/case_review.h"

namespace uptake {

/// "Verified 2 of 4": how far a case is, as people read it.
QString stateText(const CaseReview& review);
/// The state alone: "Being verified".
QString stateName(CaseState state);
/// "verified"
QString actText(ReviewAct act, bool ofOwn);
/// One line on a case: who did what, what is open and why.
QString reviewSentence(const CaseReview& review);
/// 0 for what needs a person most; the more, the less.
int urgencyOf(CaseState state);

}  // namespace uptake
