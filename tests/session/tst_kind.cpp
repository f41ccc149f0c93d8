#include "annotation/commands/edit_command.h"
#include "annotation/journal/journal_reader.h"
#include "app/session/annotations/study_file_kind.h"
#include "io/store/backups.h"
#include "io/store/study_record.h"
#include "tests/annotation/case_fixture.h"
#include "tests/session/kept_case.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace uptake;
using namespace uptake::test;

// A kind of annotation that the program does not have: remarks about the case, each a text. All of it is
// here.

namespace {

class RemarksPart : public DocumentPart {
 public:
  const QStringList& all() const { return remarks_; }
  void set(const QStringList& remarks) {
    remarks_ = remarks;
    Q_EMIT changed();
  }
  void clear() override { set({}); }

 private:
  QStringList remarks_;
};

class RemarksEdit : public EditCommand {
 public:
  RemarksEdit(ToolContext context, QStringList after, const QString& text)
      : EditCommand(context, text, EditState::ToDo),
        before_(context.document.part<RemarksPart>().all()),
        after_(std::move(after)) {}
  std::size_t byteCount() const override { return sizeof(*this); }

 protected:
  void apply() override { context_.document.part<RemarksPart>().set(after_); }
  void revert() override { context_.document.part<RemarksPart>().set(before_); }

 private:
  QStringList before_;
  QStringList after_;
};

const StudyRecordKind kRecord{QStringLiteral("uptake-remarks"), 1, QStringLiteral("remarks")};

struct RemarksFile {
  QStringList remarks;
  QByteArray original;
  QStringList warnings;
};

Result<RemarksFile> readRemarks(const QString& path, const QString& studyUid) {
  Result<StudyRecord> record = readStudyRecord(path, kRecord, studyUid);
  if (!record) return record.error();
  RemarksFile file;
  for (const QJsonValue& entry : record->entries) file.remarks.append(entry.toString());
  file.original = std::move(record->original);
  return file;
}

QString remarksFile(const AnnotationFolder& folder, const OpenedStudy& opened) {
  return folder.studyFile(QStringLiteral("Remarks"), opened.patient.id, opened.study().uid);
}

struct RemarksContent : JournalContent {
  std::optional<QStringList> remarks;
  void read(quint16, QDataStream& in, JournalDepth) override {
    QStringList read;
    in >> read;
    if (in.status() == QDataStream::Ok) remarks = read;
  }
  QStringList lines() const override { return remarks ? *remarks : QStringList(); }
};

class RemarksKind : public StudyFileKind {
 public:
  explicit RemarksKind(Keeper& keeper) : StudyFileKind(keeper) {
    connect(&part(), &DocumentPart::changed, this, [this] { touch(); });
  }
  Reader reader() const override { return readerOf<RemarksFile>(remarksFile, readRemarks); }
  void adopt(StoredPart& stored) override {
    auto& read = static_cast<StoredStudyFile<RemarksFile>&>(stored);
    if (!read.file) return;
    part().set(read.file->remarks);
    setOriginal(read.file->original);
  }
  JournalFormat format() const override {
    return {QStringLiteral("remarks"), {}, [] { return std::make_unique<RemarksContent>(); }};
  }
  void restore(JournalContent& content, JournalRestore& step) override {
    const auto& remarks = static_cast<RemarksContent&>(content).remarks;
    if (remarks && *remarks != part().all())
      step.push(new RemarksEdit(step.context(), *remarks, step.text()));
  }

 protected:
  Place place() const override { return remarksFile; }
  bool isEmpty() const override { return part().all().isEmpty(); }
  FileWriter writer() const override {
    return [remarks = part().all(), before = original()](const QString& path, const OpenedStudy& opened) {
      return writeStudyRecord(path, kRecord, opened.patient.id, opened.study().uid,
                              QJsonArray::fromStringList(remarks), before);
    };
  }
  void writeRecord(QDataStream& out) const override { out << part().all(); }

