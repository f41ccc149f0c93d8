#include "io/dicom/image_pair.h"
#include "io/dicom/study_index.h"
#include "io/phantom/phantom.h"
#include "io/store/annotation_store.h"
#include "io/store/folder_lock.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <thread>

using namespace uptake;

/// Saving and finding annotations again, on the small phantom, through files alone.
class TestAnnotationStore : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void defaultFolderLiesBeside();
  void knowsWhatLiesInside();
  void namesNeverBecomePaths();
  void boxesComeBack();
  void removedBoxesStayRemoved();
  void masksComeBackAndReplaceWhatTheyWereMadeFrom();
  void neverReplacesWhatWasNotRead();
  void oneFailureDoesNotStopTheRest();
  void aNameThatIsTakenIsLeft();
  void linksToNowhereAreKnownToo();
  void onlyOneSavesAtATime();

 private:
  SaveRequest request(const QString& folder) const;
  StoredAnnotations load(const QString& folder) const;
  MaskLayer makeMask(const QString& name) const;

  QTemporaryDir root_;
  QString opened_;
  StudyIndex index_;
  const StudyEntry* study_ = nullptr;
  const SeriesEntry* pet_ = nullptr;
  const SeriesEntry* ct_ = nullptr;
};

void TestAnnotationStore::initTestCase() {
  opened_ = root_.filePath(QStringLiteral("study"));
  JobControl control;
  QVERIFY(writePhantom(opened_, {.seed = 1, .size = PhantomSize::Small}, control).ok());
  auto index = scanStudies({opened_}, control);
  QVERIFY(index.ok());
  index_ = index.take();
  study_ = &index_.patients.front().studies.front();
  const ImagePair pair = choosePair(*study_);
  QVERIFY(pair.ct >= 0 && pair.pet >= 0);
  ct_ = &study_->series[static_cast<std::size_t>(pair.ct)];
  pet_ = &study_->series[static_cast<std::size_t>(pair.pet)];
}

SaveRequest TestAnnotationStore::request(const QString& folder) const {
  SaveRequest result;
  result.folder = AnnotationFolder(folder);
  result.patientId = index_.patients.front().id;
  result.study = *study_;
  return result;
}

StoredAnnotations TestAnnotationStore::load(const QString& folder) const {
  JobControl control;
  return loadAnnotations(index_.vocFiles, *study_, AnnotationFolder(folder), control).take();
}

MaskLayer TestAnnotationStore::makeMask(const QString& name) const {
  Segment lesion;
  lesion.label = QStringLiteral("Lesion 1");
  return {MaskId{1}, name, LabelMap::create(*pet_->grid).take(), {lesion}, pet_->source, {}, {}};
}

void TestAnnotationStore::defaultFolderLiesBeside() {
  QCOMPARE(AnnotationFolder::defaultFor(opened_).path(), opened_ + QStringLiteral("-annotations"));
  QCOMPARE(AnnotationFolder::defaultFor(opened_ + QStringLiteral("/")).path(),
           opened_ + QStringLiteral("-annotations"));
  QCOMPARE(AnnotationFolder::defaultFor(ct_->source.slices.front().file).path(),
           opened_ + QStringLiteral("/CT-annotations"));
}

void TestAnnotationStore::knowsWhatLiesInside() {
  QVERIFY(AnnotationFolder(opened_ + QStringLiteral("/deep/er")).isInside({opened_}));
  QVERIFY(AnnotationFolder(opened_).isInside({opened_}));
  QVERIFY(AnnotationFolder(opened_ + QStringLiteral("-annotations/../study/x")).isInside({opened_}));
  QVERIFY(!AnnotationFolder(opened_ + QStringLiteral("-annotations")).isInside({opened_}));
  const QString link = root_.filePath(QStringLiteral("link"));
  QVERIFY(QFile::link(opened_, link));
  QVERIFY(AnnotationFolder(link + QStringLiteral("/x")).isInside({opened_}));
}

