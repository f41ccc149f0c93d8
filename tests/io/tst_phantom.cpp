#include "io/phantom/phantom.h"
#include "tests/support/test_support.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>
#include <QTemporaryDir>

using namespace uptake;

/// The demo study: the same bytes for the same options, and in it what it was designed to hold.
class TestPhantom : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void sameOptionsGiveSameBytes();
  void anotherSeedIsAnotherStudy();
  void lesionsMeasureAsDesigned();
  void headersSatisfyTheStandard();
  void foreignFilesAreNeverTouched();
  void aCancelledRunLeavesNothing();

 private:
  QString path(const char* name) const { return dir_.filePath(QLatin1String(name)); }
  QTemporaryDir dir_;
};

namespace {

Result<void> make(const QString& folder, std::uint32_t seed) {
  JobControl control;
  return writePhantom(folder, {seed, PhantomSize::Small}, control);
}

/// Relative path → hash of the bytes.
QMap<QString, QByteArray> contents(const QString& folder) {
  QMap<QString, QByteArray> result;
  QDirIterator it(folder, QDir::Files, QDirIterator::Subdirectories);
  while (it.hasNext()) {
    QFile file(it.next());
    if (!file.open(QIODevice::ReadOnly)) continue;
    result.insert(QDir(folder).relativeFilePath(file.fileName()),
                  QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256));
  }
  return result;
}

}  // namespace

void TestPhantom::initTestCase() {
  const Result<void> made = make(path("one"), 1);
  QVERIFY2(made.ok(), made.ok() ? "" : qPrintable(made.error().text()));
}

void TestPhantom::sameOptionsGiveSameBytes() {
  QVERIFY(make(path("again"), 1).ok());
  const auto first = contents(path("one"));
  QVERIFY(first.contains(QStringLiteral("CT/CT0001.dcm")));
  QVERIFY(first.contains(QStringLiteral("PET/PT0001.dcm")));
  QCOMPARE(contents(path("again")), first);
}

void TestPhantom::anotherSeedIsAnotherStudy() {
  QVERIFY(make(path("other"), 2).ok());
  const auto first = contents(path("one")), other = contents(path("other"));
  QCOMPARE(other.keys(), first.keys());
  for (const QString& file : first.keys()) QVERIFY2(first[file] != other[file], qPrintable(file));
}

void TestPhantom::lesionsMeasureAsDesigned() {
  UPTAKE_NEEDS_PYTHON();
  const std::vector<PhantomLesion> lesions = phantomLesions();
  QCOMPARE(lesions.size(), std::size_t{3});
  QStringList arguments{test::sourceDir() + QStringLiteral("/tests/scripts/phantom_suv.py"), path("one")};
  for (const PhantomLesion& lesion : lesions)
    arguments.append(QStringLiteral("%1,%2,%3,%4")
                         .arg(lesion.centre.x())
                         .arg(lesion.centre.y())
                         .arg(lesion.centre.z())
                         .arg(lesion.radiusMm));
  const auto run = test::runProcess(test::python(), arguments);
  QVERIFY2(run.exitCode == 0, run.err.constData());
  const QJsonObject found = QJsonDocument::fromJson(run.out).object();
  const QJsonArray measured = found[QLatin1String("lesions")].toArray();
  QCOMPARE(static_cast<std::size_t>(measured.size()), lesions.size());
  for (int n = 0; n < measured.size(); ++n) {
    const PhantomLesion& lesion = lesions[static_cast<std::size_t>(n)];
    const QJsonObject lesionFound = measured[n].toObject();
    const double mean = lesionFound[QLatin1String("mean")].toDouble();
    const QByteArray what = (lesion.name + QStringLiteral(": %1").arg(mean)).toUtf8();
    QVERIFY2(lesionFound[QLatin1String("voxels")].toInt() >= 1, what.constData());
    QVERIFY2(std::abs(mean / lesion.suv - 1.0) < 0.03, what.constData());
    QVERIFY2(lesionFound[QLatin1String("lowest")].toDouble() > 0.9 * lesion.suv, what.constData());
    QVERIFY2(lesionFound[QLatin1String("highest")].toDouble() < 1.1 * lesion.suv, what.constData());
    // Soft tissue on the CT, at the same place.
    QVERIFY2(std::abs(lesionFound[QLatin1String("hu")].toDouble() - 46.0) < 40.0, what.constData());
  }

  // The reference time by each slice's own FrameReferenceTime agrees with the series' time.
  QVERIFY(found[QLatin1String("reference_offset_s")].toDouble(1.0) < 0.01);
  const int pet = found[QLatin1String("pet")].toInt(), ct = found[QLatin1String("ct")].toInt();
  QVERIFY(pet >= 30 && ct >= 30);
  QCOMPARE(found[QLatin1String("slopes")].toInt(), pet);
  QVERIFY(found[QLatin1String("fullest")].toInt() > 65000);
  QCOMPARE(found[QLatin1String("instances")].toInt(), pet + ct);
  QCOMPARE(found[QLatin1String("studies")].toInt(), 1);
  QCOMPARE(found[QLatin1String("frames_of_reference")].toInt(), 1);
  QVERIFY(found[QLatin1String("longest_uid")].toInt() <= 64);
}

void TestPhantom::headersSatisfyTheStandard() {
  const QString validator = QStandardPaths::findExecutable(QStringLiteral("dciodvfy"));
  if (validator.isEmpty()) QSKIP("dciodvfy (dicom3tools) is absent");
  for (const char* file :
       {"one/CT/CT0001.dcm", "one/CT/CT0020.dcm", "one/PET/PT0001.dcm", "one/PET/PT0040.dcm"}) {
    const auto run = test::runProcess(validator, {path(file)});
    const QByteArray said = run.out + run.err;
    // It names the IOD that it checked against.
    QVERIFY2(said.contains("CTImage") || said.contains("PETImage"), said.constData());
    QVERIFY2(!said.contains("Error"), said.constData());
    QVERIFY2(!said.contains("Warning"), said.constData());
  }
}

void TestPhantom::foreignFilesAreNeverTouched() {
  QDir().mkpath(path("mine"));
  QFile note(path("mine/note.txt"));
  QVERIFY(note.open(QIODevice::WriteOnly) && note.write("mine") == 4);
  note.close();
  const Result<void> refused = make(path("mine"), 1);
  QVERIFY(!refused.ok());
  QCOMPARE(refused.error().kind, ErrorKind::Inconsistent);
  QCOMPARE(QDir(path("mine")).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
           QStringList{QStringLiteral("note.txt")});

  QVERIFY(!make(path("mine/note.txt"), 1).ok());
  // An empty folder is nobody's.
  QDir().mkpath(path("empty"));
  QVERIFY(make(path("empty"), 1).ok());
  QVERIFY(QFile::exists(path("empty/CT/CT0001.dcm")));
}

void TestPhantom::aCancelledRunLeavesNothing() {
  JobControl control;
  control.cancel();
  const QStringList before = QDir(dir_.path()).entryList();
  const Result<void> stopped = writePhantom(path("stopped"), {1, PhantomSize::Small}, control);
  QVERIFY(!stopped.ok());
  QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
  QCOMPARE(QDir(dir_.path()).entryList(), before);
}

QTEST_GUILESS_MAIN(TestPhantom)
#include "tst_phantom.moc"
