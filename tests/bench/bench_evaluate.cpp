#include "annotation/compare/mask_agreement.h"
#include "annotation/lesions/lesion_findings.h"
#include "annotation/lesions/lesion_statistics.h"
#include "io/masks/label_image.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QProcess>
#include <QTemporaryDir>

#include <benchmark/benchmark.h>
#include <cmath>
#include <random>

// The metrics of autoPET on a whole-body mask against scipy.ndimage, and lesions in numbers. Neither side's
// time holds reading the files.

namespace {

using namespace uptake;

ImageGrid gridOf(const Eigen::Vector3i& size, const Eigen::Vector3d& spacing) {
  return ImageGrid::create(size, spacing, {0, 0, 0}, Eigen::Matrix3d::Identity()).take();
}

/// Balls of 3 to 15 mm radius, anywhere; `shift` voxels aside for a prediction that mostly agrees.
LabelMap lesions(const ImageGrid& grid, int count, int shift) {
  LabelMap labels = LabelMap::create(grid).take();
  std::mt19937 random(5);
  for (int n = 0; n < count; ++n) {
    Eigen::Vector3i centre(int(random() % unsigned(grid.size().x())),
                           int(random() % unsigned(grid.size().y())),
                           int(random() % unsigned(grid.size().z())));
    const double radius = 3.0 + double(random() % 13);
    if (shift != 0 && n % 7 == 0) continue;
    centre.x() += shift;
    const Eigen::Vector3i reach = (radius / grid.spacing().array()).ceil().matrix().cast<int>();
    for (int k = -reach.z(); k <= reach.z(); ++k)
      for (int j = -reach.y(); j <= reach.y(); ++j)
        for (int i = -reach.x(); i <= reach.x(); ++i) {
          const Eigen::Vector3i at = centre + Eigen::Vector3i(i, j, k);
          if (grid.contains(at) && Eigen::Vector3d(i, j, k).cwiseProduct(grid.spacing()).norm() <= radius)
            labels.set(at, static_cast<Label>(n + 1));
        }
  }
  return labels;
}

struct Masks {
  ImageGrid grid = gridOf({400, 400, 300}, {2.04, 2.04, 3.0});
  LabelMap truth = lesions(grid, 120, 0);
  LabelMap prediction = lesions(grid, 120, 2);
};

const Masks& masks() {
  static const Masks made;
  return made;
}

void uptakeEvaluate(benchmark::State& state) {
  const Masks& both = masks();
  const JobControl control;
  for (auto _ : state) {
    const auto agreement = compareMasks(both.truth, both.prediction, AgreementDetail::Volumes, control);
    benchmark::DoNotOptimize(agreement->dice);
  }
}

/// What researchers run: label() with 18 neighbours and the metrics over the parts, timed in the script.
void scipyEvaluate(benchmark::State& state) {
  const Masks& both = masks();
  const QTemporaryDir dir;
  const QString truth = dir.filePath(QStringLiteral("t.nii"));
  const QString prediction = dir.filePath(QStringLiteral("p.nii"));
  if (!writeLabelImage(both.truth, truth) || !writeLabelImage(both.prediction, prediction)) return;
  const QString script = QStringLiteral(R"(
import sys, time
import nibabel, numpy
from scipy import ndimage
t, p = (numpy.asarray(nibabel.load(f).dataobj) > 0 for f in sys.argv[1:3])
start = time.perf_counter()
eighteen = ndimage.generate_binary_structure(3, 2)
tl, tn = ndimage.label(t, eighteen)
pl, pn = ndimage.label(p, eighteen)
dice = 2.0 * numpy.count_nonzero(t & p) / (numpy.count_nonzero(t) + numpy.count_nonzero(p))
def without(labels, count, other):
    sizes = numpy.bincount(labels.ravel(), minlength=count + 1)
    met = numpy.bincount(labels[other], minlength=count + 1)
    return sizes[1:][met[1:] == 0].sum()
fpv, fnv = without(pl, pn, t), without(tl, tn, p)
print(time.perf_counter() - start)
)");
  for (auto _ : state) {
    QProcess process;
    process.start(QStringLiteral("/usr/bin/python3"), {QStringLiteral("-c"), script, truth, prediction});
    if (!process.waitForFinished(-1) || process.exitCode() != 0) {
      state.SkipWithError("python3 with scipy and nibabel is absent");
      return;
    }
    state.SetIterationTime(process.readAllStandardOutput().trimmed().toDouble());
  }
}

std::shared_ptr<Volume> wholeBody(const ImageGrid& grid, VoxelType type) {
  SeriesSource source;
  source.slices.resize(static_cast<std::size_t>(grid.size().z()));
  auto volume = Volume::create(grid, type, type == VoxelType::Int16 ? ValueUnit::Hounsfield : ValueUnit::Suv,
                               QStringLiteral("unit"), source, 0.0)
                    .take();
  const auto fill = [&volume]<class T>(int k, T) {
    auto voxels = volume->sliceVoxels<T>(k);
    for (std::size_t n = 0; n < voxels.size(); ++n)
      voxels[n] = static_cast<T>((n * 7 + 13 * std::size_t(k)) % 97);
    volume->publishSlice(k, Volume::SliceState::Loaded);
  };
  for (int k = 0; k < grid.size().z(); ++k) {
    if (type == VoxelType::Int16)
      fill(k, std::int16_t{});
    else
      fill(k, float{});
  }
  return volume;
}

const ImageGrid kPetGrid = gridOf({168, 168, 553}, {4.073, 4.073, 2.027});

void lesionStatisticsOf100(benchmark::State& state) {
  const auto volume = wholeBody(kPetGrid, VoxelType::Float32);
  const LabelMap labels = lesions(kPetGrid, 100, 0);
  const JobControl control;
  for (auto _ : state) {
    const LesionTable table = lesionTable(labels, *volume, control);
    benchmark::DoNotOptimize(table.all.total);
  }
}

/// What the table of lesions does after a piece of a stroke: one of 100 lesions, in PET and CT.
void oneLesionAfterAStroke(benchmark::State& state) {
  CaseDocument document;
  document.setImages(wholeBody(gridOf({512, 512, 225}, {0.977, 0.977, 5.0}), VoxelType::Int16),
                     wholeBody(kPetGrid, VoxelType::Float32));
  const MaskId mask = document.insertMask(std::make_unique<MaskLayer>(
      MaskLayer{MaskId::None, QStringLiteral("mask"), lesions(kPetGrid, 100, 0), {}, {}, {}, {}}));
  LesionFindings findings(document);
  findings.setSource({mask, -1, {}});
  findings.setActive(true);
  while (!findings.isSettled()) QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
  const LabelMap& labels = document.mask(mask)->labels;
  const Eigen::Vector3i at = labels.extent(42).first;
  Label now = labels.at(at);
  for (auto _ : state) {
    const Label next = now == 42 ? 41 : 42;
    const LabelEdit run{kPetGrid.offset(at), 1, now, next};
    document.applyRuns(mask, {&run, 1});
    now = next;
    findings.settleNow();
    if (!findings.isSettled()) state.SkipWithError("a lesion was left for the background");
  }
}

BENCHMARK(scipyEvaluate)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(3);
BENCHMARK(uptakeEvaluate)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(lesionStatisticsOf100)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(oneLesionAfterAStroke)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char** argv) {
  QCoreApplication application(argc, argv);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
