#include "core/document/case_document.h"
#include "core/document/selection.h"
#include "tests/support/test_support.h"

#include <QSignalSpy>

using namespace uptake;

class TestCaseDocument : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void keepsBoxesByImage();
  void keepsMeasurements();
  void oneThingHasHandles();
  void keepsSegmentsInOrder();
  void tellsTheRegionThatChanged();
  void putsATakenMaskBackInItsPlace();
  void countsFurtherKinds();
};

namespace {

std::unique_ptr<MaskLayer> makeMask(const QString& name) {
  const auto grid = ImageGrid::create({8, 6, 4}, {1, 1, 1}, Point::Zero(), Eigen::Matrix3d::Identity());
  return std::unique_ptr<MaskLayer>(
      new MaskLayer{MaskId::None, name, LabelMap::create(*grid).take(), {}, {}, {}, {}});
}

}  // namespace

void TestCaseDocument::keepsBoxesByImage() {
  CaseDocument document;
  QSignalSpy changes(&document, &CaseDocument::boxesChanged);
  Box box;
  box.sopInstanceUid = QStringLiteral("1.2.3");
  box.rect = {1, 2, 3, 4};
  const BoxId id = document.insertBox(box);
  QCOMPARE(document.boxesOn(QStringLiteral("1.2.3")).size(), std::size_t{1});
  QVERIFY(document.boxesOn(QStringLiteral("1.2.4")).empty());

  Box moved = *document.box(id);
  moved.rect = moved.rect.moved(5, 6);
  document.updateBox(moved);
  QCOMPARE(document.box(id)->rect, (PixelRect{6, 8, 8, 10}));
  const Box taken = document.takeBox(id);
  QCOMPARE(document.box(id), nullptr);
  QCOMPARE(document.insertBox(taken), id);
  QCOMPARE(changes.count(), 4);
  QCOMPARE(changes.at(0).at(0).toString(), QStringLiteral("1.2.3"));
}

void TestCaseDocument::keepsSegmentsInOrder() {
  CaseDocument document;
  const MaskId id = document.insertMask(makeMask(QStringLiteral("m")));
  for (const Label number : {Label{3}, Label{1}, Label{2}}) {
    Segment segment;
    segment.number = number;
    document.setSegment(id, segment);
  }
  const auto& segments = document.mask(id)->segments;
  QCOMPARE(segments.size(), std::size_t{3});
  QCOMPARE(segments[0].number, Label{1});
  QCOMPARE(segments[2].number, Label{3});
  document.removeSegment(id, 2);
  QCOMPARE(document.mask(id)->segment(2), nullptr);
}

void TestCaseDocument::tellsTheRegionThatChanged() {
  CaseDocument document;
  const MaskId id = document.insertMask(makeMask(QStringLiteral("m")));
  QSignalSpy changes(&document, &CaseDocument::maskVoxelsChanged);
  const ImageGrid& grid = document.mask(id)->labels.grid();
  const std::vector<LabelEdit> runs{{grid.offset(2, 1, 1), 3, 0, 5}, {grid.offset(1, 4, 1), 2, 0, 5}};
  document.applyRuns(id, runs);
  QCOMPARE(changes.count(), 1);
  QCOMPARE(changes.at(0).at(1).value<IndexBox>(), (IndexBox{{1, 1, 1}, {4, 4, 1}}));
  QCOMPARE(document.mask(id)->labels.count(5), 5);
  document.revertRuns(id, runs);
  QCOMPARE(document.mask(id)->labels.count(5), 0);
}

void TestCaseDocument::keepsMeasurements() {
  CaseDocument document;
  QSignalSpy changes(&document, &CaseDocument::measurementsChanged);
  Measurement distance;
  distance.points = {Point(0, 0, 0), Point(3, 4, 0)};
  const MeasurementId id = document.insertMeasurement(distance);
  QVERIFY(id != MeasurementId::None);
  Measurement longer = *document.measurement(id);
  longer.points[1] = {6, 8, 0};
  document.updateMeasurement(longer);
  QCOMPARE(distanceMm(*document.measurement(id)), 10.0);
  const Measurement taken = document.takeMeasurement(id);
  QCOMPARE(document.measurement(id), nullptr);
  QCOMPARE(document.insertMeasurement(taken), id);
  QVERIFY(document.insertMeasurement(distance) != id);  // ids are never reused
  QCOMPARE(changes.count(), 5);
  document.clear();
  QVERIFY(document.measurements().empty());
  QCOMPARE(changes.count(), 6);
}

void TestCaseDocument::oneThingHasHandles() {
  Selection selection;
  QSignalSpy changes(&selection, &Selection::changed);
  selection.setBox(BoxId{1});
  selection.setMeasurement(MeasurementId{2});
  QCOMPARE(selection.box(), BoxId::None);
  selection.setBox(BoxId{1});
  QCOMPARE(selection.measurement(), MeasurementId::None);
  QCOMPARE(changes.count(), 3);
  selection.clearMarks();
  selection.clearMarks();
  QCOMPARE(selection.box(), BoxId::None);
  QCOMPARE(changes.count(), 4);
  // Nor is there one of a further kind beside it.
  enum class PinId : int { None = 0 };
  selection.setMark(PinId{1});
  QVERIFY(selection.hasMark());
  QCOMPARE(selection.mark<PinId>(), PinId{1});
  QCOMPARE(selection.box(), BoxId::None);
  selection.setBox(BoxId::None);
  QCOMPARE(selection.mark<PinId>(), PinId{1});
  selection.setBox(BoxId{1});
  QCOMPARE(selection.mark<PinId>(), PinId::None);
  selection.setBox(BoxId::None);
  QVERIFY(!selection.hasMark());
  QCOMPARE(changes.count(), 7);
}

void TestCaseDocument::putsATakenMaskBackInItsPlace() {
  CaseDocument document;
  const MaskId first = document.insertMask(makeMask(QStringLiteral("a")));
  document.insertMask(makeMask(QStringLiteral("b")));
  auto taken = document.takeMask(first);
  document.insertMask(std::move(taken), 0);
  QCOMPARE(document.maskPosition(first), 0);
  QCOMPARE(document.masks()[1]->name, QStringLiteral("b"));
}

namespace {

class Marks : public DocumentPart {
 public:
  int count = 0;
  void clear() override {
    count = 0;
    Q_EMIT changed();
  }
};

}  // namespace

void TestCaseDocument::countsFurtherKinds() {
  CaseDocument document;
  QCOMPARE(document.part<Marks>().count, 0);
  const qint64 before = document.changes();
  document.part<Marks>().count = 3;
  Q_EMIT document.part<Marks>().changed();
  QCOMPARE(document.changes(), before + 1);
  QCOMPARE(document.part<Marks>().count, 3);
  document.clear();
  QCOMPARE(document.part<Marks>().count, 0);
}

QTEST_GUILESS_MAIN(TestCaseDocument)
#include "tst_case_document.moc"
