#include "core/platform/program_files.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace uptake::platform {

QString programFile(const QString& name) {
  const QString folder = QCoreApplication::applicationDirPath() + QLatin1Char('/');
  for (const char* place : {"", "../libexec/uptake/", "../bin/"}) {
    const QString path = folder + QLatin1String(place) + name;
    if (QFileInfo::exists(path)) return path;
  }
  return folder + name;
}

}  // namespace uptake::platform