void TestAnnotationStore::namesNeverBecomePaths() {
  const AnnotationFolder folder(QStringLiteral("/base"));
  const QString voc = folder.vocFile(QStringLiteral("../../etc"), QStringLiteral("1.2/../3"));
  QVERIFY2(QDir::cleanPath(voc).startsWith(QStringLiteral("/base/Annotation/")), qPrintable(voc));
  QCOMPARE(voc.count(QLatin1Char('/')), 4);
  const QString seg =
      folder.newSegFile(QStringLiteral(".."), QStringLiteral("."), QStringLiteral("../x y"), {});
  QVERIFY2(QDir::cleanPath(seg).startsWith(QStringLiteral("/base/SEG/")), qPrintable(seg));
  QCOMPARE(seg.count(QLatin1Char('/')), 5);
}

void TestAnnotationStore::boxesComeBack() {
  const QString folder = root_.filePath(QStringLiteral("boxes"));
  const QString image = ct_->source.slices[5].sopInstanceUid;
  SaveRequest save = request(folder);
  Box box;
  box.sopInstanceUid = image;
  box.className = QStringLiteral("G");
  box.rect = {3, 4, 30, 40};
  save.images.push_back({image, {box}, {}});
  JobControl control;
  const auto report = saveAnnotations(save, control);
  QVERIFY(report.ok());
  QVERIFY2(report->problems.empty(),
           report->problems.empty() ? "" : qPrintable(report->problems.front().reason));
  QCOMPARE(report->files, QStringList{QStringLiteral("%1/Annotation/PHANTOM-1/%2.xml").arg(folder, image)});

  const StoredAnnotations stored = load(folder);
  QCOMPARE(stored.boxes.size(), std::size_t{1});
  QCOMPARE(stored.boxes[0].rect, box.rect);
  QCOMPARE(stored.boxes[0].className, box.className);
  QCOMPARE(stored.boxes[0].sopInstanceUid, image);
}

void TestAnnotationStore::removedBoxesStayRemoved() {
  const QString folder = root_.filePath(QStringLiteral("removed"));
  const QString image = ct_->source.slices[6].sopInstanceUid;
  SaveRequest save = request(folder);
  Box box;
  box.sopInstanceUid = image;
  box.className = QStringLiteral("A");
  box.rect = {3, 4, 30, 40};
  save.images.push_back({image, {box}, {}});
  JobControl control;
  QVERIFY(saveAnnotations(save, control)->problems.empty());
  StoredAnnotations stored = load(folder);
  SaveRequest without = request(folder);
  without.images.push_back({image, {}, stored.vocOriginals.at(image), true});
  QVERIFY(saveAnnotations(without, control)->problems.empty());
  QVERIFY(load(folder).boxes.empty());
}

void TestAnnotationStore::masksComeBackAndReplaceWhatTheyWereMadeFrom() {
  const QString theirs = root_.filePath(QStringLiteral("theirs"));
  const QString ours = root_.filePath(QStringLiteral("ours"));
  JobControl control;
  SaveRequest first = request(theirs);
  first.masks.push_back(makeMask(QStringLiteral("Model A")));
  first.masks.back().labels.fill(first.masks.back().labels.grid().offset(5, 6, 7), 4, 1);
  const auto written = saveAnnotations(first, control);
  QVERIFY(written.ok() && written->problems.empty());
  QCOMPARE(written->files.size(), 1);

  // The same file, now lying in an opened folder.
  StudyIndex opened = scanStudies({opened_, theirs}, control).take();
  const StudyEntry& study = opened.patients.front().studies.front();
  StoredAnnotations stored = loadAnnotations(opened.vocFiles, study, AnnotationFolder(ours), control).take();
  QCOMPARE(stored.masks.size(), std::size_t{1});
  QCOMPARE(stored.masks[0]->labels.count(1), 4);
  QCOMPARE(stored.masks[0]->name, QStringLiteral("Model A"));
  QVERIFY(stored.masks[0]->provenance.file.isEmpty());

  // Edited and saved twice: the original stays, the edited version stands in its stead.
  SaveRequest edit = request(ours);
  edit.study = study;
  MaskLayer& mask = *stored.masks[0];
  mask.id = MaskId{1};
  mask.labels.fill(mask.labels.grid().offset(5, 7, 7), 2, 1);
  for (int round = 0; round < 2; ++round) {
    edit.masks.clear();
    edit.masks.push_back(
        {mask.id, mask.name, mask.labels.copy().take(), mask.segments, mask.source, mask.provenance, {}});
    const auto saved = saveAnnotations(edit, control);
    QVERIFY(saved.ok() && saved->problems.empty());
    mask.provenance = saved->maskProvenance.at(mask.id);
    mask.labels.fill(mask.labels.grid().offset(5, 8, 7), 1, 1);
  }
  QVERIFY(QFile::exists(written->files.front()));
  StoredAnnotations again = loadAnnotations(opened.vocFiles, study, AnnotationFolder(ours), control).take();
  QCOMPARE(again.masks.size(), std::size_t{1});
  QCOMPARE(again.masks[0]->labels.count(1), 7);
  QVERIFY(again.masks[0]->provenance.file.startsWith(ours));
}

