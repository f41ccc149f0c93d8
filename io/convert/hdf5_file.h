#pragma once

#include "core/error.h"
#include "io/convert/stored_image.h"

#include <QString>

#include <vector>

namespace uptake {

struct NamedImage {
  QString name;  ///< "ct"
  const StoredImage* image = nullptr;
};

/// Writes images as datasets `group`/name of a new HDF5 file. They are indexed [x, y, z] as in nibabel,
/// stored in gzip-compressed chunks, and have the attributes "spacing" (3 numbers, mm) and "affine" (4 × 4,
/// voxel index to mm, RAS as in NIfTI). `group` is a path of names separated by "/". The file is complete or
/// not written at all. Calls from several threads are serialised, because the HDF5 library is not
/// thread-safe.
Result<void> writeHdf5(const QString& file, const QString& group, const std::vector<NamedImage>& images);

/// A group in another HDF5 file.
struct LinkedGroup {
  QString group;
  QString file;
};
/// Writes an HDF5 file with external links: each group refers to the group of the same name in another file,
/// by a path relative to this one, so that many files can be read as one.
Result<void> writeHdf5Links(const QString& file, const std::vector<LinkedGroup>& groups);

}  // namespace uptake
