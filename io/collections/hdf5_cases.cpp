#include "io/collections/case_names_p.h"
#include "io/collections/hdf5_cases_p.h"
#include "io/hdf5/hdf5_image_p.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <algorithm>
#include <map>

namespace uptake::collections {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Collections)
};

/// The files that others refer to in their own folders and that are not listed yet.
QStringList linkedFiles(const QStringList& files, const std::vector<Result<hdf5::Contents>>& contents) {
  QStringList linked;
  for (qsizetype i = 0; i < files.size(); ++i) {
    const auto& each = contents[static_cast<std::size_t>(i)];
    if (!each) continue;
    const QDir folder = QFileInfo(files[i]).absoluteDir();
    for (const QString& link : each->links) {
      const QString path = QDir::cleanPath(folder.filePath(link));
      const bool isInside = path.startsWith(folder.absolutePath() + QLatin1Char('/'));
      if (isInside && hdf5::isHdf5File(path) && QFileInfo(path).isFile() && !files.contains(path))
        linked.append(path);
    }
  }
  linked.removeDuplicates();
  return linked;
}

/// Those that lie beside a CT or PET of the collection's name, and have such a name themselves.
QStringList imagesAmong(const QStringList& datasets) {
  std::map<QString, QStringList> groups;
  QSet<QString> withImage;
  for (const QString& dataset : datasets) {
    const auto role = roleOfCollectionName(dataset.section(QLatin1Char('/'), -1));
    if (!role) continue;
    const QString group = dataset.section(QLatin1Char('/'), 0, -2);
    groups[group].append(dataset);
    if (role->role != FileRole::Mask) withImage.insert(group);
  }
  QStringList images;
  for (const auto& [group, members] : groups)
    if (withImage.contains(group)) images += members;
  return images;
}

}  // namespace

Result<void> addHdf5Images(StudyIndex& index, const QStringList& datasets, const JobControl& control) {
  QStringList files = index.hdf5Files;
  if (files.isEmpty()) return {};
  auto contents = hdf5::contentsOf(files, control);
  if (!contents) return contents.error();
  if (const QStringList linked = linkedFiles(files, *contents); !linked.isEmpty()) {
    auto more = hdf5::contentsOf(linked, control);
    if (!more) return more.error();
    files += linked;
    std::ranges::move(*more, std::back_inserter(*contents));
  }
  QSet<QString> filesOfDatasets;
  for (const QString& dataset : datasets) filesOfDatasets.insert(hdf5::fileOf(dataset));
  for (qsizetype i = 0; i < files.size(); ++i) {
    const Result<hdf5::Contents>& found = (*contents)[static_cast<std::size_t>(i)];
    if (!found) {
      index.problems.push_back({files[i], found.error().message});
      continue;
    }
    if (filesOfDatasets.contains(files[i])) continue;
    const QStringList images = imagesAmong(found->datasets);
    for (const QString& image : images) index.imageFiles.append(files[i] + image);
    if (images.isEmpty() && found->links.isEmpty() && index.roots.contains(files[i]))
      index.problems.push_back(
          {files[i], Texts::tr("The HDF5 file holds no images that are named ct, ctres, pet or suv, as "
                               "those of FDG-PET-CT-Lesions are.")});
  }
  index.imageFiles += datasets;
  return {};
}

}  // namespace uptake::collections
