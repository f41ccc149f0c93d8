#include "app/cli/command.h"
#include "app/session/review/audit_report.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

QString named(const QString& key, const QStringList& names) {
  return names.isEmpty() ? QString() : QStringLiteral(" %1=%2").arg(key, names.join(QStringLiteral(", ")));
}

QByteArray auditText(const AuditReport& report) {
  QString text;
  for (const AuditReport::Case& each : report.cases) {
    const CaseReview& review = each.review;
    text += QStringLiteral("%1  %2  %3")
                .arg(stateKey(review.state), -10)
                .arg(each.patientId, each.studyInstanceUid);
    if (!review.annotator.isEmpty()) text += named(QStringLiteral("annotator"), {review.annotator});
    text += named(QStringLiteral("verified"), review.verifiedBy) +
            named(QStringLiteral("outdated"), review.outdated) +
            named(QStringLiteral("read"), review.readBy) + QLatin1Char('\n');
  }
  return text.toUtf8();
}

}  // namespace

int runAudit(const QStringList& arguments) {
  QCommandLineParser parser;
  parser.setApplicationDescription(Texts::tr(
      "Lists who annotated, verified, disputed or rejected what and when, from the review record of a\n"
      "project (an annotation folder with uptake-review in it), and the state of each case: final with the\n"
      "needed verifications of the annotation as it is now, and nothing open against it.\n"
      "\n"
      "Without the images, annotation files that came with them are taken to be as they were judged, and "
      "box\n"
      "files of the patient that no mark knows count for each of the patient's cases.\n"
      "\n"
      "Exit status: 0 done, 1 done with problems listed, 2 wrong usage, 3 nothing could be read."));
  parser.addPositionalArgument(QStringLiteral("PROJECT"), Texts::tr("The annotation folder."));
  parser.addOption({QStringLiteral("json"), Texts::tr("Write JSON: the cases, and every line.")});
  parser.addOption({QStringLiteral("csv"), Texts::tr("Write CSV: one row a line of the record.")});
  if (const auto exit = parseArguments(parser, QStringLiteral("audit"), arguments)) return *exit;
  const bool json = parser.isSet(QStringLiteral("json"));
  const bool csv = parser.isSet(QStringLiteral("csv"));
  if (parser.positionalArguments().size() != 1 || (json && csv)) {
    printError(Texts::tr("give one folder, and --json or --csv; see uptake-cli audit --help"));
    return kWrongUsage;
  }
  const QString project = QDir::cleanPath(QDir(parser.positionalArguments().front()).absolutePath());
  const Result<AuditReport> report = readAudit(project);
  if (!report) {
    printError(report.error().text());
    return kNothingRead;
  }
  printOutput(json ? auditJson(*report) : csv ? auditCsv(*report) : auditText(*report));
  for (const FileProblem& problem : report->problems)
    printError(QStringLiteral("%1: %2").arg(problem.file, problem.reason));
  return report->problems.empty() ? kDone : kDoneWithProblems;
}

}  // namespace uptake::cli
