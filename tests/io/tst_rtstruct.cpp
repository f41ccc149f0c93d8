#include "io/rtstruct/structure_set.h"
#include "io/store/stored_masks.h"
#include "tests/io/seg_fixture.h"
#include "tests/support/test_support.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <set>
#include <sys/resource.h>

using namespace uptake;
using namespace uptake::test;

namespace {

const ImageGrid kAxial = makeGrid({47, 38, 6}, {1.7, 1.9, 2.5}, {-46.4649, 5.01881, -177.75});

using Voxels = std::set<std::array<int, 3>>;

Voxels voxelsOf(const QJsonValue& list) {
  Voxels voxels;
  for (const QJsonValue& voxel : list.toArray())
    voxels.insert({voxel[0].toInt(), voxel[1].toInt(), voxel[2].toInt()});
  return voxels;
}

Voxels voxelsOf(const LabelMap& labels, Label label) {
  Voxels voxels;
  const Eigen::Vector3i size = labels.grid().size();
  for (int k = 0; k < size.z(); ++k)
    for (int j = 0; j < size.y(); ++j)
      for (int i = 0; i < size.x(); ++i)
        if (labels.at({i, j, k}) == label) voxels.insert({i, j, k});
  return voxels;
}

}  // namespace

/// Structure sets made by pydicom, and their voxels as numpy finds them.
class TestRtstruct : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    UPTAKE_NEEDS_PYTHON();
    dir_ = std::make_unique<QTemporaryDir>();
  }
  void enclosesTheSameVoxels_data();
  void enclosesTheSameVoxels();
  void contoursThatLieOnOneAnother();
  void roisLieInTheirOwnFrameOfReference();
  void roisInTwoFramesOfReferenceGoToTheirSeries();
  void everyNumberIsKept();
  void segmentsAreDescribed();
  void overlapBecomesFurtherMasks();
  void contoursBetweenSlicesAreResampled();
  void contoursStandForSlabs();
  void contoursOnEverySecondSliceFillThose_data();
  void contoursOnEverySecondSliceFillThose();
  void roisThatShareContoursAreRefused_data();
  void roisThatShareContoursAreRefused();
  void positionWinsOverTheNamedImage();
  void otherContoursAreTold();
  void obliqueContoursAreRefused();
  void anotherFrameOfReferenceIsRefused();
  void numberZeroIsKept();
  void refusesHostileContours_data();
  void refusesHostileContours();
  void deepNestingIsRefused();
  void damageIsSurvived();
  void tooManyLayersAreTold();
  void savedAsASegOfItsOwn();

 private:
  QString path(const char* name) const { return dir_->filePath(QLatin1String(name)); }
  /// The structure set over `source_`; `expected_` are its voxels.
  QString make(const QStringList& options, const ImageGrid& grid = kAxial) {
    source_ = writeSource(dir_->filePath(QStringLiteral("ct")), grid);
    const QString file = path("rs.dcm");
    const ProcessOutput made =
        runProcess(python(), QStringList{sourceDir() + QStringLiteral("/tests/scripts/make_rtstruct.py"),
                                         dir_->filePath(QStringLiteral("ct")), file} +
                                 options);
    if (made.exitCode != 0) qWarning("%s", made.err.constData());
    expected_ = QJsonDocument::fromJson(made.out).object();
    return file;
  }
  Result<std::vector<std::unique_ptr<MaskLayer>>> read(const QString& file) {
    return readStructureSet(file, source_, control_);
  }

  std::unique_ptr<QTemporaryDir> dir_;
  SeriesEntry source_;
  QJsonObject expected_;
  JobControl control_;
};

