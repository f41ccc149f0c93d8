#include "io/dicom/study_index.h"
#include "tests/io/dicom_file.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace uptake;
using test::SliceFile;
using test::writeSlice;
using test::writeStack;

/// Which files a scan takes in, which it passes over, which it names; and their text.
class TestDicomFiles : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();

  void textIsDecoded_data();
  void textIsDecoded();
  void idsAreKept();
  void whatIsNoDicom();
  void damagedFilesAreNamed();
  void linksEnd();
  void missingPaths();
  void cancels();

 private:
  StudyIndex scan(const QStringList& paths = {});
  QString path(const QString& name) const { return dir_->filePath(name); }

  std::unique_ptr<QTemporaryDir> dir_;
};

namespace {

const auto kUnchanged = [](int, SliceFile&) {};

std::vector<SeriesEntry> allSeries(const StudyIndex& index) {
  std::vector<SeriesEntry> series;
  for (const PatientEntry& patient : index.patients)
    for (const StudyEntry& study : patient.studies)
      series.insert(series.end(), study.series.begin(), study.series.end());
  return series;
}

}  // namespace

void TestDicomFiles::init() {
  dir_ = std::make_unique<QTemporaryDir>();
  QVERIFY(dir_->isValid());
}

StudyIndex TestDicomFiles::scan(const QStringList& paths) {
  JobControl control;
  auto result = scanStudies(paths.isEmpty() ? QStringList{dir_->path()} : paths, control);
  return result ? result.take() : StudyIndex{};
}

void TestDicomFiles::textIsDecoded_data() {
  QTest::addColumn<QByteArray>("characterSet");
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("name");
  QTest::newRow("Latin 1") << QByteArray("ISO_IR 100") << QByteArray("B\xfcrger^J\xf6rg")
                           << QStringLiteral(u"B\u00fcrger^J\u00f6rg");
  QTest::newRow("UTF-8") << QByteArray("ISO_IR 192") << QByteArray("B\xc3\xbcrger^J\xc3\xb6rg")
                         << QStringLiteral(u"B\u00fcrger^J\u00f6rg");
  QTest::newRow("undeclared UTF-8") << QByteArray() << QByteArray("B\xc3\xbcrger")
                                    << QStringLiteral(u"B\u00fcrger");
  QTest::newRow("undeclared Latin 1")
      << QByteArray() << QByteArray("B\xfcrger") << QStringLiteral(u"B\u00fcrger");
  QTest::newRow("Cyrillic") << QByteArray("ISO_IR 144") << QByteArray("\xbb\xee\xdc")
                            << QStringLiteral(u"\u041b\u044e\u043c");
  // The Japanese example of PS3.5 H.3.1.
  QTest::newRow("ISO 2022 Japanese")
      << QByteArray("\\ISO 2022 IR 87")
      << QByteArray("Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B")
      << QStringLiteral(u"Yamada^Tarou=\u5c71\u7530^\u592a\u90ce=\u3084\u307e\u3060^\u305f\u308d\u3046");
  // Those of PS3.5 I.2 and K.2.
  QTest::newRow("ISO 2022 Korean")
      << QByteArray("\\ISO 2022 IR 149")
      << QByteArray(
             "Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf")
      << QStringLiteral(u"Hong^Gildong=\u6d2a^\u5409\u6d1e=\ud64d^\uae38\ub3d9");
  QTest::newRow("ISO 2022 Chinese") << QByteArray("\\ISO 2022 IR 58")
                                    << QByteArray("Wang^XiaoDong=\x1b$)A\xcd\xf5^\x1b$)A\xd0\xa1\xb6\xab=")
                                    << QStringLiteral(u"Wang^XiaoDong=\u738b^\u5c0f\u4e1c=");
}

void TestDicomFiles::textIsDecoded() {
  QFETCH(QByteArray, characterSet);
  QFETCH(QByteArray, bytes);
  QFETCH(QString, name);
  SliceFile slice;
  slice.tags = {{0x0010, 0x0010, bytes}};
  if (!characterSet.isEmpty()) slice.tags.push_back({0x0008, 0x0005, characterSet});
  QVERIFY(writeSlice(path(QStringLiteral("a.dcm")), slice));
  QCOMPARE(scan().patients.at(0).name, name);
}

void TestDicomFiles::idsAreKept() {
  SliceFile slice;
  slice.tags = {{0x0010, 0x0020, "007 a/B\\x"}, {0x0020, 0x0052, "1.2.03.4"}};
  QVERIFY(writeSlice(path(QStringLiteral("a.dcm")), slice));
  const StudyIndex index = scan();
  QCOMPARE(index.patients.at(0).id, QStringLiteral("007 a/B\\x"));
  QCOMPARE(allSeries(index)[0].source.frameOfReferenceUid, QStringLiteral("1.2.03.4"));
}

