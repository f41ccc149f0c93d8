#include "core/identity/image_key.h"
#include "io/collections/find_studies.h"
#include "io/dicom/image_pair.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QLocale>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace uptake;
using namespace uptake::test;

namespace {

/// "CT CT.nii.gz HU", … of a study, in its order.
QStringList linesOf(const StudyEntry& study) {
  QStringList lines;
  for (const SeriesEntry& series : study.series) {
    QString line = series.source.modality + QLatin1Char(' ') + series.imageFile->name;
    if (series.suv)
      line += QLatin1Char(' ') + (series.suv->unit.isEmpty() ? QStringLiteral("?") : series.suv->unit);
    lines.append(line);
  }
  return lines;
}

QStringList masksOf(const StudyEntry& study, bool isPrediction) {
  QStringList names;
  for (const CaseMaskFile& mask : study.maskFiles)
    if (mask.isPrediction == isPrediction) names.append(mask.name);
  return names;
}

}  // namespace

/// Folders of image files are recognised by their names, and nothing is said of them that nothing states.
class TestCollections : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }
  void fdgPetCtLesions();
  void nnUnet();
  void regionsHoldEachOther();
  void imagesFolderAlone();
  void predictionsElsewhere();
  void hecktor();
  void olderHecktorSaysNoUnit();
  void deepPsma();
  void luna();
  void decathlon();
  void looseFiles();
  void manyCasesAreListedBeforeTheirHeaders();
  void aPersonStatesTheUnit();
  void aPersonStatesWhatFilesAre();
  void damagedDescriptionIsSaid();

 private:
  QString make(const char* form) {
    const QString folder = dir_->filePath(QString::fromLatin1(form));
    const ProcessOutput made = runProcess(
        python(),
        {sourceDir() + QStringLiteral("/tests/scripts/image_cases.py"), QLatin1String(form), folder});
    if (made.exitCode != 0) qWarning("%s", made.err.constData());
    return folder;
  }
  StudyIndex find(const QStringList& paths) {
    JobControl control;
    auto index = findStudies(paths, control);
    if (!index) qWarning("%s", qPrintable(index.error().text()));
    return index ? index.take() : StudyIndex();
  }

  std::unique_ptr<QTemporaryDir> dir_;
};

#define NEEDS_PYTHON() \
  if (python().isEmpty()) QSKIP("python3 with nibabel is not installed")

void TestCollections::fdgPetCtLesions() {
  NEEDS_PYTHON();
  const StudyIndex index = find({make("fdg")});
  QCOMPARE(index.patients.size(), std::size_t{2});
  QCOMPARE(index.patients[0].folder, QStringLiteral("PETCT_0a1b"));
  QVERIFY(index.patients[0].id.isEmpty() && index.patients[0].name.isEmpty());
  QCOMPARE(index.patients[0].studies.size(), std::size_t{2});
  QCOMPARE(index.forms.size(), 1);
  QVERIFY2(index.forms[0].contains(QLatin1String("CT, SUV and PET")), qPrintable(index.forms[0]));
  const StudyEntry& study = index.patients[0].studies[0];
  QVERIFY(study.date.isEmpty());
  const QString base = QStringLiteral("PETCT_0a1b/01-02-2003-NA-PET/");
  const QStringList wanted{
      QStringLiteral("CT %1CT.nii.gz").arg(base), QStringLiteral("CT %1CTres.nii.gz").arg(base),
      QStringLiteral("PT %1SUV.nii.gz SUVbw").arg(base), QStringLiteral("PT %1PET.nii.gz BQML").arg(base)};
  QCOMPARE(linesOf(study), wanted);
  // The CT with its own resolution and the SUV are shown, in one space.
  const ImagePair pair = choosePair(study);
  QCOMPARE(pair.ct, 0);
  QCOMPARE(pair.pet, 2);
  QVERIFY(study.series[2].suv->isValid());
  QCOMPARE(study.series[2].suv->factor.value_or(0.0), 1.0);
  QVERIFY(study.series[2].suv->branch.contains(QLatin1String("FDG-PET-CT-Lesions")));
  QVERIFY(!study.series[3].suv->isValid());
  QCOMPARE(masksOf(study, false), QStringList{base + QStringLiteral("SEG.nii.gz")});
  QCOMPARE(study.maskName, base + QStringLiteral("SEG.nii.gz"));
}

