#include "io/dicom/instance_header_p.h"
#include "io/dicom/stored_slice_p.h"
#include "io/pickle/lung_rads_file_p.h"
#include "io/reader/in_process_p.h"
#include "io/sheet/sheet_file_p.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/io/dicom_file.h"
#include "tests/io/seg_fixture.h"
#include "tests/support/test_support.h"

#include <QDir>

namespace uptake::fuzz {

namespace {

/// What a script of tests/scripts makes; nothing where Python or what it needs is absent.
bool isMade(const char* script, const QStringList& arguments) {
  if (test::python().isEmpty()) return false;
  const QString path = test::sourceDir() + QStringLiteral("/tests/scripts/") + QLatin1String(script);
  return test::runProcess(test::python(), QStringList{path} + arguments).exitCode == 0;
}

}  // namespace

FuzzTarget imageTarget(const QString& folder) {
  std::vector<QString> files;
  using Syntax = test::SliceFile::Syntax;
  for (const Syntax syntax : {Syntax::LittleEndian, Syntax::Implicit, Syntax::BigEndian, Syntax::Rle}) {
    test::SliceFile slice;
    slice.syntax = syntax;
    slice.rows = slice.columns = 8;
    slice.pixels.assign(64, 0x0123);
    files.push_back(QDir(folder).filePath(QString::number(files.size())));
    (void)test::writeSlice(files.back(), slice);
  }
  FuzzTarget target;
  target.suffix = QStringLiteral(".dcm");
  target.seeds = seedsOf(files);
  target.read = [](const QString& path) {
    const dicom::HeaderReading reading = dicom::readInstanceHeader(path);
    // The pixels of the first frames only: a header may rightly state a million of them.
    const std::size_t frames = std::min<std::size_t>(reading.headers.size(), 3);
    for (std::size_t n = 0; n < frames; ++n) {
      const dicom::InstanceHeader& header = reading.headers[n];
      (void)dicom::readStoredSlice({header.sopInstanceUid, header.sopClassUid, path, header.frame},
                                   header.rows, header.columns);
    }
  };
  return target;
}

FuzzTarget segTarget(const QString& folder) {
  const SeriesEntry source = test::writeSource(QDir(folder).filePath(QStringLiteral("source")), test::kPlain);
  const QString file = QDir(folder).filePath(QStringLiteral("mask.dcm"));
  JobControl control;
  (void)in_process::writeSeg(test::makeMask(source, 3), file, control, std::nullopt);
  FuzzTarget target;
  target.suffix = QStringLiteral(".dcm");
  target.seeds = seedsOf({file});
  target.read = [source](const QString& path) {
    JobControl reading;
    (void)in_process::readSegReference(path);
    (void)in_process::readSeg(path, &source, reading, OffGrid::Resample);
    (void)in_process::readSeg(path, nullptr, reading, OffGrid::Resample);
  };
  return target;
}

FuzzTarget structureTarget(const QString& folder) {
  const QString images = QDir(folder).filePath(QStringLiteral("source"));
  const SeriesEntry source = test::writeSource(images, test::kPlain);
  const QString plain = QDir(folder).filePath(QStringLiteral("plain.dcm"));
  const QString binary = QDir(folder).filePath(QStringLiteral("binary.dcm"));
  FuzzTarget target;
  target.suffix = QStringLiteral(".dcm");
  if (isMade("make_rtstruct.py", {images, plain}) &&
      isMade("make_rtstruct.py", {images, binary, QStringLiteral("binary")}))
    target.seeds = seedsOf({plain, binary});
  target.read = [source](const QString& path) {
    JobControl reading;
    (void)in_process::readStructureSetReference(path);
    (void)in_process::readStructureSet(path, source, reading, {});
  };
  return target;
}

FuzzTarget pickleTarget(const QString& folder) {
  FuzzTarget target;
  target.suffix = QStringLiteral(".pkl");
  std::vector<QString> files;
  for (const char* protocol : {"2", "4", "5"}) {
    files.push_back(QDir(folder).filePath(QLatin1String(protocol) + target.suffix));
    if (!isMade("make_lungrads.py", {files.back(), QLatin1String(protocol), QStringLiteral("1")}))
      return target;
  }
  target.seeds = seedsOf(files);
  target.read = [](const QString& path) { (void)in_process::readLungRads(path, 0, 10); };
  return target;
}

FuzzTarget sheetTarget(const QString& folder) {
  FuzzTarget target;
  target.suffix = QStringLiteral(".xlsx");
  std::vector<QString> files;
  for (const char* kind : {"plain", "1904", "clinical"}) {
    files.push_back(QDir(folder).filePath(QLatin1String(kind) + target.suffix));
    if (!isMade("make_sheet.py", {QLatin1String(kind), files.back()})) return target;
  }
  target.seeds = seedsOf(files);
  target.read = [](const QString& path) { (void)in_process::readSheet(path); };
  return target;
}

}  // namespace uptake::fuzz
