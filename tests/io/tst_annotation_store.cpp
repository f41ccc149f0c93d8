#include "io/dicom/image_pair.h"
#include "io/dicom/study_index.h"
#include "io/phantom/phantom.h"
#include "io/store/folder_lock.h"
#include "io/store/stored_boxes.h"
#include "io/store/stored_masks.h"
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
  void nothingIsWrittenWhereOneFileChanged();
  void aRecordIsWrittenLastOrNotAtAll();
  void strangersAreRefusedReplacedOrSetAside();

 private:
  /// What a save in the folder makes of boxes and masks of the phantom.
  SaveReport save(const QString& folder, const std::vector<ImageBoxes>& images,
                  std::vector<MaskLayer> masks = {}, const FileStamps& known = {},
                  const std::shared_ptr<MaskPlaces>& places = std::make_shared<MaskPlaces>()) const;
  StoredBoxes boxes(const QString& folder) const;
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

SaveReport TestAnnotationStore::save(const QString& folder, const std::vector<ImageBoxes>& images,
                                     std::vector<MaskLayer> masks, const FileStamps& known,
                                     const std::shared_ptr<MaskPlaces>& places) const {
  JobControl control;
  SaveTransaction save(AnnotationFolder(folder), known, false);
  if (const Result<void> begun = save.begin(control); !begun) {
    SaveReport report;
    report.problems.push_back({begun.error().file, begun.error().message});
    return report;
  }
  const QString patient = index_.patients.front().id;
  planBoxes(save, patient, *study_, images);
  planMasks(save, patient, study_->uid, std::move(masks), places);
  return save.finish(control);
}

StoredBoxes TestAnnotationStore::boxes(const QString& folder) const {
  JobControl control;
  return readBoxes(index_.vocFiles, *study_, AnnotationFolder(folder), control).take();
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
  Box box;
  box.sopInstanceUid = image;
  box.className = QStringLiteral("G");
  box.rect = {3, 4, 30, 40};
  const SaveReport report = save(folder, {{image, {box}, {}}});
  QVERIFY2(report.problems.empty(),
           report.problems.empty() ? "" : qPrintable(report.problems.front().reason));
  const QString path = QStringLiteral("%1/Annotation/PHANTOM-1/%2.xml").arg(folder, image);
  QCOMPARE(report.files, QStringList{path});
  QVERIFY(report.stamps.at(path) == stampOf(path));

  const StoredBoxes stored = boxes(folder);
  QCOMPARE(stored.boxes.size(), std::size_t{1});
  QCOMPARE(stored.boxes[0].rect, box.rect);
  QCOMPARE(stored.boxes[0].className, box.className);
  QCOMPARE(stored.boxes[0].sopInstanceUid, image);
}

void TestAnnotationStore::removedBoxesStayRemoved() {
  const QString folder = root_.filePath(QStringLiteral("removed"));
  const QString image = ct_->source.slices[6].sopInstanceUid;
  Box box;
  box.sopInstanceUid = image;
  box.className = QStringLiteral("A");
  box.rect = {3, 4, 30, 40};
  QVERIFY(save(folder, {{image, {box}, {}}}).problems.empty());
  const StoredBoxes stored = boxes(folder);
  QVERIFY(save(folder, {{image, {}, stored.originals.at(image)}}, {}, stored.stamps).problems.empty());
  QVERIFY(boxes(folder).boxes.empty());
}

