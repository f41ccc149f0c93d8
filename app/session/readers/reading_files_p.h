#pragma once

#include "app/session/readers/readings.h"

#include <set>

namespace uptake::readers {

/// Adds images from VOC files: by reader, image and file. An image in `notRead` of a reader counts as not
/// read; any other without a file has no box.
void addImages(const std::vector<std::map<QString, QString>>& files,
               const std::vector<std::set<QString>>& notRead, Readings& readings);

/// Adds the slices of tables (slices.csv, with columns "row" and "class"): by reader, table and file.
void addSlices(const std::vector<std::map<QString, QString>>& tables, Readings& readings);

}  // namespace uptake::readers
