#include "io/dicom/study_index.h"
#include "io/dicom/volume_loader.h"
#include "tests/io/dicom_file.h"
#include "tests/support/test_support.h"

#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QTemporaryDir>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpeg/djrplol.h>
#include <dcmtk/dcmjpeg/djrploss.h>
#include <dcmtk/dcmjpls/djencode.h>

#include <cmath>
#include <map>
#include <openjpeg.h>

using namespace uptake;
using test::SliceFile;

namespace {

constexpr int kSide = 160;
constexpr int kDamages = 25;

/// A disc with noise, as a CT stores it: 12 bits from 0.
std::vector<std::uint16_t> image() {
  QRandomGenerator random(7);
  std::vector<std::uint16_t> pixels;
  for (int row = 0; row < kSide; ++row)
    for (int column = 0; column < kSide; ++column) {
      const bool isInside = std::hypot(row - kSide / 2, column - kSide / 2) < kSide * 0.4;
      const int value = isInside ? 1060 + 2 * row - column / 2 : 24;
      pixels.push_back(static_cast<std::uint16_t>(value + random.bounded(isInside ? 40 : 9)));
    }
  return pixels;
}

SliceFile sliceOf(int k) {
  SliceFile slice;
  slice.sopInstanceUid = "1.2.3.4." + QByteArray::number(k + 1);
  slice.instanceNumber = k + 1;
  slice.position = {0.0, 0.0, 2.0 * k};
  slice.rows = slice.columns = kSide;
  slice.bitsStored = 12;
  slice.isSigned = false;
  slice.pixels = image();
  return slice;
}

struct Code {
  E_TransferSyntax syntax = EXS_Unknown;
  QByteArray bytes;
};

/// What DCMTK makes of the image.
Code coded(E_TransferSyntax syntax, const DcmRepresentationParameter* parameter) {
  const QTemporaryDir dir;
  const QString path = dir.filePath(QStringLiteral("plain.dcm"));
  if (!test::writeSlice(path, sliceOf(0))) return {};
  DcmFileFormat file;
  if (file.loadFile(OFFilename(QFile::encodeName(path).constData())).bad()) return {};
  DcmDataset& dataset = *file.getDataset();
  if (dataset.chooseRepresentation(syntax, parameter).bad()) return {};
  DcmElement* element = nullptr;
  DcmPixelSequence* sequence = nullptr;
  DcmPixelItem* item = nullptr;
  Uint8* bytes = nullptr;
  if (dataset.findAndGetElement(DCM_PixelData, element).bad() ||
      static_cast<DcmPixelData*>(element)->getEncapsulatedRepresentation(syntax, parameter, sequence).bad() ||
      sequence->getItem(item, 1).bad() || item->getUint8Array(bytes).bad())
    return {};
  return {syntax,
          QByteArray(reinterpret_cast<const char*>(bytes), static_cast<qsizetype>(item->getLength()))};
}

OPJ_SIZE_T append(void* bytes, OPJ_SIZE_T count, void* to) {
  static_cast<QByteArray*>(to)->append(static_cast<const char*>(bytes), static_cast<qsizetype>(count));
  return count;
}

/// JPEG 2000; `rate` 0 is without loss.
Code jpeg2000(float rate) {
  opj_cparameters_t parameters;
  opj_set_default_encoder_parameters(&parameters);
  parameters.tcp_numlayers = 1;
  parameters.tcp_rates[0] = rate;
  parameters.cp_disto_alloc = 1;
  parameters.irreversible = rate > 0.0F ? 1 : 0;
  opj_image_cmptparm_t component{};
  component.dx = component.dy = 1;
  component.w = component.h = kSide;
  component.prec = 12;
  opj_image_t* picture = opj_image_create(1, &component, OPJ_CLRSPC_GRAY);
  picture->x1 = picture->y1 = kSide;
  const auto pixels = image();
  std::copy(pixels.begin(), pixels.end(), picture->comps[0].data);
  opj_codec_t* codec = opj_create_compress(OPJ_CODEC_J2K);
  opj_stream_t* stream = opj_stream_create(1 << 20, OPJ_FALSE);
  QByteArray bytes;
  opj_stream_set_user_data(stream, &bytes, nullptr);
  opj_stream_set_write_function(stream, append);
  const bool done = opj_setup_encoder(codec, &parameters, picture) &&
                    opj_start_compress(codec, picture, stream) && opj_encode(codec, stream) &&
                    opj_end_compress(codec, stream);
  opj_stream_destroy(stream);
  opj_destroy_codec(codec);
  opj_image_destroy(picture);
  if (!done) return {};
  if (bytes.size() % 2 != 0) bytes.append('\0');
  return {rate > 0.0F ? EXS_JPEG2000 : EXS_JPEG2000LosslessOnly, bytes};
}

const std::map<QByteArray, Code>& codes() {
  static const std::map<QByteArray, Code> made = [] {
    DcmRLEEncoderRegistration::registerCodecs();
    DJEncoderRegistration::registerCodecs();
    DJLSEncoderRegistration::registerCodecs();
    const DJ_RPLossless first(1);
    const DJ_RPLossless sixth(6);
    const DJ_RPLossy lossy(95);
    return std::map<QByteArray, Code>{{"run lengths", coded(EXS_RLELossless, nullptr)},
                                      {"JPEG lossless", coded(EXS_JPEGProcess14SV1, &first)},
                                      {"JPEG lossless, predictor 6", coded(EXS_JPEGProcess14, &sixth)},
                                      {"JPEG 12 bits", coded(EXS_JPEGProcess2_4, &lossy)},
                                      {"JPEG-LS", coded(EXS_JPEGLSLossless, nullptr)},
                                      {"JPEG 2000", jpeg2000(0.0F)},
                                      {"JPEG 2000 lossy", jpeg2000(6.0F)}};
  }();
  return made;
}

bool isLossy(const QByteArray& name) {
  return name.contains("lossy") || name.contains("12 bits");
}

bool writeCoded(const QString& path, int k, E_TransferSyntax syntax, const QByteArray& bytes) {
  if (!test::writeSlice(path, sliceOf(k))) return false;
  DcmFileFormat file;
  const OFFilename name(QFile::encodeName(path).constData());
  if (file.loadFile(name).bad() || file.loadAllDataIntoMemory().bad()) return false;
  DcmDataset& dataset = *file.getDataset();
  auto* sequence = new DcmPixelSequence(DCM_PixelSequenceTag);
  sequence->insert(new DcmPixelItem(DCM_PixelItemTag));
  DcmOffsetList offsets;
  QByteArray whole = bytes;
  if (whole.size() % 2 != 0) whole.append('\0');
  if (sequence
          ->storeCompressedFrame(offsets, reinterpret_cast<Uint8*>(whole.data()),
                                 static_cast<Uint32>(whole.size()), 0)
          .bad())
    return false;
  auto* pixels = new DcmPixelData(DCM_PixelData);
  pixels->putOriginalRepresentation(syntax, nullptr, sequence);
  return dataset.insert(pixels, true).good() && file.saveFile(name, syntax).good();
}

QByteArray damaged(QByteArray bytes, const QByteArray& kind, QRandomGenerator& random) {
  // Behind the headers and tables, before the end.
  const qsizetype head = bytes.size() / 8;
  const qsizetype place = head + random.bounded(static_cast<int>(bytes.size() - head - 60));
  if (kind == "40 zeros") return bytes.replace(place, 40, QByteArray(40, '\0'));
  if (kind == "10 bytes gone") return bytes.remove(place, 10);
  const bool hasMarker = bytes.contains("\xff\xd9");
  bytes.truncate(bytes.size() * 6 / 10);
  return hasMarker ? bytes + "\xff\xd9" : bytes;
}

}  // namespace

