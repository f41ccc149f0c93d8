#include "io/seg/seg_reader.h"
#include "io/seg/seg_writer.h"
#include "tests/io/seg_fixture.h"
#include "tests/support/test_support.h"

#include <QDirIterator>
#include <QTemporaryDir>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>

using namespace uptake;
using namespace uptake::test;

namespace {

bool sameLabels(const LabelMap& a, const LabelMap& b) {
  return a.grid().size() == b.grid().size() && std::ranges::equal(a.labels(), b.labels());
}

/// Positions rounded to 0.001 mm may fall to either side of a half, so compare with that slack.
bool sameVoxels(const QStringList& a, const QStringList& b) {
  const auto parse = [](const QStringList& lines) {
    std::vector<std::array<qlonglong, 4>> voxels;
    for (const QString& line : lines) {
      const QStringList parts = line.split(QLatin1Char(' '));
      voxels.push_back({parts[0].toLongLong(), (parts[1].toLongLong() + 50) / 100,
                        (parts[2].toLongLong() + 50) / 100, (parts[3].toLongLong() + 50) / 100});
    }
    std::ranges::sort(voxels);
    return voxels;
  };
  const auto left = parse(a), right = parse(b);
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i)
    for (std::size_t part = 0; part < 4; ++part)
      if (std::abs(left[i][part] - right[i][part]) > (part == 0 ? 0 : 1)) return false;
  return true;
}

QString valueOf(const QString& file, const DcmTagKey& tag) {
  DcmFileFormat format;
  format.loadFile(QFile::encodeName(file).constData());
  OFString value;
  format.getDataset()->findAndGetOFStringArray(tag, value);
  return QString::fromUtf8(value.c_str());
}

DcmItem* sharedGroups(DcmDataset& data) {
  DcmItem* item = nullptr;
  data.findAndGetSequenceItem(DCM_SharedFunctionalGroupsSequence, item);
  return item;
}

const ImageGrid kPlain = makeGrid({23, 38, 5}, {0.7, 0.9, 2.5}, {46.4649, 5.01881, -177.75});

}  // namespace

class TestSeg : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }
  void roundTrip_data();
  void roundTrip();
  void placesFramesByPosition_data();
  void placesFramesByPosition();
  void unevenSlicesKeepTheirOwnPositions();
  void refusesFramesOffTheGrid();
  void ownGridFillsGaps();
  void emptySegmentsAndGapsAreTold();
  void refusesWhatCannotBeSaved();
  void refusesAChangedSource();
  void aMissingSliceCanBePainted();
  void textKeepsItsCharacters();
  void savingAgainNamesThePredecessor();
  void trackingIsMadeAndStable();
  void coloursAreCieLab();
  void lossyHistoryIsPassedOn();
  void cancelLeavesNoFile();
  void overlapBecomesLayers();
  void framesInAnyOrder();
  void toleratesSmallDefects();
  void refusesAbsurdHeaders_data();
  void refusesAbsurdHeaders();
  void readsFractional();
  void readsLabelMap();
  void readsDeflated();
  void readsReferenceWithoutSeries();
  void survivesDamage();

 private:
  QString path(const char* name) const { return dir_->filePath(QLatin1String(name)); }
  SeriesEntry source(const ImageGrid& grid = kPlain, const SourceOptions& options = {}) {
    return writeSource(dir_->filePath(QStringLiteral("source%1").arg(++sources_)), grid, options);
  }
  /// Writes the mask to "mask.dcm".
  QString write(const MaskLayer& layer) {
    const QString file = path("mask.dcm");
    const auto written = writeSeg(layer, file, control_);
    if (!written) qWarning("%s", qPrintable(written.error().text()));
    return written ? file : QString();
  }
  std::vector<std::unique_ptr<MaskLayer>> read(const QString& file, const SeriesEntry* entry) {
    auto layers = readSeg(file, entry, control_);
    if (!layers) qWarning("%s", qPrintable(layers.error().text()));
    return layers ? layers.take() : std::vector<std::unique_ptr<MaskLayer>>();
  }

  std::unique_ptr<QTemporaryDir> dir_;
  JobControl control_;
  int sources_ = 0;
};

void TestSeg::roundTrip_data() {
  QTest::addColumn<Eigen::Vector3i>("size");
  QTest::addColumn<Eigen::Vector3d>("degrees");
  QTest::addColumn<Eigen::Vector3d>("flips");
  QTest::addColumn<int>("segments");
  const Eigen::Vector3d straight(0, 0, 0), oblique(12, -7, 31), none(1, 1, 1);
  QTest::newRow("rows × columns no multiple of 8") << Eigen::Vector3i(23, 38, 5) << straight << none << 3;
  QTest::newRow("tiny") << Eigen::Vector3i(5, 3, 3) << straight << none << 1;
  QTest::newRow("odd") << Eigen::Vector3i(7, 5, 4) << straight << none << 2;
  QTest::newRow("whole bytes") << Eigen::Vector3i(16, 8, 4) << straight << none << 4;
  QTest::newRow("oblique") << Eigen::Vector3i(23, 38, 5) << oblique << none << 2;
  QTest::newRow("rows reversed") << Eigen::Vector3i(23, 38, 5) << straight << Eigen::Vector3d(1, -1, 1) << 2;
  QTest::newRow("left-handed") << Eigen::Vector3i(23, 38, 5) << straight << Eigen::Vector3d(1, 1, -1) << 2;
  QTest::newRow("oblique and reversed")
      << Eigen::Vector3i(9, 11, 6) << oblique << Eigen::Vector3d(-1, 1, -1) << 5;
}

