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

namespace {}  // namespace

/// SEGs as other programs write them, and damaged ones.
class TestSegReader : public QObject, private SegScratch {
  Q_OBJECT

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }
  void overlapBecomesLayers();
  void framesInAnyOrder();
  void toleratesSmallDefects();
  void refusesAbsurdHeaders_data();
  void refusesAbsurdHeaders();
  void readsFractional();
  void readsLabelMap();
  void readsDeflated();
  void readsReferenceWithoutSeries();
  void detachedNiftiIsNamed();
  void segmentsWithoutANameGetOne();
  void positionWinsOverTheNamedImage();
  void oneFrameInTheSharedGroups();
};

void TestSegReader::overlapBecomesLayers() {
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

void TestSegReader::framesInAnyOrder() {
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

void TestSegReader::toleratesSmallDefects() {
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
  const std::vector<Label> a = layers[0]->labels.allVoxels(), b = mask.labels.allVoxels();
  QVERIFY(std::equal(a.begin(), a.end() - 40, b.begin(), b.end() - 40));

  editDicom(file, [](DcmDataset& data) { data.findAndDeleteElement(DCM_SegmentSequence); });
  const auto undescribed = read(file, &entry);
  QCOMPARE(undescribed[0]->segments.size(), std::size_t{1});
  QVERIFY(!undescribed[0]->warnings.isEmpty());
}

void TestSegReader::refusesAbsurdHeaders_data() {
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

void TestSegReader::refusesAbsurdHeaders() {
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

void TestSegReader::readsFractional() {
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

void TestSegReader::readsLabelMap() {
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

void TestSegReader::readsDeflated() {
  const SeriesEntry entry = source();
  const MaskLayer mask = makeMask(entry, 2);
  const QString file = write(mask);
  editDicom(
      file, [](DcmDataset&) {}, true);
  const auto layers = read(file, &entry);
  QCOMPARE(layers.size(), std::size_t{1});
  QVERIFY(sameLabels(layers[0]->labels, mask.labels));
}

void TestSegReader::readsReferenceWithoutSeries() {
  const SeriesEntry entry = source();
  const QString file = write(makeMask(entry, 1));
  editDicom(file, [](DcmDataset& data) { data.findAndDeleteElement(DCM_ReferencedSeriesSequence); });
  const auto reference = readSegReference(file);
  QVERIFY(reference);
  QCOMPARE(reference->sourceSeriesUid, QString());
  QCOMPARE(reference->sourceInstanceUid, entry.source.slices[0].sopInstanceUid);
  QVERIFY(!readSegReference(path("absent.dcm")));
}

void TestSegReader::detachedNiftiIsNamed() {
  const SeriesEntry entry = source();
  JobControl control;
  for (const char* name : {"mask.hdr", "mask.img"}) {
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly) &&
            file.write(QByteArray("\x5c\x01\0\0", 4) + QByteArray(348, '\0')) == 352);
    file.close();
    const auto layers = readSeg(file.fileName(), &entry, control);
    QVERIFY(!layers);
    QVERIFY2(layers.error().message.contains(QStringLiteral("NIfTI in two files")),
             qPrintable(layers.error().message));
  }
}

void TestSegReader::segmentsWithoutANameGetOne() {
  const SeriesEntry entry = source();
  const QString file = write(makeMask(entry, 3));
  editDicom(file, [](DcmDataset& data) {
    for (const int n : {1, 2}) {
      DcmItem* segment = nullptr;
      QVERIFY(data.findAndGetSequenceItem(DCM_SegmentSequence, segment, n).good());
      segment->putAndInsertString(DCM_SegmentLabel, n == 1 ? "" : "Lesion 1");
    }
  });
  const auto layers = read(file, &entry);
  QCOMPARE(layers.size(), std::size_t{1});
  QCOMPARE(layers[0]->segment(2)->label, QStringLiteral("Segment 2"));
  QVERIFY(layers[0]->warnings.join(QLatin1Char(' ')).contains(QStringLiteral("Segment 2 has no name")));
  // Two of one name stay two.
  QCOMPARE(layers[0]->segments.size(), std::size_t{3});
  QCOMPARE(layers[0]->segment(1)->label, layers[0]->segment(3)->label);
}

void TestSegReader::positionWinsOverTheNamedImage() {
  const SeriesEntry entry = source();
  const MaskLayer mask = makeMask(entry, 1);
  const QString file = write(mask);
  int frames = 0;
  editDicom(file, [&](DcmDataset& data) {
    DcmItem* frame = nullptr;
    for (; data.findAndGetSequenceItem(DCM_PerFrameFunctionalGroupsSequence, frame, frames).good();
         ++frames) {
      DcmItem *derivation = nullptr, *image = nullptr;
      QVERIFY(frame->findAndGetSequenceItem(DCM_DerivationImageSequence, derivation).good());
      QVERIFY(derivation->findAndGetSequenceItem(DCM_SourceImageSequence, image).good());
      const auto wrong = static_cast<std::size_t>(frames + 2) % entry.source.slices.size();
      image->putAndInsertString(DCM_ReferencedSOPInstanceUID,
                                entry.source.slices[wrong].sopInstanceUid.toLatin1().constData());
    }
  });
  const auto layers = read(file, &entry);
  QCOMPARE(layers.size(), std::size_t{1});
  QVERIFY(sameLabels(layers[0]->labels, mask.labels));
  QVERIFY2(layers[0]->warnings.join(QLatin1Char(' ')).contains(QStringLiteral("the position was taken")),
           qPrintable(layers[0]->warnings.join(QLatin1Char(' '))));
}

void TestSegReader::oneFrameInTheSharedGroups() {
  const SeriesEntry entry = source();
  MaskLayer mask = makeMask(entry, 1);
  mask.labels = LabelMap::create(*entry.grid).take();
  mask.labels.set({4, 7, 2}, 1);
  const QString file = write(mask);
  editDicom(file, [](DcmDataset& data) {
    DcmItem *frame = nullptr, *shared = nullptr;
    QVERIFY(data.findAndGetSequenceItem(DCM_PerFrameFunctionalGroupsSequence, frame).good());
    QVERIFY(data.findAndGetSequenceItem(DCM_SharedFunctionalGroupsSequence, shared).good());
    while (frame->card() > 0) QVERIFY(shared->insert(frame->remove(0UL)).good());
    data.findAndDeleteElement(DCM_ReferencedSeriesSequence);
  });
  const auto layers = read(file, &entry);
  QCOMPARE(layers.size(), std::size_t{1});
  QVERIFY(sameLabels(layers[0]->labels, mask.labels));
  const auto reference = readSegReference(file);
  QVERIFY(reference);
  QCOMPARE(reference->sourceInstanceUid, entry.source.slices[2].sopInstanceUid);
}

QTEST_GUILESS_MAIN(TestSegReader)
#include "tst_seg_reader.moc"
