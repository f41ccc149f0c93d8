#include "io/dicom/dicom_dir_p.h"
#include "io/phantom/phantom.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace uptake;
using dicom::checkedComponents;
using dicom::readDicomDir;

/// What a DICOMDIR names, as pydicom writes one, and what it cannot make us open.
class TestDicomDir : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void listsItsFiles();
  void findsFilesInAnyCase();
  void refusesIdsThatAreNoPlainNames();
  void checksComponents_data();
  void checksComponents();
  void otherFilesAreNone_data();
  void otherFilesAreNone();
  void damagedFilesDoNoHarm();

 private:
  QStringList make(const QString& out, const QStringList& hostile = {});
  QTemporaryDir dir_;
  QString images_;
};

void TestDicomDir::initTestCase() {
  if (test::python().isEmpty()) QSKIP("python3 with pydicom is absent");
  const QString study = dir_.filePath(QStringLiteral("study"));
  JobControl control;
  QVERIFY(writePhantom(study, {.seed = 1, .size = PhantomSize::Small}, control).ok());
  // A few of its slices are enough.
  images_ = dir_.filePath(QStringLiteral("images"));
  QVERIFY(QDir().mkpath(images_));
  const QDir pet(study + QStringLiteral("/PET"));
  for (const QString& name : pet.entryList(QDir::Files).mid(0, 3))
    QVERIFY(QFile::copy(pet.filePath(name), images_ + QLatin1Char('/') + name));
}

QStringList TestDicomDir::make(const QString& out, const QStringList& hostile) {
  const auto said = test::runProcess(
      test::python(),
      QStringList{test::sourceDir() + QStringLiteral("/tests/scripts/make_dicomdir.py"), images_, out} +
          hostile);
  if (said.exitCode != 0) qWarning("%s", said.err.constData());
  return QString::fromUtf8(said.out).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
}

void TestDicomDir::listsItsFiles() {
  const QString out = dir_.filePath(QStringLiteral("set"));
  const QStringList ids = make(out);
  QCOMPARE(ids.size(), 3);
  const auto directory = readDicomDir(out + QStringLiteral("/DICOMDIR"));
  QVERIFY2(directory.ok(), directory.ok() ? "" : qPrintable(directory.error().text()));
  QVERIFY(directory->problems.isEmpty());
  QStringList read;
  dicom::ReferencedFileFinder finder(out);
  for (const auto& file : directory->files) {
    read.append(file.components.join(QLatin1Char('/')));
    QCOMPARE(finder.find(file.components), out + QLatin1Char('/') + read.back());
    QVERIFY(!file.sopInstanceUid.isEmpty());
    QVERIFY2(file.recordType == QLatin1String("IMAGE") || file.recordType == QLatin1String("PRIVATE"),
             qPrintable(file.recordType));
  }
  QCOMPARE(read, ids);
}

void TestDicomDir::findsFilesInAnyCase() {
  QTemporaryDir dir;
  QVERIFY(QDir(dir.path()).mkpath(QStringLiteral("dicom/Pt0")));
  QFile file(dir.filePath(QStringLiteral("dicom/Pt0/im1")));
  QVERIFY(file.open(QIODevice::WriteOnly));
  dicom::ReferencedFileFinder finder(dir.path());
  const QStringList id{QStringLiteral("DICOM"), QStringLiteral("PT0"), QStringLiteral("IM1")};
  QCOMPARE(finder.find(id), dir.filePath(QStringLiteral("dicom/Pt0/im1")));
  QCOMPARE(finder.find({QStringLiteral("DICOM"), QStringLiteral("PT0"), QStringLiteral("IM2")}), QString());
  QCOMPARE(finder.find({QStringLiteral("DICOM"), QStringLiteral("PT0")}), QString());  // a folder
  QCOMPARE(finder.find({}), QString());
  QCOMPARE(finder.expected(id), dir.filePath(QStringLiteral("DICOM/PT0/IM1")));
}

