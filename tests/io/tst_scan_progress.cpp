#include "io/dicom/study_index.h"
#include "tests/io/dicom_file.h"
#include "tests/support/test_support.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <atomic>

using namespace uptake;
using test::SliceFile;
using test::writeStack;

/// A scan that takes long: what it tells on the way.
class TestScanProgress : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void tellsOfWholePatients();
  void cancelledScanTellsAndRemembers();

 private:
  static constexpr int kPatients = 4;
  static constexpr int kSlices = 40;
  std::unique_ptr<QTemporaryDir> dir_;
};

void TestScanProgress::initTestCase() {
  qputenv("UPTAKE_READER",
          QFile::encodeName(QCoreApplication::applicationDirPath() + QStringLiteral("/slow_reader")));
}

void TestScanProgress::init() {
  dir_ = std::make_unique<QTemporaryDir>();
  for (int p = 0; p < kPatients; ++p) {
    const QString folder = dir_->filePath(QStringLiteral("patient %1/series").arg(p));
    QVERIFY(QDir().mkpath(folder));
    const QByteArray number = QByteArray::number(p);
    QVERIFY(writeStack(folder, kSlices, 2.0, [&](int, SliceFile& slice) {
      slice.studyUid = "1.2.3.1." + number;
      slice.seriesUid = "1.2.3.2." + number;
      slice.sopInstanceUid += '.' + number;
      slice.tags = {{0x0010, 0x0020, "P" + number}};
    }));
    // Files that changed a moment ago are not remembered.
    for (int i = 0; i < kSlices; ++i) {
      QFile file(folder + QStringLiteral("/%1.dcm").arg(i));
      QVERIFY(file.open(QIODevice::ReadWrite));
      QVERIFY(
          file.setFileTime(QDateTime::currentDateTime().addSecs(-3600), QFileDevice::FileModificationTime));
    }
  }
}

void TestScanProgress::tellsOfWholePatients() {
  std::vector<StudyIndex> told;
  JobControl control;
  const auto index = scanStudies({dir_->path()}, control, [&](StudyIndex found) { told.push_back(found); });
  QVERIFY(index.ok());
  QCOMPARE(static_cast<int>(index->patients.size()), kPatients);
  // 160 files take 20 ms each: some patients were there before the last one.
  QVERIFY(!told.empty());
  std::size_t before = 0;
  for (const StudyIndex& found : told) {
    QVERIFY(found.patients.size() > before);
    before = found.patients.size();
    QCOMPARE(found.roots, index->roots);
    for (std::size_t p = 0; p < found.patients.size(); ++p) {
      QCOMPARE(found.patients[p].id, QStringLiteral("P%1").arg(p));
      const SeriesEntry& series = found.patients[p].studies.at(0).series.at(0);
      QCOMPARE(series.instances, kSlices);
      QVERIFY(series.isVolume());
      QVERIFY(series.warnings.isEmpty());
    }
  }
  QVERIFY(told.front().patients.size() < kPatients);
}

void TestScanProgress::cancelledScanTellsAndRemembers() {
  std::vector<StudyIndex> told;
  JobControl control;
  const auto cancelled = scanStudies({dir_->path()}, control, [&](StudyIndex found) {
    told.push_back(std::move(found));
    control.cancel();
  });
  QVERIFY(!cancelled.ok());
  QCOMPARE(cancelled.error().kind, ErrorKind::Cancelled);
  QVERIFY(!told.empty());
  QVERIFY(told.back().patients.size() < kPatients);

  // What was read is not read again: 40 files less, 20 ms each on two readers or more.
  std::atomic<qint64> most{0};
  JobControl again;
  QVERIFY(scanStudies({dir_->path()}, again, [](const StudyIndex&) {}).ok());
  most = again.progress().total;
  QVERIFY(most > 0);
  QVERIFY(most <= kSlices * (kPatients - static_cast<int>(told.back().patients.size())));
}

QTEST_GUILESS_MAIN(TestScanProgress)
#include "tst_scan_progress.moc"
