#include "io/review/clinical_table.h"

#include "io/sheet/sheet_file.h"
#include "io/voc/voc_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QStringDecoder>

#include <algorithm>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::ClinicalTable)
};

constexpr qint64 kLargestTable = 64 * 1024 * 1024;

QString decoded(const QByteArray& text) {
  QStringDecoder utf8(QStringDecoder::Utf8);
  const QString result = utf8(text);
  return utf8.hasError() ? QString::fromLatin1(text) : result;
}

QChar separatorOf(const QString& text) {
  qsizetype counts[3] = {0, 0, 0};
  const QString separators = QStringLiteral(",;\t");
  bool quoted = false;
  for (const QChar c : text) {
    if (c == QLatin1Char('"')) quoted = !quoted;
    if (!quoted && c == QLatin1Char('\n')) break;
    if (const qsizetype at = separators.indexOf(c); !quoted && at >= 0) ++counts[at];
  }
  return separators[std::ranges::max_element(counts) - counts];
}

/// "Study_UID (new)" and "study uid" are one name.
QString plain(QString name) {
  static const QRegularExpression kAside(QStringLiteral("\\([^)]*\\)"));
  static const QRegularExpression kSeparators(QStringLiteral("[\\s_.\\-]+"));
  return name.remove(kAside).remove(kSeparators).toLower();
}

int columnOf(const QStringList& header, const QStringList& names, bool within = false) {
  for (const QString& name : names)
    for (int column = 0; column < header.size(); ++column)
      if (within ? header[column].contains(name) : header[column] == name) return column;
  return -1;
}

void add(QHash<QString, QString>& table, const QString& key, const QString& value) {
  if (key.isEmpty() || value.isEmpty()) return;
  QString& known = table[key];
  if (known.isEmpty())
    known = value;
  else if (!known.split(QStringLiteral("; ")).contains(value))
    known += QStringLiteral("; ") + value;
}

Result<std::vector<QStringList>> rowsOf(const QString& path) {
  if (isSheetFile(path)) return readSheet(path, JobControl());
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly) || file.size() > kLargestTable)
    return Error{ErrorKind::FileUnreadable, Texts::tr("The table cannot be read: %1").arg(file.errorString()),
                 path};
  return parseCsv(file.readAll());
}

}  // namespace

std::vector<QStringList> parseCsv(const QByteArray& raw) {
  const QString text = decoded(raw);
  const QChar separator = separatorOf(text);
  std::vector<QStringList> rows;
  QStringList row;
  QString field;
  bool quoted = false;
  const auto endField = [&] {
    row.append(field.trimmed());
    field.clear();
  };
  const auto endRow = [&] {
    endField();
    if (row.size() > 1 || !row.front().isEmpty()) rows.push_back(row);
    row.clear();
  };
  for (qsizetype at = 0; at < text.size(); ++at) {
    const QChar c = text[at];
    if (quoted) {
      if (c != QLatin1Char('"'))
        field += c;
      else if (at + 1 < text.size() && text[at + 1] == QLatin1Char('"'))
        field += text[++at];
      else
        quoted = false;
    } else if (c == QLatin1Char('"') && field.trimmed().isEmpty()) {
      quoted = true;
      field.clear();
    } else if (c == separator) {
      endField();
    } else if (c == QLatin1Char('\n')) {
      endRow();
    } else if (c != QLatin1Char('\r')) {
      field += c;
    }
  }
  if (!field.isEmpty() || !row.isEmpty()) endRow();
  return rows;
}

Result<ClinicalTable> ClinicalTable::read(const QString& path) {
  const Result<std::vector<QStringList>> read = rowsOf(path);
  if (!read) return read.error();
  const std::vector<QStringList>& rows = *read;
  QStringList header;
  if (!rows.empty())
    for (const QString& name : rows.front()) header.append(plain(name));
  const int study = columnOf(header, {QStringLiteral("studyuid"), QStringLiteral("studyinstanceuid")});
  const int patient = columnOf(
      header, {QStringLiteral("subjectid"), QStringLiteral("patientid"), QStringLiteral("newpatientid"),
               QStringLiteral("patient"), QStringLiteral("subject"), QStringLiteral("caseid")});
  int diagnosis = columnOf(header, {QStringLiteral("diagnosis")});
  if (diagnosis < 0)
    diagnosis =
        columnOf(header,
                 {QStringLiteral("diagnos"), QStringLiteral("histolog"), QStringLiteral("histopatholog"),
                  QStringLiteral("patholog"), QStringLiteral("cancertype"), QStringLiteral("tumortype")},
                 true);
  if ((study < 0 && patient < 0) || diagnosis < 0)
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("The table needs a column of patients or studies and one of diagnoses."), path};
  const int folder = columnOf(header, {QStringLiteral("studylocation"), QStringLiteral("filelocation")});
  const int age =
      columnOf(header, {QStringLiteral("age"), QStringLiteral("patientage"), QStringLiteral("ageatscan")});
  const int sex =
      columnOf(header, {QStringLiteral("sex"), QStringLiteral("patientsex"), QStringLiteral("gender")});
  ClinicalTable table;
  table.file_ = path;
  for (std::size_t n = 1; n < rows.size(); ++n) {
    const QString value = rows[n].value(diagnosis);
    add(table.ofStudies_, rows[n].value(study), value);
    add(table.ofPatients_, rows[n].value(patient), value);
    table.rows_.push_back({rows[n].value(patient), rows[n].value(study), rows[n].value(folder), value,
                           rows[n].value(age), rows[n].value(sex)});
  }
  return table;
}

ClinicalTable ClinicalTable::find(const QStringList& folders) {
  for (const QString& pattern : {QStringLiteral("*.csv"), QStringLiteral("*.xlsx")})
    for (const QString& folder : folders)
      for (const QFileInfo& file : QDir(folder).entryInfoList({pattern}, QDir::Files, QDir::Name)) {
        if (file.fileName().startsWith(QLatin1String("~$"))) continue;  // open in a spreadsheet
        if (Result<ClinicalTable> table = read(file.filePath()); table && !table->isEmpty())
          return table.take();
      }
  return {};
}

QString ClinicalTable::diagnosisOf(const QString& patientId, const QString& studyInstanceUid) const {
  if (const auto found = ofStudies_.find(studyInstanceUid); found != ofStudies_.end()) return *found;
  if (const auto found = ofPatients_.find(patientId); found != ofPatients_.end()) return *found;
  return ofPatients_.value(vocPatientFolder(patientId));
}

}  // namespace uptake
