#include "io/seg/mask_stream_p.h"
#include "tests/io/seg_fixture.h"
#include "tests/support/test_support.h"

#include <QBuffer>

using namespace uptake;
using namespace uptake::test;

/// Masks as they pass from a reader process to the program.
class TestMaskStream : public QObject, private SegScratch {
  Q_OBJECT

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }
  void everythingComesBack();
  void aMaskOfAFileComesBack();
  void referencesComeBack();
  void damageIsAnError();
  void absurdNumbersAreAnError();
};

namespace {

QByteArray bytesOf(const MaskLayer& layer) {
  QByteArray bytes;
  QDataStream stream(&bytes, QIODevice::WriteOnly);
  writeMaskLayer(stream, layer);
  return bytes;
}

Result<std::unique_ptr<MaskLayer>> layerOf(const QByteArray& bytes) {
  QDataStream stream(bytes);
  return readMaskLayer(stream);
}

/// Field by field. A field that is added to one of these structures must be added here and to the stream; the
/// sizes make sure that this is not forgotten.
void compare(const MaskLayer& a, const MaskLayer& b) {
  static_assert(sizeof(SliceSource) == 3 * sizeof(QString) + 8);
  // And a flag that is not in the stream: no mask of a file is of a table of slices.
  static_assert(sizeof(SeriesSource) == 8 * sizeof(QString) + sizeof(std::vector<SliceSource>) + 8);
  static_assert(sizeof(MaskProvenance) == 8 * sizeof(QString));
  QCOMPARE(static_cast<int>(a.id), static_cast<int>(b.id));
  QCOMPARE(a.name, b.name);
  QVERIFY(a.labels.grid().sameAs(b.labels.grid(), 0.0));
  QCOMPARE(a.labels.grid().spacing(), b.labels.grid().spacing());
  QVERIFY(sameLabels(a.labels, b.labels));
  for (Label label = 0; label < 10; ++label) QCOMPARE(a.labels.count(label), b.labels.count(label));
  QVERIFY(a.segments == b.segments);
  QCOMPARE(a.source.patientId, b.source.patientId);
  QCOMPARE(a.source.patientName, b.source.patientName);
  QCOMPARE(a.source.studyInstanceUid, b.source.studyInstanceUid);
  QCOMPARE(a.source.seriesInstanceUid, b.source.seriesInstanceUid);
  QCOMPARE(a.source.frameOfReferenceUid, b.source.frameOfReferenceUid);
  QCOMPARE(a.source.modality, b.source.modality);
  QCOMPARE(a.source.seriesDescription, b.source.seriesDescription);
  QCOMPARE(a.source.resampledFrom, b.source.resampledFrom);
  QCOMPARE(a.source.slices.size(), b.source.slices.size());
  for (std::size_t i = 0; i < a.source.slices.size(); ++i) {
    QCOMPARE(a.source.slices[i].sopInstanceUid, b.source.slices[i].sopInstanceUid);
    QCOMPARE(a.source.slices[i].sopClassUid, b.source.slices[i].sopClassUid);
    QCOMPARE(a.source.slices[i].file, b.source.slices[i].file);
    QCOMPARE(a.source.slices[i].frame, b.source.slices[i].frame);
  }
  QCOMPARE(a.provenance.file, b.provenance.file);
  QCOMPARE(a.provenance.sopInstanceUid, b.provenance.sopInstanceUid);
  QCOMPARE(a.provenance.seriesInstanceUid, b.provenance.seriesInstanceUid);
  QCOMPARE(a.provenance.predecessorUid, b.provenance.predecessorUid);
  QCOMPARE(a.provenance.predecessorSeriesUid, b.provenance.predecessorSeriesUid);
  QCOMPARE(a.provenance.predecessorClassUid, b.provenance.predecessorClassUid);
  QCOMPARE(a.provenance.contentCreatorName, b.provenance.contentCreatorName);
  QCOMPARE(a.provenance.seriesDescription, b.provenance.seriesDescription);
  QCOMPARE(a.warnings, b.warnings);
}

MaskLayer fullMask(const SeriesEntry& entry) {
  MaskLayer mask = makeMask(entry, 4);
  mask.id = MaskId{17};
  mask.name = QStringLiteral("Läsionen → 病変");
  mask.labels.fill(mask.labels.grid().voxelCount() - 3, 3, 65535);
  mask.segments[1].algorithm = SegmentAlgorithm::SemiAutomatic;
  mask.segments[1].algorithmName = QStringLiteral("Threshold");
  mask.segments[2].type = {QStringLiteral("1"), QStringLiteral("SCT"), QStringLiteral("x")};
  mask.segments[2].colour = {1, 2, 3};
  mask.segments[2].description = QStringLiteral("in words");
  mask.segments[2].typeModifier = {QStringLiteral("2"), QStringLiteral("SCT"), QStringLiteral("y")};
  mask.segments[2].anatomicRegion = {QStringLiteral("3"), QStringLiteral("SCT"), QStringLiteral("z")};
  mask.segments[2].anatomicRegionModifier = {QStringLiteral("4"), QStringLiteral("SCT"), QStringLiteral("w")};
  mask.source.patientId = QStringLiteral("P");
  mask.source.patientName = QStringLiteral("N");
  mask.source.seriesDescription = QStringLiteral("D");
  mask.source.slices[1].frame = 41;
  mask.provenance = {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("d"),
                     QStringLiteral("e"), QStringLiteral("f"), QStringLiteral("g"), QStringLiteral("h")};
  mask.warnings = QStringList{QStringLiteral("one"), QStringLiteral("two")};
  return mask;
}

}  // namespace

