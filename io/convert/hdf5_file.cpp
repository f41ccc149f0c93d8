#include "io/convert/hdf5_file.h"

#include "core/jobs/parallel.h"
#include "io/hdf5/hdf5_handle_p.h"
#include "io/slicetable/deflate_p.h"
#include "io/store/study_record.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <array>
#include <cstring>
#include <hdf5.h>
#include <mutex>

namespace uptake {

namespace {

using hdf5::Handle;

/// The library may be built without locks of its own (Debian builds it with them).
std::mutex& libraryMutex() {
  static std::mutex mutex;
  return mutex;
}

/// Voxels on a side of a chunk.
constexpr int kChunkSide = 32;

Error failed(const QString& file) {
  return {ErrorKind::FileUnreadable,
          QCoreApplication::translate("uptake::Conversion", "The HDF5 file cannot be written."), file};
}

struct Chunk {
  std::array<hsize_t, 3> first{};
  QByteArray bytes;
};

/// A chunk's voxels with the last axis fastest, as HDF5 counts; beyond the image zeros.
QByteArray gathered(const StoredImage& image, const Eigen::Vector3i& first, const Eigen::Vector3i& side) {
  const auto width = static_cast<std::size_t>(image.bytesPerVoxel());
  QByteArray bytes(static_cast<qsizetype>(width) * side.prod(), '\0');
  const Eigen::Vector3i size = image.grid.size();
  const Eigen::Vector3i end = (first + side).cwiseMin(size);
  for (int z = first.z(); z < end.z(); ++z)
    for (int y = first.y(); y < end.y(); ++y) {
      const char* from =
          image.voxels.constData() + static_cast<std::size_t>(image.grid.offset(first.x(), y, z)) * width;
      for (int x = first.x(); x < end.x(); ++x, from += width) {
        const std::ptrdiff_t at =
            ((x - first.x()) * std::ptrdiff_t{side.y()} + (y - first.y())) * side.z() + (z - first.z());
        std::memcpy(bytes.data() + static_cast<std::size_t>(at) * width, from, width);
      }
    }
  return bytes;
}

Result<std::vector<Chunk>> chunksOf(const StoredImage& image, const Eigen::Vector3i& side) {
  std::vector<Chunk> chunks;
  std::vector<Eigen::Vector3i> places;
  const Eigen::Vector3i size = image.grid.size();
  for (int x = 0; x < size.x(); x += side.x())
    for (int y = 0; y < size.y(); y += side.y())
      for (int z = 0; z < size.z(); z += side.z()) places.emplace_back(x, y, z);
  chunks.resize(places.size());
  std::mutex mutex;
  std::optional<Error> error;
  forEachInParallel(static_cast<int>(places.size()), {}, [&](int n) {
    const auto at = static_cast<std::size_t>(n);
    auto bytes = compression::zlibOf(gathered(image, places[at], side));
    if (!bytes) {
      const std::lock_guard lock(mutex);
      error = bytes.error();
      return;
    }
    for (std::size_t axis = 0; axis < 3; ++axis)
      chunks[at].first[axis] = static_cast<hsize_t>(places[at][static_cast<int>(axis)]);
    chunks[at].bytes = bytes.take();
  });
  if (error) return *error;
  return chunks;
}

bool putNumbers(hid_t object, const char* name, std::initializer_list<hsize_t> shape, const double* numbers) {
  const Handle space(H5Screate_simple(static_cast<int>(shape.size()), shape.begin(), nullptr), H5Sclose);
  const Handle attribute(H5Acreate2(object, name, H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, H5P_DEFAULT),
                         H5Aclose);
  return attribute.isOpen() && H5Awrite(attribute, H5T_NATIVE_DOUBLE, numbers) >= 0;
}

bool putPlace(hid_t dataset, const ImageGrid& grid) {
  const Eigen::Vector3d toRas(-1, -1, 1);
  Eigen::Matrix<double, 4, 4, Eigen::RowMajor> affine =
      Eigen::Matrix<double, 4, 4, Eigen::RowMajor>::Identity();
  affine.topLeftCorner<3, 3>() = toRas.asDiagonal() * grid.directions() * grid.spacing().asDiagonal();
  affine.topRightCorner<3, 1>() = toRas.cwiseProduct(grid.origin());
  return putNumbers(dataset, "spacing", {3}, grid.spacing().data()) &&
         putNumbers(dataset, "affine", {4, 4}, affine.data());
}

bool putImage(hid_t group, const NamedImage& named, const std::vector<Chunk>& chunks,
              const Eigen::Vector3i& side) {
  const StoredImage& image = *named.image;
  std::array<hsize_t, 3> size{};
  std::array<hsize_t, 3> chunk{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    size[axis] = static_cast<hsize_t>(image.grid.size()[static_cast<int>(axis)]);
    chunk[axis] = static_cast<hsize_t>(side[static_cast<int>(axis)]);
  }
  const hid_t type = image.type == StoredImage::Type::UInt8   ? H5T_NATIVE_UINT8
                     : image.type == StoredImage::Type::Int16 ? H5T_NATIVE_INT16
                                                              : H5T_NATIVE_FLOAT;
  const Handle space(H5Screate_simple(3, size.data(), nullptr), H5Sclose);
  const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  if (!space.isOpen() || H5Pset_chunk(properties, 3, chunk.data()) < 0 || H5Pset_deflate(properties, 1) < 0)
    return false;
  const Handle dataset(
      H5Dcreate2(group, named.name.toUtf8().constData(), type, space, H5P_DEFAULT, properties, H5P_DEFAULT),
      H5Dclose);
  if (!dataset.isOpen() || !putPlace(dataset, image.grid)) return false;
  return std::ranges::all_of(chunks, [&](const Chunk& each) {
    return H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, each.first.data(),
                          static_cast<std::size_t>(each.bytes.size()), each.bytes.constData()) >= 0;
  });
}

/// For names in UTF-8, and for groups on the way that are not there yet.
hid_t linkProperties() {
  const hid_t properties = H5Pcreate(H5P_LINK_CREATE);
  H5Pset_create_intermediate_group(properties, 1);
  H5Pset_char_encoding(properties, H5T_CSET_UTF8);
  return properties;
}

/// A file in memory: the library, which crashes at the program's end after a disk was full, never writes to
/// one.
class MemoryFile {
 public:
  MemoryFile() : access_(H5Pcreate(H5P_FILE_ACCESS), H5Pclose), file_(created(access_), H5Fclose) {}

