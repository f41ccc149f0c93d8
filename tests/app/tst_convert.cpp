#include "io/convert/converted_case.h"
#include "io/dicom/study_index.h"
#include "io/seg/seg_writer.h"
#include "io/store/suv_edit.h"
#include "tests/io/dicom_file.h"
#include "tests/io/seg_fixture.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QDirIterator>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QProcess>
#include <QSet>
#include <QTemporaryDir>

#include <Eigen/Core>
#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <functional>

#if defined(Q_OS_UNIX)
#include <csignal>
#endif

using namespace uptake;
using namespace uptake::test;

/// `uptake-cli convert` as people run it, on phantom studies, against pydicom, nibabel and scipy.
class TestConvert : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init() { out_ = std::make_unique<QTemporaryDir>(); }
  void agreesWithScipy_data();
  void agreesWithScipy();
  void publishedSuvRule();
  void finishedCasesAreLeftAlone();
  void correctedCasesAreMadeAnew();
  void changedStudiesAreMadeAnew_data();
  void changedStudiesAreMadeAnew();
  void movedStudiesAreLeftAlone();
  void whatChangesAfterTheScanFails();
  void aPetWithoutCtIsSaid_data();
  void aPetWithoutCtIsSaid();
  void aLinkIsNoOtherStudy();
  void unfinishedCasesAreMadeAnew();
  void failuresAreNamedAndTheRestGoesOn();
  void aMissingSliceFails();
  void aCaseWithoutMask();
  void aFileThatCannotBeReadFails_data();
  void aFileThatCannotBeReadFails();
  void onlyTheStudyOfTheFileFails();
  void aMissingLastSliceFails();
  void theMaskTellsWhichPet();
  void aMaskOfAnotherStudyUid();
  void aPetFiledApartFromItsCt();
  void namesStayInTheFolder();
  void namesAreDistinct_data();
  void namesAreDistinct();
  void namesOfEarlierRunsStay();
  void aFullDiskIsSaid_data();
  void aFullDiskIsSaid();
  void interruptedLeavesNothing();
  void wrongUsage_data();
  void wrongUsage();

 private:
  QString study(const char* name) const { return studies_.filePath(QLatin1String(name)); }
  QString out(const QString& name = {}) const { return out_->filePath(name); }
  ProcessOutput convert(const QStringList& arguments) const {
    return runProcess(program(QStringLiteral("uptake-cli")),
                      QStringList{QStringLiteral("convert")} + arguments);
  }
  ProcessOutput convert(const QString& folder, const QStringList& more) const {
    return convert(QStringList{folder, QStringLiteral("--out"), out()} + more);
  }
  QStringList files() const {
    QStringList found;
    QDirIterator walk(out_->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (walk.hasNext()) found.append(QDir(out_->path()).relativeFilePath(walk.next()));
    found.sort();
    return found;
  }
  QJsonObject check(const QString& format, const QString& folder,
                    const QString& rule = QStringLiteral("ours")) {
    const auto run = runProcess(
        python(), {sourceDir() + QStringLiteral("/tests/scripts/check_conversion.py"), format, folder, out(),
                   QStringLiteral("PHANTOM-1"), QFileInfo(folder).fileName(), rule});
    if (run.exitCode != 0) qWarning("%s", run.err.constData());
    return QJsonDocument::fromJson(run.out).object();
  }

  QTemporaryDir studies_;
  std::unique_ptr<QTemporaryDir> out_;
};

