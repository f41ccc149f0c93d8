#include "io/hdf5/hdf5_handle_p.h"
#include "io/libraries/hdf5_module_p.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <new>
#include <vector>

namespace uptake::libraries {

namespace {

using hdf5::Handle;
using masks::ImageLayout;
using masks::NumberType;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::ImageFile)
};

/// What is read at once.
constexpr std::int64_t kSlabBytes = std::int64_t{64} << 20;
constexpr int kMostDatasets = 1'000'000;

Error unreadable(const QString& file) {
  return {ErrorKind::FileUnreadable, Texts::tr("The file is no HDF5, or it is damaged."), file};
}

Handle openFile(const QString& file) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  // No code that a file names is loaded.
  H5PLset_loading_state(0);
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  // Read-only and network file systems have no locks.
  H5Pset_file_locking(access, true, true);
  return {H5Fopen(QFile::encodeName(file).constData(), H5F_ACC_RDONLY, access), H5Fclose};
}

/// How the library hands over numbers of a type: std::nullopt for text, records and the like.
struct Numbers {
  NumberType type = NumberType::UInt8;
  hid_t native = -1;
};

std::optional<Numbers> numbersOf(hid_t type) {
  const std::size_t size = H5Tget_size(type);
  // An enumeration is what h5py writes of true and false.
  if (H5Tget_class(type) == H5T_FLOAT) {
    if (size <= 4) return Numbers{NumberType::Float, H5T_NATIVE_FLOAT};
    if (size == 8) return Numbers{NumberType::Double, H5T_NATIVE_DOUBLE};
    return std::nullopt;
  }
  if (H5Tget_class(type) != H5T_INTEGER && H5Tget_class(type) != H5T_ENUM) return std::nullopt;
  const Handle base(H5Tget_class(type) == H5T_ENUM ? H5Tget_super(type) : H5Tcopy(type), H5Tclose);
  const bool isSigned = H5Tget_sign(base) != H5T_SGN_NONE;
  switch (size) {
    case 1:
      return isSigned ? Numbers{NumberType::Int8, H5T_NATIVE_INT8}
                      : Numbers{NumberType::UInt8, H5T_NATIVE_UINT8};
    case 2:
      return isSigned ? Numbers{NumberType::Int16, H5T_NATIVE_INT16}
                      : Numbers{NumberType::UInt16, H5T_NATIVE_UINT16};
    case 4:
      return isSigned ? Numbers{NumberType::Int32, H5T_NATIVE_INT32}
                      : Numbers{NumberType::UInt32, H5T_NATIVE_UINT32};
    case 8:
      return isSigned ? Numbers{NumberType::Int64, H5T_NATIVE_INT64}
                      : Numbers{NumberType::UInt64, H5T_NATIVE_UINT64};
    default:
      return std::nullopt;
  }
}

/// The size of a dataset of three dimensions.
std::optional<std::array<hsize_t, 3>> sizeOf(hid_t dataset) {
  const Handle space(H5Dget_space(dataset), H5Sclose);
  std::array<hsize_t, 3> size{};
  if (!space.isOpen() || H5Sget_simple_extent_ndims(space) != 3 ||
      H5Sget_simple_extent_dims(space, size.data(), nullptr) != 3)
    return std::nullopt;
  return size;
}

bool isImage(hid_t dataset) {
  const Handle type(H5Dget_type(dataset), H5Tclose);
  return sizeOf(dataset) && type.isOpen() && numbersOf(type);
}

