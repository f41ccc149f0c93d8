#pragma once

#include "io/pickle/lung_rads_file.h"

#include <QByteArrayView>

namespace uptake::here {

/// What a reader process does; `count` 0 reads no row.
struct LungRadsRows {
  int rows = 0;
  std::vector<LungRadsSlice> slices;
};
Result<LungRadsRows> readLungRadsBytes(QByteArrayView bytes, int first, int count,
                                       LungRadsArrays arrays = LungRadsArrays::All);
Result<LungRadsRows> readLungRads(const QString& file, int first, int count,
                                  LungRadsArrays arrays = LungRadsArrays::All);

/// Most pixels on a side.
inline constexpr int kMostLungRadsSide = 4096;

}  // namespace uptake::here
