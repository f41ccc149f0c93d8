#include "app/cli/evaluate_boxes.h"

#include "app/cli/box_figures.h"
#include "app/cli/command.h"
#include "app/session/evaluation/case_pairs.h"
#include "app/session/evaluation/evaluation_report.h"
#include "core/box/box_agreement.h"
#include "io/voc/voc_file.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>
#include <map>
#include <set>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

/// Files by their path within their folder, without ".xml".
using VocTree = std::map<QString, QString>;

struct Cases {
  std::vector<BoxesOfImage> images;
  std::vector<QString> scans;  ///< by image, the folder that its file lies in
  QString whyNoScans;          ///< why a file's scan is not known
  int onlyTrue = 0;
  int onlyPredicted = 0;
  int scored = 0;    ///< predicted boxes with a score
  int unscored = 0;  ///< and without
  QStringList problems;
};

VocTree treeOf(const QString& path) {
  VocTree files;
  if (QFileInfo(path).isFile()) {
    files.emplace(vocImageName(path), path);
    return files;
  }
  QDirIterator walk(path, {QStringLiteral("*.xml")}, QDir::Files, QDirIterator::Subdirectories);
  while (walk.hasNext()) {
    const QString file = walk.next();
    files.emplace(evaluation::pathWithin(path, file).chopped(4), file);
  }
  return files;
}

/// The prediction's file of an image of the truth: of the same path, else the only one of the same name.
QString partnerOf(const QString& name, const VocTree& predictions,
                  const std::map<QString, QStringList>& byImage) {
  if (predictions.contains(name)) return name;
  const auto found = byImage.find(vocImageName(name));
  return found != byImage.end() && found->second.size() == 1 ? found->second.front() : QString();
}

std::map<QString, QStringList> byImageName(const VocTree& tree) {
  std::map<QString, QStringList> names;
  for (const auto& [name, file] : tree) names[vocImageName(name)].append(name);
  return names;
}

/// What is wrong with a box, or empty; as matchVoc() has it.
bool isValid(const Box& box, const QString& file, QStringList& problems) {
  if (box.rect.isValid()) return true;
  problems.append(
      Texts::tr("%1: a box of class %2 ends before it begins and was left out").arg(file, box.className));
  return false;
}

void read(const QString& file, Cases& cases, BoxesOfImage& image, bool isTruth) {
  const Result<VocFile> voc = readVoc(file);
  if (!voc) {
    cases.problems.append(voc.error().text());
    return;
  }
  for (std::size_t n = 0; n < voc->boxes.size(); ++n) {
    if (!isValid(voc->boxes[n], file, cases.problems)) continue;
    if (isTruth) {
      image.truth.push_back(voc->boxes[n]);
      continue;
    }
    image.predicted.push_back({voc->boxes[n], voc->scores[n]});
    ++(voc->scores[n] ? cases.scored : cases.unscored);
  }
}

/// The scan of a file: the folder that it lies in.
QString scanOf(const QString& name) {
  return name.left(std::max<qsizetype>(name.lastIndexOf(QLatin1Char('/')), 0));
}

/// To which folders of the truth the folders of the prediction belong, by the files that are in both.
using ScanPartners = std::map<QString, std::set<QString>>;

/// The scan of an image that only the prediction has.
QString scanOfPredicted(const QString& name, const ScanPartners& partners, const std::set<QString>& scans,
                        QString& whyNot) {
  const QString own = scanOf(name);
  if (scans.contains(own)) return own;
  const auto found = partners.find(own);
  if (found == partners.end()) return own;
  if (found->second.size() == 1) return *found->second.begin();
  if (whyNot.isEmpty())
    whyNot = Texts::tr(
                 "the scan of %1, which only the prediction has, is not known: files beside it belong to "
                 "several folders of the truth")
                 .arg(name);
  return own;
}

