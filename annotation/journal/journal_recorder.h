#pragma once

#include "annotation/journal/journal_state.h"
#include "core/document/case_document.h"

#include <QObject>
#include <QTimer>
#include <QUndoStack>

#include <functional>
#include <memory>
#include <set>

namespace uptake {

class JournalFile;

/// What differs from the disk.
struct JournalTouched {
  std::set<QString> images;  ///< whose boxes do
  std::set<MaskId> masks;
  bool measurements = false;
  bool boxLinks = false;
  bool decisions = false;
  bool sliceClasses = false;
  bool isEmpty() const {
    return images.empty() && masks.empty() && !measurements && !boxLinks && !decisions && !sliceClasses;
  }
};

/// Keeps a journal of a case, so that no gesture is lost when the program or the machine dies.
///
/// It watches the document, not the commands: whatever changes it, by whatever command, is noted, and when a
/// gesture is complete (QUndoStack::indexChanged) one record of the *state* of what changed is appended: all
/// boxes of the touched images, all measurements, the lesions of a touched mask and the labels of the touched
/// region. The first time that a mask is touched all of it is recorded, so that restoring needs no file that
/// may have changed since. A preview that no command follows is not recorded.
///
/// The journal is begun with the first gesture; undone to what lies on disk, it vanishes.
class JournalRecorder : public QObject {
  Q_OBJECT

 public:
  JournalRecorder(CaseDocument& document, QUndoStack& stack, QObject* parent = nullptr);
  ~JournalRecorder() override;

  /// Where journals are kept; empty: none is.
  void setFolder(const QString& folder) { folder_ = folder; }
  const QString& folder() const { return folder_; }
  /// The hash of the file that Box::fileObject of an image's boxes, or (empty image) Measurement::fileEntry
  /// count in; so that restoring sees whether they still do.
  void setOriginalHash(std::function<QByteArray(const QString& image)> hash) {
    originalHash_ = std::move(hash);
  }

  /// While loaders fill the document, nothing counts as touched.
  void setPaused(bool paused) { paused_ = paused; }
  /// The document now is what lies on disk, but for what was touched: a case was opened or saved. Earlier
  /// gestures leave the journal.
  void rebase(const JournalCase& about, const JournalTouched& touched);
  /// The case is closed: its journal is removed, or kept to be restored later.
  enum class End { Remove, Keep };
  void end(End end);

  /// The journal's path; empty while there is none.
  QString file() const;
  /// Waits until every gesture is on the disk itself.
  void sync();

 Q_SIGNALS:
  /// Gestures are not being recorded, and why; the next gesture tries again. Once until recorded() follows.
  void failed(const QString& reason);
  /// They are again.
  void recovered();

 private:
  struct DirtyMask {
    bool whole = false;
    IndexBox region;  ///< whose labels changed
  };
  struct Dirty {
    std::set<QString> images;
    std::map<MaskId, DirtyMask> masks;
    bool measurements = false;
    bool boxLinks = false;
    bool decisions = false;
    bool sliceClasses = false;
    bool maskList = false;
    bool isEmpty() const {
      return images.empty() && masks.empty() && !measurements && !boxLinks && !decisions && !sliceClasses &&
             !maskList;
    }
  };

  void watch();
  void masksChanged();
  void gestureEnded(int index);
  void write(JournalStep::Kind kind, const QString& text);
  Result<void> writeHeader();
  void appendParts(QDataStream& out);
  void appendMask(QDataStream& out, const MaskLayer& mask, const DirtyMask& dirty);
  void prepareNext();
  void startAfresh();

  CaseDocument& document_;
  QUndoStack& stack_;
  QString folder_;
  std::function<QByteArray(const QString&)> originalHash_;
  bool paused_ = false;
  bool isOpen_ = false;  ///< a case is
  bool hasFailed_ = false;
  int index_ = 0;  ///< of the stack, at the last gesture

  JournalCase about_;
  std::vector<MaskOrigin> base_;
  std::map<MaskId, QString> known_;  ///< masks and their names, as recorded last
  Dirty dirty_;                      ///< since the last record
  std::set<MaskId> recorded_;        ///< masks that are in the journal as a whole
  /// Slabs of the others, packed ahead of their first gesture; null where not yet, or no longer.
  std::map<MaskId, std::vector<QByteArray>> prepared_;
  QTimer prepareTimer_;
  std::unique_ptr<JournalFile> file_;
};

}  // namespace uptake
