#include "viewer/colour/colour_map.h"

#include <QTest>

using namespace uptake;

class TestColourMap : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void greysRunEvenly();
  void hotIronIsTheStandards();
  void fractionsHaveEqualParts();
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

void TestColourMap::fractionsHaveEqualParts() {
  QVERIFY(colourAt(greyMap(), -1.0) == greyMap()[0]);
  QVERIFY(colourAt(greyMap(), 0.5) == greyMap()[128]);
  QVERIFY(colourAt(greyMap(), 1.0) == greyMap()[255]);
  QVERIFY(colourAt(greyMap(), 2.0) == greyMap()[255]);
}

QTEST_GUILESS_MAIN(TestColourMap)
#include "tst_colour_map.moc"
