#pragma once

#include "app/session/annotations/kind.h"

#include <QFileInfo>

#include <optional>
#include <utility>

namespace uptake {

/// A kind of which one file a study holds all (see AnnotationFolder::studyFile()), and which counts as
/// changed as a whole. `File` is what is read of it: a value with `original`, the file's bytes, and
/// `warnings`.
template <class File>
struct StoredStudyFile : StoredPart {
  QString path;
  std::optional<File> file;
};

class StudyFileKind : public AnnotationKind, public JournalPart {
 public:
  using AnnotationKind::AnnotationKind;

  std::unique_ptr<SavePart> snapshot(SaveMode mode) override;
  void takeBack(SavePart& part) override;
  bool moveToNewFolder() override;
  void clear() override;

  JournalPart* journalPart() override { return this; }
  bool isTouched() const override { return isUnrecorded_; }
  void write(JournalRecords& records) override;
  void recorded() override { isUnrecorded_ = false; }
  void startAfresh() override { isUnrecorded_ = false; }
  bool carryOver() override;

 protected:
  /// Where it lies in an annotation folder.
  using Place = QString (*)(const AnnotationFolder& folder, const OpenedStudy& opened);
  virtual Place place() const = 0;
  /// Whether nothing is drawn.
  virtual bool isEmpty() const = 0;
  /// Writes what the document holds now, later and in the background: see SaveTransaction::Writer.
  using FileWriter = std::function<Result<void>(const QString& path, const OpenedStudy& opened)>;
  virtual FileWriter writer() const = 0;
  /// Writes what the document holds now into the journal.
  virtual void writeRecord(QDataStream& out) const = 0;

  /// It was edited; ignored while a loader fills the document.
  void touch();

  /// The file as it was read, which later saves edit; empty without one.
  const QByteArray& original() const { return original_; }
  void setOriginal(QByteArray original) { original_ = std::move(original); }

  /// A reader of such a file: gives a StoredStudyFile<File>.
  template <class File>
  static Reader readerOf(Place place, Result<File> (*read)(const QString& path, const QString& studyUid)) {
    return [place, read](const ReadingTask& task, JobControl&) -> Result<std::shared_ptr<StoredPart>> {
      auto stored = std::make_shared<StoredStudyFile<File>>();
      stored->path = place(task.folder, *task.opened);
      if (!QFileInfo::exists(stored->path)) return std::shared_ptr<StoredPart>(stored);
      Result<File> file = read(stored->path, task.opened->study().uid);
      if (!file) {
        stored->problems.push_back({stored->path, file.error().message});
        return std::shared_ptr<StoredPart>(stored);
      }
      for (const QString& warning : file->warnings) stored->problems.push_back({stored->path, warning});
      stored->stamps.emplace(stored->path, stampOfContent(file->original));
      stored->file.emplace(file.take());
      return std::shared_ptr<StoredPart>(stored);
    };
  }

 private:
  bool isUnsaved_ = false;
  bool isUnrecorded_ = false;
  QByteArray original_;
};

}  // namespace uptake