namespace {

const char kCase[] = "PHANTOM-1/one";

/// Sets an element of a file in place.
void modify(const QString& file, const DcmTagKey& tag, const char* value) {
  editDicom(file, [&](DcmDataset& data) { data.putAndInsertString(tag, value); });
}

/// CT and PET of four slices in folders of their own, with a SUV, values of their own and no mask.
bool writePair(const QString& folder, int number, const QByteArray& patient = {},
               const QByteArray& studyOfCt = {}) {
  const QByteArray uid = "1.2.77." + QByteArray::number(number);
  for (const QByteArray modality : {"CT", "PT"}) {
    const QString place = folder + QLatin1Char('/') + QString::fromLatin1(modality);
    const bool made =
        QDir().mkpath(place) && writeStack(place, 4, 4.0, [&](int i, SliceFile& slice) {
          slice.modality = modality;
          slice.studyUid = modality == "CT" && !studyOfCt.isEmpty() ? studyOfCt : uid;
          slice.seriesUid = uid + (modality == "CT" ? ".1" : ".2");
          slice.sopInstanceUid = slice.seriesUid + '.' + QByteArray::number(i);
          slice.frameUid = uid + ".9";
          slice.rows = slice.columns = 8;
          slice.spacing = {4.0, 4.0};
          slice.tags = {{0x0008, 0x0005, "ISO_IR 100"},
                        {0x0010, 0x0020, patient.isEmpty() ? 'P' + QByteArray::number(number) : patient}};
          if (modality == "CT") return;
          slice.intercept = 0.0;
          slice.pixels.assign(64, static_cast<std::uint16_t>(100 * number + 50));
          slice.radiopharmaceutical = {{0x0018, 0x1074, "350000000"}, {0x0018, 0x1075, "6586.2"}};
          for (const TagValue& tag : {TagValue{0x0054, 0x1001, "BQML"}, TagValue{0x0054, 0x1102, "ADMIN"},
                                      TagValue{0x0028, 0x0051, "ATTN\\DECY"}, TagValue{0x0010, 0x1030, "70"},
                                      TagValue{0x0054, 0x0081, "4"}})
            slice.tags.push_back(tag);
        });
    if (!made) return false;
  }
  return true;
}

bool copyTree(const QString& from, const QString& to) {
  QDirIterator walk(from, QDir::Files, QDirIterator::Subdirectories);
  while (walk.hasNext()) {
    const QString file = walk.next();
    const QString target = to + QLatin1Char('/') + QDir(from).relativeFilePath(file);
    if (!QDir().mkpath(QFileInfo(target).path()) || !QFile::copy(file, target)) return false;
  }
  return true;
}

QStringList dicomFiles(const QString& folder) {
  QStringList files;
  for (const QString& name : QDir(folder).entryList(QDir::Files, QDir::Name))
    files.append(folder + QLatin1Char('/') + name);
  return files;
}

Eigen::Vector3d positionOf(const QString& file) {
  Eigen::Vector3d position = Eigen::Vector3d::Zero();
  DcmFileFormat format;
  if (format.loadFile(qPrintable(file)).good())
    for (int axis = 0; axis < 3; ++axis)
      format.getDataset()->findAndGetFloat64(DCM_ImagePositionPatient, position[axis],
                                             static_cast<unsigned long>(axis));
  return position;
}

void setPosition(const QString& file, const Eigen::Vector3d& position) {
  const QByteArray text = QByteArray::number(position.x()) + '\\' + QByteArray::number(position.y()) + '\\' +
                          QByteArray::number(position.z());
  modify(file, DCM_ImagePositionPatient, text.constData());
}

/// One slice more behind the last of a folder.
void addSlice(const QString& folder) {
  const QStringList files = dicomFiles(folder);
  const Eigen::Vector3d last = positionOf(files.last());
  const QString added = folder + QStringLiteral("/zz.dcm");
  QFile::copy(files.last(), added);
  setPosition(added, 2.0 * last - positionOf(files[files.size() - 2]));
  modify(added, DCM_SOPInstanceUID, "1.2.77.99");
  modify(added, DCM_InstanceNumber, "9999");
}

/// Does something to a file, which keeps its length and the time of its last change.
bool changeQuietly(const QString& path, const std::function<void(const QString&)>& change) {
  const QFileInfo before(path);
  const QDateTime time = before.lastModified();
  const qint64 size = before.size();
  change(path);
  QFile file(path);
  return file.size() == size && file.open(QIODevice::ReadWrite) &&
         file.setFileTime(time, QFileDevice::FileModificationTime);
}

/// Paints what was not, and the other way round.
void invertMask(const QString& file) {
  editDicom(file, [](DcmDataset& data) {
    const Uint8* pixels = nullptr;
    unsigned long count = 0;
    data.findAndGetUint8Array(DCM_PixelData, pixels, &count);
    std::vector<Uint8> inverted(pixels, pixels + count);
    for (Uint8& bits : inverted) bits = static_cast<Uint8>(~bits);
    data.putAndInsertUint8Array(DCM_PixelData, inverted.data(), count);
  });
}

/// The contents of the images below a folder.
QMap<QString, QByteArray> imagesIn(const QString& folder) {
  QMap<QString, QByteArray> images;
  QDirIterator walk(folder, {QStringLiteral("*.nii.gz")}, QDir::Files, QDirIterator::Subdirectories);
  while (walk.hasNext()) {
    QFile file(walk.next());
    if (file.open(QIODevice::ReadOnly)) images[QFileInfo(file).fileName()] = file.readAll();
  }
  return images;
}

}  // namespace

void TestConvert::initTestCase() {
  for (const char* name : {"one", "plain", "gap", "refused"}) {
    const auto made = runProcess(
        program(QStringLiteral("uptake-cli")),
        {QStringLiteral("phantom"), study(name), QStringLiteral("--size"), QStringLiteral("small")});
    QVERIFY2(made.exitCode == 0, made.err.constData());
  }
  // A mask on the PET of the first.
  JobControl control;
  const auto index = scanStudies({study("one")}, control);
  QVERIFY(index.ok());
  for (const SeriesEntry& series : index->patients.front().studies.front().series)
    if (series.source.modality == QLatin1String("PT")) {
      QVERIFY(QDir().mkpath(study("one") + QStringLiteral("/SEG")));
      QVERIFY(writeSeg(makeMask(series, 3), study("one") + QStringLiteral("/SEG/mask.dcm"), control));
    }
  // A slice of the third is lost, and the fourth has no weight.
  const QDir pet(study("gap") + QStringLiteral("/PET"));
  const QStringList slices = pet.entryList(QDir::Files, QDir::Name);
  QVERIFY(slices.size() > 4 && QFile::remove(pet.filePath(slices[slices.size() / 2])));
  QDirIterator walk(study("refused") + QStringLiteral("/PET"), QDir::Files);
  while (walk.hasNext()) modify(walk.next(), DCM_PatientWeight, "");
}

void TestConvert::agreesWithScipy_data() {
  QTest::addColumn<QString>("format");
  QTest::addColumn<QStringList>("images");
  const QStringList all{QStringLiteral("CT"), QStringLiteral("CTres"), QStringLiteral("PET"),
                        QStringLiteral("SEG"), QStringLiteral("SUV")};
  QTest::newRow("nifti") << QStringLiteral("nifti") << all;
  QTest::newRow("mha") << QStringLiteral("mha") << all;
  QTest::newRow("hdf5") << QStringLiteral("hdf5") << all;
  QTest::newRow("nnunet") << QStringLiteral("nnunet")
                          << QStringList{QStringLiteral("CTres"), QStringLiteral("SEG"),
                                         QStringLiteral("SUV")};
}