/// Damaged compressed pixels are named, not shown as whole.
class TestCompressedDamage : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void wholeStreamsAreRead_data();
  void wholeStreamsAreRead();
  void damagedStreamsAreNamed_data();
  void damagedStreamsAreNamed();
  void lengthsOfRunsAreChecked_data();
  void lengthsOfRunsAreChecked();

 private:
  /// The slices by the names of their files; nothing for those that are missing.
  std::map<QString, std::optional<std::vector<int>>> load(const QString& folder, QStringList& reasons);
};

std::map<QString, std::optional<std::vector<int>>> TestCompressedDamage::load(const QString& folder,
                                                                              QStringList& reasons) {
  std::map<QString, std::optional<std::vector<int>>> slices;
  JobControl control;
  const auto index = scanStudies({folder}, control);
  if (!index || index->patients.empty()) return slices;
  const SeriesEntry& series = index->patients[0].studies[0].series[0];
  const auto volume = allocateVolume(series);
  if (!volume) return slices;
  const auto problems = loadSlices(series, **volume, 0, control);
  if (problems)
    for (const FileProblem& problem : *problems) reasons.append(problem.reason);
  for (int k = 0; k < series.grid->size().z(); ++k) {
    auto& slice = slices[QFileInfo(series.source.slices[static_cast<std::size_t>(k)].file).fileName()];
    if ((*volume)->sliceState(k) != Volume::SliceState::Loaded) continue;
    slice.emplace();
    for (int j = 0; j < kSide; ++j)
      for (int i = 0; i < kSide; ++i) slice->push_back(static_cast<int>((*volume)->value({i, j, k})) + 1024);
  }
  return slices;
}

void TestCompressedDamage::wholeStreamsAreRead_data() {
  QTest::addColumn<QByteArray>("name");
  for (const auto& [name, code] : codes()) QTest::newRow(name.constData()) << name;
}

void TestCompressedDamage::wholeStreamsAreRead() {
  QFETCH(QByteArray, name);
  const Code& code = codes().at(name);
  QVERIFY(!code.bytes.isEmpty());
  const QTemporaryDir dir;
  QVERIFY(writeCoded(dir.filePath(QStringLiteral("a.dcm")), 0, code.syntax, code.bytes));
  QStringList reasons;
  const auto slices = load(dir.path(), reasons);
  QVERIFY2(reasons.isEmpty(), qPrintable(reasons.join(QLatin1Char(' '))));
  const auto& slice = slices.at(QStringLiteral("a.dcm"));
  QVERIFY(slice.has_value());
  if (name.contains("12 bits")) return;  // the writer of the test stretches the values first
  const auto expected = image();
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const int away = std::abs((*slice)[i] - expected[i]);
    QVERIFY2(away <= (isLossy(name) ? 60 : 0), qPrintable(QString::number(away)));
  }
}

