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

void TestEvaluateBoxes::wrongUsageIsNamed() {
  const QTemporaryDir dir;
  QVERIFY(makeTrees(dir, 1, 2, {}));
  QCOMPARE(evaluate(folders(dir) + QStringList{QStringLiteral("--iou"), QStringLiteral("1.5")}).exitCode, 2);
  QCOMPARE(evaluate({QStringLiteral("--truth"), dir.filePath(QStringLiteral("t")),
                     QStringLiteral("--prediction"), dir.filePath(QStringLiteral("none"))})
               .exitCode,
           3);
}

QTEST_GUILESS_MAIN(TestEvaluateBoxes)
#include "tst_evaluate_boxes.moc"
