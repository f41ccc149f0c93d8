#include "io/dicom/image_pair.h"
#include "io/dicom/pet_values.h"
#include "io/dicom/study_index.h"
#include "io/dicom/volume_loader.h"
#include "tests/support/test_support.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <cstring>

using namespace uptake;

/// Studies of real scanners, compared with pydicom voxel by voxel and with published numbers.
class TestDicomRealdata : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();

  void siemensPetCt();
  void siemensSuv();
  void equalsPydicom_data();
  void equalsPydicom();
  void oddGeometry_data();
  void oddGeometry();
  void resampledEqualsScipy_data();
  void resampledEqualsScipy();
  void transferSyntaxes_data();
  void transferSyntaxes();
  void publishedSuvFactors_data();
  void publishedSuvFactors();
  void suvReferenceObjects_data();
  void suvReferenceObjects();
  void segmentationsAreListed();
};

namespace {

QString data(const QString& name) {
  return uptake::test::realDataDir() + QLatin1Char('/') + name;
}

StudyIndex scan(const QString& path) {
  JobControl control;
  auto index = scanStudies({path}, control);
  return index ? index.take() : StudyIndex{};
}

std::vector<SeriesEntry> allSeries(const StudyIndex& index) {
  std::vector<SeriesEntry> series;
  for (const PatientEntry& patient : index.patients)
    for (const StudyEntry& study : patient.studies)
      series.insert(series.end(), study.series.begin(), study.series.end());
  return series;
}

std::shared_ptr<Volume> load(const SeriesEntry& series, QStringList* reasons = nullptr) {
  auto volume = allocateVolume(series);
  if (!volume) return nullptr;
  JobControl control;
  const auto problems = loadSlices(series, **volume, 0, control);
  if (!problems) return nullptr;
  for (const FileProblem& problem : *problems) {
    if (reasons)
      reasons->append(problem.reason);
    else
      qWarning("%s: %s", qPrintable(problem.file), qPrintable(problem.reason));
  }
  return volume.take();
}

QByteArray contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Values as float32 bytes, the way the scripts write them.
QByteArray floatBytes(const Volume& volume) {
  QByteArray bytes(static_cast<qsizetype>(volume.grid().voxelCount() * 4), Qt::Uninitialized);
  auto* out = reinterpret_cast<float*>(bytes.data());
  if (volume.type() == VoxelType::Int16)
    std::transform(volume.voxels<std::int16_t>().begin(), volume.voxels<std::int16_t>().end(), out,
                   [](std::int16_t value) { return static_cast<float>(value); });
  else
    std::memcpy(out, volume.data(), volume.byteCount());
  return bytes;
}

Point pointOf(const QJsonValue& value) {
  const QJsonArray array = value.toArray();
  return {array[0].toDouble(), array[1].toDouble(), array[2].toDouble()};
}

}  // namespace

void TestDicomRealdata::initTestCase() {
  if (uptake::test::realDataDir().isEmpty())
    QSKIP("every test of this subject needs the real data (see UPTAKE_TEST_DATA)");
}

void TestDicomRealdata::siemensPetCt() {
  QElapsedTimer timer;
  timer.start();
  const StudyIndex index = scan(data(QStringLiteral("petct-siemens")));
  qInfo("scanning 778 files: %lld ms", timer.restart());
  QVERIFY(index.problems.empty());
  const StudyEntry& study = index.patients.at(0).studies.at(0);
  QCOMPARE(study.series.size(), std::size_t{2});
  const ImagePair pair = choosePair(study);
  QCOMPARE(pair.ct, 0);
  QCOMPARE(pair.pet, 1);
  QCOMPARE(study.series[0].grid->size(), Eigen::Vector3i(512, 512, 225));
  QCOMPARE(study.series[1].grid->size(), Eigen::Vector3i(168, 168, 553));
  QVERIFY(study.series[0].wholeHounsfield);
  QVERIFY(study.series[1].attenuationCorrected);
  QVERIFY(study.series[0].warnings.isEmpty() && study.series[1].warnings.isEmpty());
  timer.restart();
  QVERIFY(load(study.series[0]));
  QVERIFY(load(study.series[1]));
  qInfo("loading CT and PET: %lld ms", timer.elapsed());
}

