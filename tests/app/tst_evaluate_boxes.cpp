#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <cmath>

using namespace uptake::test;

/// `uptake-cli evaluate --boxes` on trees of VOC files, against a second computation.
class TestEvaluateBoxes : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void agreesWithASecondComputation_data();
  void agreesWithASecondComputation();
  void filesWithoutPartnerCount();
  void relativeFoldersPairToo();
  void csvHasTheSameNumbers();
  void cocoAndFrocAgreeWithOthers_data();
  void cocoAndFrocAgreeWithOthers();
  void scansWithoutScoresOrPlaceHaveNoCpm();
  void wrongUsageIsNamed();
};

namespace {

struct Object {
  QString name;
  int x, y, width, height;
  QString more;  ///< further elements
};

bool write(const QString& file, const QList<Object>& objects) {
  QString xml = QStringLiteral("<annotation><size><width>512</width><height>512</height></size>");
  for (const Object& each : objects)
    xml += QStringLiteral(
               "<object><name>%1</name>%2<bndbox><xmin>%3</xmin><ymin>%4</ymin><xmax>%5</xmax><ymax>%6</ymax>"
               "</bndbox></object>")
               .arg(each.name, each.more)
               .arg(each.x)
               .arg(each.y)
               .arg(each.x + each.width - 1)
               .arg(each.y + each.height - 1);
  xml += QStringLiteral("</annotation>");
  QDir().mkpath(QFileInfo(file).absolutePath());
  QFile out(file);
  return out.open(QIODevice::WriteOnly) && out.write(xml.toUtf8()) > 0;
}

ProcessOutput evaluate(const QStringList& arguments) {
  return runProcess(program(QStringLiteral("uptake-cli")),
                    QStringList{QStringLiteral("evaluate"), QStringLiteral("--boxes")} + arguments);
}

QStringList folders(const QTemporaryDir& dir) {
  return {QStringLiteral("--truth"), dir.filePath(QStringLiteral("t")), QStringLiteral("--prediction"),
          dir.filePath(QStringLiteral("p"))};
}

/// Random boxes of three classes on `images` images, and a prediction that finds some of them.
bool makeTrees(const QTemporaryDir& dir, quint32 seed, int images, const QString& scoreElement) {
  QRandomGenerator random(seed);
  bool ok = true;
  for (int image = 0; image < images; ++image) {
    QList<Object> truth;
    QList<Object> prediction;
    const auto scoreText = [&] {
      // Few values: equal scores occur.
      return scoreElement.isEmpty()
                 ? QString()
                 : QStringLiteral("<%1>%2</%1>").arg(scoreElement).arg(random.bounded(12) / 12.0);
    };
    for (int n = random.bounded(4); n > 0; --n) {
      const QString name(QLatin1Char("AGb"[random.bounded(3)]));
      const Object object{name,
                          random.bounded(400),
                          random.bounded(400),
                          20 + random.bounded(40),
                          20 + random.bounded(40),
                          QStringLiteral("<Difficult>%1</Difficult>").arg(random.bounded(8) == 0 ? 1 : 0)};
      truth.append(object);
      for (int copies = random.bounded(3); copies > 0; --copies)
        prediction.append({random.bounded(9) == 0 ? QStringLiteral("A") : name.toUpper(),
                           object.x + random.bounded(16) - 8, object.y + random.bounded(16) - 8,
                           object.width + random.bounded(10) - 5, object.height, scoreText()});
    }
    if (random.bounded(3) == 0)
      prediction.append({QStringLiteral("G"), random.bounded(400), random.bounded(400), 30, 30, scoreText()});
    ok = ok && write(dir.filePath(QStringLiteral("t/P%1/1.2.%2.xml").arg(image % 3).arg(image)), truth);
    // Elsewhere in the tree: the name of the image is the same.
    if (image % 5 != 4) ok = ok && write(dir.filePath(QStringLiteral("p/1.2.%1.xml").arg(image)), prediction);
  }
  return ok && write(dir.filePath(QStringLiteral("p/9.9.xml")), {{QStringLiteral("A"), 1, 1, 20, 20, {}}});
}

/// Boxes of all of COCO's sizes in four scans, and a prediction in the same folders and one more.
bool makeScans(const QTemporaryDir& dir, quint32 seed) {
  QRandomGenerator random(seed);
  bool ok = true;
  for (int image = 0; image < 60; ++image) {
    QList<Object> truth;
    QList<Object> prediction;
    const auto scoreText = [&] { return QStringLiteral("<score>%1</score>").arg(random.bounded(40) / 40.0); };
    for (int n = random.bounded(5); n > 0; --n) {
      const QString name(QLatin1Char("AG"[random.bounded(2)]));
      const int side = random.bounded(3) == 0 ? 100 + random.bounded(60) : 12 + random.bounded(60);
      const Object object{name,
                          random.bounded(300),
                          random.bounded(300),
                          side + random.bounded(12),
                          side,
                          QStringLiteral("<Difficult>%1</Difficult>").arg(random.bounded(7) == 0 ? 1 : 0)};
      truth.append(object);
      const int shift = 1 + side / 8;
      for (int copies = random.bounded(4); copies > 0; --copies)
        prediction.append({random.bounded(9) == 0 ? QStringLiteral("A") : name,
                           object.x + random.bounded(2 * shift) - shift,
                           object.y + random.bounded(2 * shift) - shift, object.width,
                           object.height + random.bounded(5), scoreText()});
    }
    for (int n = random.bounded(3); n > 0; --n)
      prediction.append({QStringLiteral("G"), random.bounded(400), random.bounded(400), 20 + 2 * image,
                         30 + random.bounded(30), scoreText()});
    const QString name = QStringLiteral("P%1/1.2.%2.xml").arg(image % 4).arg(image);
    ok = ok && write(dir.filePath(QStringLiteral("t/") + name), truth);
    if (image % 9 != 8) ok = ok && write(dir.filePath(QStringLiteral("p/") + name), prediction);
  }
  return ok && write(dir.filePath(QStringLiteral("p/P9/9.9.xml")),
                     {{QStringLiteral("A"), 1, 1, 20, 20, QStringLiteral("<score>0.9</score>")}});
}

/// Whether each number of `expected` is in `found`, up to rounding; names what is not.
QByteArray differences(const QJsonObject& found, const QJsonObject& expected) {
  QByteArray text;
  for (auto each = expected.begin(); each != expected.end(); ++each)
    if (each->isNull() != found[each.key()].isNull() ||
        !(std::abs(found[each.key()].toDouble() - each->toDouble()) < 1e-9))
      text += each.key().toUtf8() + ": " + QByteArray::number(found[each.key()].toDouble(-1.0), 'g', 17) +
              " not " + QByteArray::number(each->toDouble(-1.0), 'g', 17) + "\n";
  return text;
}

}  // namespace