void TestSeg::roundTrip() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(Eigen::Vector3i, size);
  QFETCH(Eigen::Vector3d, degrees);
  QFETCH(Eigen::Vector3d, flips);
  QFETCH(int, segments);
  const SeriesEntry entry =
      source(makeGrid(size, {0.7, 0.9, 2.5}, {46.4649, 5.01881, -177.75}, degrees, flips));
  MaskLayer mask = makeMask(entry, segments);
  mask.segments[0].algorithm = SegmentAlgorithm::SemiAutomatic;
  mask.segments[0].algorithmName = QStringLiteral("Threshold");
  mask.segments[0].type = {QStringLiteral("14799000"), QStringLiteral("SCT"),
                           QStringLiteral("Neoplasm, Secondary")};
  const auto written = writeSeg(mask, path("deep/er/mask.dcm"), control_);
  QVERIFY2(written, written ? "" : qPrintable(written.error().text()));
  const QString file = written->provenance.file;
  QCOMPARE(dciodvfyErrors(file), QByteArray());
  QVERIFY(!painted(mask).isEmpty());
  QVERIFY(sameVoxels(painted(file), painted(mask)));
  QVERIFY(written->renumbered.empty());

  for (const SeriesEntry* given : {&entry, static_cast<const SeriesEntry*>(nullptr)}) {
    // The frames alone cannot tell that the stack is left-handed.
    if (given == nullptr && flips.prod() < 0) continue;
    const auto layers = read(file, given);
    QCOMPARE(layers.size(), std::size_t{1});
    const MaskLayer& back = *layers[0];
    QVERIFY(sameLabels(back.labels, mask.labels));
    QVERIFY(back.labels.grid().sameAs(mask.labels.grid()));
    QCOMPARE(back.segments.size(), mask.segments.size());
    QVERIFY(back.segments == mask.segments);
    QCOMPARE(back.name, mask.name);
    QCOMPARE(back.warnings, QStringList());
    QCOMPARE(back.source.seriesInstanceUid, entry.source.seriesInstanceUid);
    QCOMPARE(back.provenance.sopInstanceUid, written->provenance.sopInstanceUid);
    QCOMPARE(back.source.slices[0].sopInstanceUid, entry.source.slices[0].sopInstanceUid);
  }
  const auto reference = readSegReference(file);
  QVERIFY(reference);
  QCOMPARE(reference->sourceSeriesUid, entry.source.seriesInstanceUid);
  QCOMPARE(reference->frameOfReferenceUid, entry.source.frameOfReferenceUid);
  QCOMPARE(reference->predecessorUid, QString());
}

void TestSeg::placesFramesByPosition_data() {
  QTest::addColumn<Eigen::Matrix3i>("turn");  // columns: the grid axes that the other image's axes run along
  Eigen::Matrix3i turn;
  turn << -1, 0, 0, 0, 1, 0, 0, 0, 1;
  QTest::newRow("columns reversed") << turn;
  turn << -1, 0, 0, 0, -1, 0, 0, 0, 1;
  QTest::newRow("turned by 180 degrees") << turn;
  turn << 0, 1, 0, 1, 0, 0, 0, 0, -1;
  QTest::newRow("transposed") << turn;
  turn << 0, 0, 1, 1, 0, 0, 0, 1, 0;
  QTest::newRow("another plane") << turn;
}

void TestSeg::placesFramesByPosition() {
  QFETCH(Eigen::Matrix3i, turn);
  // Two images of the same voxels, the second stored along other axes.
  const ImageGrid grid = makeGrid({9, 7, 5}, {1.5, 1.1, 2.5}, {-30, 12, 200}, {5, 8, -20});
  Eigen::Vector3i size;
  Eigen::Vector3d spacing;
  Eigen::Vector3i first = Eigen::Vector3i::Zero();
  for (int axis = 0; axis < 3; ++axis) {
    int along = 0;
    turn.col(axis).cwiseAbs().maxCoeff(&along);
    size[axis] = grid.size()[along];
    spacing[axis] = grid.spacing()[along];
    if (turn(along, axis) < 0) first[along] = grid.size()[along] - 1;
  }
  const ImageGrid other = *ImageGrid::create(size, spacing, grid.toPatient(first.cast<double>()),
                                             grid.directions() * turn.cast<double>());
  const SeriesEntry entry = source(grid), turned = source(other);
  const MaskLayer mask = makeMask(turned, 2);
  const auto layers = read(write(mask), &entry);
  QCOMPARE(layers.size(), std::size_t{1});
  QVERIFY(layers[0]->labels.grid().sameAs(grid));
  QVERIFY(sameVoxels(painted(*layers[0]), painted(mask)));
  QCOMPARE(layers[0]->warnings.size(), 1);  // it names another series
}

