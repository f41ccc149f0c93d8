#pragma once

#include "io/slicetable/slice_table.h"
#include "io/store/annotation_store.h"

namespace uptake {

/// What a person changed in a table of slices, in AnnotationFolder::sliceTableFolder():
///
///   slices.csv       every slice: row of the table, pandas' index, class, class in the table, size, pixels
///   of
///                    the mask, and where the mask is
///   slices.json      the changes, which is what is read again: {"format": "uptake-slice-table", "version":
///   1,
///                    "study_instance_uid": made from the table's content, "changes": [{"row": 3, "class":
///                    "LR4A"}, {"row": 5, "mask": "masks/0005.nrrd"}, {"label": 1, "name": "Lesion 1",
///                    "colour": "#ff5c5c"}]}
///   masks/0005.nrrd  the mask of row 5 where it is not the table's, two-dimensional and without spacing, and
///   masks/0005.png   the same as a picture, whose grey values are the labels
///
/// Nothing states a size in millimetres.

/// The table's classes and its mask, with the changes that were saved. A folder of another table is listed as
/// a problem, and so is a mask that cannot be read; the table's own stands for it then. Fails only when
/// cancelled, or without memory.
Result<StoredAnnotations> loadSliceTable(const SeriesEntry& series, const AnnotationFolder& folder,
                                         JobControl& control);

/// Saves the classes and the one mask of `request`, as saveAnnotations() does: whole files, backups, and
/// nothing when someone else changed slices.json since it was read.
Result<SaveReport> saveSliceTable(const SaveRequest& request, JobControl& control);

}  // namespace uptake
