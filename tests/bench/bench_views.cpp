// Scrolling fused views with a mask: our two renderers against VTK's own (vtkImageResliceMapper for every
// layer, one QOpenGLWidget a view), in real windows, from the change of the crosshair until the X server has
// the picture. Also oblique sampling against vtkImageReslice.

#include "tests/bench/stock_view.h"
#include "viewer/host/graphics.h"
#include "viewer/mip/mip_view.h"
#include "viewer/render/raster/plane_values.h"
#include "viewer/slice/slice_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QGridLayout>
#include <QThread>

#include <vtkDataArray.h>
#include <vtkImageData.h>
#include <vtkImageReslice.h>
#include <vtkMatrix4x4.h>
#include <vtkMultiThreader.h>
#include <vtkNew.h>
#include <vtkPointData.h>

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cmath>
#include <stdexcept>
#include <xcb/xcb.h>

namespace {

using namespace uptake;
using bench::StockView;

std::shared_ptr<Volume> makeVolume(const ImageGrid& grid, VoxelType type) {
  SeriesSource source;
  source.slices.resize(static_cast<std::size_t>(grid.size().z()));
  const bool isCt = type == VoxelType::Int16;
  auto created = Volume::create(grid, type, isCt ? ValueUnit::Hounsfield : ValueUnit::Suv, QString(), source,
                                isCt ? -1024.0 : 0.0);
  if (!created) throw std::runtime_error("no memory");
  std::shared_ptr<Volume> volume = created.take();
  std::uint32_t noise = 1;
  for (int k = 0; k < grid.size().z(); ++k) {
    std::ptrdiff_t at = 0;
    for (int j = 0; j < grid.size().y(); ++j) {
      for (int i = 0; i < grid.size().x(); ++i, ++at) {
        noise = noise * 1664525U + 1013904223U;
        const Point p = grid.toPatient({double(i), double(j), double(k)});
        const bool inBody = p.x() * p.x() / 32000 + p.y() * p.y() / 14000 < 1.0;
        const double grain = static_cast<double>(noise >> 24) / 256.0;
        if (isCt)
          volume->sliceVoxels<std::int16_t>(k)[static_cast<std::size_t>(at)] =
              static_cast<std::int16_t>(inBody ? 100 * grain : -1000 + 40 * grain);
        else
          volume->sliceVoxels<float>(k)[static_cast<std::size_t>(at)] = static_cast<float>(
              inBody ? 0.4 + grain + 4.0 * std::pow(std::sin(p.sum() / 40.0), 8) : 0.1 * grain);
      }
    }
    volume->publishSlice(k, Volume::SliceState::Loaded);
  }
  return volume;
}

/// A thorax of a common size: CT 512 × 512 × 300, PET 200 × 200 × 200, two lesions of a few centimetres.
struct Case {
  CaseDocument document;
  Selection selection;
  ViewState state;

