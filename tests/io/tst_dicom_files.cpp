#include "core/foreign_text.h"
#include "io/dicom/header_cache_p.h"
#include "io/dicom/study_index.h"
#include "io/dicom/volume_loader.h"
#include "tests/io/dicom_file.h"
#include "tests/support/test_support.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>

#if defined(Q_OS_UNIX)
#include <cstdio>
#include <sys/stat.h>
#include <unistd.h>
#endif

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
  void textIsOneBoundedLine();
  void endlessIdentifiersAreRefused();
  void whatIsNoDicom();
  void whatShouldBeDicomIsNamed_data();
  void whatShouldBeDicomIsNamed();
  void namesOfOtherFilesHideNoSlice_data();
  void namesOfOtherFilesHideNoSlice();
  void hiddenDicomIsNamed();
  void damagedFilesAreNamed();
  void damagedBeginningsAreNamed();
  void misstatedTransferSyntax_data();
  void misstatedTransferSyntax();
  void namesInOtherEncodings();
  void deadLinksAreNamed();
  void headersThatAnotherProgramHoldsStay();
  void damagedCacheIsMadeAnew();
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
  // Terms as files misspell them.
  QTest::newRow("ISO IR 192") << QByteArray("ISO IR 192") << QByteArray("\xe7\x8e\x8b^\xe5\xb0\x8f")
                              << QStringLiteral(u"\u738b^\u5c0f");
  QTest::newRow("UTF-8 as a term") << QByteArray("UTF-8") << QByteArray("B\xc3\xbcrger")
                                   << QStringLiteral(u"B\u00fcrger");
  QTest::newRow("ISO_IR_100") << QByteArray("ISO_IR_100") << QByteArray("M\xfcller")
                              << QStringLiteral(u"M\u00fcller");
  QTest::newRow("ISO8859-5") << QByteArray("ISO8859-5") << QByteArray("\xbb\xee\xdc")
                             << QStringLiteral(u"\u041b\u044e\u043c");
  QTest::newRow("iso_ir 144") << QByteArray("iso_ir 144") << QByteArray("\xbb\xee\xdc")
                              << QStringLiteral(u"\u041b\u044e\u043c");
  QTest::newRow("GBK") << QByteArray("GBK") << QByteArray("\xcd\xf5^\xd0\xa1")
                       << QStringLiteral(u"\u738b^\u5c0f");
  // What is stated is wrong, and the bytes tell what they are.
  QTest::newRow("UTF-8 as Latin 1") << QByteArray("ISO_IR 100") << QByteArray("B\xc3\xbcrger")
                                    << QStringLiteral(u"B\u00fcrger");
  for (const char* stated : {"", "ISO_IR 100", "ISO_IR 192", "ISO 2022 IR 6\\IS"})
    QTest::addRow("GBK as \"%s\"", stated) << QByteArray(stated) << QByteArray("\xcd\xf5^\xd0\xa1\xc3\xf7")
                                           << QStringLiteral(u"\u738b^\u5c0f\u660e");
  QTest::newRow("Windows 1252 as Latin 1") << QByteArray("ISO_IR 100")
                                           << QByteArray(
                                                  "d\x92"
                                                  "Arc \x81")
                                           << QStringLiteral(u"d\u2019Arc \ufffd");
  // Cyrillic words that state nothing are not taken for Chinese.
  QTest::newRow("undeclared Cyrillic")
      << QByteArray() << QByteArray("\xcf\xe5\xf2\xf0") << QStringLiteral(u"\u00cf\u00e5\u00f2\u00f0");
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

