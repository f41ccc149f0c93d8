#pragma once

#include "core/error.h"
#include "core/mask/label_map.h"
#include "io/store/file_stamp.h"

#include <QByteArray>

#include <cstdint>
#include <span>
#include <vector>

namespace uptake {

// Two-dimensional images whose pixel spacing and position are unknown, so that their files state none. Pixels
// are stored row by row from the top left.

/// The bytes of a gzip-compressed NRRD file (teem.sourceforge.net/nrrd/format.html) without spacing, origin
/// and space. Internal unless there are columns × rows pixels.
Result<QByteArray> nrrd2d(int columns, int rows, std::span<const std::uint8_t> pixels);
Result<QByteArray> nrrd2d(int columns, int rows, std::span<const std::int16_t> pixels);
Result<QByteArray> nrrd2d(int columns, int rows, std::span<const float> pixels);

/// The bytes of an 8-bit grey PNG file without a resolution, from columns × rows grey values.
Result<QByteArray> png2d(int columns, int rows, std::span<const std::uint8_t> greys);

/// The labels of a two-dimensional mask file, and the state of the file.
struct Labels2d {
  std::vector<Label> labels;
  FileStamp stamp;
};

/// Reads a two-dimensional NRRD file of 8- or 16-bit whole numbers, compressed or not, which other programs
/// may have edited. FileUnreadable when it is no such file or damaged, Inconsistent when its size is not
/// columns × rows or a number is no label, NotSupported when its pixels are in another file or of another
/// type.
Result<Labels2d> readLabels2d(const QString& path, int columns, int rows);

}  // namespace uptake