  Case() {
    const ImageGrid ct = *ImageGrid::create({512, 512, 300}, {0.97, 0.97, 1.5}, {-248, -248, -224},
                                            Eigen::Matrix3d::Identity());
    const ImageGrid pet = *ImageGrid::create({200, 200, 200}, {4.07, 4.07, 3.0}, {-405, -405, -300},
                                             Eigen::Matrix3d::Identity());
    document.setImages(makeVolume(ct, VoxelType::Int16), makeVolume(pet, VoxelType::Float32));
    LabelMap labels = LabelMap::create(ct).take();
    for (int k = 60; k < 240; ++k)
      for (int j = 180; j < 330; ++j) {
        const double y = (j - 255) / 75.0;
        const double z = (k - 150) / 90.0;
        const double half = 70.0 * std::sqrt(std::max(0.0, 1.0 - y * y - z * z));
        const int width = static_cast<int>(2 * half);
        if (width > 0) labels.fill(ct.offset(256 - width / 2, j, k), width, 1);
      }
    MaskLayer mask{MaskId::None, QStringLiteral("Mask"), std::move(labels), {}, {}, {}, {}};
    Segment segment;
    segment.label = QStringLiteral("Lesion 1");
    segment.colour = {0, 255, 0};
    mask.segments.push_back(segment);
    document.insertMask(std::make_unique<MaskLayer>(std::move(mask)));
  }
  static Case& shared() {
    static Case once;
    return once;
  }
  const LabelMap& mask() const { return document.masks().front()->labels; }
  /// Moves the crosshair to the next slice in all three directions.
  void step(int round) {
    const double way = (round % 120 < 60 ? round % 60 : 60 - round % 60) - 30.0;
    state.setCrosshair(Point(0.97 * way, 0.97 * way, 1.5 * way));
  }
};

constexpr PlaneOrientation kOrientations[] = {PlaneOrientation::Axial, PlaneOrientation::Coronal,
                                              PlaneOrientation::Sagittal};

/// Counts the paints of widgets.
class PaintCounter : public QObject {
 public:
  /// What paints in a view is its child.
  void watch(QWidget* view) {
    QWidget* inner = view->findChild<QWidget*>(QStringLiteral("vtkSurface"));
    if (!inner) inner = view->findChild<QWidget*>();
    (inner ? inner : view)->installEventFilter(this);
    ++expected;
  }
  bool eventFilter(QObject*, QEvent* event) override {
    if (event->type() == QEvent::Paint) ++painted;
    return false;
  }
  int expected = 0;
  int painted = 0;
};

/// Handles events until all watched widgets were painted and the X server has carried out what it was sent.
void paintToTheEnd(PaintCounter& counter) {
  while (counter.painted < counter.expected) QApplication::processEvents();
  counter.painted = 0;
  auto* connection = qApp->nativeInterface<QNativeInterface::QX11Application>()->connection();
  std::free(xcb_get_input_focus_reply(connection, xcb_get_input_focus(connection), nullptr));
}

void showWindow(QWidget& window, const QSize& size) {
  window.setWindowFlag(Qt::FramelessWindowHint);
  window.resize(size);
  window.move(0, 0);
  window.show();
  QElapsedTimer timer;
  for (timer.start(); timer.elapsed() < 500;) QApplication::processEvents();
}

QGridLayout* gridOf(QWidget& window) {
  auto* layout = new QGridLayout(&window);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  return layout;
}

/// Runs rounds and notes the time within which 95 of 100 were done.
template <class Round>
void measure(benchmark::State& state, Round round) {
  for (int n = 0; n < 6; ++n) round(n);
  std::vector<double> times;
  int n = 0;
  for (auto _ : state) {
    QElapsedTimer timer;
    timer.start();
    round(++n);
    times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
  }
  std::ranges::sort(times);
  state.counters["p95_ms"] = times[(times.size() - 1) * 95 / 100];
}

void stockViews(benchmark::State& state, int count, const QSize& side) {
  Case& shown = Case::shared();
  QWidget window;
  QGridLayout* layout = gridOf(window);
  PaintCounter counter;
  std::vector<StockView*> views;
  const ImageGrid& ct = shown.document.ct()->grid();
  const auto place = [&] {
    for (int n = 0; n < count; ++n) {
      const SlicePlane plane = standardPlane(kOrientations[n], shown.state.crosshair());
      const QSizeF size(side);
      views[static_cast<std::size_t>(n)]->show(
          SliceGeometry(plane, ct.centre(), fitMmPerPixel(ct, plane, size), size));
    }
  };
  for (int n = 0; n < count; ++n) {
    views.push_back(new StockView(*shown.document.ct(), *shown.document.pet(), shown.mask()));
    layout->addWidget(views.back(), 0, n);
    counter.watch(views.back());
  }
  place();
  showWindow(window, {count * side.width(), side.height()});
  counter.painted = 0;
  measure(state, [&](int round) {
    shown.step(round);
    place();
    paintToTheEnd(counter);
  });
}

void uptakeViews(benchmark::State& state, int count, const QSize& side, Renderer renderer) {
  Case& shown = Case::shared();
  shown.state.rendering().use({renderer, {}});
  QWidget window;
  QGridLayout* layout = gridOf(window);
  PaintCounter counter;
  for (int n = 0; n < count; ++n) {
    auto* view =
        new SliceView(SliceContent::Fused, kOrientations[n], shown.document, shown.selection, shown.state);
    layout->addWidget(view, 0, n);
    counter.watch(view);
  }
  showWindow(window, {count * side.width(), side.height()});
  counter.painted = 0;
  measure(state, [&](int round) {
    shown.step(round);
    paintToTheEnd(counter);
  });
  if (shown.state.rendering().renderer() != renderer) state.SkipWithError("the renderer failed");
  shown.state.rendering().use({Renderer::Raster, {}});
}

/// As large as the views of a 4K screen of today, and of one that is three times as wide.
constexpr QSize kSmall(700, 700);
constexpr QSize kMiddle(1000, 1000);
constexpr QSize kLarge(1920, 1440);

void stockThreeFused1000(benchmark::State& state) {
  stockViews(state, 3, kMiddle);
}
void uptakeThreeFused1000(benchmark::State& state) {
  uptakeViews(state, 3, kMiddle, Renderer::Raster);
}
void vtkThreeFused1000(benchmark::State& state) {
  uptakeViews(state, 3, kMiddle, Renderer::Vtk);
}
void stockOneFused700(benchmark::State& state) {
  stockViews(state, 1, kSmall);
}
void uptakeOneFused700(benchmark::State& state) {
  uptakeViews(state, 1, kSmall, Renderer::Raster);
}
void vtkOneFused700(benchmark::State& state) {
  uptakeViews(state, 1, kSmall, Renderer::Vtk);
}
void stockThreeFused1920(benchmark::State& state) {
  stockViews(state, 3, kLarge);
}
void uptakeThreeFused1920(benchmark::State& state) {
  uptakeViews(state, 3, kLarge, Renderer::Raster);
}
void vtkThreeFused1920(benchmark::State& state) {
  uptakeViews(state, 3, kLarge, Renderer::Vtk);
}

/// CT, PET and fused rows of three orientations, the MIP beside them.
void uptakeThreeByThree(benchmark::State& state) {
  Case& shown = Case::shared();
  QWidget window;
  QGridLayout* layout = gridOf(window);
  PaintCounter counter;
  int row = 0;
  for (const auto content : {SliceContent::Ct, SliceContent::Pet, SliceContent::Fused}) {
    for (int column = 0; column < 3; ++column) {
      auto* view =
          new SliceView(content, kOrientations[column], shown.document, shown.selection, shown.state);
      layout->addWidget(view, row, column);
      counter.watch(view);
    }
    ++row;
  }
  auto* mip = new MipView(shown.document, shown.state);
  layout->addWidget(mip, 0, 3, 3, 1);
  counter.watch(mip);
  for (int column = 0; column < 4; ++column) layout->setColumnStretch(column, 1);
  showWindow(window, {1920, 1080});
  while (!mip->isSettled()) QApplication::processEvents();
  counter.painted = 0;
  measure(state, [&](int round) {
    shown.step(round);
    paintToTheEnd(counter);
  });
}

const SlicePlane& obliquePlane() {
  static const SlicePlane plane = [] {
    ViewState state;
    state.setRotation(state.rotation(), Point(1, 2, 0.5), 0.6);
    return state.planeThrough(PlaneOrientation::Axial, Point(3, 4, 5));
  }();
  return plane;
}

/// Sampling of a CT on an oblique plane of 700 × 700 pixels alone.
void uptakeObliqueSampling(benchmark::State& state) {
  PlaneValues values;
  values.setVolume(Case::shared().document.ct());
  const ScreenPlane screen(SliceGeometry(obliquePlane(), Point::Zero(), 0.7, {700, 700}), 1.0, {700, 700});
  for (auto _ : state) {
    values.forget();
    benchmark::DoNotOptimize(values.update(screen, {}, true));
  }
}

void stockObliqueReslice(benchmark::State& state) {
  const Volume& ct = *Case::shared().document.ct();
  const ImageGrid& grid = ct.grid();
  vtkMultiThreader::SetGlobalMaximumNumberOfThreads(std::min(4, QThread::idealThreadCount()));
  const auto array = vtkSmartPointer<vtkDataArray>::Take(vtkDataArray::CreateDataArray(VTK_SHORT));
  array->SetVoidArray(const_cast<void*>(ct.data()), grid.voxelCount(), 1);
  vtkNew<vtkImageData> image;
  image->SetDimensions(grid.size().x(), grid.size().y(), grid.size().z());
  image->SetSpacing(grid.spacing().x(), grid.spacing().y(), grid.spacing().z());
  image->SetOrigin(grid.origin().x(), grid.origin().y(), grid.origin().z());
  image->GetPointData()->SetScalars(array);
  vtkNew<vtkMatrix4x4> axes;
  const SlicePlane& plane = obliquePlane();
  const Direction normal = plane.normal();
  for (int row = 0; row < 3; ++row) {
    axes->SetElement(row, 0, plane.right[row]);
    axes->SetElement(row, 1, plane.down[row]);
    axes->SetElement(row, 2, normal[row]);
    axes->SetElement(row, 3, plane.origin[row]);
  }
  vtkNew<vtkImageReslice> reslice;
  reslice->SetInputData(image);
  reslice->SetResliceAxes(axes);
  reslice->SetInterpolationModeToLinear();
  reslice->SetOutputDimensionality(2);
  reslice->SetOutputSpacing(0.7, 0.7, 1.0);
  reslice->SetOutputExtent(0, 699, 0, 699, 0, 0);
  reslice->SetOutputOrigin(-349.5 * 0.7, -349.5 * 0.7, 0.0);
  for (auto _ : state) {
    reslice->Modified();
    reslice->Update();
    benchmark::DoNotOptimize(reslice->GetOutput());
  }
}

BENCHMARK(stockThreeFused1000)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(60);
BENCHMARK(uptakeThreeFused1000)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(60);
BENCHMARK(vtkThreeFused1000)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(60);
BENCHMARK(stockOneFused700)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(100);
BENCHMARK(uptakeOneFused700)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(100);
BENCHMARK(vtkOneFused700)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(100);
BENCHMARK(stockThreeFused1920)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(40);
BENCHMARK(uptakeThreeFused1920)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(40);
BENCHMARK(vtkThreeFused1920)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(40);
BENCHMARK(uptakeThreeByThree)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(60);
BENCHMARK(stockObliqueReslice)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(uptakeObliqueSampling)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

int main(int argc, char** argv) {
  initialiseGraphics();
  bench::useStockSurface();
  QApplication application(argc, argv);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
