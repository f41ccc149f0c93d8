#include "io/dicom/volume_loader.h"
#include "tests/io/dicom_file.h"
#include "tests/support/test_support.h"

#include <QFile>
#include <QTemporaryDir>

#include <mutex>

using namespace uptake;
using test::SliceFile;
using test::writeSlice;
using test::writeStack;

/// Pixels of every stored form become the right values in the right place, and what cannot be read is named.
class TestVolumeLoader : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();

  void storedForms_data();
  void storedForms();
  void everyPixelHasItsPlace();
  void paddingNeverWraps();
  void paddingInsideIsSaid_data();
  void paddingInsideIsSaid();
  void pixelsThatAreCalledBytesAreRead_data();
  void pixelsThatAreCalledBytesAreRead();
  void largeSlopesDoNotOverflow();
  void petIsSuvWithEachSlicesSlope();
  void petWithoutSuvKeepsItsUnit();
  void petWithoutDecayCorrectionHasSliceFactors();
  void badSlicesAreNamed();
  void gapsAreMissing();
  void startsAtTheFirstSlice();
  void cancels();
  void refusedSeriesHasNoVolume();

 private:
  SeriesEntry series();
  QString path(const QString& name) const { return dir_->filePath(name); }
  std::unique_ptr<QTemporaryDir> dir_;
};

void TestVolumeLoader::init() {
  dir_ = std::make_unique<QTemporaryDir>();
  QVERIFY(dir_->isValid());
}

SeriesEntry TestVolumeLoader::series() {
  JobControl control;
  const auto index = scanStudies({dir_->path()}, control);
  return index->patients.at(0).studies.at(0).series.at(0);
}

namespace {

std::vector<FileProblem> loadAll(const SeriesEntry& series, std::shared_ptr<Volume>& volume) {
  auto allocated = allocateVolume(series);
  if (!allocated) return {{QString(), allocated.error().message}};
  volume = allocated.take();
  JobControl control;
  auto loaded = loadSlices(series, *volume, 0, control);
  if (!loaded) return {{QString(), loaded.error().message}};
  return loaded.take();
}

/// 70 kg, 350 MBq, corrected to administration: SUV = Bq/ml / 5000.
void makePet(SliceFile& slice) {
  slice.modality = "PT";
  slice.sopClassUid = "1.2.840.10008.5.1.4.1.1.128";
  slice.intercept = 0.0;
  slice.tags = {{0x0054, 0x1001, "BQML"},
                {0x0054, 0x1102, "ADMIN"},
                {0x0028, 0x0051, "ATTN\\DECY"},
                {0x0010, 0x1030, "70"}};
  slice.radiopharmaceutical = {{0x0018, 0x1074, "350000000"}, {0x0018, 0x1075, "6586.2"}};
}

}  // namespace

void TestVolumeLoader::storedForms_data() {
  QTest::addColumn<int>("allocated");
  QTest::addColumn<int>("stored");
  QTest::addColumn<bool>("isSigned");
  QTest::addColumn<int>("raw");
  QTest::addColumn<int>("value");
  QTest::addColumn<int>("syntax");
  const auto little = static_cast<int>(SliceFile::Syntax::LittleEndian);
  const auto big = static_cast<int>(SliceFile::Syntax::BigEndian);
  const auto rle = static_cast<int>(SliceFile::Syntax::Rle);
  QTest::newRow("unsigned 12") << 16 << 12 << false << 0x0fff << 4095 << little;
  QTest::newRow("unsigned 12, overlay bits above") << 16 << 12 << false << 0x7123 << 0x123 << little;
  QTest::newRow("signed 12, positive") << 16 << 12 << true << 0x07ff << 2047 << little;
  QTest::newRow("signed 12, negative") << 16 << 12 << true << 0x0fff << -1 << little;
  QTest::newRow("signed 16") << 16 << 16 << true << 0x8000 << -32768 << little;
  QTest::newRow("unsigned 16") << 16 << 16 << false << 0xffff << 65535 << little;
  QTest::newRow("unsigned 8") << 8 << 8 << false << 0xfe << 254 << little;
  QTest::newRow("signed 8") << 8 << 8 << true << 0xfe << -2 << little;
  QTest::newRow("big endian") << 16 << 16 << true << 0x0102 << 0x0102 << big;
  QTest::newRow("run-length") << 16 << 16 << true << 0xfedc << -292 << rle;
  QTest::newRow("run-length 8") << 8 << 8 << false << 0xfe << 254 << rle;
}

