#include "annotation/commands/decision_edit.h"
#include "annotation/journal/journal_file.h"
#include "annotation/journal/journal_folder.h"
#include "annotation/journal/journal_format_p.h"
#include "annotation/journal/journal_reader.h"
#include "annotation/journal/journal_stream.h"
#include "annotation/packing/packed_labels.h"
#include "app/session/annotations/kinds/box_ties.h"
#include "app/session/annotations/kinds/boxes.h"
#include "app/session/annotations/kinds/decisions.h"
#include "app/session/annotations/kinds/masks.h"
#include "app/session/annotations/kinds/measurements.h"
#include "io/voc/voc_file.h"
#include "tests/annotation/case_content.h"
#include "tests/annotation/random_edits.h"
#include "tests/session/kept_case.h"

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
  void whatEarlierVersionsWroteComesBack();

 private:
  QString folder() const { return dir_->filePath(QStringLiteral("journals")); }
  std::unique_ptr<QTemporaryDir> dir_;
};

namespace {

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

/// A session of random edits, of which a journal is kept when there is a folder for it. Every one of a seed
/// starts from the same case.
struct Session {
  explicit Session(quint32 seed, const QString& journals = {}) : monkey(seed) {
    giveOrigins(open().document);
    kept.emplace(open().context(), journals);
  }
  CaseFixture& open() { return monkey.open(); }
  Keeper& keeper() { return kept->keeper; }
  JournalRecorder& recorder() { return keeper().journal(); }

  Monkey monkey;
  std::optional<KeptCase> kept;
};

JournalFormats formats() {
  static const JournalFormats all = Session(1).recorder().formats();
  return all;
}

Result<JournalState> read(const QString& path, JournalDepth depth = JournalDepth::Whole) {
  return readJournal(path, formats(), depth);
}

RestoreReport restore(Session& session, const JournalState& state) {
  return session.keeper().restore(state);
}

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
    QObject::connect(&session.open().stack, &QUndoStack::indexChanged, &session.recorder(), [&] {
      if (std::exchange(path, session.recorder().file()) != session.recorder().file()) contents.clear();
      if (!path.isEmpty()) contents[QFileInfo(path).size()] = contentOf(session.open().document);
    });
    for (int round = 0; session.open().stack.index() < steps && round < 500; ++round) {
      session.monkey.edit();
      if (round % 7 == 3) session.open().stack.undo();
    }
    contents[0] = start;
    journal = bytesOf(session.recorder().file());
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
    if (session.monkey.number(12) == 0)
      for (int steps = session.monkey.number(5); steps > 0; --steps) session.open().stack.undo();
    if (session.monkey.number(12) == 0)
      for (int steps = session.monkey.number(5); steps > 0; --steps) session.open().stack.redo();
    session.monkey.edit();
    if (round % 8 != 0 && round < 390) continue;
    const auto next = std::make_unique<Session>(seed);
    if (session.recorder().file().isEmpty()) {
      QVERIFY(session.open().stack.isClean());
      QCOMPARE(contentOf(session.open().document), contentOf(next->open().document));
      continue;
    }
    Result<JournalState> state = read(session.recorder().file());
    QVERIFY2(state, qPrintable(state ? QString() : state.error().text()));
    QVERIFY(state->isWhole);
    QCOMPARE(state->warnings, QStringList());
    QCOMPARE(restore(*next, *state).notes, QStringList());
    QCOMPARE(contentOf(next->open().document), contentOf(session.open().document));
    ++compared;
  }
  QVERIFY(compared > 40);
}

