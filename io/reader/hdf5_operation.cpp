#include "io/hdf5/hdf5_image_p.h"
#include "io/reader/envelope_p.h"
#include "io/reader/reader_pool_p.h"

// Both ends: what a reader does with an HDF5 file, and the function that asks readers.

namespace uptake {

using namespace reader;

MaskAnswer reader::handleHdf5(QDataStream& in) {
  QString file;
  get(in, file);
  const Result<hdf5::Contents> contents = hdf5::readContents(file);
  return {bytesOf([&](QDataStream& out) {
            putOutcome(out, contents);
            if (!contents) return;
            put(out, contents->datasets);
            put(out, contents->links);
          }),
          false};
}

namespace {

Result<hdf5::Contents> answered(const Result<QByteArray>& answer, const QString& file) {
  const Result<QByteArray> content = contentOf(answer);
  if (!content) return content.error();
  QDataStream in(*content);
  in.setVersion(kStreamVersion);
  if (const auto failure = takeFailure(in)) return *failure;
  hdf5::Contents contents;
  get(in, contents.datasets);
  get(in, contents.links);
  if (in.status() != QDataStream::Ok) return invalidAnswer(file);
  return contents;
}

}  // namespace

Result<std::vector<Result<hdf5::Contents>>> hdf5::contentsOf(const QStringList& files,
                                                             const JobControl& control) {
  constexpr int kFilesAtOnce = 8;
  std::vector<Result<Contents>> all(static_cast<std::size_t>(files.size()), Result<Contents>(Contents()));
  ReaderPool::shared().run(
      static_cast<int>(files.size()), kFilesAtOnce, control,
      [&](int i) {
        return requestOf(Operation::Hdf5Contents, [&](QDataStream& out) { put(out, files[i]); });
      },
      [&](int i, const Result<QByteArray>& answer) {
        all[static_cast<std::size_t>(i)] = answered(answer, files[i]);
      });
  if (control.isCancelled()) return JobControl::cancelledError();
  return all;
}

}  // namespace uptake