void TestRtstruct::enclosesTheSameVoxels_data() {
  QTest::addColumn<QString>("option");
  QTest::addColumn<Eigen::Vector3d>("degrees");
  QTest::addColumn<Eigen::Vector3d>("flips");
  const Eigen::Vector3d none(0, 0, 0), plain(1, 1, 1);
  QTest::newRow("axial") << "" << none << plain;
  QTest::newRow("no image named") << "plain" << none << plain;
  QTest::newRow("implicit VR") << "binary" << none << plain;
  QTest::newRow("contours of 100 kB") << "fine" << none << plain;
  QTest::newRow("oblique") << "" << Eigen::Vector3d(12, -7, 31) << plain;
  QTest::newRow("oblique, no image named") << "plain" << Eigen::Vector3d(12, -7, 31) << plain;
  QTest::newRow("coronal") << "plain" << Eigen::Vector3d(90, 0, 0) << plain;
  QTest::newRow("rows reversed") << "" << none << Eigen::Vector3d(1, -1, -1);
}

void TestRtstruct::enclosesTheSameVoxels() {
  QFETCH(QString, option);
  QFETCH(Eigen::Vector3d, degrees);
  QFETCH(Eigen::Vector3d, flips);
  const QString file =
      make(option.isEmpty() ? QStringList() : QStringList{option},
           makeGrid({47, 38, 6}, {1.7, 1.9, 2.5}, {-46.4649, 5.01881, -177.75}, degrees, flips));
  const auto layers = read(file);
  QVERIFY2(layers, layers ? "" : qPrintable(layers.error().text()));
  int found = 0;
  for (const auto& layer : *layers) {
    for (const Segment& segment : layer->segments) {
      const Voxels expected = voxelsOf(expected_[segment.label]);
      QVERIFY2(expected.size() > 50, qPrintable(segment.label));
      QVERIFY2(voxelsOf(layer->labels, segment.number) == expected, qPrintable(segment.label));
      ++found;
    }
  }
  QCOMPARE(found, expected_.size());
}

void TestRtstruct::contoursThatLieOnOneAnother() {
  const auto layers = read(make({QStringLiteral("overlaps")}));
  QVERIFY2(layers, layers ? "" : qPrintable(layers.error().text()));
  int found = 0;
  for (const auto& layer : *layers)
    for (const Segment& segment : layer->segments) {
      QVERIFY2(voxelsOf(layer->labels, segment.number) == voxelsOf(expected_[segment.label]),
               qPrintable(segment.label));
      ++found;
    }
  QCOMPARE(found, expected_.size());
  const QStringList& said = layers->front()->warnings;
  for (const char* text :
       {"\"Twice\": 4 contours stored more than once", "\"Twice, turned\": 4 contours stored more than once",
        "\"Hole twice\": 4 contours inside another one taken as holes",
        "\"Crossing\": 8 contours that cross each other taken as one region",
        "\"Exclusive, twice\": 4 contours of type CLOSEDPLANAR_XOR stored more than once",
        "\"Interpolated\": 8 contours of type INTERPOLATED_PLANAR"})
    QVERIFY2(
        std::ranges::any_of(said, [&](const QString& each) { return each.contains(QLatin1String(text)); }),
        text);
  // What is usual is not remarked upon.
  for (const char* name : {"\"Side by side\"", "\"Exclusive\"", "\"Lower case\"", "\"Round twice\""})
    QVERIFY2(
        std::ranges::none_of(said, [&](const QString& each) { return each.contains(QLatin1String(name)); }),
        name);
}

void TestRtstruct::roisLieInTheirOwnFrameOfReference() {
  const QString file = make({QStringLiteral("frames")});
  const auto layers = read(file);
  QVERIFY2(layers, layers ? "" : qPrintable(layers.error().text()));
  QVERIFY(layers->front()->segment(3) == nullptr);
  const QString said = layers->front()->warnings.join(QLatin1Char(' '));
  QVERIFY2(said.contains(QStringLiteral(
               "The ROI \"Ring\" is left out: it lies in the frame of reference 1.2.3.77, the series in ")),
           qPrintable(said));
  for (const auto& layer : *layers)
    for (const Segment& segment : layer->segments)
      QVERIFY2(voxelsOf(layer->labels, segment.number) == voxelsOf(expected_[segment.label]),
               qPrintable(segment.label));
  const auto reference = readStructureSetReference(file);
  QVERIFY(reference);
  QCOMPARE(reference->furtherFrames, QStringList{source_.source.frameOfReferenceUid});
}

