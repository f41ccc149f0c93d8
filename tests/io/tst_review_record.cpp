#include "io/review/case_files.h"
#include "io/review/clinical_table.h"
#include "io/review/review_line.h"
#include "io/review/review_record.h"
#include "tests/support/test_support.h"

#include <QCryptographicHash>
#include <QDir>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QUuid>

#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace uptake;
using namespace uptake::test;

namespace {

ReviewEvent lineBy(const QString& reader, ReviewAct act = ReviewAct::Verified) {
  ReviewEvent result;
  result.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
  result.sequence = 1;
  result.reader = reader;
  result.time = QDateTime(QDate(2026, 1, 5), QTime(8, 30, 15, 250), Qt::UTC);
  result.act = act;
  result.patientId = QStringLiteral("Lung_Dx-A0001");
  result.studyInstanceUid = QStringLiteral("1.2.840.1");
  return result;
}

bool write(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  return QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly | QIODevice::Append) &&
         file.write(bytes) == bytes.size();
}

QByteArray contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A line with the check that fits it, whatever it says.
QByteArray signedLine(const QJsonObject& object) {
  QByteArray body = QJsonDocument(object).toJson(QJsonDocument::Compact);
  const QByteArray check = QCryptographicHash::hash(body, QCryptographicHash::Sha256).toHex().left(16);
  body.chop(1);
  return body + ",\"check\":\"" + check + "\"}\n";
}

constexpr int kLinesOfEach = 15;

}  // namespace

/// The files of review records: what they hold, who may write, and what becomes of damaged ones.
class TestReviewRecord : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }
  void linesComeBackAsTheyWere();
  void linesAreWhatTheDocumentationSays();
  void readersHaveFilesOfTheirOwn();
  void programsOfOneReaderTakeTurns();
  void linesCutShortAreToldAndPassedOver();
  void everyByteOfALineIsGuarded();
  void otherVersionsAreNamedAndTheRestCounts();
  void hostileLines_data();
  void hostileLines();
  void linesInAnothersFileDoNotCount();
  void manyShortLinesAreToldAndTheRestCounts();
  void aFolderThatCannotBeWritten();
  void filesOfACase();
  void filesOfACaseWithoutItsImages();
  void diagnosesOfCollections_data();
  void diagnosesOfCollections();
  void tablesThatAreNone();

 private:
  QString folder() const { return reviewFolder(dir_->path()); }
  ReviewRecords read() const { return readReviewRecords({folder()}); }

  std::unique_ptr<QTemporaryDir> dir_;
};

void TestReviewRecord::linesComeBackAsTheyWere() {
  ReviewEvent full = lineBy(QStringLiteral("Zoë, \"the\" Reader\\"), ReviewAct::Annotated);
  full.comment = QStringLiteral("two lines\nand a \u2028 separator, ünï");
  full.judged = {{QStringLiteral("SEG/P/1/Mask.dcm"), "00ff"}, {QStringLiteral("source/x.xml"), "11"}};
  full.digest = digestOf(full.judged);
  full.lesions = 0;
  full.own = true;
  full.after = {{QStringLiteral("bob"), 7}};
  full.lesion = {QStringLiteral("Mask.dcm#1"), QStringLiteral("left"), "abcd"};
  ReviewEvent rule = lineBy(QStringLiteral("Ann"), ReviewAct::RuleSet);
  rule.rule = ReviewRule{0, true};
  ReviewEvent withdrawal = lineBy(QStringLiteral("Ann"), ReviewAct::Withdrawn);
  withdrawal.withdraws = full.id;
  for (const ReviewEvent& each : {full, rule, withdrawal, lineBy(QStringLiteral("Ann"))}) {
    const QByteArray line = reviewLine(each);
    QCOMPARE(line.count('\n'), 1);
    const Result<ReviewEvent> back = parseReviewLine(line);
    QVERIFY2(back.ok(), back ? "" : qPrintable(back.error().message));
    QVERIFY(*back == each);
  }
}

