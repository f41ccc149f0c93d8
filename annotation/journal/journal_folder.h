#pragma once

#include "annotation/journal/journal_state.h"
#include "core/identity/study_ref.h"

#include <QLockFile>

#include <memory>
#include <optional>
#include <vector>

namespace uptake {

/// A journal that a program left behind, by dying or because its case was left with unsaved work. While this
/// object lives, it is ours: no other program offers it.
class LeftJournal {
 public:
  LeftJournal(QString path, std::unique_ptr<QLockFile> lock, JournalState summary);

  const QString& path() const { return path_; }
  /// Without what is large: JournalDepth::Summary.
  const JournalState& summary() const { return summary_; }
  /// Deletes it.
  void remove();

 private:
  QString path_;
  std::unique_ptr<QLockFile> lock_;
  JournalState summary_;
};

/// The journals of a folder that no running program writes or has taken, newest first. With a study, only its
/// own. Those in which no gesture was completed are deleted; those that cannot be read are left alone.
std::vector<LeftJournal> leftJournals(const QString& folder, const JournalFormats& formats,
                                      const std::optional<StudyRef>& study = {});

}  // namespace uptake
