#include "io/voc/voc_file.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>

using namespace uptake;

/// VOC files that others made: the dataset's own, and those of other tools.
class TestVocRealdata : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void datasetFilesAreReadAndRewrittenExactly();
  void movingABoxChangesItsNumbersOnly();
  void newFilesLookLikeTheDatasets();
  void otherToolsFilesAreRead_data();
  void otherToolsFilesAreRead();

 private:
  QString data(const char* path) const {
    return test::realDataDir() + QLatin1Char('/') + QLatin1String(path);
  }
  QStringList files_;
};

void TestVocRealdata::initTestCase() {
  if (test::realDataDir().isEmpty()) QSKIP("every test of this subject needs the real data");
  const QDir folder(data("lungdx/Annotation/A0002"));
  for (const QString& name : folder.entryList({QStringLiteral("*.xml")}))
    files_.append(folder.filePath(name));
  QCOMPARE(files_.size(), 18);
}

void TestVocRealdata::datasetFilesAreReadAndRewrittenExactly() {
  for (const QString& path : files_) {
    const auto file = readVoc(path);
    QVERIFY2(file.ok(), qPrintable(path));
    QCOMPARE(file->warnings, QStringList());
    QCOMPARE(file->width, 512);
    QCOMPARE(file->height, 512);
    QCOMPARE(file->boxes.size(), std::size_t{1});
    QCOMPARE(file->boxes[0].className, QStringLiteral("A"));
    QVERIFY(file->imageName().startsWith(QLatin1String("1.3.6.1.4.1.14519.")));
    const auto again = vocXml(file->boxes, {}, file->original);
    QVERIFY(again.ok());
    QCOMPARE(*again, file->original);
  }
}

void TestVocRealdata::movingABoxChangesItsNumbersOnly() {
  UPTAKE_NEEDS_PYTHON();
  const QTemporaryDir dir;
  QStringList moved;
  QJsonArray expected;
  for (const QString& path : files_) {
    const auto file = readVoc(path);
    QVERIFY(file.ok());
    std::vector<Box> boxes = file->boxes;
    const PixelRect before = boxes[0].rect, after = before.moved(3, -2);
    boxes[0].rect = after;
    const QString target = dir.filePath(file->imageName() + QStringLiteral(".xml"));
    QVERIFY(writeVoc(target, boxes, {{}, {}, {}, 512, 512}, file->original).ok());
    QByteArray bytes = file->original;
    const auto number = [&bytes](const QByteArray& tag, int from, int to) {
      bytes.replace('<' + tag + '>' + QByteArray::number(from) + '<',
                    '<' + tag + '>' + QByteArray::number(to) + '<');
    };
    number("xmin", before.xmin, after.xmin);
    number("ymin", before.ymin, after.ymin);
    number("xmax", before.xmax, after.xmax);
    number("ymax", before.ymax, after.ymax);
    QFile written(target);
    QVERIFY(written.open(QIODevice::ReadOnly));
    QCOMPARE(written.readAll(), bytes);
    moved.append(target);
    expected.append(
        QJsonArray{QJsonArray{QStringLiteral("A"), after.xmin, after.ymin, after.xmax, after.ymax}});
  }
  const auto run = test::runProcess(
      test::python(),
      QStringList{test::sourceDir() + QStringLiteral("/tests/scripts/strict_voc.py")} + moved);
  QVERIFY2(run.exitCode == 0, run.err.constData());
  QCOMPARE(QJsonDocument::fromJson(run.out).array(), expected);
}

void TestVocRealdata::newFilesLookLikeTheDatasets() {
  for (const QString& path : files_) {
    const auto file = readVoc(path);
    QVERIFY(file.ok());
    const QString unknown = QStringLiteral("Unknow");
    const auto made = vocXml(file->boxes, {unknown, unknown, unknown, 512, 512});
    QVERIFY(made.ok());
    QCOMPARE(*made, file->original);
  }
}

void TestVocRealdata::otherToolsFilesAreRead_data() {
  QTest::addColumn<QString>("path");
  QTest::addColumn<int>("boxes");
  QTest::addColumn<QString>("first");
  QTest::addColumn<QString>("warning");
  QTest::newRow("floats") << "voc-edge/a/a.xml" << 1 << "background 1 2 4 6"
                          << "1.0";
  QTest::newRow("no object") << "voc-edge/a/@.xml" << 0 << ""
                             << "size";
  QTest::newRow("parts") << "voc-edge/b/2007_000001.xml" << 2 << "cat 1 2 3 4"
                         << "part, actions";
  QTest::newRow("plain") << "voc-edge/c/2007_000001.xml" << 1 << "cat 1 2 3 4"
                         << "lower case";
}

void TestVocRealdata::otherToolsFilesAreRead() {
  QFETCH(QString, path);
  QFETCH(int, boxes);
  QFETCH(QString, first);
  QFETCH(QString, warning);
  const auto file = readVoc(test::realDataDir() + QLatin1Char('/') + path);
  QVERIFY2(file.ok(), file.ok() ? "" : qPrintable(file.error().text()));
  QCOMPARE(static_cast<int>(file->boxes.size()), boxes);
  if (boxes > 0) {
    const Box& box = file->boxes[0];
    QCOMPARE(QStringLiteral("%1 %2 %3 %4 %5")
                 .arg(box.className)
                 .arg(box.rect.xmin)
                 .arg(box.rect.ymin)
                 .arg(box.rect.xmax)
                 .arg(box.rect.ymax),
             first);
  }
  const QString said = file->warnings.join(QLatin1Char('\n'));
  QVERIFY2(said.contains(warning), qPrintable(said));
  const auto again = vocXml(file->boxes, {}, file->original);
  QVERIFY(again.ok());
  QCOMPARE(*again, file->original);
}

QTEST_GUILESS_MAIN(TestVocRealdata)
#include "tst_voc_realdata.moc"