/// Called for each link below the root. Links to other files and soft ones are not followed.
herr_t noteLink(hid_t root, const char* name, const H5L_info_t* info, void* data) noexcept {
  try {
    auto& contents = *static_cast<hdf5::Contents*>(data);
    if (contents.datasets.size() > kMostDatasets || contents.links.size() > kMostDatasets) return -1;
    if (info->type == H5L_TYPE_EXTERNAL) {
      std::vector<char> value(info->u.val_size);
      const char* file = nullptr;
      const char* object = nullptr;
      unsigned flags = 0;
      if (H5Lget_val(root, name, value.data(), value.size(), H5P_DEFAULT) >= 0 &&
          H5Lunpack_elink_val(value.data(), value.size(), &flags, &file, &object) >= 0)
        contents.links.append(QFile::decodeName(file));
      return 0;
    }
    if (info->type != H5L_TYPE_HARD) return 0;
    const Handle object(H5Oopen(root, name, H5P_DEFAULT), H5Oclose);
    if (object.isOpen() && H5Iget_type(object) == H5I_DATASET && isImage(object))
      contents.datasets.append(QLatin1Char('/') + QString::fromUtf8(name));
    return 0;
  } catch (const std::bad_alloc&) {
    return -1;
  }
}

/// Numbers of an attribute in the shape that is wanted.
template <std::size_t Count>
std::optional<std::array<double, Count>> attribute(hid_t dataset, const char* name,
                                                   std::initializer_list<hsize_t> shape) {
  if (H5Aexists(dataset, name) <= 0) return std::nullopt;
  const Handle attribute(H5Aopen(dataset, name, H5P_DEFAULT), H5Aclose);
  const Handle space(attribute.isOpen() ? H5Aget_space(attribute) : hid_t{-1}, H5Sclose);
  std::array<hsize_t, 2> size{};
  if (!space.isOpen() || H5Sget_simple_extent_ndims(space) != static_cast<int>(shape.size()) ||
      H5Sget_simple_extent_dims(space, size.data(), nullptr) < 0 ||
      !std::equal(shape.begin(), shape.end(), size.begin()))
    return std::nullopt;
  std::array<double, Count> numbers{};
  if (H5Aread(attribute, H5T_NATIVE_DOUBLE, numbers.data()) < 0) return std::nullopt;
  return numbers;
}

/// Whether all numbers of a dataset are in its own file.
bool isWhole(hid_t properties) {
  return H5Pget_layout(properties) != H5D_VIRTUAL &&
         (H5Pget_layout(properties) != H5D_CONTIGUOUS || H5Pget_external_count(properties) == 0);
}

Error noPlace(const hdf5::Place& place) {
  return {ErrorKind::NotSupported,
          Texts::tr("The dataset %1 states neither the size nor the place of its voxels (attribute "
                    "\"affine\"): nothing in it can be measured. Convert the study again with uptake-cli "
                    "convert --format hdf5, which writes them.")
              .arg(place.dataset),
          place.file};
}

/// Where its voxels are, in LPS.
Result<void> placeLattice(hid_t dataset, const hdf5::Place& place, ImageLayout& layout) {
  const auto numbers = attribute<16>(dataset, "affine", {4, 4});
  if (!numbers) return noPlace(place);
  const Eigen::Map<const Eigen::Matrix<double, 4, 4, Eigen::RowMajor>> affine(numbers->data());
  if (!affine.allFinite() || affine.row(3) != Eigen::RowVector4d(0, 0, 0, 1)) return noPlace(place);
  const Eigen::Vector3d toLps(-1, -1, 1);
  const Eigen::Matrix3d steps = toLps.asDiagonal() * affine.topLeftCorner<3, 3>();
  layout.lattice = masks::FileLattice::create(layout.lattice.size, steps,
                                              toLps.cwiseProduct(affine.topRightCorner<3, 1>()));
  constexpr double kRounding = 1e-3;  // mm
  if (const auto spacing = attribute<3>(dataset, "spacing", {3});
      spacing &&
      !((Eigen::Map<const Eigen::Vector3d>(spacing->data()) - layout.lattice.spacing).cwiseAbs().maxCoeff() <=
        kRounding))
    layout.warnings.append(Texts::tr(
        "Its attributes \"spacing\" and \"affine\" state different sizes of a voxel: \"affine\" is taken."));
  return {};
}