void TestConvert::agreesWithScipy() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(QString, format);
  QFETCH(QStringList, images);
  if (format == QLatin1String("hdf5") &&
      runProcess(python(), {QStringLiteral("-c"), QStringLiteral("import h5py")}).exitCode != 0)
    QSKIP("python3-h5py is absent");
  const auto run = convert(study("one"), {QStringLiteral("--format"), format});
  QVERIFY2(run.exitCode == 0, run.err.constData());
  const QJsonObject report = check(format, study("one"));
  QCOMPARE(report.keys(), images);
  for (const QString& name : images) {
    const QJsonObject image = report[name].toObject();
    const QByteArray text = name.toUtf8() + ": " + QJsonDocument(image).toJson(QJsonDocument::Compact);
    QVERIFY2(image[QLatin1String("shape")].toBool(), text.constData());
    QCOMPARE(image[QLatin1String("dtype")], image[QLatin1String("expected_dtype")]);
    QCOMPARE(image[QLatin1String("axes")].toString(), QStringLiteral("LAS"));
    QVERIFY2(image[QLatin1String("affine")].toDouble(1) < 1e-4, text.constData());
    // Rounding to single precision.
    const double rounding = image[QLatin1String("largest")].toDouble() * 2.5e-7;
    QVERIFY2(image[QLatin1String("worst")].toDouble(1e9) <= rounding, text.constData());
    QVERIFY2(image[QLatin1String("largest")].toDouble() > 0.5, text.constData());
  }
}

void TestConvert::publishedSuvRule() {
  UPTAKE_NEEDS_PYTHON();
  const auto run = convert(study("one"), {QStringLiteral("--suv"), QStringLiteral("tcia")});
  QVERIFY2(run.exitCode == 0, run.err.constData());
  const QJsonObject suv = check(QStringLiteral("nifti"), study("one"), QStringLiteral("tcia"))
                              .value(QLatin1String("SUV"))
                              .toObject();
  QVERIFY(suv[QLatin1String("worst")].toDouble(1e9) <= suv[QLatin1String("largest")].toDouble() * 2.5e-7);
}

void TestConvert::finishedCasesAreLeftAlone() {
  QVERIFY(convert(study("one"), {}).exitCode == 0);
  const QString file = out(QLatin1String(kCase) + QStringLiteral("/SUV.nii.gz"));
  const QDateTime written = QFileInfo(file).lastModified();
  const QStringList before = files();
  const auto again = convert(study("one"), {});
  QVERIFY2(again.exitCode == 0 && again.err.contains("finished already"), again.err.constData());
  QCOMPARE(QFileInfo(file).lastModified(), written);
  QCOMPARE(files(), before);
  // Another rule would leave numbers of two kinds in one folder.
  const auto other = convert(study("one"), {QStringLiteral("--suv"), QStringLiteral("tcia")});
  QCOMPARE(other.exitCode, 3);
  QVERIFY2(other.err.contains("--force"), other.err.constData());
  QCOMPARE(QFileInfo(file).lastModified(), written);
  const auto forced = convert(study("one"), {QStringLiteral("--force")});
  QVERIFY2(forced.exitCode == 0, forced.err.constData());
  QVERIFY(QFileInfo(file).lastModified() > written);
  QCOMPARE(files(), before);
}

void TestConvert::correctedCasesAreMadeAnew() {
  QVERIFY(copyTree(study("one"), study("corrected/one")));
  QVERIFY(convert(study("corrected/one"), {}).exitCode == 0);
  const auto suvOf = [this] {
    QFile file(out(QLatin1String(kCase) + QStringLiteral("/SUV.nii.gz")));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  };
  const QByteArray before = suvOf();
  JobControl control;
  const auto index = scanStudies({study("corrected/one")}, control);
  QVERIFY(index.ok());
  const auto folder = AnnotationFolder::defaultFor(study("corrected/one"));
  for (const SeriesEntry& series : index->patients.front().studies.front().series)
    if (series.source.modality == QLatin1String("PT")) {
      SuvEdit edit;
      edit.seriesInstanceUid = series.source.seriesInstanceUid;
      edit.overrides.patientWeight = Kilograms{50.0};
      QVERIFY(writeSuvEdit(folder.suvFile(edit.seriesInstanceUid), edit).ok());
    }
  const auto again = convert(study("corrected/one"), {});
  // 1: what was corrected is told of.
  QVERIFY2(again.exitCode == 1 && !again.err.contains("finished already"), again.err.constData());
  QVERIFY(suvOf() != before);
  const auto third = convert(study("corrected/one"), {});
  QVERIFY2(third.err.contains("finished already"), third.err.constData());
}

void TestConvert::changedStudiesAreMadeAnew_data() {
  QTest::addColumn<QString>("change");
  QTest::addColumn<QStringList>("changed");
  const QString suv = QStringLiteral("SUV.nii.gz");
  const QStringList ct{QStringLiteral("CT.nii.gz"), QStringLiteral("CTres.nii.gz")};
  QTest::newRow("a CT slice more") << QStringLiteral("more") << ct;
  QTest::newRow("a CT slice less") << QStringLiteral("less") << ct;
  QTest::newRow("another weight") << QStringLiteral("weight") << QStringList{suv};
  QTest::newRow("another mask") << QStringLiteral("mask") << QStringList{QStringLiteral("SEG.nii.gz")};
  QTest::newRow("no mask") << QStringLiteral("no mask") << QStringList{QStringLiteral("SEG.nii.gz")};
#if defined(Q_OS_UNIX)
  // Where the system itself keeps a time.
  QTest::newRow("another weight, quietly") << QStringLiteral("weight, quietly") << QStringList{suv};
#endif
}

