#include "io/voc/voc_matching.h"

#include <QCoreApplication>
#include <QDir>
#include <QDomDocument>
#include <QFile>
#include <QTemporaryDir>

#include <benchmark/benchmark.h>

// A tree like that of Lung-PET-CT-Dx, 31,000 files for 355 patients, against Qt's stock XML reader on one
// thread.

namespace {

using namespace uptake;

constexpr int kFiles = 31000;
constexpr int kPerPatient = 88;

struct Tree {
  Tree() {
    const VocImage image{QStringLiteral("Unknow"), QStringLiteral("Unknow"), QStringLiteral("Unknow"), 512,
                         512};
    Box box;
    box.className = QStringLiteral("A");
    for (int n = 0; n < kFiles; ++n) {
      const QString patient = QStringLiteral("A%1").arg(n / kPerPatient, 4, 10, QLatin1Char('0'));
      const QString uid = QStringLiteral("1.3.6.1.4.1.14519.5.2.1.6655.2359.4769827011376974%1").arg(n);
      if (n % kPerPatient == 0) {
        QDir(dir.path()).mkpath(patient);
        SeriesEntry series;
        series.rows = series.columns = 512;
        series.source.seriesInstanceUid = QStringLiteral("1.2.%1").arg(n);
        index.patients.push_back({patient, {}, {StudyEntry{{}, {}, {}, {series}}}});
      }
      box.rect = {100 + n % 97, 120 + n % 89, 250 + n % 83, 260 + n % 79};
      const QString path = dir.filePath(patient + QLatin1Char('/') + uid + QStringLiteral(".xml"));
      QFile file(path);
      if (file.open(QIODevice::WriteOnly)) file.write(*vocXml({&box, 1}, image));
      files.append(path);
      // As in the full set, some images are not there.
      if (n % 47 != 0) index.patients.back().studies[0].series[0].source.slices.push_back({uid, {}, {}, 0});
    }
    for (PatientEntry& patient : index.patients) {
      SeriesEntry& series = patient.studies[0].series[0];
      series.grid = *ImageGrid::create({512, 512, static_cast<int>(series.source.slices.size())},
                                       {0.8, 0.8, 1.0}, {0, 0, 0}, Eigen::Matrix3d::Identity());
    }
  }
  QTemporaryDir dir;
  QStringList files;
  StudyIndex index;
};

const Tree& tree() {
  static const Tree made;
  return made;
}

void matchesAndReports(benchmark::State& state) {
  tree();
  for (auto _ : state) {
    JobControl control;
    const auto matched = matchVoc(tree().index, tree().files, control);
    if (!matched || matched->summary.matched + matched->summary.withoutImage != kFiles)
      state.SkipWithError("not every file was read");
  }
}

void namesAlone(benchmark::State& state) {
  tree();
  for (auto _ : state) benchmark::DoNotOptimize(sortVocNames(tree().index, tree().files).withImage);
}

void stockDomDocument(benchmark::State& state) {
  tree();
  for (auto _ : state) {
    int boxes = 0;
    for (const QString& path : tree().files) {
      QFile file(path);
      QDomDocument document;
      if (!file.open(QIODevice::ReadOnly) || !document.setContent(&file)) continue;
      const QDomNodeList objects = document.documentElement().elementsByTagName(QStringLiteral("object"));
      for (int n = 0; n < objects.size(); ++n) {
        const QDomElement rect = objects.at(n).firstChildElement(QStringLiteral("bndbox"));
        boxes += rect.firstChildElement(QStringLiteral("xmin")).text().toInt() > 0 ? 1 : 0;
      }
    }
    if (boxes != kFiles) state.SkipWithError("not every box was read");
  }
}

BENCHMARK(matchesAndReports)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(3);
BENCHMARK(namesAlone)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(3);
BENCHMARK(stockDomDocument)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(3);

}  // namespace

BENCHMARK_MAIN();
