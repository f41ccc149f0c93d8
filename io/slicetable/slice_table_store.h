#pragma once

#include "core/mask/mask_layer.h"
#include "io/slicetable/slice_table.h"
#include "io/store/save_transaction.h"

#include <memory>
#include <vector>

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
//                    in the table, size, number of mask pixels, and the file of the mask
//   masks/0005.nrrd  the changed mask of row 5, two-dimensional and without spacing
//   masks/0005.png   the same as a picture whose grey values are the labels

/// A table's classes and its mask, with the changes that were saved.
struct StoredSliceTable {
  QStringList classes;              ///< one a slice
  std::unique_ptr<MaskLayer> mask;  ///< without an id
  FileStamps stamps;                ///< of the files of the annotation folder
  std::vector<FileProblem> problems;
};

/// A folder of another table is listed as a problem, and so is a mask that cannot be read; the table's own
/// stands for it then. Fails only when cancelled.
Result<StoredSliceTable> loadSliceTable(const SeriesEntry& series, const AnnotationFolder& folder,
                                        JobControl& control);

/// What to save of a table: all of it at once.
struct SliceTableToSave {
  std::shared_ptr<const SliceTable> table;
  QString patientId;
  QString studyInstanceUid;
  QStringList classes;
  MaskLayer mask;
};

/// Plans to write the masks that are not the table's own, the overview, and at last the record that stands
/// for them. `wanted` must live until SaveTransaction::finish(). Fails only when cancelled.
Result<void> planSliceTable(SaveTransaction& save, const SliceTableToSave& wanted, const JobControl& control);

}  // namespace uptake
