#include "io/store/stored_masks.h"
#include "tests/io/seg_fixture.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>

using namespace uptake;
using namespace uptake::test;

/// Masks whose study is not that of their images: used where that is certain, else named with the reason.
class TestMaskStudies : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();
  void ownStudyIsLeftAlone();
  void anotherStudyUid_data();
  void anotherStudyUid();
  void anotherPatient();
  void imagesThatAreNotThere_data();
  void imagesThatAreNotThere();
  void severalStudiesMayBeMeant();
  void imagesFiledAsTwoStudies();
  void inTheAnnotationFolder();

 private:
  QString path(const char* name) const { return dir_->filePath(QLatin1String(name)); }
  QString mask() const { return path("in/seg/mask.dcm"); }
  void set(const DcmTagKey& tag, const char* value) const {
    editDicom(mask(), [&](DcmDataset& data) { data.putAndInsertString(tag, value); });
  }
  /// Takes the names of series and images out of the mask.
  void forgetNames() const {
    editDicom(mask(), [](DcmDataset& data) {
      data.findAndDeleteElement(DCM_ReferencedSeriesSequence);
      data.findAndDeleteElement(DCM_DerivationImageSequence, OFTrue, OFTrue);
    });
  }
  StudyIndex scan(const QString& folder) {
    auto index = scanStudies({folder}, control_);
    if (!index) qWarning("%s", qPrintable(index.error().text()));
    return index ? index.take() : StudyIndex();
  }
  static QString said(const StudyIndex& index) {
    QStringList all;
    for (const FileProblem& problem : index.problems)
      all.append(problem.file + QStringLiteral(": ") + problem.reason);
    return all.join(QLatin1Char('\n'));
  }
  std::vector<std::unique_ptr<MaskLayer>> masksOf(const StudyEntry& study) {
    auto stored = readMasks(study, AnnotationFolder(path("annotations")), control_);
    return stored ? std::move(stored->masks) : std::vector<std::unique_ptr<MaskLayer>>();
  }

  std::unique_ptr<QTemporaryDir> dir_;
  SeriesEntry source_;
  std::optional<MaskLayer> drawn_;
  JobControl control_;
};

void TestMaskStudies::init() {
  dir_ = std::make_unique<QTemporaryDir>();
  source_ = writeSource(path("in/ct"), kPlain);
  drawn_.emplace(makeMask(source_, 2));
  QVERIFY(QDir().mkpath(path("in/seg")));
  QVERIFY(writeSeg(*drawn_, mask(), control_));
}

void TestMaskStudies::ownStudyIsLeftAlone() {
  const StudyIndex index = scan(path("in"));
  QCOMPARE(index.patients.size(), std::size_t{1});
  QCOMPARE(index.patients[0].studies.size(), std::size_t{1});
  QCOMPARE(said(index), QString());
}

void TestMaskStudies::anotherStudyUid_data() {
  QTest::addColumn<bool>("isNamed");
  QTest::addColumn<bool>("isInFrame");
  QTest::newRow("named, in the frame of reference") << true << true;
  QTest::newRow("named only") << true << false;
  QTest::newRow("in the frame of reference only") << false << true;
}

void TestMaskStudies::anotherStudyUid() {
  QFETCH(bool, isNamed);
  QFETCH(bool, isInFrame);
  set(DCM_StudyInstanceUID, "1.2.3.4.77");
  if (!isNamed) forgetNames();
  if (!isInFrame) set(DCM_FrameOfReferenceUID, "1.2.3.4.98");
  const StudyIndex index = scan(path("in"));
  QCOMPARE(index.patients.size(), std::size_t{1});
  QCOMPARE(index.patients[0].studies.size(), std::size_t{1});
  const StudyEntry& study = index.patients[0].studies[0];
  QCOMPARE(study.uid, QStringLiteral("1.2.3.4.0"));
  QCOMPARE(study.series.size(), std::size_t{2});
  QVERIFY2(said(index).contains(QStringLiteral("another Study Instance UID (1.2.3.4.77)")) &&
               said(index).contains(mask()),
           qPrintable(said(index)));
  const auto masks = masksOf(study);
  QCOMPARE(masks.size(), std::size_t{1});
  QVERIFY(sameLabels(masks[0]->labels, drawn_->labels));
  // It is no file of ours.
  QVERIFY(masks[0]->provenance.file.isEmpty());
}

void TestMaskStudies::anotherPatient() {
  set(DCM_StudyInstanceUID, "1.2.3.4.77");
  set(DCM_PatientID, "P2");
  const StudyIndex index = scan(path("in"));
  QCOMPARE(index.patients.size(), std::size_t{2});
  QVERIFY2(said(index).contains(QStringLiteral("another patient (Patient ID \"P1\"")) &&
               said(index).contains(mask()),
           qPrintable(said(index)));
}

