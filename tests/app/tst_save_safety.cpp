#include "app/case/case_controller.h"
#include "io/seg/seg_reader.h"
#include "io/store/backups.h"
#include "tests/annotation/case_content.h"
#include "tests/app/window_fixture.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTimer>

#if defined(Q_OS_UNIX)
#include <csignal>
#include <sys/resource.h>
#endif

using namespace uptake;
using namespace uptake::test;

/// Saving beside others and onto disks that do not take it: said, and nothing lost.
class TestSaveSafety : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void earlierVersionsAreKept();
  void whatOthersChangedIsNotReplaced();
  void savingAsNewAvoidsAConflictOfMasks();
  void savingAsNewKeepsWhereItCameFrom();
  void aFullDiskLosesNothing();
  void aFolderThatCannotBeWrittenLosesNothing();
  void theDialogOffersWaysOut();

 private:
  std::unique_ptr<CaseController> opened() const;
  bool save(CaseController& cases, SaveMode mode = SaveMode::Update) const;
  void draw(CaseController& cases, int number) const;
  QString annotations() const { return study_ + QStringLiteral("-annotations"); }
  QStringList files(const QString& pattern) const;

  QTemporaryDir root_;
  std::unique_ptr<QTemporaryDir> dir_;
  QString study_;
};

namespace {

QByteArray contentOfFile(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void append(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::Append) && file.write(bytes) == bytes.size());
}

/// Of all files of a folder.
QByteArray hashOfFolder(const QString& folder) {
  QCryptographicHash hash(QCryptographicHash::Sha1);
  QStringList paths;
  QDirIterator it(folder, QDir::Files, QDirIterator::Subdirectories | QDirIterator::FollowSymlinks);
  while (it.hasNext()) paths.append(it.next());
  paths.sort();
  for (const QString& path : paths) {
    hash.addData(path.toUtf8());
    hash.addData(contentOfFile(path));
  }
  return hash.result();
}

}  // namespace

void TestSaveSafety::initTestCase() {
  isolateSettings(root_.filePath(QStringLiteral("settings")));
  const QString failed = makePhantom(root_.filePath(QStringLiteral("phantom")));
  QVERIFY2(failed.isEmpty(), qPrintable(failed));
}

void TestSaveSafety::init() {
  QSettings().clear();
  dir_ = std::make_unique<QTemporaryDir>();
  study_ = dir_->filePath(QStringLiteral("study"));
  QVERIFY(QDir().mkpath(study_));
  QVERIFY(QFile::link(root_.filePath(QStringLiteral("phantom")), study_ + QStringLiteral("/images")));
}

std::unique_ptr<CaseController> TestSaveSafety::opened() const {
  auto cases = std::make_unique<CaseController>();
  QSignalSpy annotated(cases.get(), &CaseController::annotationsLoaded);
  cases->open({study_});
  if (!QTest::qWaitFor([&] { return !annotated.isEmpty() && cases->isSettled(); }, 60000)) return nullptr;
  return cases;
}

bool TestSaveSafety::save(CaseController& cases, SaveMode mode) const {
  QSignalSpy saved(&cases, &CaseController::saved), failed(&cases, &CaseController::saveFailed);
  cases.save(mode);
  return QTest::qWaitFor([&] { return !saved.isEmpty() || !failed.isEmpty(); }, 60000) && failed.isEmpty();
}

/// A mask (the first time), a box and a measurement, each another one for another number.
void TestSaveSafety::draw(CaseController& cases, int number) const {
  CaseEditor editor(cases.toolContext());
  if (cases.document().masks().empty())
    QVERIFY(editor.addMask(QStringLiteral("Reader"), *cases.document().pet()));
  const MaskId mask = cases.document().masks()[0]->id;
  const LabelRun run{1000 + 10 * number, 4, 0, 1};
  cases.document().applyRuns(mask, {&run, 1});
  editor.renameSegment(mask, 1, QStringLiteral("Lesion v%1").arg(number));
  Box box;
  box.sopInstanceUid = cases.document().ct()->source().slices[2].sopInstanceUid;
  box.className = QStringLiteral("A");
  box.rect = {number, 5, 40 + number, 30};
  editor.addBox(box);
  Measurement measurement;
  measurement.plane = standardPlane(PlaneOrientation::Axial, Point(0, 0, 0));
  measurement.points = {Point(0, 0, 0), Point(10.0 + number, 0, 0)};
  measurement.name = QStringLiteral("m%1").arg(number);
  cases.document().insertMeasurement(measurement);
}

QStringList TestSaveSafety::files(const QString& pattern) const {
  QStringList found;
  QDirIterator it(annotations(), {pattern}, QDir::Files, QDirIterator::Subdirectories);
  while (it.hasNext()) {
    const QString path = it.next();
    if (!path.contains(QLatin1String("/Backups/"))) found.append(path);
  }
  found.sort();
  return found;
}

