#include "io/voc/voc_file.h"
#include "tests/support/test_support.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QStringDecoder>
#include <QStringEncoder>
#include <QTemporaryDir>

using namespace uptake;

/// PASCAL VOC files: the dataset's form written exactly, other forms read, and editing that leaves the rest.
class TestVoc : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void newFileHasTheDatasetsBytes();
  void newFileSatisfiesAStrictReader();
  void writingRefusesWrongBoxes_data();
  void writingRefusesWrongBoxes();
  void namesAreEscaped();
  void unchangedBoxesGiveTheSameBytes_data();
  void unchangedBoxesGiveTheSameBytes();
  void editingChangesOnlyWhatChanged();
  void editingAddsAndRemovesObjects();
  void whatStandsTwiceIsNamed();
  void editingKeepsObjectsThatCouldNotBeShown();
  void editingKeepsTheEncoding_data();
  void editingKeepsTheEncoding();
  void tolerancesAreNamed();
  void whatIsThereTwiceIsNamed();
  void aBoxCutAtTheBorderIsNoEdit();
  void encodings_data();
  void encodings();
  void malformedFilesAreRefused_data();
  void malformedFilesAreRefused();
  void filesThatTakeMinutesAreRefused_data();
  void filesThatTakeMinutesAreRefused();
  void damagedFilesNeverCrash();

 private:
  QString write(const QString& name, const QByteArray& bytes) {
    const QString path = dir_.filePath(name);
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? path : QString();
  }
  Result<VocFile> read(const QByteArray& bytes) { return readVoc(write(QStringLiteral("read.xml"), bytes)); }
  QTemporaryDir dir_;
};

namespace {

const VocImage kImage{QStringLiteral("CT"), QStringLiteral("1.2.3.dcm"), QStringLiteral("/data/CT/1.2.3.dcm"),
                      512, 512};

Box box(const char* name, PixelRect rect) {
  Box result;
  result.className = QLatin1String(name);
  result.rect = rect;
  return result;
}

/// Two objects with what other tools add, in Windows line endings and tabs.
const QByteArray kRich =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<!-- <object> in a comment -->\r\n"
    "<annotation "
    "a=\"1>0\">\r\n\t<folder>Unknow</folder>\r\n\t<size><width>100</width><height>80</height></size>\r\n"
    "\t<object "
    "id='7'>\r\n\t\t<name>A</name>\r\n\t\t<part><name>tip</name><bndbox><xmin>1</xmin><ymin>1</ymin>"
    "<xmax>2</xmax><ymax>2</ymax></bndbox></part>\r\n\t\t<bndbox>\r\n\t\t\t<xmin> 10.4 </xmin>\r\n\t\t\t"
    "<ymin>20</ymin>\r\n\t\t\t<xmax>30</xmax>\r\n\t\t\t<ymax>40</ymax>\r\n\t\t</bndbox>\r\n"
    "\t\t<difficult>1</difficult>\r\n\t</object>\r\n"
    "\t<object>\r\n\t\t<name><![CDATA[E<x]]></name>\r\n\t\t<bndbox><ymax>9</ymax><xmax>8</xmax><ymin>7</ymin>"
    "<xmin>6</xmin></bndbox>\r\n\t</object>\r\n\t<extra/>\r\n</annotation>\r\n<!-- end -->\r\n";

}  // namespace

void TestVoc::newFileHasTheDatasetsBytes() {
  const Box boxes[] = {box("A", {134, 274, 216, 338})};
  const auto xml = vocXml(boxes, kImage);
  QVERIFY(xml.ok());
  const QByteArray expected =
      "<annotation verified=\"no\">\n"
      "  <folder>CT</folder>\n"
      "  <filename>1.2.3.dcm</filename>\n"
      "  <path>/data/CT/1.2.3.dcm</path>\n"
      "  <source>Unknow<database>Unknown</database>\n"
      "  </source>\n"
      "  <size>\n"
      "    <width>512</width>\n"
      "    <height>512</height>\n"
      "    <depth>1</depth>\n"
      "  </size>\n"
      "  <segmented>0</segmented>\n"
      "  <object>\n"
      "    <name>A</name>\n"
      "    <pose>Unspecified</pose>\n"
      "    <truncated>0</truncated>\n"
      "    <Difficult>0</Difficult>\n"
      "    <bndbox>\n"
      "      <xmin>134</xmin>\n"
      "      <ymin>274</ymin>\n"
      "      <xmax>216</xmax>\n"
      "      <ymax>338</ymax>\n"
      "    </bndbox>\n"
      "  </object>\n"
      "</annotation>";
  QCOMPARE(*xml, expected);
}