void TestAnnotationStore::masksComeBackAndReplaceWhatTheyWereMadeFrom() {
  const QString theirs = root_.filePath(QStringLiteral("theirs"));
  const QString ours = root_.filePath(QStringLiteral("ours"));
  JobControl control;
  std::vector<MaskLayer> first;
  first.push_back(makeMask(QStringLiteral("Model A")));
  first.back().labels.fill(first.back().labels.grid().offset(5, 6, 7), 4, 1);
  const SaveReport written = save(theirs, {}, std::move(first));
  QVERIFY(written.problems.empty());
  QCOMPARE(written.files.size(), 1);

  // The same file, now lying in an opened folder.
  StudyIndex opened = scanStudies({opened_, theirs}, control).take();
  const StudyEntry& study = opened.patients.front().studies.front();
  StoredMasks stored = readMasks(study, AnnotationFolder(ours), control).take();
  QCOMPARE(stored.masks.size(), std::size_t{1});
  QCOMPARE(stored.masks[0]->labels.count(1), 4);
  QCOMPARE(stored.masks[0]->name, QStringLiteral("Model A"));
  QVERIFY(stored.masks[0]->provenance.file.isEmpty());

  // Edited and saved twice: the original stays, the edited version stands in its stead.
  MaskLayer& mask = *stored.masks[0];
  mask.id = MaskId{1};
  mask.labels.fill(mask.labels.grid().offset(5, 7, 7), 2, 1);
  FileStamps known = stored.stamps;
  for (int round = 0; round < 2; ++round) {
    std::vector<MaskLayer> masks;
    masks.push_back({mask.id, mask.name, mask.labels, mask.segments, mask.source, mask.provenance, {}});
    const auto places = std::make_shared<MaskPlaces>();
    const SaveReport saved = save(ours, {}, std::move(masks), known, places);
    QVERIFY(saved.problems.empty());
    for (const auto& [file, stamp] : saved.stamps) known[file] = stamp;
    mask.provenance = places->at(mask.id);
    mask.labels.fill(mask.labels.grid().offset(5, 8, 7), 1, 1);
  }
  QVERIFY(QFile::exists(written.files.front()));
  const StoredMasks again = readMasks(study, AnnotationFolder(ours), control).take();
  QCOMPARE(again.masks.size(), std::size_t{1});
  QCOMPARE(again.masks[0]->labels.count(1), 7);
  QVERIFY(again.masks[0]->provenance.file.startsWith(ours));
}

void TestAnnotationStore::neverReplacesWhatWasNotRead() {
  const QString folder = root_.filePath(QStringLiteral("damaged"));
  const QString image = ct_->source.slices[7].sopInstanceUid;
  const QString path = AnnotationFolder(folder).vocFile(index_.patients.front().id, image);
  QVERIFY(QDir().mkpath(QFileInfo(path).path()));
  const QByteArray damaged = "<annotation verified=\"no\"><object>";
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write(damaged) == damaged.size());
  file.close();

  const StoredBoxes stored = boxes(folder);
  QVERIFY(stored.boxes.empty());
  QVERIFY(!stored.stamps.contains(path));
  QVERIFY(
      std::ranges::any_of(stored.problems, [&](const FileProblem& problem) { return problem.file == path; }));
  Box box;
  box.className = QStringLiteral("A");
  box.rect = {3, 4, 30, 40};
  // With boxes or without any.
  for (const std::vector<Box>& wanted : {std::vector<Box>{box}, std::vector<Box>{}}) {
    const SaveReport report = save(folder, {{image, wanted, {}}}, {}, stored.stamps);
    QCOMPARE(report.problems.size(), std::size_t{1});
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), damaged);
    file.close();
  }
}

void TestAnnotationStore::oneFailureDoesNotStopTheRest() {
  const QString folder = root_.filePath(QStringLiteral("partly"));
  const QString good = ct_->source.slices[8].sopInstanceUid;
  const QString blocked = ct_->source.slices[9].sopInstanceUid;
  Box box;
  box.className = QStringLiteral("A");
  box.rect = {3, 4, 30, 40};
  std::vector<MaskLayer> masks;
  masks.push_back(makeMask(QStringLiteral("empty")));
  // A folder stands where the file should go.
  QVERIFY(QDir().mkpath(AnnotationFolder(folder).vocFile(index_.patients.front().id, blocked) +
                        QStringLiteral("/x")));
  const SaveReport report = save(folder, {{blocked, {box}, {}}, {good, {box}, {}}}, std::move(masks));
  QCOMPARE(report.files.size(), 1);
  QCOMPARE(report.problems.size(), std::size_t{1});
  QVERIFY(report.problems.front().file.contains(blocked));
  QVERIFY(!report.problems.front().reason.isEmpty());
  QCOMPARE(report.notes.size(), 1);
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

namespace {

void put(const QString& path, const QByteArray& content) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
}

QByteArray contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

SaveTransaction::Writer writes(const QByteArray& content) {
  return [content](const QString& path, JobControl&) -> Result<void> {
    QFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(content) == content.size()) return {};
    return Error{ErrorKind::FileUnreadable, file.errorString(), path};
  };
}

