#include "core/review/review_event.h"
#include "io/dicom/study_index.h"
#include "io/phantom/phantom.h"
#include "io/review/review_record.h"
#include "io/store/annotation_folder.h"
#include "io/voc/voc_file.h"
#include "tests/app/handbook_text.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSet>
#include <QTemporaryDir>

using namespace uptake;
using namespace uptake::test;

/// Every command that the README and the handbook show does what they say: each line of a block marked "sh"
/// is run, in a folder with the files that the handbook names.
class TestHandbookCommands : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void blocksRun_data();
  void blocksRun();
  void namedOptionsExist();
  void everyCommandIsDescribed();
  void jsonIsAsDescribed_data();
  void jsonIsAsDescribed();

 private:
  QString path(const QString& name) const { return folder_.filePath(name); }
  ProcessOutput run(QStringList words) const;
  QString helpOf(const QString& command) const;
  void writeBoxes(const SeriesEntry& series, const QString& folder, int shift) const;
  void makeMask(const QString& boxes, const QString& name) const;
  void makeReview(const PatientEntry& patient, const StudyEntry& study) const;
  bool hasTable_ = false;
  QTemporaryDir folder_;
};

namespace {

const QString kDemo = QStringLiteral("demo");
const QString kTable = QStringLiteral("lung_cancer_train.pkl");

QString devUsage() {
  static const QString usage =
      QString::fromUtf8(runProcess(sourceDir() + QStringLiteral("/dev"), {QStringLiteral("help")}).out);
  return usage;
}

/// Why a line for ./dev cannot be run as it stands; empty when it can.
QString wrongWithDev(const QStringList& words) {
  const QString usage = devUsage();
  const QRegularExpression entry(QStringLiteral("^\\./dev %1\\b").arg(words.value(1)),
                                 QRegularExpression::MultilineOption);
  if (!entry.match(usage).hasMatch()) return QStringLiteral("./dev help knows no %1").arg(words.value(1));
  for (const QString& word : words)
    if (word.startsWith(QLatin1String("--")) && !usage.contains(word))
      return QStringLiteral("./dev help knows no %1").arg(word);
  return {};
}

const SeriesEntry* seriesOf(const StudyEntry& study, const char* modality) {
  for (const SeriesEntry& series : study.series)
    if (series.source.modality == QLatin1String(modality)) return &series;
  return nullptr;
}

/// All keys of objects, except in objects whose keys are data.
void collectKeys(const QJsonValue& value, QSet<QString>& keys) {
  static const QSet<QString> kFree{QStringLiteral("inputs"), QStringLiteral("input_tags"),
                                   QStringLiteral("unknown_classes")};
  if (value.isArray())
    for (const QJsonValue each : value.toArray()) collectKeys(each, keys);
  const QJsonObject object = value.toObject();
  for (auto member = object.begin(); member != object.end(); ++member) {
    keys.insert(member.key());
    if (!kFree.contains(member.key())) collectKeys(member.value(), keys);
  }
}

}  // namespace

void TestHandbookCommands::writeBoxes(const SeriesEntry& series, const QString& folder, int shift) const {
  const auto middle = series.source.slices.size() / 2;
  for (std::size_t k = middle; k < middle + 3; ++k) {
    const std::vector<Box> boxes{{BoxId::None, {}, QStringLiteral("A"), {20 + shift, 20, 29 + shift, 31}},
                                 {BoxId::None, {}, QStringLiteral("G"), {40, 40, 46, 46}}};
    const QString uid = series.source.slices[k].sopInstanceUid;
    QVERIFY(writeVoc(QStringLiteral("%1/%2.xml").arg(path(folder), uid), boxes,
                     {{}, {}, {}, series.columns, series.rows}));
  }
}

void TestHandbookCommands::makeMask(const QString& boxes, const QString& name) const {
  const auto asSeg = run({QStringLiteral("uptake-cli"), QStringLiteral("voc2seg"), QStringLiteral("--source"),
                          QStringLiteral("demo/PET"), QStringLiteral("--boxes"), boxes,
                          QStringLiteral("--out"), name + QStringLiteral(".dcm")});
  QVERIFY2(asSeg.exitCode == 0, asSeg.err);
  const auto asLabels =
      run({QStringLiteral("uptake-cli"), QStringLiteral("seg2mask"), name + QStringLiteral(".dcm"),
           QStringLiteral("--out"), name + QStringLiteral(".nii.gz")});
  QVERIFY2(asLabels.exitCode == 0, asLabels.err);
}

