#include "io/dicom/image_pair.h"
#include "io/dicom/volume_loader.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmimage/diregist.h>  // colours, for the encoder
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpeg/djrplol.h>
#include <dcmtk/dcmjpeg/djrploss.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <openjpeg.h>

using namespace uptake;

/// Colours of every stored form, and grey images that are neither CT nor PET, as a script with pydicom makes
/// them: each pixel against what the script worked out by itself.
class TestPictures : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void coloursOfEveryForm_data();
  void coloursOfEveryForm();
  void compressedColours_data();
  void compressedColours();
  void jpeg2000();
  void damagedJpegIsNamed();
  void whatIsNotReadIsExplained_data();
  void whatIsNotReadIsExplained();
  void otherValuesAreTheirOwn_data();
  void otherValuesAreTheirOwn();
  void onlyWhatLiesInSpaceIsChosen();

 private:
  /// Makes the files of a kind and returns their only series.
  SeriesEntry make(const QString& kind);
  SeriesEntry scanned();
  QByteArray expected() const;
  std::unique_ptr<QTemporaryDir> dir_;
};

namespace {

std::vector<FileProblem> load(const SeriesEntry& series, std::shared_ptr<Volume>& volume,
                              QStringList* remarks = nullptr) {
  auto allocated = allocateVolume(series);
  if (!allocated) return {{QString(), allocated.error().message}};
  volume = allocated.take();
  JobControl control;
  return loadSlices(series, *volume, 0, control, {}, remarks).take();
}

/// The largest difference of a sample, or 256 when the sizes differ.
int difference(const Volume& volume, const QByteArray& expected) {
  const auto voxels = volume.voxels<RgbVoxel>();
  if (static_cast<qsizetype>(voxels.size() * 3) != expected.size()) return 256;
  const auto* seen = reinterpret_cast<const std::uint8_t*>(voxels.data());
  int most = 0;
  for (qsizetype i = 0; i < expected.size(); ++i)
    most = std::max(most, std::abs(seen[i] - static_cast<std::uint8_t>(expected[i])));
  return most;
}

OPJ_SIZE_T appendCode(void* bytes, OPJ_SIZE_T count, void* to) {
  static_cast<QByteArray*>(to)->append(static_cast<const char*>(bytes), static_cast<qsizetype>(count));
  return count;
}

/// Without loss, with the reversible transformation of colours.
QByteArray jpeg2000Of(const Uint8* pixels, unsigned columns, unsigned rows) {
  opj_cparameters_t parameters;
  opj_set_default_encoder_parameters(&parameters);
  parameters.tcp_numlayers = 1;
  parameters.cp_disto_alloc = 1;
  parameters.tcp_mct = 1;
  parameters.numresolution = 2;
  std::array<opj_image_cmptparm_t, 3> components{};
  for (opj_image_cmptparm_t& component : components) {
    component.dx = component.dy = 1;
    component.w = columns;
    component.h = rows;
    component.prec = 8;
  }
  opj_image_t* picture = opj_image_create(3, components.data(), OPJ_CLRSPC_SRGB);
  picture->x1 = columns;
  picture->y1 = rows;
  for (unsigned n = 0; n < 3 * columns * rows; ++n) picture->comps[n % 3].data[n / 3] = pixels[n];
  opj_codec_t* codec = opj_create_compress(OPJ_CODEC_J2K);
  opj_stream_t* stream = opj_stream_create(1 << 20, OPJ_FALSE);
  QByteArray bytes;
  opj_stream_set_user_data(stream, &bytes, nullptr);
  opj_stream_set_write_function(stream, appendCode);
  const bool done = opj_setup_encoder(codec, &parameters, picture) &&
                    opj_start_compress(codec, picture, stream) && opj_encode(codec, stream) &&
                    opj_end_compress(codec, stream);
  opj_stream_destroy(stream);
  opj_destroy_codec(codec);
  opj_image_destroy(picture);
  if (!done) return {};
  if (bytes.size() % 2 != 0) bytes.append('\0');
  return bytes;
}

}  // namespace

void TestPictures::initTestCase() {
  UPTAKE_NEEDS_PYTHON();
  OFLog::configure(OFLogger::OFF_LOG_LEVEL);
}

void TestPictures::init() {
  UPTAKE_NEEDS_PYTHON();
  dir_ = std::make_unique<QTemporaryDir>();
}