void TestVoc::newFileSatisfiesAStrictReader() {
  UPTAKE_NEEDS_PYTHON();
  const Box boxes[] = {box("A", {0, 0, 511, 511}), box("G", {5, 6, 5, 6})};
  const QString none = dir_.filePath(QStringLiteral("new/folder/none.xml"));
  const QString two = dir_.filePath(QStringLiteral("new/folder/two.xml"));
  QVERIFY(writeVoc(none, {}, kImage).ok());
  QVERIFY(writeVoc(two, boxes, kImage).ok());
  const auto run = test::runProcess(
      test::python(), {test::sourceDir() + QStringLiteral("/tests/scripts/strict_voc.py"), none, two});
  QVERIFY2(run.exitCode == 0, run.err.constData());
  QCOMPARE(QJsonDocument::fromJson(run.out).toJson(QJsonDocument::Compact),
           QByteArray("[[],[[\"A\",0,0,511,511],[\"G\",5,6,5,6]]]"));
  const auto back = readVoc(two);
  QVERIFY(back.ok());
  QCOMPARE(back->warnings, QStringList());
  QCOMPARE(back->imageName(), QStringLiteral("two"));
  QCOMPARE(back->boxes.size(), std::size_t{2});
  Box expected = boxes[1];
  expected.fileObject = 1;
  QVERIFY(back->boxes[1] == expected);
}

void TestVoc::writingRefusesWrongBoxes_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QList<int>>("rect");
  QTest::newRow("reversed") << "A" << QList<int>{9, 0, 8, 5};
  QTest::newRow("negative") << "A" << QList<int>{-1, 0, 8, 5};
  QTest::newRow("last column is 511") << "A" << QList<int>{0, 0, 512, 5};
  QTest::newRow("below") << "A" << QList<int>{0, 0, 5, 512};
  QTest::newRow("no class") << " " << QList<int>{0, 0, 5, 5};
  QTest::newRow("control character") << QStringLiteral("A\x01") << QList<int>{0, 0, 5, 5};
}

void TestVoc::writingRefusesWrongBoxes() {
  QFETCH(QString, name);
  QFETCH(QList<int>, rect);
  Box wrong = box("", {rect[0], rect[1], rect[2], rect[3]});
  wrong.className = name;
  const Box boxes[] = {wrong};
  const QString path = dir_.filePath(QStringLiteral("refused.xml"));
  const auto written = writeVoc(path, boxes, kImage);
  QVERIFY(!written.ok());
  QCOMPARE(written.error().kind, ErrorKind::Inconsistent);
  QCOMPARE(written.error().file, path);
  QVERIFY(!QFile::exists(path));
}

void TestVoc::namesAreEscaped() {
  Box odd = box("", {1, 2, 3, 4});
  odd.className = QStringLiteral("a<b>&\"c\" ü \U0001F600");
  const auto xml = vocXml({&odd, 1}, kImage);
  QVERIFY(xml.ok());
  const auto back = read(*xml);
  QVERIFY(back.ok());
  QCOMPARE(back->boxes.at(0).className, odd.className);
}

void TestVoc::unchangedBoxesGiveTheSameBytes_data() {
  QTest::addColumn<QByteArray>("bytes");
  const Box one = box("A", {1, 2, 3, 4});
  QTest::newRow("ours") << *vocXml({&one, 1}, kImage);
  QTest::newRow("rich") << kRich;
  QTest::newRow("empty") << QByteArray("<annotation/>");
  QTest::newRow("latin-1") << QByteArray(
      "<?xml version='1.0' encoding='ISO-8859-1'?><annotation><folder>\xfc</folder></annotation>");
  QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf<annotation>\n</annotation>\n");
}