void TestConvert::changedStudiesAreMadeAnew() {
  QFETCH(QString, change);
  QFETCH(QStringList, changed);
  QTemporaryDir in;
  const QString folder = in.filePath(QStringLiteral("s"));
  QVERIFY(copyTree(study("one"), folder));
  // Written as they will be written again.
  for (const QString& file : dicomFiles(folder + QStringLiteral("/PET")))
    modify(file, DCM_PatientWeight, "70");
  const QString mask = folder + QStringLiteral("/SEG/mask.dcm");
  editDicom(mask, [](DcmDataset&) {});
  QDirIterator walk(folder, QDir::Files, QDirIterator::Subdirectories);
  while (walk.hasNext()) {
    // Old enough to be remembered.
    QFile file(walk.next());
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.setFileTime(QDateTime::currentDateTime().addDays(-1), QFileDevice::FileModificationTime));
  }
  QVERIFY(convert(folder, {}).exitCode == 0);
  const auto before = imagesIn(out());
  QCOMPARE(before.size(), 5);

  const QString ct = folder + QStringLiteral("/CT");
  if (change == QLatin1String("more")) addSlice(ct);
  if (change == QLatin1String("less")) QVERIFY(QFile::remove(dicomFiles(ct).first()));
  if (change == QLatin1String("mask")) QVERIFY(changeQuietly(mask, invertMask));
  if (change == QLatin1String("no mask")) QVERIFY(QFile::remove(mask));
  const auto reweigh = [](const QString& file) { modify(file, DCM_PatientWeight, "85"); };
  for (const QString& file : dicomFiles(folder + QStringLiteral("/PET"))) {
    if (change == QLatin1String("weight")) reweigh(file);
    if (change == QLatin1String("weight, quietly")) QVERIFY(changeQuietly(file, reweigh));
  }
  const auto again = convert(folder, {});
  QVERIFY2(!again.err.contains("finished already") && !again.err.contains("failed"), again.err.constData());
  const auto after = imagesIn(out());
  for (const QString& name : before.keys())
    QVERIFY2((before[name] != after.value(name)) == changed.contains(name), qPrintable(name));
  // As if it had never been converted before.
  QTemporaryDir fresh;
  const auto anew = convert(QStringList{folder, QStringLiteral("--out"), fresh.path()});
  QCOMPARE(anew.exitCode, again.exitCode);
  QCOMPARE(imagesIn(fresh.path()), after);
  const auto third = convert(folder, {});
  QVERIFY2(third.err.contains("finished already"), third.err.constData());
}

void TestConvert::movedStudiesAreLeftAlone() {
  QTemporaryDir in;
  const QString first = in.filePath(QStringLiteral("a/s"));
  const QString moved = in.filePath(QStringLiteral("b/s"));
  QVERIFY(copyTree(study("one"), first));
  QVERIFY(convert(first, {}).exitCode == 0);
  QVERIFY(QDir(in.path()).rename(QStringLiteral("a"), QStringLiteral("b")));
  const auto again = convert(moved, {});
  QVERIFY2(again.exitCode == 0 && again.err.contains("finished already"), again.err.constData());
  // Copies have times of their own.
  QVERIFY(copyTree(moved, first));
  for (int n = 0; n < 2; ++n) {
    const auto copied = convert(first, {});
    QVERIFY2(copied.exitCode == 0 && copied.err.contains("finished already"), copied.err.constData());
    QCOMPARE(files().size(), 6);
  }
}

void TestConvert::whatChangesAfterTheScanFails() {
  QTemporaryDir in;
  QVERIFY(writePair(in.path(), 1));
  JobControl control;
  ConversionOptions options;
  options.out = out();
  for (const bool changed : {true, false}) {
    const qint64 scanned = QDateTime::currentMSecsSinceEpoch();
    const auto index = scanStudies({in.path()}, control);
    QVERIFY(index.ok());
    QStringList problems;
    std::vector<ConversionCase> cases =
        conversionCases(*index, AnnotationFolder::defaultFor(in.path()), problems);
    QCOMPARE(cases.size(), std::size_t{1});
    cases.front().scannedMs = scanned;
    // Times of files may be some milliseconds behind.
    const QString file = in.filePath(QStringLiteral("PT/0.dcm"));
    while (changed && QFileInfo(file).lastModified().toMSecsSinceEpoch() <= scanned)
      modify(file, DCM_PatientWeight, "70");
    const auto outcome = convertCase(cases.front(), options, control);
    QCOMPARE(outcome.ok(), !changed);
    if (changed) QCOMPARE(outcome.error().file, file);
    QCOMPARE(files().isEmpty(), changed);
  }
}

void TestConvert::aPetWithoutCtIsSaid_data() {
  QTest::addColumn<double>("shift");  // of the CT, mm to the head; its slices lie 4 mm apart, as the PET's
  QTest::addColumn<bool>("narrow");   // a CT that sees less across the body
  QTest::addColumn<QByteArray>("said");
  QTest::newRow("all") << 0.0 << false << QByteArray();
  QTest::newRow("ends within a slice") << 3.9 << false << QByteArray();
  QTest::newRow("across") << 0.0 << true << QByteArray();
  QTest::newRow("at the foot") << 4.0 << false << QByteArray("in 1 of 4 PET slices (z 100.0 mm)");
  QTest::newRow("at the head") << -7.0 << true << QByteArray("in 2 of 4 PET slices (z 108.0 to 112.0 mm)");
}