void TestVolumeLoader::storedForms() {
  QFETCH(int, allocated);
  QFETCH(int, stored);
  QFETCH(bool, isSigned);
  QFETCH(int, raw);
  QFETCH(int, value);
  QFETCH(int, syntax);
  SliceFile slice;
  slice.bitsAllocated = allocated;
  slice.bitsStored = stored;
  slice.isSigned = isSigned;
  slice.slope = 2.5;
  slice.intercept = -7.0;
  slice.syntax = static_cast<SliceFile::Syntax>(syntax);
  slice.pixels.assign(12, 0);
  slice.pixels[1] = static_cast<std::uint16_t>(raw);
  QVERIFY(writeSlice(path(QStringLiteral("a.dcm")), slice));
  std::shared_ptr<Volume> volume;
  const auto problems = loadAll(series(), volume);
  QVERIFY2(problems.empty(), problems.empty() ? "" : qPrintable(problems[0].reason));
  QCOMPARE(volume->type(), VoxelType::Float32);
  QCOMPARE(volume->value({0, 0, 0}), -7.0);
  QCOMPARE(volume->value({1, 0, 0}), 2.5 * value - 7.0);
}

void TestVolumeLoader::everyPixelHasItsPlace() {
  QVERIFY(writeStack(dir_->path(), 3, -2.0, [](int i, SliceFile& slice) {
    for (int p = 0; p < 12; ++p) slice.pixels.push_back(static_cast<std::uint16_t>(100 * i + p));
  }));
  std::shared_ptr<Volume> volume;
  QVERIFY(loadAll(series(), volume).empty());
  QCOMPARE(volume->type(), VoxelType::Int16);
  QCOMPARE(volume->unit(), ValueUnit::Hounsfield);
  QCOMPARE(volume->unitLabel(), QStringLiteral("HU"));
  for (int k = 0; k < 3; ++k)
    for (int j = 0; j < 3; ++j)
      for (int i = 0; i < 4; ++i)
        // The files go downwards, slices go up; a row has four columns.
        QCOMPARE(volume->value({i, j, k}), 100.0 * (2 - k) + 4 * j + i - 1024.0);
  QCOMPARE(volume->sliceOf(QStringLiteral("1.2.3.4.1")), 2);
}

void TestVolumeLoader::paddingNeverWraps() {
  SliceFile slice;
  slice.pixels.assign(12, 0x8000);
  QVERIFY(writeSlice(path(QStringLiteral("a.dcm")), slice));
  std::shared_ptr<Volume> volume;
  QVERIFY(loadAll(series(), volume).empty());
  QCOMPARE(volume->type(), VoxelType::Int16);
  QCOMPARE(volume->value({0, 0, 0}), -32768.0);
}

void TestVolumeLoader::paddingInsideIsSaid_data() {
  QTest::addColumn<bool>("pet");
  QTest::addColumn<int>("padding");
  QTest::addColumn<double>("outside");  // what the pixels become
  QTest::addColumn<double>("inside");
  QTest::addColumn<QString>("said");
  QTest::newRow("CT, a value of tissue") << false << 40 << -1024.0 << 40.0 << QStringLiteral("2 pixel");
  QTest::newRow("CT, no value of tissue") << false << 9000 << -1024.0 << -1024.0 << QStringLiteral("2 pixel");
  QTest::newRow("CT, below air") << false << -2000 << -2000.0 << -2000.0 << QString();
  QTest::newRow("PET") << true << 500 << 0.0 << 0.0 << QStringLiteral("2 pixel");
  QTest::newRow("PET, nothing") << true << 0 << 0.0 << 0.0 << QString();
}