void TestVoc::unchangedBoxesGiveTheSameBytes() {
  QFETCH(QByteArray, bytes);
  const auto file = read(bytes);
  QVERIFY2(file.ok(), file.ok() ? "" : qPrintable(file.error().text()));
  QCOMPARE(file->original, bytes);
  const auto again = vocXml(file->boxes, kImage, file->original);
  QVERIFY(again.ok());
  QCOMPARE(*again, bytes);
}

void TestVoc::editingChangesOnlyWhatChanged() {
  const auto file = read(kRich);
  QVERIFY(file.ok());
  std::vector<Box> boxes = file->boxes;
  QCOMPARE(boxes.size(), std::size_t{2});
  QCOMPARE(boxes[0].rect.xmin, 10);
  QCOMPARE(boxes[1].className, QStringLiteral("E<x"));
  boxes[0].rect.xmax = 31;
  boxes[0].difficult = false;
  boxes[1].className = QStringLiteral("G&ß");
  boxes[1].truncated = true;
  const auto edited = vocXml(boxes, kImage, file->original);
  QVERIFY(edited.ok());
  QByteArray expected = kRich;
  expected.replace("<xmax>30<", "<xmax>31<").replace("<difficult>1<", "<difficult>0<");
  expected.replace("<![CDATA[E<x]]>", "G&amp;&#223;");
  expected.replace("<xmin>6</xmin></bndbox>\r\n",
                   "<xmin>6</xmin></bndbox>\r\n\t\t<truncated>1</truncated>\r\n");
  QCOMPARE(*edited, expected);
  const auto back = read(*edited);
  QVERIFY(back.ok());
  QVERIFY(back->boxes == boxes);
}

void TestVoc::editingAddsAndRemovesObjects() {
  const auto file = read(kRich);
  QVERIFY(file.ok());
  Box copy = file->boxes[1];  // a copied box still names its origin
  copy.rect = {1, 1, 2, 2};
  const std::vector<Box> boxes{file->boxes[1], copy, box("B", {3, 3, 4, 4})};
  const auto edited = vocXml(boxes, kImage, file->original);
  QVERIFY(edited.ok());
  QVERIFY(!edited->contains("<part>"));
  QVERIFY(edited->contains("<extra/>\r\n</annotation>\r\n<!-- end -->"));
  QVERIFY(edited->contains("</object>\r\n\t<object>\r\n\t\t<name>B</name>\r\n"));
  QVERIFY(!QByteArray(*edited).replace("\r\n", "").contains('\n'));
  const auto back = read(*edited);
  QVERIFY(back.ok());
  QCOMPARE(back->boxes.size(), std::size_t{3});
  QCOMPARE(back->boxes[1].rect, copy.rect);
  QCOMPARE(back->boxes[2].className, QStringLiteral("B"));

  // From nothing, and back to nothing.
  const Box one = box("A", {1, 2, 3, 4});
  for (const QByteArray& empty :
       {QByteArray("<annotation verified='no'/>"), QByteArray("<annotation></annotation>"),
        QByteArray("<annotation>\n  <folder/>\n</annotation>")}) {
    const auto filled = vocXml({&one, 1}, kImage, empty);
    QVERIFY(filled.ok());
    const auto read1 = read(*filled);
    QVERIFY2(read1.ok() && read1->boxes.size() == 1, filled->constData());
    const auto cleared = vocXml({}, kImage, *filled);
    QVERIFY(cleared.ok());
    QVERIFY2(!cleared->contains("object"), cleared->constData());
    QVERIFY(read(*cleared).ok());
  }
}

void TestVoc::whatStandsTwiceIsNamed() {
  const QByteArray corners = "<xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax>";
  const auto warned = [&](const QByteArray& boxes) {
    const auto file = read("<annotation><object><name>A</name>" + boxes + "</object></annotation>");
    return file ? file->warnings.filter(QStringLiteral("twice")).join(QLatin1Char('\n')) : QString();
  };
  QVERIFY(warned("<bndbox>" + corners + "</bndbox>").isEmpty());
  const QString corner = warned("<bndbox><xmin>2</xmin>" + corners + "</bndbox>");
  QVERIFY2(corner.contains(QStringLiteral("<xmin> twice")) && !corner.contains(QLatin1Char('\n')),
           qPrintable(corner));
  const QString box = warned("<bndbox>" + corners + "</bndbox><bndbox>" + corners + "</bndbox>");
  QVERIFY2(box.contains(QStringLiteral("<bndbox> twice")) && !box.contains(QLatin1Char('\n')),
           qPrintable(box));
}

