#include "annotation/case_editor.h"
#include "annotation/commands/decision_edit.h"
#include "annotation/commands/mask_edit.h"
#include "annotation/journal/journal_reader.h"
#include "app/session/session.h"
#include "io/phantom/phantom.h"
#include "io/seg/seg_reader.h"
#include "io/seg/seg_writer.h"
#include "io/store/folder_lock.h"
#include "tests/app/window_fixture.h"
#include "tests/io/seg_fixture.h"
#include "tests/support/test_support.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QLockFile>
#include <QSignalSpy>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

using namespace uptake;
using namespace uptake::test;

/// Which masks a save writes, and that the files of others stand until a person changes what they show.
class TestCaseSaving : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void anUneditedMaskOfOthersIsNotCopied_data();
  void anUneditedMaskOfOthersIsNotCopied();
  void anEditedOneIsSavedAsItsSuccessor();
  void aResampledFileOfOursIsNotReplaced();
  void aLayerBringsTheOthersOfItsFile();
  void aMarkLeavesDecisionsUnsaved();
  void undoneDuringASaveItIsUnsaved();
  void aMaskRemovedDuringASaveLeavesNoFile();
  void aNudgeDuringASaveIsUnsaved();
  void anotherEditInThePlaceOfASavedOneIsUnsaved();
  void aSecondSaveWaitsForTheFirst();
  void everySaveEndsInASignalOfItsCase();
  void aJournalOfWhatWasSavedRestoresNothing();

 private:
  /// Opens the study with its annotations.
  std::unique_ptr<Session> opened() const;
  bool save(Session& session) const;
  /// Puts a mask on the PET, or on smaller voxels, into `file`; its SOP Instance UID.
  QString leaveMask(const QString& file, bool offGrid) const;
  /// Adds a mask of four voxels.
  void addMask(Session& session) const;
  QStringList segFiles(const QString& folder) const;

  QTemporaryDir root_;
  std::unique_ptr<QTemporaryDir> dir_;
  QString study_;
};

namespace {

QByteArray hashOf(const QString& file) {
  QFile opened(file);
  if (!opened.open(QIODevice::ReadOnly)) return {};
  return QCryptographicHash::hash(opened.readAll(), QCryptographicHash::Sha256);
}

/// Makes saving slow: as if another window were saving in the folder, until it is released.
class BusyFolder {
 public:
  explicit BusyFolder(const QString& folder) {
    QDir().mkpath(folder);
    lock_ = std::make_unique<QLockFile>(folderLockFile(AnnotationFolder(folder)));
    lock_->lock();
  }
  void release() { lock_->unlock(); }

 private:
  std::unique_ptr<QLockFile> lock_;
};

/// A stroke of four voxels as a step.
void dab(Session& session, MaskId mask, std::ptrdiff_t at) {
  pushLesionEdit(session.openCase().toolContext(), mask, {LabelEdit{at, 4, 0, 1}}, {}, QStringLiteral("dab"));
}

/// A mask with one stroke.
MaskId makeMask(Session& session) {
  const auto added = CaseEditor(session.openCase().toolContext())
                         .addMask(QStringLiteral("Mine"), *session.openCase().document().pet());
  if (!added) return MaskId::None;
  dab(session, *added, 100);
  return *added;
}

const SeriesEntry& petOf(const StudyEntry& study) {
  return study.series[static_cast<std::size_t>(choosePair(study).pet)];
}

}  // namespace

void TestCaseSaving::initTestCase() {
  isolateSettings(root_.filePath(QStringLiteral("settings")));
  const QString failed = makePhantom(root_.filePath(QStringLiteral("phantom")));
  QVERIFY2(failed.isEmpty(), qPrintable(failed));
}

void TestCaseSaving::init() {
  dir_ = std::make_unique<QTemporaryDir>();
  study_ = dir_->filePath(QStringLiteral("study"));
  QVERIFY(QDir().mkpath(study_));
  QVERIFY(QFile::link(root_.filePath(QStringLiteral("phantom")), study_ + QStringLiteral("/images")));
}

std::unique_ptr<Session> TestCaseSaving::opened() const {
  auto session = std::make_unique<Session>();
  QSignalSpy annotated(&session->annotations(), &Keeper::annotationsLoaded);
  session->open({study_});
  if (!QTest::qWaitFor([&] { return !annotated.isEmpty() && session->isSettled(); }, 60000)) return nullptr;
  return session;
}

