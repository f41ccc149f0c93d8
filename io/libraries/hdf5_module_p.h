#pragma once

#include "io/hdf5/hdf5_image_p.h"

// The HDF5 library, with what it brings along, is in a module of its own, which is loaded for the first HDF5
// file: see library_module_p.h.

namespace uptake::libraries {

struct Hdf5Functions {
  Result<hdf5::Contents> (*readContents)(const QString& file);
  Result<masks::ImageLayout> (*readLayout)(const hdf5::Place& place);
  Result<std::unique_ptr<masks::ByteSource>> (*openVoxels)(const masks::ImageLayout& layout,
                                                           const hdf5::Place& place);
};

// Defined in the module.

Result<hdf5::Contents> readHdf5Contents(const QString& file);
Result<masks::ImageLayout> readHdf5Layout(const hdf5::Place& place);
Result<std::unique_ptr<masks::ByteSource>> openHdf5Voxels(const masks::ImageLayout& layout,
                                                          const hdf5::Place& place);

}  // namespace uptake::libraries
