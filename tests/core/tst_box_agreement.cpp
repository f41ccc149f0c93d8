#include "core/box/box_agreement.h"

#include <QTest>

#include <cmath>

using namespace uptake;

/// Boxes of a prediction against true ones, by hand.
class TestBoxAgreement : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void bothEndsBelongToARectangle();
  void curveByHand();
  void equalScoresEnterTogether();
  void difficultBoxesCountNeitherWay();
  void aBoxIsFoundOnce();
  void classesAndImagesAreKeptApart();
  void nothingTrueHasNoPrecision();
};

namespace {

Box box(const char* name, const PixelRect& rect, bool difficult = false) {
  Box made;
  made.className = QLatin1String(name);
  made.rect = rect;
  made.difficult = difficult;
  return made;
}

ScoredBox scored(const char* name, const PixelRect& rect, std::optional<double> score = std::nullopt) {
  return {box(name, rect), score};
}

constexpr PixelRect kA{0, 0, 9, 9}, kB{100, 0, 109, 9}, kC{200, 0, 209, 9}, kNowhere{300, 300, 309, 309};

bool close(const std::optional<double>& value, double expected) {
  return value && std::abs(*value - expected) < 1e-12;
}

}  // namespace

void TestBoxAgreement::bothEndsBelongToARectangle() {
  QCOMPARE(intersectionOverUnion(kA, kA), 1.0);
  QCOMPARE(intersectionOverUnion({0, 0, 0, 0}, {0, 0, 0, 0}), 1.0);
  QCOMPARE(intersectionOverUnion({0, 0, 9, 9}, {9, 9, 18, 18}), 1.0 / 199.0);  // one pixel
  QCOMPARE(intersectionOverUnion({0, 0, 9, 9}, {10, 0, 19, 9}), 0.0);
  QCOMPARE(intersectionOverUnion({0, 0, 9, 9}, {5, 0, 14, 9}), 50.0 / 150.0);
}

void TestBoxAgreement::curveByHand() {
  // Hit at 0.9, false at 0.8, hit at 0.7; a third true box is missed: (1/3, 1), (1/3, 1/2), (2/3, 2/3).
  const std::vector<BoxesOfImage> images{
      {QStringLiteral("i"),
       {box("A", kA), box("A", kB), box("A", kC)},
       {scored("A", kB, 0.7), scored("A", kNowhere, 0.8), scored("A", kA, 0.9)}}};
  const BoxAgreement agreement = compareBoxes(images, 0.5);
  QCOMPARE(agreement.classes.size(), std::size_t{1});
  QVERIFY(close(agreement.classes[0].ap, 1.0 / 3.0 + 1.0 / 3.0 * 2.0 / 3.0));
  QVERIFY(close(agreement.meanAp, *agreement.classes[0].ap));
  QCOMPARE(agreement.classes[0].detected, 2);
  QCOMPARE(agreement.classes[0].falsePositives, 1);
  QCOMPARE(agreement.classes[0].missed(), 1);
  QCOMPARE(agreement.matches.size(), std::size_t{4});
  QCOMPARE(agreement.matches[0].fate, BoxFate::Detected);
  QCOMPARE(agreement.matches[0].predicted, 2);
  QCOMPARE(agreement.matches[2].fate, BoxFate::Missed);
  QCOMPARE(agreement.matches[3].fate, BoxFate::FalsePositive);
}

void TestBoxAgreement::equalScoresEnterTogether() {
  // Whatever the order of the boxes, precision 1/2 at recall 1.
  for (const bool hitFirst : {true, false}) {
    std::vector<ScoredBox> predicted{scored("A", kA), scored("A", kNowhere)};
    if (!hitFirst) std::swap(predicted[0], predicted[1]);
    const std::vector<BoxesOfImage> images{{QStringLiteral("i"), {box("A", kA)}, predicted}};
    QVERIFY(close(compareBoxes(images, 0.5).classes[0].ap, 0.5));
  }
  // One with a score is surer than one without.
  const std::vector<BoxesOfImage> images{
      {QStringLiteral("i"), {box("A", kA)}, {scored("A", kNowhere), scored("A", kA, 0.1)}}};
  QVERIFY(close(compareBoxes(images, 0.5).classes[0].ap, 1.0));
}

void TestBoxAgreement::difficultBoxesCountNeitherWay() {
  const std::vector<BoxesOfImage> images{
      {QStringLiteral("i"),
       {box("A", kA, true), box("A", kB)},
       {scored("A", kA, 0.9), scored("A", kA, 0.8), scored("A", kB, 0.7)}}};
  const BoxAgreement agreement = compareBoxes(images, 0.5);
  QVERIFY(close(agreement.classes[0].ap, 1.0));
  QCOMPARE(agreement.classes[0].truth, 1);
  QCOMPARE(agreement.classes[0].difficult, 1);
  QCOMPARE(agreement.classes[0].falsePositives, 0);
}

void TestBoxAgreement::aBoxIsFoundOnce() {
  const std::vector<BoxesOfImage> images{
      {QStringLiteral("i"), {box("A", kA)}, {scored("A", {0, 0, 9, 8}, 0.8), scored("A", kA, 0.9)}}};
  const BoxAgreement agreement = compareBoxes(images, 0.5);
  QCOMPARE(agreement.classes[0].detected, 1);
  QCOMPARE(agreement.classes[0].falsePositives, 1);
  QCOMPARE(agreement.matches[0].iou, 1.0);  // by the surer one
  QCOMPARE(agreement.matches[1].iou, 0.9);
  QCOMPARE(agreement.matches[1].truth, 0);
  // At the threshold is found, below is not.
  QCOMPARE(
      compareBoxes(
          std::vector<BoxesOfImage>{{QStringLiteral("i"), {box("A", kA)}, {scored("A", {0, 0, 9, 4})}}}, 0.5)
          .classes[0]
          .detected,
      1);
  QCOMPARE(
      compareBoxes(
          std::vector<BoxesOfImage>{{QStringLiteral("i"), {box("A", kA)}, {scored("A", {0, 0, 9, 3})}}}, 0.5)
          .classes[0]
          .detected,
      0);
}

void TestBoxAgreement::classesAndImagesAreKeptApart() {
  const std::vector<BoxesOfImage> images{
      {QStringLiteral("i"), {box("A", kA), box("B", kB)}, {scored("b", kB, 0.9), scored("B", kA, 0.5)}},
      {QStringLiteral("j"), {}, {scored("A", kA, 0.9)}}};
  const BoxAgreement agreement = compareBoxes(images, 0.5);
  QCOMPARE(agreement.classes.size(), std::size_t{2});
  QCOMPARE(agreement.classes[0].name, QStringLiteral("A"));
  QVERIFY(close(agreement.classes[0].ap, 0.0));
  QCOMPARE(agreement.classes[0].falsePositives, 1);
  QVERIFY(close(agreement.classes[1].ap, 1.0));  // the wrong one comes last
  QVERIFY(close(agreement.meanAp, 0.5));
}

void TestBoxAgreement::nothingTrueHasNoPrecision() {
  const std::vector<BoxesOfImage> images{{QStringLiteral("i"), {}, {scored("Q", kA)}}};
  const BoxAgreement agreement = compareBoxes(images, 0.5);
  QVERIFY(!agreement.classes[0].ap);
  QVERIFY(!agreement.meanAp);
  QCOMPARE(agreement.classes[0].falsePositives, 1);
}

QTEST_GUILESS_MAIN(TestBoxAgreement)
#include "tst_box_agreement.moc"
