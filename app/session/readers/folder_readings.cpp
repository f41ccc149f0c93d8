#include "app/session/evaluation/case_pairs.h"
#include "app/session/evaluation/mask_input.h"
#include "app/session/readers/reading_files_p.h"
#include "io/masks/label_image.h"
#include "io/review/clinical_table.h"
#include "io/seg/seg_reader.h"
#include "io/voc/voc_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <set>

namespace uptake::readers {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::readers)
};

using evaluation::pathWithin;

/// A mask of a reader.
struct ReaderMask {
  std::size_t reader = 0;
  QString path;
  QString name;      ///< within the folder, without the ending
  QString studyUid;  ///< of a SEG
  bool isTaken = false;
};

std::vector<ReaderMask> masksOfFolders(const QStringList& folders, QStringList& problems) {
  std::vector<ReaderMask> masks;
  for (qsizetype reader = 0; reader < folders.size(); ++reader) {
    QDirIterator walk(folders[reader], QDir::Files, QDirIterator::Subdirectories);
    while (walk.hasNext()) {
      const QString path = walk.next();
      const bool isSeg = path.endsWith(QLatin1String(".dcm"), Qt::CaseInsensitive);
      if (!isSeg && !evaluation::isLabelImage(path)) continue;
      const QString name = pathWithin(folders[reader], path);
      const qsizetype ending = isSeg ? 4 : labelImageSuffix(path).size();
      ReaderMask mask{static_cast<std::size_t>(reader), path, name.chopped(ending), {}, false};
      if (isSeg) {
        const auto reference = readSegReference(path);
        if (!reference) {
          problems.append(reference.error().text());
          continue;
        }
        mask.studyUid = reference->studyInstanceUid;
      }
      masks.push_back(mask);
    }
  }
  std::ranges::stable_sort(masks, {}, &ReaderMask::name);
  return masks;
}

/// Makes cases of the masks that have the same key, one a reader. Of several of one reader none is taken.
template <class Key>
void takeCases(std::vector<ReaderMask>& masks, Readings& readings, Key key) {
  std::map<QString, std::vector<ReaderMask*>> groups;
  for (ReaderMask& mask : masks)
    if (const QString mine = key(mask); !mask.isTaken && !mine.isEmpty()) groups[mine].push_back(&mask);
  for (const auto& [name, group] : groups) {
    std::set<std::size_t> readers;
    for (const ReaderMask* mask : group) readers.insert(mask->reader);
    if (readers.size() < 2) continue;
    ReadCase made{group.front()->name, {}};
    made.readings.resize(static_cast<std::size_t>(readings.readers.size()));
    for (ReaderMask* mask : group) {
      mask->isTaken = true;
      std::optional<MaskReading>& mine = made.readings[mask->reader];
      if (mine)
        readings.problems.append(
            Texts::tr("%1: the reader has another mask of the case; none of them was taken").arg(mask->path));
      mine = MaskReading{mask->path};
    }
    // Which of several is meant is not known.
    const auto isAmbiguous = [&](std::size_t reader) {
      return std::ranges::count(group, reader, &ReaderMask::reader) > 1;
    };
    for (std::size_t reader = 0; reader < made.readings.size(); ++reader)
      if (isAmbiguous(reader)) made.readings[reader].reset();
    if (std::ranges::count_if(made.readings, [](const auto& each) { return each.has_value(); }) > 1)
      readings.cases.push_back(std::move(made));
  }
}

/// A reader's file of another name joins the one case of its study that lacks this reader.
void joinByStudy(std::vector<ReaderMask>& masks, Readings& readings) {
  const auto studyOf = [&](const QString& path) {
    const auto found = std::ranges::find(masks, path, &ReaderMask::path);
    return found == masks.end() ? QString() : found->studyUid;
  };
  for (ReaderMask& mask : masks) {
    if (mask.isTaken || mask.studyUid.isEmpty()) continue;
    std::vector<ReadCase*> fitting;
    for (ReadCase& each : readings.cases)
      if (!each.readings[mask.reader] && std::ranges::any_of(each.readings, [&](const auto& reading) {
            return reading && studyOf(reading->file) == mask.studyUid;
          }))
        fitting.push_back(&each);
    const auto rivals = std::ranges::count_if(masks, [&](const ReaderMask& other) {
      return !other.isTaken && other.reader == mask.reader && other.studyUid == mask.studyUid;
    });
    if (fitting.size() != 1 || rivals != 1) continue;
    fitting.front()->readings[mask.reader] = MaskReading{mask.path};
    mask.isTaken = true;
  }
}

void gatherMasks(const QStringList& folders, Readings& readings) {
  std::vector<ReaderMask> masks = masksOfFolders(folders, readings.problems);
  takeCases(masks, readings, [](const ReaderMask& mask) { return mask.name; });
  joinByStudy(masks, readings);
  takeCases(masks, readings, [](const ReaderMask& mask) { return mask.studyUid; });
  for (const ReaderMask& mask : masks)
    if (!mask.isTaken) readings.problems.append(Texts::tr("%1: no other reader has it").arg(mask.path));
  std::ranges::sort(readings.cases, {}, &ReadCase::name);
}

/// By path within the folder, without ".xml", the VOC files of a folder.
std::map<QString, QString> vocTree(const QString& folder) {
  std::map<QString, QString> files;
  QDirIterator walk(folder, {QStringLiteral("*.xml")}, QDir::Files, QDirIterator::Subdirectories);
  while (walk.hasNext()) {
    const QString file = walk.next();
    files.emplace(pathWithin(folder, file).chopped(4), file);
  }
  return files;
}