bool TestCaseSaving::save(Session& session) const {
  QSignalSpy saved(&session.annotations(), &Keeper::saved),
      failed(&session.annotations(), &Keeper::saveFailed);
  session.annotations().save();
  return QTest::qWaitFor([&] { return !saved.isEmpty() || !failed.isEmpty(); }, 60000) && failed.isEmpty();
}

QString TestCaseSaving::leaveMask(const QString& file, bool offGrid) const {
  JobControl control;
  const StudyIndex index = scanStudies({study_}, control).take();
  const SeriesEntry& pet = petOf(index.patients.front().studies.front());
  MaskLayer mask{
      MaskId{1}, QStringLiteral("Model"), LabelMap::create(*pet.grid).take(), {Segment()}, pet.source, {},
      {}};
  mask.segments[0].label = QStringLiteral("Lesion 1");
  for (int j = 4; j < 12; ++j) mask.labels.fill(mask.labels.grid().offset(4, j, 6), 8, 1);
  const auto written = writeSeg(mask, file, control);
  if (!written) return {};
  if (offGrid)
    editDicom(file, [](DcmDataset& data) {
      DcmItem* shared = nullptr;
      data.findAndGetSequenceItem(DCM_SharedFunctionalGroupsSequence, shared);
      DcmItem* measures = nullptr;
      shared->findAndGetSequenceItem(DCM_PixelMeasuresSequence, measures);
      measures->putAndInsertString(DCM_PixelSpacing, "3.3\\3.3");
    });
  return written->provenance.sopInstanceUid;
}

QStringList TestCaseSaving::segFiles(const QString& folder) const {
  QStringList files;
  QDirIterator it(folder, {QStringLiteral("*.dcm*")}, QDir::Files, QDirIterator::Subdirectories);
  while (it.hasNext()) files.append(it.next());
  files.sort();
  return files;
}

void TestCaseSaving::addMask(Session& session) const {
  CaseEditor editor(session.openCase().toolContext());
  const auto added = editor.addMask(QStringLiteral("Mine"), *session.openCase().document().pet());
  QVERIFY(added);
  const LabelEdit run{100, 4, 0, 1};
  session.openCase().document().applyRuns(*added, {&run, 1});
}

void TestCaseSaving::anUneditedMaskOfOthersIsNotCopied_data() {
  QTest::addColumn<bool>("offGrid");
  QTest::newRow("on the voxels of the PET") << false;
  QTest::newRow("resampled") << true;
}

void TestCaseSaving::anUneditedMaskOfOthersIsNotCopied() {
  QFETCH(bool, offGrid);
  const QString theirs = study_ + QStringLiteral("/model.dcm");
  QVERIFY(!leaveMask(theirs, offGrid).isEmpty());
  const QByteArray before = hashOf(theirs);
  const auto session = opened();
  QVERIFY(session);
  QCOMPARE(session->openCase().document().masks().size(), std::size_t{1});
  QCOMPARE(session->openCase().document().masks()[0]->labels.extent().isEmpty(), false);
  QCOMPARE(session->openCase().document().masks()[0]->warnings.size(), offGrid ? 1 : 0);
  // A new mask is added and saved; what was read is no business of that save.
  addMask(*session);
  QVERIFY(save(*session));
  const QStringList files = segFiles(study_ + QStringLiteral("-annotations"));
  QCOMPARE(files.size(), 1);
  QVERIFY2(files[0].contains(QLatin1String("Mine")), qPrintable(files[0]));
  const auto again = opened();
  QVERIFY(again);
  QCOMPARE(again->openCase().document().masks().size(), std::size_t{2});
  QCOMPARE(hashOf(theirs), before);
}

void TestCaseSaving::anEditedOneIsSavedAsItsSuccessor() {
  const QString theirs = study_ + QStringLiteral("/model.dcm");
  const QString uid = leaveMask(theirs, true);
  const QByteArray before = hashOf(theirs);
  const auto session = opened();
  QVERIFY(session);
  const LabelEdit run{100, 4, 0, 1};
  session->openCase().document().applyRuns(session->openCase().document().masks()[0]->id, {&run, 1});
  const std::ptrdiff_t painted = session->openCase().document().masks()[0]->labels.count(1);
  QVERIFY(save(*session));
  const QStringList files = segFiles(study_ + QStringLiteral("-annotations"));
  QCOMPARE(files.size(), 1);
  QCOMPARE(readSegReference(files[0])->predecessorUid, uid);
  QCOMPARE(hashOf(theirs), before);
  const auto again = opened();
  QVERIFY(again);
  QCOMPARE(again->openCase().document().masks().size(), std::size_t{1});
  QCOMPARE(again->openCase().document().masks()[0]->labels.count(1), painted);
  QCOMPARE(again->openCase().document().masks()[0]->warnings, QStringList());
}