void TestDicomFiles::textIsOneBoundedLine() {
  SliceFile slice;
  slice.tags = {{0x0010, 0x0010, QByteArray("A\x1b[31m\x07^") + QByteArray(5000, 'x')},
                {0x0008, 0x103e, "two\r\nlines\xc2\x85\xe2\x80\xae"},
                {0x0008, 0x0005, "ISO_IR 192"}};
  QVERIFY(writeSlice(path(QStringLiteral("a.dcm")), slice));
  const StudyIndex index = scan();
  const QString name = index.patients.at(0).name;
  QCOMPARE(name.size(), kLongestForeignText);
  QVERIFY(name.startsWith(QStringLiteral("A[31m^xxx")) && name.contains(QChar(0x2026)));
  QCOMPARE(allSeries(index)[0].source.seriesDescription, QStringLiteral("two lines"));
}

void TestDicomFiles::endlessIdentifiersAreRefused() {
  // Cut, they might be equal to those of other patients.
  for (const char end : {'1', '2'}) {
    SliceFile slice;
    slice.tags = {{0x0010, 0x0020, QByteArray(3000, 'x') + end}};
    QVERIFY(writeSlice(path(QStringLiteral("%1.dcm").arg(QLatin1Char(end))), slice));
  }
  const StudyIndex index = scan();
  QCOMPARE(index.problems.size(), std::size_t{2});
  QVERIFY(index.problems[0].reason.contains(QStringLiteral("PatientID (0010,0020)")));
  QVERIFY(index.patients.empty());
}

