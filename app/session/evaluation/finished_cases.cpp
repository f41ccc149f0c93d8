#include "app/session/evaluation/finished_cases.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace uptake::evaluation {

namespace {

/// Raise the number when the figures of a case become others.
const QByteArray kFirstLine = "{\"format\": \"uptake-finished-cases\", \"version\": 1}\n";

const QString kAgreement = QStringLiteral("agreement");
const QString kProblems = QStringLiteral("problems");

QJsonValue optionalNumber(const std::optional<double>& number) {
  return number ? QJsonValue(*number) : QJsonValue();
}

std::optional<double> numberIn(const QJsonValue& value) {
  return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

QJsonArray storedLesion(const LesionAgreement& lesion) {
  QJsonArray predicted;
  for (const int part : lesion.predicted) predicted.append(part);
  return {static_cast<int>(lesion.fate),
          lesion.truth,
          predicted,
          lesion.split,
          lesion.merged,
          lesion.matched,
          lesion.truthMl,
          lesion.predictedMl,
          lesion.overlapMl,
          lesion.disagreementMl,
          optionalNumber(lesion.dice),
          lesion.surface ? QJsonValue(lesion.surface->hausdorff95) : QJsonValue(),
          lesion.surface ? QJsonValue(lesion.surface->mean) : QJsonValue(),
          lesion.position.x(),
          lesion.position.y(),
          lesion.position.z(),
          optionalNumber(lesion.truthSuvMean),
          optionalNumber(lesion.predictedSuvMean)};
}

LesionAgreement lesionFrom(const QJsonArray& stored) {
  LesionAgreement lesion;
  lesion.fate = static_cast<LesionFate>(std::clamp(stored[0].toInt(), 0, 2));
  lesion.truth = stored[1].toInt(-1);
  for (const QJsonValue part : stored[2].toArray()) lesion.predicted.push_back(part.toInt());
  lesion.split = stored[3].toBool();
  lesion.merged = stored[4].toBool();
  lesion.matched = stored[5].toBool();
  lesion.truthMl = stored[6].toDouble();
  lesion.predictedMl = stored[7].toDouble();
  lesion.overlapMl = stored[8].toDouble();
  lesion.disagreementMl = stored[9].toDouble();
  lesion.dice = numberIn(stored[10]);
  if (stored[11].isDouble()) lesion.surface = SurfaceDistance{stored[11].toDouble(), stored[12].toDouble()};
  lesion.position = {stored[13].toDouble(), stored[14].toDouble(), stored[15].toDouble()};
  lesion.truthSuvMean = numberIn(stored[16]);
  lesion.predictedSuvMean = numberIn(stored[17]);
  return lesion;
}

QJsonObject storedAgreement(const MaskAgreement& a) {
  QJsonArray lesions;
  for (const LesionAgreement& lesion : a.lesions) lesions.append(storedLesion(lesion));
  return {{QStringLiteral("dice"), optionalNumber(a.dice)},
          {QStringLiteral("fpv"), a.fpvMl},
          {QStringLiteral("fnv"), optionalNumber(a.fnvMl)},
          {QStringLiteral("volumes"), QJsonArray{a.truthMl, a.predictedMl, a.overlapMl}},
          {QStringLiteral("components"), QJsonArray{a.truthComponents, a.predictedComponents}},
          {QStringLiteral("matches"), QJsonArray{a.lesionTp, a.lesionFp, a.lesionFn}},
          {QStringLiteral("surface"), optionalNumber(a.surfaceDice)},
          {QStringLiteral("uptake"),
           QJsonArray{optionalNumber(a.truthSuvMean), optionalNumber(a.predictedSuvMean),
                      optionalNumber(a.truthTlg), optionalNumber(a.predictedTlg)}},
          {QStringLiteral("lesions"), lesions}};
}

MaskAgreement agreementFrom(const QJsonObject& stored) {
  MaskAgreement a;
  a.dice = numberIn(stored[QStringLiteral("dice")]);
  a.fpvMl = stored[QStringLiteral("fpv")].toDouble();
  a.fnvMl = numberIn(stored[QStringLiteral("fnv")]);
  const QJsonArray volumes = stored[QStringLiteral("volumes")].toArray();
  a.truthMl = volumes[0].toDouble();
  a.predictedMl = volumes[1].toDouble();
  a.overlapMl = volumes[2].toDouble();
  const QJsonArray components = stored[QStringLiteral("components")].toArray();
  a.truthComponents = components[0].toInt();
  a.predictedComponents = components[1].toInt();
  const QJsonArray matches = stored[QStringLiteral("matches")].toArray();
  a.lesionTp = matches[0].toInt();
  a.lesionFp = matches[1].toInt();
  a.lesionFn = matches[2].toInt();
  a.surfaceDice = numberIn(stored[QStringLiteral("surface")]);
  const QJsonArray uptake = stored[QStringLiteral("uptake")].toArray();
  a.truthSuvMean = numberIn(uptake[0]);
  a.predictedSuvMean = numberIn(uptake[1]);
  a.truthTlg = numberIn(uptake[2]);
  a.predictedTlg = numberIn(uptake[3]);
  for (const QJsonValue lesion : stored[QStringLiteral("lesions")].toArray())
    a.lesions.push_back(lesionFrom(lesion.toArray()));
  return a;
}

}  // namespace

Result<std::unique_ptr<FinishedCases>> FinishedCases::open(const QString& path) {
  auto lines = FinishedLines::open(path, kFirstLine);
  if (!lines) return lines.error();
  auto cases = std::make_unique<FinishedCases>();
  cases->lines_ = lines.take();
  return cases;
}

QByteArray FinishedCases::keyOf(const CasePair& pair, const PetSource& pet, AgreementDetail detail,
                                const std::optional<Millimetres>& surfaceTolerance) {
  QCryptographicHash hash(QCryptographicHash::Sha256);
  for (const QString& mask : {pair.truth, pair.prediction}) FinishedLines::addMask(hash, mask);
  for (const QString& file : pet.files()) FinishedLines::addFile(hash, file);
  if (pet.series && pet.series->suv)
    for (const SuvStep& step : pet.series->suv->steps) hash.addData(step.result.toUtf8());
  hash.addData(QStringLiteral("%1 %2")
                   .arg(static_cast<int>(detail))
                   .arg(surfaceTolerance ? surfaceTolerance->value : -1.0, 0, 'g', 17)
                   .toUtf8());
  return hash.result().toHex();
}

std::optional<FinishedCase> FinishedCases::find(const QByteArray& key) const {
  const std::optional<QJsonObject> stored = lines_->find(key);
  if (!stored || !stored->contains(kAgreement)) return std::nullopt;
  FinishedCase finished;
  finished.agreement = agreementFrom((*stored)[kAgreement].toObject());
  for (const QJsonValue problem : (*stored)[kProblems].toArray())
    finished.problems.append(problem.toString());
  return finished;
}

void FinishedCases::keep(const QByteArray& key, const FinishedCase& finished) {
  lines_->keep(key, {{kProblems, QJsonArray::fromStringList(finished.problems)},
                     {kAgreement, storedAgreement(*finished.agreement)}});
}

}  // namespace uptake::evaluation
