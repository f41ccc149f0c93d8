#pragma once

#include "core/document/case_document.h"

#include <QObject>
#include <QUndoStack>

#include <optional>
#include <vector>

namespace uptake {

/// Which revision of a document is open, and which one is saved.
///
/// Every state that a step brings about has a number of its own. Undo and redo bring its number back, and a
/// step that changes nothing keeps it. A position in the undo stack doesn't identify a state: another step
/// may take that position, and steps that follow each other may be merged.
///
/// The stack's clean state (QUndoStack::isClean()) is kept to say what isSaved() says. Make it before
/// whatever else listens to the stack.
class Revisions : public QObject {
  Q_OBJECT

 public:
  Revisions(CaseDocument& document, QUndoStack& stack, QObject* parent = nullptr);

  /// The revision that is open. A change without a step, such as by a loader that didn't pause this, makes a
  /// revision of its own.
  qint64 current();
  bool isSaved() const { return saved_ == states_.back().revision; }
  /// std::nullopt: no state is known to be what lies on the disk.
  std::optional<qint64> saved() const { return saved_; }
  void setSaved(std::optional<qint64> revision);
  /// While paused, changes make no other revision: loaders fill the document.
  void setPaused(bool paused);
  /// The document was replaced by another one, which is saved.
  void restart();

 private:
  struct State {
    qint64 revision = 0;
    const QUndoCommand* step = nullptr;  ///< that brought it about; null for the first
  };
  bool takeChanges();
  void follow(int index);
  void keepStackInStep();

  CaseDocument& document_;
  QUndoStack& stack_;
  std::vector<State> states_{State{}};  ///< by index of the stack, up to the one that is open
  std::vector<State> undone_;           ///< that redo brings back, the next one last
  qint64 last_ = 0;                     ///< the highest number so far
  qint64 changes_ = 0;                  ///< CaseDocument::changes() of the state that is open
  qint64 unstepped_ = 0;                ///< further ones, when it was paused
  std::optional<qint64> saved_ = 0;
};

}  // namespace uptake
