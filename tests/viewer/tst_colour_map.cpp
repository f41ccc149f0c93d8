#include "viewer/colour/colour_map.h"

#include <QTest>

using namespace uptake;

class TestColourMap : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void greysRunEvenly();
  void hotIronIsTheStandards();
  void palettesAreTheStandards_data();
  void palettesAreTheStandards();
  void rainbowRunsFromBlueToRed();
};

void TestColourMap::greysRunEvenly() {
  for (std::size_t i = 0; i < 256; ++i) {
    const auto level = static_cast<std::uint8_t>(i);
    const auto inverse = static_cast<std::uint8_t>(255 - i);
    QVERIFY((greyMap()[i] == Rgb{level, level, level}));
    QVERIFY((inverseGreyMap()[i] == Rgb{inverse, inverse, inverse}));
  }
}

void TestColourMap::hotIronIsTheStandards() {
  // Points of the Hot Iron palette of DICOM PS3.6 B.1.1, as pydicom's well-known palette states them.
  const ColourMap& map = colourMap(Palette::HotIron);
  QVERIFY((map[0] == Rgb{0, 0, 0}));
  QVERIFY((map[1] == Rgb{2, 0, 0}));
  QVERIFY((map[127] == Rgb{254, 0, 0}));
  QVERIFY((map[128] == Rgb{255, 0, 0}));
  QVERIFY((map[129] == Rgb{255, 2, 0}));
  QVERIFY((map[191] == Rgb{255, 126, 0}));
  QVERIFY((map[192] == Rgb{255, 128, 4}));
  QVERIFY((map[254] == Rgb{255, 252, 252}));
  QVERIFY((map[255] == Rgb{255, 255, 255}));
}

void TestColourMap::palettesAreTheStandards_data() {
  // Sums over the palettes of DICOM PS3.6 B.1 as pydicom ships them (pydicom/data/palettes): of the 256
  // levels of red, green and blue, and of the levels times entry + 1.
  QTest::addColumn<int>("palette");
  QTest::addColumn<QList<int>>("sums");
  QTest::addColumn<QList<int>>("moments");
  QTest::newRow("PET") << int(Palette::Pet) << QList<int>{32577, 24386, 32578}
                       << QList<int>{6098735, 4004384, 4551122};
  QTest::newRow("Hot Metal Blue") << int(Palette::HotMetalBlue) << QList<int>{31960, 17527, 26095}
                                  << QList<int>{6113255, 3697784, 3773400};
  QTest::newRow("PET 20 Step") << int(Palette::Pet20Step) << QList<int>{33014, 29603, 22051}
                               << QList<int>{5474725, 4498254, 2607918};
}

void TestColourMap::palettesAreTheStandards() {
  QFETCH(int, palette);
  QFETCH(QList<int>, sums);
  QFETCH(QList<int>, moments);
  QList<int> foundSums{0, 0, 0};
  QList<int> foundMoments{0, 0, 0};
  const ColourMap& map = colourMap(static_cast<Palette>(palette));
  for (int i = 0; i < 256; ++i) {
    const Rgb& c = map[static_cast<std::size_t>(i)];
    const int levels[] = {c.red, c.green, c.blue};
    for (int channel = 0; channel < 3; ++channel) {
      foundSums[channel] += levels[channel];
      foundMoments[channel] += (i + 1) * levels[channel];
    }
  }
  QCOMPARE(foundSums, sums);
  QCOMPARE(foundMoments, moments);
}

void TestColourMap::rainbowRunsFromBlueToRed() {
  const ColourMap& map = colourMap(Palette::Rainbow);
  QVERIFY((map[0] == Rgb{0, 0, 0}));
  QVERIFY((map[32] == Rgb{0, 0, 255}));
  QVERIFY((map[87] == Rgb{0, 255, 255}));
  QVERIFY((map[143] == Rgb{0, 255, 0}));
  QVERIFY((map[199] == Rgb{255, 255, 0}));
  QVERIFY((map[255] == Rgb{255, 0, 0}));
}

QTEST_GUILESS_MAIN(TestColourMap)
#include "tst_colour_map.moc"