void TestSeg::unevenSlicesKeepTheirOwnPositions() {
  UPTAKE_NEEDS_PYTHON();
  SourceOptions options;
  options.slide = [](int k) { return k == 2 ? 0.02 : 0.0; };
  const SeriesEntry entry = source(kPlain, options);
  const MaskLayer mask = makeMask(entry, 2);
  const QString file = write(mask);
  bool slid = false;
  for (const QString& line : painted(file)) slid = slid || line.endsWith(QLatin1String(" -172730"));
  QVERIFY(slid);
  const auto layers = read(file, &entry);
  QCOMPARE(layers.size(), std::size_t{1});
  QVERIFY(sameLabels(layers[0]->labels, mask.labels));
  const auto own = read(file, nullptr);
  QCOMPARE(own.size(), std::size_t{1});
  QVERIFY(sameLabels(own[0]->labels, mask.labels));
}

void TestSeg::refusesFramesOffTheGrid() {
  const SeriesEntry entry = source();
  const QString file = write(makeMask(entry, 1));
  SeriesEntry shifted = source(makeGrid({23, 38, 5}, {0.7, 0.9, 2.5}, {46.4649, 5.01881, -177.65}));
  auto result = readSeg(file, &shifted, control_);
  QVERIFY(!result);
  QCOMPARE(result.error().kind, ErrorKind::Inconsistent);
  QVERIFY2(result.error().message.contains(QLatin1String("(46.465, 5.019, -177.750) mm")),
           qPrintable(result.error().message));
  SeriesEntry coarse = source(makeGrid({23, 38, 5}, {0.7, 0.95, 2.5}, {46.4649, 5.01881, -177.75}));
  result = readSeg(file, &coarse, control_);
  QVERIFY(!result && result.error().kind == ErrorKind::Inconsistent);
  SeriesEntry smaller = source(makeGrid({22, 38, 5}, {0.7, 0.9, 2.5}, {46.4649, 5.01881, -177.75}));
  result = readSeg(file, &smaller, control_);
  QVERIFY(!result && result.error().kind == ErrorKind::Inconsistent);
  SourceOptions elsewhere;
  elsewhere.frameOfReferenceUid = "1.2.3.4.98";
  SeriesEntry foreign = source(kPlain, elsewhere);
  result = readSeg(file, &foreign, control_);
  QVERIFY(!result && result.error().kind == ErrorKind::Inconsistent);
}

void TestSeg::ownGridFillsGaps() {
  const SeriesEntry entry = source(makeGrid({23, 38, 9}, {0.7, 0.9, 2.5}, {46.4649, 5.01881, -177.75}));
  MaskLayer mask = makeMask(entry, 1);
  mask.labels = LabelMap::create(*entry.grid).take();
  for (const int k : {2, 4, 7}) mask.labels.set({k, 3, k}, 1);
  const QString file = write(mask);
  const auto layers = read(file, nullptr);
  QCOMPARE(layers.size(), std::size_t{1});
  const LabelMap& labels = layers[0]->labels;
  QCOMPARE(labels.grid().size(), Eigen::Vector3i(23, 38, 6));
  QVERIFY((labels.grid().origin() - entry.grid->toPatient({0, 0, 2})).norm() < 1e-9);
  for (const int k : {2, 4, 7}) QCOMPARE(labels.at({k, 3, k - 2}), Label{1});
  QCOMPARE(labels.count(1), std::ptrdiff_t{3});

  // Without Spacing Between Slices, 5 and 7.5 mm apart have no common step that can be known.
  editDicom(file, [](DcmDataset& data) {
    sharedGroups(data)->findAndDeleteElement(DCM_SpacingBetweenSlices, OFFalse, OFTrue);
  });
  const auto refused = readSeg(file, nullptr, control_);
  QVERIFY(!refused && refused.error().kind == ErrorKind::NotSupported);
}

