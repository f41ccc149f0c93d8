#include "core/platform/platform.h"
#include "io/dicom/dicom_dir_p.h"
#include "io/dicom/file_walk_p.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <algorithm>
#include <filesystem>

namespace uptake::dicom {

namespace {

namespace fs = std::filesystem;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

QString textOf(const fs::path& path) {
#if defined(Q_OS_WIN)
  return QDir::fromNativeSeparators(QString::fromStdWString(path.native()));
#else
  return QFile::decodeName(QByteArray::fromStdString(path.native()));
#endif
}

fs::path pathOf(const QString& text) {
  return QFileInfo(text).filesystemFilePath();
}

/// One file or folder of a folder, as far as listing it tells.
struct Entry {
  QString name;
  fs::directory_entry entry;
};

/// std::filesystem, not QDir: a tree of a million files takes half of the system calls.
class Walker {
 public:
  explicit Walker(JobControl& control) : control_(control) {}

  void addRoot(const QString& path) {
    const QFileInfo info(path);
    if (!info.exists()) {
      walk_.problems.push_back({path, Texts::tr("There is no such file or folder.")});
      return;
    }
    ++walk_.existingRoots;
    if (info.isDir())
      addFolder(info.absoluteFilePath());
    else if (isDicomDirName(info.fileName()))
      walk_.openedDirectories.append(info.absoluteFilePath());
    else
      noteElsewhere(info.absoluteFilePath());
  }

  FileWalk take() {
    addElsewhere();
    return std::move(walk_);
  }

 private:
  void addFolder(const QString& path) {
    const QString canonical = QDir(path).canonicalPath();
    if (control_.isCancelled() || seenFolders_.contains(canonical)) return;
    seenFolders_.insert(canonical);
    control_.setProgress(0, 0, path);
    std::error_code error;
    fs::directory_iterator listing(pathOf(path), error);
    if (error) {
      walk_.problems.push_back({path, Texts::tr("The folder cannot be listed: no permission to read it.")});
      return;
    }
    std::vector<Entry> entries;
    for (; listing != fs::directory_iterator(); listing.increment(error)) {
      if (error) break;
      QString name = textOf(listing->path().filename());
      // Hidden files belong to the system and to programs.
      if (!name.startsWith(QLatin1Char('.'))) entries.push_back({std::move(name), *listing});
    }
    std::ranges::sort(entries, {}, &Entry::name);
    std::vector<QString> folders;
    for (const Entry& entry : entries) addEntry(path, entry, folders);
    // Files of one folder stay together.
    for (const QString& folder : folders) addFolder(folder);
  }

  void addEntry(const QString& folder, const Entry& entry, std::vector<QString>& folders) {
    std::error_code error;
    const QString path = folder + QLatin1Char('/') + entry.name;
    if (entry.entry.is_directory(error))
      folders.push_back(path);
    else if (entry.entry.is_symlink(error))
      noteElsewhere(path);
    else if (entry.entry.is_regular_file(error))
      addFile(path);
  }

  void addFile(const QString& path) {
    if (path.endsWith(QLatin1String(".xml"), Qt::CaseInsensitive)) {
      walk_.vocFiles.append(path);
      return;
    }
    if (isDicomDirName(QFileInfo(path).fileName())) {
      walk_.directories.append(path);
      return;
    }
    // Nothing: gone since it was listed.
    if (const auto file = foundFile(path)) walk_.candidates.push_back(*file);
  }

  /// A file that is named by itself or by a link; a folder that is walked may hold it too.
  void noteElsewhere(const QString& path) { elsewhere_.append(path); }

  void addElsewhere() {
    QSet<QString> seen;
    for (const QString& path : elsewhere_) {
      const QFileInfo target(QFileInfo(path).canonicalFilePath());
      if (!target.isFile() || seenFolders_.contains(target.path()) || seen.contains(target.filePath()))
        continue;
      seen.insert(target.filePath());
      addFile(path);
    }
  }

  JobControl& control_;
  FileWalk walk_;
  QSet<QString> seenFolders_;
  QStringList elsewhere_;
};

}  // namespace

std::optional<FoundFile> foundFile(const QString& path) {
  const auto state = platform::fileState(path);
  if (!state) return std::nullopt;
  return FoundFile{path, state->size, state->changedMs};
}

FileWalk walkFiles(const QStringList& paths, JobControl& control) {
  Walker walker(control);
  for (const QString& path : paths) walker.addRoot(path);
  return walker.take();
}

}  // namespace uptake::dicom
