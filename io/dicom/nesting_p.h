#pragma once

#include <QString>

namespace uptake::dicom {

/// The deepest nesting of sequences that is read. Real objects stay below ten.
inline constexpr int kMaximumNesting = 64;

/// Whether sequences are nested more than kMaximumNesting deep. Only tags and lengths are read, without
/// recursion: DCMTK reads sequences recursively, so a file of 100 kB can overflow its stack. The check ends
/// at the first element that is not valid.
bool isNestedTooDeep(const QString& file);

}  // namespace uptake::dicom
