#pragma once

#include "io/slicetable/slice_table.h"
#include "io/store/annotation_store.h"

namespace uptake {

// The changes of the user to a table of slices, in AnnotationFolder::sliceTableFolder(). No file states a
// size in millimetres:
//
//   slices.json      the changes, which loadSliceTable() reads:
//                    {"format": "uptake-slice-table", "version": 1,
//                     "study_instance_uid": derived from the table's content,
//                     "changes": [{"row": 3, "class": "LR4A"}, {"row": 5, "mask": "masks/0005.nrrd"},
//                                 {"label": 1, "name": "Lesion 1", "colour": "#ff5c5c"}]}
//   slices.csv       for other programs, one line per slice: row of the table, label of the row, class, class
//   in
//                    the table, size, number of mask pixels, and the file of the mask
//   masks/0005.nrrd  the changed mask of row 5, two-dimensional and without spacing
//   masks/0005.png   the same as a picture whose grey values are the labels

/// The table's classes and masks with the saved changes applied. A folder of another table is listed as a
/// problem, and so is a mask that cannot be read, for which the table's mask is used. Fails only when
/// cancelled or without enough memory.
Result<StoredAnnotations> loadSliceTable(const SeriesEntry& series, const AnnotationFolder& folder,
                                         JobControl& control);

/// Saves the classes and the mask of `request` in the way of saveAnnotations(): complete files and backups,
/// and no file when slices.json was changed by someone else since it was read.
Result<SaveReport> saveSliceTable(const SaveRequest& request, JobControl& control);

}  // namespace uptake