void TestSeg::emptySegmentsAndGapsAreTold() {
  const SeriesEntry entry = source();
  MaskLayer mask = makeMask(entry, 3);
  // Segment 2 is named but holds nothing.
  for (std::ptrdiff_t i = 0; i < entry.grid->voxelCount(); ++i)
    if (mask.labels.labels()[static_cast<std::size_t>(i)] == 2) mask.labels.fill(i, 1, 0);
  const auto written = writeSeg(mask, path("mask.dcm"), control_);
  QVERIFY(written);
  QCOMPARE(written->leftOut, QStringList{QStringLiteral("Lesion 2")});
  QCOMPARE(written->renumbered.size(), std::size_t{1});
  QVERIFY(written->renumbered[0] == (std::pair<Label, Label>{3, 2}));
  QCOMPARE(dciodvfyErrors(path("mask.dcm")), QByteArray());
  const auto layers = read(path("mask.dcm"), &entry);
  QCOMPARE(layers[0]->segments.size(), std::size_t{2});
  QCOMPARE(layers[0]->segments[1].label, QStringLiteral("Lesion 3"));
  QCOMPARE(layers[0]->labels.count(2), mask.labels.count(3));

  // Gapped numbers of other writers are kept.
  editDicom(path("mask.dcm"), [](DcmDataset& data) {
    DcmItem* item = nullptr;
    data.findAndGetSequenceItem(DCM_SegmentSequence, item, 1);
    item->putAndInsertUint16(DCM_SegmentNumber, 7);
    for (long frame = 0;
         data.findAndGetSequenceItem(DCM_PerFrameFunctionalGroupsSequence, item, frame).good(); ++frame) {
      DcmItem* segment = nullptr;
      item->findAndGetSequenceItem(DCM_SegmentIdentificationSequence, segment);
      Uint16 number = 0;
      segment->findAndGetUint16(DCM_ReferencedSegmentNumber, number);
      if (number == 2) segment->putAndInsertUint16(DCM_ReferencedSegmentNumber, 7);
    }
  });
  const auto gapped = read(path("mask.dcm"), &entry);
  QCOMPARE(gapped[0]->segments[1].number, Label{7});
  QCOMPARE(gapped[0]->labels.count(7), mask.labels.count(3));
}

void TestSeg::refusesWhatCannotBeSaved() {
  const SeriesEntry entry = source();
  MaskLayer empty = makeMask(entry, 2);
  empty.labels = LabelMap::create(*entry.grid).take();
  auto result = writeSeg(empty, path("empty.dcm"), control_);
  QVERIFY(!result && result.error().kind == ErrorKind::Inconsistent);
  QVERIFY(result.error().message.contains(empty.name));

  MaskLayer unnamed = makeMask(entry, 2);
  unnamed.labels.set({0, 0, 0}, 1234);
  result = writeSeg(unnamed, path("unnamed.dcm"), control_);
  QVERIFY(!result && result.error().message.contains(QLatin1String("1234")));

  MaskLayer sourceless = makeMask(entry, 2);
  sourceless.source.slices.clear();
  QVERIFY(!writeSeg(sourceless, path("sourceless.dcm"), control_));
  QVERIFY(QDir(dir_->path()).entryList({QStringLiteral("*.dcm")}).isEmpty());

  const MaskLayer good = makeMask(entry, 2);
  QFile blocker(path("file"));
  QVERIFY(blocker.open(QIODevice::WriteOnly));
  result = writeSeg(good, path("file/mask.dcm"), control_);
  QVERIFY(!result && result.error().kind == ErrorKind::FileUnreadable);
}

void TestSeg::refusesAChangedSource() {
  const SeriesEntry entry = source(), other = source();
  MaskLayer mask = makeMask(entry, 1);
  mask.source.slices[2].file = other.source.slices[2].file;
  auto result = writeSeg(mask, path("mask.dcm"), control_);
  QVERIFY(!result && result.error().kind == ErrorKind::Inconsistent);
  QCOMPARE(result.error().file, other.source.slices[2].file);
  // Right image, but the mask's slices are in another order than the images.
  mask = makeMask(entry, 1);
  std::swap(mask.source.slices[1], mask.source.slices[2]);
  result = writeSeg(mask, path("mask.dcm"), control_);
  QVERIFY(!result && result.error().kind == ErrorKind::Inconsistent);
}

void TestSeg::aMissingSliceCanBePainted() {
  SeriesEntry entry = source();
  entry.source.slices[2] = {};
  const MaskLayer mask = makeMask(entry, 1);
  const QString file = write(mask);
  QCOMPARE(dciodvfyErrors(file), QByteArray());
  const auto layers = read(file, &entry);
  QCOMPARE(layers.size(), std::size_t{1});
  QVERIFY(sameLabels(layers[0]->labels, mask.labels));
}