Cases casesOf(const QString& truth, const QString& prediction) {
  Cases cases;
  ScanPartners partners;
  const VocTree truths = treeOf(truth);
  VocTree predictions = treeOf(prediction);
  const std::map<QString, QStringList> byImage = byImageName(predictions);
  const std::map<QString, QStringList> trueByImage = byImageName(truths);
  const bool areFiles = QFileInfo(truth).isFile() && QFileInfo(prediction).isFile();
  for (const auto& [name, file] : truths) {
    BoxesOfImage& image = cases.images.emplace_back();
    image.image = name;
    cases.scans.push_back(scanOf(name));
    read(file, cases, image, true);
    QString partner = areFiles ? predictions.begin()->first : partnerOf(name, predictions, byImage);
    // Of two true files of one name neither may claim the other's prediction.
    if (partner != name && !areFiles && trueByImage.at(vocImageName(name)).size() > 1) partner.clear();
    const auto found = predictions.find(partner);
    if (found == predictions.end()) {
      ++cases.onlyTrue;
      continue;
    }
    read(found->second, cases, image, false);
    partners[scanOf(partner)].insert(cases.scans.back());
    predictions.erase(found);
  }
  const std::set<QString> scans(cases.scans.begin(), cases.scans.end());
  for (const auto& [name, file] : predictions) {
    BoxesOfImage& image = cases.images.emplace_back();
    image.image = name;
    cases.scans.push_back(scanOfPredicted(name, partners, scans, cases.whyNoScans));
    read(file, cases, image, false);
    ++cases.onlyPredicted;
  }
  return cases;
}

QString fateName(BoxFate fate) {
  switch (fate) {
    case BoxFate::Detected:
      return QStringLiteral("detected");
    case BoxFate::Missed:
      return QStringLiteral("missed");
    case BoxFate::Ignored:
      return QStringLiteral("ignored");
    case BoxFate::FalsePositive:
      break;
  }
  return QStringLiteral("false_positive");
}

QString scoresName(const Cases& cases) {
  if (cases.scored == 0) return QStringLiteral("none: all boxes count as equally sure");
  if (cases.unscored == 0) return QStringLiteral("<score> or <confidence>");
  return QStringLiteral("<score> or <confidence>; boxes without one come last");
}

QJsonValue orNull(const std::optional<double>& number) {
  return number ? QJsonValue(*number) : QJsonValue();
}

QJsonArray rectJson(const PixelRect& rect) {
  return {rect.xmin, rect.ymin, rect.xmax, rect.ymax};
}

/// A box of a comparison with what it is about.
struct MatchedBoxes {
  const Box* truth = nullptr;
  const ScoredBox* predicted = nullptr;
};

MatchedBoxes boxesOf(const BoxMatch& match, const Cases& cases) {
  const BoxesOfImage& image = cases.images[static_cast<std::size_t>(match.image)];
  MatchedBoxes boxes;
  const bool isTrue = match.fate == BoxFate::Detected || match.predicted < 0;
  if (isTrue && match.truth >= 0) boxes.truth = &image.truth[static_cast<std::size_t>(match.truth)];
  if (match.predicted >= 0) boxes.predicted = &image.predicted[static_cast<std::size_t>(match.predicted)];
  return boxes;
}

QJsonObject matchJson(const BoxMatch& match, const Cases& cases) {
  const MatchedBoxes boxes = boxesOf(match, cases);
  return {{QStringLiteral("class"), boxes.truth ? boxes.truth->className : boxes.predicted->box.className},
          {QStringLiteral("fate"), fateName(match.fate)},
          {QStringLiteral("iou"), match.iou},
          {QStringLiteral("score"), boxes.predicted ? orNull(boxes.predicted->score) : QJsonValue()},
          {QStringLiteral("truth"), boxes.truth ? QJsonValue(rectJson(boxes.truth->rect)) : QJsonValue()},
          {QStringLiteral("prediction"),
           boxes.predicted ? QJsonValue(rectJson(boxes.predicted->box.rect)) : QJsonValue()}};
}

/// How many boxes of an image have a fate.
std::vector<std::map<BoxFate, int>> countsOf(const BoxAgreement& agreement, std::size_t images) {
  std::vector<std::map<BoxFate, int>> counts(images);
  for (const BoxMatch& match : agreement.matches) ++counts[static_cast<std::size_t>(match.image)][match.fate];
  return counts;
}

