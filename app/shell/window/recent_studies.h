#pragma once

#include <QObject>
#include <QStringList>

#include <vector>

namespace uptake {

/// What was opened lately, newest first: paths only, nothing about patients. Kept in the settings.
class RecentStudies : public QObject {
  Q_OBJECT

 public:
  static constexpr int kMost = 10;

  explicit RecentStudies(QObject* parent = nullptr);

  /// Each what was opened at once: a folder, or several folders and files.
  const std::vector<QStringList>& list() const { return list_; }
  /// Moves it to the front.
  void add(const QStringList& paths);
  void remove(const QStringList& paths);
  void clear();
  /// Off: nothing is remembered (the program was started to make a picture).
  void setRecording(bool recording) { recording_ = recording; }
  bool isRecording() const { return recording_; }

  /// Whether all of it is still there.
  static bool exists(const QStringList& paths);
  /// "thorax", or "thorax and 2 more"
  static QString nameOf(const QStringList& paths);
  /// The folder that it lies in, as the system writes it.
  static QString placeOf(const QStringList& paths);

 Q_SIGNALS:
  void changed();

 private:
  void store();

  std::vector<QStringList> list_;
  bool recording_ = true;
};

}  // namespace uptake
