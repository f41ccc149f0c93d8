// Drawing: a brush of 30 mm in a real window, from the mouse move until the X server has the picture, with
// one lesion and with a hundred; and the lesion around a hot spot of a whole-body PET against ITK's
// ConnectedThreshold over the whole volume.

#include "annotation/regions/hot_lesion.h"
#include "annotation/tools/brush_tool.h"
#include "annotation/tools/hot_spot_tool.h"
#include "viewer/host/graphics.h"
#include "viewer/slice/slice_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QHBoxLayout>
#include <QMouseEvent>

#include <itkConnectedThresholdImageFilter.h>
#include <itkImportImageFilter.h>

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cmath>
#include <stdexcept>
#include <xcb/xcb.h>

namespace {

using namespace uptake;

std::shared_ptr<Volume> makeCt(const ImageGrid& grid) {
  SeriesSource source;
  source.slices.resize(static_cast<std::size_t>(grid.size().z()));
  auto ct = Volume::create(grid, VoxelType::Int16, ValueUnit::Hounsfield, QString(), source, -1024.0);
  if (!ct) throw std::runtime_error("no memory");
  std::shared_ptr<Volume> volume = ct.take();
  std::uint32_t noise = 1;
  for (int k = 0; k < grid.size().z(); ++k) {
    for (std::int16_t& value : volume->sliceVoxels<std::int16_t>(k)) {
      noise = noise * 1664525U + 1013904223U;
      value = static_cast<std::int16_t>(noise >> 25);
    }
    volume->publishSlice(k, Volume::SliceState::Loaded);
  }
  return volume;
}

/// A whole body as Siemens' Biograph stores it, with a hot spot of 9 in the middle of tissue of 1.
const std::shared_ptr<Volume>& wholeBody() {
  static const std::shared_ptr<Volume> pet = [] {
    const ImageGrid grid = *ImageGrid::create({168, 168, 553}, {4.073, 4.073, 2.027}, {-340, -340, -560},
                                              Eigen::Matrix3d::Identity());
    SeriesSource source;
    source.slices.resize(553);
    auto made = Volume::create(grid, VoxelType::Float32, ValueUnit::Suv, QString(), source, 0.0);
    if (!made) throw std::runtime_error("no memory");
    std::shared_ptr<Volume> volume = made.take();
    std::uint32_t noise = 1;
    for (int k = 0; k < 553; ++k) {
      std::size_t at = 0;
      for (int j = 0; j < 168; ++j)
        for (int i = 0; i < 168; ++i, ++at) {
          noise = noise * 1664525U + 1013904223U;
          const Point p = grid.toPatient({double(i), double(j), double(k)});
          const double spot = std::max(0.0, 1.0 - (p - Point(20, 10, 0)).norm() / 30.0);
          const bool body = p.x() * p.x() / 32000 + p.y() * p.y() / 14000 < 1.0;
          volume->sliceVoxels<float>(k)[at] = static_cast<float>(
              (body ? 1.0 : 0.0) + 8.0 * spot + 0.1 * static_cast<double>(noise >> 24) / 256.0);
        }
      volume->publishSlice(k, Volume::SliceState::Loaded);
    }
    return volume;
  }();
  return pet;
}

const Point kClick(24, 12, 3);

/// A case with a CT and a mask of so many round lesions spread over it.
struct Case {
  CaseDocument document;
  Selection selection;
  QUndoStack stack;
  ViewState state;

