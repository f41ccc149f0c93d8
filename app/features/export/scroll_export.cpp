#include "app/features/export/scroll_export.h"

#include "core/platform/platform.h"
#include "viewer/slice/slice_view.h"
#include "viewer/volume/volume_view.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>

#include <algorithm>

namespace uptake {

namespace {

constexpr int kLeastDigits = 3;
constexpr int kPicturesPerSecond = 10;

}  // namespace

QString filmProgram() {
  return QStandardPaths::findExecutable(QStringLiteral("ffmpeg"));
}

ScrollExport::ScrollExport(SliceView& view, const PictureOptions& options, Range range, QString folder,
                           QString name, bool film, QObject* parent)
    : QObject(parent), options_(options), folder_(std::move(folder)), name_(std::move(name)), film_(film) {
  const std::vector<Point> positions = view.slicePositions();
  count_ = static_cast<int>(positions.size());
  source_ = [shown = QPointer(&view), positions, options](int number, const auto& take) {
    if (shown) take(takeSlicePicture(*shown, positions[static_cast<std::size_t>(number - 1)], options));
  };
  const int last = std::max(1, count_);
  range_.first = std::clamp(range.first, 1, last);
  range_.last = std::clamp(range.last, range_.first, last);
  next_ = range_.first;
}

ScrollExport::ScrollExport(VolumeView& view, const PictureOptions& options, int pictures, QString folder,
                           QString name, bool film, QObject* parent)
    : QObject(parent),
      count_(std::max(1, pictures)),
      options_(options),
      range_{1, count_},
      folder_(std::move(folder)),
      name_(std::move(name)),
      film_(film),
      next_(1) {
  source_ = [shown = QPointer(&view), options, pictures = count_](int number, const auto& take) {
    if (shown) shown->requestTurned(360.0 * (number - 1) / pictures, options.scale, options.crosshair, take);
  };
}

ScrollExport::~ScrollExport() {
  program_.disconnect(this);
  program_.kill();
  program_.waitForFinished(2000);
}

QString ScrollExport::filePattern() const {
  const auto digits = std::max<qsizetype>(kLeastDigits, QString::number(count_).size());
  return name_ + QStringLiteral("-%0") + QString::number(digits) + QStringLiteral("d.png");
}

QString ScrollExport::fileFor(int number) const {
  const auto digits = std::max<qsizetype>(kLeastDigits, QString::number(count_).size());
  const QString padded = QString::number(number).rightJustified(digits, QLatin1Char('0'));
  return QDir(folder_).filePath(name_ + QLatin1Char('-') + padded + QStringLiteral(".png"));
}

QString ScrollExport::filmFile() const {
  return QDir(folder_).filePath(name_ + QStringLiteral(".mp4"));
}

QStringList ScrollExport::files() const {
  QStringList files;
  for (int number = range_.first; number <= range_.last; ++number) files.append(fileFor(number));
  if (film_) files.append(filmFile());
  return files;
}

void ScrollExport::start() {
  if (count_ == 0) return end(tr("The view shows no image."));
  if (!QDir().mkpath(folder_)) return end(tr("The folder %1 cannot be made.").arg(folder_));
  for (JobRunner& job : jobs_) takeNext(job);
}

void ScrollExport::cancel() {
  if (ended_) return;
  if (program_.state() != QProcess::NotRunning) program_.kill();
  end(tr("Stopped."));
}

void ScrollExport::takeNext(JobRunner& job) {
  if (ended_ || next_ > range_.last) return;
  const int number = next_++;
  source_(number, [guard = QPointer(this), &job, number](const QImage& image) {
    ScrollExport* const self = guard;
    if (self != nullptr && !self->ended_) self->write(job, number, image);
  });
}

void ScrollExport::write(JobRunner& job, int number, const QImage& image) {
  job.start<bool>(
      [image, file = fileFor(number)](JobControl&) -> Result<bool> {
        const Result<void> written = writePng(image, file);
        if (!written) return written.error();
        return true;
      },
      [this, &job](const Result<bool>& result) {
        finishOne(result ? Result<void>() : Result<void>(result.error()));
        // Later: one picture a turn of the event loop.
        QMetaObject::invokeMethod(
            this, [this, &job] { takeNext(job); }, Qt::QueuedConnection);
      });
}

void ScrollExport::finishOne(const Result<void>& result) {
  if (ended_) return;
  if (!result) return end(result.error().text());
  ++written_;
  Q_EMIT progressed(written_, pictureCount());
  if (written_ < pictureCount()) return;
  if (film_)
    makeFilm();
  else
    end({});
}

void ScrollExport::makeFilm() {
  // Beside its place first: a film that was stopped half-way is none.
  const QString part = filmFile() + QStringLiteral(".part.mp4");
  connect(&program_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) end(tr("No film: ffmpeg could not be started."));
  });
  connect(&program_, &QProcess::finished, this, [this, part](int code, QProcess::ExitStatus status) {
    if (ended_ || status != QProcess::NormalExit || code != 0) {
      QFile::remove(part);
      const QString said = QString::fromLocal8Bit(program_.readAllStandardError()).trimmed();
      return end(tr("No film: %1").arg(said.section(QLatin1Char('\n'), -1)));
    }
    QFile::remove(filmFile());  // a person was asked about it
    end(QFile::rename(part, filmFile()) ? QString()
                                        : tr("The film could not be written to %1.").arg(filmFile()));
  });
  program_.setWorkingDirectory(folder_);
  // Even sides, 4:2:0: what every player and slide program takes.
  platform::keepFilesFrom(program_);
  program_.start(filmProgram(),
                 {QStringLiteral("-nostdin"), QStringLiteral("-y"), QStringLiteral("-loglevel"),
                  QStringLiteral("error"), QStringLiteral("-framerate"), QString::number(kPicturesPerSecond),
                  QStringLiteral("-start_number"), QString::number(range_.first), QStringLiteral("-i"),
                  filePattern(), QStringLiteral("-frames:v"), QString::number(pictureCount()),
                  QStringLiteral("-vf"), QStringLiteral("pad=ceil(iw/2)*2:ceil(ih/2)*2"),
                  QStringLiteral("-pix_fmt"), QStringLiteral("yuv420p"), part});
}

void ScrollExport::end(const QString& failure) {
  if (std::exchange(ended_, true)) return;
  Q_EMIT finished(written_, failure);
}

}  // namespace uptake