void TestReviewRecord::linesAreWhatTheDocumentationSays() {
  UPTAKE_NEEDS_PYTHON();
  // An independent reader that knows the documentation alone.
  std::vector<ReviewEvent> events{lineBy(QStringLiteral("Ärztin"))};
  events[0].comment = QStringLiteral("naïve\ttest");
  QVERIFY(appendReviewEvents(folder(), events));
  const QString script = dir_->filePath(QStringLiteral("check.py"));
  QVERIFY(write(script,
                "import hashlib, json, sys\n"
                "line = open(sys.argv[1], 'rb').read()\n"
                "assert line.endswith(b'\\n')\n"
                "at = line.rindex(b',\"check\":\"')\n"
                "body = line[:at] + b'}'\n"
                "record = json.loads(line)\n"
                "assert hashlib.sha256(body).hexdigest()[:16] == record['check']\n"
                "print(record['reader'], record['act'], record['sequence'], record['version'],\n"
                "      record['time'], record['comment'], sep='|')\n"));
  const ProcessOutput out = runProcess(python(), {script, reviewFile(folder(), QStringLiteral("Ärztin"))});
  QVERIFY2(out.exitCode == 0, out.err.constData());
  QCOMPARE(QString::fromUtf8(out.out.trimmed()),
           QStringLiteral("Ärztin|verified|1|1|2026-01-05T08:30:15.250Z|naïve\ttest"));
}

