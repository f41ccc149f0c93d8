#pragma once

#include "core/review/review_event.h"

#include <QObject>
#include <QThreadPool>

#include <vector>

namespace uptake {

/// Brings marks onto the disk, one after the other, off the UI thread: into the project, or, where that
/// cannot be, into a folder of this person, from which they go to the project when that is possible again.
class ReviewWriter : public QObject {
  Q_OBJECT

 public:
  explicit ReviewWriter(QObject* parent = nullptr);
  /// Waits until all is written.
  ~ReviewWriter() override;

  /// `folder`: of the record; `kept`: of this person, for when that cannot be written, or when links lead it
  /// into one of the `opened` folders.
  void write(const QString& folder, const QStringList& opened, const QString& kept,
             std::vector<ReviewEvent> events);
  /// Takes what was kept of earlier failures into the record.
  void bringBack(const QString& folder, const QString& kept);
  /// Blocks until all is on the disk.
  void waitForDone() { pool_.waitForDone(); }

 Q_SIGNALS:
  void written(const QStringList& ids);
  /// The record could not be written, and where the marks are instead; `kept` empty: nowhere.
  void keptElsewhere(const QString& reason, const QString& kept);
  /// So many marks that had been kept are in the record now.
  void broughtBack(int marks);

 private:
  QThreadPool pool_;
};

}  // namespace uptake
