#pragma once

#include <QString>

namespace uptake::dicom {

/// Sequences within sequences: real objects stay below ten.
inline constexpr int kMaximumNesting = 64;

/// Whether sequences are nested more than kMaximumNesting deep, found by walking over tags and lengths alone.
/// DCMTK reads sequences by recursion, so a file of 100 kB can use up its stack. Where the file makes no
/// sense the walk ends.
bool isNestedTooDeep(const QString& file);

}  // namespace uptake::dicom
