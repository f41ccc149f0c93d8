#include "io/phantom/phantom.h"

#include "core/jobs/parallel.h"
#include "io/phantom/anatomy_p.h"
#include "io/phantom/noise_p.h"
#include "io/phantom/phantom_dicom_p.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>
#include <QTemporaryDir>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <optional>
#include <vector>

namespace uptake {

namespace {

using namespace phantom;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Phantom)
};

/// CT, then PET. The grids share neither spacing nor origin nor field of view, as on a scanner.
std::array<SeriesPlan, 2> plansFor(PhantomSize size) {
  if (size == PhantomSize::Full)
    return {{{Signal::Attenuation, {512, 512, 0.78125, {-199.609375, -193.609375, -154.5}}, 104, 3.0},
             {Signal::Uptake, {168, 168, 4.07283, {-340.08, -336.4, -155.37}}, 95, 3.27}}};
  return {{{Signal::Attenuation, {128, 128, 3.515625, {-223.2421875, -217.2421875, -152.0}}, 42, 7.25},
           {Signal::Uptake, {104, 104, 4.07283, {-209.7, -203.3, -154.1}}, 62, 5.0}}};
}

std::vector<float> renderSlice(const Anatomy& anatomy, const SeriesPlan& plan, int k) {
  const bool uptake = plan.signal == Signal::Uptake;
  const SliceFrame frame = plan.frame(k);
  // Uptake: a point spread of 5.5 mm full width at half maximum. CT: about half a pixel.
  const double softness = uptake ? 2.35 : std::max(0.5, 0.4 * frame.spacing);
  Canvas canvas(frame, plan.signal, softness, kAir);
  paintChestWall(canvas, anatomy);
  paintAbdomen(canvas, anatomy);
  paintMediastinum(canvas, anatomy);
  paintLungs(canvas, anatomy);
  paintBones(canvas, anatomy);
  paintLesions(canvas, anatomy);

  const std::vector<float> noise =
      noiseSlice(hashBits(anatomy.key(), uptake ? 2 : 3), frame.columns, frame.rows, k, uptake);
  std::vector<float> values = std::move(canvas.values());
  for (std::size_t n = 0; n < values.size(); ++n) {
    if (uptake) {
      // Relative, as counts make it, with a floor in air; lesions are quiet enough to be measured.
      const float relative = 0.075F - 0.055F * canvas.lesion()[n];
      values[n] = std::max(0.0F, values[n] * (1.0F + relative * noise[n]) + 0.004F * noise[n]);
    } else {
      values[n] += 11.0F * noise[n];
    }
  }
  return values;
}

std::optional<Error> writeWhole(const QString& path, const QByteArray& bytes) {
  QSaveFile file(path);
  if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.flush() && file.commit())
    return std::nullopt;
  return Error{ErrorKind::FileUnreadable, Texts::tr("cannot be written: %1").arg(file.errorString()), path};
}

/// The slices of both series, on all cores.
std::optional<Error> writeSlices(const QString& folder, const PhantomOptions& options, JobControl& control) {
  const std::array<SeriesPlan, 2> plans = plansFor(options.size);
  const StudyKey key{options.seed, options.size == PhantomSize::Full};
  const Anatomy anatomy(options.seed);
  const int total = plans[0].slices + plans[1].slices;
  const QString what = Texts::tr("Making the demo study");

  std::atomic<int> done{0};
  std::mutex mutex;
  std::optional<Error> failure;
  JobControl stop;  // of the loop alone
  forEachInParallel(total, stop, [&](int n) {
    const bool pet = n >= plans[0].slices;
    const SeriesPlan& plan = plans[pet ? 1 : 0];
    const int k = pet ? n - plans[0].slices : n;
    std::optional<Error> error;
    if (control.isCancelled()) {
      error = JobControl::cancelledError();
    } else if (const auto file = dicomSlice(key, plan, k, renderSlice(anatomy, plan, k)); !file) {
      error = file.error();
    } else {
      const QString name = pet ? QStringLiteral("%1/PET/PT%2.dcm") : QStringLiteral("%1/CT/CT%2.dcm");
      error = writeWhole(name.arg(folder).arg(k + 1, 4, 10, QLatin1Char('0')), *file);
    }
    if (!error) return control.setProgress(++done, total, what);
    const std::lock_guard lock(mutex);
    if (!failure) failure = std::move(error);
    stop.cancel();
  });
  return failure;
}

}  // namespace

Result<void> writePhantom(const QString& folder, const PhantomOptions& options, JobControl& control) {
  const QFileInfo target(QDir(folder).absolutePath());
  const QString path = target.absoluteFilePath();
  if (target.exists() && !target.isDir())
    return Error{ErrorKind::Inconsistent, Texts::tr("is a file; name a folder that does not exist yet"),
                 path};
  if (target.exists() &&
      !QDir(path).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot))
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("is not empty, and nothing in it is overwritten; name a new or an empty folder"),
                 path};

  // Made beside its place and then renamed, so that a stopped run leaves no half study.
  if (!QDir().mkpath(target.absolutePath()))
    return Error{ErrorKind::FileUnreadable, Texts::tr("the folder cannot be made"), target.absolutePath()};
  QTemporaryDir temporary(path + QStringLiteral(".XXXXXX"));
  QDir made(temporary.path());
  if (!temporary.isValid() || !made.mkdir(QStringLiteral("CT")) || !made.mkdir(QStringLiteral("PET")))
    return Error{ErrorKind::FileUnreadable,
                 Texts::tr("the folder cannot be made: %1").arg(temporary.errorString()), path};
  if (auto failure = writeSlices(temporary.path(), options, control)) return std::move(*failure);

  if (target.exists()) QDir().rmdir(path);
  if (!QDir().rename(temporary.path(), path))
    return Error{ErrorKind::FileUnreadable, Texts::tr("the finished study cannot be moved to this place"),
                 path};
  temporary.setAutoRemove(false);
  // A temporary folder is private to its maker; a study is like any other folder.
  QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadGroup |
                                  QFile::ExeGroup | QFile::ReadOther | QFile::ExeOther);
  return {};
}

}  // namespace uptake
