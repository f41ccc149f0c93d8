#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "io/dicom/study_index.h"
#include "io/store/annotation_folder.h"
#include "io/store/file_stamp.h"
#include "io/store/folder_lock.h"

#include <QByteArray>
#include <QStringList>

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace uptake {

/// By path.
using FileStamps = std::map<QString, FileStamp>;

/// What became of files that were saved together.
struct SaveReport {
  QStringList files;                  ///< written
  FileStamps stamps;                  ///< of those
  std::vector<FileProblem> problems;  ///< what could not be written, and why
  /// Files that someone else changed since they were read; then nothing was written at all.
  QStringList conflicts;
  QStringList notes;  ///< what a person should know
};

/// Saves files of an annotation folder together, without knowing what they hold:
///
///   1. begin() takes the folder's lock (FolderLock);
///   2. every file is planned: nothing is written yet;
///   3. finish() looks at all of them. When a link leads one into an opened folder, or one is not what it was
///      when it was read, nothing is written. Else each is written whole or not at all, and one's failure
///      does not keep the others from being written. What a file held before is kept (keepBackup()).
class SaveTransaction {
 public:
  /// Makes the file at the path that it is given, whole, or leaves what is there. It may remove the file, or
  /// never make it, when there is nothing to keep. Called in finish(), in the background.
  using Writer = std::function<Result<void>(const QString& path, JobControl& control)>;

  /// What becomes of a file that is there and was neither read nor written here.
  enum class Stranger {
    Refuse,    ///< it stays, and the new one is not written
    Replace,   ///< as if it were known
    SetAside,  ///< it is renamed to `<name>.removed`; also when someone else changed it since it was read
  };

  /// `known`: files as they were read or last written here. With `replaceChanged`, what someone else changed
  /// since is replaced all the same.
  SaveTransaction(AnnotationFolder folder, FileStamps known, bool replaceChanged);

  /// Waits for others who save in the folder. Fails as FolderLock::take() does.
  Result<void> begin(const JobControl& control);

  const AnnotationFolder& folder() const { return folder_; }
  bool isKnown(const QString& path) const { return known_.contains(path); }

  /// Plans to write a file. Its parent folders are the writer's business.
  void write(const QString& path, Writer writer, Stranger stranger = Stranger::Refuse);
  /// The same for bytes that are made when it is written, and not written when the file holds them already.
  /// Its parent folders are made.
  void writeBytes(const QString& path, std::function<Result<QByteArray>()> bytes,
                  Stranger stranger = Stranger::Refuse);
  /// A record that stands for other files: written after all others, and only when none of them failed.
  void writeLast(const QString& path, Writer writer, Stranger stranger = Stranger::Refuse);
  /// A file that takes seconds: written beside its place, and renamed when what lies there is still what was
  /// read, since programs that know nothing of the lock may come meanwhile. Its parent folders are the
  /// writer's business. `made` is told once it is in its place.
  void writeSlowly(const QString& path, Writer writer, std::function<void(const QString& path)> made = {});
  /// A new file, written beside in the same way: it gets the name that is wanted, or, where another one has
  /// it by then, one like it (see moveToNewName()), which `made` is told.
  void create(const QString& wanted, Writer writer, std::function<void(const QString& path)> made);
  /// Plans to keep a file that no longer stands for anything, as `<name>.removed`, which is not read again.
  void setAside(const QString& path, Stranger stranger = Stranger::Refuse);

  /// Something that cannot be written, found while planning.
  void addProblem(const QString& path, const QString& reason) { report_.problems.push_back({path, reason}); }
  void addNote(const QString& note) { report_.notes.append(note); }

  /// Writes what was planned, and gives the folder back.
  SaveReport finish(JobControl& control);

 private:
  enum class Way { InPlace, Slowly, New, Aside };
  struct Planned {
    QString path;
    Way way = Way::InPlace;
    Stranger stranger = Stranger::Refuse;
    Writer writer = {};
    std::function<Result<QByteArray>()> bytes = {};
    std::function<void(const QString&)> made = {};
    bool isLast = false;
  };
  bool isChanged(const Planned& file) const;
  bool mayWrite();
  void save(const Planned& file, JobControl& control);
  Result<void> saveInPlace(const Planned& file, JobControl& control);
  Result<void> saveBytes(const Planned& file);
  Result<QString> saveBeside(const Planned& file, JobControl& control);
  Result<void> replaceBy(const Planned& file, const QString& made);
  void noteWritten(const QString& path);

  AnnotationFolder folder_;
  FileStamps known_;
  bool replaceChanged_;
  std::optional<FolderLock> lock_;
  std::vector<Planned> planned_;
  SaveReport report_;
};

}  // namespace uptake
