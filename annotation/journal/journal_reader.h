#pragma once

#include "annotation/journal/journal_state.h"
#include "core/error.h"

namespace uptake {

/// Reads a journal as far as it is whole: one that ends in the middle of a record, or is damaged there, gives
/// the state before that record. Records of other kinds than `formats` are left out, with a warning.
/// FileUnreadable
/// when not even its header can be read, NotSupported when it is of a later format.
Result<JournalState> readJournal(const QString& path, const JournalFormats& formats, JournalDepth depth);

}  // namespace uptake
