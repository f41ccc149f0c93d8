#include "io/dicom/file_walk_p.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QSet>

namespace uptake::dicom {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

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
    else
      addFile(info, info.canonicalFilePath());
  }

  FileWalk take() { return std::move(walk_); }

 private:
  void addFolder(const QString& path) {
    const QDir folder(path);
    const QString canonical = folder.canonicalPath();
    if (control_.isCancelled() || seenFolders_.contains(canonical)) return;
    seenFolders_.insert(canonical);
    if (!folder.isReadable()) {
      walk_.problems.push_back({path, Texts::tr("The folder cannot be listed: no permission to read it.")});
      return;
    }
    const QFileInfoList entries =
        folder.entryInfoList(QDir::Dirs | QDir::Files | QDir::NoDotAndDotDot, QDir::Name);
    for (const QFileInfo& entry : entries) {
      if (entry.isDir())
        addFolder(entry.absoluteFilePath());
      else
        // A canonical path costs a system call a folder level; a plain file's follows from its folder's.
        addFile(entry, entry.isSymLink() ? entry.canonicalFilePath()
                                         : canonical + QLatin1Char('/') + entry.fileName());
    }
    control_.setProgress(0, 0, path);
  }

  void addFile(const QFileInfo& info, const QString& canonical) {
    if (seenFiles_.contains(canonical)) return;
    seenFiles_.insert(canonical);
    if (!info.isFile()) return;
    if (info.suffix().compare(QLatin1String("xml"), Qt::CaseInsensitive) == 0)
      walk_.vocFiles.append(info.absoluteFilePath());
    else
      walk_.candidates.push_back({info.absoluteFilePath(), info.size(),
                                  info.fileTime(QFileDevice::FileModificationTime).toMSecsSinceEpoch()});
  }

  JobControl& control_;
  FileWalk walk_;
  QSet<QString> seenFolders_;
  QSet<QString> seenFiles_;
};

}  // namespace

FileWalk walkFiles(const QStringList& paths, JobControl& control) {
  Walker walker(control);
  for (const QString& path : paths) walker.addRoot(path);
  return walker.take();
}

}  // namespace uptake::dicom
