// Reading folders: ours, reader processes and all, against ITK's series reader with GDCM, which is told the
// files in order, and against gdcm::Scanner. Files are in the system's cache.

#include "io/dicom/header_cache_p.h"
#include "io/dicom/study_index.h"
#include "io/dicom/volume_loader.h"
#include "tests/bench/reading_data.h"
#include "tests/bench/stock_reading.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QStandardPaths>

#include <algorithm>
#include <atomic>
#include <benchmark/benchmark.h>
#include <chrono>
#include <csignal>
#include <stdexcept>
#include <thread>

namespace {

using namespace uptake;
using bench::Coding;
using Clock = std::chrono::steady_clock;

double millisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

std::vector<std::string> names(const QStringList& files) {
  std::vector<std::string> result;
  for (const QString& file : files) result.push_back(file.toStdString());
  return result;
}

StudyIndex indexOf(const QString& folder) {
  JobControl control;
  auto index = scanStudies({folder}, control);
  if (!index || !index->problems.empty()) throw std::runtime_error("the folder was not read");
  return index.take();
}

struct Loaded {
  std::vector<std::shared_ptr<Volume>> volumes;
  double firstSliceMs = 0.0;
};

/// Both volumes at the same time, as the window does it.
Loaded load(const StudyIndex& index, Clock::time_point start) {
  Loaded loaded;
  std::atomic<bool> any{false};
  const auto& series = index.patients.at(0).studies.at(0).series;
  std::vector<std::jthread> threads;
  for (const SeriesEntry& entry : series) {
    loaded.volumes.push_back(allocateVolume(entry).take());
    threads.emplace_back([&, volume = loaded.volumes.back()] {
      JobControl control;
      const auto problems = loadSlices(entry, *volume, 150, control, [&](int) {
        if (!any.exchange(true)) loaded.firstSliceMs = millisecondsSince(start);
      });
      if (!problems || !problems->empty()) std::abort();
    });
  }
  threads.clear();
  return loaded;
}

void stockItk(benchmark::State& state, Coding coding) {
  const auto ct = names(bench::readingData(coding).ct);
  const auto pet = names(bench::readingData(coding).pet);
  for (auto _ : state) {
    benchmark::DoNotOptimize(bench::readWithItk(ct, false));
    benchmark::DoNotOptimize(bench::readWithItk(pet, true));
  }
}

/// As before the first folder: no reader process runs, and no header is in the cache.
void forgetWhatWasRead() {
  // A reader that is gone while it had nothing to do is started again with the next file.
  QDirIterator threads(QStringLiteral("/proc/self/task"), QDir::Dirs | QDir::NoDotAndDotDot);
  while (threads.hasNext()) {
    QFile children(threads.next() + QStringLiteral("/children"));
    if (!children.open(QIODevice::ReadOnly)) continue;
    for (const QByteArray& process : children.readAll().simplified().split(' '))
      if (const int id = process.toInt(); id > 0) kill(id, SIGKILL);
  }
  dicom::HeaderCache::forget();
}

/// From a folder to both volumes: readers started, headers scanned, pixels read.
void uptakeFromCold(benchmark::State& state, Coding coding) {
  const QString folder = bench::readingData(coding).folder;
  double first = 0.0;
  double whole = 0.0;
  for (auto _ : state) {
    state.PauseTiming();
    forgetWhatWasRead();
    state.ResumeTiming();
    const auto start = Clock::now();
    const Loaded loaded = load(indexOf(folder), start);
    benchmark::DoNotOptimize(loaded.volumes.data());
    first += loaded.firstSliceMs;
    whole += millisecondsSince(start);
  }
  state.counters["first_slice_part"] = first / whole;
}

/// The pixels alone, with readers that run already.
void uptakePixels(benchmark::State& state, Coding coding) {
  const StudyIndex index = indexOf(bench::readingData(coding).folder);
  double first = 0.0;
  double whole = 0.0;
  for (auto _ : state) {
    const auto start = Clock::now();
    const Loaded loaded = load(index, start);
    benchmark::DoNotOptimize(loaded.volumes.data());
    first += loaded.firstSliceMs;
    whole += millisecondsSince(start);
  }
  state.counters["first_slice_part"] = first / whole;
}

int sumOfPages(const Volume& volume) {
  constexpr std::size_t kPage = 4096;
  const auto* bytes = static_cast<const unsigned char*>(volume.data());
  int sum = 0;
  for (std::size_t i = 0; i < volume.byteCount(); i += kPage) sum += bytes[i];
  return sum;
}

/// The most memory that this process had while it loaded, and what its readers have, in multiples of the
/// voxels.
void uptakeMemory(benchmark::State& state) {
  const auto statusOf = [](const QString& process, const char* key) {
    QFile file(QStringLiteral("/proc/%1/status").arg(process));
    if (!file.open(QIODevice::ReadOnly)) return 0.0;
    for (const QByteArray& line : file.readAll().split('\n'))
      if (line.startsWith(key))
        return line.mid(line.indexOf(':') + 1).trimmed().split(' ').front().toDouble() * 1024;
    return 0.0;
  };
  const StudyIndex index = indexOf(bench::readingData(Coding::Native).folder);
  double ratio = 0.0;
  for (auto _ : state) {
    QFile reset(QStringLiteral("/proc/self/clear_refs"));
    if (reset.open(QIODevice::WriteOnly)) reset.write("5");
    reset.close();
    const double before = statusOf(QStringLiteral("self"), "VmRSS");
    const Loaded loaded = load(index, Clock::now());
    // Pages that the readers wrote count once they are looked at.
    for (const auto& volume : loaded.volumes) benchmark::DoNotOptimize(sumOfPages(*volume));
    double voxels = 0.0;
    for (const auto& volume : loaded.volumes) voxels += static_cast<double>(volume->byteCount());
    double peak = statusOf(QStringLiteral("self"), "VmHWM") - before;
    for (const QString& process : QDir(QStringLiteral("/proc")).entryList(QDir::Dirs)) {
      QFile command(QStringLiteral("/proc/%1/comm").arg(process));
      if (command.open(QIODevice::ReadOnly) && command.readAll().startsWith("uptake-reader"))
        peak += statusOf(process, "VmHWM");
    }
    ratio = std::max(ratio, peak / voxels);
  }
  state.counters["peak_by_voxels"] = ratio;
}

std::vector<std::string> allFiles(const QString& folder) {
  std::vector<std::string> files;
  QDirIterator it(folder, QDir::Files, QDirIterator::Subdirectories);
  while (it.hasNext()) files.push_back(it.next().toStdString());
  return files;
}

void stockScanner(benchmark::State& state) {
  const auto files = allFiles(bench::manyFiles());
  for (auto _ : state) benchmark::DoNotOptimize(bench::scanWithGdcm(files));
}

void uptakeFirstIndex(benchmark::State& state) {
  const QString folder = bench::manyFiles();
  for (auto _ : state) {
    state.PauseTiming();
    forgetWhatWasRead();
    state.ResumeTiming();
    benchmark::DoNotOptimize(indexOf(folder));
  }
}

void uptakeSecondIndex(benchmark::State& state) {
  const QString folder = bench::manyFiles();
  // Files that changed a moment ago are not remembered.
  std::this_thread::sleep_for(std::chrono::seconds(4));
  benchmark::DoNotOptimize(indexOf(folder));
  for (auto _ : state) benchmark::DoNotOptimize(indexOf(folder));
}

}  // namespace