void TestDicomRealdata::siemensSuv() {
  SeriesEntry pet = allSeries(scan(data(QStringLiteral("petct-siemens/PET")))).at(0);
  QVERIFY2(pet.suv->isValid(), qPrintable(pet.suv->refused));
  QVERIFY(std::abs(*pet.suv->factor / 0.00039435083443 - 1.0) < 1e-11);
  QVERIFY2(pet.suv->branch.contains(QStringLiteral("3836.531 s")), qPrintable(pet.suv->branch));
  QVERIFY2(pet.suv->warnings.isEmpty(), qPrintable(pet.suv->warnings.join(QLatin1Char('\n'))));
  const auto suv = load(pet);
  QCOMPARE(suv->unit(), ValueUnit::Suv);
  QCOMPARE(QString::number(suv->value({75, 84, 113}), 'f', 2), QStringLiteral("195.92"));
  const auto voxels = suv->voxels<float>();
  const auto highest = std::max_element(voxels.begin(), voxels.end()) - voxels.begin();
  QCOMPARE(highest, suv->grid().offset(75, 84, 113));

  pet.suv->refused = QStringLiteral("asked for the stored unit");
  const auto activity = load(pet);
  QCOMPARE(activity->unit(), ValueUnit::BecquerelPerMillilitre);
  // float32 steps by 0.03 there.
  QVERIFY(std::abs(activity->value({75, 84, 113}) - 496826.36) < 0.02);
}

void TestDicomRealdata::equalsPydicom_data() {
  QTest::addColumn<QString>("folder");
  QTest::addColumn<int>("series");
  QTest::newRow("Siemens CT") << QStringLiteral("petct-siemens/CT") << 0;
  QTest::newRow("Siemens PET") << QStringLiteral("petct-siemens/PET") << 0;
  QTest::newRow("Lung-Dx B70f") << QStringLiteral("lungdx/Lung_Dx-A0002") << 0;
  QTest::newRow("Lung-Dx B40f") << QStringLiteral("lungdx/Lung_Dx-A0002") << 1;
  QTest::newRow("dcmqi 3 slices, stored from the head down") << QStringLiteral("dcmqi/ct-3slice") << 0;
  QTest::newRow("dcmqi 23 × 38") << QStringLiteral("dcmqi/23x38x3/image") << 0;
}

void TestDicomRealdata::equalsPydicom() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(QString, folder);
  QFETCH(int, series);
  QElapsedTimer timer;
  timer.start();
  const auto entries = allSeries(scan(data(folder)));
  const qint64 milliseconds = timer.elapsed();
  QVERIFY(static_cast<int>(entries.size()) > series);
  const SeriesEntry& entry = entries[static_cast<std::size_t>(series)];
  qInfo("scanning %s: %lld ms", qPrintable(folder), milliseconds);
  QVERIFY2(entry.isVolume(), qPrintable(entry.refusal));

  QTemporaryDir temporary;
  const QString out = temporary.filePath(QStringLiteral("values"));
  QStringList arguments{uptake::test::sourceDir() + QStringLiteral("/tests/scripts/dicom_volume.py"),
                        data(folder), entry.source.seriesInstanceUid, out};
  if (entry.suv) arguments.append(QString::number(*entry.suv->factor, 'g', 17));
  const auto said = uptake::test::runProcess(uptake::test::python(), arguments);
  QVERIFY2(said.exitCode == 0, said.err.constData());
  const QJsonObject truth = QJsonDocument::fromJson(said.out).object();

  const ImageGrid& grid = *entry.grid;
  const QJsonArray shape = truth[QLatin1String("shape")].toArray();
  QCOMPARE(grid.size(), Eigen::Vector3i(shape[2].toInt(), shape[1].toInt(), shape[0].toInt()));
  QVERIFY(grid.spacing().isApprox(pointOf(truth[QLatin1String("spacing")]), 1e-12));
  QVERIFY((grid.origin() - pointOf(truth[QLatin1String("first")])).norm() < 1e-9);
  QVERIFY((grid.toPatient(Eigen::Vector3d(0, 0, grid.size().z() - 1)) - pointOf(truth[QLatin1String("last")]))
              .norm() < 1e-6);
  const QJsonArray uids = truth[QLatin1String("uids")].toArray();
  QCOMPARE(uids.size(), static_cast<qsizetype>(entry.source.slices.size()));
  for (int k = 0; k < uids.size(); ++k)
    QCOMPARE(entry.source.slices[static_cast<std::size_t>(k)].sopInstanceUid, uids[k].toString());

  const auto volume = load(entry);
  QVERIFY(volume);
  QVERIFY(floatBytes(*volume) == contentOf(out));
}

