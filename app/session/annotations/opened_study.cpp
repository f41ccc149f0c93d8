#include "app/session/annotations/opened_study.h"

#include <algorithm>
#include <set>

namespace uptake {

bool OpenedStudy::hasInstance(const QString& sopInstanceUid) const {
  if (sopInstanceUid.isEmpty()) return false;
  return std::ranges::any_of(study().series, [&](const SeriesEntry& series) {
    const auto& slices = series.source.slices;
    return std::ranges::find(slices, sopInstanceUid, &SliceSource::sopInstanceUid) != slices.end();
  });
}

QStringList OpenedStudy::guardedPaths() const {
  QStringList paths = openedPaths;
  std::set<QString> folders;
  for (const SeriesEntry& series : study().series)
    for (const SliceSource& slice : series.source.slices)
      if (const qsizetype end = slice.file.lastIndexOf(QLatin1Char('/')); end > 0)
        folders.insert(slice.file.left(end));
  const auto isBelowARoot = [this](const QString& folder) {
    return std::ranges::any_of(
        openedPaths, [&](const QString& root) { return folder.startsWith(root + QLatin1Char('/')); });
  };
  for (const QString& folder : folders)
    if (isBelowARoot(folder)) paths.append(folder);
  return paths;
}

}  // namespace uptake
