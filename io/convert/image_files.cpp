#include "io/convert/stored_image.h"
#include "io/slicetable/deflate_p.h"

#include <QCoreApplication>

#include <Eigen/Geometry>

#include <bit>
#include <cstring>
#include <limits>

namespace uptake {

namespace {

template <class T>
void put(QByteArray& header, int offset, T value) {
  std::memcpy(header.data() + offset, &value, sizeof(value));
}

/// Through memory: gcc 12 drops a pair of casts between vectors, and the rounding with it.
double inSinglePrecision(double value) {
  const volatile float rounded = static_cast<float>(value);
  return static_cast<double>(rounded);
}

QByteArray numbers(const Eigen::Vector3d& vector) {
  return QByteArray::number(vector.x(), 'g', 17) + ' ' + QByteArray::number(vector.y(), 'g', 17) + ' ' +
         QByteArray::number(vector.z(), 'g', 17);
}

/// The header of nifti1.h, with the empty list of extensions after it, in the machine's byte order (readers
/// tell it by the first number).
QByteArray niftiHeader(const StoredImage& image) {
  constexpr int kHeaderSize = 348;
  constexpr int kVoxelOffset = 352;
  QByteArray header(kVoxelOffset, '\0');
  put(header, 0, std::int32_t{kHeaderSize});
  put(header, 40, std::int16_t{3});  // dim
  for (int axis = 0; axis < 7; ++axis)
    put(header, 42 + 2 * axis, static_cast<std::int16_t>(axis < 3 ? image.grid.size()[axis] : 1));
  const std::int16_t type = image.type == StoredImage::Type::UInt8   ? 2
                            : image.type == StoredImage::Type::Int16 ? 4
                                                                     : 16;
  put(header, 70, type);
  put(header, 72, static_cast<std::int16_t>(8 * image.bytesPerVoxel()));  // bitpix

  // NIfTI counts to the right and to the front.
  const Eigen::Vector3d toRas(-1, -1, 1);
  Eigen::Matrix3d turn = toRas.asDiagonal() * image.grid.directions();
  const Eigen::Matrix3d steps = turn * image.grid.spacing().asDiagonal();
  const Eigen::Vector3d origin = toRas.cwiseProduct(image.grid.origin());
  const bool mirrored = turn.determinant() < 0.0;
  if (mirrored) turn.col(2) = -turn.col(2);
  Eigen::Quaterniond quaternion(turn);
  quaternion.normalize();
  if (quaternion.w() < 0.0) quaternion.coeffs() = -quaternion.coeffs();

  put(header, 76, mirrored ? -1.0F : 1.0F);  // pixdim[0], called qfac
  for (int axis = 0; axis < 3; ++axis)
    put(header, 80 + 4 * axis, static_cast<float>(image.grid.spacing()[axis]));
  put(header, 108, static_cast<float>(kVoxelOffset));
  put(header, 112, 1.0F);             // scl_slope
  put(header, 123, char{2});          // xyzt_units: mm
  put(header, 252, std::int16_t{1});  // qform_code: scanner
  put(header, 254, std::int16_t{1});  // sform_code
  put(header, 256, static_cast<float>(quaternion.x()));
  put(header, 260, static_cast<float>(quaternion.y()));
  put(header, 264, static_cast<float>(quaternion.z()));
  for (int row = 0; row < 3; ++row) {
    put(header, 268 + 4 * row, static_cast<float>(origin[row]));  // qoffset
    for (int axis = 0; axis < 3; ++axis)
      put(header, 280 + 16 * row + 4 * axis, static_cast<float>(steps(row, axis)));  // srow
    put(header, 292 + 16 * row, static_cast<float>(origin[row]));
  }
  std::memcpy(header.data() + 344, "n+1", 4);
  return header;
}

}  // namespace

Result<ImageGrid> gridInNifti(const ImageGrid& grid) {
  const Eigen::Matrix3d steps = grid.directions() * grid.spacing().asDiagonal();
  const Eigen::Matrix3d rounded = steps.unaryExpr(&inSinglePrecision);
  return ImageGrid::create(grid.size(), rounded.colwise().norm().transpose(),
                           grid.origin().unaryExpr(&inSinglePrecision), rounded.colwise().normalized());
}

Result<QByteArray> niftiFile(const StoredImage& image) {
  if ((image.grid.size().array() > std::numeric_limits<std::int16_t>::max()).any())
    return Error{
        ErrorKind::NotSupported,
        QCoreApplication::translate("uptake::Conversion", "NIfTI holds at most 32767 voxels on a side."),
        {}};
  return compression::gzipOf(niftiHeader(image) + image.voxels);
}

Result<QByteArray> metaFile(const StoredImage& image) {
  Result<QByteArray> voxels = compression::zlibOf(image.voxels);
  if (!voxels) return voxels;
  const ImageGrid& grid = image.grid;
  QByteArray file = "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = ";
  file += std::endian::native == std::endian::big ? "True" : "False";
  file += "\nCompressedData = True\nCompressedDataSize = " + QByteArray::number(voxels->size());
  file += "\nTransformMatrix = " + numbers(grid.axis(0)) + ' ' + numbers(grid.axis(1)) + ' ' +
          numbers(grid.axis(2));
  file += "\nOffset = " + numbers(grid.origin());
  file += "\nCenterOfRotation = 0 0 0\nElementSpacing = " + numbers(grid.spacing());
  file += "\nDimSize = " + QByteArray::number(grid.size().x()) + ' ' + QByteArray::number(grid.size().y()) +
          ' ' + QByteArray::number(grid.size().z());
  file += "\nElementType = ";
  file += image.type == StoredImage::Type::UInt8   ? "MET_UCHAR"
          : image.type == StoredImage::Type::Int16 ? "MET_SHORT"
                                                   : "MET_FLOAT";
  file += "\nElementDataFile = LOCAL\n";
  return file + *voxels;
}

}  // namespace uptake