SaveTransaction::Writer fails() {
  return [](const QString& path, JobControl&) -> Result<void> {
    return Error{ErrorKind::FileUnreadable, QStringLiteral("no"), path};
  };
}

}  // namespace

void TestAnnotationStore::nothingIsWrittenWhereOneFileChanged() {
  const QTemporaryDir dir;
  const QString ours = dir.filePath(QStringLiteral("ours"));
  const QString changed = dir.filePath(QStringLiteral("changed"));
  for (const QString& path : {ours, changed}) put(path, "as read");
  const FileStamps known{{ours, stampOf(ours)}, {changed, stampOf(changed)}};
  put(changed, "someone else's");
  for (const bool isReplaced : {false, true}) {
    JobControl control;
    SaveTransaction save(AnnotationFolder(dir.path()), known, isReplaced);
    QVERIFY(save.begin(control));
    save.write(ours, writes("new"));
    save.writeSlowly(changed, writes("new"));
    save.create(dir.filePath(QStringLiteral("fresh")), writes("new"), {});
    const SaveReport report = save.finish(control);
    QVERIFY(!QFile::exists(folderLockFile(AnnotationFolder(dir.path()))));
    if (isReplaced) {
      QVERIFY(report.problems.empty());
      QCOMPARE(report.files.size(), 3);
      QCOMPARE(contentOf(changed), QByteArray("new"));
    } else {
      QCOMPARE(report.conflicts, QStringList{changed});
      QCOMPARE(report.files, QStringList());
      QCOMPARE(contentOf(ours), QByteArray("as read"));
      QVERIFY(!QFile::exists(dir.filePath(QStringLiteral("fresh"))));
    }
  }
}

void TestAnnotationStore::aRecordIsWrittenLastOrNotAtAll() {
  const QTemporaryDir dir;
  const QString record = dir.filePath(QStringLiteral("record"));
  const QString part = dir.filePath(QStringLiteral("part"));
  for (const bool isFailing : {true, false}) {
    JobControl control;
    SaveTransaction save(AnnotationFolder(dir.path()), {}, false);
    QVERIFY(save.begin(control));
    save.writeLast(record, writes("record"));
    save.write(part, isFailing ? fails() : writes("part"));
    const SaveReport report = save.finish(control);
    QCOMPARE(report.problems.empty(), !isFailing);
    QCOMPARE(report.files, isFailing ? QStringList() : QStringList({part, record}));
  }
}

void TestAnnotationStore::strangersAreRefusedReplacedOrSetAside() {
  using Stranger = SaveTransaction::Stranger;
  const QTemporaryDir dir;
  const QString path = dir.filePath(QStringLiteral("file"));
  for (const Stranger stranger : {Stranger::Refuse, Stranger::Replace, Stranger::SetAside}) {
    put(path, "not ours");
    JobControl control;
    SaveTransaction save(AnnotationFolder(dir.path()), {}, false);
    QVERIFY(save.begin(control));
    save.write(path, writes("ours"), stranger);
    const SaveReport report = save.finish(control);
    QCOMPARE(report.problems.size(), stranger == Stranger::Refuse ? std::size_t{1} : std::size_t{0});
    QCOMPARE(contentOf(path), stranger == Stranger::Refuse ? QByteArray("not ours") : QByteArray("ours"));
    QCOMPARE(contentOf(path + QStringLiteral(".removed")),
             stranger == Stranger::SetAside ? QByteArray("not ours") : QByteArray());
  }
  // What someone else changed since it was read is set aside as well, and is no conflict.
  const FileStamps known{{path, stampOf(path)}};
  put(path, "changed");
  JobControl control;
  SaveTransaction save(AnnotationFolder(dir.path()), known, false);
  QVERIFY(save.begin(control));
  save.write(path, writes("ours again"), Stranger::SetAside);
  QVERIFY(save.finish(control).problems.empty());
  QCOMPARE(contentOf(path + QStringLiteral(".removed")), QByteArray("changed"));
}

QTEST_GUILESS_MAIN(TestAnnotationStore)
#include "tst_annotation_store.moc"