void TestRtstruct::roisInTwoFramesOfReferenceGoToTheirSeries() {
  const QString file = make({QStringLiteral("frames")});
  // The registered image has the same voxels, in a frame of reference of its own.
  SourceOptions options;
  options.frameOfReferenceUid = "1.2.3.77";
  SeriesEntry registered = writeSource(path("other"), kAxial, options);
  registered.source.seriesInstanceUid = QStringLiteral("1.2.3.78");
  SeriesEntry structures;
  structures.source.modality = QStringLiteral("RTSTRUCT");
  structures.source.slices.push_back({QString(), QString(), file, 0});
  StudyEntry study;
  study.uid = source_.source.studyInstanceUid;
  study.series = {source_, registered, structures};
  const auto stored = readMasks(study, AnnotationFolder(path("annotations")), control_);
  QVERIFY(stored);
  int found = 0;
  for (const auto& mask : stored->masks)
    for (const Segment& segment : mask->segments) {
      const SeriesEntry& own = segment.label == QLatin1String("Ring") ? registered : source_;
      QCOMPARE(mask->source.seriesInstanceUid, own.source.seriesInstanceUid);
      QVERIFY2(voxelsOf(mask->labels, segment.number) == voxelsOf(expected_[segment.label]),
               qPrintable(segment.label));
      ++found;
    }
  QCOMPARE(found, expected_.size());
  for (const FileProblem& problem : stored->problems)
    QVERIFY2(!problem.reason.contains(QStringLiteral("is left out")), qPrintable(problem.reason));
}

void TestRtstruct::everyNumberIsKept() {
  const auto layers = read(make({QStringLiteral("numbers")}));
  QVERIFY2(layers, layers ? "" : qPrintable(layers.error().text()));
  int found = 0;
  for (const auto& layer : *layers)
    for (const Segment& segment : layer->segments) {
      QVERIFY2(voxelsOf(layer->labels, segment.number) == voxelsOf(expected_[segment.label]),
               qPrintable(segment.label));
      ++found;
    }
  QCOMPARE(found, expected_.size());
  const QString said = layers->front()->warnings.join(QLatin1Char(' '));
  QVERIFY2(said.contains(QStringLiteral("The ROI \"Ring\" has number 70000 and became segment ")),
           qPrintable(said));
}

void TestRtstruct::segmentsAreDescribed() {
  const auto layers = read(make({}));
  QVERIFY2(layers, layers ? "" : qPrintable(layers.error().text()));
  const MaskLayer& first = *layers->front();
  QCOMPARE(first.name, QStringLiteral("Ünder test"));
  const Segment* ring = first.segment(3);
  QVERIFY(ring != nullptr);
  QCOMPARE(ring->label, QStringLiteral("Ring"));
  QCOMPARE(ring->colour, (Rgb{10, 200, 254}));
  QCOMPARE(ring->algorithm, SegmentAlgorithm::Manual);
  QCOMPARE(ring->category.meaning, QStringLiteral("Tissue"));
  for (const auto& layer : *layers) {
    QCOMPARE(layer->source.seriesInstanceUid, source_.source.seriesInstanceUid);
    QVERIFY(layer->provenance.file.isEmpty());
    for (const Segment& segment : layer->segments) {
      if (segment.label == QLatin1String("Star")) QCOMPARE(segment.type.value, QStringLiteral("108369006"));
      if (segment.label != QLatin1String("Ring")) {
        QCOMPARE(segment.algorithm, SegmentAlgorithm::Automatic);
        QVERIFY(!segment.algorithmName.isEmpty());
      }
    }
  }
  const auto reference = readStructureSetReference(path("rs.dcm"));
  QVERIFY(reference);
  QCOMPARE(reference->sourceSeriesUid, source_.source.seriesInstanceUid);
  QCOMPARE(reference->frameOfReferenceUid, source_.source.frameOfReferenceUid);
  QCOMPARE(first.provenance.predecessorUid, reference->sopInstanceUid);
  QCOMPARE(first.provenance.predecessorClassUid, QStringLiteral("1.2.840.10008.5.1.4.1.1.481.3"));
}

