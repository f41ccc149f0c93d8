#include "annotation/commands/decision_edit.h"
#include "annotation/journal/journal_file.h"
#include "annotation/journal/journal_folder.h"
#include "annotation/journal/journal_format_p.h"
#include "annotation/journal/journal_reader.h"
#include "annotation/journal/journal_recorder.h"
#include "annotation/journal/journal_restore.h"
#include "tests/annotation/case_content.h"
#include "tests/annotation/random_edits.h"

#include <QBuffer>
#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>

#if defined(Q_OS_UNIX)
#include <csignal>
#include <sys/resource.h>
#endif

using namespace uptake;
using namespace uptake::test;

/// What a journal gives back: after any gesture, cut anywhere, damaged anywhere.
class TestJournal : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }
  void everyGestureComesBack_data();
  void everyGestureComesBack();
  void restoringIsOneStep();
  void cutAnywhereTheLongestWholePartComesBack();
  void damageNeverCrashes();
  void damageBehindTheChecksumNeverCrashes();
  void unknownRecordsAreSkippedWithAWarning();
  void previewsAreNotRecorded();
  void whatLiesOnDiskNeedsNoJournal();
  void savingStartsAfresh();
  void aChangedFileKeepsBoth();
  void numbersOfAnotherFileAreDropped();
  void programsDoNotTakeEachOthers();
  void aFolderThatCannotBeWrittenIsSaid();
  void predictionsAndDecisionsComeBack();
  void aFullDiskKeepsWhatIsThere();
  void onlyTheOwnerCanRead();

 private:
  QString folder() const { return dir_->filePath(QStringLiteral("journals")); }
  std::unique_ptr<QTemporaryDir> dir_;
};

namespace {

JournalCase aCase() {
  JournalCase about;
  about.studyInstanceUid = QStringLiteral("1.2.3");
  about.patientId = QStringLiteral("P1");
  about.openedPaths = {QStringLiteral("/images")};
  return about;
}

/// As if the masks had been read from files.
void giveOrigins(CaseDocument& document) {
  int number = 0;
  std::vector<MaskId> ids;
  for (const auto& mask : document.masks()) ids.push_back(mask->id);
  for (const MaskId id : ids) {
    MaskProvenance provenance;
    provenance.sopInstanceUid = QStringLiteral("9.%1").arg(++number);
    provenance.file = QStringLiteral("/out/%1.dcm").arg(number);
    document.setMaskProvenance(id, provenance);
  }
}

/// The case that random edits of this seed start from, as the next session opens it.
std::unique_ptr<Monkey> reopened(quint32 seed) {
  auto next = std::make_unique<Monkey>(seed);
  giveOrigins(next->open().document);
  return next;
}

RestoreReport restore(Monkey& monkey, JournalState state) {
  return restoreJournal(monkey.open().context(), std::move(state),
                        {[](const QString&) { return QByteArray("as read"); }, {}});
}

/// A session of random edits with its journal.
struct Session {
  explicit Session(quint32 seed, const QString& folder) : monkey(reopened(seed)) {
    recorder.setFolder(folder);
    recorder.setOriginalHash([](const QString&) { return QByteArray("as read"); });
    recorder.rebase(aCase(), {});
  }
  CaseFixture& open() { return monkey->open(); }
  std::unique_ptr<Monkey> monkey;
  JournalRecorder recorder{monkey->open().document, monkey->open().stack};
};

QByteArray bytesOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
}

/// A session of a few gestures: its journal, and for each size at which a gesture was complete, the case.
struct ShortSession {
  QByteArray journal;
  std::map<qint64, QByteArray> contents;
  static constexpr quint32 kSeed = 7;

  explicit ShortSession(const QString& folder, int steps) {
    Session session(kSeed, folder);
    const QByteArray start = contentOf(session.open().document);
    QString path;
    // Connected after the recorder, so called after it.
    QObject::connect(&session.open().stack, &QUndoStack::indexChanged, &session.recorder, [&] {
      if (std::exchange(path, session.recorder.file()) != session.recorder.file()) contents.clear();
      if (!path.isEmpty()) contents[QFileInfo(path).size()] = contentOf(session.open().document);
    });
    for (int round = 0; session.open().stack.index() < steps && round < 500; ++round) {
      session.monkey->edit();
      if (round % 7 == 3) session.open().stack.undo();
    }
    contents[0] = start;
    journal = bytesOf(session.recorder.file());
  }
  /// What a journal of so many bytes stands for.
  QByteArray contentAt(qint64 size) const { return std::prev(contents.upper_bound(size))->second; }
  std::set<QByteArray> all() const {
    std::set<QByteArray> result;
    for (const auto& [size, content] : contents) result.insert(content);
    return result;
  }
};

}  // namespace

