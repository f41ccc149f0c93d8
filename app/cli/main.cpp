#include "app/cli/command.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTranslator>

#include <array>
#include <string_view>
#include <vector>

namespace {

using uptake::cli::Command;

const std::vector<Command>& commands() {
  static const std::vector<Command> list{
      {"phantom", QT_TRANSLATE_NOOP("uptake::cli", "write the demo study, a PET/CT of an invented patient"),
       uptake::cli::runPhantom},
      {"inspect",
       QT_TRANSLATE_NOOP("uptake::cli", "list patients, studies and series, with SUV and warnings"),
       uptake::cli::runInspect},
      {"evaluate",
       QT_TRANSLATE_NOOP("uptake::cli", "compare predicted masks with true ones: Dice, FPV, FNV, lesions"),
       uptake::cli::runEvaluate},
      {"readers", QT_TRANSLATE_NOOP("uptake::cli", "say how readers agree: Dice, STAPLE, kappa, ICC, boxes"),
       uptake::cli::runReaders},
      {"stats", QT_TRANSLATE_NOOP("uptake::cli", "measure the lesions of a mask in a PET: MTV, SUV, TLG"),
       uptake::cli::runStats},
      {"convert",
       QT_TRANSLATE_NOOP("uptake::cli", "convert PET/CT studies to NIfTI, MetaImage, HDF5 or nnU-Net's form"),
       uptake::cli::runConvert},
      {"audit",
       QT_TRANSLATE_NOOP("uptake::cli", "list who judged which case how, from a project's review record"),
       uptake::cli::runAudit},
      {"import-lungrads",
       QT_TRANSLATE_NOOP("uptake::cli", "write the slices of a Lung-RADS table (.pkl) as NRRD and CSV"),
       uptake::cli::runImportLungRads},
      {"mask2seg",
       QT_TRANSLATE_NOOP("uptake::cli",
                         "write a label image (NIfTI, NRRD, MetaImage) as a DICOM SEG of a series"),
       uptake::cli::runMaskToSeg},
      {"seg2mask",
       QT_TRANSLATE_NOOP("uptake::cli", "write a DICOM SEG as a label image (NIfTI, NRRD, MetaImage)"),
       uptake::cli::runSegToMask},
      {"lidc",
       QT_TRANSLATE_NOOP("uptake::cli", "read the four readers' nodules of a CT from LIDC-IDRI's XML"),
       uptake::cli::runLidc},
      {"voc", QT_TRANSLATE_NOOP("uptake::cli", "list PASCAL VOC boxes with the images they lie on"),
       uptake::cli::runVoc},
      {"voc2seg", QT_TRANSLATE_NOOP("uptake::cli", "fill PASCAL VOC boxes as a DICOM SEG of a series"),
       uptake::cli::runVocToSeg},
      {"seg2voc", QT_TRANSLATE_NOOP("uptake::cli", "write the boxes of a DICOM SEG as PASCAL VOC"),
       uptake::cli::runSegToVoc},
  };
  return list;
}

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

QByteArray usage() {
  QString text = Texts::tr("Usage: uptake-cli COMMAND [ARGUMENTS]") + QStringLiteral("\n\n") +
                 Texts::tr("Commands:") + QStringLiteral("\n");
  for (const Command& command : commands())
    text +=
        QStringLiteral("  %1  %2\n").arg(QLatin1String(command.name), -15).arg(Texts::tr(command.summary));
  text +=
      QStringLiteral("\n") + Texts::tr("uptake-cli COMMAND --help tells more about one of them.") +
      QStringLiteral("\n") +
      Texts::tr("Exit status: 0 done, 1 done with problems listed, 2 wrong usage, 3 nothing could be read.");
  return text.toUtf8();
}

}  // namespace

int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  QCoreApplication::setApplicationName(QStringLiteral("uptake-cli"));
  QCoreApplication::setOrganizationName(QStringLiteral("Uptake"));
  QCoreApplication::setApplicationVersion(QStringLiteral(UPTAKE_VERSION));

  // English has a file of its own, for its plural forms.
  QTranslator translator;
  if (translator.load(QLocale(), QStringLiteral("uptake"), QStringLiteral("_"), QStringLiteral(":/i18n")) ||
      translator.load(QStringLiteral(":/i18n/uptake_en")))
    QCoreApplication::installTranslator(&translator);

  const QStringList arguments = QCoreApplication::arguments().mid(1);
  const QString name = arguments.value(0);
  if (name == QLatin1String("--help") || name == QLatin1String("-h") || name == QLatin1String("help")) {
    uptake::cli::printOutput(usage());
    return uptake::cli::finishedOutput(uptake::cli::kDone);
  }
  if (name == QLatin1String("--version")) {
    uptake::cli::printOutput(QStringLiteral("uptake-cli " UPTAKE_VERSION).toUtf8());
    return uptake::cli::finishedOutput(uptake::cli::kDone);
  }
  for (const Command& command : commands())
    if (name == QLatin1String(command.name))
      return uptake::cli::finishedOutput(command.run(arguments.mid(1)));

  uptake::cli::printError(name.isEmpty()
                              ? Texts::tr("no command given; see uptake-cli --help")
                              : Texts::tr("unknown command \"%1\"; see uptake-cli --help").arg(name));
  return uptake::cli::kWrongUsage;
}
