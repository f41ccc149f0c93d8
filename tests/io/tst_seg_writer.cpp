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

QString valueOf(const QString& file, const DcmTagKey& tag) {
  DcmFileFormat format;
  format.loadFile(QFile::encodeName(file).constData());
  OFString value;
  format.getDataset()->findAndGetOFStringArray(tag, value);
  return QString::fromUtf8(value.c_str());
}

}  // namespace

/// What is in a SEG that was written, and what is refused.
class TestSegWriter : public QObject, private SegScratch {
  Q_OBJECT

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }
  void emptySegmentsAndGapsAreTold();
  void refusesWhatCannotBeSaved();
  void refusesAChangedSource();
  void aMissingSliceCanBePainted();
  void textKeepsItsCharacters();
  void savingAgainNamesThePredecessor();
  void whatOthersSaidIsKept();
  void trackingIsMadeAndStable();
  void coloursAreCieLab();
  void lossyHistoryIsPassedOn();
  void cancelLeavesNoFile();
};

void TestSegWriter::emptySegmentsAndGapsAreTold() {
  const SeriesEntry entry = source();
  MaskLayer mask = makeMask(entry, 3);
  // Segment 2 is named but holds nothing.
  for (std::ptrdiff_t i = 0; i < entry.grid->voxelCount(); ++i)
    if (mask.labels.voxels(i, 1).front() == 2) mask.labels.fill(i, 1, 0);
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

void TestSegWriter::refusesWhatCannotBeSaved() {
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

void TestSegWriter::refusesAChangedSource() {
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

void TestSegWriter::aMissingSliceCanBePainted() {
  SeriesEntry entry = source();
  entry.source.slices[2] = {};
  const MaskLayer mask = makeMask(entry, 1);
  const QString file = write(mask);
  QCOMPARE(dciodvfyErrors(file), QByteArray());
  const auto layers = read(file, &entry);
  QCOMPARE(layers.size(), std::size_t{1});
  QVERIFY(sameLabels(layers[0]->labels, mask.labels));
}

void TestSegWriter::textKeepsItsCharacters() {
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

void TestSegWriter::savingAgainNamesThePredecessor() {
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

void TestSegWriter::whatOthersSaidIsKept() {
  const SeriesEntry entry = source();
  MaskLayer mask = makeMask(entry, 2);
  mask.provenance.contentCreatorName = QStringLiteral("Reader^First");
  Segment& segment = mask.segments[1];
  segment.algorithm = SegmentAlgorithm::Automatic;
  segment.algorithmName = QStringLiteral("nnU-Net 2.1");
  segment.description = QStringLiteral("Seen in the follow-up too.");
  segment.category = {QStringLiteral("123037004"), QStringLiteral("SCT"),
                      QStringLiteral("Anatomical Structure")};
  segment.type = {QStringLiteral("39607008"), QStringLiteral("SCT"), QStringLiteral("Lung")};
  segment.typeModifier = {QStringLiteral("24028007"), QStringLiteral("SCT"), QStringLiteral("Right")};
  segment.anatomicRegion = {QStringLiteral("51185008"), QStringLiteral("SCT"), QStringLiteral("Chest")};
  segment.anatomicRegionModifier = {QStringLiteral("7771000"), QStringLiteral("SCT"), QStringLiteral("Left")};
  QVERIFY(writeSeg(mask, path("theirs.dcm"), control_));
  const auto layers = read(path("theirs.dcm"), &entry);
  QCOMPARE(layers.size(), std::size_t{1});
  QVERIFY(writeSeg(*layers[0], path("ours.dcm"), control_));
  QCOMPARE(dciodvfyErrors(path("ours.dcm")), QByteArray());
  const auto again = read(path("ours.dcm"), &entry);
  QVERIFY(again[0]->segments == mask.segments);
  QCOMPARE(again[0]->provenance.contentCreatorName, QStringLiteral("Reader^First"));
  QCOMPARE(readSegReference(path("ours.dcm"))->predecessorUid, layers[0]->provenance.sopInstanceUid);
}

void TestSegWriter::trackingIsMadeAndStable() {
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

void TestSegWriter::coloursAreCieLab() {
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

void TestSegWriter::lossyHistoryIsPassedOn() {
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

void TestSegWriter::cancelLeavesNoFile() {
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

QTEST_GUILESS_MAIN(TestSegWriter)
#include "tst_seg_writer.moc"