void TestRtstruct::overlapBecomesFurtherMasks() {
  const auto layers = read(make({}));
  QVERIFY(layers);
  QVERIFY(layers->size() > 1);
  QVERIFY2(layers->front()->warnings.join(QLatin1Char(' ')).contains(QStringLiteral("overlap")),
           qPrintable(layers->front()->warnings.join(QLatin1Char(' '))));
  QVERIFY(layers->back()->name.endsWith(QLatin1Char(')')));
}

void TestRtstruct::contoursBetweenSlicesAreResampled() {
  const auto layers = read(make({QStringLiteral("shifted"), QStringLiteral("plain")}));
  QVERIFY2(layers, layers ? "" : qPrintable(layers.error().text()));
  QVERIFY2(layers->front()->warnings.join(QLatin1Char(' ')).contains(QStringLiteral("between the slices")),
           qPrintable(layers->front()->warnings.join(QLatin1Char(' '))));
  // Planes at 1.5, 2.5, 3.5 and 4.5: each is on one slice, the one before it.
  QVERIFY(voxelsOf(layers->front()->labels, 3) == voxelsOf(expected_[QStringLiteral("Ring")]));
}

void TestRtstruct::contoursStandForSlabs() {
  const auto layers = read(make({QStringLiteral("slabs"), QStringLiteral("plain")}));
  QVERIFY2(layers, layers ? "" : qPrintable(layers.error().text()));
  QStringList found;
  for (const auto& layer : *layers)
    for (const Segment& segment : layer->segments) {
      QVERIFY2(voxelsOf(layer->labels, segment.number) == voxelsOf(expected_[segment.label]),
               qPrintable(segment.label));
      found.append(segment.label);
    }
  for (const QString& name : expected_.keys())
    QVERIFY2(found.contains(name) != expected_[name].toArray().isEmpty(), qPrintable(name));
  const QString said = layers->front()->warnings.join(QLatin1Char(' '));
  for (const char* text :
       {"\"Thin\": 7 contours on no slice of the series",
        "\"Half-way\": no contour has another one above or below it",
        "\"Nowhere\": 3 contours left out, a part of the ROI that is thin and lies between the centres",
        "\"Nowhere\" encloses no voxel", "\"Hole off\": 2 contours a little off others",
        "\"Part lost\": 1 contour left out", "\"Two images\": 1 contour on no slice"})
    QVERIFY2(said.contains(QLatin1String(text)), qPrintable(QLatin1String(text) + QLatin1Char('|') + said));
  // Every contour is there.
  for (const char* text :
       {"\"Beside\": 1 contour on", "\"Beside\": 1 contour left", "\"Beside, near\": 1 contour on",
        "\"Uneven\": 1 contour on", "\"Hole off\": 1 contour on"})
    QVERIFY2(!said.contains(QLatin1String(text)), text);
}

void TestRtstruct::contoursOnEverySecondSliceFillThose_data() {
  QTest::addColumn<QStringList>("options");
  QTest::newRow("images named") << QStringList();
  QTest::newRow("no image named") << QStringList{QStringLiteral("plain")};
}

