#pragma once

#include <QStringList>

class QMimeData;

namespace uptake {

/// What was dropped on the window, by what is to be done with it.
struct DroppedPaths {
  QStringList masks;    ///< label images, to be imported into the open case
  QStringList studies;  ///< everything else, to be opened
  bool any() const { return !masks.isEmpty() || !studies.isEmpty(); }
};

/// The local files and folders among dragged data; others are left out.
DroppedPaths droppedPaths(const QMimeData* data);

}  // namespace uptake