/// 6 × 5 pixels; padding in a corner, and two pixels of the same value in the body, where it reaches the
/// border.
void TestVolumeLoader::paddingInsideIsSaid() {
  QFETCH(bool, pet);
  QFETCH(int, padding);
  QFETCH(double, outside);
  QFETCH(double, inside);
  QFETCH(QString, said);
  QVERIFY(writeStack(dir_->path(), 2, 2.0, [&](int i, SliceFile& slice) {
    if (pet) {
      makePet(slice);
      slice.tags[0] = {0x0054, 0x1001, "PROPCNTS"};  // as stored, without SUV
    }
    slice.rows = 5;
    slice.columns = 6;
    slice.intercept = 0.0;
    slice.pixels.assign(30, 100);
    const auto value = static_cast<std::uint16_t>(padding);
    for (const std::size_t place : {0U, 1U, 6U}) slice.pixels[place] = value;
    if (i == 0)
      for (const std::size_t place : {15U, 17U}) slice.pixels[place] = value;
    slice.tags.push_back({0x0028, 0x0120, QByteArray::number(padding)});
  }));
  const SeriesEntry entry = series();
  auto volume = allocateVolume(entry).take();
  JobControl control;
  QStringList remarks;
  const auto problems = loadSlices(entry, *volume, 0, control, {}, &remarks);
  QVERIFY(problems && problems->empty());
  QCOMPARE(volume->value({0, 0, 0}), outside);
  QCOMPARE(volume->value({0, 1, 0}), outside);
  QCOMPARE(volume->value({5, 2, 0}), inside);
  QCOMPARE(volume->value({3, 2, 0}), inside);
  QCOMPARE(volume->value({4, 2, 0}), 100.0);
  QCOMPARE(volume->value({3, 2, 1}), 100.0);
  QCOMPARE(remarks.size(), said.isEmpty() ? 0 : 1);
  if (said.isEmpty()) return;
  QVERIFY2(remarks[0].contains(said), qPrintable(remarks[0]));
  QVERIFY(remarks[0].contains(QStringLiteral("PixelPaddingValue (0028,0120)")));
  QVERIFY(remarks[0].contains(QStringLiteral("1 slice")));
}

void TestVolumeLoader::pixelsThatAreCalledBytesAreRead_data() {
  QTest::addColumn<QByteArray>("vr");
  QTest::newRow("OB") << QByteArray("OB");
  QTest::newRow("UN") << QByteArray("UN");
}

/// 16-bit pixels with a VR that is not legal for them, as some programs write it.
void TestVolumeLoader::pixelsThatAreCalledBytesAreRead() {
  QFETCH(QByteArray, vr);
  QVERIFY(writeStack(dir_->path(), 2, 2.0, [](int i, SliceFile& slice) {
    for (int p = 0; p < 12; ++p) slice.pixels.push_back(static_cast<std::uint16_t>(1000 * i + 300 * p));
  }));
  QFile file(path(QStringLiteral("1.dcm")));
  QVERIFY(file.open(QIODevice::ReadWrite));
  QByteArray content = file.readAll();
  const qsizetype place = content.lastIndexOf(QByteArray("\xe0\x7f\x10\x00OW", 6));
  QVERIFY(place > 0);
  content.replace(place + 4, 2, vr);
  QVERIFY(file.seek(0));
  QCOMPARE(file.write(content), content.size());
  file.close();
  std::shared_ptr<Volume> volume;
  QVERIFY(loadAll(series(), volume).empty());
  for (int k = 0; k < 2; ++k)
    for (int p = 0; p < 12; ++p) QCOMPARE(volume->value({p % 4, p / 4, k}), 1000.0 * k + 300.0 * p - 1024.0);
}

/// The file changed since its header was read: a slope and an intercept that no 32 bits hold together.
void TestVolumeLoader::largeSlopesDoNotOverflow() {
  SliceFile slice;
  slice.isSigned = false;
  slice.bitsStored = 15;
  slice.pixels.assign(12, 0x7fff);
  QVERIFY(writeSlice(path(QStringLiteral("a.dcm")), slice));
  const SeriesEntry entry = series();
  slice.bitsStored = 16;
  slice.pixels.assign(12, 0xffff);
  slice.slope = 32767.0;
  slice.intercept = 1e9;
  QVERIFY(writeSlice(path(QStringLiteral("a.dcm")), slice));
  std::shared_ptr<Volume> volume;
  QVERIFY(loadAll(entry, volume).empty());
  QCOMPARE(volume->value({0, 0, 0}), 32767.0);
}

