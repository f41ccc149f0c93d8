#include "tests/bench/stock_operations.h"

#include <itkBinaryThresholdImageFilter.h>
#include <itkDiscreteGaussianImageFilter.h>
#include <itkImage.h>
#include <itkImageRegionConstIterator.h>
#include <itkImageRegionIterator.h>
#include <itkImportImageFilter.h>
#include <itkSignedMaurerDistanceMapImageFilter.h>

#include <algorithm>
#include <vector>

namespace stock {

namespace {

template <unsigned dimension>
using Mask = itk::Image<unsigned char, dimension>;
template <unsigned dimension>
using Real = itk::Image<float, dimension>;

template <unsigned dimension>
typename Mask<dimension>::Pointer maskOf(const std::uint16_t* labels, const Volume& volume) {
  auto image = Mask<dimension>::New();
  typename Mask<dimension>::SizeType size;
  typename Mask<dimension>::SpacingType spacing;
  for (unsigned axis = 0; axis < dimension; ++axis) {
    size[axis] = static_cast<itk::SizeValueType>(volume.size[axis]);
    spacing[axis] = volume.spacing[axis];
  }
  image->SetRegions(size);
  image->SetSpacing(spacing);
  image->Allocate();
  const std::size_t count = image->GetLargestPossibleRegion().GetNumberOfPixels();
  std::transform(labels, labels + count, image->GetBufferPointer(),
                 [](std::uint16_t label) { return static_cast<unsigned char>(label == 1 ? 1 : 0); });
  return image;
}

template <unsigned dimension>
typename Real<dimension>::Pointer distances(Mask<dimension>* mask) {
  auto filter = itk::SignedMaurerDistanceMapImageFilter<Mask<dimension>, Real<dimension>>::New();
  filter->SetInput(mask);
  filter->SetUseImageSpacing(true);
  filter->SetSquaredDistance(false);
  filter->Update();
  return filter->GetOutput();
}

std::ptrdiff_t countBetween(Real<3>* image, float low, float high) {
  auto filter = itk::BinaryThresholdImageFilter<Real<3>, Mask<3>>::New();
  filter->SetInput(image);
  filter->SetLowerThreshold(low);
  filter->SetUpperThreshold(high);
  filter->SetInsideValue(1);
  filter->SetOutsideValue(0);
  filter->Update();
  const Mask<3>* mask = filter->GetOutput();
  return std::count(mask->GetBufferPointer(),
                    mask->GetBufferPointer() + mask->GetLargestPossibleRegion().GetNumberOfPixels(), 1);
}

}  // namespace

std::ptrdiff_t withinDistance(const Volume& volume, double millimetres) {
  const auto map = distances<3>(maskOf<3>(volume.labels, volume));
  return countBetween(map, -1e9F, static_cast<float>(millimetres));
}

std::ptrdiff_t gaussian(const Volume& volume, double millimetres) {
  const auto mask = maskOf<3>(volume.labels, volume);
  auto filter = itk::DiscreteGaussianImageFilter<Mask<3>, Real<3>>::New();
  filter->SetInput(mask);
  filter->SetVariance(millimetres * millimetres);
  filter->SetUseImageSpacing(true);
  filter->Update();
  return countBetween(filter->GetOutput(), 0.5F, 2.0F);
}

std::ptrdiff_t distancesOfSlices(const Volume& volume, int step) {
  const std::ptrdiff_t slice = std::ptrdiff_t{volume.size[0]} * volume.size[1];
  std::ptrdiff_t count = 0;
  Real<2>::Pointer before;
  for (int k = 0; k < volume.size[2]; k += step) {
    const std::uint16_t* labels = volume.labels + k * slice;
    if (std::find(labels, labels + slice, std::uint16_t{1}) == labels + slice) {
      before = nullptr;
      continue;
    }
    const auto now = distances<2>(maskOf<2>(labels, volume));
    for (int between = 1; before && between < step; ++between) {
      const float weight = static_cast<float>(between) / static_cast<float>(step);
      const float* a = before->GetBufferPointer();
      const float* b = now->GetBufferPointer();
      for (std::ptrdiff_t n = 0; n < slice; ++n)
        count += (1.0F - weight) * a[n] + weight * b[n] < 0.0F ? 1 : 0;
    }
    before = now;
  }
  return count;
}

}  // namespace stock
