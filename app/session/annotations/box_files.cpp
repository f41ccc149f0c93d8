#include "app/session/annotations/box_files.h"

#include <QDirIterator>
#include <QFileInfo>
#include <QSet>

namespace uptake {

namespace {

QStringList vocFilesBelow(const QString& folder) {
  QStringList files;
  QDirIterator walk(folder, {QStringLiteral("*.xml")}, QDir::Files, QDirIterator::Subdirectories);
  while (walk.hasNext()) files.append(walk.next());
  files.sort();
  return files;
}

}  // namespace

Result<BoxFiles> readBoxFiles(const QStringList& paths, const StudyEntry& study, const LabelScheme& scheme,
                              JobControl& control) {
  StudyIndex index;
  index.patients.push_back({{}, {}, {study}});
  BoxFiles found;
  QStringList files;
  for (const QString& path : paths) {
    if (!QFileInfo(path).isDir()) {
      files.append(path);
      continue;
    }
    const QStringList below = vocFilesBelow(path);
    const QStringList others = sortVocNames(index, below).withoutImage;
    const QSet<QString> elsewhere(others.begin(), others.end());
    for (const QString& file : below)
      if (!elsewhere.contains(file)) files.append(file);
    found.others.append(others);
  }
  Result<VocMatching> matching = matchVoc(index, files, control, scheme);
  if (!matching) return matching.error();
  found.matching = matching.take();
  return found;
}

}  // namespace uptake