void TestSeg::textKeepsItsCharacters() {
  SourceOptions options;
  options.characterSet = "ISO_IR 100";
  options.patientName = "M\xfcller^J\xf6rg";
  const SeriesEntry entry = source(kPlain, options);
  MaskLayer mask = makeMask(entry, 2);
  mask.name = QStringLiteral("Läsionen → 病変");
  mask.segments[0].label = QStringLiteral("Läsion \\ links ") + QString(80, QLatin1Char('x'));
  mask.segments[1].label = QStringLiteral("病変 2");
  mask.provenance.contentCreatorName = QStringLiteral("Größe^Anna");
  const QString file = write(mask);
  QCOMPARE(valueOf(file, DCM_SpecificCharacterSet), QStringLiteral("ISO_IR 192"));
  QCOMPARE(valueOf(file, DCM_PatientName), QStringLiteral("Müller^Jörg"));
  QCOMPARE(valueOf(file, DCM_ContentCreatorName), QStringLiteral("Größe^Anna"));
  QCOMPARE(dciodvfyErrors(file), QByteArray());
  const auto layers = read(file, &entry);
  QCOMPARE(layers[0]->name, mask.name);
  QVERIFY(layers[0]->segments == mask.segments);
  QCOMPARE(layers[0]->provenance.contentCreatorName, mask.provenance.contentCreatorName);

  // Plain text needs no character set; bytes without a declared one are still read.
  QCOMPARE(valueOf(write(makeMask(source(), 1)), DCM_SpecificCharacterSet), QString());
  options.characterSet.clear();
  QCOMPARE(valueOf(write(makeMask(source(kPlain, options), 1)), DCM_PatientName),
           QStringLiteral("Müller^Jörg"));
  options.characterSet = "\\ISO 2022 IR 87";
  options.patientName = "Yamada^Tarou=\033$B;3ED\033(B^\033$BB@O:\033(B";
  QCOMPARE(valueOf(write(makeMask(source(kPlain, options), 1)), DCM_PatientName),
           QStringLiteral("Yamada^Tarou=山田^太郎"));
}

void TestSeg::savingAgainNamesThePredecessor() {
  const SeriesEntry entry = source();
  MaskLayer mask = makeMask(entry, 2);
  const auto first = writeSeg(mask, path("first.dcm"), control_);
  QVERIFY(first);
  auto layers = read(path("first.dcm"), &entry);
  layers[0]->name = QStringLiteral("Renamed");
  const auto second = writeSeg(*layers[0], path("second.dcm"), control_);
  QVERIFY(second);
  QCOMPARE(second->provenance.seriesInstanceUid, first->provenance.seriesInstanceUid);
  QVERIFY(second->provenance.sopInstanceUid != first->provenance.sopInstanceUid);
  QVERIFY(second->provenance.sopInstanceUid.startsWith(QLatin1String("2.25.")));
  QVERIFY(second->provenance.sopInstanceUid.size() <= 44);
  const auto reference = readSegReference(path("second.dcm"));
  QVERIFY(reference);
  QCOMPARE(reference->predecessorUid, first->provenance.sopInstanceUid);
  QCOMPARE(reference->sourceSeriesUid, entry.source.seriesInstanceUid);
  QCOMPARE(valueOf(path("first.dcm"), DCM_InstanceNumber), QStringLiteral("1"));
  QCOMPARE(valueOf(path("second.dcm"), DCM_InstanceNumber), QStringLiteral("2"));
  QCOMPARE(dciodvfyErrors(path("second.dcm")), QByteArray());
  const auto again = read(path("second.dcm"), &entry);
  QCOMPARE(again[0]->name, QStringLiteral("Renamed"));
  QVERIFY(again[0]->segments == mask.segments);
}

void TestSeg::trackingIsMadeAndStable() {
  const SeriesEntry entry = source();
  MaskLayer mask = makeMask(entry, 1);
  mask.segments[0].trackingId.clear();
  mask.segments[0].trackingUid.clear();
  const auto first = writeSeg(mask, path("first.dcm"), control_);
  mask.provenance = first->provenance;
  QVERIFY(writeSeg(mask, path("second.dcm"), control_));
  const Segment a = read(path("first.dcm"), &entry)[0]->segments[0];
  const Segment b = read(path("second.dcm"), &entry)[0]->segments[0];
  QCOMPARE(a.trackingId, QStringLiteral("Lesion 1"));
  QVERIFY(a.trackingUid.startsWith(QLatin1String("2.25.")));
  QCOMPARE(a.trackingUid, b.trackingUid);
  mask.provenance = {};
  QVERIFY(writeSeg(mask, path("third.dcm"), control_));
  QVERIFY(read(path("third.dcm"), &entry)[0]->segments[0].trackingUid != a.trackingUid);
}

