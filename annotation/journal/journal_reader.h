#pragma once

#include "annotation/journal/journal_state.h"
#include "core/error.h"

namespace uptake {

/// How much of a journal is read.
enum class JournalDepth {
  Summary,  ///< all but the labels of masks: what a list shows
  Whole,
};

/// Reads a journal as far as it is whole: one that ends in the middle of a record, or is damaged there, gives
/// the state before that record. FileUnreadable when not even its header can be read, NotSupported when it is
/// of a later format.
Result<JournalState> readJournal(const QString& path, JournalDepth depth);

}  // namespace uptake