void TestConvert::aPetWithoutCtIsSaid() {
  QFETCH(double, shift);
  QFETCH(bool, narrow);
  QFETCH(QByteArray, said);
  QTemporaryDir in;
  const QString folder = in.filePath(QStringLiteral("s"));
  QVERIFY(writePair(folder, 1));
  for (const QString& file : dicomFiles(folder + QStringLiteral("/CT"))) {
    setPosition(file, positionOf(file) + Eigen::Vector3d(0.0, 0.0, shift));
    if (narrow) modify(file, DCM_PixelSpacing, "1\\1");
  }
  const auto run = convert(folder, {});
  QCOMPARE(run.exitCode, 1);  // there is no mask
  QVERIFY2(run.err.contains("PET slices") == !said.isEmpty() && run.err.contains(said), run.err.constData());
  QVERIFY(QFileInfo::exists(out(QStringLiteral("P1/s/CTres.nii.gz"))));
}

void TestConvert::aLinkIsNoOtherStudy() {
  QTemporaryDir in;
  const QString folder = in.filePath(QStringLiteral("s"));
  const QString link = in.filePath(QStringLiteral("link"));
  QVERIFY(writePair(folder, 1));
  QVERIFY(QFile::link(folder, link));
  for (const QStringList& given : {QStringList{folder, link}, QStringList{link, folder}}) {
    out_ = std::make_unique<QTemporaryDir>();
    const auto run = convert(given + QStringList{QStringLiteral("--out"), out()});
    QCOMPARE(run.err.count("done in"), 1);
    QCOMPARE(QDir(out(QStringLiteral("P1"))).entryList(QDir::Dirs | QDir::NoDotAndDotDot),
             QStringList{QFileInfo(given.first()).fileName()});
  }
}

void TestConvert::unfinishedCasesAreMadeAnew() {
  // What a killed run leaves, and a file that was cut short since.
  QVERIFY(QDir().mkpath(out(QStringLiteral(".unfinished/PHANTOM-1_one/PHANTOM-1/one"))));
  QFile left(out(QStringLiteral(".unfinished/PHANTOM-1_one/PHANTOM-1/one/CT.nii.gz")));
  QVERIFY(left.open(QIODevice::WriteOnly) && left.write("half") == 4);
  left.close();
  QVERIFY(convert(study("one"), {}).exitCode == 0);
  const QStringList whole = files();
  QCOMPARE(whole.size(), 6);
  QVERIFY(!QFileInfo::exists(out(QStringLiteral(".unfinished"))));
  const QString file = out(QLatin1String(kCase) + QStringLiteral("/PET.nii.gz"));
  const qint64 size = QFileInfo(file).size();
  QVERIFY(QFile::resize(file, size / 2));
  const auto again = convert(study("one"), {});
  QVERIFY2(again.exitCode == 0 && !again.err.contains("finished already"), again.err.constData());
  QCOMPARE(QFileInfo(file).size(), size);
  QCOMPARE(files(), whole);
}

void TestConvert::failuresAreNamedAndTheRestGoesOn() {
  const auto run = convert(QStringList{study("refused"), study("one"), QStringLiteral("--out"), out()});
  QCOMPARE(run.exitCode, 1);
  QVERIFY2(run.err.contains("PatientWeight (0010,1030)") && run.err.contains("refused"), run.err.constData());
  QCOMPARE(files().size(), 6);
  // Alone, nothing is converted.
  const auto alone = convert(study("refused"), {QStringLiteral("--force")});
  QCOMPARE(alone.exitCode, 3);
  QCOMPARE(files().size(), 6);
}

void TestConvert::aMissingSliceFails() {
  const auto run = convert(study("gap"), {});
  QCOMPARE(run.exitCode, 3);
  QVERIFY2(run.err.contains("missing") || run.err.contains("gap"), run.err.constData());
  QVERIFY(files().isEmpty());
}

void TestConvert::aCaseWithoutMask() {
  const auto run = convert(study("plain"), {QStringLiteral("--format"), QStringLiteral("nnunet")});
  QCOMPARE(run.exitCode, 1);
  QVERIFY2(run.err.contains("no mask"), run.err.constData());
  const QStringList wanted{QStringLiteral("conversion/PHANTOM-1_plain.json"), QStringLiteral("dataset.json"),
                           QStringLiteral("imagesTs/PHANTOM-1_plain_0000.nii.gz"),
                           QStringLiteral("imagesTs/PHANTOM-1_plain_0001.nii.gz")};
  QCOMPARE(files(), wanted);
  // With a mask since then it belongs to the training cases.
  QVERIFY(copyTree(study("plain"), study("both/plain")));
  JobControl control;
  const auto index = scanStudies({study("both/plain")}, control);
  QVERIFY(index.ok());
  for (const SeriesEntry& series : index->patients.front().studies.front().series)
    if (series.source.modality == QLatin1String("PT"))
      QVERIFY(writeSeg(makeMask(series, 1), study("both/plain/mask.dcm"), control));
  const auto again = convert(study("both/plain"), {QStringLiteral("--format"), QStringLiteral("nnunet")});
  QVERIFY2(again.exitCode == 0, again.err.constData());
  QVERIFY(files().contains(QStringLiteral("labelsTr/PHANTOM-1_plain.nii.gz")));
  QVERIFY(files().filter(QStringLiteral("imagesTs/")).isEmpty());
  QFile dataset(out(QStringLiteral("dataset.json")));
  QVERIFY(dataset.open(QIODevice::ReadOnly));
  const QJsonObject json = QJsonDocument::fromJson(dataset.readAll()).object();
  QCOMPARE(json[QLatin1String("numTraining")].toInt(), 1);
  QCOMPARE(json[QLatin1String("file_ending")].toString(), QStringLiteral(".nii.gz"));
  QCOMPARE(json[QLatin1String("labels")].toObject()[QLatin1String("background")].toInt(-1), 0);
}

