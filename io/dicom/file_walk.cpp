#include "core/platform/platform.h"
#include "io/dicom/dicom_dir_p.h"
#include "io/dicom/file_signature_p.h"
#include "io/dicom/file_walk_p.h"
#include "io/dicom/foreign_files_p.h"
#include "io/hdf5/hdf5_place.h"
#include "io/images/image_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

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

/// Whether a path can be opened by its text: names in another encoding than the system's lose bytes in it.
bool isWholeText(const fs::path& name, const QString& text) {
#if defined(Q_OS_WIN)
  Q_UNUSED(name)
  Q_UNUSED(text)
  return true;
#else
  return !text.contains(QChar::ReplacementCharacter) ||
         QFile::encodeName(text).toStdString() == name.native();
#endif
}

/// The bytes of a name, those that are no ASCII as numbers: "\xB7\xCE.dcm".
QString bytesText(const fs::path& name) {
  QString text;
  for (const char c : name.string()) {
    const auto code = static_cast<unsigned char>(c);
    if (code >= 0x20 && code < 0x7f)
      text += QLatin1Char(c);
    else
      text += QLatin1String("\\x") + QString::number(code, 16).toUpper().rightJustified(2, QLatin1Char('0'));
  }
  return text;
}

/// Whether a file that cannot be read by the text of its path looks like DICOM.
bool mayBeDicom(const fs::path& path) {
  if (hasDicomName(textOf(path.filename()))) return true;
  std::ifstream file(path, std::ios::binary);
  std::string mark(4, ' ');
  return file.seekg(128) && file.read(mark.data(), 4) && mark == "DICM";
}

/// Whether a file named DICOMDIR is an image.
bool isNamedDirectoryOnly(const QString& path) {
  return signatureOf(path) != FileSignature::Other && !hasDicomDirSignature(path);
}

/// How many files below a folder look like DICOM.
int dicomFilesBelow(const fs::path& folder) {
  int count = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    std::error_code unknown;
    if (it->is_regular_file(unknown) && mayBeDicom(it->path())) ++count;
  }
  return count;
}

QString reasonOf(const std::error_code& error) {
  return error == std::errc::permission_denied ? Texts::tr("no permission to read it")
                                               : QString::fromLocal8Bit(error.message().c_str());
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
      walk_.problems.push_back(
          {path, path.contains(QChar::ReplacementCharacter)
                     ? Texts::tr("There is no such file or folder, or its name is not in "
                                 "UTF-8 and has to be changed first.")
                     : Texts::tr("There is no such file or folder.")});
      return;
    }
    ++walk_.existingRoots;
    if (info.isDir())
      addFolder(info.absoluteFilePath());
    else if (isDicomDirName(info.fileName()) && !isNamedDirectoryOnly(info.absoluteFilePath()))
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
    std::vector<Entry> entries;
    for (; !error && listing != fs::directory_iterator(); listing.increment(error)) {
      const fs::path name = listing->path().filename();
      QString text = textOf(name);
      // Hidden files belong to the system and to programs.
      if (text.startsWith(QLatin1Char('.'))) {
        nameHidden(path + QLatin1Char('/') + text, *listing);
        continue;
      }
      if (isWholeText(name, text))
        entries.push_back({std::move(text), *listing});
      else
        nameUnreadable(path, *listing);
    }
    // What was listed before the error is read all the same.
    if (error)
      walk_.problems.push_back({path, Texts::tr("The folder cannot be listed: %1.").arg(reasonOf(error))});
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
    else
      nameUnknown(path);
  }

  /// Programs that copy give a file such a name until it is whole, and leave it where they were stopped.
  void nameHidden(const QString& path, const fs::directory_entry& entry) {
    std::error_code error;
    if (entry.is_symlink(error) || !entry.is_regular_file(error) || signatureOf(path) == FileSignature::Other)
      return;
    walk_.problems.push_back(
        {path,
         Texts::tr("The file holds DICOM, but is hidden (its name begins with a dot), as programs leave "
                   "it whose copying was stopped, and is not read. Copy it again from its source, or "
                   "rename it.")});
  }

  /// A file or folder whose name has bytes that are no text.
  void nameUnreadable(const QString& folder, const fs::directory_entry& entry) {
    const QString name = bytesText(entry.path().filename());
    const QString path = folder + QLatin1Char('/') + name;
    std::error_code error;
    if (!entry.is_directory(error)) {
      if (mayBeDicom(entry.path()))
        walk_.problems.push_back(
            {path,
             Texts::tr("The file cannot be read: its name is not in UTF-8 (its bytes are %1). Rename it, or "
                       "unpack the archive again with the encoding that it was made with.")
                 .arg(name)});
    } else if (const int count = dicomFilesBelow(entry.path()); count > 0) {
      walk_.problems.push_back(
          {path,
           Texts::tr("%n DICOM file(s) in this folder cannot be read: its name is not in UTF-8 (its bytes "
                     "are %1). Rename it, or unpack the archive again with the encoding that it was made "
                     "with.",
                     nullptr, count)
               .arg(name)});
    }
  }

  /// What is neither file nor folder is none to read; what cannot be looked at is said.
  void nameUnknown(const QString& path) {
    std::error_code error;
    const fs::file_status status = fs::status(pathOf(path), error);
    if (error && status.type() != fs::file_type::not_found)
      walk_.problems.push_back({path, Texts::tr("The file cannot be read: %1.").arg(reasonOf(error))});
  }

  void addFile(const QString& path) {
    // A name promises nothing: what begins as DICOM is read as that.
    if (path.endsWith(QLatin1String(".xml"), Qt::CaseInsensitive) &&
        signatureOf(path) == FileSignature::Other) {
      walk_.vocFiles.append(path);
      return;
    }
    // No scanner names DICOM so. An .hdr may be the notes of a program, which are told from its images'
    // headers by the .img beside.
    if (const QString suffix = imageFileSuffix(path); !suffix.isEmpty()) {
      const bool isPair = suffix.toLower().startsWith(QLatin1String(".hdr"));
      const QString base = path.chopped(suffix.size());
      if (!isPair || QFileInfo::exists(base + QLatin1String(".img")) ||
          QFileInfo::exists(base + QLatin1String(".img.gz"))) {
        walk_.imageFiles.append(path);
        return;
      }
    }
    if (hdf5::isHdf5File(path) && signatureOf(path) == FileSignature::Other) {
      walk_.hdf5Files.append(path);
      return;
    }
    if (isDicomDirName(QFileInfo(path).fileName()) && hasDicomDirSignature(path)) {
      walk_.directories.append(path);
      return;
    }
    if (const auto file = foundFile(path))
      walk_.candidates.push_back(*file);
    else
      nameUnknown(path);  // unless it is gone since it was listed
  }

  /// A file that is named by itself or by a link; a folder that is walked may hold it too.
  void noteElsewhere(const QString& path) { elsewhere_.append(path); }

  void addElsewhere() {
    QSet<QString> seen;
    for (const QString& path : elsewhere_) {
      const QFileInfo link(path);
      if (!link.exists() && (hasDicomName(link.fileName()) || hasOpenName(link.fileName())))
        walk_.problems.push_back(
            {path, Texts::tr("The link leads to nothing: %1 is missing.").arg(link.symLinkTarget())});
      const QFileInfo target(link.canonicalFilePath());
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
  return FoundFile{path, state->size, state->changedMs, state->recordedMs};
}

FileWalk walkFiles(const QStringList& paths, JobControl& control) {
  Walker walker(control);
  for (const QString& path : paths) walker.addRoot(path);
  return walker.take();
}

}  // namespace uptake::dicom
