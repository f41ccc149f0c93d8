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

/// Writes images as datasets `group`/name of a new HDF5 file: indexed [x, y, z] as nibabel and h5py do, in
/// chunks compressed by gzip, each with the attributes "spacing" (3 numbers, mm) and "affine" (4 × 4, voxel
/// index to mm, RAS as in NIfTI). `group` is one name or several parted by "/"; it may hold no "/" beyond
/// that. Whole or not at all. Only one thread at a time writes.
Result<void> writeHdf5(const QString& file, const QString& group, const std::vector<NamedImage>& images);

/// Writes an HDF5 file in which each group stands for the same group of another file, by its path relative to
/// this one: many files read as one.
struct LinkedGroup {
  QString group;
  QString file;
};
Result<void> writeHdf5Links(const QString& file, const std::vector<LinkedGroup>& groups);

}  // namespace uptake