QByteArray json(const BoxAgreement& agreement, const BoxFigures& figures, const Cases& cases,
                const BoxEvaluation& wanted) {
  auto counts = countsOf(agreement, cases.images.size());
  std::vector<QJsonArray> boxes(cases.images.size());
  if (wanted.withBoxes)
    for (const BoxMatch& match : agreement.matches)
      boxes[static_cast<std::size_t>(match.image)].append(matchJson(match, cases));
  QJsonArray list;
  for (std::size_t n = 0; n < cases.images.size(); ++n)
    list.append(
        QJsonObject{{QStringLiteral("name"), cases.images[n].image},
                    {QStringLiteral("truth_boxes"), static_cast<int>(cases.images[n].truth.size())},
                    {QStringLiteral("predicted_boxes"), static_cast<int>(cases.images[n].predicted.size())},
                    {QStringLiteral("true_positives"), counts[n][BoxFate::Detected]},
                    {QStringLiteral("false_positives"), counts[n][BoxFate::FalsePositive]},
                    {QStringLiteral("missed"), counts[n][BoxFate::Missed]},
                    {QStringLiteral("boxes"), boxes[n]}});
  QJsonArray classes;
  for (const ClassAgreement& each : agreement.classes)
    classes.append(QJsonObject{{QStringLiteral("class"), each.name},
                               {QStringLiteral("ap"), orNull(each.ap)},
                               {QStringLiteral("truth_boxes"), each.truth},
                               {QStringLiteral("difficult_boxes"), each.difficult},
                               {QStringLiteral("predicted_boxes"), each.predicted},
                               {QStringLiteral("true_positives"), each.detected},
                               {QStringLiteral("false_positives"), each.falsePositives},
                               {QStringLiteral("missed"), each.missed()}});
  const QJsonObject summary{
      {QStringLiteral("iou_threshold"), wanted.threshold},
      {QStringLiteral("interpolation"), QStringLiteral("all points (PASCAL VOC 2010 and later)")},
      {QStringLiteral("scores"), scoresName(cases)},
      {QStringLiteral("map"), orNull(agreement.meanAp)},
      {QStringLiteral("classes"), classes},
      {QStringLiteral("images"), static_cast<int>(cases.images.size())},
      {QStringLiteral("images_only_true"), cases.onlyTrue},
      {QStringLiteral("images_only_predicted"), cases.onlyPredicted},
      {QStringLiteral("coco"), cocoJson(figures.coco)},
      {QStringLiteral("froc"), frocJson(figures)}};
  return QJsonDocument(QJsonObject{{QStringLiteral("cases"), list}, {QStringLiteral("summary"), summary}})
      .toJson();
}

QByteArray csv(const BoxAgreement& agreement, const BoxFigures& figures, const Cases& cases,
               const BoxEvaluation& wanted) {
  QByteArray text =
      "row,name,class,ap,truth_boxes,predicted_boxes,true_positives,false_positives,missed,fate,iou,score,"
      "false_positives_per_scan,sensitivity\n";
  const auto row = [&](QByteArrayList fields) {
    while (fields.size() < 14) fields.append(QByteArray());
    text += csvRow(fields);
  };
  auto counts = countsOf(agreement, cases.images.size());
  for (std::size_t n = 0; n < cases.images.size(); ++n) {
    const BoxesOfImage& image = cases.images[n];
    row({"case",
         csvField(image.image),
         {},
         {},
         QByteArray::number(image.truth.size()),
         QByteArray::number(image.predicted.size()),
         QByteArray::number(counts[n][BoxFate::Detected]),
         QByteArray::number(counts[n][BoxFate::FalsePositive]),
         QByteArray::number(counts[n][BoxFate::Missed]),
         {},
         {},
         {}});
    if (!wanted.withBoxes) continue;
    for (const BoxMatch& match : agreement.matches) {
      if (static_cast<std::size_t>(match.image) != n) continue;
      const MatchedBoxes boxes = boxesOf(match, cases);
      const QString& name = boxes.truth ? boxes.truth->className : boxes.predicted->box.className;
      row({"box",
           csvField(image.image),
           csvField(name),
           {},
           {},
           {},
           {},
           {},
           {},
           fateName(match.fate).toUtf8(),
           csvNumber(match.iou),
           csvNumber(boxes.predicted ? boxes.predicted->score : std::nullopt)});
    }
  }
  for (const ClassAgreement& each : agreement.classes)
    row({"class",
         {},
         csvField(each.name),
         csvNumber(each.ap),
         QByteArray::number(each.truth),
         QByteArray::number(each.predicted),
         QByteArray::number(each.detected),
         QByteArray::number(each.falsePositives),
         QByteArray::number(each.missed()),
         {},
         {},
         {}});
  row({"mean", {}, {}, csvNumber(agreement.meanAp)});
  for (const BoxFigureRow& each : figureRows(figures))
    row({each.row,
         each.name,
         each.className,
         each.value,
         {},
         {},
         {},
         {},
         {},
         {},
         {},
         {},
         each.falsePositives,
         each.sensitivity});
  return text;
}

