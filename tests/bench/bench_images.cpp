// Opening a PET/CT as NIfTI against what cannot be left out: unpacking the two gzip streams, each on a core
// of its own; and listing an nnU-Net dataset against walking through its folders. CT and PET are as large as
// those of the collection that FDG-PET-CT-Lesions comes as.

#include "core/jobs/parallel.h"
#include "io/collections/find_studies.h"
#include "io/dicom/volume_loader.h"
#include "io/images/image_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QtEndian>

#include <array>
#include <benchmark/benchmark.h>
#include <libdeflate.h>
#include <random>
#include <stdexcept>
#include <vector>

namespace {

using namespace uptake;

constexpr int kCases = 1014;
constexpr int kHeaderBytes = 352;

template <class T>
T need(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text().toStdString());
  return result.take();
}

template <class T>
void putAt(QByteArray& bytes, int at, T value) {
  qToLittleEndian(value, bytes.data() + at);
}

/// The header of a NIfTI-1 file of one piece: axes to the left, front and head.
QByteArray niftiHeader(const std::array<int, 3>& size, const std::array<float, 3>& spacing, qint16 type,
                       qint16 bits) {
  QByteArray header(kHeaderBytes, '\0');
  putAt<qint32>(header, 0, 348);
  putAt<qint16>(header, 40, 3);
  for (int axis = 0; axis < 3; ++axis) {
    const auto n = static_cast<std::size_t>(axis);
    putAt<qint16>(header, 42 + 2 * axis, static_cast<qint16>(size[n]));
    putAt<float>(header, 80 + 4 * axis, spacing[n]);
    putAt<float>(header, 280 + 16 * axis + 4 * axis, axis == 0 ? -spacing[n] : spacing[n]);
  }
  putAt<qint16>(header, 70, type);
  putAt<qint16>(header, 72, bits);
  putAt<float>(header, 108, kHeaderBytes);
  putAt<float>(header, 112, 1.0F);
  header[123] = 2;                // mm
  putAt<qint16>(header, 254, 1);  // sform
  header.replace(344, 4, QByteArray("n+1\0", 4));
  return header;
}

QByteArray packed(const QByteArray& bytes) {
  libdeflate_compressor* compressor = libdeflate_alloc_compressor(1);
  QByteArray out(static_cast<qsizetype>(libdeflate_gzip_compress_bound(compressor, bytes.size())), '\0');
  out.resize(static_cast<qsizetype>(
      libdeflate_gzip_compress(compressor, bytes.data(), bytes.size(), out.data(), out.size())));
  libdeflate_free_compressor(compressor);
  return out;
}

void writeFile(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
    throw std::runtime_error("cannot write " + path.toStdString());
}

/// A round body with noise, which is packed about as well as a scan is.
template <class T>
QByteArray scan(const std::array<int, 3>& size, const std::array<float, 3>& spacing, qint16 type, T outside,
                T inside, double noise) {
  QByteArray bytes = niftiHeader(size, spacing, type, sizeof(T) * 8);
  const qsizetype voxels = qsizetype{size[0]} * size[1] * size[2];
  bytes.resize(kHeaderBytes + voxels * static_cast<qsizetype>(sizeof(T)));
  auto* out = reinterpret_cast<T*>(bytes.data() + kHeaderBytes);
  std::minstd_rand random(1);
  std::normal_distribution<double> normal(0.0, noise);
  for (int k = 0; k < size[2]; ++k)
    for (int j = 0; j < size[1]; ++j)
      for (int i = 0; i < size[0]; ++i) {
        const double x = 2.0 * i / size[0] - 1.0, y = 2.0 * j / size[1] - 1.0;
        const bool isBody = x * x / 0.5 + y * y / 0.25 < 1.0;
        *out++ = isBody ? static_cast<T>(inside + normal(random)) : outside;
      }
  return bytes;
}

struct Bench {
  Bench() {
    const QDir root(folder.path());
    root.mkpath(QStringLiteral("case/P1/S1"));
    const QString study = root.filePath(QStringLiteral("case/P1/S1/"));
    writeFile(study + QStringLiteral("CT.nii.gz"),
              packed(scan<qint16>({512, 512, 326}, {0.977F, 0.977F, 3.0F}, 4, -1024, 40, 12.0)));
    writeFile(study + QStringLiteral("SUV.nii.gz"),
              packed(scan<float>({400, 400, 326}, {2.036F, 2.036F, 3.0F}, 16, 0.0F, 1.5F, 0.3)));
    files = {study + QStringLiteral("CT.nii.gz"), study + QStringLiteral("SUV.nii.gz")};
    makeDataset(root.filePath(QStringLiteral("Dataset001_Lesions")));
  }

