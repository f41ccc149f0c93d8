#include "annotation/compare/staple.h"

#include <QCoreApplication>

#include <itkImage.h>
#include <itkSTAPLEImageFilter.h>

#include <algorithm>
#include <cmath>
#include <new>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Staple)
};

using MaskImage = itk::Image<unsigned char, 3>;
using ProbabilityImage = itk::Image<double, 3>;

MaskImage::Pointer imageOf(const LabelMap& mask, const IndexBox& region) {
  MaskImage::RegionType own;
  for (unsigned axis = 0; axis < 3; ++axis)
    own.SetSize(axis, static_cast<itk::SizeValueType>(region.size()[axis]));
  auto image = MaskImage::New();
  image->SetRegions(own);
  image->Allocate(true);
  unsigned char* voxels = image->GetBufferPointer();
  const ImageGrid& grid = mask.grid();
  for (int k = std::max(0, region.first.z()); k <= std::min(grid.size().z() - 1, region.last.z()); ++k)
    for (const LabelRun& run : mask.runs(k)) {
      // All labelled voxels are in the region.
      const std::ptrdiff_t within = run.first - grid.offset(0, 0, k);
      const Eigen::Vector3i index(static_cast<int>(within % grid.size().x()),
                                  static_cast<int>(within / grid.size().x()), k);
      std::fill_n(voxels + region.position(index), run.length, static_cast<unsigned char>(1));
    }
  return image;
}

IndexBox regionOf(std::span<const LabelMap> masks, double margin) {
  IndexBox region;
  for (const LabelMap& mask : masks) region = region.united(mask.extent());
  if (region.isEmpty()) return region;
  for (int axis = 0; axis < 3; ++axis) {
    const double voxels = std::ceil(margin / masks.front().grid().spacing()[axis] - 1e-9);
    const int more = std::max(1, static_cast<int>(std::min(voxels, 1e4)));
    region.first[axis] -= more;
    region.last[axis] += more;
  }
  return region;
}

Result<std::optional<Staple>> estimate(std::span<const LabelMap> masks, const IndexBox& region) {
  auto filter = itk::STAPLEImageFilter<MaskImage, ProbabilityImage>::New();
  filter->SetForegroundValue(1);
  for (std::size_t n = 0; n < masks.size(); ++n)
    filter->SetInput(static_cast<unsigned>(n), imageOf(masks[n], region));
  filter->Update();
  Result<LabelMap> labels = LabelMap::create(masks.front().grid());
  if (!labels) return labels.error();
  Staple result{labels.take(), filter->GetSensitivity(), filter->GetSpecificity(), region,
                static_cast<int>(filter->GetElapsedIterations()) + 1};
  const ImageGrid& grid = result.consensus.grid();
  const IndexBox inside = region.intersected(grid.bounds());
  const double* probability = filter->GetOutput()->GetBufferPointer();
  for (int k = inside.first.z(); k <= inside.last.z(); ++k)
    for (int j = inside.first.y(); j <= inside.last.y(); ++j) {
      const double* row = probability + region.position({inside.first.x(), j, k});
      const int count = inside.size().x();
      for (int at = 0; at < count;) {
        int end = at;
        while (end < count && row[end] >= 0.5) ++end;
        if (end > at) result.consensus.fill(grid.offset(inside.first.x() + at, j, k), end - at, 1);
        at = end + 1;
      }
    }
  return std::optional<Staple>(std::move(result));
}

}  // namespace

Result<std::optional<Staple>> staple(std::span<const LabelMap> masks, double margin) {
  const IndexBox region = regionOf(masks, margin);
  if (region.isEmpty()) return std::optional<Staple>();
  try {
    return estimate(masks, region);
  } catch (const std::bad_alloc&) {
    return Error{ErrorKind::NotSupported, Texts::tr("there is not enough memory for STAPLE"), {}};
  } catch (const itk::ExceptionObject& failure) {
    return Error{ErrorKind::NotSupported,
                 Texts::tr("STAPLE failed: %1").arg(QString::fromLatin1(failure.GetDescription())),
                 {}};
  }
}

}  // namespace uptake
