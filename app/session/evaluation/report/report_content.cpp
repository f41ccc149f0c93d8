#include "app/session/evaluation/report/report_content.h"

#include "app/session/evaluation/mask_input.h"
#include "app/session/evaluation/report/mip_picture.h"
#include "core/jobs/parallel.h"

#include <QBuffer>

#include <algorithm>
#include <tuple>

namespace uptake::evaluation {

namespace {

Result<QByteArray> pictureOf(const EvaluatedCase& each, JobControl& control) {
  const Result<MaskPair> masks = readMaskPair(each.files.truth, each.files.prediction, control);
  if (!masks) return masks.error();
  std::shared_ptr<Volume> pet;
  if (!each.pet.isEmpty()) {
    QStringList remarks;  // said when the case was evaluated
    auto read = readPet(each.pet, control, remarks);
    if (read) pet = read.take();
  }
  const QImage image = mipPicture(masks->truth.labels.runs(), masks->prediction.labels.runs(), pet.get());
  QByteArray png;
  QBuffer buffer(&png);
  buffer.open(QIODevice::WriteOnly);
  if (!image.save(&buffer, "PNG")) return Error{ErrorKind::Internal, QStringLiteral("PNG"), each.files.truth};
  return png;
}

/// What it is ranked by, and its number.
using RankedCase = std::tuple<double, double, int>;

std::vector<int> firstOf(std::vector<RankedCase> ranked, int most) {
  std::ranges::sort(ranked);
  std::vector<int> numbers;
  for (const auto& [first, second, number] : ranked)
    if (static_cast<int>(numbers.size()) < most) numbers.push_back(number);
  return numbers;
}

}  // namespace

std::vector<int> worstCases(const std::vector<EvaluatedCase>& cases, int most) {
  std::vector<RankedCase> ranked;
  for (std::size_t n = 0; n < cases.size(); ++n) {
    const MaskAgreement& a = cases[n].agreement;
    if (a.dice) ranked.emplace_back(*a.dice, -(a.fpvMl + a.fnvMl.value_or(0.0)), static_cast<int>(n));
  }
  return firstOf(std::move(ranked), most);
}

std::vector<int> falseAlarms(const std::vector<EvaluatedCase>& cases, int most) {
  std::vector<RankedCase> ranked;
  for (std::size_t n = 0; n < cases.size(); ++n) {
    const MaskAgreement& a = cases[n].agreement;
    if (!a.dice && a.predictedMl > 0.0) ranked.emplace_back(-a.predictedMl, 0.0, static_cast<int>(n));
  }
  return firstOf(std::move(ranked), most);
}

ReportContent reportContent(std::vector<EvaluatedCase> cases, EvaluationSource source, JobControl& control) {
  ReportContent content;
  content.cases = std::move(cases);
  content.source = std::move(source);
  content.figures = figuresOf(content.cases);
  content.plots = reportPlots(content.cases, content.figures);
  for (const int number : worstCases(content.cases)) content.worst.push_back({number, {}});
  for (const int number : falseAlarms(content.cases)) content.falseAlarms.push_back({number, {}});
  std::vector<PicturedCase*> pictured;
  for (auto* list : {&content.worst, &content.falseAlarms})
    for (PicturedCase& each : *list) pictured.push_back(&each);
  std::vector<QString> failures(pictured.size());
  forEachInParallel(static_cast<int>(pictured.size()), control, [&](int n) {
    const auto at = static_cast<std::size_t>(n);
    auto png = pictureOf(content.cases[static_cast<std::size_t>(pictured[at]->number)], control);
    if (png)
      pictured[at]->png = png.take();
    else
      failures[at] = png.error().text();
  });
  for (const QString& failure : failures)
    if (!failure.isEmpty()) content.pictureProblems.append(failure);
  return content;
}

}  // namespace uptake::evaluation
