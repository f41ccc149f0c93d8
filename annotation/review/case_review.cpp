#include "annotation/review/case_review.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::CaseReview)
};

bool isJudgement(ReviewAct act) {
  return act == ReviewAct::Verified || act == ReviewAct::Disputed || act == ReviewAct::Rejected;
}

bool isAnnotation(ReviewAct act) {
  return act == ReviewAct::Annotated || act == ReviewAct::Adjudicated;
}

bool contains(const QStringList& names, const QString& reader) {
  return std::ranges::any_of(
      names, [key = readerKey(reader)](const QString& name) { return readerKey(name) == key; });
}

void note(QStringList& names, const QString& reader) {
  if (!contains(names, reader)) names.append(reader);
}

/// The marks that stand: without those that were withdrawn, withdrawals and rules.
std::vector<const ReviewEvent*> standing(const std::vector<const ReviewEvent*>& events) {
  std::set<std::pair<QString, QString>> withdrawn;
  for (const ReviewEvent* event : events)
    if (event->act == ReviewAct::Withdrawn) withdrawn.emplace(readerKey(event->reader), event->withdraws);
  std::vector<const ReviewEvent*> result;
  for (const ReviewEvent* event : events)
    if (event->act != ReviewAct::Withdrawn && event->act != ReviewAct::RuleSet &&
        !withdrawn.contains({readerKey(event->reader), event->id}))
      result.push_back(event);
  return result;
}

/// A reader and the lesion that they judged; an empty key is the whole case.
using Subject = std::pair<QString, QString>;

/// What each reader thinks now of the case and of its lesions.
std::map<Subject, const ReviewEvent*> judgementsOf(const std::vector<const ReviewEvent*>& marks) {
  std::map<Subject, const ReviewEvent*> judgements;
  for (const ReviewEvent* event : marks) {
    const QString key = readerKey(event->reader);
    if (event->own) continue;
    if (event->act == ReviewAct::Adjudicated) {
      // What was judged is no more; what was verified shows by itself that it is of something else.
      std::erase_if(judgements, [](const auto& each) { return each.second->act != ReviewAct::Verified; });
    } else if (event->act == ReviewAct::Annotated) {
      std::erase_if(judgements, [&](const auto& each) { return each.first.first == key; });
    } else if (isJudgement(event->act)) {
      judgements[{key, event->lesion ? event->lesion->key : QString()}] = event;
      // Verifying the case is a word on all of it.
      if (event->act == ReviewAct::Verified && !event->lesion)
        std::erase_if(judgements,
                      [&](const auto& each) { return each.first.first == key && each.second->lesion; });
    }
  }
  return judgements;
}

}  // namespace

bool CaseReview::isAuthor(const QString& reader) const {
  return contains(authors, reader);
}

bool CaseReview::hasRead(const QString& reader) const {
  return contains(readBy, reader);
}

CaseReview reviewCase(const std::vector<const ReviewEvent*>& events, const ReviewRule& rule,
                      const std::optional<CaseContent>& now) {
  CaseReview review;
  review.needed = rule.verifications;
  const std::vector<const ReviewEvent*> marks = standing(events);
  const ReviewEvent* annotation = nullptr;
  const ReviewEvent* last = nullptr;  // that says what it is about
  for (const ReviewEvent* event : marks) {
    note(review.readers, event->reader);
    if (event->act != ReviewAct::Edited) review.lastMark[readerKey(event->reader)] = event->id;
    if (event->own) {
      if (event->act == ReviewAct::Annotated) note(review.readBy, event->reader);
      continue;
    }
    if (!event->lesion) last = event;
    if (isJudgement(event->act)) continue;
    note(review.authors, event->reader);
    if (isAnnotation(event->act)) annotation = event;
  }
  const QByteArray digest = now ? now->digest : last ? last->digest : QByteArray();
  if (annotation) {
    review.annotator = annotation->reader;
    review.lesions = annotation->lesions;
    review.changed = annotation->digest != digest;
  }
  bool rejected = false;
  for (const auto& [subject, event] : judgementsOf(marks)) {
    if (event->act == ReviewAct::Verified) {
      if (event->lesion || review.isAuthor(event->reader)) continue;
      (event->digest == digest ? review.verifiedBy : review.outdated).append(event->reader);
      continue;
    }
    rejected = rejected || (event->act == ReviewAct::Rejected && !event->lesion);
    review.disputes.push_back(
        {event->id, event->reader, event->act, event->lesion, event->comment, event->time});
  }
  std::ranges::stable_sort(review.disputes, {}, &OpenDispute::time);

  const bool hasFiles = now && !now->isEmpty;
  const int count = static_cast<int>(review.verifiedBy.size());
  if (rejected)
    review.state = CaseState::Rejected;
  else if (!review.disputes.empty())
    review.state = CaseState::Disputed;
  else if (!annotation && count == 0 && review.outdated.isEmpty())
    review.state = !review.readBy.isEmpty()                ? CaseState::Read
                   : hasFiles || !review.authors.isEmpty() ? CaseState::Begun
                                                           : CaseState::Untouched;
  else if (count >= rule.verifications && (count > 0 || !review.changed))
    review.state = CaseState::Final;
  else if (review.changed || (count == 0 && !review.outdated.isEmpty()))
    review.state = CaseState::Changed;
  else
    review.state = count > 0 ? CaseState::Verifying : CaseState::Annotated;
  return review;
}

Result<void> mayMark(const CaseReview& review, const QString& reader, ReviewAct act) {
  if (readerKey(reader).isEmpty())
    return Error{ErrorKind::Inconsistent, Texts::tr("A mark needs a reader's name."), {}};
  if (act == ReviewAct::Withdrawn && !review.lastMark.contains(readerKey(reader)))
    return Error{ErrorKind::Inconsistent, Texts::tr("You have no mark on this case to take back."), {}};
  if (act != ReviewAct::Verified) return {};
  if (review.isAuthor(reader))
    return Error{
        ErrorKind::Inconsistent, Texts::tr("You worked on this annotation yourself: others verify it."), {}};
  if (review.state == CaseState::Untouched || review.state == CaseState::Read)
    return Error{ErrorKind::Inconsistent, Texts::tr("There is no annotation to verify yet."), {}};
  return {};
}

ReviewRule ruleOf(const std::vector<ReviewEvent>& events) {
  ReviewRule rule;
  for (const ReviewEvent& event : events)
    if (event.act == ReviewAct::RuleSet && event.rule) rule = *event.rule;
  return rule;
}

}  // namespace uptake