void TestConvert::aFileThatCannotBeReadFails_data() {
  QTest::addColumn<QString>("which");
  QTest::addColumn<QString>("damage");
  for (const char* which : {"PET", "CT", "SEG"})
    for (const char* damage : {"empty", "cut", "beginning"})
      QTest::addRow("%s, %s", which, damage) << QString::fromLatin1(which) << QString::fromLatin1(damage);
}

void TestConvert::aFileThatCannotBeReadFails() {
  QFETCH(QString, which);
  QFETCH(QString, damage);
  QTemporaryDir copy;
  const QString folder = copy.filePath(QStringLiteral("s"));
  QVERIFY(copyTree(study("one"), folder));
  const QString part = folder + QLatin1Char('/') + which;
  const QString name = QDir(part).entryList(QDir::Files, QDir::Name).last();
  QFile file(part + QLatin1Char('/') + name);
  if (damage == QLatin1String("empty")) {
    QVERIFY(file.resize(0));
  } else if (damage == QLatin1String("cut")) {
    QVERIFY(file.resize(100));
  } else {
    QVERIFY(file.open(QIODevice::ReadWrite) && file.write(QByteArray(132, 'x')) == 132);
    file.close();
  }
  for (const char* format : {"nifti", "nnunet"}) {
    const auto run = convert(folder, {QStringLiteral("--format"), QLatin1String(format)});
    QCOMPARE(run.exitCode, 3);
    QVERIFY2(run.err.contains("failed") && run.err.contains(name.toUtf8()), run.err.constData());
    QCOMPARE(files(), QStringList());
  }
}

void TestConvert::onlyTheStudyOfTheFileFails() {
  QTemporaryDir copy;
  QVERIFY(writePair(copy.filePath(QStringLiteral("a")), 1) &&
          writePair(copy.filePath(QStringLiteral("b")), 2));
  QFile bad(copy.filePath(QStringLiteral("b/mask/mask.dcm")));
  QVERIFY(QDir().mkpath(QFileInfo(bad).path()) && bad.open(QIODevice::WriteOnly));
  bad.close();
  const auto run = convert(copy.path(), {});
  QCOMPARE(run.exitCode, 1);
  QVERIFY(QFileInfo::exists(out(QStringLiteral("P1/a/CT.nii.gz"))));
  QVERIFY2(!QFileInfo::exists(out(QStringLiteral("P2"))), run.err.constData());
}

void TestConvert::aMissingLastSliceFails() {
  // Nothing tells of it but NumberOfSlices in the others.
  QTemporaryDir copy;
  QVERIFY(writePair(copy.path(), 1));
  QVERIFY(QFile::remove(copy.filePath(QStringLiteral("PT/3.dcm"))));
  const auto run = convert(copy.path(), {});
  QCOMPARE(run.exitCode, 3);
  QVERIFY2(run.err.contains("NumberOfSlices (0054,0081)"), run.err.constData());
  QCOMPARE(files(), QStringList());
}

void TestConvert::theMaskTellsWhichPet() {
  UPTAKE_NEEDS_PYTHON();
  // A second PET on the same voxels, twice as hot, with the mask.
  const QString folder = study("two");
  QVERIFY(copyTree(study("plain"), folder));
  QDirIterator walk(study("plain") + QStringLiteral("/PET"), QDir::Files);
  for (int n = 0; walk.hasNext(); ++n) {
    const QString file = folder + QStringLiteral("/late-%1.dcm").arg(n);
    QVERIFY(QFile::copy(walk.next(), file));
    editDicom(file, [](DcmDataset& data) {
      for (const DcmTagKey& tag : {DCM_SeriesInstanceUID, DCM_SOPInstanceUID}) {
        OFString uid;
        data.findAndGetOFString(tag, uid);
        data.putAndInsertString(tag, (uid + ".9").c_str());
      }
      Float64 slope = 1.0;
      data.findAndGetFloat64(DCM_RescaleSlope, slope);
      data.putAndInsertString(DCM_RescaleSlope, QByteArray::number(2.0 * slope, 'g', 12).constData());
      data.putAndInsertString(DCM_SeriesNumber, "99");
      data.putAndInsertString(DCM_SeriesDescription, "PET late");
    });
  }
  JobControl control;
  const auto index = scanStudies({folder}, control);
  QVERIFY(index.ok());
  for (const SeriesEntry& series : index->patients.front().studies.front().series)
    if (series.source.seriesDescription == QLatin1String("PET late"))
      QVERIFY(writeSeg(makeMask(series, 2), folder + QStringLiteral("/mask.dcm"), control));
  for (const char* name : {"plain", "two"}) {
    const auto run = convert(study(name), {});
    QVERIFY2(QFile::exists(out(QStringLiteral("PHANTOM-1/%1/SUV.nii.gz").arg(QLatin1String(name)))),
             run.err.constData());
  }
  QFile record(out(QStringLiteral("PHANTOM-1/two/conversion.json")));
  QVERIFY(record.open(QIODevice::ReadOnly));
  const QJsonObject said = QJsonDocument::fromJson(record.readAll()).object();
  QCOMPARE(said[QStringLiteral("pet")].toObject()[QStringLiteral("description")].toString(),
           QStringLiteral("PET late"));
  const auto twice = runProcess(
      python(),
      {QStringLiteral("-c"),
       QStringLiteral("import nibabel, numpy, sys\n"
                      "a, b = (numpy.asarray(nibabel.load(p).dataobj) for p in sys.argv[1:3])\n"
                      "print(a.max() > 0 and numpy.allclose(2 * a, b, rtol=1e-5))"),
       out(QStringLiteral("PHANTOM-1/plain/SUV.nii.gz")), out(QStringLiteral("PHANTOM-1/two/SUV.nii.gz"))});
  QVERIFY2(twice.out.trimmed() == "True", (twice.out + twice.err).constData());
}