void TestJournal::everyGestureComesBack_data() {
  QTest::addColumn<quint32>("seed");
  for (const quint32 seed : {3U, 77U, 4000000000U}) QTest::addRow("%u", seed) << seed;
}

void TestJournal::everyGestureComesBack() {
  QFETCH(quint32, seed);
  Session session(seed, folder());
  int compared = 0;
  for (int round = 0; round < 400; ++round) {
    if (session.monkey->number(12) == 0)
      for (int steps = session.monkey->number(5); steps > 0; --steps) session.open().stack.undo();
    if (session.monkey->number(12) == 0)
      for (int steps = session.monkey->number(5); steps > 0; --steps) session.open().stack.redo();
    session.monkey->edit();
    if (round % 8 != 0 && round < 390) continue;
    const auto next = reopened(seed);
    if (session.recorder.file().isEmpty()) {
      QVERIFY(session.open().stack.isClean());
      QCOMPARE(contentOf(session.open().document), contentOf(next->open().document));
      continue;
    }
    Result<JournalState> state = readJournal(session.recorder.file(), JournalDepth::Whole);
    QVERIFY2(state, qPrintable(state ? QString() : state.error().text()));
    QVERIFY(state->isWhole);
    QCOMPARE(state->warnings, QStringList());
    QCOMPARE(restore(*next, state.take()).notes, QStringList());
    QCOMPARE(contentOf(next->open().document), contentOf(session.open().document));
    ++compared;
  }
  QVERIFY(compared > 40);
}

void TestJournal::restoringIsOneStep() {
  Session session(11, folder());
  for (int round = 0; round < 60; ++round) session.monkey->edit();
  const auto next = reopened(11);
  const QByteArray before = snapshot(next->open().document);
  QVERIFY(restore(*next, readJournal(session.recorder.file(), JournalDepth::Whole).take()).changed);
  QCOMPARE(next->open().stack.count(), 1);
  QVERIFY(next->open().stack.undoText().startsWith(QLatin1String("Restore")));
  const QByteArray after = snapshot(next->open().document);
  next->open().stack.undo();
  QCOMPARE(snapshot(next->open().document), before);
  next->open().stack.redo();
  QCOMPARE(snapshot(next->open().document), after);
}

void TestJournal::cutAnywhereTheLongestWholePartComesBack() {
  const ShortSession session(folder(), 14);
  QVERIFY(session.contents.size() > 8);
  const QString cut = dir_->filePath(QStringLiteral("cut.journal"));
  qint64 compared = -1;
  for (qint64 size = 0; size <= session.journal.size(); ++size) {
    write(cut, session.journal.left(size));
    Result<JournalState> state = readJournal(cut, JournalDepth::Whole);
    const qint64 whole = std::prev(session.contents.upper_bound(size))->first;
    QCOMPARE(state && !state->steps.empty(), whole > 0);
    if (whole > 0) QCOMPARE(state->validBytes, whole);
    if (state) QCOMPARE(state->isWhole, state->validBytes == size);
    // The same records give the same case.
    if (whole == compared) continue;
    compared = whole;
    const auto next = reopened(ShortSession::kSeed);
    if (state) restore(*next, state.take());
    if (contentOf(next->open().document) != session.contentAt(size))
      QFAIL(qPrintable(QStringLiteral("cut at byte %1").arg(size)));
  }
}

void TestJournal::damageNeverCrashes() {
  const ShortSession session(folder(), 14);
  const std::set<QByteArray> allowed = session.all();
  const QString damaged = dir_->filePath(QStringLiteral("damaged.journal"));
  QRandomGenerator random(99);
  for (int round = 0; round < 1000; ++round) {
    QByteArray bytes = session.journal;
    for (int flips = 1 + random.bounded(3); flips > 0; --flips) {
      const auto at = random.bounded(static_cast<int>(bytes.size()));
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.bounded(8)));
    }
    write(damaged, bytes);
    Result<JournalState> state = readJournal(damaged, JournalDepth::Whole);
    const auto next = reopened(ShortSession::kSeed);
    if (state) {
      QVERIFY(!state->isWhole);
      restore(*next, state.take());
    }
    // A state that was, never another one.
    QVERIFY2(allowed.contains(contentOf(next->open().document)), qPrintable(QString::number(round)));
  }
}