void TestAnnotationStore::neverReplacesWhatWasNotRead() {
  const QString folder = root_.filePath(QStringLiteral("damaged"));
  const QString image = ct_->source.slices[7].sopInstanceUid;
  SaveRequest save = request(folder);
  const QString path = save.folder.vocFile(save.patientId, image);
  QVERIFY(QDir().mkpath(QFileInfo(path).path()));
  const QByteArray damaged = "<annotation verified=\"no\"><object>";
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write(damaged) == damaged.size());
  file.close();

  const StoredAnnotations stored = load(folder);
  QVERIFY(stored.boxes.empty());
  QVERIFY(!stored.vocFiles.contains(path));
  QVERIFY(
      std::ranges::any_of(stored.problems, [&](const FileProblem& problem) { return problem.file == path; }));
  Box box;
  box.className = QStringLiteral("A");
  box.rect = {3, 4, 30, 40};
  save.images.push_back({image, {box}, {}});
  JobControl control;
  const auto report = saveAnnotations(save, control);
  QCOMPARE(report->problems.size(), std::size_t{1});
  QVERIFY(file.open(QIODevice::ReadOnly));
  QCOMPARE(file.readAll(), damaged);
}

void TestAnnotationStore::oneFailureDoesNotStopTheRest() {
  const QString folder = root_.filePath(QStringLiteral("partly"));
  const QString good = ct_->source.slices[8].sopInstanceUid;
  const QString blocked = ct_->source.slices[9].sopInstanceUid;
  SaveRequest save = request(folder);
  Box box;
  box.className = QStringLiteral("A");
  box.rect = {3, 4, 30, 40};
  save.images.push_back({blocked, {box}, {}});
  save.images.push_back({good, {box}, {}});
  save.masks.push_back(makeMask(QStringLiteral("empty")));
  // A folder stands where the file should go.
  QVERIFY(QDir().mkpath(save.folder.vocFile(save.patientId, blocked) + QStringLiteral("/x")));
  JobControl control;
  const auto report = saveAnnotations(save, control);
  QVERIFY(report.ok());
  QCOMPARE(report->files.size(), 1);
  QCOMPARE(report->problems.size(), std::size_t{1});
  QVERIFY(report->problems.front().file.contains(blocked));
  QVERIFY(!report->problems.front().reason.isEmpty());
  QCOMPARE(report->notes.size(), 1);
}

