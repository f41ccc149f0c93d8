#include "core/identity/image_key.h"
#include "io/collections/find_studies.h"
#include "io/dicom/volume_loader.h"
#include "tests/support/test_support.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace uptake;
using namespace uptake::test;

namespace {

struct Loaded {
  SeriesEntry series;
  std::shared_ptr<Volume> volume;
  QStringList remarks;
  std::vector<FileProblem> problems;
};

/// All series that are found in a file.
std::vector<SeriesEntry> seriesIn(const QString& file) {
  JobControl control;
  const auto index = findStudies({file}, control);
  std::vector<SeriesEntry> found;
  if (!index) return found;
  for (const PatientEntry& patient : index->patients)
    for (const StudyEntry& study : patient.studies)
      found.insert(found.end(), study.series.begin(), study.series.end());
  return found;
}

std::optional<Loaded> load(const SeriesEntry& series) {
  JobControl control;
  Loaded loaded{series, nullptr, {}, {}};
  auto volume = allocateVolume(series);
  if (!volume) return std::nullopt;
  loaded.volume = volume.take();
  auto problems = loadSlices(series, *loaded.volume, 2, control, {}, &loaded.remarks);
  if (!problems) return std::nullopt;
  loaded.problems = problems.take();
  return loaded;
}

}  // namespace

/// Grey image files are read with the right value at every place, whatever the order and direction of their
/// axes and the type of their numbers. nibabel says what is where.
class TestImageFiles : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void everyVoxelIsInItsPlace_data();
  void everyVoxelIsInItsPlace();
  void severalVolumesAreAskedFor();
  void shearedAxesAreRefusedWithARemedy();
  void bentAxesAreRefused();
  void cutFilesAreSaid_data();
  void cutFilesAreSaid();
  void readingCanBeCancelled();
  void nothingIsInvented();

 private:
  QString path(const QString& name) const { return dir_.filePath(name); }
  QTemporaryDir dir_;
  QJsonArray files_;
};

void TestImageFiles::initTestCase() {
  if (python().isEmpty()) QSKIP("python3 with nibabel is not installed");
  const ProcessOutput made =
      runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/image_files.py"), dir_.path()});
  QVERIFY2(made.exitCode == 0, made.err.constData());
  QFile list(path(QStringLiteral("files.json")));
  QVERIFY(list.open(QIODevice::ReadOnly));
  files_ = QJsonDocument::fromJson(list.readAll()).array();
  QVERIFY(files_.size() > 70);
}

void TestImageFiles::everyVoxelIsInItsPlace_data() {
  QTest::addColumn<QJsonObject>("file");
  for (const QJsonValue& file : std::as_const(files_))
    if (!file[QStringLiteral("sheared")].toBool())
      QTest::newRow(qPrintable(file[QStringLiteral("name")].toString())) << file.toObject();
}

void TestImageFiles::everyVoxelIsInItsPlace() {
  QFETCH(QJsonObject, file);
  const QString name = file[QStringLiteral("name")].toString();
  const std::vector<SeriesEntry> found = seriesIn(path(name));
  QCOMPARE(found.size(), std::size_t{1});
  const SeriesEntry& series = found.front();
  QVERIFY2(series.isVolume(), qPrintable(series.refusal));
  // Views and boxes show axes that run to the left, the back and the head.
  const Eigen::Matrix3d& axes = series.grid->directions();
  for (int axis = 0; axis < 3; ++axis) QVERIFY(axes(axis, axis) > 0.7);
  QVERIFY(axes.determinant() > 0.0);
  const QString warning = file[QStringLiteral("warns")].toString();
  QCOMPARE(series.warnings.join(QLatin1Char(' ')).contains(QLatin1String("sform")), !warning.isEmpty());

  const auto loaded = load(series);
  QVERIFY(loaded);
  QVERIFY(loaded->problems.empty());
  const Volume& volume = *loaded->volume;
  const QString type = file[QStringLiteral("type")].toString();
  const bool isWhole =
      type == QLatin1String("int8") || type == QLatin1String("uint8") || type == QLatin1String("int16");
  if (!type.isEmpty()) QCOMPARE(volume.type(), isWhole ? VoxelType::Int16 : VoxelType::Float32);
  QCOMPARE(volume.unit(), name.contains(QLatin1String("pet")) ? ValueUnit::Other : ValueUnit::Hounsfield);
  const QJsonArray places = file[QStringLiteral("places")].toArray();
  QCOMPARE(places.size(), volume.grid().voxelCount());
  int holes = 0;
  for (const QJsonValue& place : places) {
    const Point point(place[0].toDouble(), place[1].toDouble(), place[2].toDouble());
    const Eigen::Vector3d index = volume.grid().toIndex(point);
    // A voxel's middle is one in the grid, too; NIfTI has single precision.
    QVERIFY((index - Eigen::Vector3d(index.array().round())).cwiseAbs().maxCoeff() < 1e-3);
    const auto value = volume.valueAt(point);
    QVERIFY(value);
    const double wanted = place[3].isNull() ? volume.fillValue() : place[3].toDouble();
    holes += place[3].isNull() ? 1 : 0;
    QVERIFY2(*value == static_cast<double>(static_cast<float>(wanted)),
             qPrintable(QStringLiteral("%1 is %2, not %3").arg(name).arg(*value).arg(wanted)));
  }
  QCOMPARE(loaded->remarks.isEmpty(), holes == 0);
  if (holes > 0) QVERIFY(loaded->remarks.front().contains(QStringLiteral("(%1 voxels)").arg(holes)));
}

