#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>

namespace uptake {

/// Says when the event loop of the thread that it lives on stood for longer than a person notices: when
/// something slow runs where only what is quick may. Costs a look at the clock for each event, so it runs in
/// debug builds, and in others when the environment variable UPTAKE_WATCH_EVENT_LOOP is set.
class EventLoopWatch : public QObject {
  Q_OBJECT

 public:
  static constexpr int kLongestMs = 50;

  /// Watches from now on, when this build or the environment wants that.
  static void startWhereWanted(QObject* parent);

  explicit EventLoopWatch(QObject* parent = nullptr);

  bool eventFilter(QObject* watched, QEvent* event) override;

 Q_SIGNALS:
  /// `most`: what took most of the time.
  void stood(int milliseconds, const QString& most);

 private:
  void roundEnded();
  void eventEnded();

  QElapsedTimer round_;  ///< since the loop last had nothing to do, or began anew
  QElapsedTimer event_;  ///< since an event was delivered
  QString name_;         ///< of that event
  qint64 longest_ = 0;   ///< of this round's events, in ms
  QString longestName_;
};

}  // namespace uptake
