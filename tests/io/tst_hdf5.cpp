#include "core/identity/image_key.h"
#include "io/collections/find_studies.h"
#include "io/dicom/volume_loader.h"
#include "io/images/image_file.h"
#include "io/masks/label_image.h"
#include "io/store/mask_images.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// Images in HDF5 files that h5py wrote, with the places and values that numpy says.
class TestHdf5 : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void collectionIsFound();
  void everyVoxelIsInItsPlace_data();
  void everyVoxelIsInItsPlace();
  void maskIsReadAndSavedInTheArraysOrder();
  void oneDatasetIsNamedByItsPath();
  void withoutPlaceNothingIsClaimed();
  void linksAreFollowedWithinTheFolder();
  void dataOfOtherFilesIsRefused();
  void otherFilesAreLeftAlone();
  void damagedFilesAreSaid();
  void changedFilesHarmNobody();

 private:
  QString path(const char* name) const { return dir_.filePath(QString::fromLatin1(name)); }
  StudyIndex find(const QString& path) {
    JobControl control;
    auto index = findStudies({path}, control);
    return index ? index.take() : StudyIndex();
  }

  QTemporaryDir dir_;
  QJsonObject told_;
};

void TestHdf5::initTestCase() {
  if (python().isEmpty() ||
      runProcess(python(), {QStringLiteral("-c"), QStringLiteral("import h5py")}).exitCode != 0)
    QSKIP("python3-h5py is not installed");
  const ProcessOutput made =
      runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/hdf5_cases.py"), dir_.path()});
  QVERIFY2(made.exitCode == 0, made.err.constData());
  told_ = QJsonDocument::fromJson(made.out).object();
  QCOMPARE(told_.size(), 5);
}

void TestHdf5::collectionIsFound() {
  const StudyIndex index = find(path("placed.h5"));
  QVERIFY(index.problems.empty());
  QCOMPARE(index.patients.size(), std::size_t{1});
  QCOMPARE(index.patients[0].folder, QStringLiteral("PETCT_1"));
  QCOMPARE(index.patients[0].studies.size(), std::size_t{1});
  const StudyEntry& study = index.patients[0].studies[0];
  QCOMPARE(study.description, QStringLiteral("01-02-2003-PET"));
  QCOMPARE(index.forms.size(), 1);
  QVERIFY2(index.forms[0].contains(QLatin1String("HDF5")), qPrintable(index.forms[0]));
  QStringList names;
  for (const SeriesEntry& series : study.series) {
    QVERIFY2(series.isVolume(), qPrintable(series.refusal));
    QVERIFY(series.warnings.isEmpty());
    names.append(series.source.modality + QLatin1Char(' ') + series.source.seriesDescription);
  }
  QCOMPARE(names, (QStringList{QStringLiteral("CT ct"), QStringLiteral("CT ctres"), QStringLiteral("PT suv"),
                               QStringLiteral("PT pet")}));
  QVERIFY(study.series[2].suv->isValid());
  QVERIFY(!study.series[3].suv->isValid());
  QCOMPARE(study.series[3].suv->unit, QStringLiteral("BQML"));
  QCOMPARE(study.maskFiles.size(), std::size_t{1});
  QCOMPARE(study.maskName, QStringLiteral("PETCT_1/01-02-2003-PET/seg.nii.gz"));
}

void TestHdf5::everyVoxelIsInItsPlace_data() {
  QTest::addColumn<QString>("name");
  for (const char* name : {"ct", "ctres", "suv", "pet"}) QTest::newRow(name) << QString::fromLatin1(name);
}

void TestHdf5::everyVoxelIsInItsPlace() {
  QFETCH(QString, name);
  StudyIndex index = find(path("placed.h5"));
  QVERIFY(!index.patients.empty());
  std::vector<SeriesEntry>& all = index.patients[0].studies[0].series;
  const auto series =
      std::ranges::find(all, name, [](const SeriesEntry& each) { return each.source.seriesDescription; });
  QVERIFY(series != all.end());
  auto volume = allocateVolume(*series);
  QVERIFY(volume);
  JobControl control;
  QStringList remarks;
  const auto problems = loadSlices(*series, **volume, 20, control, {}, &remarks);
  QVERIFY(problems && problems->empty() && remarks.isEmpty());
  if (name == QLatin1String("ct")) QCOMPARE((*volume)->type(), VoxelType::Int16);
  const QJsonArray places = told_[name].toObject()[QStringLiteral("places")].toArray();
  QCOMPARE(places.size(), 500);
  for (const QJsonValue& place : places) {
    const Point point(place[0].toDouble(), place[1].toDouble(), place[2].toDouble());
    const auto value = (*volume)->valueAt(point);
    QVERIFY(value);
    QCOMPARE(static_cast<float>(*value), static_cast<float>(place[3].toDouble()));
  }
}

