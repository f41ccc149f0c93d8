#include "app/cli/command.h"
#include "core/jobs/job_runner.h"
#include "io/dicom/study_index.h"
#include "io/voc/voc_matching.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDirIterator>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

/// The annotation files below a folder (or the one file), absolute, sorted.
QStringList annotationFiles(const QString& path) {
  const QFileInfo info(path);
  if (info.isFile()) return {info.absoluteFilePath()};
  QStringList files;
  QDirIterator it(info.absoluteFilePath(), {QStringLiteral("*.xml")}, QDir::Files,
                  QDirIterator::Subdirectories);
  while (it.hasNext()) files.append(it.next());
  files.sort();
  return files;
}

QJsonArray problemsJson(const std::vector<FileProblem>& problems) {
  QJsonArray array;
  for (const FileProblem& problem : problems)
    array.append(
        QJsonObject{{QStringLiteral("file"), problem.file}, {QStringLiteral("reason"), problem.reason}});
  return array;
}

QJsonObject toJson(const VocSummary& summary) {
  QJsonObject unknown;
  for (const auto& [name, boxes] : summary.unknownClasses) unknown.insert(name, boxes);
  return {{QStringLiteral("files"), summary.files},
          {QStringLiteral("matched"), summary.matched},
          {QStringLiteral("without_image"), summary.withoutImage},
          {QStringLiteral("not_shown"), summary.notShown},
          {QStringLiteral("unparsable"), summary.unparsable},
          {QStringLiteral("unknown_classes"), unknown}};
}

QString toText(const VocSummary& summary) {
  QStringList parts{Texts::tr("%1 files: %2 matched, %3 without image, %4 not shown, %5 unparsable")
                        .arg(summary.files)
                        .arg(summary.matched)
                        .arg(summary.withoutImage)
                        .arg(summary.notShown)
                        .arg(summary.unparsable)};
  for (const auto& [name, boxes] : summary.unknownClasses)
    parts.append(
        QCoreApplication::translate("uptake::cli", "%n box(es) of the unknown class \"%1\"", nullptr, boxes)
            .arg(name));
  return parts.join(QStringLiteral("; "));
}

QByteArray toJson(const VocMatching& matching) {
  QJsonArray boxes;
  for (const MatchedVoc& image : matching.images)
    for (const Box& box : image.boxes)
      boxes.append(QJsonObject{
          {QStringLiteral("file"), image.file.path},
          {QStringLiteral("patient"), image.patientId},
          {QStringLiteral("series_uid"), image.seriesInstanceUid},
          {QStringLiteral("sop_instance_uid"), image.sopInstanceUid},
          {QStringLiteral("position_mm"),
           image.hasPlace ? QJsonValue(QJsonArray{image.position.x(), image.position.y(), image.position.z()})
                          : QJsonValue()},
          {QStringLiteral("class"), box.className},
          {QStringLiteral("xmin"), box.rect.xmin},
          {QStringLiteral("ymin"), box.rect.ymin},
          {QStringLiteral("xmax"), box.rect.xmax},
          {QStringLiteral("ymax"), box.rect.ymax},
      });
  return QJsonDocument(QJsonObject{{QStringLiteral("summary"), toJson(matching.summary)},
                                   {QStringLiteral("boxes"), boxes},
                                   {QStringLiteral("unmatched"), problemsJson(matching.unmatched)},
                                   {QStringLiteral("problems"), problemsJson(matching.problems)}})
      .toJson();
}

/// One line a box, tab-separated, then what has no image, what is wrong, and the numbers.
QByteArray toText(const VocMatching& matching) {
  QString text;
  for (const MatchedVoc& image : matching.images)
    for (const Box& box : image.boxes)
      text += QStringLiteral("%1\t%2\t%3\t%4\t%5 %6 %7 %8\n")
                  .arg(image.patientId, image.sopInstanceUid)
                  .arg(image.hasPlace ? QString::number(image.position.z(), 'f', 2) : QStringLiteral("–"))
                  .arg(box.className)
                  .arg(box.rect.xmin)
                  .arg(box.rect.ymin)
                  .arg(box.rect.xmax)
                  .arg(box.rect.ymax);
  for (const FileProblem& problem : matching.unmatched)
    text += Texts::tr("unmatched: %1: %2").arg(problem.file, problem.reason) + QLatin1Char('\n');
  for (const FileProblem& problem : matching.problems)
    text += Texts::tr("problem: %1: %2").arg(problem.file, problem.reason) + QLatin1Char('\n');
  text += toText(matching.summary) + QLatin1Char('\n');
  return text.toUtf8();
}

}  // namespace

int runVoc(const QStringList& arguments) {
  QCommandLineParser parser;
  parser.setApplicationDescription(Texts::tr(
      "Lists the boxes of PASCAL VOC files with the DICOM images they lie on, then which files have no\n"
      "image or cannot be read, which boxes are wrong or of an unknown class, and how many of each.\n"
      "\n"
      "A file's name, not its content, names the image: <SOPInstanceUID>.xml.\n"
      "\n"
      "Exit status: 0 done, 1 done with problems listed, 2 wrong usage, 3 nothing could be read."));
  const QCommandLineOption dicom(QStringLiteral("dicom"), Texts::tr("Folder of the images."),
                                 QStringLiteral("DIR"));
  const QCommandLineOption json(QStringLiteral("json"), Texts::tr("Prints JSON."));
  parser.addOptions({dicom, json});
  parser.addPositionalArgument(QStringLiteral("DIR"), Texts::tr("Folder of annotations, or one file."));
  if (const auto exitCode = parseArguments(parser, QStringLiteral("voc"), arguments)) return *exitCode;
  if (parser.positionalArguments().size() != 1 || parser.values(dicom).isEmpty()) {
    printError(Texts::tr("voc takes one folder of annotations and --dicom DIR; see uptake-cli voc --help"));
    return kWrongUsage;
  }

  const QString folder = parser.positionalArguments().first();
  const QStringList files = annotationFiles(folder);
  if (files.isEmpty()) {
    printError(Texts::tr("%1: holds no .xml file").arg(folder));
    return kNothingRead;
  }
  JobControl control;
  const Result<StudyIndex> index = scanStudies(parser.values(dicom), control);
  if (!index) {
    printError(index.error().text());
    return kNothingRead;
  }
  Result<VocMatching> matched = matchVoc(*index, files, control);
  if (!matched) {
    printError(matched.error().text());
    return kNothingRead;
  }
  const bool nothing = matched->images.empty() && matched->unmatched.empty();
  matched->problems.insert(matched->problems.end(), index->problems.begin(), index->problems.end());
  printOutput(parser.isSet(json) ? toJson(*matched) : toText(*matched));
  if (nothing) {
    printError(QCoreApplication::translate("uptake::cli", "none of the %n file(s) could be read", nullptr,
                                           static_cast<int>(files.size())));
    return kNothingRead;
  }
  return matched->problems.empty() && matched->unmatched.empty() ? kDone : kDoneWithProblems;
}

}  // namespace uptake::cli
