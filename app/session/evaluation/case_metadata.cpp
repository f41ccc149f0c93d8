#include "app/session/evaluation/case_metadata.h"

#include <QSet>

#include <algorithm>

namespace uptake::evaluation {

namespace {

/// Shorter parts of IDs say nothing.
constexpr qsizetype kShortestIdPart = 6;

/// Folders and names by which a case may be known, the nearest first.
QStringList placesOf(const CasePair& pair) {
  QStringList places = pair.name.split(QLatin1Char('/'), Qt::SkipEmptyParts);
  std::ranges::reverse(places);
  // Of two files the name is the file's alone; its folders say more.
  constexpr int kFolders = 4;
  for (const QString& file : {pair.truth, pair.prediction}) {
    const QStringList parts = maskName(file).split(QLatin1Char('/'), Qt::SkipEmptyParts);
    for (qsizetype n = parts.size() - 1; n >= std::max<qsizetype>(0, parts.size() - kFolders); --n)
      if (!places.contains(parts[n])) places.append(parts[n]);
  }
  return places;
}

/// A name, and the parts of it that begin and end where letters and digits do.
QStringList wordsIn(const QString& place) {
  std::vector<qsizetype> starts, ends;
  for (qsizetype n = 0; n < place.size(); ++n) {
    if (!place[n].isLetterOrNumber()) continue;
    if (n == 0 || !place[n - 1].isLetterOrNumber()) starts.push_back(n);
    if (n + 1 == place.size() || !place[n + 1].isLetterOrNumber()) ends.push_back(n + 1);
  }
  QStringList words{place};
  constexpr std::size_t kMostWords = 12;
  for (std::size_t first = 0; first < std::min(starts.size(), kMostWords); ++first)
    for (std::size_t last = first; last < std::min(ends.size(), kMostWords); ++last)
      words.append(place.mid(starts[first], ends[last] - starts[first]));
  return words;
}

/// What all of them say; empty where they differ.
template <class Field>
QString agreed(const std::vector<const ClinicalRow*>& rows, Field field) {
  QString value;
  for (const ClinicalRow* row : rows) {
    const QString& own = row->*field;
    if (own.isEmpty()) continue;
    if (!value.isEmpty() && value != own) return {};
    value = own;
  }
  return value;
}

bool namesStudy(const QStringList& places, const ClinicalRow& row) {
  const QString folder = row.folder.section(QLatin1Char('/'), -1, -1, QString::SectionSkipEmpty);
  constexpr qsizetype kUidEnd = 5;
  const QString end = QLatin1Char('-') + row.study.right(kUidEnd);
  return std::ranges::any_of(places, [&](const QString& place) {
    return (!folder.isEmpty() && place.contains(folder)) ||
           (row.study.size() > kUidEnd && place.endsWith(end));
  });
}

}  // namespace

std::optional<double> yearsOf(const QString& age) {
  QString digits = age.trimmed();
  double unit = 1.0;
  if (!digits.isEmpty() && digits.back().isLetter()) {
    const QChar letter = digits.back().toUpper();
    if (letter == QLatin1Char('M'))
      unit = 1.0 / 12.0;
    else if (letter == QLatin1Char('W'))
      unit = 7.0 / 365.25;
    else if (letter == QLatin1Char('D'))
      unit = 1.0 / 365.25;
    else if (letter != QLatin1Char('Y'))
      return std::nullopt;
    digits.chop(1);
  }
  bool isNumber = false;
  const double years = digits.toDouble(&isNumber) * unit;
  constexpr double kOldest = 130.0;
  return isNumber && years >= 0.0 && years <= kOldest ? std::optional(years) : std::nullopt;
}

MetadataTable::MetadataTable(ClinicalTable table) : table_(std::move(table)) {
  for (std::size_t n = 0; n < table_.rows().size(); ++n) {
    const ClinicalRow& row = table_.rows()[n];
    if (!row.study.isEmpty()) ofStudies_.insert(row.study, n);
    if (row.patient.isEmpty()) continue;
    ofPatients_.insert(row.patient, n);
    const QString part = row.patient.section(QLatin1Char('_'), 1);
    if (part.size() >= kShortestIdPart) ofPatients_.insert(part, n);
  }
}

std::vector<const ClinicalRow*> MetadataTable::rowsOf(const QString& studyUid,
                                                      const QStringList& places) const {
  const auto rows = [this](const QList<std::size_t>& numbers) {
    std::vector<const ClinicalRow*> found;
    for (const std::size_t n : numbers) found.push_back(&table_.rows()[n]);
    return found;
  };
  if (const auto own = ofStudies_.values(studyUid); !own.isEmpty()) return rows(own);
  for (const QString& place : places)
    if (const auto named = ofStudies_.values(place); !named.isEmpty()) return rows(named);
  for (const QString& place : places)
    for (const QString& word : wordsIn(place)) {
      const auto ofPatient = ofPatients_.values(word);
      if (ofPatient.isEmpty()) continue;
      std::vector<const ClinicalRow*> all = rows(ofPatient);
      std::vector<const ClinicalRow*> ofStudy;
      std::ranges::copy_if(all, std::back_inserter(ofStudy),
                           [&](const ClinicalRow* row) { return namesStudy(places, *row); });
      return ofStudy.empty() ? all : ofStudy;
    }
  return {};
}

std::optional<CaseMetadata> MetadataTable::of(const CasePair& pair) const {
  return of(pair.studyUid, placesOf(pair));
}

std::optional<CaseMetadata> MetadataTable::of(const QString& studyUid, const QStringList& places) const {
  const std::vector<const ClinicalRow*> rows = rowsOf(studyUid, places);
  if (rows.empty()) return std::nullopt;
  CaseMetadata metadata;
  metadata.diagnosis = agreed(rows, &ClinicalRow::diagnosis);
  metadata.age = yearsOf(agreed(rows, &ClinicalRow::age));
  const QString sex = agreed(rows, &ClinicalRow::sex);
  const QString first = sex.left(1).toUpper();
  metadata.sex = first == QLatin1String("F") || first == QLatin1String("M") ? first : sex;
  return metadata;
}

}  // namespace uptake::evaluation
