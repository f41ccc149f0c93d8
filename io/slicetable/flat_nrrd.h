#pragma once

#include "core/error.h"
#include "core/mask/label_map.h"
#include "io/store/file_stamp.h"

#include <QByteArray>

#include <cstdint>
#include <span>
#include <vector>

namespace uptake {

/// The bytes of a two-dimensional NRRD file (teem.sourceforge.net/nrrd/format.html), gzip compressed, of an
/// image whose size in millimetres and place nobody knows: it states no spacing, origin or space. Pixels run
/// along rows, from the top left. Internal when their number is not columns × rows.
Result<QByteArray> flatNrrd(int columns, int rows, std::span<const std::uint8_t> pixels);
Result<QByteArray> flatNrrd(int columns, int rows, std::span<const std::int16_t> pixels);
Result<QByteArray> flatNrrd(int columns, int rows, std::span<const float> pixels);

/// A mask of one image, row by row, and what its file held.
struct FlatLabels {
  std::vector<Label> labels;
  FileStamp stamp;
};

/// Reads such a file, of whole numbers of 8 or 16 bits, compressed or not, that has this size; programs may
/// have edited it since. FileUnreadable when it is no such file or damaged, Inconsistent when the size is
/// another one or a number is no label, NotSupported when its pixels lie in another file or are of another
/// type.
Result<FlatLabels> readFlatLabels(const QString& path, int columns, int rows);

}  // namespace uptake