void TestCollections::nnUnet() {
  NEEDS_PYTHON();
  const StudyIndex index = find({make("nnunet")});
  QCOMPARE(index.patients.size(), std::size_t{4});
  QCOMPARE(index.forms.size(), 1);
  QVERIFY2(index.forms[0].startsWith(QLatin1String("nnU-Net dataset, 4 ")), qPrintable(index.forms[0]));
  QVERIFY2(index.forms[0].endsWith(QLatin1String("CT and SUV")), qPrintable(index.forms[0]));
  const StudyEntry& study = index.patients[0].studies[0];
  QCOMPARE(linesOf(study), (QStringList{QStringLiteral("CT imagesTr/case_000_0000.nii.gz"),
                                        QStringLiteral("PT imagesTr/case_000_0001.nii.gz SUVbw")}));
  QVERIFY(study.series[1].suv->branch.contains(QLatin1String("dataset.json")));
  QCOMPARE(masksOf(study, false), QStringList{QStringLiteral("labelsTr/case_000.nii.gz")});
  QCOMPARE(masksOf(study, true), QStringList{QStringLiteral("predictions/case_000.nii.gz")});
  QCOMPARE(study.maskFiles[0].labels.at(1), QStringLiteral("lesion"));
  QCOMPARE(study.maskFiles[0].labels.at(2), QStringLiteral("whole alone"));
  QCOMPARE(study.fold.value_or(-1), 0);
  QCOMPARE(index.patients[1].studies[0].fold.value_or(-1), 1);
  const StudyEntry& test = index.patients[3].studies[0];
  QCOMPARE(test.maskName, QStringLiteral("labelsTs/case_900.nii.gz"));
  QVERIFY(test.maskFiles.empty());
}

/// Opening the images finds their labels and their description beside, and the same case.
void TestCollections::regionsHoldEachOther() {
  NEEDS_PYTHON();
  const QString folder = make("regions");
  const StudyIndex index = find({folder});
  QVERIFY(index.problems.empty());
  const auto& labels = index.patients[0].studies[0].maskFiles.front().labels;
  QCOMPARE(labels.size(), std::size_t{3});
  QCOMPARE(labels.at(1), QStringLiteral("whole alone"));
  QCOMPARE(labels.at(2), QStringLiteral("whole + core"));
  QCOMPARE(labels.at(3), QStringLiteral("whole + core + active"));
  // An order in which the first value is none of the first region.
  QFile description(folder + QStringLiteral("/dataset.json"));
  QVERIFY(description.open(QIODevice::ReadOnly));
  const QByteArray text = description.readAll().replace("[1, 2, 3]}", "[3, 1, 2]}");
  description.close();
  QVERIFY(description.open(QIODevice::WriteOnly) && description.write(text) == text.size());
  description.close();
  const StudyIndex contradicted = find({folder});
  QCOMPARE(contradicted.problems.size(), std::size_t{1});
  QVERIFY(contradicted.problems[0].reason.contains(QLatin1String("regions_class_order")));
}

void TestCollections::imagesFolderAlone() {
  NEEDS_PYTHON();
  const QString folder = make("nnunet");
  const StudyIndex whole = find({folder});
  const StudyIndex index = find({folder + QStringLiteral("/imagesTr")});
  QCOMPARE(index.patients.size(), std::size_t{3});
  QCOMPARE(linesOf(index.patients[0].studies[0]), linesOf(whole.patients[0].studies[0]));
  QCOMPARE(index.patients[0].studies[0].uid, whole.patients[0].studies[0].uid);
  QCOMPARE(masksOf(index.patients[0].studies[0], false), masksOf(whole.patients[0].studies[0], false));
}

void TestCollections::predictionsElsewhere() {
  NEEDS_PYTHON();
  const QString folder = make("nnunet");
  QVERIFY(QDir().rename(folder + QStringLiteral("/predictions"), dir_->filePath(QStringLiteral("model"))));
  const StudyIndex index = find({folder, dir_->filePath(QStringLiteral("model"))});
  QCOMPARE(index.patients.size(), std::size_t{4});
  QCOMPARE(masksOf(index.patients[0].studies[0], true).size(), 1);
  QCOMPARE(index.patients[0].studies[0].maskFiles.back().file,
           dir_->filePath(QStringLiteral("model/case_000.nii.gz")));
}

void TestCollections::hecktor() {
  NEEDS_PYTHON();
  const StudyIndex index = find({make("hecktor")});
  QCOMPARE(index.patients.size(), std::size_t{1});
  const StudyEntry& study = index.patients[0].studies[0];
  QCOMPARE(linesOf(study), (QStringList{QStringLiteral("CT imagesTr/CHUM-001__CT.nii.gz"),
                                        QStringLiteral("PT imagesTr/CHUM-001__PT.nii.gz SUVbw")}));
  QCOMPARE(study.maskFiles.front().labels.at(2), QStringLiteral("GTVn"));
  QVERIFY(!choosePair(study).isEmpty() && choosePair(study).ct == 0 && choosePair(study).pet == 1);
}