/// A series of half the slice distance has a slice at every contour, and one between each two.
void TestRtstruct::contoursOnEverySecondSliceFillThose() {
  QFETCH(QStringList, options);
  const QString file = make(options);
  SeriesEntry fine = writeSource(path("fine"), makeGrid({47, 38, 11}, {1.7, 1.9, 1.25}, kAxial.origin()));
  fine.source.seriesInstanceUid = QStringLiteral("1.2.3.78");
  for (auto& slice : fine.source.slices) slice.sopInstanceUid.append(QStringLiteral(".78"));
  const auto layers = readStructureSet(file, fine, control_);
  QVERIFY2(layers, layers ? "" : qPrintable(layers.error().text()));
  for (const auto& layer : *layers)
    for (const Segment& segment : layer->segments) {
      Voxels expected;
      for (const auto& [i, j, k] : voxelsOf(expected_[segment.label])) {
        expected.insert({i, j, 2 * k - 1});
        expected.insert({i, j, 2 * k});
      }
      QVERIFY2(voxelsOf(layer->labels, segment.number) == expected, qPrintable(segment.label));
    }
}

void TestRtstruct::roisThatShareContoursAreRefused_data() {
  QTest::addColumn<QString>("said");
  QTest::newRow("one number twice") << "The ROI \"Ring\" is left out: its ROI Number (3) is there twice";
  QTest::newRow("two items of contours") << "The ROI \"Ring\" is left out: its contours are there twice";
}

void TestRtstruct::roisThatShareContoursAreRefused() {
  QFETCH(QString, said);
  const QString file = make({});
  const bool isNumber = QTest::currentDataTag() == QByteArray("one number twice");
  editDicom(file, [&](DcmDataset& dataset) {
    DcmItem *roi = nullptr, *contours = nullptr;
    QVERIFY(dataset.findAndGetSequenceItem(DCM_StructureSetROISequence, roi, 2).good());
    QVERIFY(dataset.findAndGetSequenceItem(DCM_ROIContourSequence, contours, 2).good());
    if (isNumber) QVERIFY(roi->putAndInsertString(DCM_ROINumber, "3").good());
    QVERIFY(contours->putAndInsertString(DCM_ReferencedROINumber, "3").good());
  });
  const auto layers = read(file);
  QVERIFY2(layers, layers ? "" : qPrintable(layers.error().text()));
  const QString warnings = layers->front()->warnings.join(QLatin1Char(' '));
  QVERIFY2(warnings.contains(said), qPrintable(warnings));
  QVERIFY2(warnings.contains(isNumber ? QStringLiteral("The ROI \"Star\" is left out")
                                      : QStringLiteral("\"Star\" encloses no voxel")),
           qPrintable(warnings));
  int found = 0;
  for (const auto& layer : *layers)
    for (const Segment& segment : layer->segments) {
      QVERIFY(segment.label != QLatin1String("Ring") && segment.label != QLatin1String("Star"));
      QVERIFY2(voxelsOf(layer->labels, segment.number) == voxelsOf(expected_[segment.label]),
               qPrintable(segment.label));
      ++found;
    }
  QCOMPARE(found, expected_.size() - 2);
}

void TestRtstruct::positionWinsOverTheNamedImage() {
  const auto layers = read(make({QStringLiteral("wrongimage")}));
  QVERIFY2(layers, layers ? "" : qPrintable(layers.error().text()));
  QVERIFY(
      layers->front()->warnings.join(QLatin1Char(' ')).contains(QStringLiteral("the position was taken")));
  QVERIFY(voxelsOf(layers->front()->labels, 3) == voxelsOf(expected_[QStringLiteral("Ring")]));
}

void TestRtstruct::otherContoursAreTold() {
  const auto layers = read(make({QStringLiteral("types")}));
  QVERIFY2(layers, layers ? "" : qPrintable(layers.error().text()));
  const QString said = layers->front()->warnings.join(QLatin1Char(' '));
  QVERIFY2(said.contains(QStringLiteral("\"Ring\": 2 contours of type OPEN_PLANAR left out")),
           qPrintable(said));
  QVERIFY2(said.contains(QStringLiteral("\"Ring\": 1 contour of type POINT left out")), qPrintable(said));
  QVERIFY2(said.contains(QStringLiteral("\"Empty\" encloses no voxel")), qPrintable(said));
  QVERIFY(voxelsOf(layers->front()->labels, 3) == voxelsOf(expected_[QStringLiteral("Ring")]));
}