/// An open dataset and the file that it is in.
class Dataset {
 public:
  explicit Dataset(const hdf5::Place& place)
      : file_(openFile(place.file)),
        dataset_(
            file_.isOpen() ? H5Dopen2(file_, place.dataset.toUtf8().constData(), H5P_DEFAULT) : hid_t{-1},
            H5Dclose),
        properties_(dataset_.isOpen() ? H5Dget_create_plist(dataset_) : hid_t{-1}, H5Pclose) {}
  bool isOpen() const { return properties_.isOpen(); }
  bool isFileOpen() const { return file_.isOpen(); }
  hid_t id() const { return dataset_; }
  hid_t properties() const { return properties_; }

 private:
  Handle file_;
  Handle dataset_;
  Handle properties_;
};

/// The numbers of a dataset, a few planes of its last index at a time, the first index fastest.
class DatasetBytes : public masks::ByteSource {
 public:
  DatasetBytes(std::unique_ptr<Dataset> dataset, const Numbers& numbers, const std::array<hsize_t, 3>& size)
      : dataset_(std::move(dataset)), numbers_(numbers), size_(size), width_(masks::bytesOf(numbers.type)) {
    std::array<hsize_t, 3> chunk{1, 1, 1};
    if (H5Pget_layout(dataset_->properties()) == H5D_CHUNKED)
      H5Pget_chunk(dataset_->properties(), 3, chunk.data());
    // Chunks are unpacked once each: as many planes as they have, and more where they are small.
    const std::int64_t plane = width_ * static_cast<std::int64_t>(size_[0] * size_[1]);
    const hsize_t side = std::max<hsize_t>(chunk[2], 1);
    const auto sides =
        std::max<hsize_t>(static_cast<hsize_t>(kSlabBytes / std::max<std::int64_t>(plane, 1)) / side, 1);
    planes_ = std::min(side * sides, size_[2]);
  }

  bool read(char* bytes, std::int64_t count) override {
    while (count > 0) {
      if (at_ == static_cast<std::int64_t>(slab_.size()) && !fill()) return false;
      const std::int64_t some = std::min(count, static_cast<std::int64_t>(slab_.size()) - at_);
      std::memcpy(bytes, slab_.data() + at_, static_cast<std::size_t>(some));
      at_ += some;
      bytes += some;
      count -= some;
    }
    return true;
  }
  bool end() override { return true; }

 private:
  bool fill() {
    const hsize_t planes = std::min(planes_, size_[2] - next_);
    if (planes == 0) return false;
    const std::array<hsize_t, 3> first{0, 0, next_};
    const std::array<hsize_t, 3> count{size_[0], size_[1], planes};
    const Handle space(H5Dget_space(dataset_->id()), H5Sclose);
    const Handle memory(H5Screate_simple(3, count.data(), nullptr), H5Sclose);
    stored_.resize(static_cast<std::size_t>(count[0] * count[1] * count[2]) *
                   static_cast<std::size_t>(width_));
    if (!space.isOpen() || !memory.isOpen() ||
        H5Sselect_hyperslab(space, H5S_SELECT_SET, first.data(), nullptr, count.data(), nullptr) < 0 ||
        H5Dread(dataset_->id(), numbers_.native, memory, space, H5P_DEFAULT, stored_.data()) < 0)
      return false;
    slab_.resize(stored_.size());
    switch (width_) {
      case 1:
        turn<std::uint8_t>(planes);
        break;
      case 2:
        turn<std::uint16_t>(planes);
        break;
      case 4:
        turn<std::uint32_t>(planes);
        break;
      default:
        turn<std::uint64_t>(planes);
    }
    next_ += planes;
    at_ = 0;
    return true;
  }

  /// From the last index fastest to the first. In this order the lines of `from` stay in the cache.
  template <class Word>
  void turn(hsize_t planes) {
    const auto* from = reinterpret_cast<const Word*>(stored_.data());
    auto* to = reinterpret_cast<Word*>(slab_.data());
    const hsize_t columns = size_[0], rows = size_[1];
    for (hsize_t y = 0; y < rows; ++y)
      for (hsize_t z = 0; z < planes; ++z) {
        Word* row = to + (z * rows + y) * columns;
        for (hsize_t x = 0; x < columns; ++x) row[x] = from[(x * rows + y) * planes + z];
      }
  }