void TestDicomDir::refusesIdsThatAreNoPlainNames() {
  const QString out = dir_.filePath(QStringLiteral("hostile"));
  const QStringList hostile{QStringLiteral("..|..|etc|passwd"),
                            QStringLiteral("/etc/passwd"),
                            QStringLiteral("PT000000|../../secret"),
                            QStringLiteral("C:|WINDOWS"),
                            QStringLiteral("A||B"),
                            QStringLiteral(".")};
  const QStringList ids = make(out, hostile);
  const auto directory = readDicomDir(out + QStringLiteral("/DICOMDIR"));
  QVERIFY(directory.ok());
  QCOMPARE(directory->files.size(), static_cast<std::size_t>(ids.size()));
  QCOMPARE(directory->problems.size(), hostile.size());
  QVERIFY2(directory->problems[0].contains(QStringLiteral("..\\..\\etc\\passwd")),
           qPrintable(directory->problems[0]));
}

void TestDicomDir::checksComponents_data() {
  QTest::addColumn<QByteArray>("id");
  QTest::addColumn<QStringList>("components");
  const QStringList none;
  QTest::newRow("usual") << QByteArray("DICOM\\PT0\\IM1 ")
                         << QStringList{QStringLiteral("DICOM"), QStringLiteral("PT0"),
                                        QStringLiteral("IM1")};
  QTest::newRow("longer than allowed, with an extension")
      << QByteArray("images\\slice_0001.dcm")
      << QStringList{QStringLiteral("images"), QStringLiteral("slice_0001.dcm")};
  QTest::newRow("parent") << QByteArray("A\\..\\B") << none;
  QTest::newRow("this") << QByteArray(".\\B") << none;
  QTest::newRow("absolute") << QByteArray("\\etc\\passwd") << none;
  QTest::newRow("slash") << QByteArray("A/B") << none;
  QTest::newRow("drive") << QByteArray("C:\\A") << none;
  QTest::newRow("stream") << QByteArray("A:B") << none;
  QTest::newRow("NUL") << QByteArray("A\0B", 3) << none;
  QTest::newRow("newline") << QByteArray("A\nB") << none;
  QTest::newRow("blank") << QByteArray("A\\ \\B") << none;
  QTest::newRow("empty") << QByteArray() << none;
  QTest::newRow("too long") << QByteArray(256, 'A') << none;
  QTest::newRow("too deep") << QByteArray("A\\").repeated(20) + "B" << none;
}

void TestDicomDir::checksComponents() {
  QFETCH(QByteArray, id);
  QFETCH(QStringList, components);
  QCOMPARE(checkedComponents(id), components);
}

void TestDicomDir::otherFilesAreNone_data() {
  QTest::addColumn<QByteArray>("content");
  QTest::newRow("empty") << QByteArray();
  QTest::newRow("text") << QByteArray("not a directory at all, but long enough to be tried").repeated(10);
}

void TestDicomDir::otherFilesAreNone() {
  QFETCH(QByteArray, content);
  const QString path = dir_.filePath(QStringLiteral("DICOMDIR"));
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(content);
  file.close();
  const auto directory = readDicomDir(path);
  QVERIFY(!directory.ok());
  QCOMPARE(directory.error().file, path);
  // A DICOM image under that name is none either.
  const QString image = QDir(images_).entryInfoList(QDir::Files).front().filePath();
  QVERIFY(!readDicomDir(image).ok());
}

void TestDicomDir::damagedFilesDoNoHarm() {
  const QString out = dir_.filePath(QStringLiteral("damaged"));
  make(out);
  QFile file(out + QStringLiteral("/DICOMDIR"));
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray whole = file.readAll();
  file.close();
  int refused = 0;
  for (qsizetype n = 0; n < 100; ++n) {
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(whole.left(132 + n * (whole.size() - 132) / 100));
    file.close();
    const auto directory = readDicomDir(file.fileName());
    if (!directory)
      ++refused;
    else
      QVERIFY(directory->files.size() <= 3);
  }
  QVERIFY(refused > 50);
}

QTEST_GUILESS_MAIN(TestDicomDir)
#include "tst_dicom_dir.moc"