/// One reader has annotated the case.
void TestHandbookCommands::makeReview(const PatientEntry& patient, const StudyEntry& study) const {
  const QString project = path(QStringLiteral("demo-annotations"));
  const QString masks = AnnotationFolder(project).segFolder(patient.id, study.uid);
  QVERIFY(QDir().mkpath(masks));
  QVERIFY(QFile::copy(path(QStringLiteral("lesions.dcm")), masks + QStringLiteral("/lesions.dcm")));
  ReviewEvent event;
  event.reader = QStringLiteral("Ada");
  event.id = QStringLiteral("1");
  event.time = QDateTime(QDate(2026, 1, 31), QTime(12, 0), Qt::UTC);
  event.patientId = patient.id;
  event.studyInstanceUid = study.uid;
  event.lesions = 2;
  ReviewEvent rule = event;
  rule.id = QStringLiteral("2");
  rule.act = ReviewAct::RuleSet;
  rule.rule = ReviewRule{2, false};
  rule.patientId.clear();
  rule.studyInstanceUid.clear();
  rule.lesions.reset();
  std::vector<ReviewEvent> events{event, rule};
  QVERIFY(appendReviewEvents(reviewFolder(project), events));
}

void TestHandbookCommands::initTestCase() {
  QVERIFY(folder_.isValid());
  JobControl control;
  QVERIFY(writePhantom(path(kDemo), {.seed = 1, .size = PhantomSize::Small}, control));
  const auto index = scanStudies({path(kDemo)}, control);
  QVERIFY(index);
  const PatientEntry& patient = index->patients.front();
  const StudyEntry& study = patient.studies.front();
  const SeriesEntry* ct = seriesOf(study, "CT");
  const SeriesEntry* pet = seriesOf(study, "PT");
  QVERIFY(ct && pet);
  writeBoxes(*ct, QStringLiteral("boxes"), 0);
  writeBoxes(*pet, QStringLiteral("pet-boxes"), 0);
  writeBoxes(*pet, QStringLiteral("model-boxes"), 3);
  makeMask(QStringLiteral("pet-boxes"), QStringLiteral("lesions"));
  makeMask(QStringLiteral("model-boxes"), QStringLiteral("model"));
  for (const auto& [reader, mask] : {std::pair{"reader-a", "lesions"}, {"reader-b", "model"}}) {
    const QString folder = path(QLatin1String(reader));
    QVERIFY(QDir().mkpath(folder));
    QVERIFY(QFile::copy(path(QLatin1String(mask) + QStringLiteral(".nii.gz")),
                        folder + QStringLiteral("/case.nii.gz")));
  }
  makeReview(patient, study);
  // What the handbook makes again is not there yet.
  QVERIFY(QFile::remove(path(QStringLiteral("lesions.dcm"))));
  hasTable_ = !python().isEmpty() &&
              runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/make_lungrads.py"),
                                    path(kTable), QStringLiteral("5"), QStringLiteral("6")})
                      .exitCode == 0;
}

ProcessOutput TestHandbookCommands::run(QStringList words) const {
  const QString name = words.takeFirst();
  QProcess process;
  process.setWorkingDirectory(folder_.path());
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("XDG_CONFIG_HOME"), path(QStringLiteral("settings")));
  process.setProcessEnvironment(environment);
  process.start(program(name), words);
  ProcessOutput output;
  if (process.waitForFinished(120000) && process.exitStatus() == QProcess::NormalExit)
    output.exitCode = process.exitCode();
  output.out = process.readAllStandardOutput();
  output.err = process.readAllStandardError();
  return output;
}

QString TestHandbookCommands::helpOf(const QString& command) const {
  return QString::fromUtf8(run({QStringLiteral("uptake-cli"), command, QStringLiteral("--help")}).out);
}

void TestHandbookCommands::blocksRun_data() {
  QTest::addColumn<QStringList>("lines");
  int count = 0;
  for (const QString& file : bookFiles()) {
    int number = 0;
    for (const CodeBlock& block : codeBlocks(bookText(file))) {
      ++number;
      if (block.language != QLatin1String("sh")) continue;
      ++count;
      QTest::addRow("%s, block %d", qPrintable(QFileInfo(file).fileName()), number) << block.lines;
    }
  }
  QVERIFY(count > 15);
}

void TestHandbookCommands::blocksRun() {
  QFETCH(QStringList, lines);
  for (const QString& line : lines) {
    QStringList words = QProcess::splitCommand(line);
    if (words.isEmpty() || line.startsWith(QLatin1String("git clone "))) continue;
    if (words.first() == QLatin1String("./dev")) {
      const QString wrong = wrongWithDev(words);
      QVERIFY2(wrong.isEmpty(), qPrintable(line + QStringLiteral(": ") + wrong));
      continue;
    }
    QVERIFY2(words.first() == QLatin1String("uptake-cli") || words.first() == QLatin1String("uptake"),
             qPrintable(line + QStringLiteral(": what is this?")));
    if (words.contains(kTable) && !hasTable_) continue;
    // The demo study is there, and its window has to close.
    if (words.contains(QStringLiteral("phantom"))) words.last() = QStringLiteral("another-") + words.last();
    if (words.first() == QLatin1String("uptake") && !words.contains(QLatin1String("--screenshot")))
      words.append({QStringLiteral("--screenshot"), QStringLiteral("picture.png")});
    const ProcessOutput output = run(words);
    QVERIFY2(
        output.exitCode == 0,
        qPrintable(
            QStringLiteral("%1: %2 %3").arg(line).arg(output.exitCode).arg(QString::fromUtf8(output.err))));
  }
}