void TestReviewRecord::readersHaveFilesOfTheirOwn() {
  for (const char* reader : {"Ann", "  ANN ", "Bob", "../../etc/Cem", "CON"}) {
    std::vector<ReviewEvent> events{lineBy(QString::fromLatin1(reader))};
    QVERIFY(appendReviewEvents(folder(), events));
  }
  // Names become no paths, and "Ann" and "ANN" are one person.
  QCOMPARE(QDir(folder()).entryList({QStringLiteral("*.jsonl")}, QDir::Files).size(), 4);
  QCOMPARE(QDir(dir_->path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
           QStringList(QStringLiteral("uptake-review")));
  const ReviewRecords records = read();
  QVERIFY(records.problems.empty());
  QCOMPARE(records.readers.size(), std::size_t{4});
  const auto ann = std::ranges::find_if(records.readers, [](const auto& r) { return r.size() == 2; });
  QVERIFY(ann != records.readers.end());
  QCOMPARE((*ann)[1].sequence, 2);
}

void TestReviewRecord::programsOfOneReaderTakeTurns() {
  // Three threads of two readers, and two other processes (forked) of one of them, all at once.
  const auto append = [this](const QString& reader) {
    for (int n = 0; n < kLinesOfEach; ++n) {
      std::vector<ReviewEvent> events{lineBy(reader), lineBy(reader)};
      events[1].comment = QString(n * 200, QLatin1Char('x'));
      if (!appendReviewEvents(folder(), events)) return false;
    }
    return true;
  };
  std::vector<pid_t> children;
  for (int n = 0; n < 2; ++n) {
    const pid_t child = fork();
    if (child == 0) _exit(append(QStringLiteral("Ann")) ? 0 : 1);
    QVERIFY(child > 0);
    children.push_back(child);
  }
  std::atomic<int> failed{0};
  std::vector<std::thread> threads;
  for (const char* reader : {"Ann", "Bob", "Bob"})
    threads.emplace_back([&, reader] { failed += append(QString::fromLatin1(reader)) ? 0 : 1; });
  for (std::thread& thread : threads) thread.join();
  for (const pid_t child : children) {
    int status = 0;
    QCOMPARE(waitpid(child, &status, 0), child);
    QCOMPARE(status, 0);
  }
  QCOMPARE(failed.load(), 0);
  const ReviewRecords records = read();
  QVERIFY2(records.problems.empty(), records.problems.empty() ? "" : qPrintable(records.problems[0].reason));
  QCOMPARE(records.readers.size(), std::size_t{2});
  for (const auto& lines : records.readers) {
    const bool isAnn = lines[0].reader == QLatin1String("Ann");
    QCOMPARE(lines.size(), static_cast<std::size_t>((isAnn ? 3 : 2) * 2 * kLinesOfEach));
    QSet<QString> ids;
    for (std::size_t n = 0; n < lines.size(); ++n) {
      QCOMPARE(lines[n].sequence, static_cast<int>(n) + 1);
      ids.insert(lines[n].id);
    }
    QCOMPARE(ids.size(), static_cast<qsizetype>(lines.size()));
  }
}

void TestReviewRecord::linesCutShortAreToldAndPassedOver() {
  const QString reader = QStringLiteral("Ann");
  std::vector<ReviewEvent> events{lineBy(reader), lineBy(reader)};
  QVERIFY(appendReviewEvents(folder(), events));
  const QString path = reviewFile(folder(), reader);
  const QByteArray whole = contentOf(path);
  const qsizetype second = whole.indexOf('\n') + 1;
  // Wherever a crash or a full disk cut the second line, the first and the next one count.
  for (qsizetype cut = second; cut < whole.size(); cut += 7) {
    QVERIFY(QFile::remove(path));
    QVERIFY(write(path, whole.left(cut)));
    ReviewRecords records = read();
    QCOMPARE(records.readers.front().size(), std::size_t{1});
    QCOMPARE(records.problems.size(), cut == second ? std::size_t{0} : std::size_t{1});
    std::vector<ReviewEvent> next{lineBy(reader)};
    QVERIFY(appendReviewEvents(folder(), next));
    QCOMPARE(next[0].sequence, 2);
    records = read();
    QCOMPARE(records.readers.front().size(), std::size_t{2});
    QVERIFY(records.readers.front()[1] == next[0]);
    QVERIFY(contentOf(path).startsWith(whole.left(cut)));  // nothing that was there is touched
  }
  // Without the newline alone it is whole.
  QVERIFY(QFile::remove(path));
  QVERIFY(write(path, whole.chopped(1)));
  QCOMPARE(read().readers.front().size(), std::size_t{2});
}

void TestReviewRecord::everyByteOfALineIsGuarded() {
  ReviewEvent full = lineBy(QStringLiteral("Ann"));
  full.comment = QStringLiteral("right upper lobe");
  const QByteArray line = reviewLine(full);
  for (qsizetype at = 0; at + 1 < line.size(); ++at) {
    QByteArray changed = line;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    if (const auto parsed = parseReviewLine(changed)) QVERIFY2(*parsed == full, changed.constData());
  }
}

void TestReviewRecord::otherVersionsAreNamedAndTheRestCounts() {
  std::vector<ReviewEvent> events{lineBy(QStringLiteral("Ann"))};
  QVERIFY(appendReviewEvents(folder(), events));
  const QString path = reviewFile(folder(), QStringLiteral("Ann"));
  const QByteArray first = contentOf(path);
  QJsonObject later = QJsonDocument::fromJson(first).object();
  later.remove(QStringLiteral("check"));
  later[QStringLiteral("version")] = 2;
  QVERIFY(write(path, signedLine(later)));
  later[QStringLiteral("version")] = 1;
  later[QStringLiteral("act")] = QStringLiteral("blessed");
  QVERIFY(write(path, signedLine(later)));
  std::vector<ReviewEvent> next{lineBy(QStringLiteral("Ann"))};
  QVERIFY(appendReviewEvents(folder(), next));
  std::vector<ReviewEvent> others{lineBy(QStringLiteral("Bob"))};
  QVERIFY(appendReviewEvents(folder(), others));
  const ReviewRecords records = read();
  QCOMPARE(records.readers.size(), std::size_t{2});
  QCOMPARE(records.readers[0].size(), std::size_t{2});
  QCOMPARE(records.problems.size(), std::size_t{2});
  QCOMPARE(records.problems[0].file, path);
  QVERIFY2(records.problems[0].reason.contains(QLatin1String("Line 2")) &&
               records.problems[0].reason.contains(QLatin1String("version 2")),
           qPrintable(records.problems[0].reason));
  QVERIFY(records.problems[1].reason.contains(QLatin1String("blessed")));
}

void TestReviewRecord::hostileLines_data() {
  QTest::addColumn<QByteArray>("line");
  QJsonObject good = QJsonDocument::fromJson(reviewLine(lineBy(QStringLiteral("Ann")))).object();
  good.remove(QStringLiteral("check"));
  const auto with = [&](const char* member, const QJsonValue& value) {
    QJsonObject changed = good;
    changed[QLatin1String(member)] = value;
    return signedLine(changed);
  };
  QVERIFY(parseReviewLine(signedLine(good)));
  QTest::newRow("no JSON") << QByteArray("hello\n");
  QTest::newRow("nothing but a check") << QByteArray(",\"check\":\"0123456789abcdef\"}\n");
  QTest::newRow("zeros") << QByteArray(5000, '\0');
  QTest::newRow("an array") << signedLine({});
  QTest::newRow("nested deep") << QByteArray(3'000'000, '[') + '\n';
  QTest::newRow("too long") << QByteArray(2 * kLongestReviewLine, 'x') + '\n';
  QTest::newRow("no id") << with("id", QJsonValue());
  QTest::newRow("no reader") << with("reader", QStringLiteral("  "));
  QTest::newRow("number is negative") << with("sequence", -1);
  QTest::newRow("number is a fraction") << with("sequence", 1.5);
  QTest::newRow("number is huge") << with("sequence", 1e300);
  QTest::newRow("time is none") << with("time", QStringLiteral("yesterday"));
  QTest::newRow("act is a number") << with("act", 3);
  QTest::newRow("act is unknown") << with("act", QStringLiteral("deleted"));
  QTest::newRow("no study") << with("study_instance_uid", QJsonValue());
  QTest::newRow("takes nothing back") << with("act", QStringLiteral("withdrawn"));
  QTest::newRow("rule without number") << with("act", QStringLiteral("rule"));
  QTest::newRow("other format") << with("format", QStringLiteral("uptake-measurements"));
  QTest::newRow("version is a text") << with("version", QStringLiteral("1"));
}

void TestReviewRecord::hostileLines() {
  QFETCH(const QByteArray, line);
  QVERIFY(!parseReviewLine(line));
  const QString path = reviewFile(folder(), QStringLiteral("Ann"));
  QVERIFY(write(path, line));
  std::vector<ReviewEvent> events{lineBy(QStringLiteral("Ann"))};
  QVERIFY(appendReviewEvents(folder(), events));
  const ReviewRecords records = read();
  QCOMPARE(records.readers.size(), std::size_t{1});
  QCOMPARE(records.readers[0].size(), std::size_t{1});
  QVERIFY(!records.problems.empty() && records.problems.size() < 25);
}

void TestReviewRecord::linesInAnothersFileDoNotCount() {
  QVERIFY(write(reviewFile(folder(), QStringLiteral("Bob")), reviewLine(lineBy(QStringLiteral("Ann")))));
  const ReviewRecords records = read();
  QVERIFY(records.readers.empty());
  QVERIFY(records.problems.front().reason.contains(QLatin1String("Ann")));
}

void TestReviewRecord::aFolderThatCannotBeWritten() {
  // A file stands where the folder should be: so it is for root, too, who may write everywhere.
  QVERIFY(write(folder(), "x"));
  std::vector<ReviewEvent> events{lineBy(QStringLiteral("Ann"))};
  const Result<void> appended = appendReviewEvents(folder(), events);
  QVERIFY(!appended);
  QCOMPARE(appended.error().kind, ErrorKind::FileUnreadable);
  QVERIFY(!appended.error().message.isEmpty());
  QCOMPARE(contentOf(folder()), QByteArray("x"));
}

void TestReviewRecord::filesOfACase() {
  const AnnotationFolder folder(dir_->filePath(QStringLiteral("project")));
  const QString patient = QStringLiteral("Lung_Dx-A0001");
  const QString images = dir_->filePath(QStringLiteral("images"));
  StudyEntry study;
  study.uid = QStringLiteral("1.2");
  SeriesEntry ct;
  ct.source.modality = QStringLiteral("CT");
  for (const char* uid : {"1.2.1", "1.2.2", "1.2.3"})
    ct.source.slices.push_back({QString::fromLatin1(uid), {}, {}, 0});
  SeriesEntry seg;
  seg.source.modality = QStringLiteral("SEG");
  seg.source.slices.push_back({QStringLiteral("1.9"), {}, images + QStringLiteral("/seg.dcm"), 0});
  study.series = {ct, seg};
  QVERIFY(write(images + QStringLiteral("/seg.dcm"), "seg"));
  QVERIFY(write(images + QStringLiteral("/1.2.1.xml"), "one"));
  QVERIFY(write(images + QStringLiteral("/1.2.2.xml"), "two"));
  const QHash<QString, QString> voc{{QStringLiteral("1.2.1"), images + QStringLiteral("/1.2.1.xml")},
                                    {QStringLiteral("1.2.2"), images + QStringLiteral("/1.2.2.xml")},
                                    {QStringLiteral("7.7"), images + QStringLiteral("/7.7.xml")}};
  const CaseFilesQuery query = caseFilesQuery({patient, {}, {}}, study, voc);
  QVERIFY(write(folder.segFolder(patient, study.uid) + QStringLiteral("/Mask.dcm"), "mask"));
  QVERIFY(write(folder.segFolder(patient, study.uid) + QStringLiteral("/Old.dcm.removed"), "old"));
  QVERIFY(write(folder.vocFile(patient, QStringLiteral("1.2.2")), "two, edited"));
  QVERIFY(write(folder.vocFile(patient, QStringLiteral("1.3.5")), "of another study"));
  const std::vector<JudgedFile> files = judgedFiles(folder, query);
  const auto sha = [](const char* text) {
    return QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex();
  };
  const std::vector<JudgedFile> expected{{QStringLiteral("Annotation/A0001/1.2.2.xml"), sha("two, edited")},
                                         {QStringLiteral("SEG/A0001/1.2/Mask.dcm"), sha("mask")},
                                         {QStringLiteral("source/1.2.1.xml"), sha("one")},
                                         {QStringLiteral("source/seg.dcm"), sha("seg")}};
  QVERIFY(files == expected);
  // The digest as the documentation says.
  QByteArray text;
  for (const JudgedFile& each : expected) text += each.sha256 + ' ' + each.file.toUtf8() + '\n';
  QCOMPARE(digestOf(files), QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex());
}

void TestReviewRecord::filesOfACaseWithoutItsImages() {
  const AnnotationFolder folder(dir_->path());
  const QString patient = QStringLiteral("P");
  const QString seg = folder.segFolder(patient, QStringLiteral("1.2")) + QStringLiteral("/Mask.dcm");
  const QString box = folder.vocFile(patient, QStringLiteral("1.2.1"));
  const QString other = folder.vocFile(patient, QStringLiteral("1.3.1"));
  for (const QString& path : {seg, box, other}) QVERIFY(write(path, "x"));
  CaseFilesQuery query{patient, QStringLiteral("1.2"), {QStringLiteral("1.2.1")}, {}, {}};
  const std::vector<JudgedFile> known = judgedFiles(folder, query);
  QCOMPARE(known.size(), std::size_t{2});
  const QSet<QString> ofPatient{known[0].file, QStringLiteral("Annotation/P/1.3.1.xml")};
  const auto alone = [&] {
    return judgedFilesAlone(folder, patient, QStringLiteral("1.2"), known, ofPatient);
  };
  QVERIFY(alone() == known);
  QVERIFY(write(box, "y"));
  QVERIFY(digestOf(alone()) != digestOf(known));
  QVERIFY(alone() == judgedFiles(folder, query));
  // A box on another image, which no mark knows, may be of this study: the marks no longer hold.
  QVERIFY(write(folder.vocFile(patient, QStringLiteral("1.2.7")), "x"));
  QCOMPARE(alone().size(), std::size_t{3});
}

void TestReviewRecord::diagnosesOfCollections_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("patient");
  QTest::addColumn<QString>("study");
  QTest::addColumn<QString>("diagnosis");
  // As FDG-PET-CT-Lesions has it: one row a series.
  const QByteArray fdg =
      "Series UID,Collection,3rd Party Analysis,Data Description URI,Subject ID,Study UID,Study Description,"
      "Study Date,diagnosis,age,sex\r\n"
      "1.1,FDG-PET-CT-Lesions,,\"https://doi.org/10.7937/gkr0-xv29\",PETCT_0011f3deaf,1.3.6.1,\"PET-CT Ganz, "
      "nativ\",2-May-03,MELANOMA,57Y,F\r\n"
      "1.2,FDG-PET-CT-Lesions,,,PETCT_0011f3deaf,1.3.6.1,x,2-May-03,MELANOMA,57Y,F\r\n"
      "1.3,FDG-PET-CT-Lesions,,,PETCT_01140d52d8,1.3.6.2,x,2-May-03,NEGATIVE,20Y,M\r\n"
      "1.4,FDG-PET-CT-Lesions,,,PETCT_01140d52d8,1.3.6.3,x,2-May-03,\"LYMPHOMA\",20Y,M\r\n";
  QTest::newRow("by study") << fdg << "PETCT_01140d52d8"
                            << "1.3.6.3"
                            << "LYMPHOMA";
  QTest::newRow("several rows") << fdg << "PETCT_0011f3deaf"
                                << "1.3.6.1"
                                << "MELANOMA";
  QTest::newRow("by patient") << fdg << "PETCT_01140d52d8"
                              << "9.9"
                              << "NEGATIVE; LYMPHOMA";
  QTest::newRow("unknown") << fdg << "P"
                           << "9.9"
                           << "";
  const QByteArray lung =
      "\xEF\xBB\xBF"
      "NewPatientID;Sex;Age;weight (kg);T-Stage;Histopathological grading;Smoking History\n"
      "A0001;M;65;70;1b;\"moderate; focal\";1\n\nA0002;F;50;60;2;poor;0\n";
  QTest::newRow("semicolons, shortened patient") << lung << "Lung_Dx-A0001"
                                                 << "1.2"
                                                 << "moderate; focal";
  QTest::newRow("as the table says") << lung << "A0002"
                                     << "1.2"
                                     << "poor";
  QTest::newRow("tabs") << QByteArray("Patient_ID\tPrimary Diagnosis (ICD)\nP1\tC34\n") << "P1"
                        << ""
                        << "C34";
  QTest::newRow("quotes") << QByteArray("patient id,diagnosis\nP1,\"a \"\"b\"\"\nc\"\n") << "P1"
                          << ""
                          << "a \"b\"\nc";
  QTest::newRow("Latin-1") << QByteArray("patient id,diagnosis\nP1,Sarkoidose \xfc\n") << "P1"
                           << "" << QStringLiteral("Sarkoidose ü");
}