void TestJournal::restoringIsOneStep() {
  Session session(11, folder());
  for (int round = 0; round < 60; ++round) session.monkey.edit();
  const auto next = std::make_unique<Session>(11U);
  const QByteArray before = snapshot(next->open().document);
  QVERIFY(restore(*next, *read(session.recorder().file())).changed);
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
    Result<JournalState> state = read(cut);
    const qint64 whole = std::prev(session.contents.upper_bound(size))->first;
    QCOMPARE(state && !state->steps.empty(), whole > 0);
    if (whole > 0) QCOMPARE(state->validBytes, whole);
    if (state) QCOMPARE(state->isWhole, state->validBytes == size);
    // The same records give the same case.
    if (whole == compared) continue;
    compared = whole;
    const auto next = std::make_unique<Session>(ShortSession::kSeed);
    if (state) restore(*next, *state);
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
    Result<JournalState> state = read(damaged);
    const auto next = std::make_unique<Session>(ShortSession::kSeed);
    if (state) {
      QVERIFY(!state->isWhole);
      restore(*next, *state);
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
    Result<JournalState> state = read(damaged);
    const auto next = std::make_unique<Session>(ShortSession::kSeed);
    if (state) restore(*next, *state);
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
  Result<JournalState> state = read(path);
  QVERIFY(state && state->isWhole);
  QCOMPARE(state->warnings.size(), 1);
  const auto next = std::make_unique<Session>(ShortSession::kSeed);
  restore(*next, *state);
  QCOMPARE(contentOf(next->open().document), session.contentAt(session.journal.size()));
}

void TestJournal::predictionsAndDecisionsComeBack() {
  // A prediction that was opened beside the work, and what was decided about it, also after a save.
  Session session(1, folder());
  CaseFixture& open = session.open();
  const PredictionOrigin origin{QStringLiteral("sha256:12"), QStringLiteral("/models/p.nii.gz")};
  session.keeper().adopt([&] {
    const MaskId predicted = open.addMask(CaseFixture::ctGrid(), 1, origin);
    const LabelEdit run{CaseFixture::ctGrid().offset(5, 5, 5), 7, 0, 1};
    open.document.applyRuns(predicted, std::span(&run, 1));
  });
  session.recorder().rebase({});
  QCOMPARE(session.recorder().file(), QString());  // opening it is no work
  LesionDecision decision;
  decision.lesion = {origin.id, 3};
  decision.position = {1.5, -2.25, 100.0};
  decision.kind = DecisionKind::Corrected;
  decision.trackingUid = QStringLiteral("2.25.7");
  decision.madeLesion = true;
  decision.time = QDateTime(QDate(2026, 1, 31), QTime(12, 30), Qt::UTC);
  open.stack.push(new DecisionEdit(open.context(), {{std::nullopt, decision}}, QStringLiteral("Correct")));
  QVERIFY(!session.recorder().file().isEmpty());
  const auto next = std::make_unique<Session>(1U);
  Result<JournalState> state = read(session.recorder().file());
  QVERIFY(state && state->warnings.isEmpty());
  restore(*next, *state);
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
  QCOMPARE(session.recorder().file(), QString());
}

void TestJournal::previewsAreNotRecorded() {
  Session session(1, folder());
  CaseFixture& open = session.open();
  open.selection.setSegment(open.document.masks()[1]->id, 1);
  BrushTool brush(open.context());
  const auto at = [](double i) { return CaseFixture::pointerAt(CaseFixture::ctGrid(), i, 20, 4); };
  brush.press(at(10));
  brush.move(at(30));
  QCOMPARE(session.recorder().file(), QString());
  brush.cancel();
  QCOMPARE(session.recorder().file(), QString());
  CaseFixture::drag(brush, at(10), at(30));
  QVERIFY(!session.recorder().file().isEmpty());
  const QByteArray journal = bytesOf(session.recorder().file());
  brush.press(at(40));
  brush.move(at(50));
  QCOMPARE(bytesOf(session.recorder().file()), journal);
  const Result<JournalState> state = read(session.recorder().file(), JournalDepth::Summary);
  QCOMPARE(state->steps.size(), std::size_t{1});
  QCOMPARE(state->steps[0].text, open.stack.text(0));
  QCOMPARE(state->about.studyInstanceUid, QStringLiteral("1.2.3"));
}

void TestJournal::whatLiesOnDiskNeedsNoJournal() {
  Session session(1, folder());
  CaseEditor editor(session.open().context());
  const BoxId box = session.open().document.boxes().begin()->first;
  editor.setBoxClass(box, QStringLiteral("G"));
  const QString path = session.recorder().file();
  QVERIFY(QFile::exists(path));
  session.open().stack.undo();
  QVERIFY(!QFile::exists(path));
  session.open().stack.redo();
  QVERIFY(QFile::exists(session.recorder().file()));
  session.recorder().end(JournalRecorder::End::Remove);
  QCOMPARE(QDir(folder()).entryList(QDir::Files), QStringList());
}

void TestJournal::savingStartsAfresh() {
  Session session(21, folder());
  for (int round = 0; round < 40; ++round) session.monkey.edit();
  // Saved, but for one box that was drawn while the files were being written.
  Keeper& keeper = session.keeper();
  const auto save = [&](AnnotationKind& kind) { (void)kind.snapshot(SaveMode::Update); };
  save(keeper.kind<BoxesKind>());
  save(keeper.kind<BoxTiesKind>());
  save(keeper.kind<MasksKind>());
  save(keeper.kind<MeasurementsKind>());
  save(keeper.kind<DecisionsKind>());
  keeper.adopt([&] { giveOrigins(session.open().document); });
  session.kept->revisions.setSaved(session.kept->revisions.current());
  const QByteArray saved = contentOf(session.open().document);
  Box box;
  box.sopInstanceUid = QStringLiteral("ct.3");
  box.className = QStringLiteral("E");
  box.rect = {1, 2, 30, 40};
  CaseEditor(session.open().context()).addBox(box);
  session.recorder().rebase({});
  Result<JournalState> state = read(session.recorder().file());
  QVERIFY(state);
  QCOMPARE(state->steps.size(), std::size_t{1});
  // Of boxes alone, on one image.
  QCOMPARE(state->lines().size(), 1);
  QVERIFY2(state->lines().front().contains(QStringLiteral(" on 1 image")),
           qPrintable(state->lines().front()));
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
  const auto next = std::make_unique<Session>(1U);
  CaseDocument& document = next->open().document;
  MaskProvenance other = document.masks()[1]->provenance;
  other.sopInstanceUid = QStringLiteral("9.77");
  next->keeper().adopt([&] { document.setMaskProvenance(document.masks()[1]->id, other); });
  const RestoreReport report = restore(*next, *read(session.recorder().file()));
  QCOMPARE(report.notes.size(), 1);
  QCOMPARE(document.masks().size(), std::size_t{3});
  QVERIFY(document.masks()[1]->labels.extent().isEmpty());
  QCOMPARE(next->open().labels(document.masks()[2]->id), open.labels(mask));
  // Saved, it is an edited version of what it was made from, in a file of its own.
  QCOMPARE(document.masks()[2]->provenance.file, QString());
  QCOMPARE(document.masks()[2]->provenance.predecessorUid, QStringLiteral("9.2"));
}

void TestJournal::numbersOfAnotherFileAreDropped() {
  // One image of the fixture's CT, with boxes in the annotation folder.
  OpenedStudy opened = KeptCase::withoutImages();
  SeriesEntry series;
  series.source = CaseFixture::makeVolume(CaseFixture::ctGrid(), QStringLiteral("ct"))->source();
  series.source.patientId = opened.patient.id;
  series.grid = CaseFixture::ctGrid();
  series.columns = 64;
  series.rows = 48;
  opened.patient.studies.front().series = {series};
  const AnnotationFolder annotations(dir_->filePath(QStringLiteral("annotations")));
  const QString image = QStringLiteral("ct.9");
  const QString path = annotations.vocFile(opened.patient.id, image);
  QVERIFY(QDir().mkpath(QFileInfo(path).path()));
  Box box;
  box.sopInstanceUid = image;
  box.className = QStringLiteral("A");
  box.rect = {1, 2, 30, 40};
  const auto keep = [&](CaseFixture& fixture, const std::vector<Box>& boxes, const QString& journals) {
    const VocImage about{opened.patient.id, QStringLiteral("9.dcm"), QStringLiteral("/9.dcm"), 64, 48};
    if (!writeVoc(path, boxes, about)) return std::unique_ptr<KeptCase>();
    auto kept = std::make_unique<KeptCase>(fixture.context(), journals, opened);
    kept->keeper.close();
    kept->keeper.useProjectFolder(annotations);
    kept->keeper.open(opened);
    QSignalSpy loaded(&kept->keeper, &Keeper::annotationsLoaded);
    kept->keeper.read();
    return loaded.wait(60000) ? std::move(kept) : nullptr;
  };
  CaseFixture first;
  const auto session = keep(first, {box}, folder());
  QVERIFY(session);
  QCOMPARE(first.document.boxesOn(image).size(), std::size_t{1});
  QCOMPARE(first.document.boxesOn(image)[0].fileObject, 0);
  CaseEditor(first.context()).setBoxClass(first.document.boxesOn(image)[0].id, QStringLiteral("G"));

  // Someone else wrote the file anew since: its first object is another box.
  Box other = box;
  other.rect = {5, 6, 20, 21};
  CaseFixture second;
  const auto next = keep(second, {other}, {});
  QVERIFY(next);
  const RestoreReport report = next->keeper.restore(*read(session->keeper.journal().file()));
  QCOMPARE(report.notes.size(), 1);
  const auto boxes = second.document.boxesOn(image);
  QCOMPARE(boxes.size(), std::size_t{1});
  QCOMPARE(boxes[0].rect, box.rect);
  QCOMPARE(boxes[0].className, QStringLiteral("G"));
  QCOMPARE(boxes[0].fileObject, -1);
}

void TestJournal::programsDoNotTakeEachOthers() {
  Session session(1, folder());
  session.monkey.edit();
  for (int round = 0; session.recorder().file().isEmpty() && round < 100; ++round) session.monkey.edit();
  QVERIFY(leftJournals(folder(), formats()).empty());
  const QString path = session.recorder().file();
  session.recorder().end(JournalRecorder::End::Keep);
  {
    auto left = leftJournals(folder(), formats());
    QCOMPARE(left.size(), std::size_t{1});
    QCOMPARE(left[0].path(), path);
    QVERIFY(leftJournals(folder(), formats()).empty());  // taken
  }
  QVERIFY(leftJournals(folder(), formats(), StudyRef{QStringLiteral("P1"), QStringLiteral("9.9.9")}).empty());
  auto left = leftJournals(folder(), formats(), StudyRef{QStringLiteral("P1"), QStringLiteral("1.2.3")});
  QCOMPARE(left.size(), std::size_t{1});
  left[0].remove();
  QCOMPARE(QDir(folder()).entryList(QDir::Files), QStringList());
}

void TestJournal::aFolderThatCannotBeWrittenIsSaid() {
  write(dir_->filePath(QStringLiteral("file")), "no folder");
  Session session(1, dir_->filePath(QStringLiteral("file/journals")));
  QSignalSpy failed(&session.recorder(), &JournalRecorder::failed);
  QSignalSpy recovered(&session.recorder(), &JournalRecorder::recovered);
  for (int round = 0; round < 30; ++round) session.monkey.edit();
  QCOMPARE(failed.size(), 1);
  QVERIFY(QFile::remove(dir_->filePath(QStringLiteral("file"))));
  // What was not recorded meanwhile is in the next record.
  const int before = session.open().stack.index();
  while (session.open().stack.index() == before) session.monkey.edit();
  QCOMPARE(recovered.size(), 1);
  const auto next = std::make_unique<Session>(1U);
  restore(*next, *read(session.recorder().file()));
  QCOMPARE(contentOf(next->open().document), contentOf(session.open().document));
}

void TestJournal::aFullDiskKeepsWhatIsThere() {
#if defined(Q_OS_UNIX)
  Session session(1, folder());
  CaseEditor editor(session.open().context());
  const BoxId box = session.open().document.boxes().begin()->first;
  editor.setBoxClass(box, QStringLiteral("G"));
  const QByteArray before = bytesOf(session.recorder().file());
  QSignalSpy failed(&session.recorder(), &JournalRecorder::failed);
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
  QCOMPARE(bytesOf(session.recorder().file()), before);
  editor.setBoxFlags(box, true, false);
  const auto next = std::make_unique<Session>(1U);
  restore(*next, *read(session.recorder().file()));
  QCOMPARE(contentOf(next->open().document), contentOf(session.open().document));
#else
  QSKIP("needs limits of file sizes");
#endif
}

void TestJournal::onlyTheOwnerCanRead() {
  Session session(1, folder());
  for (int round = 0; session.recorder().file().isEmpty() && round < 100; ++round) session.monkey.edit();
  const auto others =
      QFileDevice::ReadGroup | QFileDevice::ReadOther | QFileDevice::WriteGroup | QFileDevice::WriteOther;
  QVERIFY(!(QFile::permissions(session.recorder().file()) & others));
  QVERIFY(!(QFile::permissions(folder()) & others));
}

namespace {

/// The parts of a step as the first version wrote them, byte by byte.
class FirstVersion {
 public:
  template <class Write>
  static QByteArray bytes(const Write& write) {
    QByteArray result;
    QDataStream out(&result, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_0);
    write(out);
    return result;
  }
  static QByteArray header() {
    return journal::recordBytes(journal::RecordType::Header, 1, bytes([](QDataStream& out) {
                                  out << qint32{1} << QStringLiteral("0.1.0") << qint64{1700000000000};
                                  JournalCase about;
                                  about.studyInstanceUid = QStringLiteral("1.2.3");
                                  about.patientId = QStringLiteral("P1");
                                  journal::put(out, about);
                                  // The masks that lay on the disk: id, SOP Instance UID, that of the
                                  // predecessor, file, name.
                                  out << quint32{2};
                                  for (int number = 1; number <= 2; ++number)
                                    out << qint32{10 + number} << QStringLiteral("9.%1").arg(number)
                                        << QString() << QStringLiteral("/out/%1.dcm").arg(number)
                                        << QStringLiteral("mask");
                                }));
  }
  template <class Write>
  void add(quint16 type, const Write& write) {
    parts_ += bytes([&](QDataStream& out) { out << type << quint16{1} << bytes(write); });
  }
  /// Ends the step.
  QByteArray step(const QString& text) {
    const QByteArray head =
        bytes([&](QDataStream& out) { out << qint32{0} << qint64{1700000001000} << text; });
    return journal::recordBytes(journal::RecordType::Step, 1, head + std::exchange(parts_, {}));
  }

 private:
  QByteArray parts_;
};

void putPieces(QDataStream& out, const LabelMap& labels, const IndexBox& region) {
  out << quint32{1};
  for (int axis = 0; axis < 3; ++axis) out << qint32{region.first[axis]} << qint32{region.last[axis]};
  out << packLabels(labels, region);
}

}  // namespace

void TestJournal::whatEarlierVersionsWroteComesBack() {
  Session next(1);
  CaseDocument& document = next.open().document;
  next.keeper().adopt([&] { document.setSliceClasses({QStringLiteral("a"), QStringLiteral("b")}); });
  Box first;
  first.sopInstanceUid = QStringLiteral("ct.3");
  first.className = QStringLiteral("E");
  first.rect = {1, 2, 30, 40};
  Box second = first;
  second.sopInstanceUid = QStringLiteral("ct.8");
  Measurement distance;
  distance.points = {Point(1.5, 2.25, 3.0), Point(11.5, 2.25, 3.0)};
  distance.plane = standardPlane(PlaneOrientation::Axial, distance.points.front());
  LesionDecision decision;
  decision.lesion = {QStringLiteral("sha256:12"), 3};
  decision.kind = DecisionKind::Rejected;
  decision.time = QDateTime(QDate(2026, 1, 31), QTime(12, 30), Qt::UTC);
  const MaskLayer& known = *document.masks()[0];
  LabelMap labels = LabelMap::create(known.labels.grid()).take();
  labels.fill(known.labels.grid().offset(2, 3, 4), 3, 1);
  const auto putWhole = [](QDataStream& out, int id, const LabelMap& map, const QString& name,
                           const std::vector<Segment>& segments) {
    out << qint32{id} << true;
    journal::put(out, map.grid());
    journal::put(out, SeriesSource());
    journal::put(out, MaskProvenance());
    out << name;
    journal::putList(out, segments);
    putPieces(out, map, map.grid().bounds());
  };

  FirstVersion written;
  for (const Box& box : {first, second})
    written.add(1, [&](QDataStream& out) {
      out << box.sopInstanceUid << QByteArray();
      journal::putList(out, std::vector<Box>{box});
    });
  written.add(2, [&](QDataStream& out) {
    out << QByteArray();
    journal::putList(out, std::vector<Measurement>{distance});
  });
  const auto end = [](const Box& box) { return BoxLink::End{box.sopInstanceUid, box.className, box.rect}; };
  written.add(5, [&](QDataStream& out) {
    journal::putList(out, std::vector<BoxLink>{{BoxTie::Joined, end(first), end(second)}});
  });
  written.add(3, [](QDataStream& out) { out << quint32{3} << qint32{11} << qint32{12} << qint32{13}; });
  written.add(6, [](QDataStream& out) {
    out << quint32{1} << qint32{13} << QStringLiteral("sha256:12") << QStringLiteral("/models/p.nii.gz");
  });
  written.add(7, [&](QDataStream& out) { journal::putList(out, std::vector<LesionDecision>{decision}); });
  written.add(8, [](QDataStream& out) { out << QStringList{QStringLiteral("a"), QStringLiteral("c")}; });
  written.add(
      4, [&](QDataStream& out) { putWhole(out, 11, labels, QStringLiteral("renamed"), known.segments); });
  written.add(
      4, [&](QDataStream& out) { putWhole(out, 13, labels, QStringLiteral("predicted"), known.segments); });
  QByteArray content = FirstVersion::header() + written.step(QStringLiteral("first"));
  labels.fill(known.labels.grid().offset(5, 6, 7), 2, 1);
  written.add(4, [&](QDataStream& out) {
    out << qint32{11} << false << QStringLiteral("renamed");
    journal::putList(out, known.segments);
    putPieces(out, labels, {{5, 6, 7}, {6, 6, 7}});
  });
  content += written.step(QStringLiteral("second"));
  const QString path = dir_->filePath(QStringLiteral("first.journal"));
  write(path, content);

  const Result<JournalState> state = read(path);
  QVERIFY(state && state->isWhole);
  QCOMPARE(state->warnings, QStringList());
  QCOMPARE(state->steps.size(), std::size_t{2});
  QVERIFY(restore(next, *state).changed);
  QCOMPARE(document.boxesOn(first.sopInstanceUid).size(), std::size_t{1});
  QCOMPARE(document.boxesOn(second.sopInstanceUid)[0].rect, second.rect);
  QCOMPARE(document.boxTies().size(), std::size_t{1});
  QCOMPARE(document.measurements().size(), std::size_t{1});
  QCOMPARE(document.decisions().size(), std::size_t{1});
  QCOMPARE(document.sliceClasses().at(1), QStringLiteral("c"));
  QCOMPARE(document.masks().size(), std::size_t{3});
  QCOMPARE(document.masks()[0]->name, QStringLiteral("renamed"));
  QCOMPARE(document.masks()[0]->labels.count(1), std::ptrdiff_t{5});
  QVERIFY(document.masks()[2]->prediction.has_value());
  QCOMPARE(document.masks()[2]->labels.count(1), std::ptrdiff_t{3});
}

QTEST_GUILESS_MAIN(TestJournal)
#include "tst_journal.moc"