void TestCaseSaving::aResampledFileOfOursIsNotReplaced() {
  JobControl control;
  const StudyIndex index = scanStudies({study_}, control).take();
  const AnnotationFolder folder = AnnotationFolder::defaultFor(study_);
  const PatientEntry& patient = index.patients.front();
  const QString file =
      folder.segFolder(patient.id, patient.studies.front().uid) + QStringLiteral("/model.dcm");
  const QString uid = leaveMask(file, true);
  QVERIFY(!uid.isEmpty());
  const QByteArray before = hashOf(file);
  {
    const auto session = opened();
    QVERIFY(session);
    QCOMPARE(session->openCase().document().masks().size(), std::size_t{1});
    addMask(*session);
    QVERIFY(save(*session));
    QCOMPARE(segFiles(folder.path()).size(), 2);
    const LabelEdit run{100, 4, 0, 1};
    session->openCase().document().applyRuns(session->openCase().document().masks()[0]->id, {&run, 1});
    QVERIFY(save(*session));
  }
  const QStringList files = segFiles(folder.path());
  QCOMPARE(files.size(), 3);
  QCOMPARE(hashOf(file), before);
  int successors = 0;
  for (const QString& each : files) successors += readSegReference(each)->predecessorUid == uid ? 1 : 0;
  QCOMPARE(successors, 1);
  const auto again = opened();
  QVERIFY(again);
  QCOMPARE(again->openCase().document().masks().size(), std::size_t{2});
}

void TestCaseSaving::aLayerBringsTheOthersOfItsFile() {
  const QString theirs = study_ + QStringLiteral("/model.dcm");
  QVERIFY(!leaveMask(theirs, false).isEmpty());
  // A second segment on the same voxels.
  editDicom(theirs, [](DcmDataset& data) {
    for (const DcmTagKey& tag : {DCM_SegmentSequence, DCM_PerFrameFunctionalGroupsSequence}) {
      DcmSequenceOfItems* items = nullptr;
      data.findAndGetSequence(tag, items);
      auto* copy = static_cast<DcmItem*>(items->getItem(0)->clone());
      items->append(copy);
      copy->putAndInsertUint16(DCM_SegmentNumber, 2);
      DcmItem* identification = nullptr;
      if (copy->findAndGetSequenceItem(DCM_SegmentIdentificationSequence, identification).good()) {
        identification->putAndInsertUint16(DCM_ReferencedSegmentNumber, 2);
        copy->findAndDeleteElement(DCM_SegmentNumber);
      }
    }
    const Uint8* bytes = nullptr;
    unsigned long count = 0;
    data.findAndGetUint8Array(DCM_PixelData, bytes, &count);
    std::vector<Uint8> twice(bytes, bytes + count);
    twice.insert(twice.end(), bytes, bytes + count);
    data.putAndInsertUint8Array(DCM_PixelData, twice.data(), twice.size());
    data.putAndInsertString(DCM_NumberOfFrames, "2");
  });
  const auto session = opened();
  QVERIFY(session);
  QCOMPARE(session->openCase().document().masks().size(), std::size_t{2});
  const LabelEdit run{100, 4, 0, 1};
  session->openCase().document().applyRuns(session->openCase().document().masks()[0]->id, {&run, 1});
  QVERIFY(save(*session));
  QCOMPARE(segFiles(study_ + QStringLiteral("-annotations")).size(), 2);
  const auto again = opened();
  QVERIFY(again);
  QCOMPARE(again->openCase().document().masks().size(), std::size_t{2});
  std::ptrdiff_t voxels = 0;
  for (const auto& mask : again->openCase().document().masks()) voxels += mask->labels.count(1);
  QCOMPARE(voxels, std::ptrdiff_t{2 * 64 + 4});
}

/// A step that changes no annotation says that nothing is unsaved only when nothing is.
void TestCaseSaving::aMarkLeavesDecisionsUnsaved() {
  const auto session = opened();
  QVERIFY(session);
  LesionDecision decision;
  decision.lesion = {QStringLiteral("1.2.3"), 1};
  decision.kind = DecisionKind::Rejected;
  session->openCase().undoStack().push(new DecisionEdit(
      session->openCase().toolContext(), {{std::nullopt, decision}}, QStringLiteral("reject")));
  QVERIFY(session->openCase().hasUnsavedChanges());
  session->openCase().undoStack().push(new QUndoCommand(QStringLiteral("a step that changes nothing")));
  QVERIFY(session->openCase().hasUnsavedChanges());
  QVERIFY(save(*session));
  QVERIFY(!session->openCase().hasUnsavedChanges());
  const auto again = opened();
  QVERIFY(again);
  QCOMPARE(again->openCase().document().decisions().size(), std::size_t{1});
}