void TestDicomFiles::whatIsNoDicom() {
  const auto write = [&](const QString& name, const QByteArray& bytes) {
    QFile file(path(name));
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
  };
  QVERIFY(write(QStringLiteral("a.txt"), "hello"));
  QVERIFY(write(QStringLiteral("README"), "hello"));
  QVERIFY(write(QStringLiteral("empty.nii.gz"), ""));
  QVERIFY(write(QStringLiteral("binary.bin"), QByteArray(5000, '\x08')));
  QVERIFY(write(QStringLiteral("almost.bin"), QByteArray("\x08\x00\x05\x00"
                                                         "CS\x04\x00"
                                                         "ABCD",
                                                         12) +
                                                  QByteArray(500, 'x')));
  QVERIFY(write(QStringLiteral("box.XML"), "<annotation/>"));
  SliceFile slice;
  SliceFile directory;
  directory.sopClassUid = "1.2.840.10008.1.3.10";
  QVERIFY(writeSlice(path(QStringLiteral("DICOMDIR")), directory));
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

void TestDicomFiles::whatShouldBeDicomIsNamed_data() {
  QTest::addColumn<QString>("neighbour");
  QTest::addColumn<QString>("name");
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("words");
  const QByteArray page = "<html><body>502 Bad Gateway</body></html>";
  const auto row = [&](const char* neighbour, const char* name, const QByteArray& bytes, const char* words) {
    QTest::addRow("%s beside %s, %s", name, neighbour, words)
        << QString::fromLatin1(neighbour) << QString::fromLatin1(name) << bytes << QString::fromLatin1(words);
  };
  for (const char* name : {"5.dcm", "5.DCM", "5.ima", "5.dicom", "5.dcm.part", "5.dcm.gz"})
    row("1.dcm", name, "", "empty");
  row("1.dcm", "5.dcm", QByteArray(600, '\0'), "zeros");
  row("1.dcm", "5.dcm", page, "text");
  row("1.dcm", "5.dcm", QByteArray(100, '\0'), "after 100 bytes");
  row("1.dcm", "5.dcm", QByteArray(5000, '\x03'), "does not begin");
  // Without such a name by their neighbours.
  row("IM0001", "IM0002", "", "empty");
  row("IM0001", "IM0002", page, "text");
  row("1.2.840.1", "1.2.840.2", QByteArray(600, '\0'), "zeros");
  row("1.img", "2.img", "", "empty");
  row("1.dcm", "IM0002", QByteArray(5000, '\x03'), "does not begin");
  // Nothing else in the folder is DICOM.
  row("", "5.dcm", "", "empty");
}

void TestDicomFiles::whatShouldBeDicomIsNamed() {
  QFETCH(QString, neighbour);
  QFETCH(QString, name);
  QFETCH(QByteArray, bytes);
  QFETCH(QString, words);
  if (!neighbour.isEmpty()) QVERIFY(writeSlice(path(neighbour), {}));
  QFile file(path(name));
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
  // Old enough to be remembered.
  QVERIFY(file.setFileTime(QDateTime::currentDateTime().addDays(-1), QFileDevice::FileModificationTime));
  file.close();
  for (int scans = 0; scans < 2; ++scans) {
    const StudyIndex index = scan();
    QCOMPARE(index.problems.size(), std::size_t{1});
    QCOMPARE(index.problems[0].file, path(name));
    QVERIFY2(index.problems[0].reason.contains(words), qPrintable(index.problems[0].reason));
    QCOMPARE(allSeries(index).size(), std::size_t(neighbour.isEmpty() ? 0 : 1));
  }
}

void TestDicomFiles::namesOfOtherFilesHideNoSlice_data() {
  QTest::addColumn<QString>("name");
  for (const char* name : {"3.xml", "3.XML", "DICOMDIR", "dicomdir"})
    QTest::newRow(name) << QString::fromLatin1(name);
}

void TestDicomFiles::namesOfOtherFilesHideNoSlice() {
  QFETCH(QString, name);
  QVERIFY(writeStack(dir_->path(), 4, 3.0, kUnchanged));
  QVERIFY(QFile::rename(path(QStringLiteral("3.dcm")), path(name)));
  StudyIndex index = scan();
  QVERIFY(index.problems.empty() && index.vocFiles.isEmpty());
  QCOMPARE(allSeries(index).at(0).grid->size().z(), 4);
  // Opened by itself it is the same.
  QCOMPARE(allSeries(scan({path(name)})).size(), std::size_t{1});
  // Cut, it is named.
  QVERIFY(QFile::resize(path(name), 400));
  index = scan();
  QCOMPARE(index.problems.size(), std::size_t{1});
  QCOMPARE(index.problems[0].file, path(name));
}

void TestDicomFiles::hiddenDicomIsNamed() {
  QVERIFY(writeStack(dir_->path(), 4, 3.0, kUnchanged));
  // As rsync names what it is copying.
  const QString hidden = path(QStringLiteral(".3.dcm.Xq3aZ1"));
  QVERIFY(QFile::rename(path(QStringLiteral("3.dcm")), hidden));
  for (const auto& [name, bytes] :
       {std::pair("._2.dcm", QByteArray("\x00\x05\x16\x07", 4) + QByteArray(4000, '\0')),
        std::pair(".DS_Store", QByteArray("\0\0\0\1Bud1", 8))}) {
    QFile file(path(QString::fromLatin1(name)));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
  }
  QVERIFY(QDir(dir_->path()).mkdir(QStringLiteral(".git")));
  QVERIFY(writeSlice(path(QStringLiteral(".git/1.dcm")), {}));
  const StudyIndex index = scan();
  QCOMPARE(allSeries(index).at(0).grid->size().z(), 3);
  QCOMPARE(index.problems.size(), std::size_t{1});
  QCOMPARE(index.problems[0].file, hidden);
  QVERIFY2(index.problems[0].reason.contains(QStringLiteral("hidden")), qPrintable(index.problems[0].reason));
}

void TestDicomFiles::damagedBeginningsAreNamed() {
  // Whatever the file is called: behind the damage it goes on as DICOM does.
  QVERIFY(writeSlice(path(QStringLiteral("slice.bin")), {}));
  QFile file(path(QStringLiteral("slice.bin")));
  QVERIFY(file.open(QIODevice::ReadWrite) && file.write(QByteArray(132, '\x5a')) == 132);
  file.close();
  const StudyIndex index = scan();
  QCOMPARE(index.problems.size(), std::size_t{1});
  QVERIFY(index.problems[0].reason.contains(QStringLiteral("first 132 bytes")));
}

void TestDicomFiles::misstatedTransferSyntax_data() {
  QTest::addColumn<bool>("implicit");  // as the files are written
  QTest::newRow("implicit, stated as explicit") << true;
  QTest::newRow("explicit, stated as implicit") << false;
}

void TestDicomFiles::misstatedTransferSyntax() {
  QFETCH(bool, implicit);
  QVERIFY(writeStack(dir_->path(), 3, 2.0, [&](int i, SliceFile& slice) {
    slice.syntax = implicit ? SliceFile::Syntax::Implicit : SliceFile::Syntax::LittleEndian;
    slice.pixels.assign(12, static_cast<std::uint16_t>(1000 + i));
  }));
  // One digit more in one of them: the other digit and its even length are made of the value's padding.
  const QByteArray explicitUid("1.2.840.10008.1.2.1\0", 20);
  const QByteArray implicitUid("1.2.840.10008.1.2\0", 18);
  for (int i = 0; i < 3; ++i) {
    QFile file(path(QStringLiteral("%1.dcm").arg(i)));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QByteArray bytes = file.readAll();
    file.close();
    const QByteArray& old = implicit ? implicitUid : explicitUid;
    const QByteArray& wrong = implicit ? explicitUid : implicitUid;
    const QByteArray head("\x02\0\x10\0UI", 6);
    const qsizetype at = bytes.indexOf(head);
    QVERIFY(at > 0 && bytes.mid(at + 8, old.size()) == old);
    bytes.replace(at + 6, 2 + old.size(), QByteArray(1, static_cast<char>(wrong.size())) + '\0' + wrong);
    bytes[140] = static_cast<char>(bytes[140] + static_cast<char>(wrong.size() - old.size()));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
  }
  const StudyIndex index = scan();
  QVERIFY2(index.problems.empty(), index.problems.empty() ? "" : qPrintable(index.problems[0].reason));
  const auto series = allSeries(index);
  QCOMPARE(series.size(), std::size_t{1});
  QVERIFY(series[0].isVolume());
  QVERIFY(series[0].warnings.join(QString()).contains(QStringLiteral("TransferSyntaxUID (0002,0010)")));
  const auto volume = allocateVolume(series[0]);
  JobControl control;
  const auto problems = loadSlices(series[0], **volume, 0, control);
  QVERIFY(problems.ok() && problems->empty());
  QCOMPARE((*volume)->value({1, 1, 2}), 1002.0 - 1024.0);
}

void TestDicomFiles::namesInOtherEncodings() {
#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)
  // As archives from elsewhere leave them.
  const QByteArray folder = dir_->path().toUtf8() + "/\xb7\xce\xb2\xbf";
  QVERIFY(writeStack(dir_->path(), 4, 2.0, kUnchanged));
  QCOMPARE(::mkdir(folder.constData(), 0700), 0);
  const auto move = [&](const char* name, const QByteArray& to) {
    return ::rename(path(QLatin1String(name)).toUtf8().constData(), to.constData()) == 0;
  };
  QVERIFY(move("2.dcm", folder + "/2.dcm") && move("3.dcm", dir_->path().toUtf8() + "/\xce.dcm"));
  // What is no DICOM loses nothing.
  QFile note(path(QStringLiteral("note.txt")));
  QVERIFY(note.open(QIODevice::WriteOnly) && note.write("hello") == 5);
  note.close();
  QVERIFY(move("note.txt", dir_->path().toUtf8() + "/\xce.txt"));
  // Names with characters that are odd but UTF-8 are read.
  QVERIFY(QDir(dir_->path()).mkpath(QStringLiteral("line\nfeed")));
  QVERIFY(move("1.dcm", dir_->path().toUtf8() + "/line\nfeed/back\\slash %41#.dcm"));

  const StudyIndex index = scan();
  QCOMPARE(allSeries(index).size(), std::size_t{1});
  QCOMPARE(allSeries(index)[0].instances, 2);
  QCOMPARE(index.problems.size(), std::size_t{2});
  QStringList files;
  for (const FileProblem& problem : index.problems) {
    files.append(problem.file);
    QVERIFY2(problem.reason.contains(QStringLiteral("not in UTF-8")), qPrintable(problem.reason));
  }
  // QTemporaryDir could not.
  ::remove((folder + "/2.dcm").constData());
  ::rmdir(folder.constData());
  ::remove((dir_->path().toUtf8() + "/\xce.dcm").constData());
  ::remove((dir_->path().toUtf8() + "/\xce.txt").constData());
  files.sort();
  QCOMPARE(files,
           QStringList({path(QStringLiteral("\\xB7\\xCE\\xB2\\xBF")), path(QStringLiteral("\\xCE.dcm"))}));
#endif
}

void TestDicomFiles::deadLinksAreNamed() {
  QVERIFY(writeSlice(path(QStringLiteral("1.dcm")), {}));
  QVERIFY(QFile::link(path(QStringLiteral("gone")), path(QStringLiteral("2.dcm"))));
  QVERIFY(QFile::link(path(QStringLiteral("gone")), path(QStringLiteral("notes.txt"))));
  const StudyIndex index = scan();
  QCOMPARE(index.problems.size(), std::size_t{1});
  QCOMPARE(index.problems[0].file, path(QStringLiteral("2.dcm")));
  QVERIFY(index.problems[0].reason.contains(path(QStringLiteral("gone"))));
}

void TestDicomFiles::headersThatAnotherProgramHoldsStay() {
  const auto writeOld = [&](const QString& folder) {
    if (!QDir().mkpath(path(folder)) || !writeStack(path(folder), 2, 2.0, kUnchanged)) return false;
    for (const char* name : {"0.dcm", "1.dcm"}) {
      QFile file(path(folder + QLatin1Char('/') + QLatin1String(name)));
      if (!file.open(QIODevice::ReadWrite) ||
          !file.setFileTime(QDateTime::currentDateTime().addDays(-1), QFileDevice::FileModificationTime))
        return false;
    }
    return true;
  };
  QVERIFY(writeOld(QStringLiteral("a")) && writeOld(QStringLiteral("b")));
  scan({path(QStringLiteral("a"))});
  {
    QSqlDatabase other = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("other"));
    other.setDatabaseName(dicom::HeaderCache::databaseFile());
    QVERIFY(other.open());
    QSqlQuery hold(other);
    QVERIFY(hold.exec(QStringLiteral("BEGIN EXCLUSIVE")));
    QCOMPARE(allSeries(scan({path(QStringLiteral("b"))})).size(), std::size_t{1});
    hold.prepare(QStringLiteral("SELECT count(*) FROM folder WHERE path = ?"));
    hold.addBindValue(path(QStringLiteral("a")));
    QVERIFY(hold.exec() && hold.next());
    QCOMPARE(hold.value(0).toInt(), 1);
    hold.finish();
    QVERIFY(hold.exec(QStringLiteral("ROLLBACK")));
  }
  QSqlDatabase::removeDatabase(QStringLiteral("other"));
  QCOMPARE(dicom::HeaderCache().filesIn(path(QStringLiteral("a"))).size(), std::size_t{2});
}

void TestDicomFiles::damagedCacheIsMadeAnew() {
  QFile database(dicom::HeaderCache::databaseFile());
  QVERIFY(QDir().mkpath(QFileInfo(database).path()));
  QVERIFY(database.open(QIODevice::WriteOnly) && database.write(QByteArray(5000, 'x')) == 5000);
  database.close();
  QVERIFY(writeSlice(path(QStringLiteral("1.dcm")), {}));
  QFile file(path(QStringLiteral("1.dcm")));
  QVERIFY(file.open(QIODevice::ReadWrite));
  QVERIFY(file.setFileTime(QDateTime::currentDateTime().addDays(-1), QFileDevice::FileModificationTime));
  file.close();
  scan();
  scan();
  QCOMPARE(dicom::HeaderCache().filesIn(dir_->path()).size(), std::size_t{1});
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
