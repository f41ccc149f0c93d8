#pragma once

#include "core/error.h"

#include <QByteArray>
#include <QByteArrayView>

namespace uptake::compression {
// By libdeflate, whose streams zlib can read. Its lowest level compresses CT and PET as well as zlib's level
// 1 (the default of nibabel) in less than half of the time; zlib's level 6 takes five times as long for 1 %
// less.

/// The compressed bytes. NotSupported when there is not enough memory.
Result<QByteArray> gzipOf(QByteArrayView bytes);
Result<QByteArray> zlibOf(QByteArrayView bytes);
/// The decompressed bytes of a gzip stream. FileUnreadable unless they are exactly `size` bytes.
Result<QByteArray> unpackedGzip(QByteArrayView bytes, qsizetype size);

}  // namespace uptake::compression
