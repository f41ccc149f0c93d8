#include "io/surfaces/surface_files.h"
#include "tests/support/test_support.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// Files of surfaces, read by a script that knows nothing of the program.
class TestSurfaceFiles : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void independentReaderFindsVolumeAndPlace_data();
  void independentReaderFindsVolumeAndPlace();
  void everyLesionHasItsFile();
  void nothingToWriteIsRefused();
};

namespace {

/// A box of 20 × 30 × 40 mm, 24 ml, whose low corner is at (100, −50, 300).
std::shared_ptr<const SurfaceMesh> boxMesh() {
  auto mesh = std::make_shared<SurfaceMesh>();
  for (int corner = 0; corner < 8; ++corner)
    mesh->points.emplace_back(100.0F + 20.0F * float(corner & 1), -50.0F + 30.0F * float((corner >> 1) & 1),
                              300.0F + 40.0F * float((corner >> 2) & 1));
  mesh->triangles = {{0, 2, 1}, {1, 2, 3}, {4, 5, 6}, {5, 7, 6}, {0, 1, 4}, {1, 5, 4},
                     {2, 6, 3}, {3, 6, 7}, {0, 4, 2}, {2, 4, 6}, {1, 3, 5}, {3, 7, 5}};
  mesh->makeNormals();
  return mesh;
}

}  // namespace

void TestSurfaceFiles::independentReaderFindsVolumeAndPlace_data() {
  QTest::addColumn<int>("format");
  QTest::newRow("stl") << static_cast<int>(SurfaceFormat::Stl);
  QTest::newRow("ply") << static_cast<int>(SurfaceFormat::Ply);
  QTest::newRow("glb") << static_cast<int>(SurfaceFormat::Gltf);
}

void TestSurfaceFiles::independentReaderFindsVolumeAndPlace() {
  QFETCH(int, format);
  if (python().isEmpty()) QSKIP("python3 with pydicom, nibabel and numpy is absent");
  QTemporaryDir folder;
  const JobControl control;
  const auto written =
      writeSurfaces(folder.filePath(QStringLiteral("box")), static_cast<SurfaceFormat>(format),
                    {{QStringLiteral("Knoten ä"), {200, 30, 40}, 0.5, boxMesh()}}, control);
  QVERIFY2(written, written ? "" : qPrintable(written.error().text()));
  QCOMPARE(written->size(), 1);
  const ProcessOutput read = runProcess(
      python(), {sourceDir() + QStringLiteral("/tests/scripts/read_surface.py"), written->front()});
  QVERIFY2(read.exitCode == 0, read.err.constData());
  const QJsonObject found = QJsonDocument::fromJson(read.out).object();
  QVERIFY2(std::abs(found[QStringLiteral("ml")].toDouble() - 24.0) < 1e-3, read.out.constData());
  QCOMPARE(found[QStringLiteral("low")].toString(), QStringLiteral("100 -50 300"));
  QCOMPARE(found[QStringLiteral("high")].toString(), QStringLiteral("120 -20 340"));
  QVERIFY2(found[QStringLiteral("says")].toString().contains(QStringLiteral("LPS")), read.out.constData());
  QVERIFY2(found[QStringLiteral("says")].toString().contains(QStringLiteral("mm")), read.out.constData());
  if (static_cast<SurfaceFormat>(format) != SurfaceFormat::Gltf) return;
  // In metres, up is y and the front (−y of the patient) towards +z.
  QCOMPARE(found[QStringLiteral("world low")].toString(), QStringLiteral("0.1 0.3 0.02"));
  QCOMPARE(found[QStringLiteral("world high")].toString(), QStringLiteral("0.12 0.34 0.05"));
  QCOMPARE(found[QStringLiteral("name")].toString(), QStringLiteral("Knoten ä"));
}

void TestSurfaceFiles::everyLesionHasItsFile() {
  QTemporaryDir folder;
  const JobControl control;
  const std::vector<NamedSurfaceMesh> two{{QStringLiteral("Liver/left"), {}, 1.0, boxMesh()},
                                          {QStringLiteral("Node"), {}, 1.0, boxMesh()}};
  const QString base = folder.filePath(QStringLiteral("all.stl"));
  const auto written = writeSurfaces(base, SurfaceFormat::Stl, two, control);
  QVERIFY(written);
  QCOMPARE(*written, surfaceFiles(base, SurfaceFormat::Stl, two));
  QCOMPARE(QFileInfo(written->at(0)).fileName(), QStringLiteral("all-01-Liver_left.stl"));
  QCOMPARE(QFileInfo(written->at(1)).fileName(), QStringLiteral("all-02-Node.stl"));
  for (const QString& file : *written) QCOMPARE(QFileInfo(file).size(), qint64{84 + 12 * 50});
  QCOMPARE(surfaceFiles(base, SurfaceFormat::Gltf, two).size(), 1);
}

void TestSurfaceFiles::nothingToWriteIsRefused() {
  const JobControl control;
  QVERIFY(!writeSurfaces(QStringLiteral("/nowhere/x"), SurfaceFormat::Ply, {}, control));
  const auto failed = writeSurfaces(QStringLiteral("/nowhere/x"), SurfaceFormat::Ply,
                                    {{QStringLiteral("a"), {}, 1.0, boxMesh()}}, control);
  QVERIFY(!failed);
  QCOMPARE(failed.error().kind, ErrorKind::FileUnreadable);
}

QTEST_GUILESS_MAIN(TestSurfaceFiles)
#include "tst_surface_files.moc"
