#include "io/reader/envelope_p.h"
#include "io/sheet/sheet_file_p.h"

// Both ends: what a reader does with a workbook, and the public function, which asks a reader.

namespace uptake {

using namespace reader;

MaskAnswer reader::handleSheet(QDataStream& in) {
  QString file;
  get(in, file);
  const auto rows = in_process::readSheet(file);
  const QByteArray bytes = bytesOf([&](QDataStream& out) {
    putOutcome(out, rows);
    if (!rows) return;
    put(out, static_cast<int>(rows->size()));
    for (const QStringList& row : *rows) put(out, row);
  });
  return {bytes, bytes.size() > 8 * 1024 * 1024};
}

Result<std::vector<QStringList>> readSheet(const QString& file, const JobControl& control) {
  const auto content =
      askReader(requestOf(Operation::Sheet, [&](QDataStream& out) { put(out, file); }), file, control);
  if (!content) return content.error();
  QDataStream in(*content);
  in.setVersion(kStreamVersion);
  if (const auto failure = takeFailure(in)) return *failure;
  int count = 0;
  get(in, count);
  std::vector<QStringList> rows;
  for (int n = 0; n < count && in.status() == QDataStream::Ok; ++n) get(in, rows.emplace_back());
  if (in.status() != QDataStream::Ok || count < 0) return invalidAnswer(file);
  return rows;
}

}  // namespace uptake
