#include "app/cli/command.h"
#include "app/cli/conversion_run.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

void describeConvert(QCommandLineParser& parser) {
  parser.setApplicationDescription(Texts::tr(
      "Converts PET/CT studies to the form of the collection FDG-PET-CT-Lesions: CT (HU), PET (as stored),\n"
      "SUV, SEG (1 in every lesion) and CTres, the CT on the PET's voxels (cubic B-spline, -1024 outside). "
      "The\n"
      "axes run left, anterior, superior.\n"
      "\n"
      "  nifti   DIR/<patient>/<study>/{CT,PET,SUV,SEG,CTres}.nii.gz\n"
      "  mha     the same as .mha\n"
      "  hdf5    DIR/<patient>/<study>.h5 with <patient>/<study>/{suv,ctres,ct,pet,seg}; DIR/cases.h5 has "
      "all\n"
      "  nnunet  DIR/imagesTr/<patient>_<study>_0000.nii.gz (CTres), _0001 (SUV), DIR/labelsTr/…; imagesTs\n"
      "          for cases without a mask; dataset.json\n"
      "\n"
      "<patient> is the PatientID, <study> the folder that holds the study. The mask is the study's SEG or\n"
      "RTSTRUCT, or the one made of it in the annotation folder. Cases that are finished, and whose\n"
      "images, masks and SUV corrections did not change since, are left alone, so an interrupted run is\n"
      "continued by the same command.\n"
      "A case that fails is named with the reason, and the others go on. A file in its folder that cannot "
      "be\n"
      "read, which may be a slice or the mask, makes it fail. Ctrl+C stops and leaves nothing half-written.\n"
      "\n"
      "Exit status: 0 done, 1 done with problems listed (or stopped), 2 wrong usage, 3 nothing could be\n"
      "converted."));
  parser.addPositionalArgument(QStringLiteral("STUDYDIR"),
                               Texts::tr("Folders of studies; each may hold several."),
                               QStringLiteral("STUDYDIR…"));
  parser.addOption({QStringLiteral("out"), Texts::tr("The folder to write to."), QStringLiteral("DIR")});
  parser.addOption({QStringLiteral("format"), Texts::tr("nifti (default), mha, hdf5 or nnunet."),
                    QStringLiteral("FORMAT"), QStringLiteral("nifti")});
  parser.addOption(
      {QStringLiteral("suv"),
       Texts::tr(
           "ours (default): as uptake-cli inspect says; a study whose SUV is refused fails. tcia: as the "
           "script that made the published files, from the AcquisitionTime of the first file by name."),
       QStringLiteral("RULE"), QStringLiteral("ours")});
  parser.addOption({QStringLiteral("annotations"),
                    Texts::tr("Folder of annotations made with Uptake; default: STUDYDIR-annotations."),
                    QStringLiteral("DIR")});
  parser.addOption({QStringLiteral("jobs"),
                    Texts::tr("Studies converted at the same time; default: as many as there are cores, one "
                              "for every 4 GiB of memory at most."),
                    QStringLiteral("N")});
  parser.addOption({QStringLiteral("force"), Texts::tr("Convert finished cases again.")});
}

}  // namespace

int runConvert(const QStringList& arguments) {
  QCommandLineParser parser;
  describeConvert(parser);
  if (const auto exitCode = parseArguments(parser, QStringLiteral("convert"), arguments)) return *exitCode;
  ConversionRun run;
  run.folders = parser.positionalArguments();
  run.annotations = parser.value(QStringLiteral("annotations"));
  run.options.out = parser.value(QStringLiteral("out"));
  run.options.force = parser.isSet(QStringLiteral("force"));
  if (run.folders.isEmpty() || run.options.out.isEmpty()) {
    printError(Texts::tr("convert needs a STUDYDIR and --out; see uptake-cli convert --help"));
    return kWrongUsage;
  }
  const auto format = caseFormat(parser.value(QStringLiteral("format")));
  if (!format) {
    printError(Texts::tr("--format \"%1\" is none of nifti, mha, hdf5 and nnunet")
                   .arg(parser.value(QStringLiteral("format"))));
    return kWrongUsage;
  }
  run.options.format = *format;
  const QString rule = parser.value(QStringLiteral("suv"));
  if (rule != QLatin1String("ours") && rule != QLatin1String("tcia")) {
    printError(Texts::tr("--suv \"%1\" is neither ours nor tcia").arg(rule));
    return kWrongUsage;
  }
  run.options.suv = rule == QLatin1String("ours") ? SuvRule::Uptake : SuvRule::Tcia;
  if (const QString jobs = parser.value(QStringLiteral("jobs")); !jobs.isEmpty()) {
    bool isNumber = false;
    run.jobs = jobs.toInt(&isNumber);
    if (!isNumber || run.jobs < 1 || run.jobs > 1024) {
      printError(Texts::tr("--jobs \"%1\" is not a number from 1 to 1024").arg(jobs));
      return kWrongUsage;
    }
  }
  for (const QString& folder : run.folders)
    if (AnnotationFolder(run.options.out).isInside({folder})) {
      printError(Texts::tr("--out %1 lies in %2: nothing is written into the folder of a study")
                     .arg(run.options.out, folder));
      return kWrongUsage;
    }
  if (!QDir().mkpath(run.options.out)) {
    printError(Texts::tr("%1: the folder cannot be made").arg(run.options.out));
    return kNothingRead;
  }
  return runConversion(run);
}

}  // namespace uptake::cli
