#pragma once

#include "viewer/state/view_state.h"

#include <QObject>
#include <QString>

#include <vector>

namespace uptake {

/// CT windows that a person named, kept in the settings.
class UserWindows : public QObject {
  Q_OBJECT

 public:
  struct Entry {
    QString name;
    Window window;  ///< HU
    bool operator==(const Entry&) const = default;
  };
  /// As many as have an action.
  static constexpr int kMost = 9;

  /// Reads the settings; entries that make no window are left out.
  explicit UserWindows(QObject* parent = nullptr);

  const std::vector<Entry>& entries() const { return entries_; }
  /// Replaces all and writes the settings.
  void setEntries(std::vector<Entry> entries);
  /// A width of less than 1 HU shows nothing but black and white.
  static bool isWindow(const Window& window);

 Q_SIGNALS:
  void changed();

 private:
  std::vector<Entry> entries_;
};

}  // namespace uptake
