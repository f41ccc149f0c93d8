// DICOM SEG of 512² frames: ours against DCMTK's dcmseg with its checks on, how time grows with the number of
// frames, and a small mask against loading the CT that it was drawn on.

#include "io/dicom/study_index.h"
#include "io/dicom/volume_loader.h"
#include "io/seg/seg_reader.h"
#include "io/seg/seg_writer.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <dcmtk/dcmseg/segdoc.h>

#include <benchmark/benchmark.h>
#include <cmath>
#include <map>
#include <stdexcept>
#include <sys/resource.h>

namespace {

using namespace uptake;

constexpr int kSide = 512;
constexpr int kSlices = 195;
constexpr int kSmallMask = 84;  // frames

template <class T>
T need(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text().toStdString());
  return result.take();
}

const QTemporaryDir& folder() {
  static const QTemporaryDir dir;
  return dir;
}

void writeSlice(int k) {
  DcmFileFormat format;
  DcmDataset& data = *format.getDataset();
  const auto put = [&](const DcmTagKey& tag, const QByteArray& value) {
    data.putAndInsertString(tag, value.constData());
  };
  put(DCM_SOPClassUID, UID_CTImageStorage);
  put(DCM_SOPInstanceUID, "1.2.3.1." + QByteArray::number(k + 1));
  put(DCM_PatientID, "BENCH");
  put(DCM_PatientName, "Bench^Mark");
  put(DCM_StudyInstanceUID, "1.2.3");
  put(DCM_SeriesInstanceUID, "1.2.3.1");
  put(DCM_FrameOfReferenceUID, "1.2.3.9");
  put(DCM_Modality, "CT");
  put(DCM_ImageType, "ORIGINAL\\PRIMARY\\AXIAL");
  // Slice distances of real scanners vary a little; then every header is needed to place a frame.
  const double z = 3.0 * k + (k % 2 == 0 ? 0.0 : 0.01);
  put(DCM_ImagePositionPatient, "-200\\-200\\" + QByteArray::number(z, 'f', 2));
  put(DCM_ImageOrientationPatient, "1\\0\\0\\0\\1\\0");
  put(DCM_PixelSpacing, "0.78125\\0.78125");
  put(DCM_SliceThickness, "3");
  put(DCM_RescaleIntercept, "-1024");
  put(DCM_RescaleSlope, "1");
  put(DCM_PhotometricInterpretation, "MONOCHROME2");
  data.putAndInsertUint16(DCM_SamplesPerPixel, 1);
  data.putAndInsertUint16(DCM_Rows, kSide);
  data.putAndInsertUint16(DCM_Columns, kSide);
  data.putAndInsertUint16(DCM_BitsAllocated, 16);
  data.putAndInsertUint16(DCM_BitsStored, 16);
  data.putAndInsertUint16(DCM_HighBit, 15);
  data.putAndInsertUint16(DCM_PixelRepresentation, 0);
  std::vector<Uint16> pixels(kSide * kSide);
  unsigned noise = static_cast<unsigned>(k) + 1;
  for (Uint16& pixel : pixels) pixel = static_cast<Uint16>((noise = noise * 1664525U + 1013904223U) >> 21);
  data.putAndInsertUint16Array(DCM_PixelData, pixels.data(), static_cast<unsigned long>(pixels.size()));
  const QString file = folder().filePath(QStringLiteral("ct/%1.dcm").arg(k));
  if (format.saveFile(QFile::encodeName(file).constData(), EXS_LittleEndianExplicit).bad())
    throw std::runtime_error("no slice");
}

const SeriesEntry& ct() {
  static const SeriesEntry entry = [] {
    QDir(folder().path()).mkdir(QStringLiteral("ct"));
    for (int k = 0; k < kSlices; ++k) writeSlice(k);
    JobControl control;
    const StudyIndex index = need(scanStudies({folder().filePath(QStringLiteral("ct"))}, control));
    return index.patients.front().studies.front().series.front();
  }();
  return entry;
}