void TestVolumeLoader::petIsSuvWithEachSlicesSlope() {
  QVERIFY(writeStack(dir_->path(), 3, 2.0, [](int i, SliceFile& slice) {
    makePet(slice);
    slice.slope = 0.3 * (i + 1);
    slice.pixels.assign(12, 10007);
  }));
  std::shared_ptr<Volume> volume;
  QVERIFY(loadAll(series(), volume).empty());
  QCOMPARE(volume->unit(), ValueUnit::Suv);
  QCOMPARE(volume->unitLabel(), QStringLiteral("SUVbw"));
  for (int k = 0; k < 3; ++k) {
    const double expected = (0.3 * (k + 1)) * 10007.0 / 5000.0;
    const auto voxel = static_cast<float>(volume->value({3, 2, k}));
    QVERIFY(std::abs(voxel - expected) <= 6e-8 * expected);
  }
}

void TestVolumeLoader::petWithoutSuvKeepsItsUnit() {
  QVERIFY(writeStack(dir_->path(), 2, 2.0, [](int, SliceFile& slice) {
    makePet(slice);
    slice.tags.push_back({0x0010, 0x1030, {}});
    slice.slope = 2.0;
    slice.pixels.assign(12, 30);
  }));
  std::shared_ptr<Volume> volume;
  QVERIFY(series().suv->refused.contains(QStringLiteral("PatientWeight")));
  QVERIFY(loadAll(series(), volume).empty());
  QCOMPARE(volume->unit(), ValueUnit::BecquerelPerMillilitre);
  QCOMPARE(volume->unitLabel(), QStringLiteral("Bq/ml"));
  QCOMPARE(volume->value({0, 0, 0}), 60.0);
}

void TestVolumeLoader::petWithoutDecayCorrectionHasSliceFactors() {
  const auto change = [](int i, SliceFile& slice) {
    makePet(slice);
    slice.tags[1] = {0x0054, 0x1102, "NONE"};
    slice.tags[2] = {0x0028, 0x0051, "ATTN"};
    slice.tags.push_back({0x0008, 0x0022, "20200102"});
    slice.tags.push_back({0x0008, 0x0032, "1" + QByteArray::number(i) + "0000"});
    slice.tags.push_back({0x0018, 0x1242, "1000"});
    slice.radiopharmaceutical.push_back({0x0018, 0x1072, "100000"});
    slice.pixels.assign(12, 5000);
  };
  QVERIFY(writeStack(dir_->path(), 4, 2.0, change));
  QVERIFY(QFile::remove(path(QStringLiteral("1.dcm"))));
  std::shared_ptr<Volume> volume;
  const SeriesEntry entry = series();
  QVERIFY(loadAll(entry, volume).empty());
  QCOMPARE(volume->unit(), ValueUnit::Suv);
  QCOMPARE(entry.suv->sliceFactors.size(), std::size_t{4});
  // An hour and its second of acquisition: SUV 1 at administration, more the later the slice.
  for (const int k : {0, 2, 3}) {
    const double expected = std::exp2((3600.0 * k + 0.5) / 6586.2);
    QVERIFY2(std::abs(volume->value({0, 0, k}) - expected) < 1e-6 * expected,
             qPrintable(QString::number(volume->value({0, 0, k}))));
  }
  QCOMPARE(volume->sliceState(1), Volume::SliceState::Missing);
}