void TestSeg::coloursAreCieLab() {
  const SeriesEntry entry = source();
  MaskLayer mask = makeMask(entry, 1);
  mask.segments[0].colour = {255, 0, 0};
  const QString file = write(mask);
  DcmFileFormat format;
  QVERIFY(format.loadFile(QFile::encodeName(file).constData()).good());
  DcmItem* segment = nullptr;
  format.getDataset()->findAndGetSequenceItem(DCM_SegmentSequence, segment);
  std::array<Uint16, 3> lab{};
  for (unsigned i = 0; i < 3; ++i) segment->findAndGetUint16(DCM_RecommendedDisplayCIELabValue, lab[i], i);
  // sRGB red is L* 54.29, a* 80.81, b* 69.89 for D50 (Bradford), as colour calculators have it.
  QVERIFY(std::abs(lab[0] / 655.35 - 54.29) < 0.01);
  QVERIFY(std::abs(lab[1] / 257.0 - 128.0 - 80.81) < 0.02);
  QVERIFY(std::abs(lab[2] / 257.0 - 128.0 - 69.89) < 0.02);
  for (const Rgb colour : {lesionColour(1), lesionColour(4), Rgb{0, 0, 0}, Rgb{255, 255, 255},
                           Rgb{1, 254, 77}, Rgb{0, 0, 255}}) {
    mask.segments[0].colour = colour;
    QVERIFY(read(write(mask), &entry)[0]->segments[0].colour == colour);
  }
}

void TestSeg::lossyHistoryIsPassedOn() {
  QCOMPARE(valueOf(write(makeMask(source(), 1)), DCM_LossyImageCompression), QStringLiteral("00"));
  SourceOptions options;
  options.lossy = true;
  const QString file = write(makeMask(source(kPlain, options), 1));
  QCOMPARE(valueOf(file, DCM_LossyImageCompression), QStringLiteral("01"));
  QCOMPARE(valueOf(file, DCM_LossyImageCompressionRatio), QStringLiteral("8"));
  QCOMPARE(dciodvfyErrors(file), QByteArray());
  // A source without a frame of reference gets one, which stays the same.
  options = {};
  options.frameOfReferenceUid.clear();
  const SeriesEntry crude = source(kPlain, options);
  const QString uid = valueOf(write(makeMask(crude, 1)), DCM_FrameOfReferenceUID);
  QVERIFY(!uid.isEmpty());
  QCOMPARE(valueOf(write(makeMask(crude, 1)), DCM_FrameOfReferenceUID), uid);
  QCOMPARE(read(path("mask.dcm"), &crude).size(), std::size_t{1});
}

void TestSeg::cancelLeavesNoFile() {
  const SeriesEntry entry = source();
  const MaskLayer mask = makeMask(entry, 1);
  const QString file = write(mask);
  JobControl control;
  control.cancel();
  const auto written = writeSeg(mask, path("new.dcm"), control);
  QVERIFY(!written && written.error().kind == ErrorKind::Cancelled);
  const auto layers = readSeg(file, &entry, control);
  QVERIFY(!layers && layers.error().kind == ErrorKind::Cancelled);
  QCOMPARE(QDir(dir_->path()).entryList({QStringLiteral("*.dcm*")}, QDir::Files),
           QStringList{QStringLiteral("mask.dcm")});
}

void TestSeg::overlapBecomesLayers() {
  const SeriesEntry entry = source();
  MaskLayer mask = makeMask(entry, 3);
  const QString file = write(mask);
  // Every pixel of every frame painted: the three segments meet everywhere.
  editDicom(file, [](DcmDataset& data) {
    const Uint8* bytes = nullptr;
    unsigned long count = 0;
    data.findAndGetUint8Array(DCM_PixelData, bytes, &count);
    const std::vector<Uint8> ones(count, 0xFF);
    data.putAndInsertUint8Array(DCM_PixelData, ones.data(), count);
  });
  const auto layers = read(file, &entry);
  QCOMPARE(layers.size(), std::size_t{3});
  for (std::size_t i = 0; i < 3; ++i) {
    QCOMPARE(layers[i]->segments.size(), std::size_t{1});
    QCOMPARE(layers[i]->segments[0].number, static_cast<Label>(i + 1));
    QCOMPARE(layers[i]->labels.count(static_cast<Label>(i + 1)), std::ptrdiff_t{4} * 23 * 38);
    QVERIFY(layers[i]->provenance.file.isEmpty());
    QVERIFY(!layers[i]->warnings.isEmpty());
  }
  QVERIFY(layers[1]->provenance.seriesInstanceUid.isEmpty());
}

void TestSeg::framesInAnyOrder() {
  const SeriesEntry entry = source(makeGrid({16, 8, 6}, {0.7, 0.9, 2.5}, {46.4649, 5.01881, -177.75}));
  const MaskLayer mask = makeMask(entry, 2);
  const QString file = write(mask);
  editDicom(file, [](DcmDataset& data) {
    DcmSequenceOfItems* frames = nullptr;
    data.findAndGetSequence(DCM_PerFrameFunctionalGroupsSequence, frames);
    for (unsigned long i = 0, n = frames->card(); i < n; ++i)
      frames->insert(frames->remove(i), 0, OFTrue);  // reverses
    const Uint8* bytes = nullptr;
    unsigned long count = 0;
    data.findAndGetUint8Array(DCM_PixelData, bytes, &count);
    std::vector<Uint8> reversed;
    for (unsigned long frame = frames->card(); frame-- > 0;)
      reversed.insert(reversed.end(), bytes + frame * 16, bytes + frame * 16 + 16);
    data.putAndInsertUint8Array(DCM_PixelData, reversed.data(), reversed.size());
  });
  const auto layers = read(file, &entry);
  QCOMPARE(layers.size(), std::size_t{1});
  QVERIFY(sameLabels(layers[0]->labels, mask.labels));
}