void TestJournal::damageBehindTheChecksumNeverCrashes() {
  const ShortSession session(folder(), 14);
  const QString damaged = dir_->filePath(QStringLiteral("damaged.journal"));
  QRandomGenerator random(5);
  for (int round = 0; round < 1000; ++round) {
    // The same records with other content and the right checksum.
    QBuffer in;
    in.setData(session.journal);
    QVERIFY(in.open(QIODevice::ReadOnly));
    QByteArray bytes;
    while (auto record = journal::readRecord(in)) {
      for (int flips = random.bounded(3); flips > 0; --flips) {
        const auto at = random.bounded(static_cast<int>(record->payload.size()));
        record->payload[at] = static_cast<char>(random.bounded(256));
      }
      bytes += journal::recordBytes(static_cast<journal::RecordType>(record->type), record->version,
                                    record->payload);
    }
    write(damaged, bytes);
    Result<JournalState> state = readJournal(damaged, JournalDepth::Whole);
    const auto next = reopened(ShortSession::kSeed);
    if (state) restore(*next, state.take());
  }
}

void TestJournal::unknownRecordsAreSkippedWithAWarning() {
  const ShortSession session(folder(), 14);
  QBuffer in;
  in.setData(session.journal);
  QVERIFY(in.open(QIODevice::ReadOnly));
  QByteArray bytes;
  int records = 0;
  while (const auto record = journal::readRecord(in)) {
    bytes += journal::recordBytes(static_cast<journal::RecordType>(record->type), record->version,
                                  record->payload);
    if (++records == 3)
      bytes += journal::recordBytes(static_cast<journal::RecordType>(99), 1, "of the future");
  }
  const QString path = dir_->filePath(QStringLiteral("later.journal"));
  write(path, bytes);
  Result<JournalState> state = readJournal(path, JournalDepth::Whole);
  QVERIFY(state && state->isWhole);
  QCOMPARE(state->warnings.size(), 1);
  const auto next = reopened(ShortSession::kSeed);
  restore(*next, state.take());
  QCOMPARE(contentOf(next->open().document), session.contentAt(session.journal.size()));
}

void TestJournal::predictionsAndDecisionsComeBack() {
  // A prediction that was opened beside the work, and what was decided about it, also after a save.
  Session session(1, folder());
  CaseFixture& open = session.open();
  const PredictionOrigin origin{QStringLiteral("sha256:12"), QStringLiteral("/models/p.nii.gz")};
  const MaskId predicted = open.addMask(CaseFixture::ctGrid(), 1, origin);
  const LabelEdit run{CaseFixture::ctGrid().offset(5, 5, 5), 7, 0, 1};
  open.document.applyRuns(predicted, std::span(&run, 1));
  open.stack.setClean();
  session.recorder.rebase(aCase(), {});
  QCOMPARE(session.recorder.file(), QString());  // opening it is no work
  LesionDecision decision;
  decision.lesion = {origin.id, 3};
  decision.position = {1.5, -2.25, 100.0};
  decision.kind = DecisionKind::Corrected;
  decision.trackingUid = QStringLiteral("2.25.7");
  decision.madeLesion = true;
  decision.time = QDateTime(QDate(2026, 1, 31), QTime(12, 30), Qt::UTC);
  open.stack.push(new DecisionEdit(open.context(), {{std::nullopt, decision}}, QStringLiteral("Correct")));
  QVERIFY(!session.recorder.file().isEmpty());
  const auto next = reopened(1);
  Result<JournalState> state = readJournal(session.recorder.file(), JournalDepth::Whole);
  QVERIFY(state && state->warnings.isEmpty());
  restore(*next, state.take());
  const CaseDocument& document = next->open().document;
  QCOMPARE(document.decisions(), open.document.decisions());
  const MaskLayer& back = *document.masks().back();
  QVERIFY(back.prediction == origin);
  QVERIFY(back.locks.all);
  QCOMPARE(back.labels.count(1), std::ptrdiff_t{7});
  next->open().stack.undo();
  QVERIFY(document.decisions().empty());
  // Undone to what lies on disk, nothing is left to protect.
  open.stack.undo();
  QCOMPARE(session.recorder.file(), QString());
}

