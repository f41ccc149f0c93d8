#include "annotation/compare/live_agreement.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>

#include <benchmark/benchmark.h>
#include <random>

// The comparison with a prediction while someone draws, on a whole-body mask of 400 × 400 × 300 with 120
// lesions: what a stroke's step costs the UI thread, and how long the new figures take.

namespace {

using namespace uptake;

ImageGrid grid() {
  return ImageGrid::create({400, 400, 300}, {2.04, 2.04, 3.0}, {0, 0, 0}, Eigen::Matrix3d::Identity()).take();
}

/// Balls of 3 to 15 mm radius, anywhere; `shift` voxels aside for a prediction that mostly agrees.
LabelMap lesions(int count, int shift) {
  LabelMap labels = LabelMap::create(grid()).take();
  std::mt19937 random(5);
  for (int n = 0; n < count; ++n) {
    Eigen::Vector3i centre(int(random() % 400U), int(random() % 400U), int(random() % 300U));
    const double radius = 3.0 + double(random() % 13);
    if (shift != 0 && n % 7 == 0) continue;
    centre.x() += shift;
    const Eigen::Vector3i reach = (radius / labels.grid().spacing().array()).ceil().matrix().cast<int>();
    for (int k = -reach.z(); k <= reach.z(); ++k)
      for (int j = -reach.y(); j <= reach.y(); ++j)
        for (int i = -reach.x(); i <= reach.x(); ++i) {
          const Eigen::Vector3i at = centre + Eigen::Vector3i(i, j, k);
          if (labels.grid().contains(at) &&
              Eigen::Vector3d(i, j, k).cwiseProduct(labels.grid().spacing()).norm() <= radius)
            labels.set(at, static_cast<Label>(n + 1));
        }
  }
  return labels;
}

struct Case {
  CaseDocument document;
  MaskId truth = add(0);
  MaskId prediction = add(2);
  LiveAgreement live{document};

  MaskId add(int shift) {
    return document.insertMask(
        std::unique_ptr<MaskLayer>(new MaskLayer{MaskId::None, {}, lesions(120, shift), {}, {}, {}, {}}));
  }
  void waitFor(bool surfaces) {
    while (surfaces ? !live.isSettled() : !live.isCurrent())
      QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 5);
  }
  /// A ball of the brush, 20 slices high.
  void paint(int step) {
    std::vector<LabelEdit> runs;
    const LabelMap& labels = document.mask(truth)->labels;
    for (int k = 140; k < 160; ++k)
      for (int j = 200; j < 230; ++j) {
        const std::ptrdiff_t first = labels.grid().offset(100 + step % 200, j, k);
        const Label before = labels.voxels(first, 1).front();
        runs.push_back({first, 1, before, static_cast<Label>(before == 0 ? 1 : 0)});
      }
    document.applyRuns(truth, runs);
  }
};

Case& open() {
  static Case made;
  made.live.setPair(made.truth, made.prediction);
  made.waitFor(true);
  return made;
}

/// What a program does that keeps nothing: every voxel of both masks, for the Dice coefficient alone.
void stockWalkOverAllVoxels(benchmark::State& state) {
  Case& a = open();
  const LabelMap& truth = a.document.mask(a.truth)->labels;
  const LabelMap& prediction = a.document.mask(a.prediction)->labels;
  for (auto _ : state) {
    std::ptrdiff_t both = 0;
    std::ptrdiff_t sum = 0;
    for (int k = 0; k < truth.grid().size().z(); ++k) {
      const auto inTruth = truth.slice(k);
      const auto inPrediction = prediction.slice(k);
      for (std::size_t n = 0; n < inTruth.size(); ++n) {
        both += inTruth[n] != 0 && inPrediction[n] != 0 ? 1 : 0;
        sum += (inTruth[n] != 0 ? 1 : 0) + (inPrediction[n] != 0 ? 1 : 0);
      }
    }
    benchmark::DoNotOptimize(2.0 * static_cast<double>(both) / static_cast<double>(sum));
  }
}

/// Reading both masks when they are chosen, on the UI thread.
void choosingMasks(benchmark::State& state) {
  Case& a = open();
  for (auto _ : state) {
    a.live.setPair(MaskId::None, MaskId::None);
    a.live.setPair(a.truth, a.prediction);
  }
  a.waitFor(false);
}

/// What one step of a stroke costs the UI thread, the look at the mask included: not the figures.
void strokeStepOnTheUiThread(benchmark::State& state) {
  Case& a = open();
  int step = 0;
  for (auto _ : state) {
    QElapsedTimer timer;
    timer.start();
    a.paint(step++);
    // The look at the slices comes with the event loop.
    qint64 longest = timer.nsecsElapsed();
    while (!a.live.isCurrent()) {
      timer.restart();
      QCoreApplication::processEvents();
      longest = std::max(longest, timer.nsecsElapsed());
    }
    state.SetIterationTime(static_cast<double>(longest) / 1e9);
  }
}

/// From the end of a step until the figures are those of the masks as they are.
void figuresAfterAStroke(benchmark::State& state) {
  Case& a = open();
  int step = 0;
  for (auto _ : state) {
    a.paint(step++);
    a.waitFor(false);
  }
}

BENCHMARK(stockWalkOverAllVoxels)->Unit(benchmark::kMillisecond);
BENCHMARK(choosingMasks)->Unit(benchmark::kMillisecond);
BENCHMARK(strokeStepOnTheUiThread)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(50);
BENCHMARK(figuresAfterAStroke)->UseRealTime()->Unit(benchmark::kMillisecond)->Iterations(30);

}  // namespace

int main(int argc, char** argv) {
  QCoreApplication application(argc, argv);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