void TestHandbookCommands::namedOptionsExist() {
  static const QRegularExpression option(QStringLiteral("--[a-z][a-z-]*"));
  QStringList wrong;
  for (const QString& file : bookFiles())
    for (const QString& span : codeSpans(bookText(file))) {
      const QStringList words = span.split(QLatin1Char(' '), Qt::SkipEmptyParts);
      if (words.value(0) == QLatin1String("./dev") && words.size() > 1) {
        if (const QString why = wrongWithDev(words); !why.isEmpty())
          wrong.append(span + QStringLiteral(": ") + why);
        continue;
      }
      if (words.value(0) != QLatin1String("uptake-cli") || words.size() < 2) continue;
      if (words[1].startsWith(QLatin1Char('-'))) continue;
      const QString help = helpOf(words[1]);
      if (help.isEmpty()) wrong.append(span + QStringLiteral(": no such command"));
      for (auto found = option.globalMatch(span); found.hasNext();)
        if (const QString name = found.next().captured(); !help.contains(name))
          wrong.append(QStringLiteral("%1: no %2").arg(span, name));
    }
  QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QLatin1Char('\n'))));
}

void TestHandbookCommands::everyCommandIsDescribed() {
  const QString chapter = bookText(handbookFolder() + QStringLiteral("command-line.md"));
  const QString usage = QString::fromUtf8(run({QStringLiteral("uptake-cli"), QStringLiteral("--help")}).out);
  static const QRegularExpression entry(QStringLiteral("^  ([a-z0-9-]+)  "),
                                        QRegularExpression::MultilineOption);
  static const QRegularExpression option(QStringLiteral("^  (?:-\\w, )?(--[a-z-]+)"),
                                         QRegularExpression::MultilineOption);
  QStringList missing;
  int count = 0;
  for (auto command = entry.globalMatch(usage); command.hasNext();) {
    ++count;
    const QString name = command.next().captured(1);
    const QStringList synopses = codeSpans(chapter).filter(QStringLiteral("uptake-cli %1 ").arg(name));
    if (synopses.isEmpty()) missing.append(name);
    for (auto each = option.globalMatch(helpOf(name)); each.hasNext();) {
      const QString text = each.next().captured(1);
      if (text != QLatin1String("--help") && synopses.filter(text).isEmpty())
        missing.append(name + QLatin1Char(' ') + text);
    }
  }
  QVERIFY(count >= 12);
  QVERIFY2(missing.isEmpty(), qPrintable(missing.join(QLatin1Char('\n'))));
}

void TestHandbookCommands::jsonIsAsDescribed_data() {
  QTest::addColumn<QString>("line");
  QTest::addColumn<QString>("described");
  QString line;
  for (const CodeBlock& block : codeBlocks(bookText(handbookFolder() + QStringLiteral("command-line.md")))) {
    if (block.language == QLatin1String("json"))
      QTest::newRow(qPrintable(line)) << line << block.lines.join(QLatin1Char('\n'));
    else if (!block.lines.isEmpty())
      line = block.lines.last();
  }
}

/// Every key that a command writes stands in the block below it.
void TestHandbookCommands::jsonIsAsDescribed() {
  QFETCH(QString, line);
  QFETCH(QString, described);
  QVERIFY2(line.contains(QLatin1String("--json")),
           "the block before one of JSON ends with the command for it");
  const ProcessOutput output = run(QProcess::splitCommand(line));
  QVERIFY2(output.exitCode == 0, output.err);
  QSet<QString> keys;
  const QJsonDocument json = QJsonDocument::fromJson(output.out);
  QVERIFY(json.isObject());
  collectKeys(json.object(), keys);
  QVERIFY(keys.size() >= 5);
  QStringList missing;
  for (const QString& key : keys)
    if (!described.contains(QStringLiteral("\"%1\"").arg(key))) missing.append(key);
  QVERIFY2(missing.isEmpty(), qPrintable(missing.join(QStringLiteral(", "))));
}

QTEST_GUILESS_MAIN(TestHandbookCommands)
#include "tst_handbook_commands.moc"
