#include "app/shell/window/recent_studies.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>

#include <algorithm>

namespace uptake {

namespace {

const QString kArray = QStringLiteral("recentStudies");
const QString kPaths = QStringLiteral("paths");

}  // namespace

RecentStudies::RecentStudies(QObject* parent) : QObject(parent) {
  QSettings settings;
  const int count = settings.beginReadArray(kArray);
  for (int position = 0; position < std::min(count, kMost); ++position) {
    settings.setArrayIndex(position);
    const QStringList paths = settings.value(kPaths).toStringList();
    if (!paths.isEmpty()) list_.push_back(paths);
  }
  settings.endArray();
}

void RecentStudies::add(const QStringList& paths) {
  if (!recording_ || paths.isEmpty()) return;
  QStringList whole;
  for (const QString& path : paths) whole.append(QDir::cleanPath(QFileInfo(path).absoluteFilePath()));
  std::erase(list_, whole);
  list_.insert(list_.begin(), whole);
  if (list_.size() > kMost) list_.resize(kMost);
  store();
}

void RecentStudies::remove(const QStringList& paths) {
  if (std::erase(list_, paths) > 0) store();
}

void RecentStudies::clear() {
  if (list_.empty()) return;
  list_.clear();
  store();
}

void RecentStudies::store() {
  QSettings settings;
  settings.remove(kArray);
  settings.beginWriteArray(kArray, static_cast<int>(list_.size()));
  for (std::size_t position = 0; position < list_.size(); ++position) {
    settings.setArrayIndex(static_cast<int>(position));
    settings.setValue(kPaths, list_[position]);
  }
  settings.endArray();
  Q_EMIT changed();
}

bool RecentStudies::exists(const QStringList& paths) {
  return std::ranges::all_of(paths, [](const QString& path) { return QFileInfo::exists(path); });
}

QString RecentStudies::nameOf(const QStringList& paths) {
  QString name = QFileInfo(paths.value(0)).fileName();
  if (name.isEmpty()) name = QDir::toNativeSeparators(paths.value(0));
  const int more = static_cast<int>(paths.size()) - 1;
  return more > 0 ? tr("%1 and %n more", nullptr, more).arg(name) : name;
}

QString RecentStudies::placeOf(const QStringList& paths) {
  return QDir::toNativeSeparators(QFileInfo(paths.value(0)).absolutePath());
}

}  // namespace uptake