void TestEvaluateBoxes::agreesWithASecondComputation_data() {
  QTest::addColumn<QString>("element");
  QTest::addColumn<QString>("threshold");
  QTest::newRow("score") << "score"
                         << "0.5";
  QTest::newRow("confidence, strict") << "confidence"
                                      << "0.6";
  QTest::newRow("no score") << ""
                            << "0.5";
}

void TestEvaluateBoxes::agreesWithASecondComputation() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(QString, element);
  QFETCH(QString, threshold);
  const QTemporaryDir dir;
  QVERIFY(makeTrees(dir, 5, 60, element));
  const ProcessOutput output =
      evaluate(folders(dir) + QStringList{QStringLiteral("--json"), QStringLiteral("--iou"), threshold});
  QVERIFY2(!output.out.isEmpty(), output.err.constData());
  const QJsonObject summary =
      QJsonDocument::fromJson(output.out).object()[QStringLiteral("summary")].toObject();
  const ProcessOutput reference =
      runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/box_ap_reference.py"),
                            dir.filePath(QStringLiteral("t")), dir.filePath(QStringLiteral("p")), threshold});
  QVERIFY2(reference.exitCode == 0, reference.err.constData());
  const QJsonObject expected = QJsonDocument::fromJson(reference.out).object();
  const QJsonArray classes = summary[QStringLiteral("classes")].toArray();
  QCOMPARE(classes.size(), 3);
  for (const QJsonValue& each : classes) {
    const QString name = each[QStringLiteral("class")].toString().toLower();
    const double ap = expected[QStringLiteral("ap")][name].toDouble(-1.0);
    QVERIFY2(std::abs(each[QStringLiteral("ap")].toDouble() - ap) < 1e-12, qPrintable(name));
    QVERIFY(ap > 0.02 && ap < 0.98);  // or nothing would be told apart
  }
  QVERIFY(std::abs(summary[QStringLiteral("map")].toDouble() - expected[QStringLiteral("map")].toDouble()) <
          1e-12);
  QCOMPARE(summary[QStringLiteral("images_only_true")].toInt(), 12);
  QCOMPARE(summary[QStringLiteral("images_only_predicted")].toInt(), 1);
  if (element.isEmpty()) QVERIFY(output.err.contains("equally sure"));
}

