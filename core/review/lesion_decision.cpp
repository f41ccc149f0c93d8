#include "core/review/lesion_decision.h"

namespace uptake {

QString decisionWord(DecisionKind kind) {
  switch (kind) {
    case DecisionKind::TakenOver:
      return QStringLiteral("taken_over");
    case DecisionKind::Corrected:
      return QStringLiteral("corrected");
    case DecisionKind::Rejected:
      break;
  }
  return QStringLiteral("rejected");
}

std::optional<DecisionKind> decisionWithWord(const QString& word) {
  for (const DecisionKind kind : {DecisionKind::TakenOver, DecisionKind::Rejected, DecisionKind::Corrected})
    if (decisionWord(kind) == word) return kind;
  return std::nullopt;
}

}  // namespace uptake