QByteArray plain(const BoxAgreement& agreement, const BoxFigures& figures, const Cases& cases,
                 const BoxEvaluation& wanted) {
  const auto shown = [](const std::optional<double>& number) {
    return number ? QLocale().toString(*number, 'f', 4) : QStringLiteral("–");
  };
  QString text;
  for (const ClassAgreement& each : agreement.classes)
    text += Texts::tr("%1: AP %2, %3 of %4 boxes found, %5 false positives")
                .arg(each.name, shown(each.ap))
                .arg(each.detected)
                .arg(each.truth)
                .arg(each.falsePositives) +
            QLatin1Char('\n');
  text += Texts::tr("mean AP %1 at IoU %2, %3 images")
              .arg(shown(agreement.meanAp), QLocale().toString(wanted.threshold))
              .arg(cases.images.size()) +
          QLatin1Char('\n') + figureText(figures);
  return text.toUtf8();
}

/// The scans of all images by number, and as many more without any file as were named.
FrocRule frocRule(const Cases& cases, const BoxEvaluation& wanted, QString& whyNot) {
  std::map<QString, int> numbers;
  for (const QString& scan : cases.scans) numbers.emplace(scan, 0);
  int count = 0;
  for (auto& [scan, number] : numbers) number = count++;
  FrocRule rule{wanted.hit, wanted.threshold, {}, std::max(count, wanted.scans)};
  for (const QString& scan : cases.scans) rule.scanOf.push_back(numbers.at(scan));
  whyNot = cases.whyNoScans;
  if (whyNot.isEmpty() && wanted.scans > 0 && wanted.scans < count)
    whyNot = Texts::tr("the files lie in %1 folders, which are more scans than --scans %2")
                 .arg(count)
                 .arg(wanted.scans);
  return rule;
}

}  // namespace

void addBoxOptions(QCommandLineParser& parser) {
  parser.addOption(
      {QStringLiteral("hit"),
       Texts::tr("Of boxes, when one is found in the FROC curve: \"iou\" (unless told; see --iou) "
                 "or \"centre\", when the predicted box's centre lies in the true box."),
       QStringLiteral("RULE"), QStringLiteral("iou")});
  parser.addOption({QStringLiteral("scans"),
                    Texts::tr("Of boxes, how many scans there are, also those without a file; as many as "
                              "there are folders with files unless told."),
                    QStringLiteral("N")});
}

bool takeBoxOptions(const QCommandLineParser& parser, BoxEvaluation& wanted) {
  const QString hit = parser.value(QStringLiteral("hit"));
  if (hit != QLatin1String("iou") && hit != QLatin1String("centre")) {
    printError(Texts::tr("--hit is \"iou\" or \"centre\", not \"%1\"").arg(hit));
    return false;
  }
  wanted.hit = hit == QLatin1String("centre") ? BoxHit::Centre : BoxHit::Overlap;
  if (!parser.isSet(QStringLiteral("scans"))) return true;
  constexpr int kMostScans = 1000000;
  wanted.scans = parser.value(QStringLiteral("scans")).toInt();
  if (wanted.scans > 0 && wanted.scans <= kMostScans) return true;
  printError(Texts::tr("--scans needs a number from 1 to %1").arg(kMostScans));
  return false;
}

int evaluateBoxes(const BoxEvaluation& wanted) {
  for (const QString& path : {wanted.truth, wanted.prediction})
    if (!QFileInfo::exists(path)) {
      printError(Texts::tr("%1: no such file or folder").arg(path));
      return kNothingRead;
    }
  Cases cases = casesOf(wanted.truth, wanted.prediction);
  if (cases.images.empty()) {
    printError(Texts::tr("%1 and %2 hold no VOC files").arg(wanted.truth, wanted.prediction));
    return kNothingRead;
  }
  // Not a problem, but what the numbers mean.
  if (cases.scored == 0 && cases.unscored > 0)
    printError(Texts::tr(
        "no predicted box states a <score> or <confidence>: all count as equally sure, so that AP is "
        "precision times recall"));
  else if (cases.unscored > 0)
    cases.problems.append(QCoreApplication::translate(
        "uptake::cli", "%n predicted box(es) state no <score> or <confidence> and come last", nullptr,
        cases.unscored));
  const BoxAgreement agreement = compareBoxes(cases.images, wanted.threshold);
  QString whyNoFroc;
  FrocRule rule = frocRule(cases, wanted, whyNoFroc);
  const BoxFigures figures = boxFigures(cases.images, std::move(rule), whyNoFroc);
  for (const QString& problem : cases.problems) printError(problem);
  printOutput(wanted.json  ? json(agreement, figures, cases, wanted)
              : wanted.csv ? csv(agreement, figures, cases, wanted)
                           : plain(agreement, figures, cases, wanted));
  return cases.problems.isEmpty() ? kDone : kDoneWithProblems;
}

}  // namespace uptake::cli