void TestRtstruct::obliqueContoursAreRefused() {
  const auto layers = read(make({QStringLiteral("oblique")}));
  QVERIFY(!layers);
  QVERIFY2(layers.error().message.contains(QStringLiteral("not parallel")),
           qPrintable(layers.error().message));
}

void TestRtstruct::anotherFrameOfReferenceIsRefused() {
  const QString file = make({QStringLiteral("frame")});
  const auto layers = read(file);
  QVERIFY(!layers);
  QCOMPARE(layers.error().kind, ErrorKind::Inconsistent);
  QCOMPARE(layers.error().file, file);
  QVERIFY(layers.error().message.contains(QStringLiteral("frame of reference 1.2.3")));
}

void TestRtstruct::numberZeroIsKept() {
  const auto layers = read(make({QStringLiteral("zero")}));
  QVERIFY2(layers, layers ? "" : qPrintable(layers.error().text()));
  // Number 0 is background in a mask: the ring becomes the first number that is free.
  const Segment* ring = layers->front()->segment(1);
  QVERIFY(ring != nullptr && ring->label == QLatin1String("Ring"));
  QVERIFY(voxelsOf(layers->front()->labels, 1) == voxelsOf(expected_[QStringLiteral("Ring")]));
  QVERIFY(layers->front()->warnings.join(QLatin1Char(' ')).contains(QStringLiteral("became segment 1")));
}

void TestRtstruct::refusesHostileContours_data() {
  QTest::addColumn<QString>("option");
  QTest::addColumn<QString>("said");
  QTest::newRow("million points") << "million"
                                  << "more than 100000 points";
  QTest::newRow("not a number") << "nan"
                                << "\"nan\"";
  QTest::newRow("giant") << "giant"
                         << "\"1e300\"";
  QTest::newRow("wrong count") << "count"
                               << "Number of Contour Points";
}

void TestRtstruct::refusesHostileContours() {
  QFETCH(QString, option);
  QFETCH(QString, said);
  const QString file = make({option});
  if (option == QLatin1String("million"))
    editDicom(file, [](DcmDataset& dataset) {
      DcmItem *roi = nullptr, *contour = nullptr;
      QVERIFY(dataset.findAndGetSequenceItem(DCM_ROIContourSequence, roi).good());
      QVERIFY(roi->findAndGetSequenceItem(DCM_ContourSequence, contour).good());
      const std::string points = QByteArray("1.5\\2.5\\3.5\\").repeated(1000000).chopped(1).toStdString();
      QVERIFY(contour->putAndInsertOFStringArray(DCM_ContourData, points).good());
    });
  rusage before{}, after{};
  getrusage(RUSAGE_SELF, &before);
  const auto layers = read(file);
  getrusage(RUSAGE_SELF, &after);
  QVERIFY2(after.ru_maxrss - before.ru_maxrss < 300 * 1024, qPrintable(QString::number(after.ru_maxrss)));
  // An ROI with damage is left out as a whole; where all have it, nothing is left to show.
  if (option == QLatin1String("million")) {
    QVERIFY2(layers, layers ? "" : qPrintable(layers.error().text()));
    for (const auto& layer : *layers) QVERIFY(layer->segment(3) == nullptr);
  } else {
    QVERIFY(!layers);
    QCOMPARE(layers.error().file, file);
  }
  const QString message = layers ? layers->front()->warnings.join(QLatin1Char(' ')) : layers.error().message;
  QVERIFY2(message.contains(said) && message.contains(QStringLiteral("The ROI \"Ring\" is left out")),
           qPrintable(message));
}

void TestRtstruct::deepNestingIsRefused() {
  const QString file = make({QStringLiteral("deep")});
  for (const auto& message : {read(file).error().message, readStructureSetReference(file).error().message})
    QVERIFY2(message.contains(QStringLiteral("nested more than 64 deep")), qPrintable(message));
}

