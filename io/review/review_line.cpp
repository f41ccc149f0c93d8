#include "io/review/review_line.h"

#include "core/identity/image_key.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::ReviewRecord)
};

const QString kReviewFormat = QStringLiteral("uptake-review");
const QByteArray kCheck = QByteArrayLiteral(",\"check\":\"");
constexpr qsizetype kCheckDigits = 16;
constexpr int kMostLesions = 65535;

Error damaged(const QString& message) {
  return {ErrorKind::FileUnreadable, message, {}};
}

QByteArray checkOf(const QByteArray& body) {
  return QCryptographicHash::hash(body, QCryptographicHash::Sha256).toHex().left(kCheckDigits);
}

void putText(QJsonObject& object, const QString& name, const QString& text) {
  if (!text.isEmpty()) object[name] = text;
}

/// A whole number within bounds, or nothing.
std::optional<int> numberIn(const QJsonValue& value, int lowest, int highest) {
  const double number = value.toDouble(lowest - 1.0);
  if (!value.isDouble() || number < lowest || number > highest || number != static_cast<int>(number))
    return std::nullopt;
  return static_cast<int>(number);
}

std::vector<JudgedFile> judgedIn(const QJsonArray& list) {
  std::vector<JudgedFile> files;
  for (const QJsonValue& each : list)
    files.push_back(
        {each[QStringLiteral("file")].toString(), each[QStringLiteral("sha256")].toString().toLatin1()});
  return files;
}

}  // namespace

QByteArray reviewLine(const ReviewEvent& event) {
  QJsonObject line{{QStringLiteral("format"), kReviewFormat},
                   {QStringLiteral("version"), kReviewVersion},
                   {QStringLiteral("id"), event.id},
                   {QStringLiteral("sequence"), event.sequence},
                   {QStringLiteral("reader"), event.reader},
                   {QStringLiteral("time"), event.time.toUTC().toString(Qt::ISODateWithMs)},
                   {QStringLiteral("act"), actName(event.act)}};
  putText(line, QStringLiteral("patient_id"), event.patientId);
  putText(line,
          isImageKey(event.studyInstanceUid) ? QStringLiteral("case") : QStringLiteral("study_instance_uid"),
          shownId(event.studyInstanceUid));
  putText(line, QStringLiteral("comment"), event.comment);
  putText(line, QStringLiteral("digest"), QString::fromLatin1(event.digest));
  putText(line, QStringLiteral("withdraws"), event.withdraws);
  if (event.own) line[QStringLiteral("own")] = true;
  if (event.lesions) line[QStringLiteral("lesions")] = *event.lesions;
  if (event.lesion)
    line[QStringLiteral("lesion")] =
        QJsonObject{{QStringLiteral("key"), event.lesion->key},
                    {QStringLiteral("name"), event.lesion->name},
                    {QStringLiteral("digest"), QString::fromLatin1(event.lesion->digest)}};
  if (event.rule)
    line[QStringLiteral("rule")] = QJsonObject{{QStringLiteral("verifications"), event.rule->verifications},
                                               {QStringLiteral("blind"), event.rule->blind}};
  if (!event.judged.empty()) {
    QJsonArray judged;
    for (const JudgedFile& each : event.judged)
      judged.append(QJsonObject{{QStringLiteral("file"), each.file},
                                {QStringLiteral("sha256"), QString::fromLatin1(each.sha256)}});
    line[QStringLiteral("judged")] = judged;
  }
  if (!event.after.empty()) {
    QJsonObject after;
    for (const auto& [reader, count] : event.after) after[reader] = count;
    line[QStringLiteral("after")] = after;
  }
  QByteArray body = QJsonDocument(line).toJson(QJsonDocument::Compact);
  const QByteArray check = checkOf(body);
  body.chop(1);
  return body + kCheck + check + "\"}\n";
}