int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  QStandardPaths::setTestModeEnabled(true);
  benchmark::Initialize(&argc, argv);
  struct Kind {
    const char* name;
    Coding coding;
  };
  for (const auto& [name, coding] :
       {Kind{"native", Coding::Native}, Kind{"jpeg-lossless", Coding::JpegLossless},
        Kind{"jpeg-2000", Coding::Jpeg2000}}) {
    const auto add = [suffix = std::string("/") + name, coding = coding](const char* what, auto function) {
      benchmark::RegisterBenchmark((what + suffix).c_str(), function, coding)
          ->Unit(benchmark::kMillisecond)
          ->UseRealTime();
    };
    add("stockItk", stockItk);
    add("uptakeFromCold", uptakeFromCold);
    add("uptakePixels", uptakePixels);
  }
  struct Plain {
    const char* name;
    void (*function)(benchmark::State&);
  };
  for (const auto& [name, function] :
       {Plain{"uptakeMemory", uptakeMemory}, Plain{"stockScanner", stockScanner},
        Plain{"uptakeFirstIndex", uptakeFirstIndex}, Plain{"uptakeSecondIndex", uptakeSecondIndex}})
    benchmark::RegisterBenchmark(name, function)->Unit(benchmark::kMillisecond)->UseRealTime();
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