void TestCollections::olderHecktorSaysNoUnit() {
  NEEDS_PYTHON();
  const StudyIndex index = find({make("hecktor2021")});
  QCOMPARE(index.patients.size(), std::size_t{1});
  const StudyEntry& study = index.patients[0].studies[0];
  QCOMPARE(linesOf(study),
           (QStringList{QStringLiteral("CT CHGJ007_ct.nii.gz"), QStringLiteral("PT CHGJ007_pt.nii.gz ?")}));
  QVERIFY(!study.series[1].suv->refused.isEmpty());
  QCOMPARE(masksOf(study, false), QStringList{QStringLiteral("CHGJ007_ct_gtvt.nii.gz")});
  QCOMPARE(study.form, QStringLiteral("HECKTOR"));
}

void TestCollections::deepPsma() {
  NEEDS_PYTHON();
  const StudyIndex index = find({make("deep-psma")});
  QCOMPARE(index.patients.size(), std::size_t{1});
  QCOMPARE(index.patients[0].studies.size(), std::size_t{2});
  const StudyEntry& study = index.patients[0].studies[1];
  QCOMPARE(study.description, QStringLiteral("PSMA"));
  QCOMPARE(linesOf(study), (QStringList{QStringLiteral("CT train_0001/PSMA/CT.nii.gz"),
                                        QStringLiteral("PT train_0001/PSMA/PET.nii.gz SUVbw")}));
  QVERIFY(study.series[1].suv->branch.contains(QLatin1String("threshold.json")));
  QCOMPARE(study.maskName, QStringLiteral("train_0001/PSMA/TTB.nii.gz"));
}

void TestCollections::luna() {
  NEEDS_PYTHON();
  const StudyIndex index = find({make("luna")});
  QCOMPARE(index.patients.size(), std::size_t{1});
  QCOMPARE(index.patients[0].studies[0].form, QStringLiteral("LUNA16"));
  QCOMPARE(index.patients[0].studies[0].series[0].source.modality, QStringLiteral("CT"));
  QVERIFY(index.patients[0].studies[0].series[0].isVolume());
}

void TestCollections::decathlon() {
  NEEDS_PYTHON();
  const StudyIndex index = find({make("msd")});
  QCOMPARE(index.patients.size(), std::size_t{1});
  const StudyEntry& study = index.patients[0].studies[0];
  QCOMPARE(linesOf(study), QStringList{QStringLiteral("CT imagesTr/lung_001.nii.gz")});
  QCOMPARE(study.maskFiles.front().labels.at(1), QStringLiteral("cancer"));
}

void TestCollections::looseFiles() {
  NEEDS_PYTHON();
  const StudyIndex index = find({make("loose")});
  QCOMPARE(index.patients.size(), std::size_t{2});
  const StudyEntry& named = index.patients[0].studies[0];
  QCOMPARE(linesOf(named),
           (QStringList{QStringLiteral("CT pat7_ct.nii.gz"), QStringLiteral("PT pat7_suv.nii.gz SUVbw")}));
  QVERIFY(named.series[1].suv->branch.contains(QLatin1String("name of the file")));
  QCOMPARE(masksOf(named, false), QStringList{QStringLiteral("pat7_mask.nii.gz")});
  QCOMPARE(masksOf(named, true), QStringList{QStringLiteral("pat7_pred.nii.gz")});
  // Of this one nothing is known: it is shown, in the numbers of its file, and said to be uncertain.
  const StudyEntry& other = index.patients[1].studies[0];
  QCOMPARE(linesOf(other), QStringList{QStringLiteral("OT something.nii.gz")});
  QVERIFY(!other.series[0].warnings.isEmpty());
  QVERIFY(other.series[0].imageFile->isUncertain);
  QCOMPARE(choosePair(other).ct, 0);
}

