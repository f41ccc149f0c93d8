#include "app/session/session.h"
#include "io/seg/seg_reader.h"
#include "io/store/backups.h"
#include "io/store/folder_lock.h"
#include "tests/annotation/case_content.h"
#include "tests/app/window_fixture.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QLockFile>
#include <QMessageBox>
#include <QProgressDialog>
#include <QPushButton>
#include <QSignalSpy>
#include <QTimer>

#include <set>

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
  void twoWindowsThatSaveAtOnceLoseNothing();
  void twoNewMasksOfOneNameAreTwoFiles();
  void linksIntoTheOpenedFolderAreRefused_data();
  void linksIntoTheOpenedFolderAreRefused();
  void linksElsewhereAreFollowed();
  void theWindowDoesNotWaitForEver();

 private:
  std::unique_ptr<Session> opened() const;
  bool save(Session& session, SaveMode mode = SaveMode::Update) const;
  void draw(Session& session, int number) const;
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

std::unique_ptr<Session> TestSaveSafety::opened() const {
  auto session = std::make_unique<Session>();
  QSignalSpy annotated(&session->annotations(), &Keeper::annotationsLoaded);
  session->open({study_});
  if (!QTest::qWaitFor([&] { return !annotated.isEmpty() && session->isSettled(); }, 60000)) return nullptr;
  return session;
}

bool TestSaveSafety::save(Session& session, SaveMode mode) const {
  QSignalSpy saved(&session.annotations(), &Keeper::saved),
      failed(&session.annotations(), &Keeper::saveFailed);
  session.annotations().save(mode);
  return QTest::qWaitFor([&] { return !saved.isEmpty() || !failed.isEmpty(); }, 60000) && failed.isEmpty();
}

/// A mask (the first time), a box and a measurement, each another one for another number.
void TestSaveSafety::draw(Session& session, int number) const {
  CaseEditor editor(session.openCase().toolContext());
  if (session.openCase().document().masks().empty())
    QVERIFY(editor.addMask(QStringLiteral("Reader"), *session.openCase().document().pet()));
  const MaskId mask = session.openCase().document().masks()[0]->id;
  const LabelEdit run{1000 + 10 * number, 4, 0, 1};
  session.openCase().document().applyRuns(mask, {&run, 1});
  editor.renameSegment(mask, 1, QStringLiteral("Lesion v%1").arg(number));
  Box box;
  box.sopInstanceUid = session.openCase().document().ct()->source().slices[2].sopInstanceUid;
  box.className = QStringLiteral("A");
  box.rect = {number, 5, 40 + number, 30};
  editor.addBox(box);
  Measurement measurement;
  measurement.plane = standardPlane(PlaneOrientation::Axial, Point(0, 0, 0));
  measurement.points = {Point(0, 0, 0), Point(10.0 + number, 0, 0)};
  measurement.name = QStringLiteral("m%1").arg(number);
  session.openCase().document().insertMeasurement(measurement);
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
  const auto session = opened();
  QVERIFY(session);
  draw(*session, 0);
  QVERIFY(save(*session));
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
    draw(*session, number);
    QVERIFY(save(*session));
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
  QCOMPARE(again->openCase().document().boxes().size(), session->openCase().document().boxes().size());
  QCOMPARE(again->openCase().document().measurements().size(),
           session->openCase().document().measurements().size());
  QCOMPARE(again->openCase().document().masks().size(), std::size_t{1});
  QCOMPARE(hashOfFolder(study_), images);
}

void TestSaveSafety::whatOthersChangedIsNotReplaced() {
  const auto session = opened();
  QVERIFY(session);
  draw(*session, 0);
  QVERIFY(save(*session));
  for (const char* pattern : {"*.dcm", "*.xml", "*.json"}) {
    const QString path = files(QLatin1String(pattern))[0];
    append(path, "\n");  // someone else's work
    const QByteArray theirs = contentOfFile(path);
    const QByteArray folder = hashOfFolder(annotations());
    draw(*session, 1);
    const QByteArray mine = contentOf(session->openCase().document());
    QVERIFY(!save(*session));
    QCOMPARE(session->annotations().saveFailure().conflicts, QStringList{path});
    QCOMPARE(session->annotations().saveFailure().onlyMasks, path.endsWith(QLatin1String(".dcm")));
    QCOMPARE(hashOfFolder(annotations()), folder);  // not one file
    QVERIFY(session->openCase().hasUnsavedChanges());
    QCOMPARE(contentOf(session->openCase().document()), mine);
    // Asked for, it is replaced, and theirs is kept.
    QVERIFY(save(*session, SaveMode::Replace));
    QVERIFY(!session->openCase().hasUnsavedChanges());
    QCOMPARE(contentOfFile(backupsOf(AnnotationFolder(annotations()), path).value(0)), theirs);
    draw(*session, 2);
    QVERIFY(save(*session));  // it is ours again
  }
}