void TestSeg::toleratesSmallDefects() {
  const SeriesEntry entry = source();
  MaskLayer mask = makeMask(entry, 1);
  const QString file = write(mask);
  editDicom(file, [](DcmDataset& data) {
    DcmItem* segment = nullptr;
    data.findAndGetSequenceItem(DCM_SegmentSequence, segment);
    segment->findAndDeleteElement(DCM_SegmentAlgorithmType);
    segment->findAndDeleteElement(DCM_RecommendedDisplayCIELabValue);
    const Uint8* bytes = nullptr;
    unsigned long count = 0;
    data.findAndGetUint8Array(DCM_PixelData, bytes, &count);
    const std::vector<Uint8> shorter(bytes, bytes + count - 4);
    data.putAndInsertUint8Array(DCM_PixelData, shorter.data(), shorter.size());
  });
  const auto layers = read(file, &entry);
  QCOMPARE(layers.size(), std::size_t{1});
  QCOMPARE(layers[0]->warnings.size(), 2);
  QCOMPARE(layers[0]->segments[0].algorithm, SegmentAlgorithm::Automatic);
  QVERIFY(layers[0]->segments[0].colour == lesionColour(1));
  // Only the last 28 bits can differ.
  const auto a = layers[0]->labels.labels(), b = mask.labels.labels();
  QVERIFY(std::ranges::equal(a.first(a.size() - 40), b.first(b.size() - 40)));

  editDicom(file, [](DcmDataset& data) { data.findAndDeleteElement(DCM_SegmentSequence); });
  const auto undescribed = read(file, &entry);
  QCOMPARE(undescribed[0]->segments.size(), std::size_t{1});
  QVERIFY(!undescribed[0]->warnings.isEmpty());
}

void TestSeg::refusesAbsurdHeaders_data() {
  QTest::addColumn<int>("defect");
  QTest::newRow("frames") << 0;
  QTest::newRow("rows and columns") << 1;
  QTest::newRow("no per-frame groups") << 2;
  QTest::newRow("no shared groups") << 3;
  QTest::newRow("no pixels") << 4;
  QTest::newRow("padded frames") << 5;
  QTest::newRow("another SOP class") << 6;
  QTest::newRow("far away") << 7;
}

void TestSeg::refusesAbsurdHeaders() {
  QFETCH(int, defect);
  const SeriesEntry entry = source();
  const QString file = write(makeMask(entry, 1));
  editDicom(file, [&](DcmDataset& data) {
    DcmItem* item = nullptr;
    switch (defect) {
      case 0:
        data.putAndInsertString(DCM_NumberOfFrames, "2147483647");
        break;
      case 1:
        data.putAndInsertUint16(DCM_Rows, 65535);
        data.putAndInsertUint16(DCM_Columns, 65535);
        break;
      case 2:
        data.findAndDeleteElement(DCM_PerFrameFunctionalGroupsSequence);
        break;
      case 3:
        data.findAndDeleteElement(DCM_SharedFunctionalGroupsSequence);
        break;
      case 4:
        data.findAndDeleteElement(DCM_PixelData);
        break;
      case 5: {
        const std::vector<Uint8> padded(440, 0);  // 4 frames of 110 bytes; 437 hold 4 × 874 bits
        data.putAndInsertUint8Array(DCM_PixelData, padded.data(), padded.size());
        break;
      }
      case 6:
        data.putAndInsertString(DCM_SOPClassUID, UID_CTImageStorage);
        break;
      case 7:
        data.findAndGetSequenceItem(DCM_PerFrameFunctionalGroupsSequence, item, 1);
        DcmItem* position = nullptr;
        item->findAndGetSequenceItem(DCM_PlanePositionSequence, position);
        position->putAndInsertString(DCM_ImagePositionPatient, "46.4649\\5.01881\\1e9");
        break;
    }
  });
  for (const SeriesEntry* given : {&entry, static_cast<const SeriesEntry*>(nullptr)}) {
    const auto layers = readSeg(file, given, control_);
    QVERIFY(!layers);
    QVERIFY(layers.error().kind == ErrorKind::Inconsistent || layers.error().kind == ErrorKind::NotSupported);
    QVERIFY(!layers.error().message.isEmpty());
  }
}

