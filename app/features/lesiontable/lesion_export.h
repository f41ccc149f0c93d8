#pragma once

#include "annotation/lesions/lesion_csv.h"
#include "annotation/lesions/lesion_findings.h"
#include "app/features/lesiontable/lesion_table_model.h"

namespace uptake {

/// The lesions of a table as they are now, for a job: figures from scratch, with what is only known of all
/// values together.
struct LesionSnapshot {
  std::map<Label, LesionVoxels> lesions;  ///< by label; those of boxes are numbered from 1
  std::map<Label, BoxSides> sides;        ///< of boxes
  std::vector<int> numbers;               ///< of LesionFindings, in the same order
  std::shared_ptr<const Volume> pet;
  std::shared_ptr<const Volume> ct;
  LesionNames names;

  LesionFiguresTable measure(const JobControl& control) const;
};
LesionSnapshot lesionSnapshot(const LesionFindings& findings, const LesionTableModel& model);

/// Rows of a table as text with tabs, with a header; only shown columns, numbers in full.
QString lesionTsv(const LesionTableModel& model, const std::vector<int>& rows);

}  // namespace uptake
