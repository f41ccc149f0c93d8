#include "core/memory/shared_buffer.h"
#include "io/images/image_header_p.h"
#include "io/images/image_values_p.h"
#include "io/reader/in_process_p.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/io/seg_fixture.h"

#include <QDir>

namespace uptake::fuzz {

namespace {

/// The same file as a grey image, in both types of voxels and both ways of reading.
void readGrey(const QString& path) {
  const auto header = images::readImageHeader(path);
  if (!header) return;
  const Eigen::Vector3i& size = header->layout.lattice.size;
  constexpr qint64 kMostVoxels = 1 << 22;
  if (header->layout.voxelCount() > kMostVoxels) return;
  const auto buffer =
      SharedBuffer::create(static_cast<std::size_t>(header->layout.voxelCount()) * sizeof(float));
  if (!buffer) return;
  for (const VoxelType type : {VoxelType::Int16, VoxelType::Float32})
    for (const bool isSliceWise : {true, false}) {
      images::VoxelTask task;
      task.file = path;
      task.size = size;
      task.count = size.z();
      task.stride[1] = size.x();
      task.sliceVoxels = std::int64_t{size.x()} * size.y();
      task.stride[2] = task.sliceVoxels;
      task.isSliceWise = isSliceWise;
      task.type = type;
      task.bufferKey = (*buffer)->key();
      (void)images::readVoxels(task);
      images::closeVoxels();
    }
}

/// A few labels on an oblique grid, as this program writes them, and `foreign` ones.
FuzzTarget labelImageTarget(const QString& folder, const char* suffix, std::vector<QByteArray> foreign) {
  const ImageGrid grid = test::makeGrid({9, 7, 5}, {1.5, 2.0, 3.0}, {-10.0, 4.5, 100.0}, {10.0, 5.0, 0.0});
  LabelMap labels = LabelMap::create(grid).take();
  labels.set({1, 2, 3}, 1);
  labels.set({5, 4, 0}, 7);
  LabelMap large = LabelMap::create(grid).take();
  large.set({0, 0, 1}, 300);
  const QString first = QDir(folder).filePath(QStringLiteral("first") + QLatin1String(suffix));
  const QString second = QDir(folder).filePath(QStringLiteral("second") + QLatin1String(suffix));
  (void)writeLabelImage(labels, first);
  (void)writeLabelImage(large, second);

  FuzzTarget target;
  target.suffix = QLatin1String(suffix);
  target.seeds = seedsOf({first, second});
  std::ranges::move(foreign, std::back_inserter(target.seeds));
  target.read = [grid](const QString& path) {
    JobControl control;
    (void)in_process::readLabelImage(path);
    (void)in_process::readLabelImage(path, grid, control);
    (void)in_process::findLabelImageGrid(path, std::span(&grid, 1));
    (void)labelImageFiles(path);
    readGrey(path);
  };
  return target;
}

}  // namespace

FuzzTarget niftiTarget(const QString& folder) {
  return labelImageTarget(folder, ".nii", {});
}

FuzzTarget nrrdTarget(const QString& folder) {
  const QByteArray voxels(2 * 4 * 3 * 2, '\1');
  return labelImageTarget(
      folder, ".nrrd",
      {"NRRD0005\n# from elsewhere\ntype: unsigned char\ndimension: 4\nspace: left-posterior-superior\n"
       "sizes: 2 4 3 2\nspace directions: none (1,0,0) (0,1.5,0) (0,0,2)\nkinds: list domain domain domain\n"
       "endian: little\nencoding: raw\nspace origin: "
       "(0,-5,1e1)\nSegment0_ID:=Segment_1\nSegment0_Name:=Tumour\n"
       "Segment0_Color:=0.5 0.25 1\nSegment0_LabelValue:=1\nSegment0_Layer:=0\nSegment0_Extent:=0 3 0 2 0 1\n"
       "Segment1_ID:=Segment_2\nSegment1_LabelValue:=1\nSegment1_Layer:=1\n\n" +
           voxels,
       "NRRD0004\ntype: short\ndimension: 3\nspace: RAS\nsizes: 2 4 3\nspace directions: (1,0,0) (0,1,0) "
       "(0,0,1)\n"
       "endian: big\nencoding: ascii\nline skip: 0\nbyte skip: 0\nspace origin: (0,0,0)\n\n" +
           QByteArray("0 1 2 3 ").repeated(6)});
}

FuzzTarget metaTarget(const QString& folder) {
  return labelImageTarget(
      folder, ".mha",
      {"ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\nCompressedData = "
       "False\n"
       "TransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = 1 2.5 -3\nCenterOfRotation = 0 0 0\n"
       "ElementSpacing = 1 1.5 2\nDimSize = 2 4 3\nElementType = MET_USHORT\nElementDataFile = LOCAL\n" +
       QByteArray(2 * 4 * 3 * 2, '\1')});
}

}  // namespace uptake::fuzz
