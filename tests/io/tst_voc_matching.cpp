#include "io/voc/voc_matching.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSet>
#include <QTemporaryDir>

using namespace uptake;

/// Where VOC files belong: the patient's folder, and the image that a file's name names.
class TestVocMatching : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void patientFolders_data();
  void patientFolders();
  void patientFoldersNeverCollide();
  void matchingFindsImages();
  void theFolderTellsWhichPatient();
  void unknownClassesAreCounted();
  void damageCostsOneFileOnly();

 private:
  QString write(const QString& name, const QByteArray& bytes) {
    const QString path = dir_.filePath(name);
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? path : QString();
  }
  QTemporaryDir dir_;
};

namespace {

Box box(const char* name, PixelRect rect) {
  Box result;
  result.className = QLatin1String(name);
  result.rect = rect;
  return result;
}

}  // namespace

void TestVocMatching::patientFolders_data() {
  QTest::addColumn<QString>("id");
  QTest::addColumn<QString>("folder");
  QTest::newRow("dataset") << "Lung_Dx-A0002"
                           << "A0002";
  QTest::newRow("plain") << "12345-b.7"
                         << "12345-b.7";
  QTest::newRow("prefix of something else") << "Lung_Dx-"
                                            << "Lung_Dx-";
  QTest::newRow("path") << "../a\\b"
                        << "%2E.%2Fa%5Cb";
  QTest::newRow("percent") << "a%2Fb"
                           << "a%252Fb";
  QTest::newRow("device") << "nul.1"
                          << "%6Eul.1";
  QTest::newRow("ends") << " a. "
                        << "%20a.%20";
  QTest::newRow("last dot") << "a."
                            << "a%2E";
  QTest::newRow("empty") << ""
                         << "%empty";
  QTest::newRow("script") << QStringLiteral("é") << "%C3%A9";
}

void TestVocMatching::patientFolders() {
  QFETCH(QString, id);
  QFETCH(QString, folder);
  QCOMPARE(vocPatientFolder(id), folder);
}

void TestVocMatching::patientFoldersNeverCollide() {
  // All strings of up to four of these characters, and long ones that differ at the end only.
  const QString alphabet = QStringLiteral("a.% /2FC");
  QStringList ids{QString()};
  for (qsizetype from = 0, depth = 0; depth < 4; ++depth) {
    const qsizetype to = ids.size();
    for (; from < to; ++from)
      for (const QChar c : alphabet) ids.append(ids[from] + c);
  }
  for (const char* name : {"CON", "%43ON", "NUL", "nul", "aux.", "aux", "AUX .x", "COM1", "COM"})
    ids.append(QLatin1String(name));
  ids.append(QString(300, QLatin1Char('x')) + QLatin1Char('1'));
  ids.append(QString(300, QLatin1Char('x')) + QLatin1Char('2'));
  QSet<QString> folders;
  for (const QString& id : ids) {
    const QString folder = vocPatientFolder(id);
    QVERIFY2(!folders.contains(folder), qPrintable(id));
    QVERIFY(!folder.isEmpty() && folder.size() <= 200 && !folder.contains(QLatin1Char('/')));
    QVERIFY2(!folder.startsWith(QLatin1Char('.')) && !folder.endsWith(QLatin1Char('.')), qPrintable(folder));
    folders.insert(folder);
  }
}

