#include "io/dicom/pet_values.h"
#include "io/dicom/study_index.h"
#include "io/dicom/volume_loader.h"
#include "tests/io/dicom_file.h"
#include "tests/support/test_support.h"

#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <algorithm>

using namespace uptake;
using test::SliceFile;

/// Damaged files and files made to do harm: the program stays up, names them, and reads the rest.
class TestHostileFiles : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void damagedSlices_data();
  void damagedSlices();
  void cutBetweenElements_data();
  void cutBetweenElements();
  void madeToDoHarm();
};

namespace {

constexpr int kDamages = 200;
constexpr int kGoodSlices = 5;

SliceFile sliceOf(bool pet, bool good, int k) {
  SliceFile slice;
  slice.seriesUid = good ? "1.2.3.2.1" : "1.2.3.2.2";
  slice.sopInstanceUid = (good ? "1.2.3.4.1." : "1.2.3.4.2.") + QByteArray::number(k + 1);
  slice.instanceNumber = k + 1;
  slice.position = {0.0, 0.0, 2.0 * k};
  slice.rows = slice.columns = 64;
  slice.pixels.assign(64 * 64, static_cast<std::uint16_t>(100 + k));
  slice.intercept = 0.0;
  if (!pet) return slice;
  slice.modality = "PT";
  slice.sopClassUid = "1.2.840.10008.5.1.4.1.1.128";
  slice.slope = 0.5;
  slice.tags = {{0x0054, 0x1001, "BQML"}, {0x0054, 0x1102, "NONE"}};
  return slice;
}

QByteArray contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool write(const QString& path, const QByteArray& content) {
  QFile file(path);
  return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

const SeriesEntry* seriesOf(const StudyIndex& index, const QString& uid) {
  for (const PatientEntry& patient : index.patients)
    for (const StudyEntry& study : patient.studies)
      for (const SeriesEntry& series : study.series)
        if (series.source.seriesInstanceUid == uid && series.isVolume()) return &series;
  return nullptr;
}

bool names(const std::vector<FileProblem>& problems, const QString& path) {
  return std::ranges::any_of(problems, [&](const FileProblem& problem) {
    return problem.file == path && !problem.reason.isEmpty();
  });
}

}  // namespace

void TestHostileFiles::damagedSlices_data() {
  QTest::addColumn<bool>("pet");
  QTest::addColumn<bool>("cut");
  for (const bool pet : {false, true})
    for (const bool cut : {false, true})
      QTest::addRow("%s, %s", pet ? "PET" : "CT", cut ? "cut short" : "a byte flipped") << pet << cut;
}

void TestHostileFiles::damagedSlices() {
  QFETCH(bool, pet);
  QFETCH(bool, cut);
  const QTemporaryDir dir;
  for (int k = 0; k < kGoodSlices; ++k)
    QVERIFY(test::writeSlice(dir.filePath(QStringLiteral("good%1.dcm").arg(k)), sliceOf(pet, true, k)));
  QRandomGenerator random(20 + (pet ? 1 : 0) + (cut ? 2 : 0));
  QStringList cutInPixels;
  QStringList cutInHeader;
  for (int k = 0; k < kDamages; ++k) {
    const QString path = dir.filePath(QStringLiteral("bad%1.dcm").arg(k));
    QVERIFY(test::writeSlice(path, sliceOf(pet, false, k)));
    QByteArray content = contentOf(path);
    const qsizetype pixels = content.size() - 64 * 64 * 2;
    // A third of them in the header, which is a small part of a file and holds all that can be said wrongly.
    const qsizetype place = random.bounded(k % 3 == 0 ? pixels : content.size());
    if (cut) {
      content.truncate(place);
      (place >= pixels ? cutInPixels : cutInHeader).append(path);
    } else {
      content[place] =
          static_cast<char>(static_cast<unsigned char>(content[place]) ^ (1U << random.bounded(8)));
    }
    QVERIFY(write(path, content));
  }

  JobControl control;
  const auto index = scanStudies({dir.path()}, control);
  QVERIFY2(index.ok(), "the rest was not read");
  const SeriesEntry* good = seriesOf(*index, QStringLiteral("1.2.3.2.1"));
  QVERIFY(good != nullptr);
  QCOMPARE(good->grid->size().z(), kGoodSlices);
  auto volume = allocateVolume(*good).take();
  const auto problems = loadSlices(*good, *volume, 0, control);
  QVERIFY(problems.ok());
  QVERIFY2(problems->empty(), problems->empty() ? "" : qPrintable(problems->front().reason));
  for (int k = 0; k < kGoodSlices; ++k) {
    QCOMPARE(volume->sliceState(k), Volume::SliceState::Loaded);
    QCOMPARE(volume->value({5, 5, k}), (100.0 + k) * (pet ? 0.5 : 1.0));
  }

  // Whatever the damaged ones are taken for, reading all of it ends, and each cut one is named.
  std::vector<FileProblem> all = index->problems;
  for (const PatientEntry& patient : index->patients)
    for (const StudyEntry& study : patient.studies)
      for (const SeriesEntry& series : study.series) {
        if (!series.isVolume()) continue;
        auto damaged = allocateVolume(series);
        if (!damaged) continue;
        const auto said = loadSlices(series, **damaged, 0, control);
        QVERIFY(said.ok());
        all.insert(all.end(), said->begin(), said->end());
        for (const FileProblem& problem : *said)
          for (std::size_t k = 0; k < series.source.slices.size(); ++k)
            if (series.source.slices[k].file == problem.file)
              QCOMPARE((*damaged)->sliceState(static_cast<int>(k)), Volume::SliceState::Missing);
      }
  for (const QString& path : cutInHeader) {
    // A header cut between two elements may still be a whole one, of an image without pixels.
    if (names(all, path)) continue;
    bool listed = false;
    for (const PatientEntry& patient : index->patients)
      for (const StudyEntry& study : patient.studies)
        for (const SeriesEntry& series : study.series) {
          const bool refused = !series.refusal.isEmpty() &&
                               std::ranges::any_of(series.source.slices, [&](const SliceSource& slice) {
                                 return slice.file == path;
                               });
          // A list of files is cut short after a dozen, and says how many they are.
          const bool leftOut = std::ranges::any_of(series.warnings, [&](const QString& warning) {
            return warning.contains(QFileInfo(path).fileName()) ||
                   warning.contains(QStringLiteral(" in all)"));
          });
          listed = listed || refused || leftOut;
        }
    QVERIFY2(listed, qPrintable(path));
  }
  if (cut) QVERIFY(!cutInPixels.isEmpty());
  for (const QString& path : cutInPixels) QVERIFY2(names(all, path), qPrintable(path));
}

void TestHostileFiles::cutBetweenElements_data() {
  QTest::addColumn<QByteArray>("tag");
  QTest::newRow("RescaleIntercept") << QByteArray("\x28\x00\x52\x10", 4);
  QTest::newRow("Units") << QByteArray("\x54\x00\x01\x10", 4);
  QTest::newRow("PixelData") << QByteArray("\xe0\x7f\x10\x00", 4);
}

/// What is left looks like a whole header that lacks what stood behind the cut. It must not speak for its
/// series.
void TestHostileFiles::cutBetweenElements() {
  QFETCH(QByteArray, tag);
  const QTemporaryDir dir;
  for (int k = 0; k < kGoodSlices; ++k)
    QVERIFY(test::writeSlice(dir.filePath(QStringLiteral("%1.dcm").arg(k)), sliceOf(true, true, k)));
  const QString path = dir.filePath(QStringLiteral("2.dcm"));
  QByteArray content = contentOf(path);
  const qsizetype place = content.indexOf(tag);
  QVERIFY(place > 132);
  content.truncate(place);
  QVERIFY(write(path, content));

  JobControl control;
  const auto index = scanStudies({dir.path()}, control);
  QVERIFY(index.ok());
  QCOMPARE(index->problems.size(), std::size_t{1});
  QCOMPARE(index->problems.front().file, path);
  QVERIFY(index->problems.front().reason.contains(QStringLiteral("ends before its pixel data")));
  const SeriesEntry* series = seriesOf(*index, QStringLiteral("1.2.3.2.1"));
  QVERIFY(series != nullptr);
  QCOMPARE(series->instances, kGoodSlices - 1);
  QVERIFY(series->source.slices[2].file.isEmpty());
  QCOMPARE(series->petValues->units, QStringLiteral("BQML"));
}

void TestHostileFiles::madeToDoHarm() {
  UPTAKE_NEEDS_PYTHON();
  const QTemporaryDir dir;
  for (int k = 0; k < kGoodSlices; ++k)
    QVERIFY(test::writeSlice(dir.filePath(QStringLiteral("good%1.dcm").arg(k)), sliceOf(false, true, k)));
  const auto made = test::runProcess(
      test::python(), {test::sourceDir() + QStringLiteral("/tests/scripts/hostile_dicom.py"), dir.path()});
  QCOMPARE(made.exitCode, 0);

  JobControl control;
  const auto index = scanStudies({dir.path()}, control);
  QVERIFY(index.ok());
  for (const char* name : {"deflate_bomb.dcm", "deep_sequence.dcm", "huge_image.dcm", "huge_compressed.dcm",
                           "many_frames.dcm", "endless_text.dcm"})
    QVERIFY2(names(index->problems, dir.filePath(QLatin1String(name))), name);
  QVERIFY(seriesOf(*index, QStringLiteral("1.2.3.2.1")) != nullptr);
}

QTEST_GUILESS_MAIN(TestHostileFiles)
#include "tst_hostile_files.moc"
