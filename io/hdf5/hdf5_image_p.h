#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "io/hdf5/hdf5_place.h"
#include "io/masks/image_layout_p.h"
#include "io/masks/stored_bytes_p.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

namespace uptake::hdf5 {

/// What an HDF5 file holds.
struct Contents {
  QStringList datasets;  ///< paths of those with numbers in three dimensions
  QStringList links;     ///< files that it refers to, as it names them
};

/// Asks reader processes what each file holds, in the order of `files`. Fails only when cancelled.
Result<std::vector<Result<Contents>>> contentsOf(const QStringList& files, const JobControl& control);

// In the calling process, through the module that the HDF5 library is in.

Result<Contents> readContents(const QString& file);

/// The size, type and place of a dataset. Its place is the attribute "affine" (4 × 4, voxel index to mm, RAS
/// as in NIfTI); NotSupported without it, since nothing else says how large a voxel is. Data that lies in
/// other files is refused.
Result<masks::ImageLayout> readLayout(const QString& path);

/// Its numbers in this machine's byte order, the first index fastest.
Result<std::unique_ptr<masks::ByteSource>> openVoxels(const masks::ImageLayout& layout, const QString& path);

}  // namespace uptake::hdf5
