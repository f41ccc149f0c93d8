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

/// A table of CT slices (io/pickle/lung_rads_file.h) as one series. One slice has nothing to do with the
/// next, and nobody knows how large a pixel is: the grid counts pixels, k is a slice's place in the series,
/// and Volume::source() says so (SeriesSource::isTable).
struct SliceTable {
  QString file;
  QStringList rowLabels;  ///< pandas' index of each slice
  QStringList classes;    ///< of each slice, as the table states it
  std::vector<int> rows;  ///< of the table, that each slice is
  std::shared_ptr<const Volume> images;
  std::shared_ptr<const LabelMap> masks;  ///< as the table states them
};

/// Whether a file's name says that it is one: .pkl or .pickle.
bool isSliceTableFile(const QString& path);

/// Reads such a file whole and makes an index of it with one patient (who has no identifier and is called as
/// the file), one study (whose UID is made from the file's content, so that the same table is the same study
/// everywhere) and one series, with SeriesEntry::table. Rows of another size than the first, and rows that
/// cannot be read, are listed as problems. Fails as lungRadsRows() does, or when no row can be shown.
Result<StudyIndex> openSliceTable(const QString& file, JobControl& control);

}  // namespace uptake