void TestVoc::editingKeepsObjectsThatCouldNotBeShown() {
  const QByteArray xml =
      "<annotation>\n  <object><name>A</name></object>\n"
      "  "
      "<object><name>B</name><bndbox><xmin>9</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></"
      "object>\n"
      "  "
      "<object><name>G</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9000</xmax><ymax>2</ymax></bndbox></"
      "object>\n"
      "  "
      "<object><name>E</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></"
      "object>\n"
      "</annotation>";
  const auto file = read(xml);
  QVERIFY(file.ok());
  QCOMPARE(file->boxes.size(), std::size_t{3});
  QCOMPARE(file->boxes[0].fileObject, 1);
  const auto edited = vocXml({}, kImage, xml);  // every box that a person saw is deleted
  QVERIFY(edited.ok());
  QByteArray expected = xml;
  expected.remove(expected.indexOf("\n  <object><name>E"),
                  expected.indexOf("\n</annotation>") - expected.indexOf("\n  <object><name>E"));
  QCOMPARE(*edited, expected);

  Box gone = box("A", {1, 2, 3, 4});
  gone.fileObject = 7;
  QVERIFY(!vocXml({&gone, 1}, kImage, xml).ok());
}

void TestVoc::editingKeepsTheEncoding_data() {
  QTest::addColumn<int>("encoding");
  QTest::newRow("UTF-16 LE") << static_cast<int>(QStringConverter::Utf16LE);
  QTest::newRow("UTF-16 BE") << static_cast<int>(QStringConverter::Utf16BE);
}

void TestVoc::editingKeepsTheEncoding() {
  QFETCH(int, encoding);
  const auto which = static_cast<QStringConverter::Encoding>(encoding);
  const QString text = QStringLiteral(
      "<?xml version=\"1.0\" "
      "encoding=\"UTF-16\"?>\n<annotation><folder>ü</folder><object><name>A</name><bndbox>"
      "<xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox></object></annotation>");
  const auto encoded = [&](const QString& content) {
    QStringEncoder encode(which, QStringConverter::Flag::WriteBom);
    return QByteArray(encode(content));
  };
  const auto file = read(encoded(text));
  QVERIFY2(file.ok(), file.ok() ? "" : qPrintable(file.error().text()));
  std::vector<Box> boxes = file->boxes;
  QCOMPARE(boxes.size(), std::size_t{1});
  QCOMPARE(*vocXml(boxes, kImage, file->original), encoded(text));
  boxes[0].rect.ymax = 40;
  QCOMPARE(*vocXml(boxes, kImage, file->original),
           encoded(QString(text).replace(QStringLiteral("<ymax>4<"), QStringLiteral("<ymax>40<"))));
}

void TestVoc::tolerancesAreNamed() {
  const auto file = read(kRich);
  QVERIFY(file.ok());
  const QString all = file->warnings.join(QLatin1Char('\n'));
  QVERIFY2(all.contains(QLatin1String("10.4")), qPrintable(all));
  QVERIFY2(all.contains(QLatin1String("lower case")), qPrintable(all));
  QVERIFY2(all.contains(QLatin1String("part, extra")), qPrintable(all));
  QCOMPARE(file->warnings.size(), 3);
  QCOMPARE(file->width, 100);
  QCOMPARE(file->height, 80);

  const auto bare = read(
      "<annotation><object><bndbox><xmin>nan</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></"
      "object>"
      "<object><truncated>yes</truncated><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></"
      "bndbox>"
      "</object></annotation>");
  QVERIFY(bare.ok());
  QCOMPARE(bare->width, 0);
  QCOMPARE(bare->boxes.size(), std::size_t{1});
  QCOMPARE(bare->boxes[0].fileObject, 1);
  const QString said = bare->warnings.join(QLatin1Char('\n'));
  for (const char* expected : {"nan", "size", "<name>", "yes"})
    QVERIFY2(said.contains(QLatin1String(expected)), qPrintable(said));
}

