#pragma once

#include "core/error.h"
#include "core/geometry/image_grid.h"
#include "core/mask/segment.h"

#include <QString>
#include <QStringList>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace uptake::masks {

enum class NumberType { UInt8, Int8, UInt16, Int16, UInt32, Int32, UInt64, Int64, Float, Double };
int bytesOf(NumberType type);

/// The geometry of an image as its file states it, in LPS. Axes need not be orthogonal and sizes are not
/// checked.
struct FileLattice {
  /// The columns of `steps` are the vectors between neighbouring voxels of each index, in mm.
  static FileLattice create(const Eigen::Vector3i& size, const Eigen::Matrix3d& steps, const Point& origin);

  Point toPatient(const Eigen::Vector3d& index) const { return origin + axes * spacing.cwiseProduct(index); }
  Eigen::Vector3i last() const { return size - Eigen::Vector3i::Ones(); }
  Eigen::Matrix3d steps() const { return axes * spacing.asDiagonal(); }
  bool isFinite() const { return spacing.allFinite() && origin.allFinite() && axes.allFinite(); }
  /// The largest distance between corresponding corners of two lattices of equal size, mm.
  double distanceTo(const FileLattice& other) const;

  Eigen::Vector3i size = Eigen::Vector3i::Ones();
  Eigen::Vector3d spacing = Eigen::Vector3d::Ones();   ///< mm
  Point origin = Point::Zero();                        ///< centre of the first voxel, mm
  Eigen::Matrix3d axes = Eigen::Matrix3d::Identity();  ///< unit directions as columns
};

/// A segment that a header describes.
struct DescribedSegment {
  int layer = 0;  ///< from 0
  int value = 1;  ///< label value in that layer
  QString name;   ///< may be empty
  std::optional<Rgb> colour;
};

/// Hdf5: the HDF5 library hands the numbers over (io/hdf5).
enum class Encoding { Raw, Deflated, Text, Hdf5 };

/// The header of an image file: its geometry, and how the voxels are stored.
struct ImageLayout {
  FileLattice lattice;
  NumberType type = NumberType::UInt8;
  bool isBigEndian = false;
  double slope = 1.0;  ///< value = stored number × slope + intercept
  double intercept = 0.0;
  /// Number of images in the file, all on one lattice: 3D Slicer stores overlapping segments in several
  /// layers, and a fourth axis of NIfTI or MetaImage holds further images.
  int layers = 1;
  bool layersComeFirst = true;  ///< the layer index is the first axis of the file, else the last
  QString dataFile;             ///< the file that holds the voxels
  Encoding encoding = Encoding::Raw;
  std::int64_t packedOffset = 0;  ///< of Deflated and Text: where the stream begins in `dataFile`, bytes
  /// Where the voxels begin, bytes: of Raw in `dataFile`, else in the decoded stream.
  std::int64_t dataOffset = 0;

  std::vector<DescribedSegment> segments;
  QStringList warnings;  ///< what was tolerated, translated
  QString unit;          ///< a note on the unit of length when it is not mm, translated
  std::int64_t voxelCount() const {
    return std::int64_t{lattice.size.x()} * lattice.size.y() * lattice.size.z();
  }
  std::int64_t voxelBytes() const { return voxelCount() * layers * bytesOf(type); }
};

/// The largest decoded size of an image: 512 × 512 × 1024 voxels of eight bytes.
inline constexpr std::int64_t kMaximumImageBytes = std::int64_t{1} << 31;
inline constexpr int kMaximumSide = 65535;

/// Reads the header of NIfTI-1 and -2 (nifti.nimh.nih.gov), gzip compressed or not, with the voxels in the
/// same file or, of an .hdr, in an .img file beside it. The geometry is the sform if its code is not 0,
/// otherwise the qform, with a warning if the two disagree; ITK's versions differ in which one they prefer.
/// Lengths are in the unit of xyzt_units.
Result<ImageLayout> readNiftiLayout(const QString& file);

/// Reads the header of NRRD (teem.sourceforge.net/nrrd/format.html): three axes with space directions, and
/// possibly a fourth of kind "list" for layers; raw, gzip or text, in the file itself or in a file of the
/// same folder. Names, colours, values and layers of segments are read from the fields that 3D Slicer writes
/// (SegmentN_Name and so on).
Result<ImageLayout> readNrrdLayout(const QString& file);

/// Reads the header of MetaImage (itk.org/Wiki/MetaIO/Documentation): three axes or four, one channel,
/// binary, voxels in the file itself or in a file of the same folder.
Result<ImageLayout> readMetaLayout(const QString& file);

/// The grid of a lattice: directions that are at right angles but for the rounding of single precision are
/// made so. Inconsistent, as ImageGrid::create() says, when they are not, or a size or spacing is none.
Result<ImageGrid> gridOf(const FileLattice& lattice, const QString& file);

/// The header of an image file, by the ending of its name, or of a dataset of an HDF5 file (io/hdf5).
Result<ImageLayout> readImageLayout(const QString& file);

/// The path of the data file that a header names; empty unless it is a plain file name in the header's
/// folder.
QString detachedDataFile(const QString& header, const QString& name);

}  // namespace uptake::masks
