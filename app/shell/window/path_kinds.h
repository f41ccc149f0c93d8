#pragma once

#include <QStringList>

class QMimeData;

namespace uptake {

/// Files and folders that a person opens or drops, by what is to be done with them.
struct PathKinds {
  QStringList studies;  ///< to be opened
  QStringList masks;    ///< label images, by the ends of their names, to be imported into the open case
  QStringList boxes;    ///< VOC files (.xml), likewise
  bool any() const { return !studies.isEmpty() || addsAny(); }
  bool addsAny() const { return !masks.isEmpty() || !boxes.isEmpty(); }
};

/// Paths that do not exist are left out.
PathKinds kindsOf(const QStringList& paths);

/// The local files and folders among dragged data.
QStringList droppedPaths(const QMimeData* data);

}  // namespace uptake