void TestRtstruct::damageIsSurvived() {
  const QString file = make({});
  QFile stored(file);
  QVERIFY(stored.open(QIODevice::ReadOnly));
  const QByteArray original = stored.readAll();
  stored.close();
  quint32 state = 4711;
  const auto random = [&](qsizetype below) {
    state = state * 1664525U + 1013904223U;
    return static_cast<qsizetype>((static_cast<quint64>(state) * static_cast<quint64>(below)) >> 32);
  };
  int refused = 0;
  for (int n = 0; n < 400; ++n) {
    QByteArray bytes = original;
    const qsizetype at = random(bytes.size());
    if (n % 2 == 0)
      bytes.truncate(at);
    else
      bytes[at] = static_cast<char>(random(256));
    QVERIFY(stored.open(QIODevice::WriteOnly) && stored.write(bytes) == bytes.size());
    stored.close();
    const auto layers = read(file);
    if (layers) continue;
    ++refused;
    QCOMPARE(layers.error().file, file);
    QVERIFY(!layers.error().message.isEmpty());
  }
  QVERIFY(refused > 100);
}

void TestRtstruct::tooManyLayersAreTold() {
  const auto layers = read(make({QStringLiteral("many")}));
  QVERIFY2(layers, layers ? "" : qPrintable(layers.error().text()));
  QCOMPARE(layers->size(), std::size_t{64});
  QVERIFY(
      layers->front()->warnings.join(QLatin1Char(' ')).contains(QStringLiteral("more than 64 ROIs overlap")));
}

void TestRtstruct::savedAsASegOfItsOwn() {
  const QString file = make({});
  SeriesEntry structures;
  structures.source.modality = QStringLiteral("RTSTRUCT");
  structures.source.slices.push_back({QString(), QString(), file, 0});
  source_.source.patientId = QStringLiteral("P1");
  StudyEntry study;
  study.uid = source_.source.studyInstanceUid;
  study.series = {source_, structures};
  const AnnotationFolder folder(path("annotations"));
  auto stored = readMasks(study, folder, control_);
  QVERIFY(stored);
  const std::size_t count = stored->masks.size();
  QVERIFY(count > 1);
  const QByteArray before = [&] {
    QFile rs(file);
    return rs.open(QIODevice::ReadOnly) ? rs.readAll() : QByteArray();
  }();
  std::vector<MaskLayer> masks;
  for (const auto& mask : stored->masks) {
    mask->id = static_cast<MaskId>(masks.size() + 1);
    masks.push_back(std::move(*mask));
  }
  SaveTransaction save(folder, stored->stamps, false);
  QVERIFY(save.begin(control_));
  planMasks(save, QStringLiteral("P1"), study.uid, std::move(masks), std::make_shared<MaskPlaces>());
  const SaveReport saved = save.finish(control_);
  QVERIFY2(saved.problems.empty(), saved.problems.empty() ? "" : qPrintable(saved.problems.front().reason));
  QCOMPARE(saved.files.size(), static_cast<qsizetype>(count));
  QFile rs(file);
  QVERIFY(rs.open(QIODevice::ReadOnly) && rs.readAll() == before);
  for (const QString& seg : saved.files) {
    QVERIFY(seg.startsWith(folder.path()));
    QCOMPARE(dciodvfyErrors(seg), QByteArray());
    const auto reference = readSegReference(seg);
    QVERIFY(reference);
    QCOMPARE(reference->predecessorUid, readStructureSetReference(file)->sopInstanceUid);
    QCOMPARE(reference->predecessorClassUid, QStringLiteral("1.2.840.10008.5.1.4.1.1.481.3"));
  }
  // The SEGs stand for the structure set from now on.
  const auto again = readMasks(study, folder, control_);
  QVERIFY(again);
  QCOMPARE(again->masks.size(), count);
  for (const auto& mask : again->masks)
    QVERIFY2(!mask->provenance.file.isEmpty(),
             qPrintable(mask->name + mask->warnings.join(QLatin1Char(' '))));
}

QTEST_GUILESS_MAIN(TestRtstruct)
#include "tst_rtstruct.moc"
