#include "core/review/lesion_decision.h"

namespace uptake {

QString decisionWord(DecisionKind kind) {
  switch (kind) {
    case DecisionKind::TakenOver:
      return QStringLiteral("taken_over");
    case DecisionKind::Corrected:
      return QStringLiteral("corrected");
    case DecisionKind::Replaced:
      return QStringLiteral("replaced");
    case DecisionKind::Intersected:
      return QStringLiteral("intersected");
    case DecisionKind::Rejected:
      break;
  }
  return QStringLiteral("rejected");
}

std::optional<DecisionKind> decisionWithWord(const QString& word) {
  for (const DecisionKind kind : {DecisionKind::TakenOver, DecisionKind::Rejected, DecisionKind::Corrected,
                                  DecisionKind::Replaced, DecisionKind::Intersected})
    if (decisionWord(kind) == word) return kind;
  return std::nullopt;
}

}  // namespace uptake
