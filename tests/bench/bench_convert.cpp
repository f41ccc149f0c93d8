// uptake-cli convert against what cannot be left out: reading the DICOM and writing the compressed files,
// with the same libraries in the same run. The study is the one that UPTAKE_BENCH_STUDY names, else the demo
// study.

#include "core/jobs/parallel.h"
#include "io/convert/converted_case.h"
#include "io/dicom/volume_loader.h"
#include "io/phantom/phantom.h"
#include "io/store/study_record.h"

#include <QCoreApplication>
#include <QDir>
#include <QTemporaryDir>

#include <benchmark/benchmark.h>
#include <stdexcept>

namespace {

using namespace uptake;

template <class T>
T need(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text().toStdString());
  return result.take();
}

struct Bench {
  Bench() {
    QString study = qEnvironmentVariable("UPTAKE_BENCH_STUDY");
    JobControl control;
    if (study.isEmpty()) {
      study = folder.filePath(QStringLiteral("study"));
      if (!writePhantom(study, {}, control)) throw std::runtime_error("no phantom");
    }
    QStringList problems;
    const auto cases =
        conversionCases(need(scanStudies({study}, control)), AnnotationFolder::defaultFor(study), problems);
    if (cases.empty()) throw std::runtime_error("no PET/CT in " + study.toStdString());
    conversion = cases.front();
    converted = std::make_unique<ConvertedStudy>(need(
        convertStudy(conversion.study, conversion.pair, conversion.annotations, SuvRule::Uptake, control)));
  }
  QTemporaryDir folder;
  ConversionCase conversion;
  std::unique_ptr<ConvertedStudy> converted;
};

Bench& bench() {
  static Bench made;
  return made;
}

void readAndWrite(benchmark::State& state) {
  Bench& b = bench();
  for (auto _ : state) {
    JobControl control;
    for (const int n : {b.conversion.pair.pet, b.conversion.pair.ct}) {
      const SeriesEntry& series = b.conversion.study.series[static_cast<std::size_t>(n)];
      const auto volume = need(allocateVolume(series));
      need(loadSlices(series, *volume, 0, control));
      benchmark::DoNotOptimize(volume->data());
    }
    std::vector<const StoredImage*> images{&b.converted->ct, &b.converted->pet, &b.converted->suv,
                                           &b.converted->ctOnPet};
    if (b.converted->seg) images.push_back(&*b.converted->seg);
    forEachInParallel(static_cast<int>(images.size()), control, [&](int n) {
      const QString file = b.folder.filePath(QStringLiteral("%1.nii.gz").arg(n));
      const auto bytes = need(niftiFile(*images[static_cast<std::size_t>(n)]));
      if (!writeWholeFile(file, bytes)) throw std::runtime_error("cannot write");
    });
  }
}

void convert(benchmark::State& state) {
  Bench& b = bench();
  ConversionOptions options;
  options.out = b.folder.filePath(QStringLiteral("out"));
  options.force = true;
  QDir().mkpath(options.out);
  for (auto _ : state) {
    JobControl control;
    benchmark::DoNotOptimize(need(convertCase(b.conversion, options, control)).wasFinished);
  }
}

BENCHMARK(readAndWrite)->UseRealTime()->Unit(benchmark::kMillisecond)->Iterations(3);
BENCHMARK(convert)->UseRealTime()->Unit(benchmark::kMillisecond)->Iterations(3);

}  // namespace

int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
