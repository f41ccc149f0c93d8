#include "core/mask/lesion_colours.h"
#include "core/mask/segment_record.h"

#include <QTest>

using namespace uptake;

/// What is recorded of a lesion without anyone asking for it: how it was made, and a colour of its own.
class TestLesionRecord : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void handWork();
  void algorithms();
  void fitsIntoDicom();
  void paletteHasNoTwins();
  void takesAFreeColour();
  void separatesMasks();
};

namespace {

Segment made(SegmentAlgorithm algorithm, const QString& name) {
  Segment segment;
  segment.algorithm = algorithm;
  segment.algorithmName = name;
  return segment;
}

std::vector<Segment> coloured(const std::vector<Rgb>& colours) {
  std::vector<Segment> segments;
  for (const Rgb& colour : colours) {
    Segment segment;
    segment.number = static_cast<Label>(segments.size() + 1);
    segment.colour = colour;
    segments.push_back(segment);
  }
  return segments;
}

}  // namespace

void TestLesionRecord::handWork() {
  Segment drawn = made(SegmentAlgorithm::Manual, {});
  recordByHand(drawn);
  QCOMPARE(drawn, made(SegmentAlgorithm::Manual, {}));
  Segment predicted = made(SegmentAlgorithm::Automatic, QStringLiteral("nnU-Net"));
  recordByHand(predicted);
  const Segment corrected =
      made(SegmentAlgorithm::SemiAutomatic, QStringLiteral("nnU-Net; corrected by hand"));
  QCOMPARE(predicted, corrected);
  recordByHand(predicted);
  QCOMPARE(predicted, corrected);
  Segment nameless = made(SegmentAlgorithm::Automatic, {});
  recordByHand(nameless);
  QCOMPARE(nameless.algorithmName, QStringLiteral("unspecified; corrected by hand"));
}

void TestLesionRecord::algorithms() {
  const QString rule = QStringLiteral("Uptake, 52 % of the maximum (41 % leaks)");
  Segment empty = made(SegmentAlgorithm::Manual, {});
  recordAlgorithm(empty, rule, true);
  QCOMPARE(empty, made(SegmentAlgorithm::SemiAutomatic, rule));
  recordByHand(empty);
  QCOMPARE(empty.algorithmName, rule + QStringLiteral("; corrected by hand"));
  recordAlgorithm(empty, rule, false);  // once is enough
  QCOMPARE(empty.algorithmName, rule + QStringLiteral("; corrected by hand"));
  Segment drawn = made(SegmentAlgorithm::Manual, {});
  recordAlgorithm(drawn, QStringLiteral("nnU-Net"), false);
  QCOMPARE(drawn, made(SegmentAlgorithm::SemiAutomatic, QStringLiteral("drawn by hand; nnU-Net")));
}

