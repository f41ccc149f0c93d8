#pragma once

#include <string>
#include <vector>

namespace uptake::bench {

/// Reads a series with itk::ImageSeriesReader and GDCM, as short or as float. Returns the number of voxels.
std::size_t readWithItk(const std::vector<std::string>& files, bool asFloat);

/// Scans files with gdcm::Scanner for the tags that the index keeps. Returns the number of values found.
std::size_t scanWithGdcm(const std::vector<std::string>& files);

}  // namespace uptake::bench
