#include "app/session/readers/finished_agreements.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>

namespace uptake::readers {

namespace {

/// Raise the number when the figures of a case become others.
const QByteArray kFirstLineOfReaders = "{\"format\": \"uptake-finished-readings\", \"version\": 1}\n";

using Numbers = std::vector<std::optional<double>>;

QJsonArray storedNumbers(const Numbers& numbers) {
  QJsonArray stored;
  for (const auto& number : numbers) stored.append(number ? QJsonValue(*number) : QJsonValue());
  return stored;
}

Numbers numbersFrom(const QJsonValue& stored) {
  Numbers numbers;
  for (const QJsonValue number : stored.toArray())
    numbers.push_back(number.isDouble() ? std::optional(number.toDouble()) : std::nullopt);
  return numbers;
}

QJsonObject storedConsensus(const ConsensusFigures& figures) {
  return {{QStringLiteral("ml"), figures.volumeMl}, {QStringLiteral("dice"), storedNumbers(figures.dice)}};
}

ConsensusFigures consensusFrom(const QJsonObject& stored) {
  return {stored[QStringLiteral("ml")].toDouble(), numbersFrom(stored[QStringLiteral("dice")])};
}

QJsonObject storedStaple(const StapleFigures& staple) {
  QJsonObject stored = storedConsensus(staple.consensus);
  stored.insert(QStringLiteral("sensitivity"), storedNumbers(staple.sensitivity));
  stored.insert(QStringLiteral("specificity"), storedNumbers(staple.specificity));
  stored.insert(QStringLiteral("region"),
                QJsonArray{staple.region.x(), staple.region.y(), staple.region.z()});
  stored.insert(QStringLiteral("iterations"), staple.iterations);
  return stored;
}

StapleFigures stapleFrom(const QJsonObject& stored) {
  StapleFigures staple;
  staple.consensus = consensusFrom(stored);
  staple.sensitivity = numbersFrom(stored[QStringLiteral("sensitivity")]);
  staple.specificity = numbersFrom(stored[QStringLiteral("specificity")]);
  const QJsonArray region = stored[QStringLiteral("region")].toArray();
  staple.region = {region[0].toInt(), region[1].toInt(), region[2].toInt()};
  staple.iterations = stored[QStringLiteral("iterations")].toInt();
  return staple;
}

QByteArray keyOfReadings(const ReadCase& read, const AgreementOptions& options) {
  QCryptographicHash hash(QCryptographicHash::Sha256);
  for (const auto& reading : read.readings) {
    if (!reading) hash.addData(QByteArray("not read\n"));
    if (reading && reading->file.isEmpty()) hash.addData(QByteArray("no lesion\n"));
    if (reading && !reading->file.isEmpty()) evaluation::FinishedLines::addMask(hash, reading->file);
  }
  hash.addData(QByteArray::number(options.marginMm, 'g', 17));
  return hash.result().toHex();
}

bool areConsensusesThere(const CaseAgreement& agreement, const AgreementOptions& options) {
  const auto isThere = [&](const QString& folder, bool isFound) {
    return folder.isEmpty() || !isFound || QFileInfo::exists(consensusFile(folder, agreement.name));
  };
  return isThere(options.stapleFolder, agreement.staple.has_value()) &&
         isThere(options.majorityFolder, agreement.majority.has_value());
}

}  // namespace

QString consensusFile(const QString& folder, const QString& caseName) {
  return QStringLiteral("%1/%2.nii.gz").arg(folder, caseName);
}

Result<std::unique_ptr<FinishedAgreements>> FinishedAgreements::open(const QString& path) {
  auto lines = evaluation::FinishedLines::open(path, kFirstLineOfReaders);
  if (!lines) return lines.error();
  auto agreements = std::make_unique<FinishedAgreements>();
  agreements->lines_ = lines.take();
  return agreements;
}

std::optional<CaseAgreement> FinishedAgreements::find(const ReadCase& read,
                                                      const AgreementOptions& options) const {
  const auto stored = lines_->find(keyOfReadings(read, options));
  if (!stored) return std::nullopt;
  CaseAgreement agreement;
  agreement.name = read.name;
  agreement.volumesMl = numbersFrom((*stored)[QStringLiteral("volumes")]);
  for (const QJsonValue row : (*stored)[QStringLiteral("dice")].toArray())
    agreement.dice.push_back(numbersFrom(row));
  // A file that something else has changed.
  const std::size_t readers = read.readings.size();
  const auto isWhole = [&](const auto& list) { return list.size() == readers; };
  if (!isWhole(agreement.volumesMl) || !isWhole(agreement.dice) ||
      !std::ranges::all_of(agreement.dice, isWhole))
    return std::nullopt;
  if (const QJsonValue mean = (*stored)[QStringLiteral("mean")]; mean.isDouble())
    agreement.meanDice = mean.toDouble();
  if (const QJsonValue majority = (*stored)[QStringLiteral("majority")]; majority.isObject())
    agreement.majority = consensusFrom(majority.toObject());
  if (const QJsonValue staple = (*stored)[QStringLiteral("staple")]; staple.isObject())
    agreement.staple = stapleFrom(staple.toObject());
  for (const QJsonValue problem : (*stored)[QStringLiteral("problems")].toArray())
    agreement.problems.append(problem.toString());
  return areConsensusesThere(agreement, options) ? std::optional(agreement) : std::nullopt;
}

void FinishedAgreements::keep(const ReadCase& read, const AgreementOptions& options,
                              const CaseAgreement& agreement) {
  QJsonArray dice;
  for (const auto& row : agreement.dice) dice.append(storedNumbers(row));
  QJsonObject content{{QStringLiteral("volumes"), storedNumbers(agreement.volumesMl)},
                      {QStringLiteral("dice"), dice},
                      {QStringLiteral("problems"), QJsonArray::fromStringList(agreement.problems)}};
  if (agreement.meanDice) content.insert(QStringLiteral("mean"), *agreement.meanDice);
  if (agreement.majority) content.insert(QStringLiteral("majority"), storedConsensus(*agreement.majority));
  if (agreement.staple) content.insert(QStringLiteral("staple"), storedStaple(*agreement.staple));
  lines_->keep(keyOfReadings(read, options), content);
}

}  // namespace uptake::readers