void TestVocMatching::matchingFindsImages() {
  SeriesEntry series;
  series.source.seriesInstanceUid = QStringLiteral("1.2");
  series.rows = 80;
  series.columns = 100;
  for (int k = 0; k < 3; ++k) series.source.slices.push_back({QStringLiteral("1.2.%1").arg(k), {}, {}, 0});
  series.grid = *ImageGrid::create({100, 80, 3}, {1, 1, 5}, {-50, -40, -7}, Eigen::Matrix3d::Identity());
  SeriesEntry flat = series;
  flat.grid.reset();
  flat.refusal = QStringLiteral("one position");
  for (auto& slice : flat.source.slices) slice.sopInstanceUid.prepend(QLatin1Char('9'));
  StudyIndex index;
  index.patients.push_back({QStringLiteral("P"), {}, {StudyEntry{{}, {}, {}, {series, flat}}}});

  const VocImage image{{}, {}, {}, 100, 80};
  const Box good = box("A", {1, 2, 99, 79}), over = box("B", {1, 2, 100, 79});
  QStringList files;
  const auto add = [&](const char* name, const QByteArray& bytes) {
    files.append(write(QLatin1String(name), bytes));
  };
  add("1.2.1.xml", *vocXml({&good, 1}, image));
  const Box corner = box("A", {0, 0, 9, 9}), beyond = box("B", {1, 2, 101, 79});
  const Box all4[] = {over, good, beyond, corner};
  add("1.2.2.XML", *vocXml(all4, {{}, {}, {}, 512, 512}));
  add("7.7.xml", *vocXml({&good, 1}, image));
  add("91.2.0.xml", *vocXml({&good, 1}, image));
  add("1.2.0.xml", "<annotation>");
  files.append(dir_.filePath(QStringLiteral("missing.xml")));
  files.append(write(QStringLiteral("1.2.1.xml"), *vocXml({&good, 1}, image)));

  JobControl control;
  const auto matched = matchVoc(index, files, control);
  QVERIFY(matched.ok());
  QCOMPARE(matched->images.size(), std::size_t{2});
  const MatchedVoc& first = matched->images[0];
  QCOMPARE(first.sopInstanceUid, QStringLiteral("1.2.1"));
  QCOMPARE(first.patientId, QStringLiteral("P"));
  QCOMPARE(first.seriesInstanceUid, QStringLiteral("1.2"));
  QVERIFY(first.position.isApprox(Point(-50, -40, -2)));
  QCOMPARE(first.boxes.size(), std::size_t{1});
  QCOMPARE(first.boxes[0].sopInstanceUid, first.sopInstanceUid);
  QCOMPARE(matched->images[1].boxes.size(), std::size_t{3});
  QCOMPARE(matched->images[1].boxes[0].rect, (PixelRect{1, 2, 99, 79}));  // one pixel beyond: cut
  QCOMPARE(matched->images[1].boxes[1].rect, good.rect);
  QCOMPARE(matched->images[1].boxes[2].rect, corner.rect);
  QCOMPARE(matched->unmatched.size(), std::size_t{2});
  QVERIFY(matched->unmatched[1].reason.contains(QLatin1String("one position")));
  // The box that was cut, the wrong one, the wrong size, the broken file, the missing one and the second file
  // of one image.
  QString all;
  for (const FileProblem& problem : matched->problems)
    all += problem.file + problem.reason + QLatin1Char('\n');
  QVERIFY2(matched->problems.size() == 6, qPrintable(all));
  QVERIFY2(all.contains(QLatin1String("xmax 101")), qPrintable(all));
  QVERIFY2(all.contains(QLatin1String("xmax 100")), qPrintable(all));
  QVERIFY2(all.contains(QStringLiteral("512 × 512")), qPrintable(all));

  const VocSummary& summary = matched->summary;
  QCOMPARE(summary.files, 7);
  QCOMPARE(summary.matched, 2);
  QCOMPARE(summary.withoutImage, 1);
  QCOMPARE(summary.notShown, 2);  // the image of no volume, and the second file of one image
  QCOMPARE(summary.unparsable, 2);
  QVERIFY(summary.unknownClasses.empty());
  const VocNames names = sortVocNames(index, files);
  QCOMPARE(names.withImage, 5);
  QCOMPARE(names.withoutImage.size(), 2);  // by name alone, also the one that is missing

  control.cancel();
  const auto stopped = matchVoc(index, files, control);
  QVERIFY(!stopped.ok());
  QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
}

namespace {

/// One series of images named 1.2.0 to 1.2.2.
StudyIndex threeImages() {
  SeriesEntry series;
  series.source.seriesInstanceUid = QStringLiteral("1.2");
  series.rows = 80;
  series.columns = 100;
  for (int k = 0; k < 3; ++k) series.source.slices.push_back({QStringLiteral("1.2.%1").arg(k), {}, {}, 0});
  series.grid = *ImageGrid::create({100, 80, 3}, {1, 1, 5}, {-50, -40, -7}, Eigen::Matrix3d::Identity());
  StudyIndex index;
  index.patients.push_back({QStringLiteral("P"), {}, {StudyEntry{{}, {}, {}, {series}}}});
  return index;
}

}  // namespace

