#pragma once

#include "annotation/journal/journal_state.h"
#include "annotation/tools/tool.h"

#include <QUndoCommand>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace uptake {

/// What became of a restored journal.
struct RestoreReport {
  bool changed = false;  ///< an undo step was pushed
  QStringList notes;     ///< what a person should know
};

/// The one undo step by which a journal's work comes back. It is begun with the first edit in it.
class JournalRestore {
 public:
  JournalRestore(ToolContext context, QString text) : context_(context), text_(std::move(text)) {}

  const ToolContext& context() const { return context_; }
  CaseDocument& document() const { return context_.document; }
  /// Of the step, and so of the edits in it.
  const QString& text() const { return text_; }
  /// Does the edit, which becomes part of the step.
  void push(QUndoCommand* edit);
  /// What is pushed next by others becomes part of the step.
  void begin();
  void addNote(const QString& note) { report_.notes.append(note); }
  RestoreReport end();

 private:
  ToolContext context_;
  QString text_;
  RestoreReport report_;
};

/// Brings what the journal says of everything that was touched into the document, as one undo step. What was
/// not touched stays as it lies on disk. `parts` are those with whose formats it was read.
RestoreReport restoreJournal(ToolContext context, const JournalState& state,
                             const std::vector<JournalPart*>& parts);

/// A thing that is changed, added (no `before`) or removed (no `after`).
template <class T>
struct JournalChange {
  std::optional<T> before;
  std::optional<T> after;
};

/// How to get from `now` to `wanted`: equal ones stay, those that `isSame` says are one thing are changed.
/// Ids, which hold only while a case is open, are not compared, and `after` gets the id of `before`.
template <class T, class Same>
std::vector<JournalChange<T>> changesBetween(std::vector<T> now, std::vector<T> wanted, const Same& isSame) {
  std::vector<JournalChange<T>> changes;
  for (auto each = wanted.begin(); each != wanted.end();) {
    const auto equal = std::ranges::find_if(now, [&](T other) {
      other.id = each->id;
      return other == *each;
    });
    if (equal == now.end()) {
      ++each;
      continue;
    }
    now.erase(equal);
    each = wanted.erase(each);
  }
  for (T& each : wanted) {
    const auto same = std::ranges::find_if(now, [&](const T& other) { return isSame(other, each); });
    if (same == now.end()) {
      changes.push_back({std::nullopt, std::move(each)});
      continue;
    }
    each.id = same->id;
    changes.push_back({std::move(*same), std::move(each)});
    now.erase(same);
  }
  for (T& each : now) changes.push_back({std::move(each), std::nullopt});
  return changes;
}

}  // namespace uptake
