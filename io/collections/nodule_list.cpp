#include "io/collections/nodule_list.h"

#include "io/collections/case_names_p.h"
#include "io/dicom/study_index.h"
#include "io/review/clinical_table.h"

#include <QCoreApplication>
#include <QFile>

#include <array>
#include <cmath>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Collections)
};

/// LUNA16's own has 1,186 rows in 150 kB.
constexpr qint64 kLargestList = 64 << 20;
constexpr std::array<const char*, 5> kColumns{"seriesuid", "coordx", "coordy", "coordz", "diameter_mm"};

}  // namespace

Result<NoduleList> readNodules(const QString& path, const QString& seriesUid) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly))
    return Error{ErrorKind::FileUnreadable,
                 Texts::tr("The file cannot be read (%1).").arg(file.errorString()), path};
  if (file.size() > kLargestList)
    return Error{ErrorKind::NotSupported,
                 Texts::tr("The file is too large for what it should hold: it is not read."), path};
  const std::vector<QStringList> rows = parseCsv(file.readAll());
  QStringList header;
  if (!rows.empty())
    for (const QString& name : rows.front()) header.append(name.toLower());
  std::array<qsizetype, kColumns.size()> columns{};
  for (std::size_t n = 0; n < kColumns.size(); ++n) {
    columns[n] = header.indexOf(QLatin1String(kColumns[n]));
    if (columns[n] < 0)
      return Error{ErrorKind::Inconsistent,
                   Texts::tr("The list of nodules has no column %1.").arg(QLatin1String(kColumns[n])), path};
  }
  NoduleList list;
  for (std::size_t row = 1; row < rows.size(); ++row) {
    if (rows[row].value(columns[0]) != seriesUid) continue;
    std::array<double, 4> numbers{};
    bool isRight = true;
    for (std::size_t n = 0; n < numbers.size(); ++n) {
      bool isNumber = false;
      numbers[n] = rows[row].value(columns[n + 1]).toDouble(&isNumber);
      isRight = isRight && isNumber && std::isfinite(numbers[n]);
    }
    if (isRight && numbers[3] > 0.0)
      list.nodules.push_back({{numbers[0], numbers[1], numbers[2]}, numbers[3]});
    else
      list.warnings.append(
          Texts::tr("Row %1 is left out: it states no position or no diameter.").arg(row + 1));
  }
  return list;
}

Result<NoduleList> readNodulesOf(const StudyEntry& study) {
  if (study.series.empty() || !study.series.front().imageFile) return NoduleList();
  const QString name = study.series.front().imageFile->name.section(QLatin1Char('/'), -1);
  return readNodules(study.noduleFile, collections::stemOf(name));
}

}  // namespace uptake