 private:
  RemarksPart& part() const { return document().part<RemarksPart>(); }
};

/// A window's worth of session: a case with remarks, in an annotation folder.
struct OpenedCase {
  explicit OpenedCase(const QString& folder, const QString& journals = {})
      : kept(fixture.context(), journals) {
    kept.keeper.close();
    kept.keeper.add<RemarksKind>();
    kept.keeper.useProjectFolder(AnnotationFolder(folder));
    kept.keeper.open(KeptCase::withoutImages());
    QSignalSpy loaded(&kept.keeper, &Keeper::annotationsLoaded);
    kept.keeper.read();
    loaded.wait(60000);
  }

  Keeper& keeper() { return kept.keeper; }
  const QStringList& remarks() { return fixture.document.part<RemarksPart>().all(); }
  void remark(const QString& text) {
    fixture.stack.push(
        new RemarksEdit(fixture.context(), QStringList(remarks()) << text, QStringLiteral("remark")));
  }
  bool save(SaveMode mode = SaveMode::Update) {
    QSignalSpy saved(&keeper(), &Keeper::saved), failed(&keeper(), &Keeper::saveFailed);
    keeper().save(mode);
    return QTest::qWaitFor([&] { return !saved.isEmpty() || !failed.isEmpty(); }, 60000) && failed.isEmpty();
  }

  CaseFixture fixture;
  KeptCase kept;
};

QByteArray contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

/// What a kind of annotation gets from the keeper without any other part of the program knowing it.
class TestKind : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }
  void isSavedAndReadAgain();
  void undoToWhatIsSavedIsClean();
  void othersChangesAreNotReplaced();
  void anotherFolderHasNothingOfIt();
  void journalBringsItBack();
  void journalOfAnUnknownKindIsSkipped();
  void closingForgetsIt();

 private:
  QString folder() const { return dir_->filePath(QStringLiteral("annotations")); }
  QString journals() const { return dir_->filePath(QStringLiteral("journals")); }
  QString file() const { return folder() + QStringLiteral("/Remarks/P1/1.2.3.json"); }
  std::unique_ptr<QTemporaryDir> dir_;
};

void TestKind::isSavedAndReadAgain() {
  OpenedCase opened(folder());
  QVERIFY(opened.keeper().isRead() && !opened.keeper().hasUnsavedChanges());
  opened.remark(QStringLiteral("a"));
  opened.remark(QStringLiteral("b"));
  QVERIFY(opened.keeper().hasUnsavedChanges());
  QVERIFY(opened.save());
  QVERIFY(!opened.keeper().hasUnsavedChanges());
  QVERIFY(opened.keeper().stamps().contains(file()));
  OpenedCase again(folder());
  QCOMPARE(again.remarks(), (QStringList{QStringLiteral("a"), QStringLiteral("b")}));
  QVERIFY(!again.keeper().hasUnsavedChanges());
  // What did not change is not written again, so no backup is made.
  QVERIFY(again.save());
  QCOMPARE(backupsOf(AnnotationFolder(folder()), file()), QStringList());
}

void TestKind::undoToWhatIsSavedIsClean() {
  OpenedCase opened(folder());
  opened.remark(QStringLiteral("a"));
  QVERIFY(opened.save());
  opened.remark(QStringLiteral("b"));
  QVERIFY(opened.keeper().hasUnsavedChanges());
  opened.fixture.stack.undo();
  QVERIFY(!opened.keeper().hasUnsavedChanges());
  opened.fixture.stack.undo();
  QVERIFY(opened.keeper().hasUnsavedChanges());
  QVERIFY(opened.save());
  QCOMPARE(OpenedCase(folder()).remarks(), QStringList());
}

