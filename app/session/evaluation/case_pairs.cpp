#include "app/session/evaluation/case_pairs.h"

#include "app/session/evaluation/mask_input.h"
#include "io/masks/label_image.h"
#include "io/seg/seg_reader.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFileInfo>
#include <QSet>

#include <algorithm>
#include <map>
#include <optional>

namespace uptake::evaluation {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

struct MaskFile {
  QString path;
  QString name;      ///< within its folder, without the ending
  QString studyUid;  ///< of a SEG
  bool taken = false;
};

QString withoutEnding(const QString& file) {
  const QString suffix = labelImageSuffix(file);
  if (!suffix.isEmpty()) return file.chopped(suffix.size());
  return file.endsWith(QLatin1String(".dcm"), Qt::CaseInsensitive) ? file.chopped(4) : file;
}

/// Leaves out the images of a case of FDG-PET-CT-Lesions: CT, CTres, PET and SUV beside SEG.
void leaveOutImages(std::vector<MaskFile>& files) {
  const auto baseName = [](const MaskFile& file) { return file.name.section(QLatin1Char('/'), -1); };
  QSet<QString> withSeg;
  for (const MaskFile& file : files)
    if (baseName(file) == QLatin1String("SEG")) withSeg.insert(QFileInfo(file.path).path());
  static const QSet<QString> kImages{QStringLiteral("CT"), QStringLiteral("CTres"), QStringLiteral("PET"),
                                     QStringLiteral("SUV")};
  std::erase_if(files, [&](const MaskFile& file) {
    return kImages.contains(baseName(file)) && withSeg.contains(QFileInfo(file.path).path());
  });
}

std::vector<MaskFile> masksIn(const QString& folder, QStringList& problems) {
  std::vector<MaskFile> files;
  QDirIterator walk(folder, QDir::Files, QDirIterator::Subdirectories);
  while (walk.hasNext()) {
    const QString path = walk.next();
    const bool isSeg = path.endsWith(QLatin1String(".dcm"), Qt::CaseInsensitive);
    if (!isSeg && !isLabelImage(path)) continue;
    MaskFile file{path, withoutEnding(pathWithin(folder, path)), {}, false};
    if (isSeg) {
      const auto reference = readSegReference(path);
      if (!reference) {
        problems.append(reference.error().text());
        continue;
      }
      file.studyUid = reference->studyInstanceUid;
    }
    files.push_back(file);
  }
  leaveOutImages(files);
  std::ranges::sort(files, {}, &MaskFile::name);
  return files;
}

/// Whether the file, or a folder that it lies in, is named so.
bool isNamed(const MaskFile& file, const QString& uid) {
  return !uid.isEmpty() && file.name.split(QLatin1Char('/')).contains(uid);
}

/// Pairs what `matches` says belongs together, where it is one with one.
template <class Matches>
void pairBy(std::vector<MaskFile>& truths, std::vector<MaskFile>& predictions, CasePairs& result,
            Matches matches) {
  for (MaskFile& truth : truths) {
    if (truth.taken) continue;
    MaskFile* partner = nullptr;
    int partners = 0;
    for (MaskFile& prediction : predictions) {
      if (prediction.taken || !matches(truth, prediction)) continue;
      partner = &prediction;
      ++partners;
    }
    const auto rivals = std::ranges::count_if(
        truths, [&](const MaskFile& other) { return !other.taken && partner && matches(other, *partner); });
    if (partners > 1 || rivals > 1) {
      result.problems.append(Texts::tr("%1: several masks may belong to it, none was taken").arg(truth.path));
      truth.taken = true;
    } else if (partner) {
      truth.taken = partner->taken = true;
      result.pairs.push_back({truth.name, truth.path, partner->path,
                              truth.studyUid.isEmpty() ? partner->studyUid : truth.studyUid});
    }
  }
}

}  // namespace

QString maskName(const QString& file) {
  return withoutEnding(file);
}

QString pathWithin(const QString& folder, const QString& file) {
  // A relative path would be taken for one from the folder on.
  return QDir(QFileInfo(folder).absoluteFilePath()).relativeFilePath(QFileInfo(file).absoluteFilePath());
}

CasePairs pairCases(const QString& truth, const QString& prediction) {
  CasePairs result;
  const bool isFolder = QFileInfo(truth).isDir();
  for (const QString& path : {truth, prediction})
    if (!QFileInfo::exists(path)) {
      result.problems.append(Texts::tr("%1: no such file or folder").arg(path));
      return result;
    }
  if (isFolder != QFileInfo(prediction).isDir()) {
    result.problems.append(Texts::tr("give two files or two folders, not one of each"));
    return result;
  }
  if (!isFolder) {
    CasePair pair{withoutEnding(QFileInfo(truth).fileName()), truth, prediction};
    for (const QString& file : {truth, prediction})
      if (pair.studyUid.isEmpty() && !isLabelImage(file))
        if (const auto reference = readSegReference(file)) pair.studyUid = reference->studyInstanceUid;
    result.pairs.push_back(std::move(pair));
    return result;
  }
  std::vector<MaskFile> truths = masksIn(truth, result.problems);
  std::vector<MaskFile> predictions = masksIn(prediction, result.problems);
  pairBy(truths, predictions, result, [](const MaskFile& a, const MaskFile& b) { return a.name == b.name; });
  pairBy(truths, predictions, result, [](const MaskFile& a, const MaskFile& b) {
    return !a.studyUid.isEmpty() && a.studyUid == b.studyUid;
  });
  pairBy(truths, predictions, result, [](const MaskFile& a, const MaskFile& b) {
    return isNamed(a, b.studyUid) || isNamed(b, a.studyUid);
  });
  for (const MaskFile& file : truths)
    if (!file.taken) result.problems.append(Texts::tr("%1: no prediction belongs to it").arg(file.path));
  for (const MaskFile& file : predictions)
    if (!file.taken) result.problems.append(Texts::tr("%1: no truth belongs to it").arg(file.path));
  std::ranges::sort(result.pairs, {}, &CasePair::name);
  return result;
}

}  // namespace uptake::evaluation