/// `segments` discs on each of `slices` slices.
MaskLayer makeMask(int segments, int slices) {
  const ImageGrid& grid = *ct().grid;
  MaskLayer mask{MaskId{1}, QStringLiteral("Bench"), need(LabelMap::create(grid)), {}, ct().source, {}, {}};
  const int across = static_cast<int>(std::ceil(std::sqrt(segments)));
  const int cell = kSide / across;
  const double radius = std::min(100.0, cell / 2.0 - 2.0);  // at most 156 mm across: a liver
  for (int n = 0; n < segments; ++n) {
    Segment segment;
    segment.number = static_cast<Label>(n + 1);
    segment.label = QStringLiteral("Lesion %1").arg(n + 1);
    mask.segments.push_back(segment);
    const int x = n % across * cell + cell / 2;
    const int y = n / across * cell + cell / 2;
    for (int k = 0; k < slices; ++k)
      for (int j = -cell / 2; j < cell / 2; ++j) {
        const double half = std::sqrt(std::max(0.0, radius * radius - j * j));
        const int width = static_cast<int>(half);
        if (width > 0) mask.labels.fill(grid.offset(x - width, y + j, k), 2 * width, segment.number);
      }
  }
  return mask;
}

/// The file of a mask with 20 segments for every 3,900 frames, written once.
const QString& segFile(int segments, int slices) {
  static std::map<std::pair<int, int>, QString> files;
  QString& file = files[{segments, slices}];
  if (file.isEmpty()) {
    file = folder().filePath(QStringLiteral("seg-%1-%2.dcm").arg(segments).arg(slices));
    JobControl control;
    need(writeSeg(makeMask(segments, slices), file, control));
  }
  return file;
}

void note(benchmark::State& state, int frames) {
  state.counters["frames"] = frames;
  state.counters["s/frame"] =
      benchmark::Counter(frames, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  state.counters["peak MB of the process so far"] = static_cast<double>(usage.ru_maxrss) / 1024.0;
}

void dcmsegWithChecks(benchmark::State& state) {
  const QString& file = segFile(20, kSlices);
  DcmSegmentation* loaded = nullptr;
  if (DcmSegmentation::loadFile(QFile::encodeName(file).constData(), loaded).bad())
    throw std::runtime_error("dcmseg does not read it");
  const std::unique_ptr<DcmSegmentation> segmentation(loaded);
  segmentation->setCheckFGOnWrite(OFTrue);
  segmentation->setCheckDimensionsOnWrite(OFTrue);
  const QByteArray out = QFile::encodeName(folder().filePath(QStringLiteral("dcmseg.dcm")));
  for (auto _ : state)
    if (segmentation->saveFile(out.constData()).bad()) throw std::runtime_error("dcmseg does not write it");
  note(state, 20 * kSlices);
}

void uptakeWrites(benchmark::State& state) {
  const int segments = static_cast<int>(state.range(0)), slices = static_cast<int>(state.range(1));
  const MaskLayer mask = makeMask(segments, slices);
  const QString out = folder().filePath(QStringLiteral("written.dcm"));
  JobControl control;
  for (auto _ : state) need(writeSeg(mask, out, control));
  note(state, segments * slices);
}

void uptakeReads(benchmark::State& state) {
  const int segments = static_cast<int>(state.range(0)), slices = static_cast<int>(state.range(1));
  const QString& file = segFile(segments, slices);
  JobControl control;
  for (auto _ : state) {
    auto layers = need(readSeg(file, &ct(), control, OffGrid::Refuse));
    benchmark::DoNotOptimize(layers);
  }
  note(state, segments * slices);
}

void loadsTheCt(benchmark::State& state) {
  JobControl control;
  for (auto _ : state) {
    const std::shared_ptr<Volume> volume = need(allocateVolume(ct()));
    if (!need(loadSlices(ct(), *volume, 0, control)).empty()) throw std::runtime_error("the CT is damaged");
    benchmark::DoNotOptimize(volume);
  }
}

BENCHMARK(loadsTheCt)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(uptakeWrites)->Args({1, kSmallMask})->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(uptakeReads)->Args({1, kSmallMask})->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(uptakeWrites)->Args({20, kSlices})->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(uptakeReads)->Args({20, kSlices})->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(dcmsegWithChecks)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(1);
BENCHMARK(uptakeWrites)->Args({100, kSlices})->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(uptakeReads)->Args({100, kSlices})->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

// Masks are read and written by reader processes, which an application owns.
int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