void TestConvert::aMaskOfAnotherStudyUid() {
  const QString folder = study("renamed");
  QVERIFY(copyTree(study("one"), folder));
  modify(folder + QStringLiteral("/SEG/mask.dcm"), DCM_StudyInstanceUID, "1.2.3.4.77");
  const auto run = convert(folder, {});
  QCOMPARE(run.exitCode, 1);
  QVERIFY2(run.err.contains("another Study Instance UID (1.2.3.4.77)"), run.err.constData());
  QVERIFY(QFile::exists(out(QStringLiteral("PHANTOM-1/renamed/SEG.nii.gz"))));
}

void TestConvert::aPetFiledApartFromItsCt() {
  QTemporaryDir in;
  QVERIFY(writePair(in.filePath(QStringLiteral("s")), 1, {}, "1.2.88.1"));
  const auto run = convert(in.path(), {});
  QCOMPARE(run.exitCode, 1);  // that it was filed apart, and has no mask, is said
  QVERIFY2(run.err.contains("1.2.88.1") && run.err.contains("1.2.77.1"), run.err.constData());
  QVERIFY2(!run.err.contains("has no CT and PET"), run.err.constData());
  QVERIFY(QFileInfo::exists(out(QStringLiteral("P1/s/CTres.nii.gz"))));
}

void TestConvert::namesStayInTheFolder() {
  QVERIFY(copyTree(study("one"), study("hostile/one")));
  QDirIterator walk(study("hostile"), QDir::Files, QDirIterator::Subdirectories);
  while (walk.hasNext()) modify(walk.next(), DCM_PatientID, "../../a/b");
  const auto run = convert(study("hostile/one"), {});
  QVERIFY2(run.exitCode == 0, run.err.constData());
  QVERIFY(files().contains(QStringLiteral("%2E./../a%2Fb/one/CT.nii.gz")
                               .replace(QStringLiteral("/../"), QStringLiteral("%2F..%2F"))));
}

void TestConvert::namesAreDistinct_data() {
  QTest::addColumn<QString>("format");
  QTest::addColumn<int>("perCase");
  QTest::newRow("nifti") << QStringLiteral("nifti") << 5;
  QTest::newRow("hdf5") << QStringLiteral("hdf5") << 2;
  QTest::newRow("nnunet") << QStringLiteral("nnunet") << 3;
}

void TestConvert::namesAreDistinct() {
  QFETCH(QString, format);
  QFETCH(int, perCase);
  // Equal where paths are made of them: joined by "_", in another case, in blanks, on Windows, beyond a
  // length.
  const QByteArray longest(64, 'a');
  const std::vector<std::pair<QByteArray, QString>> studies{
      {"P1", QStringLiteral("x_s")},
      {"P1_x", QStringLiteral("s")},
      {"p1", QStringLiteral("X_S")},
      {"A/B", QStringLiteral("D")},
      {"A_B", QStringLiteral("D")},
      {"../../up", QStringLiteral("D")},
      {".", QStringLiteral("D")},
      {"CON", QStringLiteral("D")},
      {"trailing.", QStringLiteral("D")},
      {longest, QStringLiteral("D")},
      {QByteArray(32, '\xd6') + "1", QStringLiteral("D")},
      {QByteArray(63, '\xd6') + "2", QStringLiteral("D")}};
  QTemporaryDir in;
  QStringList folders;
  for (std::size_t n = 0; n < studies.size(); ++n) {
    folders.append(in.filePath(QString::number(n)));
    QVERIFY(writePair(folders.last() + QLatin1Char('/') + studies[n].second, static_cast<int>(n),
                      studies[n].first));
  }
  QTemporaryDir outer;
  QVERIFY(QDir(outer.path()).mkpath(QStringLiteral("deep")));
  // In one folder, and each in one of its own; a folder that comes twice counts once.
  for (const QStringList& given : {QStringList{in.path()}, folders + QStringList{folders.last()}}) {
    out_ = std::make_unique<QTemporaryDir>(outer.filePath(QStringLiteral("deep/out-XXXXXX")));
    const auto run = convert(given + QStringList{QStringLiteral("--out"), out(), QStringLiteral("--format"),
                                                 format, QStringLiteral("--jobs"), QStringLiteral("2")});
    QVERIFY2(!run.err.contains("failed") && run.exitCode == 1, run.err.constData());
    QSet<QString> places;
    QSet<QString> contents;
    for (const QString& file : files()) {
      if (file == QLatin1String("cases.h5") || file == QLatin1String("dataset.json")) continue;
      places.insert(file.toLower());
      for (const QString& part : file.split(QLatin1Char('/')))
        QVERIFY2(
            part.size() <= 255 && !part.startsWith(QLatin1Char('.')) &&
                part.section(QLatin1Char('.'), 0, 0).compare(QLatin1String("con"), Qt::CaseInsensitive) != 0,
            qPrintable(file));
      if (!file.endsWith(QLatin1String("SUV.nii.gz")) && !file.endsWith(QLatin1String("_0001.nii.gz")) &&
          !file.endsWith(QLatin1String(".h5")))
        continue;
      QFile content(out(file));
      QVERIFY(content.open(QIODevice::ReadOnly));
      contents.insert(QString::fromLatin1(content.readAll().toHex()));
    }
    QCOMPARE(places.size(), static_cast<qsizetype>(studies.size()) * perCase);
    QCOMPARE(contents.size(), static_cast<qsizetype>(studies.size()));
    // The same again: every case is found where it is.
    const auto again =
        convert(given + QStringList{QStringLiteral("--out"), out(), QStringLiteral("--format"), format});
    QCOMPARE(again.err.count("was finished already"), static_cast<qsizetype>(studies.size()));
  }
  const QDir::Filters all = QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot;
  QCOMPARE(QDir(outer.path()).entryList(all), QStringList{QStringLiteral("deep")});
  QCOMPARE(QDir(outer.filePath(QStringLiteral("deep"))).entryList(all).size(), 1);
}