void TestJournal::previewsAreNotRecorded() {
  Session session(1, folder());
  CaseFixture& open = session.open();
  open.selection.setSegment(open.document.masks()[1]->id, 1);
  BrushTool brush(open.context());
  const auto at = [](double i) { return CaseFixture::pointerAt(CaseFixture::ctGrid(), i, 20, 4); };
  brush.press(at(10));
  brush.move(at(30));
  QCOMPARE(session.recorder.file(), QString());
  brush.cancel();
  QCOMPARE(session.recorder.file(), QString());
  CaseFixture::drag(brush, at(10), at(30));
  QVERIFY(!session.recorder.file().isEmpty());
  const QByteArray journal = bytesOf(session.recorder.file());
  brush.press(at(40));
  brush.move(at(50));
  QCOMPARE(bytesOf(session.recorder.file()), journal);
  const Result<JournalState> state = readJournal(session.recorder.file(), JournalDepth::Summary);
  QCOMPARE(state->steps.size(), std::size_t{1});
  QCOMPARE(state->steps[0].text, open.stack.text(0));
  QCOMPARE(state->about.studyInstanceUid, QStringLiteral("1.2.3"));
}

void TestJournal::whatLiesOnDiskNeedsNoJournal() {
  Session session(1, folder());
  CaseEditor editor(session.open().context());
  const BoxId box = session.open().document.boxes().begin()->first;
  editor.setBoxClass(box, QStringLiteral("G"));
  const QString path = session.recorder.file();
  QVERIFY(QFile::exists(path));
  session.open().stack.undo();
  QVERIFY(!QFile::exists(path));
  session.open().stack.redo();
  QVERIFY(QFile::exists(session.recorder.file()));
  session.recorder.end(JournalRecorder::End::Remove);
  QCOMPARE(QDir(folder()).entryList(QDir::Files), QStringList());
}

void TestJournal::savingStartsAfresh() {
  Session session(21, folder());
  for (int round = 0; round < 40; ++round) session.monkey->edit();
  // Saved, but for one box that was drawn while the files were being written.
  giveOrigins(session.open().document);
  const QByteArray saved = contentOf(session.open().document);
  session.open().stack.setClean();
  Box box;
  box.sopInstanceUid = QStringLiteral("ct.3");
  box.className = QStringLiteral("E");
  box.rect = {1, 2, 30, 40};
  CaseEditor(session.open().context()).addBox(box);
  JournalTouched touched;
  touched.images.insert(box.sopInstanceUid);
  session.recorder.rebase(aCase(), touched);
  Result<JournalState> state = readJournal(session.recorder.file(), JournalDepth::Whole);
  QVERIFY(state);
  QCOMPARE(state->steps.size(), std::size_t{1});
  QCOMPARE(state->boxes.size(), std::size_t{1});
  QVERIFY(state->touched.empty() && !state->measurements);
  QVERIFY(contentOf(session.open().document) != saved);
}

void TestJournal::aChangedFileKeepsBoth() {
  Session session(1, folder());
  CaseFixture& open = session.open();
  const MaskId mask = open.document.masks()[1]->id;
  open.selection.setSegment(mask, 1);
  BrushTool brush(open.context());
  const auto at = [](double i) { return CaseFixture::pointerAt(CaseFixture::ctGrid(), i, 20, 4); };
  CaseFixture::drag(brush, at(10), at(30));
  const auto next = reopened(1);
  CaseDocument& document = next->open().document;
  MaskProvenance other = document.masks()[1]->provenance;
  other.sopInstanceUid = QStringLiteral("9.77");
  document.setMaskProvenance(document.masks()[1]->id, other);
  const RestoreReport report =
      restore(*next, readJournal(session.recorder.file(), JournalDepth::Whole).take());
  QCOMPARE(report.notes.size(), 1);
  QCOMPARE(document.masks().size(), std::size_t{3});
  QVERIFY(document.masks()[1]->labels.extent().isEmpty());
  QCOMPARE(next->open().labels(document.masks()[2]->id), open.labels(mask));
  // Saved, it is an edited version of what it was made from, in a file of its own.
  QCOMPARE(document.masks()[2]->provenance.file, QString());
  QCOMPARE(document.masks()[2]->provenance.predecessorUid, QStringLiteral("9.2"));
}