  Case(int slices, int lesions) {
    const ImageGrid grid = *ImageGrid::create({512, 512, slices}, {0.97, 0.97, 1.5},
                                              {-248, -248, -0.75 * slices}, Eigen::Matrix3d::Identity());
    document.setImages(makeCt(grid), nullptr);
    LabelMap labels = LabelMap::create(grid).take();
    std::vector<Segment> segments;
    for (int number = 1; number <= lesions; ++number) {
      Segment segment;
      segment.number = static_cast<Label>(number);
      segment.label = QStringLiteral("Lesion %1").arg(number);
      segment.colour = lesionColour(number);
      segments.push_back(segment);
      const Eigen::Vector3i middle(60 + 43 * (number % 10), 60 + 43 * (number / 10 % 10),
                                   slices / 2 + (number * 37) % (slices / 2) - slices / 4);
      for (int k = -8; k <= 8; ++k)
        for (int j = -12; j <= 12; ++j) {
          const double left = 144.0 - j * j - 2.25 * k * k;
          if (left <= 0.0) continue;
          const int half = static_cast<int>(std::sqrt(left));
          labels.fill(grid.offset(middle.x() - half, middle.y() + j, middle.z() + k), 2 * half + 1,
                      static_cast<Label>(number));
        }
    }
    const MaskId id = document.insertMask(std::unique_ptr<MaskLayer>(new MaskLayer{
        MaskId::None, QStringLiteral("Mask"), std::move(labels), std::move(segments), {}, {}, {}}));
    selection.setSegment(id, 1);
    state.setCrosshair(grid.centre());
  }
};

class PaintCounter : public QObject {
 public:
  bool eventFilter(QObject*, QEvent* event) override {
    if (event->type() == QEvent::Paint) ++painted;
    return false;
  }
  int painted = 0;
};

void send(SliceView& view, QEvent::Type type, const QPointF& at) {
  const bool moves = type == QEvent::MouseMove;
  QMouseEvent event(type, at, view.mapToGlobal(at), moves ? Qt::NoButton : Qt::LeftButton,
                    type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&view, &event);
}

/// One gesture with a brush of 30 mm around a view of 900 × 900; a round is a mouse move of 6 pixels.
void brush(benchmark::State& state, int slices, int lesions, BrushShape shape) {
  Case open(slices, lesions);
  BrushTool tool({open.document, open.selection, open.stack});
  tool.setDiameter({30.0});
  tool.setShape(shape);
  QWidget window;
  window.setWindowFlag(Qt::FramelessWindowHint);
  auto* layout = new QHBoxLayout(&window);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* view =
      new SliceView(SliceContent::Ct, PlaneOrientation::Axial, open.document, open.selection, open.state);
  layout->addWidget(view);
  view->setToolActive(true);
  view->setBrushRadius(Millimetres{15.0});
  QObject::connect(view, &SliceView::toolPressed, &tool, &BrushTool::press);
  QObject::connect(view, &SliceView::toolMoved, &tool, &BrushTool::move);
  QObject::connect(view, &SliceView::toolReleased, &tool, &BrushTool::release);
  window.resize(900, 900);
  window.move(0, 0);
  window.show();
  QElapsedTimer timer;
  for (timer.start(); timer.elapsed() < 500;) QApplication::processEvents();
  PaintCounter counter;
  view->findChild<QWidget*>()->installEventFilter(&counter);
  auto* connection = qApp->nativeInterface<QNativeInterface::QX11Application>()->connection();

  int step = 0;
  const auto place = [&] {
    const double angle = 6.0 / 300.0 * ++step;  // 6 pixels along a slowly narrowing circle
    const double radius = 300.0 - 0.15 * step;
    return QPointF(450 + radius * std::cos(angle), 450 + radius * std::sin(angle));
  };
  send(*view, QEvent::MouseButtonPress, place());
  std::vector<double> times;
  for (auto _ : state) {
    counter.painted = 0;
    timer.start();
    send(*view, QEvent::MouseMove, place());
    while (counter.painted == 0) QApplication::processEvents();
    std::free(xcb_get_input_focus_reply(connection, xcb_get_input_focus(connection), nullptr));
    times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
  }
  send(*view, QEvent::MouseButtonRelease, place());
  if (open.stack.count() != 1) state.SkipWithError("the stroke painted nothing");
  std::ranges::sort(times);
  state.counters["p95_ms"] = times[(times.size() - 1) * 95 / 100];
}

void brushDisc300(benchmark::State& state) {
  brush(state, 300, 1, BrushShape::Disc);
}
void brushBall300(benchmark::State& state) {
  brush(state, 300, 1, BrushShape::Ball);
}
void brushBall600OneLesion(benchmark::State& state) {
  brush(state, 600, 1, BrushShape::Ball);
}
void brushBall600HundredLesions(benchmark::State& state) {
  brush(state, 600, 100, BrushShape::Ball);
}

void uptakeHotLesion(benchmark::State& state) {
  const Volume& pet = *wholeBody();
  for (auto _ : state) {
    const Result<HotLesion> found = hotLesion(pet, kClick, {});
    if (!found || found->guard != LeakGuard::None) state.SkipWithError("nothing found");
    benchmark::DoNotOptimize(found->region.inside.data());
    state.counters["voxels"] = static_cast<double>(found->region.count());
  }
}

/// The whole click: found, drawn into a new mask on the PET, one undo step.
void uptakeHotSpotClick(benchmark::State& state) {
  CaseDocument document;
  document.setImages(nullptr, wholeBody());
  Selection selection;
  QUndoStack stack;
  HotSpotTool tool({document, selection, stack});
  SlicePointer pointer;
  pointer.position = kClick;
  pointer.plane = standardPlane(PlaneOrientation::Axial, kClick);
  for (auto _ : state) {
    tool.press(pointer);
    tool.release(pointer);
    if (stack.index() != 1) state.SkipWithError("nothing was drawn");
    state.PauseTiming();
    stack.undo();
    state.ResumeTiming();
  }
}

/// The same region by ITK at the threshold that is known already.
void stockConnectedThreshold(benchmark::State& state) {
  using Image = itk::Image<float, 3>;
  using Mask = itk::Image<unsigned char, 3>;
  const Volume& pet = *wholeBody();
  const ImageGrid& grid = pet.grid();
  const Result<HotLesion> found = hotLesion(pet, kClick, {});
  auto import = itk::ImportImageFilter<float, 3>::New();
  Image::RegionType region;
  for (unsigned axis = 0; axis < 3; ++axis)
    region.SetSize(axis, static_cast<itk::SizeValueType>(grid.size()[static_cast<int>(axis)]));
  import->SetRegion(region);
  import->SetImportPointer(const_cast<float*>(pet.voxels<float>().data()),
                           static_cast<itk::SizeValueType>(grid.voxelCount()), false);
  import->Update();
  auto filter = itk::ConnectedThresholdImageFilter<Image, Mask>::New();
  filter->SetInput(import->GetOutput());
  filter->SetConnectivity(decltype(filter)::ObjectType::ConnectivityEnum::FullConnectivity);
  filter->SetLower(static_cast<float>(found->threshold));
  filter->SetSeed({{found->peak.x(), found->peak.y(), found->peak.z()}});
  for (auto _ : state) {
    filter->Modified();
    filter->Update();
    benchmark::DoNotOptimize(filter->GetOutput()->GetBufferPointer());
  }
}

BENCHMARK(brushDisc300)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(300);
BENCHMARK(brushBall300)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(300);
BENCHMARK(brushBall600OneLesion)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(300);
BENCHMARK(brushBall600HundredLesions)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(300);
BENCHMARK(uptakeHotLesion)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(uptakeHotSpotClick)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(stockConnectedThreshold)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

int main(int argc, char** argv) {
  initialiseGraphics();
  QApplication application(argc, argv);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