void TestVoc::whatIsThereTwiceIsNamed() {
  const QByteArray bndbox = "<bndbox><ymax>9</ymax><xmax>8</xmax><ymin>4</ymin><xmin>3</xmin></bndbox>";
  const auto two = read("<annotation><object><name>A</name>" + bndbox +
                        "<bndbox><xmin>10</xmin><ymin>10</ymin><xmax>12</xmax><ymax>12</ymax></bndbox>"
                        "</object></annotation>");
  QVERIFY(two.ok());
  QCOMPARE(two->boxes.size(), std::size_t{1});
  QCOMPARE(two->boxes[0].rect, (PixelRect{3, 4, 8, 9}));
  QVERIFY2(two->warnings.join(QLatin1Char(' ')).contains(QLatin1String("<bndbox> twice")),
           qPrintable(two->warnings.join(QLatin1Char(' '))));
  const auto names =
      read("<annotation><object><name>A</name><name>B</name>" + bndbox + "</object></annotation>");
  QVERIFY(names.ok());
  QCOMPARE(names->boxes[0].className, QStringLiteral("A"));
  QVERIFY(names->warnings.join(QLatin1Char(' ')).contains(QLatin1String("<name> twice")));
}

void TestVoc::aBoxCutAtTheBorderIsNoEdit() {
  // Counted from 1, the last of 512 pixels is 512.
  QCOMPARE(vocRectOnImage({10, 10, 512, 512}, 512, 512), (PixelRect{10, 10, 511, 511}));
  QCOMPARE(vocRectOnImage({10, 10, 511, 20}, 512, 512), (PixelRect{10, 10, 511, 20}));
  for (const PixelRect& wrong :
       {PixelRect{10, 10, 513, 20}, {-1, 10, 512, 20}, {512, 10, 512, 20}, {9, 1, 2, 512}}) {
    QCOMPARE(vocRectOnImage(wrong, 512, 512), wrong);
    QVERIFY(!isOnImage(wrong, 512, 512));
  }
  const QByteArray original =
      "<annotation>\n  <object><name>A</name><bndbox><xmin>10</xmin><ymin>10</ymin><xmax>512</xmax>"
      "<ymax>100</ymax></bndbox></object>\n</annotation>";
  Box shown = read(original)->boxes.front();
  shown.rect = vocRectOnImage(shown.rect, 512, 512);
  QCOMPARE(*vocXml({&shown, 1}, kImage, original), original);
  // What a person changes is written, and no more.
  shown.rect.ymax = 90;
  QCOMPARE(*vocXml({&shown, 1}, kImage, original), QByteArray(original).replace("100", "90"));
  // It was shown, so that its absence deletes it.
  QVERIFY(!vocXml({}, kImage, original)->contains("<object>"));
}

void TestVoc::encodings_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("refusal");
  const QString text = QStringLiteral(
      "<annotation><object><name>A</name><bndbox><xmin>3</xmin><ymin>4</ymin><xmax>8</xmax>"
      "<ymax>9</ymax></bndbox></object></annotation>");
  const auto declared = [&](const char* encoding) {
    return QStringLiteral("<?xml version=\"1.0\" encoding=\"%1\"?>\r\n").arg(QLatin1String(encoding)) + text;
  };
  QTest::newRow("UTF-8 with a mark") << "\xef\xbb\xbf" + declared("UTF-8").toUtf8() << QString();
  QStringEncoder wide(QStringConverter::Utf16, QStringConverter::Flag::WriteBom);
  QTest::newRow("UTF-16") << QByteArray(wide(declared("UTF-16"))) << QString();
  QTest::newRow("Latin 1") << declared("ISO-8859-1").toLatin1() << QString();
  // Where the decoder is missing, its name is the reason.
  for (const char* encoding : {"GBK", "gb2312", "Shift_JIS"})
    QTest::newRow(encoding) << declared(encoding).toLatin1() << QString::fromLatin1(encoding);
}

void TestVoc::encodings() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, refusal);
  const auto file = read(bytes);
  if (!file && !refusal.isEmpty()) {
    QVERIFY2(file.error().message.contains(refusal), qPrintable(file.error().message));
    return;
  }
  QVERIFY2(file, file ? "" : qPrintable(file.error().message));
  QCOMPARE(file->boxes.size(), std::size_t{1});
  QCOMPARE(file->boxes[0].rect, (PixelRect{3, 4, 8, 9}));
}