void TestReviewRecord::diagnosesOfCollections() {
  QFETCH(const QByteArray, text);
  QFETCH(const QString, patient);
  QFETCH(const QString, study);
  QFETCH(const QString, diagnosis);
  QVERIFY(write(dir_->filePath(QStringLiteral("a list.csv")), "name,size\nx,1\n"));  // some other table
  QVERIFY(write(dir_->filePath(QStringLiteral("clinical.csv")), text));
  const ClinicalTable table = ClinicalTable::find({dir_->path()});
  QVERIFY(!table.isEmpty());
  QCOMPARE(table.diagnosisOf(patient, study), diagnosis);
}

/// Room for the longest line was made for each: half an hour for these.
void TestReviewRecord::manyShortLinesAreToldAndTheRestCounts() {
  const QString path = reviewFile(dir_->path(), QStringLiteral("anna"));
  const QByteArray line = reviewLine(lineBy(QStringLiteral("anna")));
  QVERIFY(write(path, line + QByteArray("x\n").repeated(4'000'000)));
  std::vector<ReviewEvent> events{lineBy(QStringLiteral("anna"))};
  QVERIFY(appendReviewEvents(dir_->path(), events).ok());
  QCOMPARE(events.front().sequence, 2);
  const ReviewRecords records = readReviewRecords({dir_->path()});
  QCOMPARE(records.readers.size(), std::size_t{1});
  QCOMPARE(records.readers.front().size(), std::size_t{2});
  QVERIFY(records.problems.size() < 30);
  QVERIFY(records.problems.back().reason.contains(QStringLiteral("3999980")));
}

void TestReviewRecord::tablesThatAreNone() {
  const QString path = dir_->filePath(QStringLiteral("x.csv"));
  QCOMPARE(ClinicalTable::read(path).error().kind, ErrorKind::FileUnreadable);
  for (const char* text : {"", "patient id\nP1\n", "diagnosis\nflu\n", "\"never ends\nP1"}) {
    QFile::remove(path);
    QVERIFY(write(path, text));
    QCOMPARE(ClinicalTable::read(path).error().kind, ErrorKind::Inconsistent);
  }
  QVERIFY(ClinicalTable::find({dir_->path()}).isEmpty());
}

QTEST_GUILESS_MAIN(TestReviewRecord)
#include "tst_review_record.moc"