void TestSaveSafety::savingAsNewAvoidsAConflictOfMasks() {
  const auto session = opened();
  QVERIFY(session);
  draw(*session, 0);
  QVERIFY(save(*session));
  const QString path = files(QStringLiteral("*.dcm"))[0];
  append(path, QByteArray(2, '\0'));
  const QByteArray theirs = contentOfFile(path);
  draw(*session, 1);
  QVERIFY(!save(*session));
  QVERIFY(save(*session, SaveMode::AsNew));
  QCOMPARE(contentOfFile(path), theirs);
  QCOMPARE(files(QStringLiteral("*.dcm")).size(), 2);
  QVERIFY(!session->openCase().hasUnsavedChanges());
}

void TestSaveSafety::savingAsNewKeepsWhereItCameFrom() {
  const auto first = opened();
  QVERIFY(first);
  draw(*first, 0);
  QVERIFY(save(*first));
  const QString old = files(QStringLiteral("*.dcm"))[0];
  const QByteArray before = contentOfFile(old);
  const auto session = opened();
  QVERIFY(session);
  const QString tracking = session->openCase().document().masks()[0]->segments[0].trackingUid;
  QVERIFY(!tracking.isEmpty());
  draw(*session, 1);
  QVERIFY(save(*session, SaveMode::AsNew));
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
    draw(*session, 5);
    QVERIFY(save(*session, SaveMode::AsNew));
    QCOMPARE(files(QStringLiteral("*.dcm")).size(), 3);
  }
  // Saved again, the new one is updated, and the old ones stay.
  draw(*session, 2);
  QVERIFY(save(*session));
  QCOMPARE(files(QStringLiteral("*.dcm")).size(), 3);
  QCOMPARE(contentOfFile(old), before);
  const auto again = opened();
  QVERIFY(again);
  QCOMPARE(again->openCase().document().masks().size(), std::size_t{1});
  QCOMPARE(again->openCase().document().masks()[0]->segments[0].label, QStringLiteral("Lesion v2"));
  QCOMPARE(again->openCase().document().masks()[0]->segments[0].trackingUid, tracking);
}

void TestSaveSafety::aFullDiskLosesNothing() {
#if defined(Q_OS_UNIX)
  const auto session = opened();
  QVERIFY(session);
  draw(*session, 0);
  QVERIFY(save(*session));
  const QByteArray before = hashOfFolder(annotations());
  draw(*session, 1);
  const QByteArray mine = contentOf(session->openCase().document());
  // No file can grow beyond some bytes: what a full disk answers, for this process alone.
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit unlimited{};
  QCOMPARE(getrlimit(RLIMIT_FSIZE, &unlimited), 0);
  rlimit full = unlimited;
  full.rlim_cur = 100;
  QCOMPARE(setrlimit(RLIMIT_FSIZE, &full), 0);
  const bool saved = save(*session);
  QCOMPARE(setrlimit(RLIMIT_FSIZE, &unlimited), 0);
  QVERIFY(!saved);
  QVERIFY(!session->annotations().saveFailure().reason.isEmpty());
  QVERIFY(session->annotations().saveFailure().conflicts.isEmpty());
  QVERIFY(session->openCase().hasUnsavedChanges());
  QCOMPARE(contentOf(session->openCase().document()), mine);
  QCOMPARE(hashOfFolder(annotations()), before);
  // With space again, all of it is saved.
  QVERIFY(save(*session));
  const auto again = opened();
  QVERIFY(again);
  QCOMPARE(again->openCase().document().boxes().size(), std::size_t{2});
  QCOMPARE(again->openCase().document().measurements().size(), std::size_t{2});
#else
  QSKIP("needs limits of file sizes");
#endif
}

void TestSaveSafety::aFolderThatCannotBeWrittenLosesNothing() {
  const auto session = opened();
  QVERIFY(session);
  draw(*session, 0);
  // A file lies where the folder should be: no one can write there, not even root.
  append(annotations(), "in the way");
  QVERIFY(!save(*session));
  QVERIFY(session->openCase().hasUnsavedChanges());
  QVERIFY(session->setAnnotationFolder(dir_->filePath(QStringLiteral("elsewhere"))));
  QVERIFY(save(*session));
  QVERIFY(!session->openCase().hasUnsavedChanges());
  const auto again = opened();
  QVERIFY(again);
  QCOMPARE(again->openCase().document().masks().size(), std::size_t{1});
  QCOMPARE(again->openCase().document().boxes().size(), std::size_t{1});
  QCOMPARE(again->openCase().document().measurements().size(), std::size_t{1});
}