SeriesEntry TestPictures::scanned() {
  JobControl control;
  const auto index = scanStudies({dir_->filePath(QStringLiteral("dicom"))}, control);
  if (!index || index->patients.empty()) return {};
  const auto& series = index->patients.front().studies.front().series;
  return series.size() == 1 ? series.front() : SeriesEntry();
}

SeriesEntry TestPictures::make(const QString& kind) {
  const auto made =
      test::runProcess(test::python(), {QStringLiteral("-W"), QStringLiteral("ignore"),
                                        test::sourceDir() + QStringLiteral("/tests/scripts/make_pictures.py"),
                                        QStringLiteral("series"), kind, dir_->path()});
  if (made.exitCode != 0) qWarning("%s", made.err.constData());
  return scanned();
}

QByteArray TestPictures::expected() const {
  QFile file(dir_->filePath(QStringLiteral("expected")));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestPictures::coloursOfEveryForm_data() {
  QTest::addColumn<QString>("kind");
  QTest::addColumn<bool>("hasPlace");
  QTest::addColumn<int>("tolerance");  // of the rounding of a formula
  const auto add = [](const char* kind, bool hasPlace, int tolerance) {
    QTest::newRow(kind) << QString::fromLatin1(kind) << hasPlace << tolerance;
  };
  for (const char* kind : {"rgb", "rgb-planar", "rle", "palette8", "palette8-words", "palette16",
                           "palette-16bit", "palette-offset"})
    add(kind, true, 0);
  for (const char* kind : {"ybr", "ybr-planar", "ybr422", "rle-ybr"}) add(kind, true, 1);
  for (const char* kind : {"photos", "multiframe", "multiframe-palette"}) add(kind, false, 0);
}

void TestPictures::coloursOfEveryForm() {
  QFETCH(QString, kind);
  QFETCH(bool, hasPlace);
  QFETCH(int, tolerance);
  const SeriesEntry series = make(kind);
  QVERIFY2(series.isVolume(), qPrintable(series.refusal));
  QVERIFY(series.isColour && !series.isPet() && !series.suv);
  QCOMPARE(series.source.hasPlace(), hasPlace);
  QCOMPARE(series.instances, 3);
  std::shared_ptr<Volume> volume;
  const auto problems = load(series, volume);
  QVERIFY2(problems.empty(), problems.empty() ? "" : qPrintable(problems.front().reason));
  QCOMPARE(volume->type(), VoxelType::Rgb8);
  QVERIFY(difference(*volume, expected()) <= tolerance);
  // Nobody measures brightness unawares.
  QVERIFY(std::isnan(volume->value({1, 1, 1})));
  const Point middle = volume->grid().toPatient({1.0, 1.0, 1.0});
  QVERIFY(!volume->valueAt(middle));
  QVERIFY(volume->colourAt(middle) == volume->voxels<RgbVoxel>()[6 * 8 + 8 + 1]);
  if (hasPlace) {
    QCOMPARE(volume->grid().spacing(), Eigen::Vector3d(2.0, 2.0, 4.0));
    QCOMPARE(volume->grid().origin(), Point(-10.0, -20.0, 100.0));
  } else {
    QVERIFY(series.source.frameOfReferenceUid.isEmpty());
    QVERIFY2(series.warnings.join(QString()).contains(QLatin1String("without a place")),
             qPrintable(series.warnings.join(QString())));
    QCOMPARE(volume->grid().sliceNumber(0), 1);
  }
}

void TestPictures::compressedColours_data() {
  QTest::addColumn<int>("syntax");
  QTest::addColumn<bool>("ybr");
  QTest::addColumn<int>("tolerance");
  // Quality 100 without subsampling: what is left are roundings.
  QTest::newRow("baseline YBR") << int(EXS_JPEGProcess1) << true << 6;
  QTest::newRow("baseline RGB") << int(EXS_JPEGProcess1) << false << 6;
  QTest::newRow("lossless RGB") << int(EXS_JPEGProcess14SV1) << false << 0;
}

void TestPictures::compressedColours() {
  QFETCH(int, syntax);
  QFETCH(bool, ybr);
  QFETCH(int, tolerance);
  make(QStringLiteral("rgb"));
  DJEncoderRegistration::registerCodecs(ybr ? ECC_lossyYCbCr : ECC_lossyRGB, EUC_default, OFFalse, 0, 0, 0,
                                        OFTrue, ESS_444, OFFalse);
  for (const QFileInfo& info : QDir(dir_->filePath(QStringLiteral("dicom"))).entryInfoList(QDir::Files)) {
    const OFFilename name(QFile::encodeName(info.filePath()).constData());
    DcmFileFormat file;
    QVERIFY(file.loadFile(name).good() && file.loadAllDataIntoMemory().good());
    const DJ_RPLossy lossy(100);
    const DJ_RPLossless lossless;
    const DcmRepresentationParameter* parameter = &lossy;
    if (syntax == int(EXS_JPEGProcess14SV1)) parameter = &lossless;
    QVERIFY(file.getDataset()->chooseRepresentation(static_cast<E_TransferSyntax>(syntax), parameter).good());
    OFString photometric;
    file.getDataset()->findAndGetOFString(DCM_PhotometricInterpretation, photometric);
    QCOMPARE(photometric == "RGB", !ybr);
    QVERIFY(file.saveFile(name, static_cast<E_TransferSyntax>(syntax)).good());
  }
  DJEncoderRegistration::cleanup();
  const SeriesEntry series = scanned();
  QVERIFY2(series.isVolume() && series.isColour, qPrintable(series.refusal));
  std::shared_ptr<Volume> volume;
  const auto problems = load(series, volume);
  QVERIFY2(problems.empty(), problems.empty() ? "" : qPrintable(problems.front().reason));
  const int most = difference(*volume, expected());
  QVERIFY2(most <= tolerance, qPrintable(QString::number(most)));
}

void TestPictures::jpeg2000() {
  make(QStringLiteral("rgb"));
  for (const QFileInfo& info : QDir(dir_->filePath(QStringLiteral("dicom"))).entryInfoList(QDir::Files)) {
    const OFFilename name(QFile::encodeName(info.filePath()).constData());
    DcmFileFormat file;
    QVERIFY(file.loadFile(name).good() && file.loadAllDataIntoMemory().good());
    DcmDataset& dataset = *file.getDataset();
    const Uint8* pixels = nullptr;
    QVERIFY(dataset.findAndGetUint8Array(DCM_PixelData, pixels).good());
    QByteArray code = jpeg2000Of(pixels, 8, 6);
    QVERIFY(!code.isEmpty());
    auto* sequence = new DcmPixelSequence(DCM_PixelSequenceTag);
    sequence->insert(new DcmPixelItem(DCM_PixelItemTag));
    DcmOffsetList offsets;
    QVERIFY(sequence
                ->storeCompressedFrame(offsets, reinterpret_cast<Uint8*>(code.data()),
                                       static_cast<Uint32>(code.size()), 0)
                .good());
    auto* coded = new DcmPixelData(DCM_PixelData);
    coded->putOriginalRepresentation(EXS_JPEG2000LosslessOnly, nullptr, sequence);
    QVERIFY(dataset.insert(coded, OFTrue).good());
    dataset.putAndInsertString(DCM_PhotometricInterpretation, "YBR_RCT");
    QVERIFY(file.saveFile(name, EXS_JPEG2000LosslessOnly).good());
  }
  const SeriesEntry series = scanned();
  QVERIFY2(series.isVolume() && series.isColour, qPrintable(series.refusal));
  std::shared_ptr<Volume> volume;
  const auto problems = load(series, volume);
  QVERIFY2(problems.empty(), problems.empty() ? "" : qPrintable(problems.front().reason));
  QCOMPARE(difference(*volume, expected()), 0);
}

void TestPictures::damagedJpegIsNamed() {
  make(QStringLiteral("rgb"));
  DJEncoderRegistration::registerCodecs();
  const QString path = dir_->filePath(QStringLiteral("dicom/1.dcm"));
  const OFFilename name(QFile::encodeName(path).constData());
  DcmFileFormat file;
  QVERIFY(file.loadFile(name).good() && file.loadAllDataIntoMemory().good());
  const DJ_RPLossy lossy(90);
  QVERIFY(file.getDataset()->chooseRepresentation(EXS_JPEGProcess1, &lossy).good());
  QVERIFY(file.saveFile(name, EXS_JPEGProcess1).good());
  DJEncoderRegistration::cleanup();
  QFile bytes(path);
  QVERIFY(bytes.open(QIODevice::ReadOnly));
  QByteArray content = bytes.readAll();
  bytes.close();
  const qsizetype scan = content.lastIndexOf(QByteArray("\xff\xda", 2));
  QVERIFY(scan > 0);
  // Codes that no table has.
  for (qsizetype at = scan + 24; at < scan + 40; at += 2) content[at] = '\xfe';
  QVERIFY(bytes.open(QIODevice::WriteOnly));
  bytes.write(content);
  bytes.close();
  std::shared_ptr<Volume> volume;
  const auto problems = load(scanned(), volume);
  QCOMPARE(problems.size(), std::size_t{1});
  QVERIFY2(problems.front().reason.contains(QLatin1String("damaged")), qPrintable(problems.front().reason));
}

void TestPictures::whatIsNotReadIsExplained_data() {
  QTest::addColumn<QString>("kind");
  QTest::addColumn<QStringList>("words");
  const auto add = [](const char* kind, const QStringList& words) {
    QTest::newRow(kind) << QString::fromLatin1(kind) << words;
  };
  add("palette-short", {QStringLiteral("(0028,1202)"), QStringLiteral("64 entries of 16 bits")});
  add("palette-missing", {QStringLiteral("(0028,1201)"), QStringLiteral("missing")});
  add("palette-bits", {QStringLiteral("(0028,1101)"), QStringLiteral("12 bits")});
  add("palette-unequal", {QStringLiteral("(0028,1103)"), QStringLiteral("equal")});
  add("palette-segmented", {QStringLiteral("0028,1221")});
  add("rgb16", {QStringLiteral("RGB"), QStringLiteral("16 bits")});
  add("ybr-partial", {QStringLiteral("YBR_PARTIAL_420")});
  add("mr-lut", {QStringLiteral("(0028,3000)")});
}

void TestPictures::whatIsNotReadIsExplained() {
  QFETCH(QString, kind);
  QFETCH(QStringList, words);
  const SeriesEntry series = make(kind);
  QVERIFY(!series.isVolume());
  for (const QString& word : words) QVERIFY2(series.refusal.contains(word), qPrintable(series.refusal));
}

void TestPictures::otherValuesAreTheirOwn_data() {
  QTest::addColumn<QString>("kind");
  QTest::addColumn<double>("firstZ");
  QTest::newRow("MR without rescaling") << QStringLiteral("mr") << 100.0;
  QTest::newRow("float") << QStringLiteral("float") << 100.0;
  QTest::newRow("double") << QStringLiteral("double") << 100.0;
  QTest::newRow("SPECT, downwards") << QStringLiteral("nm") << 91.0;
}

void TestPictures::otherValuesAreTheirOwn() {
  QFETCH(QString, kind);
  QFETCH(double, firstZ);
  const SeriesEntry series = make(kind);
  QVERIFY2(series.isVolume(), qPrintable(series.refusal));
  QVERIFY(!series.isColour && !series.isCt() && !series.isPet() && !series.suv);
  QCOMPARE(series.window.has_value(), kind == QLatin1String("mr"));
  std::shared_ptr<Volume> volume;
  QStringList remarks;
  const auto problems = load(series, volume, &remarks);
  QVERIFY2(problems.empty(), problems.empty() ? "" : qPrintable(problems.front().reason));
  QCOMPARE(volume->unit(), ValueUnit::Other);
  QCOMPARE(volume->unitLabel(), QStringLiteral("value"));
  QCOMPARE(volume->grid().origin().z(), firstZ);
  const auto voxels = volume->voxels<float>();
  QCOMPARE(
      QByteArray(reinterpret_cast<const char*>(voxels.data()), static_cast<qsizetype>(voxels.size_bytes())),
      expected());
  // What was not measured is counted where it is no edge of the image.
  const bool isReal = kind == QLatin1String("float") || kind == QLatin1String("double");
  QCOMPARE(remarks.size(), isReal ? 1 : 0);
  if (isReal)
    QVERIFY2(remarks[0].startsWith(QLatin1String("6 ")) && remarks[0].contains(QLatin1String("no number")),
             qPrintable(remarks[0]));
}

void TestPictures::onlyWhatLiesInSpaceIsChosen() {
  StudyEntry study;
  study.series = {make(QStringLiteral("photos"))};
  QVERIFY(study.series[0].isVolume());
  QVERIFY(choosePair(study).isEmpty());
  init();
  study.series.push_back(make(QStringLiteral("rgb")));
  QCOMPARE(choosePair(study).ct, 1);
  init();
  study.series.push_back(make(QStringLiteral("mr")));
  QCOMPARE(choosePair(study).ct, 2);
  QCOMPARE(choosePair(study).pet, -1);
}

QTEST_GUILESS_MAIN(TestPictures)
#include "tst_pictures.moc"
