#include "io/slicetable/deflate_p.h"

#include <QCoreApplication>

#include <libdeflate.h>
#include <memory>
#include <new>

namespace uptake::compression {

namespace {

constexpr int kLevel = 1;

struct Free {
  void operator()(libdeflate_compressor* compressor) const { libdeflate_free_compressor(compressor); }
};

using Bound = std::size_t (*)(libdeflate_compressor*, std::size_t);
using Compress = std::size_t (*)(libdeflate_compressor*, const void*, std::size_t, void*, std::size_t);

Result<QByteArray> compressed(QByteArrayView bytes, Bound bound, Compress compress) {
  const std::unique_ptr<libdeflate_compressor, Free> compressor(libdeflate_alloc_compressor(kLevel));
  const Error noMemory{
      ErrorKind::NotSupported,
      QCoreApplication::translate("uptake::Conversion", "There is not enough memory for the image."),
      {}};
  if (!compressor) return noMemory;
  try {
    const auto size = static_cast<std::size_t>(bytes.size());
    QByteArray out(static_cast<qsizetype>(bound(compressor.get(), size)), Qt::Uninitialized);
    const std::size_t length =
        compress(compressor.get(), bytes.data(), size, out.data(), static_cast<std::size_t>(out.size()));
    if (length == 0) return Error{ErrorKind::Internal, QStringLiteral("libdeflate: no room"), {}};
    out.truncate(static_cast<qsizetype>(length));
    return out;
  } catch (const std::bad_alloc&) {
    return noMemory;
  }
}

}  // namespace

Result<QByteArray> gzipOf(QByteArrayView bytes) {
  return compressed(bytes, libdeflate_gzip_compress_bound, libdeflate_gzip_compress);
}

Result<QByteArray> zlibOf(QByteArrayView bytes) {
  return compressed(bytes, libdeflate_zlib_compress_bound, libdeflate_zlib_compress);
}

Result<QByteArray> unpackedGzip(QByteArrayView bytes, qsizetype size) {
  struct FreeReader {
    void operator()(libdeflate_decompressor* reader) const { libdeflate_free_decompressor(reader); }
  };
  const std::unique_ptr<libdeflate_decompressor, FreeReader> reader(libdeflate_alloc_decompressor());
  QByteArray out(size, Qt::Uninitialized);
  // Without a place for the length, anything but `size` bytes is a failure.
  if (!reader ||
      libdeflate_gzip_decompress(reader.get(), bytes.data(), static_cast<std::size_t>(bytes.size()),
                                 out.data(), static_cast<std::size_t>(size), nullptr) != LIBDEFLATE_SUCCESS)
    return Error{ErrorKind::FileUnreadable,
                 QCoreApplication::translate("uptake::Conversion", "The compressed voxels are damaged."),
                 {}};
  return out;
}

}  // namespace uptake::compression
