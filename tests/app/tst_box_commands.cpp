#include "io/dicom/study_index.h"
#include "io/phantom/phantom.h"
#include "io/voc/voc_file.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QTemporaryDir>

#include <algorithm>

using namespace uptake;
using namespace uptake::test;

/// `uptake-cli voc2seg` and `seg2voc` as a script sees them: a case of boxes becomes a SEG and back.
class TestBoxCommands : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void thereAndBack();
  void whatIsThereIsLeft();
  void wrongUsage();

 private:
  ProcessOutput run(const QStringList& arguments) const {
    return runProcess(program(QStringLiteral("uptake-cli")), arguments);
  }
  QString path(const char* name) const { return dir_.filePath(QLatin1String(name)); }

  QTemporaryDir dir_;
  QString ct_;
  SeriesEntry series_;
};

void TestBoxCommands::initTestCase() {
  JobControl control;
  QVERIFY(writePhantom(path("study"), {.seed = 1, .size = PhantomSize::Small}, control));
  ct_ = path("study/CT");
  const auto index = scanStudies({ct_}, control);
  QVERIFY(index);
  series_ = index->patients.front().studies.front().series.front();
  // Two lesions of two classes, the second one on every image from 5 to 8.
  for (int k = 3; k <= 8; ++k) {
    std::vector<Box> boxes;
    if (k <= 5) boxes.push_back({BoxId::None, {}, QStringLiteral("A"), {10 + k, 20, 30 + k, 33}});
    if (k >= 5) boxes.push_back({BoxId::None, {}, QStringLiteral("G"), {60, 40 + k, 61, 60}});
    const QString uid = series_.source.slices[static_cast<std::size_t>(k)].sopInstanceUid;
    QVERIFY(writeVoc(QStringLiteral("%1/%2.xml").arg(path("voc"), uid), boxes,
                     {{}, {}, {}, series_.columns, series_.rows}));
  }
}

void TestBoxCommands::thereAndBack() {
  const ProcessOutput forth =
      run({QStringLiteral("voc2seg"), QStringLiteral("--source"), ct_, QStringLiteral("--boxes"), path("voc"),
           QStringLiteral("--out"), path("x.dcm")});
  QVERIFY2(forth.exitCode == 0, forth.err.constData());
  // 21 × 14 × 3 voxels; 2 columns by 16, 15, 14 and 13 rows.
  QCOMPARE(forth.out, QByteArray("1\tA 1\t882\n2\tG 1\t116\n"));
  const ProcessOutput back =
      run({QStringLiteral("seg2voc"), QStringLiteral("--source"), ct_, QStringLiteral("--mask"),
           path("x.dcm"), QStringLiteral("--out"), path("back")});
  QVERIFY2(back.exitCode == 0, back.err.constData());
  const QStringList files = QDir(path("voc")).entryList(QDir::Files, QDir::Name);
  QCOMPARE(files.size(), 6);
  QCOMPARE(QDir(path("back")).entryList(QDir::Files, QDir::Name), files);
  const auto sorted = [](const QString& file) {
    std::vector<std::tuple<QString, int, int, int, int>> boxes;
    const auto read = readVoc(file);
    if (read)
      for (const Box& box : read->boxes)
        boxes.emplace_back(box.className, box.rect.xmin, box.rect.ymin, box.rect.xmax, box.rect.ymax);
    std::ranges::sort(boxes);
    return boxes;
  };
  for (const QString& file : files) {
    const auto before = sorted(path("voc") + QLatin1Char('/') + file);
    QVERIFY(!before.empty());
    QVERIFY(sorted(path("back") + QLatin1Char('/') + file) == before);
  }
}

void TestBoxCommands::whatIsThereIsLeft() {
  const ProcessOutput again = run({QStringLiteral("seg2voc"), QStringLiteral("--source"), ct_,
                                   QStringLiteral("--mask"), path("x.dcm"), QStringLiteral("--out"),
                                   path("back"), QStringLiteral("--class"), QStringLiteral("B")});
  QCOMPARE(again.exitCode, 1);
  QCOMPARE(again.err.count("is there already"), 6);
}

void TestBoxCommands::wrongUsage() {
  for (const char* command : {"voc2seg", "seg2voc"}) {
    QCOMPARE(run({QLatin1String(command)}).exitCode, 2);
    QCOMPARE(run({QLatin1String(command), QStringLiteral("--help")}).exitCode, 0);
  }
  QCOMPARE(run({QStringLiteral("voc2seg"), QStringLiteral("--source"), ct_, QStringLiteral("--boxes"),
                path("study"), QStringLiteral("--out"), path("y.dcm")})
               .exitCode,
           3);
}

QTEST_GUILESS_MAIN(TestBoxCommands)
#include "tst_box_commands.moc"