void TestImageFiles::severalVolumesAreAskedFor() {
  const std::vector<SeriesEntry> found = seriesIn(path(QStringLiteral("several_ct.nii.gz")));
  QCOMPARE(found.size(), std::size_t{2});
  QCOMPARE(found[1].part, QStringLiteral("volume 2"));
  const auto first = load(found[0]), second = load(found[1]);
  QVERIFY(first && second && first->problems.empty() && second->problems.empty());
  int wrong = 0;
  for (int k = 0; k < first->volume->grid().size().z(); ++k)
    for (int j = 0; j < first->volume->grid().size().y(); ++j)
      for (int i = 0; i < first->volume->grid().size().x(); ++i)
        wrong += second->volume->value({i, j, k}) == first->volume->value({i, j, k}) + 1.0 ? 0 : 1;
  QCOMPARE(wrong, 0);
}

void TestImageFiles::shearedAxesAreRefusedWithARemedy() {
  const std::vector<SeriesEntry> found = seriesIn(path(QStringLiteral("sheared_ct.nii")));
  QCOMPARE(found.size(), std::size_t{1});
  QVERIFY(!found.front().isVolume());
  QVERIFY(found.front().refusal.contains(QLatin1String("right angles")));
  QVERIFY(found.front().remedy && found.front().remedy->kind == SeriesEntry::Remedy::Kind::Resample);
  const auto shown = applyRemedy(found.front());
  QVERIFY(shown && shown->isVolume());
  const auto loaded = load(*shown);
  QVERIFY(loaded && loaded->problems.empty());
  // Where a voxel of the file lies on one of the grid's slices, between its columns, the value is between
  // those beside it; on a column it is the file's own. The slices lean by 1.5 mm each, one column.
  const auto sheared = std::ranges::find_if(files_, [](const QJsonValue& file) {
    return file[QStringLiteral("name")] == QLatin1String("sheared_ct.nii");
  });
  int compared = 0;
  for (const QJsonValue& place : (*sheared)[QStringLiteral("places")].toArray()) {
    const Point point(place[0].toDouble(), place[1].toDouble(), place[2].toDouble());
    const auto value = loaded->volume->valueAt(point);
    QVERIFY(value);
    QVERIFY(std::abs(*value - place[3].toDouble()) <= 1.0);
    ++compared;
  }
  QCOMPARE(compared, 7 * 6 * 5);
}

void TestImageFiles::bentAxesAreRefused() {
  const std::vector<SeriesEntry> found = seriesIn(path(QStringLiteral("bent_ct.nii")));
  QCOMPARE(found.size(), std::size_t{1});
  QVERIFY(!found.front().isVolume());
  QVERIFY(!found.front().refusal.isEmpty());
}

void TestImageFiles::cutFilesAreSaid_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<int>("left");
  for (const char* name : {"axes_LAS_ct.nii.gz", "oblique_ct.nii", "packed_ct.mha", "packed_ct.nrrd"}) {
    QTest::newRow(qPrintable(QStringLiteral("%1, half").arg(QLatin1String(name))))
        << QString::fromLatin1(name) << 50;
    QTest::newRow(qPrintable(QStringLiteral("%1, a tenth").arg(QLatin1String(name))))
        << QString::fromLatin1(name) << 10;
  }
}

void TestImageFiles::cutFilesAreSaid() {
  QFETCH(QString, name);
  QFETCH(int, left);
  QFile whole(path(name));
  QVERIFY(whole.open(QIODevice::ReadOnly));
  const QByteArray bytes = whole.readAll();
  const QString cut = path(QStringLiteral("cut_") + name);
  QFile file(cut);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(bytes.left(bytes.size() * left / 100));
  file.close();
  const std::vector<SeriesEntry> found = seriesIn(cut);
  QCOMPARE(found.size(), std::size_t{1});
  if (!found.front().isVolume()) {
    QVERIFY(!found.front().refusal.isEmpty());
    return;
  }
  const auto loaded = load(found.front());
  QVERIFY(loaded);
  QCOMPARE(loaded->problems.size(), std::size_t{1});
  QVERIFY(loaded->problems.front().reason.contains(QLatin1String("cut short")));
  for (int k = 0; k < loaded->volume->grid().size().z(); ++k)
    QVERIFY(loaded->volume->sliceState(k) != Volume::SliceState::Pending);
}

void TestImageFiles::readingCanBeCancelled() {
  const std::vector<SeriesEntry> found = seriesIn(path(QStringLiteral("axes_LAS_ct.nii.gz")));
  auto volume = allocateVolume(found.front());
  QVERIFY(volume);
  JobControl control;
  control.cancel();
  const auto read = loadSlices(found.front(), **volume, 0, control);
  QVERIFY(!read);
  QCOMPARE(read.error().kind, ErrorKind::Cancelled);
}

void TestImageFiles::nothingIsInvented() {
  const std::vector<SeriesEntry> found = seriesIn(path(QStringLiteral("scaled_pet.nii.gz")));
  QCOMPARE(found.size(), std::size_t{1});
  const SeriesEntry& series = found.front();
  QVERIFY(series.source.patientId.isEmpty());
  QVERIFY(statedUid(series.source.seriesInstanceUid).isEmpty());
  QVERIFY(statedUid(series.source.frameOfReferenceUid).isEmpty());
  // A file called "pet" does not say its unit.
  QVERIFY(series.suv && !series.suv->isValid());
  QVERIFY(series.suv->unit.isEmpty());
}

QTEST_GUILESS_MAIN(TestImageFiles)
#include "tst_image_files.moc"