  void makeDataset(const QString& path) {
    dataset = path;
    for (const char* name : {"imagesTr", "labelsTr"})
      QDir().mkpath(path + QLatin1Char('/') + QLatin1String(name));
    writeFile(path + QStringLiteral("/dataset.json"),
              R"({"channel_names": {"0": "CT", "1": "SUV"}, "labels": {"background": 0, "tumor": 1},
                  "numTraining": 1014, "file_ending": ".nii.gz"})");
    const QByteArray image = packed(scan<float>({8, 8, 4}, {4.0F, 4.0F, 4.0F}, 16, 0.0F, 1.0F, 0.1));
    const QByteArray label = packed(scan<quint8>({8, 8, 4}, {4.0F, 4.0F, 4.0F}, 2, 0, 1, 0.0));
    for (int n = 0; n < kCases; ++n) {
      const QString name = QStringLiteral("fdg_%1").arg(n, 4, 10, QLatin1Char('0'));
      for (int channel = 0; channel < 2; ++channel)
        writeFile(QStringLiteral("%1/imagesTr/%2_000%3.nii.gz").arg(path, name).arg(channel), image);
      writeFile(QStringLiteral("%1/labelsTr/%2.nii.gz").arg(path, name), label);
    }
  }

  QTemporaryDir folder;
  QStringList files;
  QString dataset;
};

Bench& bench() {
  static Bench made;
  return made;
}

void stockUnpack(benchmark::State& state) {
  Bench& b = bench();
  for (auto _ : state)
    forEachInParallel(static_cast<int>(b.files.size()), {}, [&](int n) {
      QFile file(b.files[n]);
      if (!file.open(QIODevice::ReadOnly)) throw std::runtime_error("cannot read");
      const QByteArray in = file.readAll();
      // The length modulo 2^32 stands at the end.
      const auto size = qFromLittleEndian<quint32>(in.data() + in.size() - 4);
      std::vector<char> out(size);
      libdeflate_decompressor* decompressor = libdeflate_alloc_decompressor();
      if (libdeflate_gzip_decompress(decompressor, in.data(), static_cast<std::size_t>(in.size()), out.data(),
                                     out.size(), nullptr) != LIBDEFLATE_SUCCESS)
        throw std::runtime_error("damaged");
      libdeflate_free_decompressor(decompressor);
      benchmark::DoNotOptimize(out.data());
    });
}

void uptakeOpen(benchmark::State& state) {
  Bench& b = bench();
  for (auto _ : state) {
    JobControl control;
    StudyIndex index = need(findStudies({b.folder.filePath(QStringLiteral("case"))}, control));
    if (index.patients.empty()) throw std::runtime_error("nothing found");
    StudyEntry& study = index.patients.front().studies.front();
    expandSlices(study);
    forEachInParallel(static_cast<int>(study.series.size()), {}, [&](int n) {
      const SeriesEntry& series = study.series[static_cast<std::size_t>(n)];
      const auto volume = need(allocateVolume(series));
      if (!need(loadSlices(series, *volume, 0, control)).empty())
        throw std::runtime_error("not all was read");
      benchmark::DoNotOptimize(volume->data());
    });
  }
}

void stockWalk(benchmark::State& state) {
  for (auto _ : state) {
    qint64 bytes = 0;
    QDirIterator files(bench().dataset, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
      files.next();
      bytes += files.fileInfo().size();
    }
    benchmark::DoNotOptimize(bytes);
  }
}

/// Until all cases are known; the headers that follow are read while a person looks at the list.
void uptakeList(benchmark::State& state) {
  for (auto _ : state) {
    JobControl control;
    const auto listed = [&](const StudyIndex& index) {
      if (index.patients.size() == kCases) control.cancel();
    };
    const auto index = findStudies({bench().dataset}, control, listed);
    benchmark::DoNotOptimize(index.ok());
    if (!control.isCancelled()) throw std::runtime_error("not all cases were listed");
  }
}

BENCHMARK(stockUnpack)->UseRealTime()->Unit(benchmark::kMillisecond)->Iterations(3);
BENCHMARK(uptakeOpen)->UseRealTime()->Unit(benchmark::kMillisecond)->Iterations(3);
BENCHMARK(stockWalk)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(uptakeList)->UseRealTime()->Unit(benchmark::kMillisecond)->Iterations(5);

}  // namespace

int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