  std::unique_ptr<Dataset> dataset_;
  Numbers numbers_;
  std::array<hsize_t, 3> size_;
  std::int64_t width_;
  hsize_t planes_ = 1;  ///< read at once
  hsize_t next_ = 0;    ///< plane
  std::vector<char> stored_, slab_;
  std::int64_t at_ = 0;  ///< bytes of `slab_` that were given out
};

}  // namespace

Result<hdf5::Contents> readHdf5Contents(const QString& file) {
  const Handle opened = openFile(file);
  if (!opened.isOpen()) return unreadable(file);
  hdf5::Contents contents;
  if (H5Lvisit(opened, H5_INDEX_NAME, H5_ITER_INC, noteLink, &contents) < 0) return unreadable(file);
  contents.links.removeDuplicates();
  return contents;
}

Result<ImageLayout> readHdf5Layout(const hdf5::Place& place) {
  const Dataset dataset(place);
  if (!dataset.isFileOpen()) return unreadable(place.file);
  if (!dataset.isOpen())
    return Error{ErrorKind::FileUnreadable, Texts::tr("The file has no dataset %1.").arg(place.dataset),
                 place.file};
  const auto size = sizeOf(dataset.id());
  const Handle type(H5Dget_type(dataset.id()), H5Tclose);
  const auto numbers = type.isOpen() ? numbersOf(type) : std::nullopt;
  if (!size || !numbers)
    return Error{ErrorKind::NotSupported,
                 Texts::tr("The dataset %1 is no image: it does not hold single numbers in three dimensions.")
                     .arg(place.dataset),
                 place.file};
  if (!isWhole(dataset.properties()))
    return Error{ErrorKind::NotSupported,
                 Texts::tr("The numbers of the dataset %1 are in another file.").arg(place.dataset),
                 place.file};
  ImageLayout layout;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if ((*size)[axis] < 1 || (*size)[axis] > static_cast<hsize_t>(masks::kMaximumSide))
      return Error{ErrorKind::NotSupported,
                   Texts::tr("The dataset %1 has %2 voxels on a side; images have 1 to %3.")
                       .arg(place.dataset)
                       .arg((*size)[axis])
                       .arg(masks::kMaximumSide),
                   place.file};
    layout.lattice.size[static_cast<Eigen::Index>(axis)] = static_cast<int>((*size)[axis]);
  }
  layout.type = numbers->type;
  layout.isBigEndian = std::endian::native == std::endian::big;
  layout.encoding = masks::Encoding::Hdf5;
  layout.dataFile = place.file;
  if (const auto placed = placeLattice(dataset.id(), place, layout); !placed) return placed.error();
  return layout;
}

Result<std::unique_ptr<masks::ByteSource>> openHdf5Voxels(const ImageLayout& layout,
                                                          const hdf5::Place& place) {
  auto dataset = std::make_unique<Dataset>(place);
  if (!dataset->isOpen()) return unreadable(place.file);
  const auto size = sizeOf(dataset->id());
  const Handle type(H5Dget_type(dataset->id()), H5Tclose);
  const auto numbers = type.isOpen() ? numbersOf(type) : std::nullopt;
  const bool isSame = size && numbers && numbers->type == layout.type && isWhole(dataset->properties()) &&
                      static_cast<int>((*size)[0]) == layout.lattice.size.x() &&
                      static_cast<int>((*size)[1]) == layout.lattice.size.y() &&
                      static_cast<int>((*size)[2]) == layout.lattice.size.z();
  if (!isSame)
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("The file changed since its header was read: open it again."), place.file};
  return std::unique_ptr<masks::ByteSource>(
      std::make_unique<DatasetBytes>(std::move(dataset), *numbers, *size));
}

}  // namespace uptake::libraries
