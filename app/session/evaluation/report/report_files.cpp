#include "app/session/evaluation/report/report_files.h"

#include "app/session/evaluation/evaluation_report.h"
#include "core/csv.h"
#include "io/store/study_record.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace uptake::evaluation {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::EvaluationPage)
};

QByteArray summaryTable(const EvaluationFigures& figures) {
  QByteArrayList header{"diagnosis", "cases", "cases_without_truth", "women", "men"};
  const std::pair<const char*, SampleSummary GroupFigures::*> samples[] = {
      {"age", &GroupFigures::age},          {"mtv_ml", &GroupFigures::mtvMl},
      {"suv_mean", &GroupFigures::suvMean}, {"tlg_g", &GroupFigures::tlg},
      {"dice", &GroupFigures::dice},        {"surface_dice", &GroupFigures::surfaceDice},
      {"fpv_ml", &GroupFigures::fpvMl},     {"fnv_ml", &GroupFigures::fnvMl}};
  for (const auto& [name, sample] : samples)
    for (const char* figure : {"_n", "_mean", "_sd", "_median", "_ci95_low", "_ci95_high"})
      header.append(QByteArray(name) + figure);
  header += {"lesion_tp", "lesion_fp", "lesion_fn", "lesion_f1", "lesion_f1_ci95_low", "lesion_f1_ci95_high"};
  const auto ends = [](const std::optional<Interval>& interval) {
    return interval ? QByteArrayList{csvNumber(interval->low), csvNumber(interval->high)}
                    : QByteArrayList{QByteArray(), QByteArray()};
  };
  const auto row = [&](const GroupFigures& group, const QString& name) {
    QByteArrayList fields{csvField(name), QByteArray::number(group.cases),
                          QByteArray::number(group.casesWithoutTruth), QByteArray::number(group.women),
                          QByteArray::number(group.men)};
    for (const auto& [ignored, member] : samples) {
      const SampleSummary& sample = group.*member;
      fields += {QByteArray::number(sample.count), csvNumber(sample.mean), csvNumber(sample.sd),
                 csvNumber(sample.median)};
      fields += ends(sample.ci95);
    }
    fields += {QByteArray::number(group.lesionTp), QByteArray::number(group.lesionFp),
               QByteArray::number(group.lesionFn), csvNumber(group.lesionF1.value)};
    return csvRow(fields + ends(group.lesionF1.ci95));
  };
  QByteArray text = csvRow(header) + row(figures.all, QStringLiteral("all"));
  for (const GroupFigures& group : figures.groups) text += row(group, group.diagnosis);
  return text;
}

QByteArray detectionTable(const std::vector<SizeClass>& sizes) {
  QByteArray text = "from_ml,to_ml,lesions,detected,matched\n";
  for (const SizeClass& size : sizes)
    text += csvRow({csvNumber(size.fromMl), csvNumber(size.toMl), QByteArray::number(size.lesions),
                    QByteArray::number(size.detected), QByteArray::number(size.matched)});
  return text;
}

/// The pictures and the table that says which case each is.
void addPictures(const ReportContent& content, std::vector<std::pair<QString, QByteArray>>& files) {
  QByteArray table = "picture,name,dice,fpv_ml,fnv_ml\n";
  const auto add = [&](const char* kind, const std::vector<PicturedCase>& list) {
    for (std::size_t rank = 0; rank < list.size(); ++rank) {
      const EvaluatedCase& each = content.cases[static_cast<std::size_t>(list[rank].number)];
      const QString name =
          QStringLiteral("%1-%2.png").arg(QLatin1String(kind)).arg(rank + 1, 2, 10, QLatin1Char('0'));
      if (!list[rank].png.isEmpty()) files.emplace_back(name, list[rank].png);
      table += csvRow({list[rank].png.isEmpty() ? QByteArray() : name.toUtf8(), csvField(each.name),
                       csvNumber(each.agreement.dice), csvNumber(each.agreement.fpvMl),
                       csvNumber(each.agreement.fnvMl)});
    }
  };
  add("worst", content.worst);
  add("false-alarm", content.falseAlarms);
  files.emplace_back(QStringLiteral("pictures.csv"), table);
}

}  // namespace

Result<void> writeReportPage(const ReportContent& content, const QString& file) {
  return writeWholeFile(file, reportPage(content));
}

Result<void> writeReportFiles(const ReportContent& content, const QString& folder) {
  if (!QDir().mkpath(folder))
    return Error{ErrorKind::FileUnreadable, Texts::tr("The folder cannot be made."), folder};
  std::vector<std::pair<QString, QByteArray>> files{
      {QStringLiteral("cases.csv"), evaluationCsv(content.cases, true)},
      {QStringLiteral("summary.csv"), summaryTable(content.figures)},
      {QStringLiteral("detection.csv"), detectionTable(content.figures.sizes)}};
  for (const PlotSection& section : content.plots)
    for (const ReportPlot& plot : section.plots)
      files.emplace_back(plot.name + QStringLiteral(".svg"), plot.canvas.file(plot.title));
  addPictures(content, files);
  for (const auto& [name, bytes] : files)
    if (const auto written = writeWholeFile(QDir(folder).filePath(name), bytes); !written) return written;
  return {};
}

QString finishedCasesBeside(const QString& report) {
  const QFileInfo file(report);
  return file.dir().filePath(file.completeBaseName() + QStringLiteral(".finished.jsonl"));
}

}  // namespace uptake::evaluation