void TestDicomRealdata::oddGeometry_data() {
  QTest::addColumn<QString>("folder");
  QTest::addColumn<QString>("refusal");
  QTest::addColumn<QString>("warning");
  const QString none;
  QTest::newRow("tilt") << QStringLiteral("gantrytilting/001") << QStringLiteral("14.00°") << none;
  QTest::newRow("tilt with a gap") << QStringLiteral("sliceincrement/002") << QStringLiteral("15.50°")
                                   << none;
  QTest::newRow("over time") << QStringLiteral("notavolume/001")
                             << QStringLiteral("All 4 slices lie at one position (61.5 mm") << none;
  QTest::newRow("one slice missing") << QStringLiteral("sliceincrement/001") << none
                                     << QStringLiteral(
                                            "missing and stay empty (position along the slice normal, mm: "
                                            "33.107)");
}

void TestDicomRealdata::oddGeometry() {
  QFETCH(QString, folder);
  QFETCH(QString, refusal);
  QFETCH(QString, warning);
  const auto series = allSeries(scan(data(QStringLiteral("odd/geometry/") + folder)));
  QCOMPARE(series.size(), std::size_t{1});
  QCOMPARE(series[0].isVolume(), refusal.isEmpty());
  QVERIFY2(series[0].refusal.contains(refusal), qPrintable(series[0].refusal));
  QVERIFY2(series[0].warnings.join(QLatin1Char('\n')).contains(warning),
           qPrintable(series[0].warnings.join(QLatin1Char('\n'))));
}

void TestDicomRealdata::resampledEqualsScipy_data() {
  QTest::addColumn<QString>("folder");
  QTest::addColumn<QString>("words");
  QTest::addColumn<int>("missing");
  QTest::newRow("tilt") << QStringLiteral("gantrytilting/001") << QStringLiteral("the stack leans by 14.00°")
                        << 0;
  QTest::newRow("tilt with a gap") << QStringLiteral("sliceincrement/002")
                                   << QStringLiteral("the stack leans by 15.50°") << 1;
}

void TestDicomRealdata::resampledEqualsScipy() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(QString, folder);
  QFETCH(QString, words);
  QFETCH(int, missing);
  const QString path = data(QStringLiteral("odd/geometry/") + folder);
  const SeriesEntry refused = allSeries(scan(path)).at(0);
  QVERIFY(refused.remedy && refused.remedy->kind == SeriesEntry::Remedy::Kind::Resample);
  const auto series = applyRemedy(refused);
  QVERIFY(series.ok());
  QVERIFY2(series->warnings.join(QString()).contains(words), qPrintable(series->warnings.join(QString())));
  const auto volume = load(*series);
  QVERIFY(volume);
  const ImageGrid& grid = volume->grid();
  qInfo("%d × %d × %d voxels from %zu slices of %d × %d", grid.size().x(), grid.size().y(), grid.size().z(),
        series->resampling->slices.size(), series->columns, series->rows);

  const auto json = [](const Eigen::Vector3d& v) { return QJsonArray{v.x(), v.y(), v.z()}; };
  QTemporaryDir temporary;
  QFile parameters(temporary.filePath(QStringLiteral("p.json")));
  QVERIFY(parameters.open(QIODevice::WriteOnly));
  parameters.write(
      QJsonDocument(
          QJsonObject{{QStringLiteral("origin"), json(grid.origin())},
                      {QStringLiteral("axes"),
                       QJsonArray{json(grid.axis(0)), json(grid.axis(1)), json(grid.axis(2))}},
                      {QStringLiteral("target_spacing"), json(grid.spacing())},
                      {QStringLiteral("size"), QJsonArray{grid.size().x(), grid.size().y(), grid.size().z()}},
                      {QStringLiteral("fill"), volume->fillValue()}})
          .toJson());
  parameters.close();
  const QString out = temporary.filePath(QStringLiteral("out"));
  const auto said = uptake::test::runProcess(
      uptake::test::python(),
      {uptake::test::sourceDir() + QStringLiteral("/tests/scripts/resample_reference.py"),
       parameters.fileName(), path, out});
  QVERIFY2(said.exitCode == 0, said.err.constData());
  const QByteArray bytes = contentOf(out);
  QCOMPARE(bytes.size(), static_cast<qsizetype>(grid.voxelCount() * 8));
  const auto* truth = reinterpret_cast<const double*>(bytes.constData());

  int empty = 0;
  double worst = 0.0;
  qint64 differing = 0;
  for (int k = 0; k < grid.size().z(); ++k) {
    if (volume->sliceState(k) != Volume::SliceState::Loaded) {
      ++empty;
      continue;
    }
    for (int j = 0; j < grid.size().y(); ++j)
      for (int i = 0; i < grid.size().x(); ++i) {
        const double difference =
            std::abs(volume->value({i, j, k}) - truth[static_cast<std::size_t>(grid.offset(i, j, k))]);
        worst = std::max(worst, difference);
        if (difference > 0.501) ++differing;
      }
  }
  QCOMPARE(empty, missing);
  qInfo("largest difference %.3f HU, %lld voxels above rounding", worst, static_cast<long long>(differing));
  QCOMPARE(differing, qint64{0});
}