void TestEvaluateBoxes::filesWithoutPartnerCount() {
  const QTemporaryDir dir;
  const Object box{QStringLiteral("A"), 10, 10, 20, 20, QStringLiteral("<score>0.9</score>")};
  QVERIFY(write(dir.filePath(QStringLiteral("t/found.xml")), {box}));
  QVERIFY(write(dir.filePath(QStringLiteral("t/lost.xml")), {box}));
  QVERIFY(write(dir.filePath(QStringLiteral("p/found.xml")), {box}));
  QVERIFY(write(dir.filePath(QStringLiteral("p/invented.xml")), {box}));
  const ProcessOutput output =
      evaluate(folders(dir) + QStringList{QStringLiteral("--json"), QStringLiteral("--lesions")});
  QCOMPARE(output.exitCode, 0);
  const QJsonObject report = QJsonDocument::fromJson(output.out).object();
  QCOMPARE(report[QStringLiteral("cases")].toArray().size(), 3);
  const QJsonObject one = report[QStringLiteral("summary")][QStringLiteral("classes")][0].toObject();
  QCOMPARE(one[QStringLiteral("true_positives")].toInt(), 1);
  QCOMPARE(one[QStringLiteral("false_positives")].toInt(), 1);
  QCOMPARE(one[QStringLiteral("missed")].toInt(), 1);
  QCOMPARE(one[QStringLiteral("ap")].toDouble(), 0.25);  // both at 0.9: recall 1/2, precision 1/2
  const QJsonObject found = report[QStringLiteral("cases")][0][QStringLiteral("boxes")][0].toObject();
  QCOMPARE(found[QStringLiteral("fate")].toString(), QStringLiteral("detected"));
  QCOMPARE(found[QStringLiteral("iou")].toDouble(), 1.0);
  QCOMPARE(found[QStringLiteral("truth")].toArray(), (QJsonArray{10, 10, 29, 29}));
}

void TestEvaluateBoxes::relativeFoldersPairToo() {
  // The same name in two folders: only the path tells which belong together.
  const QTemporaryDir dir;
  const Object box{QStringLiteral("A"), 10, 10, 20, 20, {}};
  const Object other{QStringLiteral("A"), 100, 100, 20, 20, {}};
  for (const char* tree : {"t", "p"}) {
    QVERIFY(write(dir.filePath(QLatin1String(tree) + QStringLiteral("/P1/x.xml")), {box}));
    QVERIFY(write(dir.filePath(QLatin1String(tree) + QStringLiteral("/P2/x.xml")), {other}));
  }
  const QString before = QDir::currentPath();
  QVERIFY(QDir::setCurrent(dir.path()));
  const ProcessOutput output =
      evaluate({QStringLiteral("--truth"), QStringLiteral("t"), QStringLiteral("--prediction"),
                QStringLiteral("./p"), QStringLiteral("--json")});
  QVERIFY(QDir::setCurrent(before));
  const QJsonObject report = QJsonDocument::fromJson(output.out).object();
  QCOMPARE(report[QStringLiteral("cases")].toArray().size(), 2);
  QCOMPARE(report[QStringLiteral("summary")][QStringLiteral("map")].toDouble(), 1.0);
}

