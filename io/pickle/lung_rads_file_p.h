#pragma once

#include "io/pickle/lung_rads_file.h"

#include <QByteArrayView>

namespace uptake::in_process {
/// The number of rows of a file, and those that were read.
struct LungRadsRows {
  int rows = 0;
  std::vector<LungRadsSlice> slices;
};

/// Reads rows of a file or of its bytes in this process; `count` may be 0. See uptake::readLungRads() for the
/// errors.
Result<LungRadsRows> readLungRadsBytes(QByteArrayView bytes, int first, int count,
                                       LungRadsArrays arrays = LungRadsArrays::All);
Result<LungRadsRows> readLungRads(const QString& file, int first, int count,
                                  LungRadsArrays arrays = LungRadsArrays::All);

/// The largest number of rows or columns.
inline constexpr int kMaximumLungRadsSide = 4096;
}  // namespace uptake::in_process
