#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "core/mask/label_map.h"
#include "core/volume/volume.h"
#include "io/dicom/study_index.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

namespace uptake {

/// A table of CT slices (io/pickle/lung_rads_file.h) as one series. The slices are unrelated and their pixel
/// spacing is unknown, so the grid has a spacing of one pixel and k is the slice's number in the series.
/// SeriesSource::isTable marks such volumes.
struct SliceTable {
  QString file;
  QStringList rowLabels;  ///< per slice its label in the index of the pandas table
  QStringList classes;    ///< per slice its class in the table
  std::vector<int> rows;  ///< per slice its row in the table
  std::shared_ptr<const Volume> images;
  std::shared_ptr<const LabelMap> masks;  ///< the masks of the table
};

/// Whether the file name ends in .pkl or .pickle.
bool isSliceTableFile(const QString& path);

/// Reads such a file completely and returns an index with one patient (named after the file, without ID), one
/// study (whose UID is derived from the file's content, so that the same table is the same study everywhere)
/// and one series with SeriesEntry::table. Rows of another size than the first, and rows that cannot be read,
/// are listed as problems. Fails as lungRadsRows() does, or when no row can be shown.
Result<StudyIndex> openSliceTable(const QString& file, JobControl& control);

}  // namespace uptake
