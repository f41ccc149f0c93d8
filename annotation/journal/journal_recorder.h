#pragma once

#include "annotation/journal/journal_state.h"
#include "core/error.h"

#include <QObject>
#include <QUndoStack>

#include <memory>
#include <vector>

namespace uptake {

class JournalFile;

/// Keeps a journal of a case, so that no gesture is lost when the program or the machine dies.
///
/// Its parts watch the document, not the commands: whatever changes it, by whatever command, is noted, and
/// when a gesture is complete (QUndoStack::indexChanged) one record of the *state* of what changed is
/// appended. What the first record of a thing holds suffices to restore it, so that restoring needs no file
/// that may have changed since. A preview that no command follows is not recorded.
///
/// The journal is begun with the first gesture, and deleted when all is undone to what lies on the disk.
class JournalRecorder : public QObject {
  Q_OBJECT

 public:
  explicit JournalRecorder(QUndoStack& stack, QObject* parent = nullptr);
  ~JournalRecorder() override;

  /// Records a further kind. The part must outlive this object, or see no further gesture.
  void add(JournalPart& part) { parts_.push_back(&part); }
  const std::vector<JournalPart*>& parts() const { return parts_; }
  /// How to read its journals. A value that jobs may keep.
  JournalFormats formats() const;

  /// Where journals are kept; with an empty folder no journal is.
  void setFolder(const QString& folder) { folder_ = folder; }
  const QString& folder() const { return folder_; }

  /// The document now is what lies on disk, but for what its parts carry over: a case was opened or saved.
  /// Earlier gestures leave the journal.
  void rebase(const JournalCase& about);
  /// The case is closed: its journal is removed, or kept to be restored later.
  enum class End { Remove, Keep };
  void end(End end);

  /// The journal's path; empty while there is no journal.
  QString file() const;
  /// Waits until every gesture is on the disk itself.
  void sync();

 Q_SIGNALS:
  /// Gestures are not being recorded, and why; the next gesture tries again. Once until recovered() follows.
  void failed(const QString& reason);
  /// Gestures are being recorded again.
  void recovered();

 private:
  void gestureEnded(int index);
  void write(JournalStep::Kind kind, const QString& text);
  Result<void> append(JournalStep::Kind kind, const QString& text);
  Result<void> writeHeader();
  void startAfresh();

  QUndoStack& stack_;
  std::vector<JournalPart*> parts_;
  QString folder_;
  bool isOpen_ = false;  ///< a case is
  bool hasFailed_ = false;
  int index_ = 0;  ///< of the stack, at the last gesture
  JournalCase about_;
  std::unique_ptr<JournalFile> file_;
};

}  // namespace uptake