void TestMaskStudies::imagesThatAreNotThere_data() {
  QTest::addColumn<bool>("withOthers");
  QTest::newRow("a mask alone") << false;
  QTest::newRow("other images of the patient") << true;
}

void TestMaskStudies::imagesThatAreNotThere() {
  QFETCH(bool, withOthers);
  if (withOthers) {
    set(DCM_StudyInstanceUID, "1.2.3.4.77");
    set(DCM_FrameOfReferenceUID, "1.2.3.4.98");
    editDicom(mask(), [](DcmDataset& data) {
      DcmItem* series = nullptr;
      QVERIFY(data.findAndGetSequenceItem(DCM_ReferencedSeriesSequence, series).good());
      series->putAndInsertString(DCM_SeriesInstanceUID, "1.2.3.4.76");
      DcmItem* image = nullptr;
      QVERIFY(series->findAndGetSequenceItem(DCM_ReferencedInstanceSequence, image).good());
      image->putAndInsertString(DCM_ReferencedSOPInstanceUID, "1.2.3.4.75");
    });
  }
  const StudyIndex index = scan(withOthers ? path("in") : path("in/seg"));
  QVERIFY2(said(index).contains(
               QStringLiteral("The images that this segmentation (SEG) was drawn on (series 1.2.3.4.")),
           qPrintable(said(index)));
  QVERIFY2(said(index).contains(QStringLiteral("are not among the opened files")), qPrintable(said(index)));
}

void TestMaskStudies::severalStudiesMayBeMeant() {
  set(DCM_StudyInstanceUID, "1.2.3.4.77");
  forgetNames();
  const SeriesEntry second = writeSource(path("in/second"), kPlain);
  for (const SliceSource& slice : second.source.slices)
    editDicom(slice.file,
              [](DcmDataset& data) { data.putAndInsertString(DCM_StudyInstanceUID, "1.2.3.4.78"); });
  const StudyIndex index = scan(path("in"));
  QCOMPARE(index.patients[0].studies.size(), std::size_t{3});
  QVERIFY2(said(index).contains(QStringLiteral("may be those of several other studies")),
           qPrintable(said(index)));
}

void TestMaskStudies::imagesFiledAsTwoStudies() {
  // The CT's study has a series in the same frame of reference, and a mask that was drawn on the other
  // study's.
  const SeriesEntry second = writeSource(path("in/second"), kPlain);
  for (const SliceSource& slice : second.source.slices)
    editDicom(slice.file,
              [](DcmDataset& data) { data.putAndInsertString(DCM_StudyInstanceUID, "1.2.3.4.78"); });
  QVERIFY(scan(path("in")).patients[0].studies.size() == 2 && said(scan(path("in"))).isEmpty());
  QVERIFY(writeSeg(makeMask(second, 1), mask(), control_));
  set(DCM_StudyInstanceUID, "1.2.3.4.0");
  const StudyIndex index = scan(path("in"));
  const auto& studies = index.patients[0].studies;
  QCOMPARE(studies.size(), std::size_t{2});
  const auto other = std::ranges::find(studies, QStringLiteral("1.2.3.4.78"), &StudyEntry::uid);
  QVERIFY(other != studies.end());
  QCOMPARE(other->series.size(), std::size_t{2});
  QVERIFY2(said(index).contains(QStringLiteral("but names them; it is used with them")),
           qPrintable(said(index)));
}

void TestMaskStudies::inTheAnnotationFolder() {
  set(DCM_StudyInstanceUID, "1.2.3.4.77");
  const AnnotationFolder folder(path("annotations"));
  const QString there = folder.segFolder(QStringLiteral("P1"), QStringLiteral("1.2.3.4.0"));
  QVERIFY(QDir().mkpath(there));
  QVERIFY(QFile::rename(mask(), there + QStringLiteral("/mask.dcm")));
  const StudyIndex index = scan(path("in"));
  const auto stored = readMasks(index.patients[0].studies[0], folder, control_);
  QVERIFY(stored);
  QCOMPARE(stored->masks.size(), std::size_t{1});
  QVERIFY(stored->masks[0]->provenance.file.isEmpty());
  QVERIFY(std::ranges::any_of(stored->problems, [](const FileProblem& problem) {
    return problem.reason.contains(QStringLiteral("another Study Instance UID (1.2.3.4.77)"));
  }));
}

QTEST_GUILESS_MAIN(TestMaskStudies)
#include "tst_mask_studies.moc"
