#include "app/session/review/review_writer.h"

#include "io/review/review_record.h"
#include "io/store/annotation_folder.h"

#include <QDir>
#include <QFile>
#include <QSet>

namespace uptake {

ReviewWriter::ReviewWriter(QObject* parent) : QObject(parent) {
  pool_.setMaxThreadCount(1);  // in their order
}

ReviewWriter::~ReviewWriter() {
  pool_.waitForDone();
}

void ReviewWriter::write(const QString& folder, const QStringList& opened, const QString& kept,
                         std::vector<ReviewEvent> events) {
  pool_.start([this, folder, opened, kept, events = std::move(events)]() mutable {
    Result<void> done = AnnotationFolder(folder, opened).checkTarget(folder);
    for (const ReviewEvent& event : events)
      if (done) done = AnnotationFolder(folder, opened).checkTarget(reviewFile(folder, event.reader));
    if (done) done = appendReviewEvents(folder, events);
    if (done) {
      QStringList ids;
      for (const ReviewEvent& event : events) ids.append(event.id);
      Q_EMIT written(ids);
      return;
    }
    const Result<void> saved = appendReviewEvents(kept, events);
    Q_EMIT keptElsewhere(done.error().text(), saved ? kept : QString());
  });
}

void ReviewWriter::bringBack(const QString& folder, const QString& kept) {
  pool_.start([this, folder, kept] {
    const QStringList names = QDir(kept).entryList({QStringLiteral("*.jsonl")}, QDir::Files);
    if (names.isEmpty()) return;
    QSet<QString> there;
    for (const auto& lines : readReviewRecords({folder}).readers)
      for (const ReviewEvent& event : lines) there.insert(event.id);
    int marks = 0;
    for (auto& lines : readReviewRecords({kept}).readers) {
      std::erase_if(lines, [&](const ReviewEvent& event) { return there.contains(event.id); });
      const QString file = reviewFile(kept, lines.empty() ? QString() : lines.front().reader);
      if (lines.empty()) continue;
      if (!appendReviewEvents(folder, lines)) return;
      marks += static_cast<int>(lines.size());
      // What does not count in it stays readable.
      QFile::remove(file + QStringLiteral(".done"));
      QFile::rename(file, file + QStringLiteral(".done"));
    }
    if (marks > 0) Q_EMIT broughtBack(marks);
  });
}

}  // namespace uptake