void TestVocMatching::theFolderTellsWhichPatient() {
  // A set that was put together twice: both patients have an image 1.2.1, the second one on another slice.
  StudyIndex index = threeImages();
  index.patients[0].id = QStringLiteral("Lung_Dx-A0001");
  index.patients.push_back(threeImages().patients[0]);
  index.patients[1].id = QStringLiteral("Lung_Dx-A0002");
  auto& slices = index.patients[1].studies[0].series[0].source.slices;
  std::swap(slices[1], slices[2]);
  slices[1].sopInstanceUid = slices[0].sopInstanceUid = QStringLiteral("5.5");
  const Box good = box("A", {1, 2, 9, 9});
  const QByteArray xml = *vocXml({&good, 1}, {{}, {}, {}, 100, 80});
  const QString first = write(QStringLiteral("ann/A0001/1.2.1.xml"), xml);
  const QString second = write(QStringLiteral("Lung_Dx-A0002/boxes/1.2.1.xml"), xml);
  const QString neither = write(QStringLiteral("ann/1.2.1.xml"), xml);
  const QString alone = write(QStringLiteral("ann/1.2.2.xml"), xml);
  JobControl control;
  const auto matched = matchVoc(index, {first, second, neither, alone}, control);
  QVERIFY(matched.ok());
  QCOMPARE(matched->images.size(), std::size_t{3});
  QCOMPARE(matched->images[0].patientId, QStringLiteral("Lung_Dx-A0001"));
  QVERIFY(matched->images[0].position.isApprox(Point(-50, -40, -2)));
  QCOMPARE(matched->images[1].patientId, QStringLiteral("Lung_Dx-A0002"));
  QVERIFY(matched->images[1].position.isApprox(Point(-50, -40, 3)));
  QCOMPARE(matched->images[2].patientId, QStringLiteral("Lung_Dx-A0001"));
  QCOMPARE(matched->unmatched.size(), std::size_t{1});
  QCOMPARE(matched->unmatched[0].file, neither);
  for (const PatientEntry& patient : index.patients)
    QVERIFY2(matched->unmatched[0].reason.contains(patient.id), qPrintable(matched->unmatched[0].reason));
  // By name alone it is the same.
  const VocNames names = sortVocNames(index, {first, second, neither, alone});
  QCOMPARE(names.withImage, 4);
  QCOMPARE(names.patients, (std::map<QString, QString>{{first, QStringLiteral("Lung_Dx-A0001")},
                                                       {second, QStringLiteral("Lung_Dx-A0002")},
                                                       {neither, QString()}}));
  QCOMPARE(names.ambiguous.size(), std::size_t{1});
}

void TestVocMatching::unknownClassesAreCounted() {
  const VocImage image{{}, {}, {}, 100, 80};
  const Box boxes[] = {box("A", {1, 2, 9, 9}), box("Q", {1, 2, 9, 9}), box("g", {1, 2, 9, 9}),
                       box("Q", {3, 2, 9, 9})};
  JobControl control;
  const auto matched =
      matchVoc(threeImages(), {write(QStringLiteral("1.2.1.xml"), *vocXml(boxes, image))}, control);
  QVERIFY(matched.ok());
  QCOMPARE(matched->images.front().boxes.size(), std::size_t{4});  // kept
  QCOMPARE(matched->summary.unknownClasses, (std::map<QString, int>{{QStringLiteral("Q"), 2}}));
  QCOMPARE(matched->problems.size(), std::size_t{1});
  QVERIFY2(matched->problems[0].reason.contains(QStringLiteral("\"Q\"")),
           qPrintable(matched->problems[0].reason));
}

void TestVocMatching::damageCostsOneFileOnly() {
  const VocImage image{QStringLiteral("CT"), QStringLiteral("1.dcm"), QStringLiteral("CT/1.dcm"), 100, 80};
  const Box good = box("A", {1, 2, 9, 9});
  const QByteArray whole = *vocXml({&good, 1}, image);
  const QStringList files{write(QStringLiteral("1.2.0.xml"), whole),
                          write(QStringLiteral("1.2.1.xml"), whole),
                          write(QStringLiteral("1.2.2.xml"), whole)};
  const StudyIndex index = threeImages();
  JobControl control;
  quint32 state = 20260101;
  const auto random = [&](qsizetype below) {
    state = state * 1664525U + 1013904223U;
    return static_cast<qsizetype>((static_cast<quint64>(state) * static_cast<quint64>(below)) >> 32);
  };
  int refused = 0;
  for (int n = 0; n < 400; ++n) {
    QByteArray bytes = whole;
    const qsizetype at = random(bytes.size());
    const bool cut = n < 200;
    if (cut)
      bytes.truncate(at);
    else
      bytes[at] = static_cast<char>(bytes[at] ^ (1 + random(255)));
    QCOMPARE(write(QStringLiteral("1.2.1.xml"), bytes), files[1]);
    const auto matched = matchVoc(index, files, control);
    QVERIFY(matched.ok());
    int others = 0;
    for (const MatchedVoc& found : matched->images)
      if (found.sopInstanceUid != QLatin1String("1.2.1")) others += static_cast<int>(found.boxes.size());
    QCOMPARE(others, 2);
    for (const FileProblem& problem : matched->problems) QCOMPARE(problem.file, files[1]);
    refused += matched->summary.unparsable;
    // What is cut is refused, but for the white space at its end.
    if (cut && at < whole.trimmed().size()) QCOMPARE(matched->summary.unparsable, 1);
  }
  QVERIFY2(refused > 250, qPrintable(QString::number(refused)));
}

QTEST_GUILESS_MAIN(TestVocMatching)
#include "tst_voc_matching.moc"
