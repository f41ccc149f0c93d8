#pragma once

#include "core/error.h"

#include <QByteArray>
#include <QByteArrayView>

namespace uptake::convert {

/// Compressed in one stretch by libdeflate, whose streams any zlib reads: at its lowest level it makes CT and
/// PET as small as zlib's level 1 (which nibabel writes by default) in less than half of the time; zlib's
/// level 6 takes five times as long again for one hundredth less. NotSupported when there is no memory.
Result<QByteArray> gzipOf(QByteArrayView bytes);
Result<QByteArray> zlibOf(QByteArrayView bytes);
/// What gzip bytes unpack to, which must be exactly `size` bytes; else FileUnreadable.
Result<QByteArray> unpackedGzip(QByteArrayView bytes, qsizetype size);

}  // namespace uptake::convert