void TestDicomFiles::whatIsNoDicom() {
  const auto write = [&](const QString& name, const QByteArray& bytes) {
    QFile file(path(name));
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
  };
  QVERIFY(write(QStringLiteral("a.txt"), "hello"));
  QVERIFY(write(QStringLiteral("empty.dcm"), ""));
  QVERIFY(write(QStringLiteral("binary"), QByteArray(5000, '\x08')));
  QVERIFY(write(QStringLiteral("almost"), QByteArray("\x08\x00\x05\x00"
                                                     "CS\x04\x00"
                                                     "ABCD",
                                                     12) +
                                              QByteArray(500, 'x')));
  QVERIFY(write(QStringLiteral("box.XML"), "<annotation/>"));
  SliceFile slice;
  QVERIFY(writeSlice(path(QStringLiteral("DICOMDIR")), slice));
  // A dataset without the preamble and file meta information.
  QVERIFY(writeSlice(path(QStringLiteral("full.dcm")), slice));
  QFile full(path(QStringLiteral("full.dcm")));
  QVERIFY(full.open(QIODevice::ReadOnly));
  const QByteArray bytes = full.readAll();
  const qsizetype start =
      bytes.indexOf(QByteArray("\x08\x00\x08\x00"
                               "CS",
                               6));
  QVERIFY(start > 132);
  full.close();
  QVERIFY(QFile::remove(path(QStringLiteral("full.dcm"))));
  QVERIFY(write(QStringLiteral("bare"), bytes.mid(start)));

  const StudyIndex index = scan();
  QVERIFY2(index.problems.empty(), index.problems.empty() ? "" : qPrintable(index.problems[0].file));
  QCOMPARE(index.vocFiles, QStringList{path(QStringLiteral("box.XML"))});
  const auto series = allSeries(index);
  QCOMPARE(series.size(), std::size_t{1});
  QCOMPARE(series[0].source.slices[0].file, path(QStringLiteral("bare")));
}

void TestDicomFiles::damagedFilesAreNamed() {
  QVERIFY(writeStack(dir_->path(), 2, 2.0, kUnchanged));
  QFile file(path(QStringLiteral("1.dcm")));
  QVERIFY(file.resize(420));
  const StudyIndex index = scan();
  QCOMPARE(index.problems.size(), std::size_t{1});
  QCOMPARE(index.problems[0].file, path(QStringLiteral("1.dcm")));
  QVERIFY(index.problems[0].reason.contains(QStringLiteral("DICOM header")));
  QCOMPARE(allSeries(index).size(), std::size_t{1});
}

void TestDicomFiles::linksEnd() {
  QVERIFY(QDir(dir_->path()).mkpath(QStringLiteral("a/b")));
  QVERIFY(writeSlice(path(QStringLiteral("a/b/1.dcm")), {}));
  QVERIFY(QFile::link(dir_->path(), path(QStringLiteral("a/b/up"))));
  QVERIFY(QFile::link(path(QStringLiteral("a/b/1.dcm")), path(QStringLiteral("z.dcm"))));
  // Named twice and linked twice, the file counts once.
  const auto series = allSeries(scan({dir_->path(), path(QStringLiteral("a/b/1.dcm"))}));
  QCOMPARE(series.size(), std::size_t{1});
  QCOMPARE(series[0].instances, 1);
  QVERIFY(series[0].warnings.filter(QStringLiteral("repeat")).isEmpty());
}

void TestDicomFiles::missingPaths() {
  QVERIFY(writeSlice(path(QStringLiteral("1.dcm")), {}));
  const StudyIndex index = scan({dir_->path(), path(QStringLiteral("nowhere"))});
  QCOMPARE(index.problems.size(), std::size_t{1});
  QCOMPARE(index.problems[0].file, path(QStringLiteral("nowhere")));
  QCOMPARE(allSeries(index).size(), std::size_t{1});

  JobControl control;
  const auto none = scanStudies({path(QStringLiteral("nowhere"))}, control);
  QVERIFY(!none);
  QCOMPARE(none.error().kind, ErrorKind::FileUnreadable);
}

void TestDicomFiles::cancels() {
  QVERIFY(writeStack(dir_->path(), 3, 2.0, kUnchanged));
  JobControl control;
  control.cancel();
  const auto result = scanStudies({dir_->path()}, control);
  QVERIFY(!result);
  QCOMPARE(result.error().kind, ErrorKind::Cancelled);
}

QTEST_GUILESS_MAIN(TestDicomFiles)
#include "tst_dicom_files.moc"
