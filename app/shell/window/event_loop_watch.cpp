#include "app/shell/window/event_loop_watch.h"

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QEvent>
#include <QLoggingCategory>
#include <QMetaEnum>

namespace uptake {

namespace {

Q_LOGGING_CATEGORY(eventLoop, "uptake.eventloop")

}  // namespace

void EventLoopWatch::startWhereWanted(QObject* parent) {
#if defined(NDEBUG)
  if (!qEnvironmentVariableIsSet("UPTAKE_WATCH_EVENT_LOOP")) return;
#endif
  new EventLoopWatch(parent);
}

EventLoopWatch::EventLoopWatch(QObject* parent) : QObject(parent) {
  round_.start();
  event_.start();
  const QAbstractEventDispatcher* dispatcher = QAbstractEventDispatcher::instance();
  // A round lasts from when the loop wakes up, or goes on with what came meanwhile, until it does so again.
  connect(dispatcher, &QAbstractEventDispatcher::awake, this, &EventLoopWatch::roundEnded);
  connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, &EventLoopWatch::roundEnded);
  connect(dispatcher, &QAbstractEventDispatcher::awake, this, [this] { round_.start(); });
  qApp->installEventFilter(this);
}

bool EventLoopWatch::eventFilter(QObject* watched, QEvent* event) {
  eventEnded();
  const char* type = QMetaEnum::fromType<QEvent::Type>().valueToKey(event->type());
  name_ = QStringLiteral("%1 to %2 \"%3\"")
              .arg(QLatin1String(type ? type : "an event"), QLatin1String(watched->metaObject()->className()),
                   watched->objectName());
  event_.start();
  return false;
}

/// What is delivered within another event counts for itself, from then on.
void EventLoopWatch::eventEnded() {
  if (const qint64 took = event_.elapsed(); took > longest_) {
    longest_ = took;
    longestName_ = name_;
  }
}

void EventLoopWatch::roundEnded() {
  if (!round_.isValid()) return;
  const auto took = static_cast<int>(round_.elapsed());
  if (took > kLongestMs) {
    eventEnded();
    qCWarning(eventLoop, "The event loop stood for %d ms, %d of them after %s.", took,
              static_cast<int>(longest_), qPrintable(longestName_));
    Q_EMIT stood(took, longestName_);
  }
  round_.invalidate();
  longest_ = 0;
  longestName_.clear();
  name_.clear();
  event_.start();
}

}  // namespace uptake