void TestHdf5::maskIsReadAndSavedInTheArraysOrder() {
  const StudyIndex index = find(path("placed.h5"));
  QVERIFY(!index.patients.empty());
  const StudyEntry& study = index.patients[0].studies[0];
  JobControl control;
  const auto masks = readMaskImages(study, AnnotationFolder(path("annotations")), control);
  QVERIFY(masks);
  QVERIFY2(masks->problems.empty(),
           qPrintable(masks->problems.empty() ? QString() : masks->problems[0].reason));
  QCOMPARE(masks->masks.size(), std::size_t{1});
  const LabelMap& labels = masks->masks[0]->labels;
  const QJsonArray places = told_[QStringLiteral("seg")].toObject()[QStringLiteral("places")].toArray();
  QCOMPARE(labels.count(1), places.size());
  for (const QJsonValue& place : places) {
    const Point point(place[0].toDouble(), place[1].toDouble(), place[2].toDouble());
    QCOMPARE(int{labels.at(labels.grid().nearestVoxel(point))}, 1);
  }
  // Saved, it is an array like that of the dataset.
  const QString file = path("saved.nii.gz");
  const auto stored = labelsInFileOrder(labels, study);
  QVERIFY(stored && writeLabelImage(*stored, file));
  const ProcessOutput compared = runProcess(
      python(), {QStringLiteral("-c"),
                 QStringLiteral("import sys, h5py, nibabel, numpy\n"
                                "d = h5py.File(sys.argv[1])['PETCT_1/01-02-2003-PET/seg']\n"
                                "n = nibabel.load(sys.argv[2])\n"
                                "assert numpy.array_equal(numpy.asarray(n.dataobj), d[...].astype('u1'))\n"
                                "assert numpy.allclose(n.affine, d.attrs['affine'], atol=1e-3), n.affine\n"),
                 path("placed.h5"), file});
  QVERIFY2(compared.exitCode == 0, compared.err.constData());
}

void TestHdf5::oneDatasetIsNamedByItsPath() {
  const StudyIndex index = find(path("placed.h5") + QStringLiteral("/PETCT_1/01-02-2003-PET/suv"));
  QCOMPARE(index.patients.size(), std::size_t{1});
  QCOMPARE(index.patients[0].studies[0].series.size(), std::size_t{1});
  QVERIFY(index.patients[0].studies[0].series[0].suv->isValid());
}

void TestHdf5::withoutPlaceNothingIsClaimed() {
  const StudyIndex index = find(path("bare.hdf5"));
  QCOMPARE(index.patients.size(), std::size_t{2});
  for (const PatientEntry& patient : index.patients) {
    QCOMPARE(patient.studies[0].series.size(), std::size_t{4});
    for (const SeriesEntry& series : patient.studies[0].series) {
      QVERIFY(!series.isVolume());
      QVERIFY2(series.refusal.contains(QLatin1String("affine")), qPrintable(series.refusal));
    }
  }
}

void TestHdf5::linksAreFollowedWithinTheFolder() {
  // The file of links and what it links to are one case.
  for (const char* opened : {"links", "links/cases.h5"}) {
    const StudyIndex index = find(path(opened));
    QCOMPARE(index.patients.size(), std::size_t{1});
    QCOMPARE(index.patients[0].folder, QStringLiteral("P"));
    QCOMPARE(index.patients[0].studies[0].series.size(), std::size_t{1});
    QVERIFY(index.problems.empty());
  }
}

void TestHdf5::dataOfOtherFilesIsRefused() {
  const StudyIndex index = find(path("elsewhere.h5"));
  QCOMPARE(index.patients.size(), std::size_t{1});
  const std::vector<SeriesEntry>& series = index.patients[0].studies[0].series;
  QCOMPARE(series.size(), std::size_t{2});
  for (const SeriesEntry& each : series)
    QVERIFY2(each.refusal.contains(QLatin1String("another file")), qPrintable(each.refusal));
}

void TestHdf5::otherFilesAreLeftAlone() {
  const StudyIndex index = find(path("weights"));
  QVERIFY(index.patients.empty() && index.problems.empty());
  const StudyIndex alone = find(path("weights/model.h5"));
  QCOMPARE(alone.problems.size(), std::size_t{1});
  QVERIFY(alone.problems[0].reason.contains(QLatin1String("ctres")));
}

void TestHdf5::damagedFilesAreSaid() {
  const StudyIndex index = find(path("cut"));
  QVERIFY(index.patients.empty());
  QCOMPARE(index.problems.size(), std::size_t{2});
  for (const FileProblem& problem : index.problems) QVERIFY(!problem.reason.isEmpty());
}

void TestHdf5::changedFilesHarmNobody() {
  // The library is not made for files of strangers: readers crash over some of these, and the program goes
  // on.
  QFile whole(path("placed.h5"));
  QVERIFY(whole.open(QIODevice::ReadOnly));
  const QByteArray bytes = whole.readAll();
  QVERIFY(QDir(dir_.path()).mkpath(QStringLiteral("changed")));
  QRandomGenerator random(3);
  constexpr int kFiles = 40;
  for (int n = 0; n < kFiles; ++n) {
    QByteArray changed = bytes;
    for (int flips = 0; flips < 1 + n % 12; ++flips) {
      const qsizetype at = random.bounded(static_cast<int>(std::min<qsizetype>(changed.size(), 24000)));
      changed[at] = static_cast<char>(random.bounded(256));
    }
    QFile file(path("changed/") + QStringLiteral("%1.h5").arg(n));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(changed) == changed.size());
  }
  StudyIndex index = find(path("changed"));
  QVERIFY(!index.patients.empty() && !index.problems.empty());
  JobControl control;
  int loaded = 0;
  for (const PatientEntry& patient : index.patients)
    for (const StudyEntry& study : patient.studies)
      for (const SeriesEntry& series : study.series) {
        if (!series.isVolume() || series.grid->voxelCount() > 10'000'000) continue;
        auto volume = allocateVolume(series);
        if (volume && loadSlices(series, **volume, 0, control)) ++loaded;
      }
  QVERIFY(loaded > 0);
}

QTEST_GUILESS_MAIN(TestHdf5)
#include "tst_hdf5.moc"
