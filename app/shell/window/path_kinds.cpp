#include "app/shell/window/path_kinds.h"

#include "io/collections/find_studies.h"
#include "io/lidc/lidc_file.h"
#include "io/masks/label_image.h"

#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

namespace uptake {

PathKinds kindsOf(const QStringList& paths) {
  PathKinds kinds;
  for (const QString& path : paths) {
    const QFileInfo info(path);
    if (path.isEmpty() || !info.exists()) continue;
    const bool isMask = !labelImageSuffix(path).isEmpty() && !isNamedAsImage(path);
    if (info.isFile() && (isMask || isLidcFile(path)))
      kinds.masks.append(path);
    else if (info.isFile() && info.suffix().compare(QLatin1String("xml"), Qt::CaseInsensitive) == 0)
      kinds.boxes.append(path);
    else
      kinds.studies.append(path);
  }
  return kinds;
}

QStringList droppedPaths(const QMimeData* data) {
  QStringList paths;
  if (!data->hasUrls()) return paths;
  for (const QUrl& url : data->urls())
    if (const QString path = url.toLocalFile(); !path.isEmpty()) paths.append(path);
  return paths;
}

}  // namespace uptake
