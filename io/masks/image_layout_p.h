#pragma once

#include "core/error.h"

#include <QString>

#include <array>
#include <cstdint>

namespace uptake::masks {

/// How the voxels of an image file are stored, as its header says.
struct ImageLayout {
  std::array<std::int64_t, 3> size{};
  int bytesPerVoxel = 0;
  QString dataFile;               ///< the file that holds the voxels
  std::int64_t packedOffset = 0;  ///< where the packed stream begins in that file, when it is packed
  std::int64_t dataOffset = 0;    ///< where the voxels begin: in the file, or in what is unpacked from it
  bool packed = false;            ///< by deflate, with a zlib or gzip header
  std::int64_t voxelBytes() const { return size[0] * size[1] * size[2] * bytesPerVoxel; }
};

/// The most that an image may unpack to: 512 × 512 × 1024 voxels of eight bytes.
inline constexpr std::int64_t kMaximumImageBytes = std::int64_t{1} << 31;

/// NIfTI-1 and -2 (nifti.nimh.nih.gov) with header and voxels in one file, which may be gzip as a whole.
Result<ImageLayout> readNiftiLayout(const QString& file);

/// NRRD (teem.sourceforge.net/nrrd/format.html): three axes with space directions, voxels in the file itself,
/// raw or gzip.
Result<ImageLayout> readNrrdLayout(const QString& file);

/// MetaImage (itk.org/Wiki/MetaIO/Documentation): three axes, one channel, binary, voxels in the file itself
/// or in one that lies in the same folder.
Result<ImageLayout> readMetaLayout(const QString& file);

/// FileUnreadable when the stored bytes are fewer than the stated size needs, unpack to fewer or many more,
/// or fail their checksum; NotSupported above kMaximumImageBytes. Takes no memory for the voxels.
Result<void> checkStoredLength(const ImageLayout& layout, const QString& file);

}  // namespace uptake::masks