void TestEvaluateBoxes::csvHasTheSameNumbers() {
  const QTemporaryDir dir;
  QVERIFY(makeTrees(dir, 8, 20, QStringLiteral("score")));
  const QJsonObject summary =
      QJsonDocument::fromJson(evaluate(folders(dir) + QStringList{QStringLiteral("--json")}).out)
          .object()[QStringLiteral("summary")]
          .toObject();
  const QList<QByteArray> lines =
      evaluate(folders(dir) + QStringList{QStringLiteral("--csv"), QStringLiteral("--lesions")})
          .out.split('\n');
  const auto columns = lines.front().count(',');
  double mean = -1.0;
  for (const QByteArray& line : lines) {
    if (!line.isEmpty()) QCOMPARE(line.count(','), columns);
    if (line.startsWith("mean,")) mean = line.split(',')[3].toDouble();
  }
  QCOMPARE(mean, summary[QStringLiteral("map")].toDouble());
}

void TestEvaluateBoxes::cocoAndFrocAgreeWithOthers_data() {
  QTest::addColumn<QString>("hit");
  QTest::addColumn<QString>("threshold");
  QTest::addColumn<int>("scans");
  QTest::newRow("by IoU") << QStringLiteral("iou") << QStringLiteral("0.5") << 0;
  QTest::newRow("by centre, with scans without a file")
      << QStringLiteral("centre") << QStringLiteral("0.3") << 8;
}

void TestEvaluateBoxes::cocoAndFrocAgreeWithOthers() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(QString, hit);
  QFETCH(QString, threshold);
  QFETCH(int, scans);
  const QTemporaryDir dir;
  QVERIFY(makeScans(dir, 11));
  QStringList arguments = folders(dir) + QStringList{QStringLiteral("--json"), QStringLiteral("--hit"), hit};
  arguments += {QStringLiteral("--iou"), threshold};
  if (scans > 0) arguments += {QStringLiteral("--scans"), QString::number(scans)};
  const ProcessOutput output = evaluate(arguments);
  QVERIFY2(output.exitCode == 0, output.err.constData());
  const QJsonObject summary =
      QJsonDocument::fromJson(output.out).object()[QStringLiteral("summary")].toObject();
  const QString script = sourceDir() + QStringLiteral("/tests/scripts/box_scores_reference.py");
  const QString truth = dir.filePath(QStringLiteral("t"));
  const QString prediction = dir.filePath(QStringLiteral("p"));
  const ProcessOutput reference = runProcess(
      python(), {script, QStringLiteral("ours"), truth, prediction, hit, threshold, QString::number(scans)});
  QVERIFY2(reference.exitCode == 0, reference.err.constData());
  const QJsonObject expected = QJsonDocument::fromJson(reference.out).object();

  const QJsonObject coco = summary[QStringLiteral("coco")].toObject();
  const QJsonObject ours = expected[QStringLiteral("coco")].toObject();
  QCOMPARE(ours.size(), 12);
  const QByteArray wrong = differences(coco, ours);
  QVERIFY2(wrong.isEmpty(), wrong.constData());
  QVERIFY(coco[QStringLiteral("ap_large")].toDouble() > 0.05);  // or nothing would be told apart
  QVERIFY(coco[QStringLiteral("ap_small")].toDouble() > 0.05);
  QVERIFY(coco[QStringLiteral("ap")].toDouble() < 0.9);

  const QJsonObject froc = summary[QStringLiteral("froc")].toObject();
  QJsonObject numbers = expected[QStringLiteral("froc")].toObject();
  const QJsonArray points = froc[QStringLiteral("points")].toArray();
  QCOMPARE(points.size(), 7);
  for (const auto& [ourKey, key] :
       {std::pair{"sensitivity", "sensitivities"}, {"low", "low"}, {"high", "high"}}) {
    const QJsonArray values = numbers.take(QLatin1String(key)).toArray();
    QCOMPARE(values.size(), 7);
    for (qsizetype n = 0; n < 7; ++n)
      QVERIFY2(std::abs(points[n][QLatin1String(ourKey)].toDouble() - values[n].toDouble()) < 1e-9, key);
  }
  const QByteArray wrongFroc = differences(froc, numbers);
  QVERIFY2(wrongFroc.isEmpty(), wrongFroc.constData());
  const double cpm = froc[QStringLiteral("cpm")].toDouble();
  QVERIFY(froc[QStringLiteral("cpm_low")].toDouble() < cpm &&
          cpm < froc[QStringLiteral("cpm_high")].toDouble());

  const ProcessOutput peer =
      runProcess(peerPython(), {script, QStringLiteral("pycocotools"), truth, prediction});
  if (peer.exitCode == kPeerIsAbsent) QSKIP("pycocotools is absent (./dev peers)");
  QVERIFY2(peer.exitCode == 0, peer.err.constData());
  const QJsonObject theirs = QJsonDocument::fromJson(peer.out).object();
  QCOMPARE(theirs.size(), 12);
  const QByteArray other = differences(coco, theirs);
  QVERIFY2(other.isEmpty(), other.constData());
}