void gatherBoxes(const QStringList& folders, Readings& readings) {
  std::vector<std::map<QString, QString>> trees;
  for (const QString& folder : folders) trees.push_back(vocTree(folder));
  // Images are told apart by their path where their names alone would not do.
  const bool byName = std::ranges::all_of(trees, [](const auto& tree) {
    std::set<QString> names;
    for (const auto& [path, file] : tree) names.insert(vocImageName(path));
    return names.size() == tree.size();
  });
  std::vector<std::map<QString, QString>> files(trees.size());
  for (std::size_t reader = 0; reader < trees.size(); ++reader)
    for (const auto& [path, file] : trees[reader])
      files[reader].emplace(byName ? vocImageName(path) : path, file);
  addImages(files, std::vector<std::set<QString>>(), readings);
}

void gatherSlices(const QStringList& folders, Readings& readings) {
  std::vector<std::map<QString, QString>> tables(static_cast<std::size_t>(folders.size()));
  for (std::size_t reader = 0; reader < tables.size(); ++reader) {
    const QString& folder = folders[static_cast<qsizetype>(reader)];
    QDirIterator walk(folder, {QStringLiteral("slices.csv")}, QDir::Files, QDirIterator::Subdirectories);
    while (walk.hasNext()) {
      const QString file = walk.next();
      tables[reader].emplace(QFileInfo(pathWithin(folder, file)).path(), file);
    }
  }
  if (std::ranges::all_of(tables, [](const auto& mine) { return mine.size() == 1; }))
    for (auto& mine : tables) mine = {{QString(), mine.begin()->second}};
  addSlices(tables, readings);
}

/// The names of the folders, with as much of their paths as tells them apart.
QStringList namesOf(const QStringList& folders) {
  QStringList paths;
  for (const QString& folder : folders) paths.append(QDir::cleanPath(QFileInfo(folder).absoluteFilePath()));
  for (int parts = 1;; ++parts) {
    QStringList names;
    bool isLonger = false;
    for (const QString& path : paths) {
      names.append(path.section(QLatin1Char('/'), -parts));
      isLonger = isLonger || names.last() != path;
    }
    if (std::set<QString>(names.begin(), names.end()).size() == static_cast<std::size_t>(names.size()) ||
        !isLonger)
      return names;
  }
}

}  // namespace

void addImages(const std::vector<std::map<QString, QString>>& files,
               const std::vector<std::set<QString>>& notRead, Readings& readings) {
  std::set<QString> names;
  for (const auto& mine : files)
    for (const auto& [name, file] : mine) names.insert(name);
  for (const QString& name : names) {
    ReadImage image{name, {}};
    for (std::size_t reader = 0; reader < files.size(); ++reader) {
      std::optional<std::vector<Box>>& boxes = image.boxes.emplace_back();
      if (reader < notRead.size() && notRead[reader].contains(name)) continue;
      boxes.emplace();
      const auto found = files[reader].find(name);
      if (found == files[reader].end()) continue;
      Result<VocFile> voc = readVoc(found->second);
      if (!voc) {
        readings.problems.append(voc.error().text());
        boxes.reset();
        continue;
      }
      boxes = std::move(voc->boxes);
      const int count =
          static_cast<int>(std::erase_if(*boxes, [](const Box& box) { return !box.rect.isValid(); }));
      if (count > 0)
        readings.problems.append(
            QCoreApplication::translate(
                "uptake::readers", "%1: %n box(es) end before they begin and were left out", nullptr, count)
                .arg(found->second));
    }
    readings.images.push_back(std::move(image));
  }
}

void addSlices(const std::vector<std::map<QString, QString>>& tables, Readings& readings) {
  constexpr qint64 kLargestTable = 64 * 1024 * 1024;
  std::map<QString, std::vector<std::optional<QString>>> slices;
  for (std::size_t reader = 0; reader < tables.size(); ++reader)
    for (const auto& [table, path] : tables[reader]) {
      QFile file(path);
      if (!file.open(QIODevice::ReadOnly) || file.size() > kLargestTable) {
        readings.problems.append(Texts::tr("%1: the table cannot be read").arg(path));
        continue;
      }
      const std::vector<QStringList> rows = parseCsv(file.readAll());
      const qsizetype row = rows.empty() ? -1 : rows.front().indexOf(QLatin1String("row"));
      const qsizetype name = rows.empty() ? -1 : rows.front().indexOf(QLatin1String("class"));
      if (row < 0 || name < 0) {
        readings.problems.append(Texts::tr("%1: it has no columns \"row\" and \"class\"").arg(path));
        continue;
      }
      for (std::size_t n = 1; n < rows.size(); ++n) {
        if (rows[n].value(name).isEmpty()) continue;
        auto& classes =
            slices[table + QLatin1Char('#') + rows[n].value(row).rightJustified(9, QLatin1Char('0'))];
        classes.resize(tables.size());
        classes[reader] = rows[n].value(name);
      }
    }
  for (auto& [name, classes] : slices)
    if (std::ranges::count_if(classes, [](const auto& each) { return each.has_value(); }) > 1)
      readings.slices.push_back({name, std::move(classes)});
}

Readings readingsOfFolders(const QStringList& folders) {
  Readings readings;
  readings.readers = namesOf(folders);
  gatherMasks(folders, readings);
  gatherBoxes(folders, readings);
  gatherSlices(folders, readings);
  return readings;
}

}  // namespace uptake::readers