void TestLesionRecord::fitsIntoDicom() {
  const QString longest(64, QLatin1Char('n'));
  Segment segment = made(SegmentAlgorithm::Automatic, longest);
  recordByHand(segment);
  QCOMPARE(segment, made(SegmentAlgorithm::SemiAutomatic, longest));
  recordAlgorithm(segment, QStringLiteral("smoothed 2 mm"), false);
  QCOMPARE(segment.algorithmName.size(), qsizetype{64});
  QVERIFY(segment.algorithmName.startsWith(QLatin1String("nnnnnnnn")));
  QVERIFY(segment.algorithmName.endsWith(QLatin1String("; smoothed 2 mm")));
  // A rule of ours gives way to the model, wherever it comes.
  Segment spot = made(SegmentAlgorithm::Manual, {});
  recordAlgorithm(spot, QStringLiteral("Uptake, 52 % of the maximum (41 % leaks)"), true);
  recordAlgorithm(spot, QStringLiteral("lesion-net 2.0"), false);
  recordByHand(spot);
  QCOMPARE(spot.algorithmName, QStringLiteral("Uptake; lesion-net 2.0; corrected by hand"));
  recordAlgorithm(spot, QStringLiteral("Uptake, brush in SUV 2.5 to 10"), false);
  recordByHand(spot);
  QVERIFY2(spot.algorithmName.startsWith(QStringLiteral("Uptake; lesion-net 2.0; ")),
           qPrintable(spot.algorithmName));
  QVERIFY(spot.algorithmName.size() <= 64);
  Segment net = made(SegmentAlgorithm::SemiAutomatic, QStringLiteral("drawn by hand"));
  recordAlgorithm(net, QString(60, QLatin1Char('m')), false);
  recordByHand(net);
  QCOMPARE(net.algorithmName, QString(60, QLatin1Char('m')));
  // The first step and the last ones stay.
  Segment many = made(SegmentAlgorithm::Automatic, QStringLiteral("nnU-Net"));
  for (int step = 1; step <= 12; ++step)
    recordAlgorithm(many, QStringLiteral("grown %1 mm").arg(step), false);
  QVERIFY2(many.algorithmName.size() <= 64, qPrintable(many.algorithmName));
  QVERIFY(many.algorithmName.startsWith(QStringLiteral("nnU-Net; …; ")));
  QVERIFY(many.algorithmName.endsWith(QStringLiteral("grown 11 mm; grown 12 mm")));
}

void TestLesionRecord::paletteHasNoTwins() {
  for (int a = 1; a <= kLesionColours; ++a)
    for (int b = 1; b < a; ++b)
      QVERIFY2(!lookAlike(lesionColour(a), lesionColour(b)),
               qPrintable(QStringLiteral("%1 %2").arg(a).arg(b)));
  QCOMPARE(lesionColour(kLesionColours + 1), lesionColour(1));
}

void TestLesionRecord::takesAFreeColour() {
  QCOMPARE(freeLesionColour(3, {}), lesionColour(3));
  QCOMPARE(freeLesionColour(3, {lesionColour(3), lesionColour(4)}), lesionColour(5));
  // Also one that was a little changed by a file.
  Rgb near = lesionColour(3);
  ++near.green;
  QCOMPARE(freeLesionColour(3, {near}), lesionColour(4));
  std::vector<Rgb> all;
  for (int n = 1; n <= kLesionColours; ++n) all.push_back(lesionColour(n));
  QCOMPARE(freeLesionColour(3, all), lesionColour(3));
}

void TestLesionRecord::separatesMasks() {
  const Rgb red{255, 0, 0};
  // Three structures in one red: one of them keeps it.
  std::vector<Segment> structures = coloured({red, red, red});
  separateColours(structures, {}, ColourChoice::KeepNone);
  QCOMPARE(structures[0].colour, red);
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = 0; b < a; ++b) QVERIFY(!lookAlike(structures[a].colour, structures[b].colour));
  // A mask like one that is there; and one whose lesions a person made red on purpose.
  std::vector<Segment> second = coloured({lesionColour(1), lesionColour(2)});
  separateColours(second, {lesionColour(1)}, ColourChoice::KeepChosen);
  QVERIFY(!lookAlike(second[0].colour, lesionColour(1)) && !lookAlike(second[0].colour, second[1].colour));
  QCOMPARE(second[1].colour, lesionColour(2));
  std::vector<Segment> chosen = coloured({red, red});
  separateColours(chosen, {red}, ColourChoice::KeepChosen);
  QVERIFY(chosen[0].colour == red && chosen[1].colour == red);
  // Where no colour is free, what the file says stays.
  std::vector<Rgb> all{red};
  for (int n = 1; n <= kLesionColours; ++n) all.push_back(lesionColour(n));
  std::vector<Segment> late = coloured({red});
  separateColours(late, all, ColourChoice::KeepNone);
  QCOMPARE(late[0].colour, red);
}

QTEST_GUILESS_MAIN(TestLesionRecord)
#include "tst_lesion_record.moc"