void TestDicomRealdata::transferSyntaxes_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<bool>("lossless");
  QTest::newRow("implicit") << QStringLiteral("LittleEndianImplicitTransferSyntax_1.2.840.10008.1.2") << true;
  QTest::newRow("big endian") << QStringLiteral("BigEndianExplicitTransferSyntax_1.2.840.10008.1.2.2")
                              << true;
  QTest::newRow("RLE") << QStringLiteral("RLELosslessTransferSyntax_1.2.840.10008.1.2.5") << true;
  QTest::newRow("JPEG 14 SV1") << QStringLiteral("JPEGProcess14SV1TransferSyntax_1.2.840.10008.1.2.4.70")
                               << true;
  QTest::newRow("JPEG-LS") << QStringLiteral("JPEGLSLosslessTransferSyntax_1.2.840.10008.1.2.4.80") << true;
  QTest::newRow("JPEG 2000") << QStringLiteral("JPEG2000TransferSyntax_1.2.840.10008.1.2.4.91") << false;
}

void TestDicomRealdata::transferSyntaxes() {
  QFETCH(QString, name);
  QFETCH(bool, lossless);
  const QString base = data(QStringLiteral("odd/transfer-syntaxes/CTImage.dcm_"));
  const auto truth = load(
      allSeries(scan(base + QStringLiteral("LittleEndianExplicitTransferSyntax_1.2.840.10008.1.2.1.dcm")))
          .at(0));
  const auto entries = allSeries(scan(base + name + QStringLiteral(".dcm")));
  QCOMPARE(entries.size(), std::size_t{1});
  const auto volume = load(entries[0]);
  QVERIFY(truth && volume);
  QCOMPARE(volume->sliceState(0), Volume::SliceState::Loaded);
  if (lossless) {
    QVERIFY(floatBytes(*volume) == floatBytes(*truth));
  } else {
    double worst = 0.0;
    for (std::size_t i = 0; i < truth->voxels<std::int16_t>().size(); ++i)
      worst = std::max(
          worst, std::abs(double{1} * truth->voxels<std::int16_t>()[i] - volume->voxels<std::int16_t>()[i]));
    qInfo("largest difference of the lossy file: %g HU", worst);
    QVERIFY(worst < 100.0);
  }

  // Cut short, it is refused, never filled up.
  QTemporaryDir temporary;
  QByteArray bytes = contentOf(base + name + QStringLiteral(".dcm"));
  const QString cut = temporary.filePath(QStringLiteral("cut.dcm"));
  QByteArrayList shortened;
  for (const double part : {0.5, 0.9, 0.999})
    shortened.append(bytes.left(static_cast<qsizetype>(part * static_cast<double>(bytes.size()))));
  if (name.startsWith(QLatin1String("JPEG"))) {
    // A whole file around a code stream without its end.
    const qsizetype end = bytes.lastIndexOf("\xff\xd9");
    QVERIFY(end > 0);
    shortened.append(bytes.replace(end, 2, QByteArray(2, '\0')));
  }
  for (const QByteArray& content : shortened) {
    QFile file(cut);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.close();
    SeriesEntry entry = entries[0];
    entry.source.slices[0].file = cut;
    QStringList reasons;
    const auto half = load(entry, &reasons);
    QCOMPARE(half->sliceState(0), Volume::SliceState::Missing);
    QCOMPARE(reasons.size(), 1);
  }
}

void TestDicomRealdata::publishedSuvFactors_data() {
  QTest::addColumn<double>("factor");
  QTest::newRow("SIEMENS") << 0.00042748316187197236;
  QTest::newRow("GE_MEDICAL_AND_BQML") << 0.0005367387681819742;
  QTest::newRow("PHILIPS_CNTS_AND_SUV") << 0.000728;
  QTest::newRow("PHILIPS_BQML") << 0.0007463747013889488;
}

