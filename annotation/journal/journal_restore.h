#pragma once

#include "annotation/journal/journal_state.h"
#include "annotation/tools/tool.h"

#include <functional>

namespace uptake {

/// What restoring asks of the case that is open, which is of the journal's study.
struct RestoreFacts {
  /// As JournalRecorder::setOriginalHash(), for the files as they were read now.
  std::function<QByteArray(const QString& image)> originalHash;
  /// The same series where it lies now.
  std::function<SeriesSource(const SeriesSource& then)> sourceNow;
};

/// What became of it.
struct RestoreReport {
  bool changed = false;  ///< an undo step was pushed
  QStringList notes;     ///< what a person should know
};

/// Brings what the journal says of everything that was touched into the document, as one undo step. What was
/// not touched stays as it lies on disk. A mask whose file is another one by now, or gone, comes as a mask of
/// its own beside it, so that neither is lost.
RestoreReport restoreJournal(ToolContext context, JournalState state, const RestoreFacts& facts);

}  // namespace uptake