void TestSaveSafety::theDialogOffersWaysOut() {
  const auto window = openWindow(study_);
  QVERIFY(window);
  Session& session = window->session();
  draw(session, 0);
  QVERIFY(save(session));
  append(files(QStringLiteral("*.dcm"))[0], "\n");
  draw(session, 1);
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
  QSignalSpy saved(&session.annotations(), &Keeper::saved);
  window->actions().action(QStringLiteral("file.save"))->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(!saved.isEmpty(), 30000);
  for (const char* name : {"elsewhere", "asNew", "replace"}) QVERIFY(buttons.contains(QLatin1String(name)));
  QVERIFY(text.contains(QDir::toNativeSeparators(files(QStringLiteral("*.dcm"))[0])));
  QVERIFY(!session.openCase().hasUnsavedChanges());
}

/// Both look at the files before either writes: the second must look again.
void TestSaveSafety::twoWindowsThatSaveAtOnceLoseNothing() {
  {
    const auto session = opened();
    QVERIFY(session);
    draw(*session, 0);
    QVERIFY(save(*session));
  }
  const QString path = files(QStringLiteral("*.dcm"))[0];
  const auto one = opened();
  const auto other = opened();
  QVERIFY(one && other);
  draw(*one, 3);
  draw(*other, 7);
  QLockFile busy(folderLockFile(AnnotationFolder(annotations())));
  QVERIFY(busy.lock());
  std::vector<Session*> ended, failed;
  for (Session* each : {one.get(), other.get()}) {
    connect(&each->annotations(), &Keeper::saved, each, [&, each] { ended.push_back(each); });
    connect(&each->annotations(), &Keeper::saveFailed, each, [&, each] { failed.push_back(each); });
    each->annotations().save();
  }
  busy.unlock();
  QTRY_COMPARE_WITH_TIMEOUT(ended.size() + failed.size(), std::size_t{2}, 60000);
  QCOMPARE(ended.size(), std::size_t{1});
  QVERIFY(failed[0]->annotations().saveFailure().conflicts.contains(path));
  QVERIFY(failed[0]->openCase().hasUnsavedChanges());
  QVERIFY(!ended[0]->openCase().hasUnsavedChanges());
  const auto again = opened();
  QVERIFY(again);
  const MaskLayer& written = *again->openCase().document().masks()[0];
  const MaskLayer& wanted = *ended[0]->openCase().document().masks()[0];
  QCOMPARE(written.segments[0].label, wanted.segments[0].label);
  QVERIFY(written.labels.allVoxels() == wanted.labels.allVoxels());
  // Asked for, the second takes its place, and the first is in the backup.
  const QByteArray first = contentOfFile(path);
  QVERIFY(save(*failed[0], SaveMode::Replace));
  QCOMPARE(contentOfFile(backupsOf(AnnotationFolder(annotations()), path).value(0)), first);
}

void TestSaveSafety::twoNewMasksOfOneNameAreTwoFiles() {
  const auto one = opened();
  const auto other = opened();
  QVERIFY(one && other);
  std::vector<std::unique_ptr<QSignalSpy>> saved;
  QVERIFY(QDir().mkpath(annotations()));
  QLockFile busy(folderLockFile(AnnotationFolder(annotations())));
  QVERIFY(busy.lock());
  std::ptrdiff_t at = 100;
  for (Session* each : {one.get(), other.get()}) {
    CaseEditor editor(each->openCase().toolContext());
    const auto mask = editor.addMask(QStringLiteral("Reader"), *each->openCase().document().pet());
    QVERIFY(mask);
    const LabelEdit run{at, static_cast<int>(at), 0, 1};
    each->openCase().document().applyRuns(*mask, {&run, 1});
    at += 50;
    saved.push_back(std::make_unique<QSignalSpy>(&each->annotations(), &Keeper::saved));
    each->annotations().save();
  }
  busy.unlock();
  for (const auto& each : saved) QTRY_COMPARE_WITH_TIMEOUT(each->size(), 1, 60000);
  QCOMPARE(files(QStringLiteral("*.dcm")).size(), 2);
  const auto again = opened();
  QVERIFY(again);
  std::set<std::ptrdiff_t> counts;
  for (const auto& mask : again->openCase().document().masks()) counts.insert(mask->labels.count(1));
  QCOMPARE(counts, (std::set<std::ptrdiff_t>{100, 150}));
}

