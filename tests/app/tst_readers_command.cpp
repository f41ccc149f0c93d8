#include "core/review/review_event.h"
#include "io/dicom/study_index.h"
#include "io/masks/label_image.h"
#include "io/review/review_record.h"
#include "io/store/annotation_folder.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// `uptake-cli readers` on folders and on a project, against a second computation.
class TestReadersCommand : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void masksAgreeWithASecondComputation();
  void boxesAndClassesAgreeWithASecondComputation();
  void consensusMasksAreWritten();
  void finishedCasesAreKept();
  void csvHasTheSameNumbers();
  void readersOfAProject();
  void wrongUsageIsNamed();

 private:
  QStringList folders() const;
  QString path(const QString& name) const { return dir_.filePath(name); }
  QTemporaryDir dir_;
  QJsonObject report_;    ///< of the three folders
  QJsonObject expected_;  ///< what the script says of them
};

namespace {

constexpr int kCases = 7;

ProcessOutput readers(const QStringList& arguments) {
  return runProcess(program(QStringLiteral("uptake-cli")),
                    QStringList{QStringLiteral("readers")} + arguments);
}

bool isClose(const QJsonValue& found, const QJsonValue& expected, double tolerance = 1e-9) {
  if (expected.isNull() || found.isNull()) return expected.isNull() && found.isNull();
  return found.isDouble() && std::abs(found.toDouble() - expected.toDouble()) <= tolerance;
}

/// Spheres, displaced and resized for each reader; the last case is empty, the one before for one reader.
bool writeMask(const QString& file, int reader, int number) {
  const ImageGrid grid =
      ImageGrid::create({24, 20, 12}, {2.0, 2.0, 3.0}, {-10.0, 5.0, 30.0}, Eigen::Matrix3d::Identity())
          .value();
  LabelMap mask = LabelMap::create(grid).take();
  QRandomGenerator random(static_cast<quint32>(number));  // the same lesions for all
  QRandomGenerator own(static_cast<quint32>(100 * reader + number));
  const int lesions = number == kCases - 1 || (number == kCases - 2 && reader == 1) ? 0 : 1 + number % 3;
  for (int lesion = 1; lesion <= lesions; ++lesion) {
    Eigen::Vector3d centre(4 + random.bounded(16), 4 + random.bounded(12), random.bounded(12));
    centre += Eigen::Vector3d(own.bounded(2.0), own.bounded(2.0) - reader, own.bounded(1.0));
    const double radius = 5.0 + 2.0 * lesion + own.bounded(2.0) + reader;
    for (std::ptrdiff_t at = 0; at < grid.voxelCount(); ++at) {
      const Eigen::Vector3d offset = (grid.indexOf(at).cast<double>() - centre).cwiseProduct(grid.spacing());
      if (offset.norm() <= radius) mask.fill(at, 1, static_cast<Label>(lesion));
    }
  }
  return writeLabelImage(mask, file).ok();
}

bool writeText(const QString& path, const QByteArray& text) {
  QDir().mkpath(QFileInfo(path).absolutePath());
  QFile file(path);
  return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

bool writeBoxes(const QString& folder, int reader) {
  bool ok = true;
  QRandomGenerator random(5);
  QRandomGenerator own(static_cast<quint32>(50 + reader));
  for (int image = 0; image < 30; ++image) {
    QByteArray xml = "<annotation>";
    bool any = false;
    for (int n = random.bounded(4); n > 0; --n) {
      const int x = random.bounded(300), y = random.bounded(300), side = 20 + random.bounded(40);
      const char name = "ABG"[random.bounded(3)];
      if (own.bounded(6) == 0) continue;
      const char given = own.bounded(4) == 0 ? 'A' : name;
      const int dx = own.bounded(9) - 4, dy = own.bounded(9) - 4;
      any = true;
      xml += QStringLiteral(
                 "<object><name>%1</name><bndbox><xmin>%2</xmin><ymin>%3</ymin><xmax>%4</xmax>"
                 "<ymax>%5</ymax></bndbox></object>")
                 .arg(QLatin1Char(given))
                 .arg(x + dx)
                 .arg(y + dy)
                 .arg(x + dx + side)
                 .arg(y + dy + side)
                 .toUtf8();
    }
    // Who drew nothing has no file.
    if (any)
      ok = ok && writeText(QStringLiteral("%1/P%2/1.2.%3.xml").arg(folder).arg(image % 3).arg(image),
                           xml + "</annotation>");
  }
  return ok;
}

bool writeSlices(const QString& folder, int reader) {
  QRandomGenerator random(9);
  QRandomGenerator own(static_cast<quint32>(70 + reader));
  QByteArray csv = "row,label,class,class in the table\n";
  const QByteArrayList classes{"LR2", "LR3", "LR4A", "LR4B"};
  for (int row = 0; row < 40; ++row) {
    const int truth = random.bounded(4);
    const int given = own.bounded(3) == 0 ? std::clamp(truth + own.bounded(3) - 1, 0, 3) : truth;
    csv += QByteArray::number(row) + "," + QByteArray::number(row) + "," + classes[given] + ",LR2\n";
  }
  return writeText(folder + QStringLiteral("/slices.csv"), csv);
}

/// The demo study's identifiers, and the image in the middle of its PET.
struct DemoCase {
  QString folder;
  QString patientId;
  QString studyUid;
  QString image;
  int side = 0;  ///< columns of the PET
};

std::optional<DemoCase> makeDemo(const QString& folder) {
  const QString cli = program(QStringLiteral("uptake-cli"));
  if (runProcess(cli, {QStringLiteral("phantom"), folder, QStringLiteral("--size"), QStringLiteral("small")})
          .exitCode != 0)
    return std::nullopt;
  JobControl scan;
  const auto index = scanStudies({folder + QStringLiteral("/PET")}, scan);
  if (!index || index->patients.empty()) return std::nullopt;
  const PatientEntry& patient = index->patients.front();
  const SeriesEntry& pet = patient.studies.front().series.front();
  return DemoCase{folder, patient.id, patient.studies.front().uid,
                  pet.source.slices[pet.source.slices.size() / 2].sopInstanceUid, pet.columns};
}

/// That a reader has finished a blind reading of the case, or only begun it.
bool writeMark(const QString& project, const DemoCase& demo, const QString& reader, ReviewAct act,
               int lesions) {
  ReviewEvent event;
  event.id = reader;
  event.reader = reader;
  event.time = QDateTime(QDate(2026, 1, 31), QTime(12, 0), Qt::UTC);
  event.patientId = demo.patientId;
  event.studyInstanceUid = demo.studyUid;
  event.own = true;
  event.act = act;
  event.lesions = lesions;
  std::vector<ReviewEvent> events{event};
  return appendReviewEvents(reviewFolder(project), events).ok();
}

/// A reader's SEG of a box of 10 columns from `column` on. Its path, or empty.
QString writeReading(const QString& project, const DemoCase& demo, const QString& reader, int column) {
  const AnnotationFolder folder(QStringLiteral("%1/readers/%2").arg(project, reader));
  const QString masks = folder.segFolder(demo.patientId, demo.studyUid);
  const QString boxes = QStringLiteral("%1-boxes/%2").arg(project, reader);
  const QString voc = QStringLiteral(
                          "<annotation><size><width>%3</width><height>%3</height></size><object>"
                          "<name>A</name><bndbox><xmin>%1</xmin><ymin>20</ymin><xmax>%2</xmax>"
                          "<ymax>31</ymax></bndbox></object></annotation>")
                          .arg(column)
                          .arg(column + 9)
                          .arg(demo.side);
  const QString seg = masks + QStringLiteral("/mask of ") + reader + QStringLiteral(".dcm");
  if (!QDir().mkpath(masks) || !writeText(QStringLiteral("%1/%2.xml").arg(boxes, demo.image), voc.toUtf8()))
    return {};
  const ProcessOutput made =
      runProcess(program(QStringLiteral("uptake-cli")),
                 {QStringLiteral("voc2seg"), QStringLiteral("--source"), demo.folder + QStringLiteral("/PET"),
                  QStringLiteral("--boxes"), boxes, QStringLiteral("--out"), seg});
  return made.exitCode == 0 ? seg : QString();
}

/// The values above the diagonal, row by row.
QJsonArray pairsOf(const QJsonArray& matrix) {
  QJsonArray pairs;
  for (qsizetype a = 0; a < matrix.size(); ++a)
    for (qsizetype b = a + 1; b < matrix.size(); ++b) pairs.append(matrix[a].toArray()[b]);
  return pairs;
}

QByteArray wrongIn(const QJsonArray& found, const QJsonArray& expected, double tolerance = 1e-9) {
  if (found.size() != expected.size()) return "other length";
  for (qsizetype n = 0; n < found.size(); ++n)
    if (!isClose(found[n], expected[n], tolerance))
      return QByteArray::number(found[n].toDouble(-9), 'g', 17) + " not " +
             QByteArray::number(expected[n].toDouble(-9), 'g', 17);
  return {};
}

/// The kappas of some classes and a method, in the order of the pairs of readers.
QJsonArray kappasOf(const QJsonObject& report, const char* of, const char* method) {
  QJsonArray values;
  for (const QJsonValue each : report[QStringLiteral("summary")][QStringLiteral("kappa")].toArray())
    if (each[QStringLiteral("of")].toString().startsWith(QLatin1String(of)) &&
        each[QStringLiteral("method")].toString() == QLatin1String(method))
      values.append(each[QStringLiteral("kappa")]);
  return values;
}

}  // namespace

QStringList TestReadersCommand::folders() const {
  return {path(QStringLiteral("Ada")), path(QStringLiteral("Ben")), path(QStringLiteral("Cyd"))};
}

void TestReadersCommand::initTestCase() {
  for (int reader = 0; reader < 3; ++reader) {
    const QString folder = folders()[reader];
    QVERIFY(QDir().mkpath(folder));
    for (int number = 0; number < kCases; ++number)
      QVERIFY(writeMask(QStringLiteral("%1/case%2.nii.gz").arg(folder).arg(number), reader, number));
    QVERIFY(writeBoxes(folder, reader));
    QVERIFY(writeSlices(folder, reader));
  }
  const ProcessOutput output = readers(
      folders() + QStringList{QStringLiteral("--json"), QStringLiteral("--margin"), QStringLiteral("7")});
  QVERIFY2(output.exitCode == 0, output.err.constData());
  report_ = QJsonDocument::fromJson(output.out).object();
  QCOMPARE(report_[QStringLiteral("readers")].toArray(),
           (QJsonArray{QStringLiteral("Ada"), QStringLiteral("Ben"), QStringLiteral("Cyd")}));
  if (python().isEmpty()) return;
  const ProcessOutput reference =
      runProcess(python(), QStringList{sourceDir() + QStringLiteral("/tests/scripts/readers_reference.py"),
                                       QStringLiteral("ours"), QStringLiteral("7"), QStringLiteral("0.5")} +
                               folders());
  QVERIFY2(reference.exitCode == 0, reference.err.constData());
  expected_ = QJsonDocument::fromJson(reference.out).object();
}

void TestReadersCommand::masksAgreeWithASecondComputation() {
  UPTAKE_NEEDS_PYTHON();
  const QJsonArray cases = report_[QStringLiteral("cases")].toArray();
  QCOMPARE(cases.size(), kCases);
  for (const QJsonValue each : cases) {
    const QString name = each[QStringLiteral("name")].toString();
    const QJsonObject expected = expected_[QStringLiteral("cases")][name].toObject();
    QVERIFY2(!expected.isEmpty(), qPrintable(name));
    const auto check = [&](const QJsonValue& found, const char* key, double tolerance) {
      const QByteArray wrong = wrongIn(found.toArray(), expected[QLatin1String(key)].toArray(), tolerance);
      return wrong.isEmpty() ? QByteArray() : name.toUtf8() + " " + key + ": " + wrong;
    };
    QCOMPARE(check(each[QStringLiteral("volume_ml")], "volume_ml", 1e-6), QByteArray());
    QCOMPARE(check(pairsOf(each[QStringLiteral("dice")].toArray()), "dice", 1e-9), QByteArray());
    const QJsonValue majority = each[QStringLiteral("majority")];
    const QJsonValue staple = each[QStringLiteral("staple")];
    if (!expected.contains(QStringLiteral("majority_ml"))) {
      QVERIFY(majority.isNull() && staple.isNull());
      continue;
    }
    QVERIFY(isClose(majority[QStringLiteral("volume_ml")], expected[QStringLiteral("majority_ml")], 1e-6));
    QCOMPARE(check(majority[QStringLiteral("dice")], "majority_dice", 1e-9), QByteArray());
    QVERIFY(isClose(staple[QStringLiteral("volume_ml")], expected[QStringLiteral("staple_ml")], 1e-6));
    QCOMPARE(check(staple[QStringLiteral("dice")], "staple_dice", 1e-9), QByteArray());
    QCOMPARE(check(staple[QStringLiteral("sensitivity")], "sensitivity", 1e-6), QByteArray());
    QCOMPARE(check(staple[QStringLiteral("specificity")], "specificity", 1e-6), QByteArray());
    QCOMPARE(check(staple[QStringLiteral("region_voxels")], "region", 0.0), QByteArray());
  }
  const QJsonObject summary = report_[QStringLiteral("summary")].toObject();
  QCOMPARE(wrongIn(pairsOf(summary[QStringLiteral("dice")].toArray()),
                   expected_[QStringLiteral("dice")].toArray()),
           QByteArray());
  QCOMPARE(wrongIn({summary[QStringLiteral("icc_2_1")], summary[QStringLiteral("icc_3_1")]},
                   expected_[QStringLiteral("icc")].toArray(), 1e-6),
           QByteArray());
  QVERIFY(summary[QStringLiteral("icc_3_1")].toDouble() > summary[QStringLiteral("icc_2_1")].toDouble());
  const QJsonArray biases = summary[QStringLiteral("bland_altman")].toArray();
  QCOMPARE(biases.size(), 3);
  for (qsizetype n = 0; n < 3; ++n)
    QCOMPARE(wrongIn({biases[n][QStringLiteral("mean_ml")], biases[n][QStringLiteral("sd_ml")],
                      biases[n][QStringLiteral("low_ml")], biases[n][QStringLiteral("high_ml")]},
                     expected_[QStringLiteral("bland_altman")][n].toArray(), 1e-6),
             QByteArray());
}

void TestReadersCommand::boxesAndClassesAgreeWithASecondComputation() {
  UPTAKE_NEEDS_PYTHON();
  const QJsonObject summary = report_[QStringLiteral("summary")].toObject();
  const QJsonArray f1 = pairsOf(summary[QStringLiteral("box_f1")].toArray());
  QCOMPARE(wrongIn(f1, expected_[QStringLiteral("f1")].toArray()), QByteArray());
  QVERIFY(f1[0].toDouble() > 0.3 && f1[0].toDouble() < 0.98);
  QVERIFY(std::abs(summary[QStringLiteral("box_f1_mean")].toDouble() -
                   (f1[0].toDouble() + f1[1].toDouble() + f1[2].toDouble()) / 3.0) < 1e-12);
  QVERIFY(expected_[QStringLiteral("common_boxes")].toInt() > 5);
  const QJsonObject kappa = expected_[QStringLiteral("kappa")].toObject();
  for (const auto& [of, method, key] : {std::tuple{"case", "cohen", "case"},
                                        {"class of boxes", "cohen", "box"},
                                        {"class of slices", "cohen", "slice"},
                                        {"class of slices", "cohen_quadratic", "slice_quadratic"}}) {
    const QJsonArray expected = kappa[QLatin1String(key)].toArray();
    QCOMPARE(expected.size(), 3);
    QCOMPARE(wrongIn(kappasOf(report_, of, method), expected), QByteArray());
  }
  for (const auto& [of, key] : {std::pair{"case", "case_fleiss"},
                                {"class of boxes", "box_fleiss"},
                                {"class of slices", "slice_fleiss"}})
    QCOMPARE(wrongIn(kappasOf(report_, of, "fleiss"), {kappa[QLatin1String(key)]}), QByteArray());

  const ProcessOutput peer = runProcess(
      peerPython(), QStringList{sourceDir() + QStringLiteral("/tests/scripts/readers_reference.py"),
                                QStringLiteral("sklearn")} +
                        folders());
  if (peer.exitCode == kPeerIsAbsent) QSKIP("scikit-learn is absent (./dev peers)");
  QVERIFY2(peer.exitCode == 0, peer.err.constData());
  const QJsonObject theirs = QJsonDocument::fromJson(peer.out).object();
  QCOMPARE(wrongIn(kappasOf(report_, "class of slices", "cohen"), theirs[QStringLiteral("slice")].toArray()),
           QByteArray());
  QCOMPARE(wrongIn(kappasOf(report_, "class of slices", "cohen_quadratic"),
                   theirs[QStringLiteral("slice_quadratic")].toArray()),
           QByteArray());
}

void TestReadersCommand::consensusMasksAreWritten() {
  const QString staple = path(QStringLiteral("staple"));
  const QString majority = path(QStringLiteral("majority"));
  const ProcessOutput output =
      readers(folders() + QStringList{QStringLiteral("--staple"), staple, QStringLiteral("--majority"),
                                      majority, QStringLiteral("--margin"), QStringLiteral("7")});
  QVERIFY2(output.exitCode == 0, output.err.constData());
  QVERIFY(output.out.contains("Fleiss"));
  // Of the case in which nobody found anything there is none.
  QCOMPARE(QDir(staple).entryList(QDir::Files).size(), kCases - 1);
  QCOMPARE(QDir(majority).entryList(QDir::Files).size(), kCases - 1);
  for (const QJsonValue each : report_[QStringLiteral("cases")].toArray()) {
    if (each[QStringLiteral("staple")].isNull()) continue;
    for (const auto& [folder, key] : {std::pair{staple, "staple"}, {majority, "majority"}}) {
      const auto image =
          readLabelImage(QStringLiteral("%1/%2.nii.gz").arg(folder, each[QStringLiteral("name")].toString()));
      QVERIFY(image);
      const double ml =
          static_cast<double>(image->labels.count(1)) * image->labels.grid().voxelVolume().value;
      QVERIFY(isClose(ml, each[QLatin1String(key)][QStringLiteral("volume_ml")], 1e-6));
    }
  }
}

void TestReadersCommand::finishedCasesAreKept() {
  const QString file = path(QStringLiteral("finished.jsonl"));
  const QStringList resuming = folders() + QStringList{QStringLiteral("--margin"), QStringLiteral("7"),
                                                       QStringLiteral("--resume"), file};
  const QStringList arguments = resuming + QStringList{QStringLiteral("--json")};
  const ProcessOutput first = readers(arguments);
  QVERIFY2(first.exitCode == 0, first.err.constData());
  QCOMPARE(QJsonDocument::fromJson(first.out).object(), report_);
  QFile kept(file);
  QVERIFY(kept.open(QIODevice::ReadOnly));
  QCOMPARE(kept.readAll().count('\n'), kCases + 1);
  kept.close();
  const ProcessOutput again = readers(arguments);
  QCOMPARE(again.out, first.out);
  QVERIFY2(again.err.contains("7 of 7 cases were compared before"), again.err.constData());
  // A run that was killed leaves half a line: that case is compared again.
  QVERIFY(kept.resize(kept.size() - 20));
  const ProcessOutput afterKill = readers(arguments);
  QCOMPARE(afterKill.out, first.out);
  QVERIFY2(afterKill.err.contains("6 of 7 cases were compared before"), afterKill.err.constData());
  // What it should write is missing: compared again.
  const QString staple = path(QStringLiteral("staple-again"));
  const ProcessOutput written = readers(resuming + QStringList{QStringLiteral("--staple"), staple});
  QVERIFY2(written.err.contains("1 of 7 cases were compared before"), written.err.constData());
  QCOMPARE(QDir(staple).entryList(QDir::Files).size(), kCases - 1);
  // Another file stays as it is.
  QVERIFY(writeText(path(QStringLiteral("notes.txt")), "mine\n"));
  const ProcessOutput refused =
      readers(folders() + QStringList{QStringLiteral("--resume"), path(QStringLiteral("notes.txt"))});
  QCOMPARE(refused.exitCode, 3);
  QFile notes(path(QStringLiteral("notes.txt")));
  QVERIFY(notes.open(QIODevice::ReadOnly));
  QCOMPARE(notes.readAll(), QByteArray("mine\n"));
}

void TestReadersCommand::csvHasTheSameNumbers() {
  const ProcessOutput output = readers(
      folders() + QStringList{QStringLiteral("--csv"), QStringLiteral("--margin"), QStringLiteral("7")});
  QCOMPARE(output.exitCode, 0);
  const QList<QByteArray> lines = output.out.trimmed().split('\n');
  QCOMPARE(lines.front(), QByteArray("row,case,figure,reader,other_reader,value,items"));
  int found = 0;
  const QJsonObject summary = report_[QStringLiteral("summary")].toObject();
  for (const QByteArray& line : lines) {
    QCOMPARE(line.count(','), 6);
    const QList<QByteArray> fields = line.split(',');
    if (fields[0] == "summary" && fields[2] == "dice_mean") {
      QCOMPARE(fields[5].toDouble(), summary[QStringLiteral("dice_mean")].toDouble());
      ++found;
    }
    if (fields[0] == "summary" && fields[2] == "box_f1" && fields[3] == "Ada" && fields[4] == "Cyd") {
      QCOMPARE(fields[5].toDouble(), summary[QStringLiteral("box_f1")][0][2].toDouble());
      ++found;
    }
    if (fields[0] == "case" && fields[1] == "case3" && fields[2] == "staple_sensitivity" &&
        fields[3] == "Ben") {
      QCOMPARE(fields[5].toDouble(),
               report_[QStringLiteral("cases")][3][QStringLiteral("staple")][QStringLiteral("sensitivity")][1]
                   .toDouble());
      ++found;
    }
  }
  QCOMPARE(found, 3);
}

void TestReadersCommand::readersOfAProject() {
  const auto demo = makeDemo(path(QStringLiteral("demo")));
  QVERIFY(demo);
  const QString project = path(QStringLiteral("project"));
  // Two finished the case, a third found nothing, and a fourth has not finished.
  const QStringList names{QStringLiteral("ada"), QStringLiteral("ben"), QStringLiteral("cyd"),
                          QStringLiteral("dee")};
  const QString ada = writeReading(project, *demo, names[0], 20);
  const QString ben = writeReading(project, *demo, names[1], 23);
  QVERIFY(!ada.isEmpty() && !ben.isEmpty());
  QVERIFY(!writeReading(project, *demo, names[3], 20).isEmpty());
  for (int reader = 0; reader < 4; ++reader)
    QVERIFY(writeMark(project, *demo, names[reader], reader == 3 ? ReviewAct::Edited : ReviewAct::Annotated,
                      reader == 2 ? 0 : 1));
  const ProcessOutput output = readers({project, QStringLiteral("--json")});
  QVERIFY2(output.exitCode == 0, output.err.constData());
  const QJsonObject report = QJsonDocument::fromJson(output.out).object();
  QCOMPARE(report[QStringLiteral("readers")].toArray(), QJsonArray::fromStringList(names.mid(0, 3)));
  QCOMPARE(report[QStringLiteral("cases")].toArray().size(), 1);
  const QJsonObject one = report[QStringLiteral("cases")][0].toObject();
  QCOMPARE(one[QStringLiteral("volume_ml")][2].toDouble(), 0.0);
  QCOMPARE(one[QStringLiteral("dice")][0][2].toDouble(), 0.0);
  // Boxes of 10 columns, 3 apart: 2·7 / 20.
  QVERIFY(isClose(one[QStringLiteral("dice")][0][1], 0.7));
  const ProcessOutput compared = runProcess(program(QStringLiteral("uptake-cli")),
                                            {QStringLiteral("evaluate"), QStringLiteral("--truth"), ada,
                                             QStringLiteral("--prediction"), ben, QStringLiteral("--json")});
  const QJsonValue dice =
      QJsonDocument::fromJson(compared.out).object()[QStringLiteral("cases")][0][QStringLiteral("dice")];
  QVERIFY(isClose(dice, one[QStringLiteral("dice")][0][1]));
}

void TestReadersCommand::wrongUsageIsNamed() {
  QCOMPARE(readers({}).exitCode, 2);
  QCOMPARE(readers(folders() + QStringList{QStringLiteral("--iou"), QStringLiteral("0")}).exitCode, 2);
  QCOMPARE(readers({folders()[0], path(QStringLiteral("none"))}).exitCode, 3);
  // A folder alone is no project.
  QCOMPARE(readers({folders()[0]}).exitCode, 3);
  // A mask that only one has.
  QVERIFY(QDir().mkpath(path(QStringLiteral("alone"))));
  QVERIFY(QFile::copy(folders()[0] + QStringLiteral("/case0.nii.gz"),
                      path(QStringLiteral("alone/other.nii.gz"))));
  const ProcessOutput output = readers({folders()[0], path(QStringLiteral("alone"))});
  QVERIFY(output.err.contains("other.nii.gz"));
}

QTEST_GUILESS_MAIN(TestReadersCommand)
#include "tst_readers_command.moc"