void TestEvaluateBoxes::scansWithoutScoresOrPlaceHaveNoCpm() {
  const auto frocOf = [](const QTemporaryDir& dir) {
    const ProcessOutput output = evaluate(folders(dir) + QStringList{QStringLiteral("--json")});
    return QJsonDocument::fromJson(output.out)
        .object()[QStringLiteral("summary")][QStringLiteral("froc")]
        .toObject();
  };
  const Object box{QStringLiteral("A"), 10, 10, 20, 20, {}};
  const QTemporaryDir unscored;
  for (const char* file : {"t/P1/a.xml", "t/P2/b.xml", "p/P1/a.xml"})
    QVERIFY(write(unscored.filePath(QLatin1String(file)), {box}));
  const QJsonObject one = frocOf(unscored);
  QVERIFY(one[QStringLiteral("cpm")].isNull());
  QCOMPARE(one[QStringLiteral("sensitivity")].toDouble(), 0.5);
  QCOMPARE(one[QStringLiteral("false_positives_per_scan")].toDouble(), 0.0);
  QCOMPARE(one[QStringLiteral("scans")].toInt(), 2);

  // Which patient's is the image that only the prediction has?
  const QTemporaryDir flat;
  for (const char* file : {"t/P1/a.xml", "t/P2/b.xml", "p/a.xml", "p/b.xml", "p/c.xml"})
    QVERIFY(write(flat.filePath(QLatin1String(file)), {box}));
  const QJsonObject none = frocOf(flat);
  QVERIFY(none[QStringLiteral("reason")].toString().contains(QStringLiteral("c")));
  QVERIFY(none[QStringLiteral("cpm")].isUndefined());
}

void TestEvaluateBoxes::wrongUsageIsNamed() {
  const QTemporaryDir dir;
  QVERIFY(makeTrees(dir, 1, 2, {}));
  QCOMPARE(evaluate(folders(dir) + QStringList{QStringLiteral("--iou"), QStringLiteral("1.5")}).exitCode, 2);
  QCOMPARE(evaluate(folders(dir) + QStringList{QStringLiteral("--hit"), QStringLiteral("near")}).exitCode, 2);
  QCOMPARE(evaluate(folders(dir) + QStringList{QStringLiteral("--scans"), QStringLiteral("0")}).exitCode, 2);
  QCOMPARE(evaluate({QStringLiteral("--truth"), dir.filePath(QStringLiteral("t")),
                     QStringLiteral("--prediction"), dir.filePath(QStringLiteral("none"))})
               .exitCode,
           3);
}

QTEST_GUILESS_MAIN(TestEvaluateBoxes)
#include "tst_evaluate_boxes.moc"
