#include "io/reader/program_files_p.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace uptake::reader {

QString programFile(const QString& name) {
  const QString folder = QCoreApplication::applicationDirPath() + QLatin1Char('/');
  for (const char* place : {"", "../libexec/uptake/", "../bin/"}) {
    const QString path = folder + QLatin1String(place) + name;
    if (QFileInfo::exists(path)) return path;
  }
  return folder + name;
}

}  // namespace uptake::reader
