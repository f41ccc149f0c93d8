#include "io/store/box_link_file.h"
#include "io/store/label_scheme_file.h"
#include "tests/support/test_support.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace uptake;

/// The JSON files about boxes: which belong together, and what classes there are.
class TestBoxFiles : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void linksComeBack();
  void whatIsNotUnderstoodStays();
  void boxesThatAreGoneAreTolerated();
  void otherFilesAreRefused_data();
  void otherFilesAreRefused();
  void schemesComeBack();
  void schemesAreWrittenByHand();
  void wrongSchemesAreRefused_data();
  void wrongSchemesAreRefused();

 private:
  QString file(const char* name) const { return dir_.filePath(QLatin1String(name)); }
  QString write(const char* name, const QByteArray& bytes) const {
    QFile out(file(name));
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size()) return {};
    return out.fileName();
  }
  QTemporaryDir dir_;
};

namespace {

const QString kStudy = QStringLiteral("1.2.3");

Box box(int id, const char* image, const char* name, const PixelRect& rect) {
  Box box;
  box.id = BoxId{id};
  box.sopInstanceUid = QLatin1String(image);
  box.className = QLatin1String(name);
  box.rect = rect;
  return box;
}

std::map<BoxId, Box> someBoxes() {
  std::map<BoxId, Box> boxes;
  for (const Box& each : {box(1, "1.1", "A", {1, 2, 3, 4}), box(2, "1.2", "A", {1, 2, 3, 4}),
                          box(3, "1.2", "G", {1, 2, 3, 4}), box(4, "1.3", "A", {5, 5, 9, 9})})
    boxes.emplace(each.id, each);
  return boxes;
}

QJsonObject objectIn(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return {};
  return QJsonDocument::fromJson(file.readAll()).object();
}

}  // namespace

void TestBoxFiles::linksComeBack() {
  const QString path = dir_.filePath(QStringLiteral("new/folder/links.json"));
  const auto boxes = someBoxes();
  const BoxTies ties{{pairOf(BoxId{2}, BoxId{1}), BoxTie::Apart},
                     {pairOf(BoxId{1}, BoxId{3}), BoxTie::Joined},
                     {pairOf(BoxId{1}, BoxId{99}), BoxTie::Joined}};  // of a box that is gone: not written
  QVERIFY(writeBoxLinks(path, QStringLiteral("P"), kStudy, linksOf(boxes, ties), {}, {}));
  const auto read = readBoxLinks(path, kStudy);
  QVERIFY2(read, read ? "" : qPrintable(read.error().text()));
  QCOMPARE(read->links.size(), std::size_t{2});
  const ResolvedLinks resolved = resolveLinks(read->links, boxes);
  QVERIFY(resolved.unresolved.empty());
  QCOMPARE(resolved.ties,
           (BoxTies{{{BoxId{1}, BoxId{2}}, BoxTie::Apart}, {{BoxId{1}, BoxId{3}}, BoxTie::Joined}}));
  // As documented.
  const QJsonObject first = objectIn(path)[QLatin1String("links")].toArray()[0].toObject();
  QCOMPARE(first[QLatin1String("kind")].toString(), QStringLiteral("apart"));
  QCOMPARE(first[QLatin1String("boxes")].toArray()[0].toObject()[QLatin1String("rect")].toArray(),
           (QJsonArray{1, 2, 3, 4}));
  // Without links there is no file.
  QVERIFY(writeBoxLinks(path, QStringLiteral("P"), kStudy, {}, {}, read->original));
  QVERIFY(!QFileInfo::exists(path));
}

void TestBoxFiles::whatIsNotUnderstoodStays() {
  const QString path = write("strange.json", R"({"format": "uptake-box-links", "version": 1, "note": "mine",
    "study_instance_uid": "1.2.3", "links": [
      {"kind": "perhaps", "boxes": []},
      {"kind": "joined", "boxes": [{"sop_instance_uid": "1.1", "class": "A", "rect": [1, 2, 3, 4.5]},
                                   {"sop_instance_uid": "1.2", "class": "A", "rect": [1, 2, 3, 4]}]},
      {"kind": "joined", "boxes": [{"sop_instance_uid": "1.1", "class": "A", "rect": [1, 2, 3, 4]},
                                   {"sop_instance_uid": "1.2", "class": "A", "rect": [1, 2, 3, 4]}]}]})");
  const auto read = readBoxLinks(path, kStudy);
  QVERIFY(read);
  QCOMPARE(read->links.size(), std::size_t{1});
  QCOMPARE(read->warnings.size(), 2);
  QVERIFY(writeBoxLinks(path, QStringLiteral("P"), kStudy, read->links, {}, read->original));
  const QJsonObject again = objectIn(path);
  QCOMPARE(again[QLatin1String("note")].toString(), QStringLiteral("mine"));
  QCOMPARE(again[QLatin1String("links")].toArray().size(), 3);
}

