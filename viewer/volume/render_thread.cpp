#include "viewer/volume/render_thread.h"

#include "viewer/volume/cut_pictures.h"
#include "viewer/volume/scene_renderer_p.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLibrary>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QThread>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <optional>

namespace uptake {

namespace {

constexpr double kMostCoarseness = 8.0;
constexpr double kFirstCoarseness = 4.0;
/// A picture that takes so much of its share of time is left as it is: else pictures would flicker.
constexpr double kFitLow = 0.7;
constexpr double kFitHigh = 1.1;

/// Beside the program, where it is installed, or in the build where tests run.
QString modulePath() {
#if defined(Q_OS_WIN)
  const QString name = QStringLiteral("uptake-volume.dll");
#else
  const QString name = QStringLiteral("uptake-volume.so");
#endif
  const QString folder = QCoreApplication::applicationDirPath() + QLatin1Char('/');
  for (const char* place : {"", "../libexec/uptake/", "../bin/"}) {
    const QString path = folder + QLatin1String(place) + name;
    if (QFileInfo::exists(path)) return path;
  }
  return folder + name;
}

QSurfaceFormat surfaceFormat() {
  QSurfaceFormat format;
  format.setVersion(3, 2);
  format.setProfile(QSurfaceFormat::CoreProfile);
  format.setDepthBufferSize(24);
  return format;
}

}  // namespace

class RenderThread::Worker : public QThread {
 public:
  explicit Worker(RenderThread& asker) : owner(asker) {
    // Surfaces belong to the UI thread on some systems.
    surface.setFormat(surfaceFormat());
    surface.create();
    start();
  }

  ~Worker() override {
    {
      const std::lock_guard lock(mutex);
      quits = true;
      ++newest;
    }
    wakes.notify_all();
    wait();
  }

  struct Request {
    std::shared_ptr<const VolumeScene> scene;
    VolumeCamera camera;
    bool isMoving = false;
    quint64 number = 0;
  };
  struct Still {
    std::shared_ptr<const VolumeScene> scene;
    VolumeCamera camera;
    std::promise<QImage> picture;
  };

  quint64 ask(Request asked) {
    quint64 number = 0;
    {
      const std::lock_guard lock(mutex);
      number = ++newest;
      asked.number = number;
      request = std::move(asked);
    }
    wakes.notify_all();
    return number;
  }

  QImage askForStill(std::shared_ptr<const VolumeScene> scene, const VolumeCamera& camera) {
    std::future<QImage> picture;
    {
      const std::lock_guard lock(mutex);
      if (isDead) return {};
      stills.push_back({std::move(scene), camera, {}});
      picture = stills.back().picture.get_future();
      // What is being drawn is given up, and drawn anew afterwards.
      if (request && request->number != done) request->number = ++newest;
    }
    wakes.notify_all();
    return picture.get();
  }

 protected:
  void run() override {
    QOpenGLContext context;
    context.setFormat(surfaceFormat());
    const QString why = prepare(context);
    if (!why.isEmpty()) {
      die(why);
      return;
    }
    while (next()) {
    }
    renderer.reset();
    context.doneCurrent();
  }

 private:
  QString prepare(QOpenGLContext& context) {
    if (!QOpenGLContext::supportsThreadedOpenGL() || !surface.isValid() || !context.create() ||
        !context.makeCurrent(&surface))
      return RenderThread::tr("No OpenGL 3.2 here: the three-dimensional view cannot be drawn.");
    QLibrary library(modulePath());
    const auto make = reinterpret_cast<MakeSceneRenderer>(library.resolve("uptakeMakeSceneRenderer"));
    if (!make)
      return RenderThread::tr("%1 cannot be loaded (%2). It is a part of the program: install it again.")
          .arg(modulePath(), library.errorString());
    renderer.reset(make());
    if (!renderer->start())
      return RenderThread::tr("OpenGL did not start: the three-dimensional view cannot be drawn.");
    return {};
  }