Result<ReviewEvent> parseReviewLine(const QByteArray& raw) {
  const QByteArray line = raw.endsWith('\n') ? raw.chopped(1) : raw;
  if (line.size() > kLongestReviewLine) return damaged(Texts::tr("It is too long for a review line."));
  const qsizetype tail = kCheck.size() + kCheckDigits + 2;
  const QByteArray end = line.right(tail);
  if (line.size() <= tail || !end.startsWith(kCheck) || !end.endsWith("\"}"))
    return damaged(Texts::tr("It is not whole: its end is missing."));
  const QByteArray body = line.chopped(tail) + '}';
  if (end.mid(kCheck.size(), kCheckDigits) != checkOf(body))
    return damaged(Texts::tr("It is not what was written: its check does not fit."));
  const QJsonDocument document = QJsonDocument::fromJson(body);
  const QJsonObject object = document.object();
  if (object[QStringLiteral("format")].toString() != kReviewFormat)
    return damaged(Texts::tr("It is no line of a review record."));
  const double version = object[QStringLiteral("version")].toDouble();
  if (version != kReviewVersion)
    return Error{ErrorKind::NotSupported,
                 Texts::tr("It is in version %1 of the format; this program reads version %2.")
                     .arg(version)
                     .arg(kReviewVersion),
                 {}};
  ReviewEvent event;
  const QString act = object[QStringLiteral("act")].toString();
  if (const auto known = actOf(act))
    event.act = *known;
  else
    return Error{
        ErrorKind::NotSupported, Texts::tr("This program does not know the act \"%1\".").arg(act), {}};
  event.id = object[QStringLiteral("id")].toString();
  event.reader = object[QStringLiteral("reader")].toString();
  event.time = QDateTime::fromString(object[QStringLiteral("time")].toString(), Qt::ISODateWithMs).toUTC();
  const auto sequence = numberIn(object[QStringLiteral("sequence")], 1, 1'000'000'000);
  if (event.id.isEmpty() || readerKey(event.reader).isEmpty() || !event.time.isValid() || !sequence)
    return damaged(Texts::tr("Its id, reader, time or number is missing or is none."));
  event.sequence = *sequence;
  event.patientId = object[QStringLiteral("patient_id")].toString();
  event.studyInstanceUid = object[QStringLiteral("study_instance_uid")].toString();
  if (const QString name = object[QStringLiteral("case")].toString(); !name.isEmpty())
    event.studyInstanceUid = imageKey(name);
  event.comment = object[QStringLiteral("comment")].toString();
  event.digest = object[QStringLiteral("digest")].toString().toLatin1();
  event.withdraws = object[QStringLiteral("withdraws")].toString();
  event.own = object[QStringLiteral("own")].toBool();
  event.judged = judgedIn(object[QStringLiteral("judged")].toArray());
  event.lesions = numberIn(object[QStringLiteral("lesions")], 0, kMostLesions);
  if (const QJsonObject lesion = object[QStringLiteral("lesion")].toObject(); !lesion.isEmpty())
    event.lesion = {lesion[QStringLiteral("key")].toString(), lesion[QStringLiteral("name")].toString(),
                    lesion[QStringLiteral("digest")].toString().toLatin1()};
  const QJsonObject after = object[QStringLiteral("after")].toObject();
  for (auto each = after.begin(); each != after.end(); ++each)
    if (const auto count = numberIn(each.value(), 0, 1'000'000'000)) event.after[each.key()] = *count;
  if (event.act == ReviewAct::RuleSet) {
    const QJsonObject rule = object[QStringLiteral("rule")].toObject();
    const auto needed = numberIn(rule[QStringLiteral("verifications")], 0, kMostVerifications);
    if (!needed) return damaged(Texts::tr("The number of verifications of its rule is missing or is none."));
    event.rule = {*needed, rule[QStringLiteral("blind")].toBool()};
  } else if (event.studyInstanceUid.isEmpty()) {
    return damaged(Texts::tr("It does not say of which study it is."));
  }
  if (event.act == ReviewAct::Withdrawn && event.withdraws.isEmpty())
    return damaged(Texts::tr("It does not say what it takes back."));
  return event;
}

}  // namespace uptake