void TestJournal::numbersOfAnotherFileAreDropped() {
  Session session(1, folder());
  Box box;
  box.sopInstanceUid = QStringLiteral("ct.9");
  box.className = QStringLiteral("A");
  box.rect = {1, 2, 30, 40};
  box.fileObject = 4;
  CaseEditor(session.open().context()).addBox(box);
  const auto next = reopened(1);
  const RestoreReport report =
      restoreJournal(next->open().context(), readJournal(session.recorder.file(), JournalDepth::Whole).take(),
                     {[](const QString&) { return QByteArray("another file"); }, {}});
  QCOMPARE(report.notes.size(), 1);
  const auto boxes = next->open().document.boxesOn(box.sopInstanceUid);
  QCOMPARE(boxes.back().rect, box.rect);
  QCOMPARE(boxes.back().fileObject, -1);
}

void TestJournal::programsDoNotTakeEachOthers() {
  Session session(1, folder());
  session.monkey->edit();
  for (int round = 0; session.recorder.file().isEmpty() && round < 100; ++round) session.monkey->edit();
  QVERIFY(leftJournals(folder()).empty());
  const QString path = session.recorder.file();
  session.recorder.end(JournalRecorder::End::Keep);
  {
    auto left = leftJournals(folder());
    QCOMPARE(left.size(), std::size_t{1});
    QCOMPARE(left[0].path(), path);
    QVERIFY(leftJournals(folder()).empty());  // taken
  }
  QVERIFY(leftJournals(folder(), StudyRef{QStringLiteral("P1"), QStringLiteral("9.9.9")}).empty());
  auto left = leftJournals(folder(), StudyRef{QStringLiteral("P1"), QStringLiteral("1.2.3")});
  QCOMPARE(left.size(), std::size_t{1});
  left[0].remove();
  QCOMPARE(QDir(folder()).entryList(QDir::Files), QStringList());
}

void TestJournal::aFolderThatCannotBeWrittenIsSaid() {
  write(dir_->filePath(QStringLiteral("file")), "no folder");
  Session session(1, dir_->filePath(QStringLiteral("file/journals")));
  QSignalSpy failed(&session.recorder, &JournalRecorder::failed);
  QSignalSpy recovered(&session.recorder, &JournalRecorder::recovered);
  for (int round = 0; round < 30; ++round) session.monkey->edit();
  QCOMPARE(failed.size(), 1);
  QVERIFY(QFile::remove(dir_->filePath(QStringLiteral("file"))));
  // What was not recorded meanwhile is in the next record.
  const int before = session.open().stack.index();
  while (session.open().stack.index() == before) session.monkey->edit();
  QCOMPARE(recovered.size(), 1);
  const auto next = reopened(1);
  restore(*next, readJournal(session.recorder.file(), JournalDepth::Whole).take());
  QCOMPARE(contentOf(next->open().document), contentOf(session.open().document));
}

void TestJournal::aFullDiskKeepsWhatIsThere() {
#if defined(Q_OS_UNIX)
  Session session(1, folder());
  CaseEditor editor(session.open().context());
  const BoxId box = session.open().document.boxes().begin()->first;
  editor.setBoxClass(box, QStringLiteral("G"));
  const QByteArray before = bytesOf(session.recorder.file());
  QSignalSpy failed(&session.recorder, &JournalRecorder::failed);
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit unlimited{};
  QCOMPARE(getrlimit(RLIMIT_FSIZE, &unlimited), 0);
  rlimit full = unlimited;
  full.rlim_cur = static_cast<rlim_t>(before.size()) + 20;  // half a record fits
  QCOMPARE(setrlimit(RLIMIT_FSIZE, &full), 0);
  editor.setBoxClass(box, QStringLiteral("E"));
  editor.nudgeBox(box, 3, 1);
  QCOMPARE(setrlimit(RLIMIT_FSIZE, &unlimited), 0);
  QCOMPARE(failed.size(), 1);
  QCOMPARE(bytesOf(session.recorder.file()), before);
  editor.setBoxFlags(box, true, false);
  const auto next = reopened(1);
  restore(*next, readJournal(session.recorder.file(), JournalDepth::Whole).take());
  QCOMPARE(contentOf(next->open().document), contentOf(session.open().document));
#else
  QSKIP("needs limits of file sizes");
#endif
}

void TestJournal::onlyTheOwnerCanRead() {
  Session session(1, folder());
  for (int round = 0; session.recorder.file().isEmpty() && round < 100; ++round) session.monkey->edit();
  const auto others =
      QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteGroup | QFileDevice::WriteOther;
  QVERIFY(!(QFile::permissions(session.recorder.file()) & others));
  QVERIFY(!(QFile::permissions(folder()) & others));
}

QTEST_GUILESS_MAIN(TestJournal)
#include "tst_journal.moc"
