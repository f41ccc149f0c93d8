#include "tests/bench/stock_reading.h"

#include <gdcmScanner.h>
#include <itkGDCMImageIO.h>
#include <itkImage.h>
#include <itkImageSeriesReader.h>

#include <array>

// Apart from the benchmark itself: ITK brings an older Eigen of its own.

namespace uptake::bench {

namespace {

template <class Pixel>
std::size_t read(const std::vector<std::string>& files) {
  using Image = itk::Image<Pixel, 3>;
  auto reader = itk::ImageSeriesReader<Image>::New();
  reader->SetImageIO(itk::GDCMImageIO::New());
  reader->SetFileNames(files);
  reader->Update();
  return reader->GetOutput()->GetLargestPossibleRegion().GetNumberOfPixels();
}

}  // namespace

std::size_t readWithItk(const std::vector<std::string>& files, bool asFloat) {
  return asFloat ? read<float>(files) : read<short>(files);
}

std::size_t scanWithGdcm(const std::vector<std::string>& files) {
  static const std::vector<std::array<std::uint16_t, 2>> kTags{
      {0x08, 0x05},   {0x08, 0x08},   {0x08, 0x16},   {0x08, 0x18},   {0x08, 0x20},   {0x08, 0x21},
      {0x08, 0x22},   {0x08, 0x31},   {0x08, 0x32},   {0x08, 0x60},   {0x08, 0x201},  {0x08, 0x1030},
      {0x08, 0x103e}, {0x10, 0x10},   {0x10, 0x20},   {0x10, 0x40},   {0x10, 0x1020}, {0x10, 0x1030},
      {0x18, 0x50},   {0x18, 0x1210}, {0x18, 0x1242}, {0x20, 0x0d},   {0x20, 0x0e},   {0x20, 0x11},
      {0x20, 0x12},   {0x20, 0x13},   {0x20, 0x32},   {0x20, 0x37},   {0x20, 0x52},   {0x28, 0x02},
      {0x28, 0x04},   {0x28, 0x08},   {0x28, 0x10},   {0x28, 0x11},   {0x28, 0x30},   {0x28, 0x51},
      {0x28, 0x100},  {0x28, 0x101},  {0x28, 0x102},  {0x28, 0x103},  {0x28, 0x1050}, {0x28, 0x1051},
      {0x28, 0x1052}, {0x28, 0x1053}, {0x54, 0x1001}, {0x54, 0x1006}, {0x54, 0x1102}, {0x54, 0x1300}};
  gdcm::Scanner scanner;
  for (const auto& [group, element] : kTags) scanner.AddTag(gdcm::Tag(group, element));
  if (!scanner.Scan(files)) return 0;
  return scanner.GetValues().size();
}

}  // namespace uptake::bench
