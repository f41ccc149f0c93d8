#include "io/store/decision_file.h"

#include "io/store/study_record.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

namespace uptake {

namespace {

const StudyRecordKind kDecisions{QStringLiteral("uptake-decisions"), 1, QStringLiteral("decisions")};

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::DecisionFile)
};

std::optional<LesionDecision> decisionOf(const QJsonObject& entry) {
  const auto kind = decisionWithWord(entry[QLatin1String("kind")].toString());
  const auto position = pointIn(entry[QLatin1String("position_mm")]);
  const int component = entry[QLatin1String("component")].toInt(0);
  const QString prediction = entry[QLatin1String("prediction")].toString();
  if (!kind || !position || component < 1 || prediction.isEmpty()) return std::nullopt;
  LesionDecision decision;
  decision.lesion = {prediction, component};
  decision.kind = *kind;
  decision.position = *position;
  decision.trackingUid = entry[QLatin1String("tracking_uid")].toString();
  decision.madeLesion = entry[QLatin1String("made_lesion")].toBool();
  decision.time = QDateTime::fromString(entry[QLatin1String("time")].toString(), Qt::ISODate);
  return decision;
}

QJsonObject entryOf(const LesionDecision& decision) {
  QJsonObject entry{{QStringLiteral("prediction"), decision.lesion.first},
                    {QStringLiteral("component"), decision.lesion.second},
                    {QStringLiteral("position_mm"), pointArray(decision.position)},
                    {QStringLiteral("kind"), decisionWord(decision.kind)},
                    {QStringLiteral("time"), decision.time.toUTC().toString(Qt::ISODate)}};
  if (!decision.trackingUid.isEmpty()) entry[QStringLiteral("tracking_uid")] = decision.trackingUid;
  if (decision.madeLesion) entry[QStringLiteral("made_lesion")] = true;
  return entry;
}

}  // namespace

Result<DecisionFile> readDecisions(const QString& path, const QString& studyInstanceUid) {
  Result<StudyRecord> record = readStudyRecord(path, kDecisions, studyInstanceUid);
  if (!record) return record.error();
  DecisionFile result;
  result.original = std::move(record->original);
  for (int i = 0; i < record->entries.size(); ++i) {
    if (const auto decision = decisionOf(record->entries[i].toObject()))
      result.decisions.push_back(*decision);
    else
      result.warnings.append(
          Texts::tr("Decision %1 is not understood: it is left out, and stays in the file.").arg(i + 1));
  }
  return result;
}

Result<void> writeDecisions(const QString& path, const QString& patientId, const QString& studyInstanceUid,
                            const std::vector<LesionDecision>& decisions, const QByteArray& original) {
  QJsonArray entries;
  for (const QJsonValue& before : QJsonDocument::fromJson(original).object()[kDecisions.entries].toArray())
    if (!decisionOf(before.toObject())) entries.append(before);  // not ours to lose
  for (const LesionDecision& decision : decisions) entries.append(entryOf(decision));
  if (entries.isEmpty()) return removeStudyRecord(path);
  return writeStudyRecord(path, kDecisions, patientId, studyInstanceUid, entries, original);
}

}  // namespace uptake