void TestVolumeLoader::badSlicesAreNamed() {
  QVERIFY(writeStack(dir_->path(), 6, 2.0, [](int, SliceFile& slice) { slice.pixels.assign(12, 9); }));
  const SeriesEntry entry = series();
  QFile cut(path(QStringLiteral("1.dcm")));
  QVERIFY(cut.resize(cut.size() - 7));
  SliceFile other;
  other.sopInstanceUid = "9.9";
  other.position = {-10.0, -20.0, 104.0};
  QVERIFY(writeSlice(path(QStringLiteral("2.dcm")), other));
  QVERIFY(QFile::remove(path(QStringLiteral("3.dcm"))));
  SliceFile larger;
  larger.sopInstanceUid = "1.2.3.4.5";
  larger.rows = 8;
  QVERIFY(writeSlice(path(QStringLiteral("4.dcm")), larger));

  std::shared_ptr<Volume> volume;
  const auto problems = loadAll(entry, volume);
  QCOMPARE(problems.size(), std::size_t{4});
  for (std::size_t i = 0; i < 4; ++i) {
    const int k = static_cast<int>(i) + 1;
    QCOMPARE(problems[i].file, path(QStringLiteral("%1.dcm").arg(k)));
    QCOMPARE(volume->sliceState(k), Volume::SliceState::Missing);
    QCOMPARE(volume->value({0, 0, k}), -1024.0);
  }
  QVERIFY2(problems[1].reason.contains(QStringLiteral("9.9")), qPrintable(problems[1].reason));
  QVERIFY2(problems[3].reason.contains(QStringLiteral("4 × 8")), qPrintable(problems[3].reason));
  QCOMPARE(volume->sliceState(0), Volume::SliceState::Loaded);
  QCOMPARE(volume->value({0, 0, 5}), -1015.0);
}

void TestVolumeLoader::gapsAreMissing() {
  QVERIFY(writeStack(dir_->path(), 4, 2.0, [](int, SliceFile&) {}));
  QVERIFY(QFile::remove(path(QStringLiteral("1.dcm"))));
  auto volume = allocateVolume(series());
  QVERIFY(volume);
  QCOMPARE((*volume)->sliceState(0), Volume::SliceState::Pending);
  QCOMPARE((*volume)->sliceState(1), Volume::SliceState::Missing);
}

void TestVolumeLoader::startsAtTheFirstSlice() {
  QVERIFY(writeStack(dir_->path(), 40, 2.0, [](int, SliceFile&) {}));
  const SeriesEntry entry = series();
  auto volume = allocateVolume(entry);
  QVERIFY(volume);
  JobControl control;
  std::mutex mutex;
  std::vector<int> order;
  const auto loaded = loadSlices(entry, **volume, 25, control, [&](int k) {
    const std::lock_guard lock(mutex);
    order.push_back(k);
    // Published before it is told.
    if ((*volume)->sliceState(k) != Volume::SliceState::Loaded) order.clear();
  });
  QVERIFY(loaded && loaded->empty());
  QCOMPARE(order.size(), std::size_t{40});
  // Outwards on the whole: on a busy machine one reader may hold the four near slices of its first batch back
  // until the end.
  const auto meanDistance = [&](std::size_t from) {
    double sum = 0.0;
    for (std::size_t i = from; i < from + 10; ++i) sum += std::abs(order[i] - 25);
    return sum / 10.0;
  };
  QVERIFY2(meanDistance(0) < 8.0, qPrintable(QString::number(meanDistance(0))));
  QVERIFY2(meanDistance(30) > 12.0, qPrintable(QString::number(meanDistance(30))));
  QCOMPARE(control.progress().total, 40);
}

void TestVolumeLoader::cancels() {
  QVERIFY(writeStack(dir_->path(), 40, 2.0, [](int, SliceFile&) {}));
  const SeriesEntry entry = series();
  auto volume = allocateVolume(entry);
  QVERIFY(volume);
  JobControl control;
  const auto loaded = loadSlices(entry, **volume, 0, control, [&](int) { control.cancel(); });
  QVERIFY(!loaded);
  QCOMPARE(loaded.error().kind, ErrorKind::Cancelled);
  QCOMPARE((*volume)->sliceState(39), Volume::SliceState::Pending);
  // What was cancelled can be taken up again.
  JobControl again;
  QVERIFY(loadSlices(entry, **volume, 0, again));
  QCOMPARE((*volume)->sliceState(39), Volume::SliceState::Loaded);
}

void TestVolumeLoader::refusedSeriesHasNoVolume() {
  SliceFile slice;
  slice.tags = {{0x0028, 0x0004, "RGB"}};
  QVERIFY(writeSlice(path(QStringLiteral("a.dcm")), slice));
  const auto volume = allocateVolume(series());
  QVERIFY(!volume);
  QCOMPARE(volume.error().kind, ErrorKind::NotSupported);
  QVERIFY(volume.error().message.contains(QStringLiteral("RGB")));
}

QTEST_GUILESS_MAIN(TestVolumeLoader)
#include "tst_volume_loader.moc"
