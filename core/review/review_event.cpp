#include "core/review/review_event.h"

#include <QCryptographicHash>

#include <algorithm>
#include <array>
#include <utility>

namespace uptake {

namespace {

struct ActName {
  ReviewAct act;
  const char* name;
};

constexpr std::array kActs{
    ActName{ReviewAct::Edited, "edited"},           ActName{ReviewAct::Annotated, "annotated"},
    ActName{ReviewAct::Adjudicated, "adjudicated"}, ActName{ReviewAct::Verified, "verified"},
    ActName{ReviewAct::Disputed, "disputed"},       ActName{ReviewAct::Rejected, "rejected"},
    ActName{ReviewAct::Withdrawn, "withdrawn"},     ActName{ReviewAct::RuleSet, "rule"},
};

}  // namespace

QString actName(ReviewAct act) {
  return QLatin1String(std::ranges::find(kActs, act, &ActName::act)->name);
}

std::optional<ReviewAct> actOf(const QString& name) {
  for (const ActName& each : kActs)
    if (name == QLatin1String(each.name)) return each.act;
  return std::nullopt;
}

QByteArray digestOf(std::vector<JudgedFile> files) {
  std::ranges::sort(files, {}, &JudgedFile::file);
  QCryptographicHash hash(QCryptographicHash::Sha256);
  for (const JudgedFile& each : files) hash.addData(each.sha256 + ' ' + each.file.toUtf8() + '\n');
  return hash.result().toHex();
}

QString readerKey(const QString& name) {
  return name.normalized(QString::NormalizationForm_C).simplified().toCaseFolded();
}

}  // namespace uptake
