#include "app/features/windowing/user_windows.h"

#include <QSettings>

#include <cmath>

namespace uptake {

namespace {

const QString kWindowsGroup = QStringLiteral("windows");

}  // namespace

bool UserWindows::isWindow(const Window& window) {
  return std::isfinite(window.width) && std::isfinite(window.level) && window.width >= 1.0 &&
         window.width <= 65536.0 && std::abs(window.level) <= 65536.0;
}

UserWindows::UserWindows(QObject* parent) : QObject(parent) {
  QSettings settings;
  const int count = settings.beginReadArray(kWindowsGroup);
  for (int i = 0; i < count && i < kMost; ++i) {
    settings.setArrayIndex(i);
    const Entry entry{settings.value(QStringLiteral("name")).toString(),
                      {settings.value(QStringLiteral("width")).toDouble(),
                       settings.value(QStringLiteral("level")).toDouble()}};
    if (!entry.name.isEmpty() && isWindow(entry.window)) entries_.push_back(entry);
  }
  settings.endArray();
}

void UserWindows::setEntries(std::vector<Entry> entries) {
  if (entries == entries_) return;
  entries_ = std::move(entries);
  QSettings settings;
  settings.remove(kWindowsGroup);
  settings.beginWriteArray(kWindowsGroup, static_cast<int>(entries_.size()));
  for (int i = 0; i < static_cast<int>(entries_.size()); ++i) {
    settings.setArrayIndex(i);
    const Entry& entry = entries_[static_cast<std::size_t>(i)];
    settings.setValue(QStringLiteral("name"), entry.name);
    settings.setValue(QStringLiteral("width"), entry.window.width);
    settings.setValue(QStringLiteral("level"), entry.window.level);
  }
  settings.endArray();
  Q_EMIT changed();
}

}  // namespace uptake