  void die(const QString& why) {
    renderer.reset();
    {
      const std::lock_guard lock(mutex);
      isDead = true;
      for (Still& each : stills) each.picture.set_value({});
      stills.clear();
    }
    QMetaObject::invokeMethod(
        &owner, [this, why] { Q_EMIT owner.failed(why); }, Qt::QueuedConnection);
  }

  /// Does what was asked for last. False at the end.
  bool next() {
    Request now;
    std::optional<Still> picture;
    {
      std::unique_lock lock(mutex);
      wakes.wait(lock, [this] { return quits || !stills.empty() || (request && request->number != done); });
      if (!stills.empty()) {
        picture = std::move(stills.front());
        stills.pop_front();
      }
      if (!picture && !quits) now = *request;
      if (quits && !picture) return false;
    }
    if (picture) {
      show(picture->scene);
      picture->picture.set_value(renderer->render(picture->camera, {1.0, true}, nullptr));
      return true;
    }
    draw(now);
    return true;
  }

  bool isOutdated(quint64 number) const { return newest.load(std::memory_order_relaxed) != number; }

  void show(const std::shared_ptr<const VolumeScene>& scene) {
    if (scene == shown) return;
    renderer->setScene(*scene, cuts.paint(*scene));
    shown = scene;
    drawn.reset();
  }

  void draw(const Request& now) {
    show(now.scene);
    // What moved is on the screen already, as coarse as it was.
    if (now.isMoving || drawn != now.camera) {
      QElapsedTimer timer;
      timer.start();
      deliver(renderer->render(now.camera, {coarseness, false}, nullptr), now, false, timer);
      drawn = now.camera;
      adapt(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    if (!now.isMoving && !isOutdated(now.number)) {
      QElapsedTimer timer;
      timer.start();
      const QImage picture =
          renderer->render(now.camera, {1.0, true}, [this, &now] { return isOutdated(now.number); });
      if (!picture.isNull()) deliver(picture, now, true, timer);
    }
    done = now.number;
  }

  void deliver(const QImage& image, const Request& now, bool isSharp, const QElapsedTimer& timer) {
    if (image.isNull()) return;
    const VolumeFrame frame{image, now.camera, now.number, isSharp,
                            static_cast<double>(timer.nsecsElapsed()) / 1e6};
    QMetaObject::invokeMethod(
        &owner, [this, frame] { Q_EMIT owner.rendered(frame); }, Qt::QueuedConnection);
  }

  /// Rays, which take the time, grow with the square of the fineness.
  void adapt(double milliseconds) {
    const double share = milliseconds / kFrameMilliseconds;
    if (share > kFitLow && share < kFitHigh) return;
    const double factor = std::clamp(std::sqrt(share), 0.8, 2.0);
    coarseness = std::clamp(coarseness * factor, 1.0, kMostCoarseness);
  }

  RenderThread& owner;
  QOffscreenSurface surface;
  std::mutex mutex;  ///< of those down to `stills`
  std::condition_variable wakes;
  bool quits = false;
  bool isDead = false;
  std::optional<Request> request;
  std::deque<Still> stills;
  std::atomic<quint64> newest{0};
  std::atomic<quint64> done{0};  ///< the last request that was answered
  // Of the thread alone.
  std::unique_ptr<SceneRenderer> renderer;
  CutPictures cuts;
  std::shared_ptr<const VolumeScene> shown;
  std::optional<VolumeCamera> drawn;  ///< of the last coarse picture of `shown`
  double coarseness = kFirstCoarseness;
};

RenderThread::RenderThread(QObject* parent) : QObject(parent), worker_(std::make_unique<Worker>(*this)) {}

RenderThread::~RenderThread() = default;

quint64 RenderThread::request(std::shared_ptr<const VolumeScene> scene, const VolumeCamera& camera,
                              bool isMoving) {
  return worker_->ask({std::move(scene), camera, isMoving, 0});
}

QImage RenderThread::still(std::shared_ptr<const VolumeScene> scene, const VolumeCamera& camera) {
  return worker_->askForStill(std::move(scene), camera);
}

}  // namespace uptake
