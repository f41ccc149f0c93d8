// Turning a whole-body PET/CT with 50 lesions in the three-dimensional view, as a hand drags it: pictures a
// second that reach the widget, the time until a sharp one, and how long the window's event loop stood at
// most.

#include "viewer/host/graphics.h"
#include "viewer/volume/volume_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QTimer>

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cmath>
#include <stdexcept>

namespace {

using namespace uptake;

constexpr int kLesions = 50;
constexpr int kDragMs = 4000;

std::shared_ptr<Volume> wholeBody(const Eigen::Vector3i& size, const Eigen::Vector3d& spacing, bool isCt) {
  const Point origin = -(spacing.cwiseProduct(size.cast<double>()) / 2.0);
  const auto grid = ImageGrid::create(size, spacing, origin, Eigen::Matrix3d::Identity());
  SeriesSource source;
  source.slices.resize(static_cast<std::size_t>(size.z()));
  auto made = Volume::create(
      *grid, isCt ? VoxelType::Int16 : VoxelType::Float32, isCt ? ValueUnit::Hounsfield : ValueUnit::Suv,
      isCt ? QStringLiteral("HU") : QStringLiteral("SUVbw"), source, isCt ? -1024.0 : 0.0);
  if (!made) throw std::runtime_error("no memory");
  std::shared_ptr<Volume> volume = made.take();
  std::uint32_t noise = 1;
  for (int k = 0; k < size.z(); ++k) {
    for (int j = 0; j < size.y(); ++j)
      for (int i = 0; i < size.x(); ++i) {
        const Point at = grid->toPatient({double(i), double(j), double(k)});
        noise = noise * 1664525U + 1013904223U;
        const double grain = static_cast<double>(noise >> 24U) / 256.0;
        const double out = std::hypot(at.x() / 200.0, at.y() / 120.0);
        const bool isRib = out > 0.75 && out < 0.85 && std::fmod(at.z() + 2000.0, 24.0) < 10.0;
        const bool isSpine = std::hypot(at.x(), at.y() - 70.0) < 22.0;
        const auto n =
            static_cast<std::size_t>(j) * static_cast<std::size_t>(size.x()) + static_cast<std::size_t>(i);
        if (isCt)
          volume->sliceVoxels<std::int16_t>(k)[n] = static_cast<std::int16_t>((out > 1.0          ? -1000.0
                                                                               : isRib || isSpine ? 600.0
                                                                                                  : 40.0) +
                                                                              30.0 * grain);
        else
          volume->sliceVoxels<float>(k)[n] = static_cast<float>((out > 1.0 ? 0.0 : 0.8) + grain * 0.4);
      }
    volume->publishSlice(k, Volume::SliceState::Loaded);
  }
  return volume;
}

void addLesions(CaseDocument& document) {
  const ImageGrid& grid = document.pet()->grid();
  auto labels = LabelMap::create(grid).take();
  std::vector<Segment> segments;
  for (int n = 1; n <= kLesions; ++n) {
    const double angle = n * 2.4;
    const Point centre(120.0 * std::cos(angle), 60.0 * std::sin(angle), -500.0 + n * 20.0);
    const double radius = 8.0 + n % 7 * 2.0;
    const Eigen::Vector3i middle = grid.nearestVoxel(centre);
    for (int k = -12; k <= 12; ++k)
      for (int j = -8; j <= 8; ++j)
        for (int i = -8; i <= 8; ++i) {
          const Eigen::Vector3i at = middle + Eigen::Vector3i(i, j, k);
          if (grid.contains(at) && (grid.toPatient(at.cast<double>()) - centre).norm() < radius)
            labels.set(at, static_cast<Label>(n));
        }
    Segment segment;
    segment.number = static_cast<Label>(n);
    segment.label = QStringLiteral("Lesion %1").arg(n);
    segment.colour = lesionColour(n);
    segments.push_back(segment);
  }
  document.insertMask(std::make_unique<MaskLayer>(
      MaskLayer{MaskId::None, QStringLiteral("Lesions"), std::move(labels), segments, {}, {}, {}}));
}

void turnWholeBody(benchmark::State& state) {
  CaseDocument document;
  document.setImages(wholeBody({512, 512, 225}, {0.98, 0.98, 5.0}, true),
                     wholeBody({168, 168, 553}, {4.07, 4.07, 2.03}, false));
  addLesions(document);
  Selection selection;
  ViewState viewState;
  VolumeState volumeState;
  // 0: both images, 1: the CT alone, 2: the PET alone.
  if (state.range(2) == 1) volumeState.setPetShown(false);
  if (state.range(2) == 2) volumeState.setCtPreset(CtPreset::None);
  VolumeView view(document, selection, viewState, volumeState);
  view.resize(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
  view.show();
  const auto wait = [&](const auto& done) {
    QElapsedTimer timer;
    timer.start();
    while (!done() && timer.elapsed() < 60000) QApplication::processEvents(QEventLoop::AllEvents, 5);
  };
  wait([&] { return view.isVisible() && view.isSettled(); });
  if (!view.failure().isEmpty()) return state.SkipWithError(qPrintable(view.failure()));

  int frames = 0;
  QObject::connect(&view, &VolumeView::framePainted, &view, [&](double milliseconds, bool isSharp) {
    ++frames;
    if (isSharp) state.counters["ms_sharp_picture"] = milliseconds;
  });
  double longest = 0.0;
  double sharp = 0.0;
  for (auto _ : state) {
    QElapsedTimer drag;
    drag.start();
    QElapsedTimer turn;
    turn.start();
    double last = 0.0;
    frames = 0;
    while (drag.elapsed() < kDragMs) {
      view.turn(2.0, 0.3);
      QElapsedTimer pause;
      pause.start();
      while (pause.elapsed() < 12) {
        turn.restart();
        QApplication::processEvents(QEventLoop::AllEvents, 4);
        last = static_cast<double>(turn.nsecsElapsed()) / 1e6;
        longest = std::max(longest, last);
      }
    }
    const double seconds = static_cast<double>(drag.elapsed()) / 1000.0;
    state.counters["fps"] = frames / seconds;
    QElapsedTimer rest;
    rest.start();
    wait([&] { return view.isSettled(); });
    sharp = static_cast<double>(rest.elapsed());
  }
  state.counters["ms_to_sharp"] = sharp;
  state.counters["loop_stood_ms"] = longest;
}

BENCHMARK(turnWholeBody)
    ->ArgNames({"width", "height", "images"})
    ->Args({680, 700, 0})
    ->Args({680, 700, 1})
    ->Args({680, 700, 2})
    ->Args({1200, 950, 0})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

}  // namespace

int main(int argc, char** argv) {
  initialiseGraphics();
  QApplication application(argc, argv);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
