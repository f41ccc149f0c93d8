#pragma once

#include "core/error.h"
#include "core/geometry/patient_space.h"
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

/// Where the voxels of an image file lie in the patient, LPS, as the file says it: neither right angles nor
/// sizes are checked.
struct FileLattice {
  /// The columns of `steps` lead from one voxel to the next of each index, in mm.
  static FileLattice create(const Eigen::Vector3i& size, const Eigen::Matrix3d& steps, const Point& origin);

  Point toPatient(const Eigen::Vector3d& index) const { return origin + axes * spacing.cwiseProduct(index); }
  Eigen::Vector3i last() const { return size - Eigen::Vector3i::Ones(); }
  Eigen::Matrix3d steps() const { return axes * spacing.asDiagonal(); }
  bool isFinite() const { return spacing.allFinite() && origin.allFinite() && axes.allFinite(); }
  /// How far apart the two put the corner where they differ most, in mm. Their sizes are equal.
  double distanceTo(const FileLattice& other) const;

  Eigen::Vector3i size = Eigen::Vector3i::Ones();
  Eigen::Vector3d spacing = Eigen::Vector3d::Ones();   ///< mm
  Point origin = Point::Zero();                        ///< centre of the first voxel, mm
  Eigen::Matrix3d axes = Eigen::Matrix3d::Identity();  ///< unit directions as columns
};

/// A segment as a header describes it.
struct DescribedSegment {
  int layer = 0;  ///< from 0
  int value = 1;  ///< of its voxels in that layer
  QString name;   ///< may be empty
  std::optional<Rgb> colour;
};

enum class StoredAs { Raw, Deflated, Text };

/// What the header of an image file says: where its voxels lie, and how they are stored.
struct ImageLayout {
  FileLattice lattice;
  NumberType type = NumberType::UInt8;
  bool isBigEndian = false;
  double slope = 1.0;  ///< value = stored number × slope + intercept
  double intercept = 0.0;
  /// Several label images in one, so that segments may overlap. Their axis is the first of the file, or the
  /// last.
  int layers = 1;
  bool layersComeFirst = true;

  QString dataFile;  ///< the file that holds the voxels
  StoredAs storedAs = StoredAs::Raw;
  std::int64_t packedOffset = 0;  ///< where the stream begins in that file, when it is deflated or text
  std::int64_t dataOffset = 0;    ///< where the voxels begin: in the file, or in what is unpacked from it

  std::vector<DescribedSegment> segments;
  QStringList warnings;  ///< what was tolerated, in words
  QString unit;          ///< a note on the unit of length when it is not mm, in words

  std::int64_t voxelCount() const {
    return std::int64_t{lattice.size.x()} * lattice.size.y() * lattice.size.z();
  }
  std::int64_t voxelBytes() const { return voxelCount() * layers * bytesOf(type); }
};

/// The most that an image may unpack to: 512 × 512 × 1024 voxels of eight bytes.
inline constexpr std::int64_t kMaximumImageBytes = std::int64_t{1} << 31;
inline constexpr int kMaximumSide = 65535;

/// NIfTI-1 and -2 (nifti.nimh.nih.gov) with header and voxels in one file, which may be gzip as a whole. The
/// sform says where the voxels lie where its code is not 0, otherwise the qform; a warning says when the two
/// disagree. Lengths are in the unit that xyzt_units names.
Result<ImageLayout> readNiftiLayout(const QString& file);

/// NRRD (teem.sourceforge.net/nrrd/format.html): three axes with space directions, and a fourth of kind
/// "list" for layers; raw, gzip or text, in the file itself or in one of the same folder. Names, colours,
/// values and layers of segments are those that 3D Slicer writes (SegmentN_Name and so on).
Result<ImageLayout> readNrrdLayout(const QString& file);

/// MetaImage (itk.org/Wiki/MetaIO/Documentation): three axes, one channel, binary, voxels in the file itself
/// or in one that lies in the same folder.
Result<ImageLayout> readMetaLayout(const QString& file);

/// The path of the data file that a header names, when it is a plain name in the header's folder; or empty.
QString besideFile(const QString& header, const QString& name);

}  // namespace uptake::masks