void TestSeg::readsFractional() {
  const SeriesEntry entry = source();
  MaskLayer mask = makeMask(entry, 1);
  mask.labels = LabelMap::create(*entry.grid).take();
  mask.labels.set({4, 5, 1}, 1);
  const QString file = write(mask);
  editDicom(file, [](DcmDataset& data) {
    data.putAndInsertString(DCM_SegmentationType, "FRACTIONAL");
    data.putAndInsertUint16(DCM_BitsAllocated, 8);
    data.putAndInsertUint16(DCM_MaximumFractionalValue, 200);
    std::vector<Uint8> values(23 * 38, 0);
    values[5 * 23 + 4] = 99;
    values[5 * 23 + 5] = 100;
    values[6 * 23 + 0] = 200;
    data.putAndInsertUint8Array(DCM_PixelData, values.data(), values.size());
  });
  const auto layers = read(file, &entry);
  QCOMPARE(layers.size(), std::size_t{1});
  QCOMPARE(layers[0]->labels.count(1), std::ptrdiff_t{2});
  QCOMPARE(layers[0]->labels.at({5, 5, 1}), Label{1});
  QCOMPARE(layers[0]->labels.at({0, 6, 1}), Label{1});
  QVERIFY(layers[0]->warnings[0].contains(QLatin1String("FRACTIONAL")));
}

void TestSeg::readsLabelMap() {
  const SeriesEntry entry = source();
  MaskLayer mask = makeMask(entry, 1);
  mask.labels = LabelMap::create(*entry.grid).take();
  mask.labels.set({4, 5, 1}, 1);
  const QString file = write(mask);
  for (const bool wide : {false, true}) {
    editDicom(file, [wide](DcmDataset& data) {
      data.putAndInsertString(DCM_SOPClassUID, "1.2.840.10008.5.1.4.1.1.66.7");
      data.putAndInsertString(DCM_SegmentationType, "LABELMAP");
      data.putAndInsertUint16(DCM_BitsAllocated, wide ? 16 : 8);
      std::vector<Uint16> values(23 * 38, 0);
      values[5 * 23 + 4] = 1;
      values[5 * 23 + 5] = 2;
      if (wide) values[7 * 23 + 22] = 300;
      const std::vector<Uint8> narrow(values.begin(), values.end());
      if (wide)
        data.putAndInsertUint16Array(DCM_PixelData, values.data(), values.size());
      else
        data.putAndInsertUint8Array(DCM_PixelData, narrow.data(), narrow.size());
    });
    const auto layers = read(file, &entry);
    QCOMPARE(layers.size(), std::size_t{1});
    QCOMPARE(layers[0]->labels.at({4, 5, 1}), Label{1});
    QCOMPARE(layers[0]->labels.at({5, 5, 1}), Label{2});
    QCOMPARE(layers[0]->labels.at({22, 7, 1}), wide ? Label{300} : Label{0});
    QCOMPARE(layers[0]->segments.size(), wide ? std::size_t{3} : std::size_t{2});
  }
}

void TestSeg::readsDeflated() {
  const SeriesEntry entry = source();
  const MaskLayer mask = makeMask(entry, 2);
  const QString file = write(mask);
  editDicom(
      file, [](DcmDataset&) {}, true);
  const auto layers = read(file, &entry);
  QCOMPARE(layers.size(), std::size_t{1});
  QVERIFY(sameLabels(layers[0]->labels, mask.labels));
}

void TestSeg::readsReferenceWithoutSeries() {
  const SeriesEntry entry = source();
  const QString file = write(makeMask(entry, 1));
  editDicom(file, [](DcmDataset& data) { data.findAndDeleteElement(DCM_ReferencedSeriesSequence); });
  const auto reference = readSegReference(file);
  QVERIFY(reference);
  QCOMPARE(reference->sourceSeriesUid, QString());
  QCOMPARE(reference->sourceInstanceUid, entry.source.slices[0].sopInstanceUid);
  QVERIFY(!readSegReference(path("absent.dcm")));
}

void TestSeg::survivesDamage() {
  const SeriesEntry entry = source();
  const QString file = write(makeMask(entry, 2));
  QFile original(file);
  QVERIFY(original.open(QIODevice::ReadOnly));
  const QByteArray bytes = original.readAll();
  unsigned state = 7;
  int refused = 0;
  const auto next = [&state] { return (state = state * 1664525U + 1013904223U) >> 8; };
  for (int round = 0; round < 400; ++round) {
    QByteArray damaged = bytes;
    if (round % 2 == 0)
      damaged.truncate(static_cast<qsizetype>(next()) % bytes.size());
    else
      for (int i = 0; i < 3; ++i)
        damaged[static_cast<qsizetype>(next()) % bytes.size()] = static_cast<char>(next());
    QFile output(path("damaged.dcm"));
    QVERIFY(output.open(QIODevice::WriteOnly));
    output.write(damaged);
    output.close();
    if (!readSeg(path("damaged.dcm"), &entry, control_)) ++refused;
    if (!readSeg(path("damaged.dcm"), nullptr, control_)) ++refused;
  }
  QVERIFY(refused > 400);
}

QTEST_GUILESS_MAIN(TestSeg)
#include "tst_seg.moc"
