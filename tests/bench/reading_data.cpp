#include "tests/bench/reading_data.h"

#include "tests/io/dicom_file.h"

#include <QDir>
#include <QTemporaryDir>

#include <gdcmImageChangeTransferSyntax.h>
#include <gdcmImageReader.h>
#include <gdcmImageWriter.h>

#include <cmath>
#include <map>
#include <memory>
#include <stdexcept>

namespace uptake::bench {

namespace {

const QTemporaryDir& dataFolder() {
  static const QTemporaryDir folder;
  return folder;
}

/// What scanners add to what a viewer needs.
void addCommonElements(test::SliceFile& slice) {
  slice.tags.push_back({0x0010, 0x0020, "BENCH"});
  slice.tags.push_back({0x0010, 0x0010, "Bench^Mark"});
  for (std::uint16_t i = 0; i < 40; ++i)
    slice.tags.push_back({0x0040, static_cast<std::uint16_t>(0xa000 + i), QByteArray()});
  slice.tags.push_back({0x0008, 0x0070, "Maker"});
  slice.tags.push_back({0x0008, 0x1090, "Model"});
  slice.tags.push_back({0x0018, 0x0060, "120"});
  slice.tags.push_back({0x0018, 0x1210, "B40f"});
  slice.tags.push_back({0x0018, 0x1152, "90"});
  slice.tags.push_back({0x0018, 0x5100, "HFS"});
}

/// A body with noise, so that coders have something to do.
std::vector<std::uint16_t> picture(int size, int k) {
  std::vector<std::uint16_t> pixels(static_cast<std::size_t>(size) * static_cast<std::size_t>(size));
  std::uint32_t noise = static_cast<std::uint32_t>(k) * 7919U + 1U;
  for (int row = 0; row < size; ++row)
    for (int column = 0; column < size; ++column) {
      noise = noise * 1664525U + 1013904223U;
      const double x = 2.0 * column / size - 1.0;
      const double y = 2.0 * row / size - 1.0;
      const bool inside = x * x + 1.8 * y * y < 0.7;
      const double tissue = inside ? 1040.0 + 60.0 * std::sin(9.0 * x + 0.1 * k) * std::cos(7.0 * y) : 24.0;
      pixels[static_cast<std::size_t>(row) * static_cast<std::size_t>(size) +
             static_cast<std::size_t>(column)] =
          static_cast<std::uint16_t>(tissue + static_cast<double>(noise >> 28));
    }
  return pixels;
}

void recode(const QString& path, gdcm::TransferSyntax::TSType syntax) {
  const std::string name = path.toStdString();
  gdcm::ImageReader reader;
  reader.SetFileName(name.c_str());
  if (!reader.Read()) throw std::runtime_error("cannot read back " + name);
  gdcm::ImageChangeTransferSyntax change;
  change.SetTransferSyntax(syntax);
  change.SetInput(reader.GetImage());
  if (!change.Change()) throw std::runtime_error("cannot recode " + name);
  gdcm::ImageWriter writer;
  writer.SetFile(reader.GetFile());
  writer.SetImage(change.GetOutput());
  writer.SetFileName(name.c_str());
  if (!writer.Write()) throw std::runtime_error("cannot write " + name);
}

void write(const QString& path, const test::SliceFile& slice, Coding coding) {
  if (!test::writeSlice(path, slice)) throw std::runtime_error("cannot write " + path.toStdString());
  if (coding == Coding::JpegLossless) recode(path, gdcm::TransferSyntax::JPEGLosslessProcess14_1);
  if (coding == Coding::Jpeg2000) recode(path, gdcm::TransferSyntax::JPEG2000Lossless);
}

test::SliceFile sliceOf(bool pet, int size, int k) {
  test::SliceFile slice;
  const QByteArray kind = pet ? "2" : "1";
  slice.seriesUid = "1.2.3.2." + kind;
  slice.sopInstanceUid = "1.2.3.4." + kind + "." + QByteArray::number(k + 1);
  slice.instanceNumber = k + 1;
  slice.rows = slice.columns = size;
  slice.isSigned = false;
  const double pixel = 700.0 / size;
  slice.spacing = {pixel, pixel};
  slice.position = {-350.0, -350.0, 3.0 * k};
  addCommonElements(slice);
  if (!pet) return slice;
  slice.modality = "PT";
  slice.sopClassUid = "1.2.840.10008.5.1.4.1.1.128";
  slice.slope = 1.0 + 0.001 * k;
  slice.intercept = 0.0;
  for (const auto& [group, element, value] : std::vector<test::TagValue>{{0x0054, 0x1001, "BQML"},
                                                                         {0x0054, 0x1102, "START"},
                                                                         {0x0028, 0x0051, "ATTN\\DECY"},
                                                                         {0x0010, 0x1030, "70"},
                                                                         {0x0008, 0x0021, "20200101"},
                                                                         {0x0008, 0x0031, "100000"},
                                                                         {0x0008, 0x0022, "20200101"},
                                                                         {0x0008, 0x0032, "100000"},
                                                                         {0x0054, 0x1300, "0"},
                                                                         {0x0018, 0x1242, "60000"}})
    slice.tags.push_back({group, element, value});
  slice.radiopharmaceutical = {
      {0x0018, 0x1074, "350000000"}, {0x0018, 0x1075, "6586.2"}, {0x0018, 0x1072, "090000"}};
  return slice;
}

ReadingData make(Coding coding) {
  ReadingData data;
  data.folder = dataFolder().filePath(QString::number(static_cast<int>(coding)));
  for (const bool pet : {false, true}) {
    const QString folder = data.folder + (pet ? QStringLiteral("/pet") : QStringLiteral("/ct"));
    QDir().mkpath(folder);
    const int size = pet ? 400 : 512;
    for (int k = 0; k < 300; ++k) {
      test::SliceFile slice = sliceOf(pet, size, k);
      slice.pixels = picture(size, k);
      const QString path = folder + QStringLiteral("/%1.dcm").arg(k, 4, 10, QLatin1Char('0'));
      write(path, slice, coding);
      (pet ? data.pet : data.ct).append(path);
    }
  }
  return data;
}

}  // namespace

const ReadingData& readingData(Coding coding) {
  static std::map<Coding, ReadingData> made;
  const auto found = made.find(coding);
  return found != made.end() ? found->second : made.emplace(coding, make(coding)).first->second;
}

const QString& manyFiles() {
  static const QString folder = [] {
    const QString path = dataFolder().filePath(QStringLiteral("many"));
    for (int series = 0; series < 40; ++series) {
      const QString inside = path + QStringLiteral("/%1").arg(series);
      QDir().mkpath(inside);
      for (int k = 0; k < 250; ++k) {
        test::SliceFile slice = sliceOf(series % 2 == 1, 16, k);
        slice.seriesUid += "." + QByteArray::number(series);
        slice.studyUid += "." + QByteArray::number(series / 2);
        slice.sopInstanceUid += "." + QByteArray::number(series);
        write(inside + QStringLiteral("/%1.dcm").arg(k), slice, Coding::Native);
      }
    }
    return path;
  }();
  return folder;
}

}  // namespace uptake::bench
