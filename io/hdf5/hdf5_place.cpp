#include "io/hdf5/hdf5_place.h"

#include <QFileInfo>
#include <QRegularExpression>

namespace uptake::hdf5 {

bool isHdf5File(const QString& name) {
  return name.endsWith(QLatin1String(".h5"), Qt::CaseInsensitive) ||
         name.endsWith(QLatin1String(".hdf5"), Qt::CaseInsensitive);
}

std::optional<Place> placeOf(const QString& path) {
  static const QRegularExpression kEnd(QStringLiteral("\\.(h5|hdf5)/"),
                                       QRegularExpression::CaseInsensitiveOption);
  auto ends = kEnd.globalMatch(path);
  while (ends.hasNext()) {
    const qsizetype end = ends.next().capturedEnd() - 1;
    // A folder may be named so as well.
    if (QFileInfo(path.left(end)).isFile()) return Place{path.left(end), path.mid(end)};
  }
  return std::nullopt;
}

QString fileOf(const QString& path) {
  const auto place = placeOf(path);
  return place ? place->file : path;
}

}  // namespace uptake::hdf5
