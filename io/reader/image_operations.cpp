#include "io/reader/envelope_p.h"
#include "io/reader/image_operations_p.h"
#include "io/reader/stream_p.h"

#include <cmath>

namespace uptake::reader {

namespace {

constexpr int kLargestSide = 65535;

void putLayout(QDataStream& out, const masks::ImageLayout& layout) {
  for (int axis = 0; axis < 3; ++axis) put(out, layout.lattice.size[axis]);
  put(out, layout.lattice.spacing);
  put(out, Eigen::Vector3d(layout.lattice.origin));
  for (int axis = 0; axis < 3; ++axis) put(out, Eigen::Vector3d(layout.lattice.axes.col(axis)));
  put(out, static_cast<int>(layout.type));
  put(out, layout.slope);
  put(out, layout.intercept);
  put(out, layout.layers);
  put(out, static_cast<int>(layout.encoding));
  put(out, layout.warnings);
}

/// Nothing when a number is none that a header could give.
std::optional<masks::ImageLayout> getLayout(QDataStream& in) {
  masks::ImageLayout layout;
  Eigen::Vector3d origin, direction;
  for (int axis = 0; axis < 3; ++axis) get(in, layout.lattice.size[axis]);
  get(in, layout.lattice.spacing);
  get(in, origin);
  layout.lattice.origin = origin;
  for (int axis = 0; axis < 3; ++axis) {
    get(in, direction);
    layout.lattice.axes.col(axis) = direction;
  }
  int type = 0, encoding = 0;
  get(in, type);
  get(in, layout.slope);
  get(in, layout.intercept);
  get(in, layout.layers);
  get(in, encoding);
  get(in, layout.warnings);
  const bool isPossible = in.status() == QDataStream::Ok && (layout.lattice.size.array() >= 1).all() &&
                          (layout.lattice.size.array() <= kLargestSide).all() && layout.lattice.isFinite() &&
                          type >= 0 && type <= static_cast<int>(masks::NumberType::Double) && encoding >= 0 &&
                          encoding <= static_cast<int>(masks::Encoding::Hdf5) && layout.layers >= 1 &&
                          layout.layers <= kLargestSide;
  if (!isPossible) return std::nullopt;
  layout.type = static_cast<masks::NumberType>(type);
  layout.encoding = static_cast<masks::Encoding>(encoding);
  return layout;
}

}  // namespace

QByteArray imageHeaderRequest(const QString& file) {
  return requestOf(Operation::ImageHeader, [&](QDataStream& out) { put(out, file); });
}

Result<images::ImageHeader> imageHeaderAnswer(const Result<QByteArray>& answer) {
  const Result<QByteArray> content = contentOf(answer);
  if (!content) return content.error();
  QDataStream in(*content);
  in.setVersion(kStreamVersion);
  if (const auto failure = takeFailure(in)) return *failure;
  auto layout = getLayout(in);
  if (!layout) return invalidAnswer({});
  return images::ImageHeader{std::move(*layout)};
}

QByteArray voxelRequest(const images::VoxelTask& task) {
  return requestOf(Operation::ImageVoxels, [&](QDataStream& out) {
    put(out, task.file);
    put(out, task.volume);
    for (int axis = 0; axis < 3; ++axis) put(out, task.size[axis]);
    put(out, task.first);
    put(out, task.count);
    out << static_cast<qint64>(task.origin);
    for (const std::int64_t stride : task.stride) out << static_cast<qint64>(stride);
    out << static_cast<qint64>(task.sliceVoxels);
    put(out, task.isSliceWise);
    put(out, static_cast<int>(task.type));
    put(out, task.fillValue);
    put(out, task.bufferKey);
  });
}

Result<std::int64_t> voxelAnswer(const Result<QByteArray>& answer) {
  const Result<QByteArray> content = contentOf(answer);
  if (!content) return content.error();
  QDataStream in(*content);
  in.setVersion(kStreamVersion);
  if (const auto failure = takeFailure(in)) return *failure;
  qint64 notFinite = 0;
  in >> notFinite;
  if (in.status() != QDataStream::Ok || notFinite < 0) return invalidAnswer({});
  return static_cast<std::int64_t>(notFinite);
}

// In the reader.

MaskAnswer handleImage(Operation operation, QDataStream& in) {
  if (operation == Operation::ImageHeader) {
    QString file;
    get(in, file);
    const Result<images::ImageHeader> header = images::readImageHeader(file);
    return {bytesOf([&](QDataStream& out) {
              putOutcome(out, header);
              if (header) putLayout(out, header->layout);
            }),
            false};
  }
  images::VoxelTask task;
  get(in, task.file);
  get(in, task.volume);
  for (int axis = 0; axis < 3; ++axis) get(in, task.size[axis]);
  get(in, task.first);
  get(in, task.count);
  qint64 number = 0;
  in >> number;
  task.origin = number;
  for (std::int64_t& stride : task.stride) {
    in >> number;
    stride = number;
  }
  in >> number;
  task.sliceVoxels = number;
  get(in, task.isSliceWise);
  int type = 0;
  get(in, type);
  task.type = static_cast<VoxelType>(type);
  get(in, task.fillValue);
  get(in, task.bufferKey);
  const Result<std::int64_t> read = images::readVoxels(task);
  const bool isOver = !read || task.first + task.count >= task.size.z();
  return {bytesOf([&](QDataStream& out) {
            putOutcome(out, read);
            if (read) out << static_cast<qint64>(*read);
          }),
          // All voxels of a volume were kept: the memory goes back.
          isOver && read.ok() && !task.isSliceWise};
}

}  // namespace uptake::reader