void TestSaveSafety::earlierVersionsAreKept() {
  const QByteArray images = hashOfFolder(study_);
  const auto cases = opened();
  QVERIFY(cases);
  draw(*cases, 0);
  QVERIFY(save(*cases));
  const AnnotationFolder folder(annotations());
  for (const char* pattern : {"*.dcm", "*.xml", "*.json"}) {
    QCOMPARE(files(QLatin1String(pattern)).size(), 1);
    QCOMPARE(backupsOf(folder, files(QLatin1String(pattern))[0]), QStringList());
  }
  std::map<QString, QList<QByteArray>> versions;
  for (int number = 1; number <= kBackupsKept + 2; ++number) {
    for (const char* pattern : {"*.dcm", "*.xml", "*.json"}) {
      const QString path = files(QLatin1String(pattern))[0];
      versions[path].prepend(contentOfFile(path));
    }
    draw(*cases, number);
    QVERIFY(save(*cases));
  }
  for (const auto& [path, earlier] : versions) {
    const QStringList backups = backupsOf(folder, path);
    QCOMPARE(backups.size(), kBackupsKept);
    QVERIFY(backups[0].endsWith(QStringLiteral(".~%1~").arg(kBackupsKept + 2)));
    for (int i = 0; i < backups.size(); ++i) QCOMPARE(contentOfFile(backups[i]), earlier[i]);
  }
  // Backups are no annotations, and nothing was written among the images.
  const auto again = opened();
  QVERIFY(again);
  QCOMPARE(again->document().boxes().size(), cases->document().boxes().size());
  QCOMPARE(again->document().measurements().size(), cases->document().measurements().size());
  QCOMPARE(again->document().masks().size(), std::size_t{1});
  QCOMPARE(hashOfFolder(study_), images);
}

void TestSaveSafety::whatOthersChangedIsNotReplaced() {
  const auto cases = opened();
  QVERIFY(cases);
  draw(*cases, 0);
  QVERIFY(save(*cases));
  for (const char* pattern : {"*.dcm", "*.xml", "*.json"}) {
    const QString path = files(QLatin1String(pattern))[0];
    append(path, "\n");  // someone else's work
    const QByteArray theirs = contentOfFile(path);
    const QByteArray folder = hashOfFolder(annotations());
    draw(*cases, 1);
    const QByteArray mine = contentOf(cases->document());
    QVERIFY(!save(*cases));
    QCOMPARE(cases->saveFailure().conflicts, QStringList{path});
    QCOMPARE(cases->saveFailure().onlyMasks, path.endsWith(QLatin1String(".dcm")));
    QCOMPARE(hashOfFolder(annotations()), folder);  // not one file
    QVERIFY(cases->hasUnsavedChanges());
    QCOMPARE(contentOf(cases->document()), mine);
    // Asked for, it is replaced, and theirs is kept.
    QVERIFY(save(*cases, SaveMode::Replace));
    QVERIFY(!cases->hasUnsavedChanges());
    QCOMPARE(contentOfFile(backupsOf(AnnotationFolder(annotations()), path).value(0)), theirs);
    draw(*cases, 2);
    QVERIFY(save(*cases));  // it is ours again
  }
}

void TestSaveSafety::savingAsNewAvoidsAConflictOfMasks() {
  const auto cases = opened();
  QVERIFY(cases);
  draw(*cases, 0);
  QVERIFY(save(*cases));
  const QString path = files(QStringLiteral("*.dcm"))[0];
  append(path, QByteArray(2, '\0'));
  const QByteArray theirs = contentOfFile(path);
  draw(*cases, 1);
  QVERIFY(!save(*cases));
  QVERIFY(save(*cases, SaveMode::AsNew));
  QCOMPARE(contentOfFile(path), theirs);
  QCOMPARE(files(QStringLiteral("*.dcm")).size(), 2);
  QVERIFY(!cases->hasUnsavedChanges());
}

