// Work that must not grow faster than what it is done on, or not at all: each on little and on much in one
// run, so that the ratio of both tells.

#include "annotation/tools/brush_tool.h"
#include "core/box/box_lesion.h"
#include "core/mask/resample_labels.h"
#include "io/dicom/series_builder_p.h"
#include "tests/annotation/case_fixture.h"
#include "tests/session/kept_case.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include <benchmark/benchmark.h>
#include <cmath>
#include <optional>

namespace {

using namespace uptake;

enum class Stack { One, Turning, Frames, Spacing, Phases };

/// Slices of a series: one volume, every slice with an orientation, a frame of reference or a pixel spacing
/// of its own, or ten phases.
std::vector<dicom::InstanceHeader> headers(Stack kind, int count) {
  std::vector<dicom::InstanceHeader> made;
  for (int i = 0; i < count; ++i) {
    dicom::InstanceHeader h;
    h.file = QStringLiteral("/data/%1.dcm").arg(i);
    h.sopInstanceUid = QStringLiteral("1.2.3.%1").arg(i);
    h.seriesInstanceUid = QStringLiteral("1.2.3");
    h.sopClassUid = QStringLiteral("1.2.840.10008.5.1.4.1.1.2");
    h.modality = QStringLiteral("CT");
    h.frameOfReferenceUid = kind == Stack::Frames ? QStringLiteral("1.9.%1").arg(i) : QStringLiteral("1.9");
    h.instanceNumber = i;
    h.acquisitionNumber = kind == Stack::Phases ? i / (count / 10) : 1;
    h.rows = h.columns = 512;
    h.samplesPerPixel = 1;
    h.bitsAllocated = h.bitsStored = 16;
    h.highBit = 15;
    h.isSigned = true;
    h.photometricInterpretation = QStringLiteral("MONOCHROME2");
    h.rescaleSlope = 1.0;
    h.rescaleIntercept = 0.0;
    const double turn = kind == Stack::Turning ? 0.06 * (i % 100) : 0.0;
    const double tilt = kind == Stack::Turning ? 0.01 * (i / 100) : 0.0;
    h.position = Point(0.0, 0.0, kind == Stack::Phases ? i % (count / 10) : i);
    h.row = Direction(std::cos(turn), std::sin(turn), 0);
    h.column = Direction(-std::sin(turn) * std::cos(tilt), std::cos(turn) * std::cos(tilt), std::sin(tilt));
    const double spacing = kind == Stack::Spacing ? 0.5 * std::exp(3e-4 * i) : 0.5;
    h.pixelSpacing = {spacing, spacing};
    made.push_back(h);
  }
  return made;
}

void buildSeries(benchmark::State& state, Stack kind) {
  const auto made = headers(kind, static_cast<int>(state.range(0)));
  for (auto _ : state) {
    auto copy = made;
    benchmark::DoNotOptimize(dicom::buildSeries(std::move(copy)));
  }
}
BENCHMARK_CAPTURE(buildSeries, one, Stack::One)->Arg(2000)->Arg(10000);
BENCHMARK_CAPTURE(buildSeries, turning, Stack::Turning)->Arg(2000)->Arg(10000);
BENCHMARK_CAPTURE(buildSeries, frames, Stack::Frames)->Arg(2000)->Arg(10000);
BENCHMARK_CAPTURE(buildSeries, spacing, Stack::Spacing)->Arg(2000)->Arg(10000);
BENCHMARK_CAPTURE(buildSeries, phases, Stack::Phases)->Arg(2000)->Arg(10000);

/// Lesions of 20 boxes each, beside each other on 300 images.
void groupBoxes(benchmark::State& state) {
  test::CaseFixture open;
  const ImageGrid grid =
      ImageGrid::create({512, 512, 300}, {0.7, 0.7, 1.0}, {0, 0, 0}, Eigen::Matrix3d::Identity()).take();
  ImageStack stack{grid, {}};
  for (int k = 0; k < 300; ++k) stack.images.push_back(QStringLiteral("ct.%1").arg(k));
  open.document.setImageStacks({stack});
  for (int n = 0; n < state.range(0); ++n) {
    const int lesion = n / 20;
    const int x = 20 + lesion % 5 * 90;
    const int y = 20 + lesion / 5 % 5 * 90;
    Box box;
    box.sopInstanceUid = QStringLiteral("ct.%1").arg((10 + lesion * 10 + n % 20) % 300);
    box.className = QStringLiteral("A");
    box.rect = {x, y, x + 40, y + 40};
    open.document.insertBox(box);
  }
  for (auto _ : state) {
    open.document.setBoxTie(pairOf(BoxId{1}, BoxId{2}), std::nullopt);
    benchmark::DoNotOptimize(open.document.boxLesions().size());
  }
}
BENCHMARK(groupBoxes)->Arg(500)->Arg(2500);

/// A lesion of 8 mm on a grid of so many voxels a side, turned against its own: only its surroundings are
/// walked.
void resampleLesion(benchmark::State& state) {
  const ImageGrid grid =
      ImageGrid::create({60, 60, 60}, {1.0, 1.0, 1.0}, Point::Zero(), Eigen::Matrix3d::Identity()).take();
  LabelMap source = LabelMap::create(grid).take();
  for (int k = 22; k <= 38; ++k)
    for (int j = 22; j <= 38; ++j)
      for (int i = 22; i <= 38; ++i)
        if (Eigen::Vector3d(i - 30, j - 30, k - 30).norm() <= 8.0) source.set({i, j, k}, 1);
  const int side = static_cast<int>(state.range(0));
  const Eigen::Matrix3d turned = Eigen::AngleAxisd(0.17, Eigen::Vector3d::UnitY()).toRotationMatrix();
  const Point middle(30, 30, 30);
  const Eigen::Vector3d half = Eigen::Vector3d::Constant(0.4 * side);
  const ImageGrid target =
      ImageGrid::create({side, side, side}, {0.8, 0.8, 0.8}, middle - turned * half, turned).take();
  for (auto _ : state) {
    JobControl control;
    benchmark::DoNotOptimize(resampleLabels(source, target, control).take().count(1));
  }
}
BENCHMARK(resampleLesion)->Arg(100)->Arg(500)->Unit(benchmark::kMillisecond)->UseRealTime();

/// A mask of 100 lesions on so many slices of 512 × 512, with its journal.
struct Journalled {
  explicit Journalled(int slices)
      : grid(
            ImageGrid::create({512, 512, slices}, {0.7, 0.7, 1.0}, Point::Zero(), Eigen::Matrix3d::Identity())
                .take()) {
    const MaskId mask = open.addMask(grid, 100);
    std::vector<LabelEdit> runs;
    for (int k = 0; k < slices; ++k)
      for (int j = 0; j < 40; ++j)
        runs.push_back({grid.offset(100, 100 + j, k), 40, 0, static_cast<Label>(1 + k * 100 / slices)});
    open.document.applyRuns(mask, runs);
    kept.emplace(open.context(), dir.path());
    // As the job that reads a mask does.
    (void)open.document.mask(mask)->labels.runs();
    brush.setDiameter({30.0});
  }
  /// Of a stroke, what the release takes: the command, and its record.
  double stroke(int from) {
    SlicePointer pointer = test::CaseFixture::pointerAt(grid.toPatient({100.0 + from, 250, 20}));
    brush.press(pointer);
    pointer.position = grid.toPatient({160.0 + from, 250, 20});
    brush.move(pointer);
    QElapsedTimer timer;
    timer.start();
    brush.release(pointer);
    return static_cast<double>(timer.nsecsElapsed()) / 1e9;
  }

  ImageGrid grid;
  QTemporaryDir dir;
  test::CaseFixture open;
  std::optional<test::KeptCase> kept;
  BrushTool brush{open.context()};
};

/// The first stroke in a mask: all of it is recorded.
void journalFirstStroke(benchmark::State& state) {
  for (auto _ : state) {
    Journalled session(static_cast<int>(state.range(0)));
    state.SetIterationTime(session.stroke(0));
  }
}
BENCHMARK(journalFirstStroke)
    ->Arg(30)
    ->Arg(300)
    ->Unit(benchmark::kMillisecond)
    ->UseManualTime()
    ->Iterations(1);

void journalStroke(benchmark::State& state) {
  Journalled session(static_cast<int>(state.range(0)));
  session.stroke(0);
  int n = 0;
  for (auto _ : state) state.SetIterationTime(session.stroke(10 * (++n % 10)));
}
BENCHMARK(journalStroke)->Arg(30)->Arg(300)->Unit(benchmark::kMillisecond)->UseManualTime()->Iterations(20);

}  // namespace

int main(int argc, char** argv) {
  QCoreApplication application(argc, argv);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