void TestSaveSafety::linksIntoTheOpenedFolderAreRefused_data() {
  QTest::addColumn<QString>("link");
  QTest::addColumn<QString>("target");
  QTest::newRow("the folder itself") << QString() << QStringLiteral("inside");
  QTest::newRow("of masks") << QStringLiteral("/SEG") << QStringLiteral("inside");
  QTest::newRow("of boxes, to what is not there") << QStringLiteral("/Annotation") << QStringLiteral("none");
  QTest::newRow("of backups") << QStringLiteral("/Backups") << QStringLiteral("inside");
  QTest::newRow("to images that a link leads to") << QStringLiteral("/SEG") << QStringLiteral("images/CT");
}

void TestSaveSafety::linksIntoTheOpenedFolderAreRefused() {
  QFETCH(QString, link);
  QFETCH(QString, target);
  QVERIFY(QDir().mkpath(study_ + QStringLiteral("/inside")));
  QString into = study_ + QLatin1Char('/') + target;
  if (target.startsWith(QLatin1String("images"))) {
    // Where the images really lie, which the opened folder only links to.
    QDirIterator it(root_.filePath(QStringLiteral("phantom")), QDir::Files, QDirIterator::Subdirectories);
    into = QFileInfo(it.next()).canonicalPath();
  }
  if (!link.isEmpty()) QVERIFY(QDir().mkpath(annotations()));
  QVERIFY(QFile::link(into, annotations() + link));
  const QByteArray before = hashOfFolder(study_);
  const QStringList inside = QDir(study_).entryList(QDir::AllEntries | QDir::Hidden);
  const auto session = opened();
  QVERIFY(session);
  draw(*session, 0);
  const bool saved = save(*session);
  if (link.contains(QLatin1String("Backups"))) {
    // Nothing is replaced yet.
    QVERIFY(saved);
    draw(*session, 1);
    QVERIFY(!save(*session));
  } else {
    QVERIFY(!saved);
  }
  QVERIFY2(session->annotations().saveFailure().reason.contains(QLatin1String("A link leads to")),
           qPrintable(session->annotations().saveFailure().reason));
  QVERIFY(session->openCase().hasUnsavedChanges());
  QCOMPARE(hashOfFolder(study_), before);
  QCOMPARE(QDir(study_).entryList(QDir::AllEntries | QDir::Hidden), inside);
  // Another folder takes all of it.
  QVERIFY(session->setAnnotationFolder(dir_->filePath(QStringLiteral("elsewhere"))));
  QVERIFY(save(*session));
}

/// Masks kept on another disk: saved there, again and again as one file.
void TestSaveSafety::linksElsewhereAreFollowed() {
  QVERIFY(QDir().mkpath(annotations()));
  QVERIFY(QDir().mkpath(dir_->filePath(QStringLiteral("other disk"))));
  QVERIFY(QFile::link(dir_->filePath(QStringLiteral("other disk")), annotations() + QStringLiteral("/SEG")));
  const auto session = opened();
  QVERIFY(session);
  for (int number = 0; number < 3; ++number) {
    draw(*session, number);
    QVERIFY(save(*session));
  }
  int masks = 0;
  QDirIterator it(dir_->filePath(QStringLiteral("other disk")), {QStringLiteral("*.dcm")}, QDir::Files,
                  QDirIterator::Subdirectories);
  for (; it.hasNext(); it.next()) ++masks;
  QCOMPARE(masks, 1);
}

void TestSaveSafety::theWindowDoesNotWaitForEver() {
  const auto window = openWindow(study_);
  QVERIFY(window);
  Session& session = window->session();
  draw(session, 0);
  QVERIFY(QDir().mkpath(annotations()));
  QLockFile busy(folderLockFile(AnnotationFolder(annotations())));
  QVERIFY(busy.lock());
  int asked = 0;
  int waited = 0;
  QTimer answer;
  connect(&answer, &QTimer::timeout, this, [&] {
    QWidget* modal = QApplication::activeModalWidget();
    if (auto* question = qobject_cast<QMessageBox*>(modal)) {
      ++asked;
      question->button(QMessageBox::Save)->click();
    } else if (auto* waiting = qobject_cast<QProgressDialog*>(modal)) {
      ++waited;
      waiting->findChild<QPushButton*>()->click();
    }
  });
  answer.start(50);
  QVERIFY(!window->close());
  QCOMPARE(asked, 1);
  QCOMPARE(waited, 1);
  QVERIFY(window->isVisible() && session.annotations().isSaving() && session.openCase().hasUnsavedChanges());
  // The disk answers again: closing waits for that save, and asks no more.
  busy.unlock();
  QVERIFY(window->close());
  QCOMPARE(asked, 1);
  QVERIFY(!session.openCase().hasUnsavedChanges());
  QCOMPARE(files(QStringLiteral("*.dcm")).size(), 1);
}

QTEST_MAIN(TestSaveSafety)
#include "tst_save_safety.moc"
