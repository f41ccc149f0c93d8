#include "app/window/dropped_paths.h"

#include "io/masks/label_image.h"

#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

namespace uptake {

DroppedPaths droppedPaths(const QMimeData* data) {
  DroppedPaths dropped;
  if (!data->hasUrls()) return dropped;
  for (const QUrl& url : data->urls()) {
    const QString path = url.toLocalFile();
    const QFileInfo info(path);
    if (path.isEmpty() || !info.exists()) continue;
    if (info.isFile() && !labelImageSuffix(path).isEmpty())
      dropped.masks.append(path);
    else
      dropped.studies.append(path);
  }
  return dropped;
}

}  // namespace uptake
