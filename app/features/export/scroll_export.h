#pragma once

#include "app/features/export/picture.h"
#include "core/jobs/job_runner.h"

#include <QObject>
#include <QPointer>
#include <QProcess>
#include <QStringList>

#include <array>
#include <functional>

namespace uptake {

class VolumeView;

/// The program that makes films, or empty when there is none on the PATH.
QString filmProgram();

/// Writes pictures of all slices of a view, or of some, as NAME-001.png … numbered as the view counts them;
/// or of a three-dimensional view that turns once round the vertical of the screen. And a film of them on
/// request. Pictures of slices are taken on the UI thread, one a turn of its event loop, and packed and
/// written by jobs.
class ScrollExport : public QObject {
  Q_OBJECT

 public:
  struct Range {
    int first = 1;  ///< images as the view counts them
    int last = 1;
  };

  ScrollExport(SliceView& view, const PictureOptions& options, Range range, QString folder, QString name,
               bool film, QObject* parent = nullptr);
  ScrollExport(VolumeView& view, const PictureOptions& options, int pictures, QString folder, QString name,
               bool film, QObject* parent = nullptr);
  ~ScrollExport() override;

  /// All that it will write, in order; the film last.
  QStringList files() const;
  int pictureCount() const { return range_.last - range_.first + 1; }

  void start();
  /// What was written stays.
  void cancel();

 Q_SIGNALS:
  void progressed(int done, int total);
  /// Once; `failure` is empty when all went well, `written` counts pictures.
  void finished(int written, const QString& failure);

 private:
  void takeNext(JobRunner& job);
  void write(JobRunner& job, int number, const QImage& image);
  void finishOne(const Result<void>& result);
  void makeFilm();
  void end(const QString& failure);
  QString filePattern() const;
  QString fileFor(int number) const;
  QString filmFile() const;

  /// Hands the picture of this number to a function, now or later.
  using Source = std::function<void(int number, std::function<void(QImage)> take)>;

  Source source_;
  int count_ = 0;  ///< of all that there are
  PictureOptions options_;
  Range range_;
  QString folder_;
  QString name_;
  bool film_;
  int next_ = 0;
  int written_ = 0;
  bool ended_ = false;
  QProcess program_;
  std::array<JobRunner, 2> jobs_;  ///< one packs while the other's picture is taken
};

}  // namespace uptake