void TestConvert::namesOfEarlierRunsStay() {
  QTemporaryDir in;
  QVERIFY(writePair(in.filePath(QStringLiteral("1/x_s")), 1, "P1"));
  QVERIFY(writePair(in.filePath(QStringLiteral("2/s")), 2, "P1_x"));
  const QStringList format{QStringLiteral("--format"), QStringLiteral("nnunet")};
  QCOMPARE(convert(in.filePath(QStringLiteral("1")), format).exitCode, 1);
  const QStringList before = files();
  const auto run = convert(in.filePath(QStringLiteral("2")), format);
  QVERIFY2(!run.err.contains("failed"), run.err.constData());
  for (const QString& file : before) QVERIFY(files().contains(file));
  QCOMPARE(files().size(), 2 * before.size() - 1);  // one dataset.json
}

void TestConvert::aFullDiskIsSaid_data() {
  QTest::addColumn<QString>("format");
  for (const char* format : {"nifti", "mha", "hdf5", "nnunet"})
    QTest::newRow(format) << QString::fromLatin1(format);
}

void TestConvert::aFullDiskIsSaid() {
  QFETCH(QString, format);
  // A disk of its own, which no other process sees.
  const QString script = QStringLiteral(
      "mount -t tmpfs -o size=64k tmpfs \"$2\" || exit 77\n"
      "LC_ALL=C.UTF-8 \"$1\" convert \"$3\" --out \"$2\" --format \"$4\"\n"
      "code=$?\n"
      "find \"$2\" -type f\n"
      "exit $code\n");
  const auto run = runProcess(QStringLiteral("unshare"),
                              {QStringLiteral("--map-root-user"), QStringLiteral("--mount"),
                               QStringLiteral("sh"), QStringLiteral("-c"), script, QStringLiteral("sh"),
                               program(QStringLiteral("uptake-cli")), out(), study("one"), format});
  if (run.exitCode == 77 || run.exitCode < 0 || run.err.startsWith("unshare"))
    QSKIP("no disk can be mounted here");
  QCOMPARE(run.exitCode, 3);
  QVERIFY2(run.err.contains("failed") && run.err.contains("No space left on device"), run.err.constData());
  QCOMPARE(run.out, QByteArray());
}

void TestConvert::interruptedLeavesNothing() {
#if defined(Q_OS_UNIX)
  QProcess process;
  process.start(program(QStringLiteral("uptake-cli")),
                {QStringLiteral("convert"), study("one"), study("plain"), QStringLiteral("--out"), out(),
                 QStringLiteral("--jobs"), QStringLiteral("1")});
  QVERIFY(process.waitForStarted());
  // As soon as it is at work.
  for (int n = 0; n < 500 && !QFileInfo::exists(out(QStringLiteral(".unfinished"))); ++n) QTest::qWait(2);
  ::kill(static_cast<pid_t>(process.processId()), SIGINT);
  QVERIFY(process.waitForFinished(20000));
  const QByteArray said = process.readAllStandardError();
  QCOMPARE(process.exitStatus(), QProcess::NormalExit);
  if (process.exitCode() == 1 && said.contains("stopped")) {
    // Every case that has a folder is whole.
    for (const QString& file : files())
      QVERIFY2(!file.startsWith(QLatin1String(".unfinished")), qPrintable(file));
  }
  const auto again = convert(QStringList{study("one"), QStringLiteral("--out"), out()});
  QVERIFY2(again.exitCode == 0, again.err.constData());
  QVERIFY(files().contains(QLatin1String(kCase) + QStringLiteral("/CTres.nii.gz")));
#else
  QSKIP("signals are of Unix");
#endif
}

void TestConvert::wrongUsage_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<int>("exitCode");
  const auto words = [](const char* text) { return QString::fromLatin1(text).split(QLatin1Char(' ')); };
  QTest::newRow("nothing") << QStringList() << 2;
  QTest::newRow("no out") << words("x") << 2;
  QTest::newRow("format") << words("x --out y --format dicom") << 2;
  QTest::newRow("suv") << words("x --out y --suv theirs") << 2;
  QTest::newRow("jobs") << words("x --out y --jobs 0") << 2;
  QTest::newRow("into the study") << QStringList{study("one"), QStringLiteral("--out"),
                                                 study("one") + QStringLiteral("/out")}
                                  << 2;
  QTest::newRow("absent") << QStringList{study("absent"), QStringLiteral("--out"),
                                         studies_.filePath(QStringLiteral("o"))}
                          << 3;
}

void TestConvert::wrongUsage() {
  QFETCH(QStringList, arguments);
  QFETCH(int, exitCode);
  const auto run = convert(arguments);
  QCOMPARE(run.exitCode, exitCode);
  QVERIFY(run.err.startsWith("uptake-cli: "));
  QVERIFY(!QFileInfo::exists(study("one") + QStringLiteral("/out")));
}

QTEST_GUILESS_MAIN(TestConvert)
#include "tst_convert.moc"
