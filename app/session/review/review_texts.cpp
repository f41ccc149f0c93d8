#include "app/session/review/review_texts.h"

#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Review)
};

QString listText(const QStringList& names) {
  return names.join(QStringLiteral(", "));
}

}  // namespace

QString stateName(CaseState state) {
  switch (state) {
    case CaseState::Untouched:
      return Texts::tr("To do");
    case CaseState::Begun:
      return Texts::tr("Begun");
    case CaseState::Read:
      return Texts::tr("Read blind");
    case CaseState::Annotated:
      return Texts::tr("Annotated");
    case CaseState::Verifying:
      return Texts::tr("Being verified");
    case CaseState::Changed:
      return Texts::tr("Changed since");
    case CaseState::Disputed:
      return Texts::tr("Disputed");
    case CaseState::Rejected:
      return Texts::tr("Rejected");
    case CaseState::Final:
      break;
  }
  return Texts::tr("Final");
}

QString stateText(const CaseReview& review) {
  if (review.state == CaseState::Verifying)
    return Texts::tr("Verified %1 of %2").arg(review.verifiedBy.size()).arg(review.needed);
  if (review.state == CaseState::Read) return Texts::tr("Read blind by %1").arg(review.readBy.size());
  return stateName(review.state);
}

QString actText(ReviewAct act, bool ofOwn) {
  switch (act) {
    case ReviewAct::Edited:
      return Texts::tr("edited");
    case ReviewAct::Annotated:
      return ofOwn ? Texts::tr("read blind") : Texts::tr("annotated");
    case ReviewAct::Adjudicated:
      return Texts::tr("adjudicated");
    case ReviewAct::Verified:
      return Texts::tr("verified");
    case ReviewAct::Disputed:
      return Texts::tr("disputed");
    case ReviewAct::Rejected:
      return Texts::tr("rejected");
    case ReviewAct::Withdrawn:
      return Texts::tr("withdrawn");
    case ReviewAct::RuleSet:
      break;
  }
  return Texts::tr("rule set");
}

QString reviewSentence(const CaseReview& review) {
  QStringList parts;
  if (!review.annotator.isEmpty()) {
    const QString what =
        review.lesions == 0 ? Texts::tr("Annotated by %1: no lesion") : Texts::tr("Annotated by %1");
    parts.append(what.arg(review.annotator));
  }
  if (review.changed) parts.append(Texts::tr("changed since"));
  if (!review.verifiedBy.isEmpty())
    parts.append(Texts::tr("verified by %1 (%2 of %3)")
                     .arg(listText(review.verifiedBy))
                     .arg(review.verifiedBy.size())
                     .arg(review.needed));
  if (!review.outdated.isEmpty())
    parts.append(Texts::tr("%1 verified it as it was before").arg(listText(review.outdated)));
  if (!review.readBy.isEmpty()) parts.append(Texts::tr("read blind by %1").arg(listText(review.readBy)));
  for (const OpenDispute& dispute : review.disputes) {
    QString text = QStringLiteral("%1 %2").arg(dispute.reader, actText(dispute.act, false));
    if (dispute.lesion) text += QStringLiteral(" \"%1\"").arg(dispute.lesion->name);
    if (!dispute.comment.isEmpty()) text += QStringLiteral(": ") + dispute.comment.simplified();
    parts.append(text);
  }
  if (parts.isEmpty())
    return review.state == CaseState::Untouched ? Texts::tr("Nobody has marked this case.")
                                                : Texts::tr("There is an annotation that nobody has marked.");
  return parts.join(QStringLiteral(" · "));
}

int urgencyOf(CaseState state) {
  switch (state) {
    case CaseState::Rejected:
      return 0;
    case CaseState::Disputed:
      return 1;
    case CaseState::Changed:
      return 2;
    case CaseState::Untouched:
      return 3;
    case CaseState::Begun:
      return 4;
    case CaseState::Read:
      return 5;
    case CaseState::Annotated:
      return 6;
    case CaseState::Verifying:
      return 7;
    case CaseState::Final:
      break;
  }
  return 8;
}

}  // namespace uptake
