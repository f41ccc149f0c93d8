#include "app/session/review/audit_report.h"

#include "annotation/review/review_order.h"
#include "core/csv.h"
#include "core/identity/image_key.h"
#include "io/review/case_files.h"
#include "io/review/review_record.h"

#include <QCoreApplication>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <map>
#include <set>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Audit)
};

QJsonArray namesJson(const QStringList& names) {
  return QJsonArray::fromStringList(names);
}

QJsonValue lesionJson(const std::optional<ReviewLesion>& lesion) {
  if (!lesion) return {};
  return QJsonObject{{QStringLiteral("key"), lesion->key}, {QStringLiteral("name"), lesion->name}};
}

/// Cases of image files have a name in the place of a UID.
void nameCase(QJsonObject& object, const QString& studyUid) {
  if (!isImageKey(studyUid)) return;
  object[QStringLiteral("study_instance_uid")] = QJsonValue();
  object[QStringLiteral("case")] = imageKeyName(studyUid);
}

QJsonObject caseJson(const AuditReport::Case& each) {
  const CaseReview& review = each.review;
  QJsonArray disputes;
  for (const OpenDispute& dispute : review.disputes)
    disputes.append(QJsonObject{{QStringLiteral("id"), dispute.id},
                                {QStringLiteral("reader"), dispute.reader},
                                {QStringLiteral("act"), actName(dispute.act)},
                                {QStringLiteral("lesion"), lesionJson(dispute.lesion)},
                                {QStringLiteral("comment"), dispute.comment}});
  QJsonObject object{
      {QStringLiteral("patient_id"), each.patientId},
      {QStringLiteral("study_instance_uid"), each.studyInstanceUid},
      {QStringLiteral("state"), stateKey(review.state)},
      {QStringLiteral("annotator"), review.annotator.isEmpty() ? QJsonValue() : review.annotator},
      {QStringLiteral("authors"), namesJson(review.authors)},
      {QStringLiteral("verified_by"), namesJson(review.verifiedBy)},
      {QStringLiteral("outdated"), namesJson(review.outdated)},
      {QStringLiteral("read_by"), namesJson(review.readBy)},
      {QStringLiteral("changed"), review.changed},
      {QStringLiteral("lesions"), review.lesions ? QJsonValue(*review.lesions) : QJsonValue()},
      {QStringLiteral("open"), disputes}};
  nameCase(object, each.studyInstanceUid);
  return object;
}

QJsonObject eventJson(const ReviewEvent& event, bool isWithdrawn) {
  QJsonObject object{{QStringLiteral("id"), event.id},
                     {QStringLiteral("sequence"), event.sequence},
                     {QStringLiteral("time"), event.time.toString(Qt::ISODateWithMs)},
                     {QStringLiteral("reader"), event.reader},
                     {QStringLiteral("act"), actName(event.act)},
                     {QStringLiteral("own"), event.own},
                     {QStringLiteral("patient_id"), event.patientId},
                     {QStringLiteral("study_instance_uid"), event.studyInstanceUid},
                     {QStringLiteral("lesion"), lesionJson(event.lesion)},
                     {QStringLiteral("lesions"), event.lesions ? QJsonValue(*event.lesions) : QJsonValue()},
                     {QStringLiteral("comment"), event.comment},
                     {QStringLiteral("digest"), QString::fromLatin1(event.digest)},
                     {QStringLiteral("withdrawn"), isWithdrawn}};
  nameCase(object, event.studyInstanceUid);
  if (!event.withdraws.isEmpty()) object[QStringLiteral("withdraws")] = event.withdraws;
  if (event.rule)
    object[QStringLiteral("rule")] = QJsonObject{{QStringLiteral("verifications"), event.rule->verifications},
                                                 {QStringLiteral("blind"), event.rule->blind}};
  return object;
}

QString caseKey(const QString& patientId, const QString& studyUid) {
  return patientId + QLatin1Char('\n') + studyUid;
}

}  // namespace

QString stateKey(CaseState state) {
  switch (state) {
    case CaseState::Untouched:
      return QStringLiteral("to_do");
    case CaseState::Begun:
      return QStringLiteral("begun");
    case CaseState::Read:
      return QStringLiteral("read_blind");
    case CaseState::Annotated:
      return QStringLiteral("annotated");
    case CaseState::Verifying:
      return QStringLiteral("verifying");
    case CaseState::Changed:
      return QStringLiteral("changed");
    case CaseState::Disputed:
      return QStringLiteral("disputed");
    case CaseState::Rejected:
      return QStringLiteral("rejected");
    case CaseState::Final:
      break;
  }
  return QStringLiteral("final");
}

std::vector<bool> withdrawnLines(const std::vector<ReviewEvent>& events) {
  std::set<std::pair<QString, QString>> withdrawn;
  for (const ReviewEvent& event : events)
    if (event.act == ReviewAct::Withdrawn) withdrawn.emplace(readerKey(event.reader), event.withdraws);
  std::vector<bool> result;
  for (const ReviewEvent& event : events)
    result.push_back(withdrawn.contains({readerKey(event.reader), event.id}));
  return result;
}