void TestSaveSafety::savingAsNewKeepsWhereItCameFrom() {
  const auto first = opened();
  QVERIFY(first);
  draw(*first, 0);
  QVERIFY(save(*first));
  const QString old = files(QStringLiteral("*.dcm"))[0];
  const QByteArray before = contentOfFile(old);
  const auto cases = opened();
  QVERIFY(cases);
  const QString tracking = cases->document().masks()[0]->segments[0].trackingUid;
  QVERIFY(!tracking.isEmpty());
  draw(*cases, 1);
  QVERIFY(save(*cases, SaveMode::AsNew));
  QCOMPARE(contentOfFile(old), before);
  QStringList all = files(QStringLiteral("*.dcm"));
  QCOMPARE(all.size(), 2);
  all.removeAll(old);
  const auto was = readSegReference(old);
  const auto now = readSegReference(all[0]);
  QVERIFY(was && now);
  QVERIFY(now->sopInstanceUid != was->sopInstanceUid);
  QVERIFY(now->seriesInstanceUid != was->seriesInstanceUid);
  QCOMPARE(now->predecessorUid, was->sopInstanceUid);
  QCOMPARE(now->predecessorSeriesUid, was->seriesInstanceUid);
  // In one session as well, where nothing was read back: the lesion keeps its identity.
  {
    draw(*cases, 5);
    QVERIFY(save(*cases, SaveMode::AsNew));
    QCOMPARE(files(QStringLiteral("*.dcm")).size(), 3);
  }
  // Saved again, the new one is updated, and the old ones stay.
  draw(*cases, 2);
  QVERIFY(save(*cases));
  QCOMPARE(files(QStringLiteral("*.dcm")).size(), 3);
  QCOMPARE(contentOfFile(old), before);
  const auto again = opened();
  QVERIFY(again);
  QCOMPARE(again->document().masks().size(), std::size_t{1});
  QCOMPARE(again->document().masks()[0]->segments[0].label, QStringLiteral("Lesion v2"));
  QCOMPARE(again->document().masks()[0]->segments[0].trackingUid, tracking);
}

void TestSaveSafety::aFullDiskLosesNothing() {
#if defined(Q_OS_UNIX)
  const auto cases = opened();
  QVERIFY(cases);
  draw(*cases, 0);
  QVERIFY(save(*cases));
  const QByteArray before = hashOfFolder(annotations());
  draw(*cases, 1);
  const QByteArray mine = contentOf(cases->document());
  // No file can grow beyond some bytes: what a full disk answers, for this process alone.
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit unlimited{};
  QCOMPARE(getrlimit(RLIMIT_FSIZE, &unlimited), 0);
  rlimit full = unlimited;
  full.rlim_cur = 100;
  QCOMPARE(setrlimit(RLIMIT_FSIZE, &full), 0);
  const bool saved = save(*cases);
  QCOMPARE(setrlimit(RLIMIT_FSIZE, &unlimited), 0);
  QVERIFY(!saved);
  QVERIFY(!cases->saveFailure().reason.isEmpty());
  QVERIFY(cases->saveFailure().conflicts.isEmpty());
  QVERIFY(cases->hasUnsavedChanges());
  QCOMPARE(contentOf(cases->document()), mine);
  QCOMPARE(hashOfFolder(annotations()), before);
  // With space again, all of it is saved.
  QVERIFY(save(*cases));
  const auto again = opened();
  QVERIFY(again);
  QCOMPARE(again->document().boxes().size(), std::size_t{2});
  QCOMPARE(again->document().measurements().size(), std::size_t{2});
#else
  QSKIP("needs limits of file sizes");
#endif
}

void TestSaveSafety::aFolderThatCannotBeWrittenLosesNothing() {
  const auto cases = opened();
  QVERIFY(cases);
  draw(*cases, 0);
  // A file lies where the folder should be: no one can write there, not even root.
  append(annotations(), "in the way");
  QVERIFY(!save(*cases));
  QVERIFY(cases->hasUnsavedChanges());
  QVERIFY(cases->setAnnotationFolder(dir_->filePath(QStringLiteral("elsewhere"))));
  QVERIFY(save(*cases));
  QVERIFY(!cases->hasUnsavedChanges());
  const auto again = opened();
  QVERIFY(again);
  QCOMPARE(again->document().masks().size(), std::size_t{1});
  QCOMPARE(again->document().boxes().size(), std::size_t{1});
  QCOMPARE(again->document().measurements().size(), std::size_t{1});
}

void TestSaveSafety::theDialogOffersWaysOut() {
  const auto window = openWindow(study_);
  QVERIFY(window);
  CaseController& cases = window->cases();
  draw(cases, 0);
  QVERIFY(save(cases));
  append(files(QStringLiteral("*.dcm"))[0], "\n");
  draw(cases, 1);
  QStringList buttons;
  QString text;
  QTimer answer;
  connect(&answer, &QTimer::timeout, this, [&] {
    auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
    if (!box) return;
    for (const QAbstractButton* button : box->buttons()) buttons.append(button->objectName());
    text = box->informativeText();
    box->findChild<QPushButton*>(QStringLiteral("replace"))->click();
  });
  answer.start(100);
  QSignalSpy saved(&cases, &CaseController::saved);
  window->actions().action(QStringLiteral("file.save"))->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(!saved.isEmpty(), 30000);
  for (const char* name : {"elsewhere", "asNew", "replace"}) QVERIFY(buttons.contains(QLatin1String(name)));
  QVERIFY(text.contains(QDir::toNativeSeparators(files(QStringLiteral("*.dcm"))[0])));
  QVERIFY(!cases.hasUnsavedChanges());
}

QTEST_MAIN(TestSaveSafety)
#include "tst_save_safety.moc"