void TestBoxFiles::boxesThatAreGoneAreTolerated() {
  const BoxLink known{BoxTie::Joined,
                      {QStringLiteral("1.1"), QStringLiteral("A"), {1, 2, 3, 4}},
                      {QStringLiteral("1.3"), QStringLiteral("A"), {5, 5, 9, 9}}};
  BoxLink moved = known;
  moved.second.rect.xmin = 6;
  BoxLink renamed = known;  // its class was changed elsewhere: image and rectangle still name it
  renamed.second.className = QStringLiteral("B");
  const ResolvedLinks resolved = resolveLinks({moved, renamed}, someBoxes());
  QCOMPARE(resolved.unresolved, std::vector<BoxLink>{moved});
  QCOMPARE(resolved.ties, (BoxTies{{{BoxId{1}, BoxId{4}}, BoxTie::Joined}}));
  // What names no box stays in the file.
  const QString path = file("gone.json");
  QVERIFY(writeBoxLinks(path, QStringLiteral("P"), kStudy, linksOf(someBoxes(), resolved.ties),
                        resolved.unresolved, {}));
  QCOMPARE(readBoxLinks(path, kStudy)->links.size(), std::size_t{2});
}

void TestBoxFiles::otherFilesAreRefused_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<int>("kind");
  QTest::newRow("cut") << QByteArray(R"({"format": "uptake-box-li)") << int(ErrorKind::FileUnreadable);
  QTest::newRow("other format") << QByteArray(R"({"format": "uptake-measurements", "version": 1})")
                                << int(ErrorKind::FileUnreadable);
  QTest::newRow("later version") << QByteArray(R"({"format": "uptake-box-links", "version": 2, "links": []})")
                                 << int(ErrorKind::NotSupported);
  QTest::newRow("other study")
      << QByteArray(R"({"format": "uptake-box-links", "version": 1, "study_instance_uid": "9", "links": []})")
      << int(ErrorKind::Inconsistent);
}

void TestBoxFiles::otherFilesAreRefused() {
  QFETCH(QByteArray, bytes);
  QFETCH(int, kind);
  const auto read = readBoxLinks(write("refused.json", bytes), kStudy);
  QVERIFY(!read);
  QCOMPARE(int(read.error().kind), kind);
}

void TestBoxFiles::schemesComeBack() {
  for (const LabelScheme& scheme : LabelScheme::supplied()) {
    QVERIFY(writeLabelScheme(file("scheme.json"), scheme));
    const auto read = readLabelScheme(file("scheme.json"));
    QVERIFY2(read, read ? "" : qPrintable(read.error().text()));
    QVERIFY(*read == scheme);
  }
}

void TestBoxFiles::schemesAreWrittenByHand() {
  const auto scheme = parseLabelScheme(R"({"format": "uptake-class-scheme", "version": 1, "name": "Nodules",
    "classes": [{"name": "S", "full_name": "Solid", "colour": "#0a80FF", "key": "s",
                 "snomed": {"code": "27925004", "meaning": "Nodule"}},
                {"name": "G", "colour": "#010203"}]})");
  QVERIFY(scheme);
  QCOMPARE(scheme->name(), QStringLiteral("Nodules"));
  const LabelClass& solid = scheme->classes().front();
  QCOMPARE(solid.colour, (Rgb{0x0a, 0x80, 0xff}));
  QCOMPARE(solid.key, QStringLiteral("S"));
  QCOMPARE(solid.code.value, QStringLiteral("27925004"));
  QCOMPARE(scheme->classes()[1].code.value, QString());
}

void TestBoxFiles::wrongSchemesAreRefused_data() {
  QTest::addColumn<QByteArray>("classes");
  QTest::newRow("none") << QByteArray("[]");
  QTest::newRow("colour") << QByteArray(R"([{"name": "S", "colour": "red"}])");
  QTest::newRow("no name") << QByteArray(R"([{"colour": "#000000"}])");
  QTest::newRow("twice") << QByteArray(
      R"([{"name": "S", "colour": "#000000"}, {"name": "s", "colour": "#000000"}])");
}

void TestBoxFiles::wrongSchemesAreRefused() {
  QFETCH(QByteArray, classes);
  const auto scheme = parseLabelScheme(
      R"({"format": "uptake-class-scheme", "version": 1, "name": "X", "classes": )" + classes + "}");
  QVERIFY(!scheme);
  QVERIFY(!scheme.error().message.isEmpty());
}

QTEST_GUILESS_MAIN(TestBoxFiles)
#include "tst_box_files.moc"