void TestKind::othersChangesAreNotReplaced() {
  OpenedCase one(folder());
  one.remark(QStringLiteral("a"));
  QVERIFY(one.save());
  OpenedCase other(folder());
  other.remark(QStringLiteral("theirs"));
  QVERIFY(other.save());
  const QByteArray theirs = contentOf(file());
  one.remark(QStringLiteral("mine"));
  QVERIFY(!one.save());
  QCOMPARE(one.keeper().saveFailure().conflicts, QStringList{file()});
  QVERIFY(!one.keeper().saveFailure().onlyMasks);
  QCOMPARE(contentOf(file()), theirs);
  QVERIFY(one.keeper().hasUnsavedChanges());
  // Asked for, it is replaced, and theirs is kept.
  QVERIFY(one.save(SaveMode::Replace));
  QVERIFY(!one.keeper().hasUnsavedChanges());
  QCOMPARE(contentOf(backupsOf(AnnotationFolder(folder()), file()).value(0)), theirs);
  QCOMPARE(OpenedCase(folder()).remarks().last(), QStringLiteral("mine"));
}

void TestKind::anotherFolderHasNothingOfIt() {
  OpenedCase opened(folder());
  opened.remark(QStringLiteral("a"));
  QVERIFY(opened.save());
  const QString elsewhere = dir_->filePath(QStringLiteral("elsewhere"));
  const QString images = dir_->filePath(QStringLiteral("images"));
  QVERIFY(QDir().mkpath(images));
  QVERIFY(!opened.keeper().moveTo(images + QStringLiteral("/inside"), {images}));
  QCOMPARE(opened.keeper().folder().path(), folder());
  QVERIFY(opened.keeper().moveTo(elsewhere, {images}));
  QVERIFY(opened.keeper().hasUnsavedChanges());
  QVERIFY(opened.save());
  QCOMPARE(OpenedCase(elsewhere).remarks(), QStringList{QStringLiteral("a")});
}

void TestKind::journalBringsItBack() {
  OpenedCase opened(folder(), journals());
  opened.remark(QStringLiteral("a"));
  const QString journal = opened.keeper().journal().file();
  QVERIFY(!journal.isEmpty());
  OpenedCase next(folder());
  const Result<JournalState> state =
      readJournal(journal, next.keeper().journal().formats(), JournalDepth::Whole);
  QVERIFY(state);
  QCOMPARE(state->warnings, QStringList());
  QCOMPARE(state->lines(), QStringList{QStringLiteral("a")});
  QVERIFY(next.keeper().restore(*state).changed);
  QCOMPARE(next.remarks(), QStringList{QStringLiteral("a")});
  QVERIFY(next.keeper().hasUnsavedChanges());
  QCOMPARE(next.fixture.stack.count(), 1);
  next.fixture.stack.undo();
  QCOMPARE(next.remarks(), QStringList());
  // Saved, nothing is left to protect; and what is unsaved in another folder is carried over.
  QVERIFY(opened.save());
  QCOMPARE(opened.keeper().journal().file(), QString());
  QVERIFY(opened.keeper().moveTo(dir_->filePath(QStringLiteral("elsewhere")), {}));
  QVERIFY(!opened.keeper().journal().file().isEmpty());
}

void TestKind::journalOfAnUnknownKindIsSkipped() {
  OpenedCase opened(folder(), journals());
  opened.remark(QStringLiteral("a"));
  CaseFixture without;
  KeptCase kept(without.context());
  const Result<JournalState> state =
      readJournal(opened.keeper().journal().file(), kept.keeper.journal().formats(), JournalDepth::Whole);
  QVERIFY(state && state->isWhole);
  QCOMPARE(state->warnings.size(), 1);
  QVERIFY(!kept.keeper.restore(*state).changed);
}

void TestKind::closingForgetsIt() {
  OpenedCase opened(folder(), journals());
  opened.remark(QStringLiteral("a"));
  const QString journal = opened.keeper().journal().file();
  opened.keeper().close();
  opened.fixture.document.clear();
  // Work that nobody saved or gave up is kept.
  QVERIFY(QFile::exists(journal));
  QVERIFY(opened.remarks().isEmpty());
}

QTEST_GUILESS_MAIN(TestKind)
#include "tst_kind.moc"