void TestVoc::malformedFilesAreRefused_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("says");
  QTest::newRow("empty") << QByteArray() << "line";
  QTest::newRow("not XML") << QByteArray("DICM") << "line 1";
  QTest::newRow("cut short") << kRich.left(300) << "line";
  QTest::newRow("two roots") << QByteArray("<annotation/><annotation/>") << "line 1";
  QTest::newRow("other root") << QByteArray("<html><annotation/></html>") << "<html>";
  QTest::newRow("entities") << QByteArray(
                                   "<!DOCTYPE annotation [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>"
                                   "<annotation><folder>&b;</folder></annotation>")
                            << "DOCTYPE";
  QTest::newRow("external entity") << QByteArray(
                                          "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
                                          "<annotation>&x;</annotation>")
                                   << "DOCTYPE";
  QTest::newRow("undeclared entity") << QByteArray("<annotation>&x;</annotation>") << "line 1";
  QTest::newRow("external subset") << QByteArray(
                                          "<!DOCTYPE annotation SYSTEM 'x.dtd'><annotation>&x;</annotation>")
                                   << "x";
  QTest::newRow("deep") << QByteArray("<annotation>") + QByteArray("<a>").repeated(200000) << "deep";
}

void TestVoc::malformedFilesAreRefused() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, says);
  const auto file = read(bytes);
  QVERIFY(!file.ok());
  QVERIFY2(file.error().message.contains(says), qPrintable(file.error().message));
  QVERIFY(!file.error().message.contains(QLatin1Char('\n')));
  QVERIFY(file.error().file.endsWith(QLatin1String("read.xml")));
  QVERIFY(!vocXml({}, kImage, bytes.isEmpty() ? QByteArray(" ") : bytes).ok());
}

void TestVoc::damagedFilesNeverCrash() {
  std::uint32_t state = 12345;
  const auto random = [&state](int below) {
    state = state * 1664525U + 1013904223U;
    return static_cast<int>((state >> 8U) % static_cast<std::uint32_t>(below));
  };
  int readable = 0;
  for (int n = 0; n < 1500; ++n) {
    QByteArray bytes = kRich;
    for (int change = random(2) + 1; change > 0; --change) {
      const int at = random(static_cast<int>(bytes.size()));
      if (random(2) == 0)
        bytes[at] = static_cast<char>(random(4) == 0 ? random(256) : 32 + random(95));
      else
        bytes.remove(at, random(4));
    }
    const auto file = read(bytes);
    if (!file.ok()) continue;
    ++readable;
    const auto same = vocXml(file->boxes, {{}, {}, {}, 1 << 29, 1 << 29}, bytes);
    QVERIFY2(same.ok() && *same == bytes, bytes.constData());
  }
  QVERIFY(readable > 50);
}

void TestVoc::filesThatTakeMinutesAreRefused_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<bool>("isRead");
  QByteArray attributes;
  for (int n = 0; n < 200000; ++n) attributes += " a" + QByteArray::number(n) + "='>'";
  QTest::newRow("attributes") << "<annotation" + attributes + "></annotation>" << false;
  QTest::newRow("attributes that never end") << "<annotation" + attributes << false;
  QTest::newRow("elements") << "<annotation>" + QByteArray("<x/>").repeated(1000001) + "</annotation>"
                            << false;
  QTest::newRow("a long comment with quotes")
      << "<annotation><!-- <it's " + QByteArray(100000, 'x') + "--></annotation>" << true;
  QTest::newRow("long text with quotes")
      << "<annotation><name>it's " + QByteArray(100000, 'x') + "</name></annotation>" << true;
}

void TestVoc::filesThatTakeMinutesAreRefused() {
  QFETCH(QByteArray, bytes);
  QFETCH(bool, isRead);
  const auto file = read(bytes);
  QCOMPARE(file.ok(), isRead);
  if (!isRead) QCOMPARE(file.error().kind, ErrorKind::NotSupported);
}

QTEST_GUILESS_MAIN(TestVoc)
#include "tst_voc.moc"