void TestMaskStream::everythingComesBack() {
  const MaskLayer mask =
      fullMask(source(makeGrid({23, 38, 5}, {0.7, 0.9, 2.5}, {46.4649, 5.01881, -177.75}, {12, -7, 31})));
  const auto back = layerOf(bytesOf(mask));
  QVERIFY2(back, back ? "" : qPrintable(back.error().text()));
  compare(mask, **back);
  QVERIFY(!(*back)->labels.isOccupied(3));

  // One after the other in one stream.
  const QByteArray bytes = bytesOf(mask) + bytesOf(mask);
  QDataStream stream(bytes);
  QVERIFY(readMaskLayer(stream));
  QVERIFY(readMaskLayer(stream));
  QVERIFY(stream.atEnd());
}

void TestMaskStream::aMaskOfAFileComesBack() {
  const SeriesEntry entry = source();
  const QString file = write(makeMask(entry, 3));
  const auto layers = read(file, &entry);
  QCOMPARE(layers.size(), std::size_t{1});
  const auto back = layerOf(bytesOf(*layers[0]));
  QVERIFY(back);
  compare(*layers[0], **back);
}

void TestMaskStream::referencesComeBack() {
  static_assert(sizeof(SegReference) == 9 * sizeof(QString) + 2 * sizeof(QStringList));
  const SeriesEntry entry = source();
  const auto reference = readSegReference(write(makeMask(entry, 1)));
  QVERIFY(reference);
  SegReference full = *reference;
  full.predecessorUid = QStringLiteral("1.2");
  full.predecessorSeriesUid = QStringLiteral("1.3");
  full.predecessorClassUid = QStringLiteral("1.4");
  full.furtherSeries = {QStringLiteral("1.5"), QStringLiteral("1.6")};
  full.furtherFrames = {QStringLiteral("1.7")};
  QByteArray bytes;
  QDataStream out(&bytes, QIODevice::WriteOnly);
  writeSegReference(out, full);
  QDataStream in(bytes);
  const auto back = readSegReference(in);
  QVERIFY(back);
  QCOMPARE(back->sopInstanceUid, full.sopInstanceUid);
  QCOMPARE(back->seriesInstanceUid, full.seriesInstanceUid);
  QCOMPARE(back->studyInstanceUid, full.studyInstanceUid);
  QCOMPARE(back->sourceSeriesUid, full.sourceSeriesUid);
  QCOMPARE(back->sourceInstanceUid, full.sourceInstanceUid);
  QCOMPARE(back->frameOfReferenceUid, full.frameOfReferenceUid);
  QCOMPARE(back->predecessorUid, full.predecessorUid);
  QCOMPARE(back->predecessorSeriesUid, full.predecessorSeriesUid);
  QCOMPARE(back->predecessorClassUid, full.predecessorClassUid);
  QCOMPARE(back->furtherSeries, full.furtherSeries);
  QCOMPARE(back->furtherFrames, full.furtherFrames);
  for (qsizetype length = 0; length < bytes.size(); ++length) {
    QDataStream cut(bytes.first(length));
    QVERIFY(!readSegReference(cut));
  }
}

void TestMaskStream::damageIsAnError() {
  const QByteArray bytes = bytesOf(fullMask(source()));
  for (qsizetype length = 0; length < bytes.size(); length += 1 + length / 97)
    QVERIFY2(!layerOf(bytes.first(length)), qPrintable(QString::number(length)));
  unsigned state = 3;
  const auto next = [&state] { return (state = state * 1664525U + 1013904223U) >> 8; };
  for (int round = 0; round < 3000; ++round) {
    QByteArray damaged = bytes;
    // The fields before the labels are few; both parts get their share.
    const qsizetype reach = round % 2 == 0 ? 400 : bytes.size();
    for (int i = 0; i < 2; ++i) damaged[static_cast<qsizetype>(next()) % reach] = static_cast<char>(next());
    const auto result = layerOf(damaged);  // a mask or an error, never a crash
    if (!result) QVERIFY(!result.error().message.isEmpty());
  }
}

void TestMaskStream::absurdNumbersAreAnError() {
  const MaskLayer mask = fullMask(source());
  const QByteArray bytes = bytesOf(mask);
  // Each place where four bytes could be a count or a length says two billion, one at a time.
  for (qsizetype at = 0; at + 4 <= 2000; ++at) {
    QByteArray damaged = bytes;
    damaged.replace(at, 4, QByteArray("\x7f\xff\xff\xfe", 4));
    const auto result = layerOf(damaged);
    if (!result) QVERIFY(!result.error().message.isEmpty());
  }
}

QTEST_GUILESS_MAIN(TestMaskStream)
#include "tst_mask_stream.moc"