void TestCollections::manyCasesAreListedBeforeTheirHeaders() {
  const QDir folder(dir_->filePath(QStringLiteral("many")));
  QVERIFY(QDir().mkpath(folder.filePath(QStringLiteral("imagesTr"))));
  constexpr int kCases = 1014;
  for (int n = 0; n < kCases; ++n)
    for (int channel = 0; channel < 2; ++channel) {
      QFile file(folder.filePath(
          QStringLiteral("imagesTr/fdg_%1abcde_000%2.nii.gz").arg(n, 5, 10, QLatin1Char('0')).arg(channel)));
      QVERIFY(file.open(QIODevice::WriteOnly));
    }
  JobControl control;
  std::size_t listed = 0, unread = 0;
  QString form;
  const auto index = findStudies({folder.path()}, control, [&](const StudyIndex& soFar) {
    listed = soFar.patients.size();
    form = soFar.forms.value(0);
    for (const PatientEntry& patient : soFar.patients)
      for (const SeriesEntry& series : patient.studies.front().series)
        unread += series.imageFile->isHeaderRead ? 0 : 1;
  });
  QVERIFY(index);
  QCOMPARE(listed, std::size_t{kCases});
  QCOMPARE(unread, std::size_t{2 * (kCases - 1)});
  QVERIFY2(form.startsWith(QLatin1String("nnU-Net dataset, ")), qPrintable(form));
  QVERIFY2(form.contains(QLocale().toString(kCases)), qPrintable(form));
  // Channel 0001 of autoPET's cases is SUV, though no dataset.json says so.
  QCOMPARE(index->patients.front().studies.front().series[1].suv->unit, QStringLiteral("SUVbw"));
  // Empty files are refused one by one.
  QVERIFY(!index->patients.back().studies.front().series[0].refusal.isEmpty());
}

void TestCollections::aPersonStatesTheUnit() {
  NEEDS_PYTHON();
  StudyIndex index = find({make("hecktor2021")});
  statePetUnit(index, ImageUnit::SuvBodyWeight, QStringLiteral("a person"));
  const SeriesEntry& pet = index.patients[0].studies[0].series[1];
  QVERIFY(pet.suv->isValid());
  QCOMPARE(pet.suv->branch, QStringLiteral("a person"));
}

void TestCollections::aPersonStatesWhatFilesAre() {
  NEEDS_PYTHON();
  const QString folder = make("nnunet");
  QVERIFY(QFile::remove(folder + QStringLiteral("/dataset.json")));
  const StudyIndex before = find({folder});
  QCOMPARE(before.patients[0].studies[0].series[0].source.modality, QStringLiteral("OT"));
  const std::vector<CaseFile> files = filesOf(before.patients[0], before.patients[0].studies[0]);
  QCOMPARE(files.size(), std::size_t{4});
  QCOMPARE(files[1].kind, QStringLiteral("imagesTr/*_0001.nii.gz"));
  QVERIFY(files[1].what.role == CaseFileRole::OtherImage && files[3].what.role == CaseFileRole::Prediction);

  StatedFiles stated;
  stated[files[0].kind] = {CaseFileRole::Ct, ImageUnit::Unknown};
  stated[files[1].kind] = {CaseFileRole::Pet, ImageUnit::SuvBodyWeight};
  stated[files[2].kind] = {CaseFileRole::LeftOut, ImageUnit::Unknown};
  stated[files[3].kind] = {CaseFileRole::Mask, ImageUnit::Unknown};
  QVERIFY(statedFilesIn(statedLines(stated)) == stated);
  JobControl control;
  const auto after = findStudies({folder}, control, {}, stated);
  QVERIFY(after);
  for (int n = 0; n < 3; ++n) {
    const StudyEntry& study = after->patients[static_cast<std::size_t>(n)].studies[0];
    QCOMPARE(linesOf(study), (QStringList{QStringLiteral("CT imagesTr/case_00%1_0000.nii.gz").arg(n),
                                          QStringLiteral("PT imagesTr/case_00%1_0001.nii.gz SUVbw").arg(n)}));
    QVERIFY(study.series[0].isVolume() && study.series[1].suv->isValid());
    QCOMPARE(masksOf(study, false), QStringList{QStringLiteral("predictions/case_00%1.nii.gz").arg(n)});
    QVERIFY(masksOf(study, true).isEmpty());
  }
}

void TestCollections::damagedDescriptionIsSaid() {
  NEEDS_PYTHON();
  const QString folder = make("nnunet");
  QFile file(folder + QStringLiteral("/dataset.json"));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write("{\"channel_names\": {\"0\"");
  file.close();
  const StudyIndex index = find({folder});
  QVERIFY(std::ranges::any_of(index.problems, [](const FileProblem& problem) {
    return problem.file.endsWith(QLatin1String("dataset.json"));
  }));
  // What the channels are is not known then.
  QCOMPARE(index.patients[0].studies[0].series[0].source.modality, QStringLiteral("OT"));
}

QTEST_GUILESS_MAIN(TestCollections)
#include "tst_collections.moc"