void TestCaseSaving::undoneDuringASaveItIsUnsaved() {
  const auto session = opened();
  QVERIFY(session);
  const MaskId mask = makeMask(*session);
  QVERIFY(save(*session));
  QVERIFY(!session->openCase().hasUnsavedChanges());
  dab(*session, mask, 200);
  QSignalSpy saved(&session->annotations(), &Keeper::saved);
  BusyFolder busy(study_ + QStringLiteral("-annotations"));
  session->annotations().save();
  session->openCase().undoStack().undo();
  // Until it ends, the file may hold either.
  QVERIFY(session->openCase().hasUnsavedChanges());
  busy.release();
  QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, 60000);
  QVERIFY(session->openCase().hasUnsavedChanges());
  QCOMPARE(session->openCase().document().mask(mask)->labels.count(1), 4);
  QCOMPARE(opened()->openCase().document().masks()[0]->labels.count(1), 8);
  // Redone, it is what the file holds; undone and saved, the file holds that.
  session->openCase().undoStack().redo();
  QVERIFY(!session->openCase().hasUnsavedChanges());
  session->openCase().undoStack().undo();
  QVERIFY(session->openCase().hasUnsavedChanges());
  QVERIFY(save(*session));
  QVERIFY(!session->openCase().hasUnsavedChanges());
  QCOMPARE(opened()->openCase().document().masks()[0]->labels.count(1), 4);
}

void TestCaseSaving::aMaskRemovedDuringASaveLeavesNoFile() {
  const auto session = opened();
  QVERIFY(session);
  makeMask(*session);
  QSignalSpy saved(&session->annotations(), &Keeper::saved);
  BusyFolder busy(study_ + QStringLiteral("-annotations"));
  session->annotations().save();
  while (session->openCase().undoStack().canUndo()) session->openCase().undoStack().undo();
  QVERIFY(session->openCase().document().masks().empty());
  busy.release();
  QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, 60000);
  QVERIFY(session->openCase().hasUnsavedChanges());
  QCOMPARE(opened()->openCase().document().masks().size(), std::size_t{1});
  QVERIFY(save(*session));
  QVERIFY(!session->openCase().hasUnsavedChanges());
  QCOMPARE(opened()->openCase().document().masks().size(), std::size_t{0});
}

void TestCaseSaving::aNudgeDuringASaveIsUnsaved() {
  const auto session = opened();
  QVERIFY(session);
  CaseEditor editor(session->openCase().toolContext());
  Box box;
  box.sopInstanceUid = session->openCase().document().ct()->source().slices[3].sopInstanceUid;
  box.className = QStringLiteral("A");
  box.rect = {10, 12, 40, 50};
  editor.addBox(box);
  const BoxId id = session->openCase().document().boxes().begin()->first;
  editor.nudgeBox(id, 1, 0);
  const int steps = session->openCase().undoStack().count();
  QSignalSpy saved(&session->annotations(), &Keeper::saved);
  BusyFolder busy(study_ + QStringLiteral("-annotations"));
  session->annotations().save();
  editor.nudgeBox(id, 1, 0);
  QCOMPARE(session->openCase().undoStack().count(), steps);  // it became one with the last step
  busy.release();
  QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, 60000);
  QVERIFY(session->openCase().hasUnsavedChanges());
  QVERIFY(save(*session));
  QVERIFY(!session->openCase().hasUnsavedChanges());
  QCOMPARE(opened()->openCase().document().boxes().begin()->second.rect.xmin, 12);
}

void TestCaseSaving::anotherEditInThePlaceOfASavedOneIsUnsaved() {
  const auto session = opened();
  QVERIFY(session);
  const MaskId mask = makeMask(*session);
  QSignalSpy saved(&session->annotations(), &Keeper::saved);
  BusyFolder busy(study_ + QStringLiteral("-annotations"));
  const int place = session->openCase().undoStack().index();
  session->annotations().save();
  session->openCase().undoStack().undo();
  pushLesionEdit(session->openCase().toolContext(), mask, {LabelEdit{300, 7, 0, 1}}, {},
                 QStringLiteral("dab"));
  QCOMPARE(session->openCase().undoStack().index(), place);
  busy.release();
  QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, 60000);
  QVERIFY(session->openCase().hasUnsavedChanges());
  QCOMPARE(opened()->openCase().document().masks()[0]->labels.count(1), 4);
  QVERIFY(save(*session));
  QVERIFY(!session->openCase().hasUnsavedChanges());
  QCOMPARE(opened()->openCase().document().masks()[0]->labels.count(1), 7);
}