void TestDicomRealdata::publishedSuvFactors() {
  QFETCH(double, factor);
  const QString file =
      data(QStringLiteral("suv/%1-instances.json").arg(QLatin1String(QTest::currentDataTag())));
  const QJsonArray instances = QJsonDocument::fromJson(contentOf(file)).array();
  QVERIFY(!instances.isEmpty());
  PetValues values;
  for (const QJsonValue& value : instances) {
    const QJsonObject object = value.toObject();
    const auto text = [&](const char* key) {
      const QJsonValue field = object[QLatin1String(key)];
      return field.isDouble() ? QString::number(field.toDouble(), 'g', 15) : field.toString();
    };
    values.units = text("Units");
    values.decayCorrection = text("DecayCorrection");
    values.correctedImage.clear();
    for (const QJsonValue& word : object[QLatin1String("CorrectedImage")].toArray())
      values.correctedImage.append(word.toString());
    values.patientWeight = text("PatientWeight");
    values.patientSize = text("PatientSize");
    values.patientSex = text("PatientSex");
    values.seriesDate = text("SeriesDate");
    values.seriesTime = text("SeriesTime");
    values.radionuclideTotalDose = text("RadionuclideTotalDose");
    values.radionuclideHalfLife = text("RadionuclideHalfLife");
    values.radiopharmaceuticalStartTime = text("RadiopharmaceuticalStartTime");
    values.radiopharmaceuticalStartDateTime = text("RadiopharmaceuticalStartDateTime");
    values.radiopharmaceuticals = 1;
    const QJsonObject philips = object[QLatin1String("PhilipsPETPrivateGroup")].toObject();
    values.philipsSuvFactor = philips[QLatin1String("SUVScaleFactor")].toString();
    values.philipsActivityFactor = philips[QLatin1String("ActivityConcentrationScaleFactor")].toString();
    values.slices.push_back({text("AcquisitionDate"), text("AcquisitionTime"), text("FrameReferenceTime"),
                             text("ActualFrameDuration")});
  }
  const SuvScale scale = computeSuv(values);
  QVERIFY2(scale.factor.has_value(), qPrintable(scale.refused));
  QVERIFY2(std::abs(*scale.factor / factor - 1.0) < 1e-12,
           qPrintable(QString::number(*scale.factor, 'g', 17)));
}

void TestDicomRealdata::suvReferenceObjects_data() {
  QTest::addColumn<QString>("name");
  for (const char* name : {"0_0", "2_2", "2_4", "3_1", "3_4", "4_2"})
    QTest::newRow(name) << QStringLiteral("suv-dro/DRO_") + QLatin1String(name);
}

void TestDicomRealdata::suvReferenceObjects() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(QString, name);
  const auto series = allSeries(scan(data(name + QStringLiteral("/PT"))));
  QCOMPARE(series.size(), std::size_t{1});
  QVERIFY2(series[0].suv->isValid(), qPrintable(series[0].suv->refused));
  const auto volume = load(series[0]);
  QVERIFY(volume);

  QTemporaryDir temporary;
  const QString out = temporary.filePath(QStringLiteral("mask"));
  const auto said = uptake::test::runProcess(
      uptake::test::python(), {uptake::test::sourceDir() + QStringLiteral("/tests/scripts/nifti_values.py"),
                               data(name + QStringLiteral("/mask/DRO_mask.nii.gz")), out});
  QVERIFY2(said.exitCode == 0, said.err.constData());
  const QByteArray mask = contentOf(out);
  const auto voxels = volume->voxels<float>();
  QCOMPARE(mask.size(), static_cast<qsizetype>(voxels.size()));
  std::vector<float> inside;
  for (std::size_t i = 0; i < voxels.size(); ++i)
    if (mask[static_cast<qsizetype>(i)] != 0) inside.push_back(voxels[i]);
  QVERIFY(!inside.empty());
  std::sort(inside.begin(), inside.end());
  const auto rounded = [](float value) { return QString::number(value, 'f', 2); };
  QCOMPARE(rounded(inside.front()), QStringLiteral("0.20"));
  QCOMPARE(rounded(inside[inside.size() / 2]), QStringLiteral("1.00"));
  QCOMPARE(rounded(inside.back()), QStringLiteral("4.00"));
}

void TestDicomRealdata::segmentationsAreListed() {
  const auto series = allSeries(scan(data(QStringLiteral("dcmqi/liver.dcm"))));
  QCOMPARE(series.size(), std::size_t{1});
  QCOMPARE(series[0].source.modality, QStringLiteral("SEG"));
  QVERIFY(series[0].refusal.isEmpty() && !series[0].isVolume());
  QCOMPARE(series[0].source.slices.size(), std::size_t{1});
  QVERIFY(!series[0].source.slices[0].sopInstanceUid.isEmpty());
}

QTEST_GUILESS_MAIN(TestDicomRealdata)
#include "tst_dicom_realdata.moc"