void TestAnnotationStore::aNameThatIsTakenIsLeft() {
  const QTemporaryDir dir;
  const auto write = [](const QString& path, const QByteArray& content) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
  };
  const QString wanted = dir.filePath(QStringLiteral("mask.dcm"));
  write(wanted, "theirs");
  QVERIFY(QFile::link(dir.filePath(QStringLiteral("nowhere")), dir.filePath(QStringLiteral("mask-2.dcm"))));
  for (const char* name : {"mask-3.dcm", "mask-4.dcm"}) {
    const QString made = dir.filePath(QStringLiteral(".made"));
    write(made, name);
    const Result<QString> moved = moveToNewName(made, wanted);
    QVERIFY(moved);
    QCOMPARE(*moved, dir.filePath(QLatin1String(name)));
    QVERIFY(!QFile::exists(made));
    QFile file(*moved);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray(name));
  }
  QFile theirs(wanted);
  QVERIFY(theirs.open(QIODevice::ReadOnly));
  QCOMPARE(theirs.readAll(), QByteArray("theirs"));
  QVERIFY(!QFile::exists(dir.filePath(QStringLiteral("nowhere"))));
  // Into a folder that is not there: said, and nothing is left.
  write(dir.filePath(QStringLiteral(".made")), "x");
  QVERIFY(
      !moveToNewName(dir.filePath(QStringLiteral(".made")), dir.filePath(QStringLiteral("none/mask.dcm"))));
  QVERIFY(!QFile::exists(dir.filePath(QStringLiteral(".made"))));
}

void TestAnnotationStore::linksToNowhereAreKnownToo() {
  const QTemporaryDir dir;
  const QString opened = dir.filePath(QStringLiteral("opened"));
  QVERIFY(QDir().mkpath(opened));
  const AnnotationFolder folder(dir.filePath(QStringLiteral("annotations")), {opened});
  QVERIFY(QDir().mkpath(folder.path() + QStringLiteral("/SEG")));
  QVERIFY(folder.checkTarget(folder.path() + QStringLiteral("/SEG/mask.dcm")));
  // One link to another, which leads to what is not there yet.
  QVERIFY(QFile::link(opened + QStringLiteral("/new.dcm"), dir.filePath(QStringLiteral("hop"))));
  QVERIFY(QFile::link(dir.filePath(QStringLiteral("hop")), folder.path() + QStringLiteral("/SEG/link.dcm")));
  QVERIFY(!folder.checkTarget(folder.path() + QStringLiteral("/SEG/link.dcm")));
  QVERIFY(QFile::link(QStringLiteral("../../opened"), folder.path() + QStringLiteral("/SEG/relative")));
  QVERIFY(!folder.checkTarget(folder.path() + QStringLiteral("/SEG/relative/deep/er.dcm")));
  // Round and round.
  QVERIFY(QFile::link(dir.filePath(QStringLiteral("b")), dir.filePath(QStringLiteral("a"))));
  QVERIFY(QFile::link(dir.filePath(QStringLiteral("a")), dir.filePath(QStringLiteral("b"))));
  QVERIFY(folder.checkTarget(dir.filePath(QStringLiteral("a/x"))));
  // A file that was opened alone is not written over.
  const QString image = opened + QStringLiteral("/image.dcm");
  QVERIFY(QFile(image).open(QIODevice::WriteOnly));
  QVERIFY(!AnnotationFolder(dir.path(), {image}).checkTarget(image));
}

void TestAnnotationStore::onlyOneSavesAtATime() {
  const QTemporaryDir dir;
  const AnnotationFolder folder(dir.filePath(QStringLiteral("annotations")));
  JobControl control;
  Result<FolderLock> first = FolderLock::take(folder, control);
  QVERIFY(first);
  // Who waits can be stopped.
  JobControl stopped;
  stopped.cancel();
  const Result<FolderLock> second = FolderLock::take(folder, stopped);
  QVERIFY(!second);
  QCOMPARE(second.error().kind, ErrorKind::Cancelled);
  std::optional<Result<FolderLock>> third;
  std::thread waiting([&] { third.emplace(FolderLock::take(folder, control)); });
  { const FolderLock done = first.take(); }
  waiting.join();
  QVERIFY(*third);
  third.reset();
  QVERIFY(!QFile::exists(folderLockFile(folder)));
  // Where nothing can be written, it says so.
  QFile inTheWay(dir.filePath(QStringLiteral("file")));
  QVERIFY(inTheWay.open(QIODevice::WriteOnly));
  QCOMPARE(FolderLock::take(AnnotationFolder(dir.filePath(QStringLiteral("file/x"))), control).error().kind,
           ErrorKind::FileUnreadable);
}

QTEST_GUILESS_MAIN(TestAnnotationStore)
#include "tst_annotation_store.moc"
