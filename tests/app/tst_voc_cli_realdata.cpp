#include "tests/support/test_support.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QSet>

#include <algorithm>
#include <cmath>

using namespace uptake;

/// uptake-cli voc on the dataset's own files: 18 boxes, 10 on one series and 8 on the other, each where
/// pydicom finds its image.
class TestVocCliRealdata : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    if (test::realDataDir().isEmpty()) QSKIP("every test of this subject needs the real data");
  }
  void everyBoxIsOnItsImage();
};

void TestVocCliRealdata::everyBoxIsOnItsImage() {
  UPTAKE_NEEDS_PYTHON();
  const QString data = test::realDataDir() + QStringLiteral("/lungdx");
  const auto listed = test::runProcess(test::program(QStringLiteral("uptake-cli")),
                                       {QStringLiteral("voc"), data + QStringLiteral("/Annotation"),
                                        QStringLiteral("--dicom"), data, QStringLiteral("--json")});
  QVERIFY2(listed.exitCode == 0, listed.out + listed.err);
  const QJsonObject report = QJsonDocument::fromJson(listed.out).object();
  QVERIFY(report[QLatin1String("unmatched")].toArray().isEmpty());
  QVERIFY(report[QLatin1String("problems")].toArray().isEmpty());

  const auto images = test::runProcess(
      test::python(), {QStringLiteral("-c"),
                       QStringLiteral("import json, pathlib, pydicom, sys\n"
                                      "found = {}\n"
                                      "for path in pathlib.Path(sys.argv[1]).rglob('*.dcm'):\n"
                                      "    d = pydicom.dcmread(path, stop_before_pixels=True)\n"
                                      "    found[d.SOPInstanceUID] = [d.SeriesInstanceUID, d.PatientID] + "
                                      "[float(v) for v in d.ImagePositionPatient]\n"
                                      "print(json.dumps(found))"),
                       data});
  QVERIFY2(images.exitCode == 0, images.err.constData());
  const QJsonObject expected = QJsonDocument::fromJson(images.out).object();
  QMap<QString, int> perSeries;
  QSet<QString> files;
  for (const QJsonValue& box : report[QLatin1String("boxes")].toArray()) {
    const QJsonArray image = expected[box[QLatin1String("sop_instance_uid")].toString()].toArray();
    QCOMPARE(image.size(), 5);
    QCOMPARE(box[QLatin1String("series_uid")], image[0]);
    QCOMPARE(box[QLatin1String("patient")], image[1]);
    for (int axis = 0; axis < 3; ++axis)
      QVERIFY(std::abs(box[QLatin1String("position_mm")][axis].toDouble() - image[2 + axis].toDouble()) <
              0.02);
    QCOMPARE(box[QLatin1String("class")].toString(), QStringLiteral("A"));
    ++perSeries[image[0].toString()];
    files.insert(box[QLatin1String("file")].toString());
  }
  QCOMPARE(files.size(), 18);
  QList<int> counts = perSeries.values();
  std::sort(counts.begin(), counts.end());
  QCOMPARE(counts, (QList<int>{8, 10}));
}

QTEST_GUILESS_MAIN(TestVocCliRealdata)
#include "tst_voc_cli_realdata.moc"