void TestCompressedDamage::damagedStreamsAreNamed_data() {
  QTest::addColumn<QByteArray>("name");
  QTest::addColumn<QByteArray>("kind");
  // How many may be shown: coefficients of a lossy block carry no redundancy that tells when some of them are
  // others. 25 places each.
  QTest::addColumn<int>("mostShown");
  for (const auto& [name, code] : codes())
    for (const QByteArray kind : {"40 zeros", "10 bytes gone", "cut to 60 %"}) {
      const bool isWeak = name == "JPEG 12 bits" && kind != "cut to 60 %";
      const bool isFair = name.contains("lossy") && kind == "40 zeros";
      QTest::addRow("%s, %s", name.constData(), kind.constData()) << name << kind
                                                                  << (isWeak   ? kDamages
                                                                      : isFair ? 5
                                                                               : 0);
    }
}

void TestCompressedDamage::damagedStreamsAreNamed() {
  QFETCH(QByteArray, name);
  QFETCH(QByteArray, kind);
  QFETCH(int, mostShown);
  const Code& code = codes().at(name);
  const QTemporaryDir dir;
  QRandomGenerator random(11);
  QVERIFY(writeCoded(dir.filePath(QStringLiteral("whole.dcm")), 0, code.syntax, code.bytes));
  for (int n = 1; n <= kDamages; ++n)
    QVERIFY(writeCoded(dir.filePath(QStringLiteral("%1.dcm").arg(n)), n, code.syntax,
                       damaged(code.bytes, kind, random)));
  QStringList reasons;
  const auto slices = load(dir.path(), reasons);
  QCOMPARE(slices.size(), std::size_t{kDamages + 1});
  const auto& whole = slices.at(QStringLiteral("whole.dcm"));
  QVERIFY(whole.has_value());
  int shown = 0;
  for (const auto& [file, slice] : slices) shown += slice && *slice != *whole ? 1 : 0;
  qInfo("%d of %d damaged ones are shown with other values", shown, kDamages);
  QVERIFY2(shown <= mostShown, qPrintable(QString::number(shown)));
  for (const QString& reason : reasons)
    QVERIFY2(reason.contains(QStringLiteral("damaged")) || reason.contains(QStringLiteral("lost")),
             qPrintable(reason));
}

void TestCompressedDamage::lengthsOfRunsAreChecked_data() {
  QTest::addColumn<QByteArray>("low");  // the code of the low bytes
  QTest::addColumn<bool>("isWhole");
  // 160 × 160 = 200 runs of 128.
  const QByteArray all = QByteArray("\x81\x05", 2).repeated(200);
  QTest::newRow("whole") << all << true;
  QTest::newRow("padded") << all + QByteArray(2, '\0') << true;
  QTest::newRow("with codes that mean nothing") << QByteArray("\x80\x80", 2) + all << true;
  QTest::newRow("a run short") << all.chopped(2) << false;
  QTest::newRow("a run more") << all + QByteArray("\x81\x05", 2) << false;
  QTest::newRow("a run that is too long") << all.chopped(2) + QByteArray("\x82\x05\x81\x05", 4) << false;
  QTest::newRow("broken off within a run") << all.chopped(2) + QByteArray("\x7f\x05", 2) << false;
  QTest::newRow("rubbish behind") << all + QByteArray("\x01\x02", 2) << false;
}

void TestCompressedDamage::lengthsOfRunsAreChecked() {
  QFETCH(QByteArray, low);
  QFETCH(bool, isWhole);
  const QByteArray high = QByteArray("\x81\x04", 2).repeated(200);
  const auto number = [](qsizetype value) {
    QByteArray bytes(4, '\0');
    for (int n = 0; n < 4; ++n) bytes[n] = static_cast<char>((value >> (8 * n)) & 0xff);
    return bytes;
  };
  const QByteArray frame =
      number(2) + number(64) + number(64 + high.size()) + QByteArray(52, '\0') + high + low;
  const QTemporaryDir dir;
  QVERIFY(writeCoded(dir.filePath(QStringLiteral("a.dcm")), 0, EXS_RLELossless, frame));
  QStringList reasons;
  const auto slices = load(dir.path(), reasons);
  const auto& slice = slices.at(QStringLiteral("a.dcm"));
  QCOMPARE(slice.has_value(), isWhole);
  if (isWhole)
    QCOMPARE(*slice, std::vector<int>(kSide * kSide, 0x405));
  else
    QVERIFY(reasons.value(0).contains(QStringLiteral("run-length coded pixel data is damaged")));
}

QTEST_GUILESS_MAIN(TestCompressedDamage)
#include "tst_compressed_damage.moc"