void TestCaseSaving::aSecondSaveWaitsForTheFirst() {
  const auto session = opened();
  QVERIFY(session);
  const MaskId mask = makeMask(*session);
  QSignalSpy saved(&session->annotations(), &Keeper::saved),
      failed(&session->annotations(), &Keeper::saveFailed);
  BusyFolder busy(study_ + QStringLiteral("-annotations"));
  session->annotations().save();
  dab(*session, mask, 200);
  session->annotations().save();
  dab(*session, mask, 300);
  session->annotations().save();
  QVERIFY(session->annotations().isSaving());
  busy.release();
  QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 3, 60000);
  QVERIFY(!session->annotations().isSaving() && failed.isEmpty());
  QVERIFY(!session->openCase().hasUnsavedChanges());
  QCOMPARE(segFiles(study_ + QStringLiteral("-annotations/SEG")).size(), 1);
  QCOMPARE(opened()->openCase().document().masks()[0]->labels.count(1), 12);
}

void TestCaseSaving::everySaveEndsInASignalOfItsCase() {
  Session none;
  QSignalSpy nothing(&none.annotations(), &Keeper::saveFailed);
  none.annotations().save();
  QTRY_COMPARE(nothing.size(), 1);
  QVERIFY(!none.annotations().isSaving());

  Session early;
  QSignalSpy shown(&early.openCase(), &OpenCase::studyOpened),
      unread(&early.annotations(), &Keeper::saveFailed);
  connect(&early.openCase(), &OpenCase::studyOpened, &early, [&early] { early.annotations().save(); });
  early.open({study_});
  QTRY_COMPARE_WITH_TIMEOUT(unread.size(), 1, 60000);
  QCOMPARE(unread[0][1].value<StudyRef>(), early.openCase().studyRef());
  QTRY_VERIFY_WITH_TIMEOUT(early.isSettled(), 60000);

  // Closed meanwhile: the one that runs ends, the one that waits cannot.
  const auto session = opened();
  QVERIFY(session);
  const StudyRef study = session->openCase().studyRef();
  makeMask(*session);
  QSignalSpy saved(&session->annotations(), &Keeper::saved),
      failed(&session->annotations(), &Keeper::saveFailed);
  BusyFolder busy(study_ + QStringLiteral("-annotations"));
  session->annotations().save();
  session->annotations().save();
  session->openStudy(study);
  QTRY_COMPARE(failed.size(), 1);
  QCOMPARE(failed[0][1].value<StudyRef>(), study);
  busy.release();
  QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, 60000);
  QCOMPARE(saved[0][2].value<StudyRef>(), study);
  QVERIFY(!session->annotations().isSaving());
}

/// Killed when the file was written and the journal was not begun anew.
void TestCaseSaving::aJournalOfWhatWasSavedRestoresNothing() {
  const QString journals = dir_->filePath(QStringLiteral("journals"));
  const QString left = dir_->filePath(QStringLiteral("left"));
  MaskId mask = MaskId::None;
  const auto session = opened();
  QVERIFY(session);
  session->annotations().journal().setFolder(journals);
  for (const char* kind : {"new", "changed"}) {
    if (mask == MaskId::None)
      mask = makeMask(*session);
    else
      dab(*session, mask, 500);
    QFile::remove(left);
    QVERIFY2(QFile::copy(session->annotations().journal().file(), left), kind);
    QVERIFY(save(*session));
    const auto again = opened();
    QVERIFY(again);
    Result<JournalState> state =
        readJournal(left, again->annotations().journal().formats(), JournalDepth::Whole);
    QVERIFY2(state && !state->steps.empty(), kind);
    const RestoreReport report = again->annotations().restore(state.take());
    QVERIFY2(!report.changed, kind);
    QCOMPARE(again->openCase().document().masks().size(), std::size_t{1});
    QVERIFY(!again->openCase().hasUnsavedChanges());
  }
}

QTEST_MAIN(TestCaseSaving)
#include "tst_case_saving.moc"