Result<AuditReport> readAudit(const QString& project) {
  if (!QDir(reviewFolder(project)).exists())
    return Error{ErrorKind::FileUnreadable,
                 Texts::tr("There is no review record (uptake-review) in the folder."), project};
  AuditReport report;
  report.project = project;
  ReviewRecords records = readReviewRecords({reviewFolder(project)});
  report.problems = std::move(records.problems);
  report.events = inOrder(std::move(records.readers));
  report.rule = ruleOf(report.events);

  std::map<QString, std::vector<const ReviewEvent*>> cases;
  std::map<QString, QSet<QString>> filesOfPatient;
  for (const ReviewEvent& event : report.events) {
    if (event.studyInstanceUid.isEmpty()) continue;
    cases[caseKey(event.patientId, event.studyInstanceUid)].push_back(&event);
    if (!event.own)
      for (const JudgedFile& file : event.judged) filesOfPatient[event.patientId].insert(file.file);
  }
  for (const auto& [key, events] : cases) {
    const QString& patientId = events.front()->patientId;
    const QString& studyUid = events.front()->studyInstanceUid;
    std::vector<JudgedFile> known;
    for (const ReviewEvent* event : events)
      if (!event->own && !event->lesion && event->act != ReviewAct::Withdrawn) known = event->judged;
    const std::vector<JudgedFile> files =
        judgedFilesAlone(AnnotationFolder(project), patientId, studyUid, known, filesOfPatient[patientId]);
    report.cases.push_back(
        {patientId, studyUid, reviewCase(events, report.rule, CaseContent{digestOf(files), files.empty()})});
  }
  return report;
}

QByteArray auditCsv(const AuditReport& report) {
  std::map<QString, CaseState> states;
  for (const AuditReport::Case& each : report.cases)
    states[caseKey(each.patientId, each.studyInstanceUid)] = each.review.state;
  const std::vector<bool> withdrawn = withdrawnLines(report.events);
  const bool hasNames = std::ranges::any_of(
      report.events, [](const ReviewEvent& event) { return isImageKey(event.studyInstanceUid); });
  QByteArray text =
      "time,reader,act,own,patient_id,study_instance_uid,lesion,lesions,comment,withdrawn,digest,id,sequence,"
      "withdraws,case_state_now";
  text += hasNames ? ",case\n" : "\n";
  for (std::size_t n = 0; n < report.events.size(); ++n) {
    const ReviewEvent& event = report.events[n];
    const auto state = states.find(caseKey(event.patientId, event.studyInstanceUid));
    QStringList row{event.time.toString(Qt::ISODateWithMs),
                    event.reader,
                    actName(event.act),
                    event.own ? QStringLiteral("yes") : QStringLiteral("no"),
                    event.patientId,
                    statedUid(event.studyInstanceUid),
                    event.lesion ? event.lesion->key : QString(),
                    event.lesions ? QString::number(*event.lesions) : QString(),
                    event.rule ? QStringLiteral("verifications=%1 blind=%2")
                                     .arg(event.rule->verifications)
                                     .arg(event.rule->blind ? QStringLiteral("yes") : QStringLiteral("no"))
                               : event.comment,
                    withdrawn[n] ? QStringLiteral("yes") : QStringLiteral("no"),
                    QString::fromLatin1(event.digest),
                    event.id,
                    QString::number(event.sequence),
                    event.withdraws,
                    state == states.end() ? QString() : stateKey(state->second)};
    if (hasNames) row.append(imageKeyName(event.studyInstanceUid));
    QByteArrayList fields;
    for (const QString& field : row) fields.append(csvField(field));
    text += csvRow(fields);
  }
  return text;
}

QByteArray auditJson(const AuditReport& report) {
  const std::vector<bool> withdrawn = withdrawnLines(report.events);
  QJsonArray events, cases, problems;
  for (std::size_t n = 0; n < report.events.size(); ++n)
    events.append(eventJson(report.events[n], withdrawn[n]));
  for (const AuditReport::Case& each : report.cases) cases.append(caseJson(each));
  for (const FileProblem& problem : report.problems)
    problems.append(
        QJsonObject{{QStringLiteral("file"), problem.file}, {QStringLiteral("reason"), problem.reason}});
  return QJsonDocument(QJsonObject{{QStringLiteral("rule"),
                                    QJsonObject{{QStringLiteral("verifications"), report.rule.verifications},
                                                {QStringLiteral("blind"), report.rule.blind}}},
                                   {QStringLiteral("cases"), cases},
                                   {QStringLiteral("events"), events},
                                   {QStringLiteral("problems"), problems}})
      .toJson();
}

}  // namespace uptake
