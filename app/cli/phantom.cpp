#include "io/phantom/phantom.h"

#include "app/cli/command.h"
#include "core/jobs/job_runner.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

}  // namespace

int runPhantom(const QStringList& arguments) {
  QCommandLineParser parser;
  parser.setApplicationDescription(Texts::tr(
      "Writes the demo study: a thorax PET/CT of an invented patient, as two DICOM series in CT/ and PET/."));
  const QCommandLineOption seed(
      QStringLiteral("seed"),
      Texts::tr("Number that chooses noise and vessels; the same gives the same files."), QStringLiteral("N"),
      QStringLiteral("1"));
  const QCommandLineOption size(QStringLiteral("size"), Texts::tr("full (CT 512 × 512) or small, for tests."),
                                QStringLiteral("small|full"), QStringLiteral("full"));
  parser.addOptions({seed, size});
  parser.addPositionalArgument(QStringLiteral("OUT"),
                               Texts::tr("Folder to make; it must not exist or be empty."));
  if (const auto exitCode = parseArguments(parser, QStringLiteral("phantom"), arguments)) return *exitCode;
  bool isNumber = false;
  PhantomOptions options;
  options.seed = parser.value(seed).toUInt(&isNumber);
  const QString sizeName = parser.value(size);
  options.size = sizeName == QLatin1String("small") ? PhantomSize::Small : PhantomSize::Full;
  if (parser.positionalArguments().size() != 1) {
    printError(Texts::tr("phantom takes one folder to write to; see uptake-cli phantom --help"));
    return kWrongUsage;
  }
  if (!isNumber) {
    printError(Texts::tr("--seed \"%1\" is not a number from 0 to 4294967295").arg(parser.value(seed)));
    return kWrongUsage;
  }
  if (sizeName != QLatin1String("small") && sizeName != QLatin1String("full")) {
    printError(Texts::tr("--size \"%1\" is neither small nor full").arg(sizeName));
    return kWrongUsage;
  }

  const QString folder = parser.positionalArguments().first();
  JobControl control;
  const Result<void> written = writePhantom(folder, options, control);
  if (!written) {
    printError(written.error().text());
    return written.error().kind == ErrorKind::Inconsistent ? kWrongUsage : kNothingRead;
  }
  printOutput(Texts::tr("The demo study is in %1").arg(QDir(folder).absolutePath()).toUtf8());
  return kDone;
}

}  // namespace uptake::cli