  hid_t id() const { return file_; }
  bool isOpen() const { return file_.isOpen(); }

  /// Writes it to the disk as a whole.
  Result<void> save(const QString& path) const {
    if (H5Fflush(file_, H5F_SCOPE_GLOBAL) < 0) return failed(path);
    const ssize_t size = H5Fget_file_image(file_, nullptr, 0);
    if (size <= 0) return failed(path);
    QByteArray bytes(static_cast<qsizetype>(size), Qt::Uninitialized);
    if (H5Fget_file_image(file_, bytes.data(), static_cast<std::size_t>(size)) != size) return failed(path);
    return writeWholeFile(path, bytes);
  }

 private:
  static hid_t created(hid_t access) {
    constexpr std::size_t kGrowth = std::size_t{16} << 20;
    constexpr hbool_t kOnDisk = 0;
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    if (access < 0 || H5Pset_fapl_core(access, kGrowth, kOnDisk) < 0) return -1;
    return H5Fcreate("memory", H5F_ACC_TRUNC, H5P_DEFAULT, access);
  }

  Handle access_;
  Handle file_;
};

}  // namespace

Result<void> writeHdf5(const QString& file, const QString& group, const std::vector<NamedImage>& images) {
  std::vector<std::vector<Chunk>> chunks;
  std::vector<Eigen::Vector3i> sides;
  for (const NamedImage& named : images) {
    sides.emplace_back(named.image->grid.size().cwiseMin(kChunkSide));
    auto made = chunksOf(*named.image, sides.back());
    if (!made) return made.error();
    chunks.push_back(made.take());
  }
  const std::lock_guard lock(libraryMutex());
  const MemoryFile target;
  const Handle properties(linkProperties(), H5Pclose);
  const Handle parent(target.isOpen() ? H5Gcreate2(target.id(), group.toUtf8().constData(), properties,
                                                   H5P_DEFAULT, H5P_DEFAULT)
                                      : hid_t{-1},
                      H5Gclose);
  if (!parent.isOpen()) return failed(file);
  for (std::size_t n = 0; n < images.size(); ++n)
    if (!putImage(parent, images[n], chunks[n], sides[n])) return failed(file);
  return target.save(file);
}

Result<void> writeHdf5Links(const QString& file, const std::vector<LinkedGroup>& groups) {
  const std::lock_guard lock(libraryMutex());
  const MemoryFile target;
  const Handle properties(linkProperties(), H5Pclose);
  if (!target.isOpen()) return failed(file);
  for (const LinkedGroup& linked : groups) {
    const QByteArray group = linked.group.toUtf8();
    if (H5Lcreate_external(QFile::encodeName(linked.file).constData(), group.constData(), target.id(),
                           group.constData(), properties, H5P_DEFAULT) < 0)
      return failed(file);
  }
  return target.save(file);
}

}  // namespace uptake
