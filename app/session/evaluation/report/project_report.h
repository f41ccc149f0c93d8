#pragma once

#include "app/session/evaluation/pet_input.h"
#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "io/store/annotation_folder.h"

#include <QHash>
#include <QString>
#include <QStringList>

#include <memory>

namespace uptake::evaluation {

/// What the report of a project is made of.
struct ProjectReport {
  QString truth;       ///< folder of the project's saved masks
  QString prediction;  ///< folder of predicted masks
  /// The PET of a case, by the folder that its masks lie in.
  QHash<QString, std::shared_ptr<const SeriesEntry>> pets;
  /// Where corrections of a PET's header are kept, so that SUV is what the window shows.
  AnnotationFolder annotations{QString()};
  QStringList tableFolders;  ///< where a table of diagnoses is looked for
  QString file;              ///< the page to be written
};

struct WrittenReport {
  int cases = 0;
  int taken = 0;         ///< that were evaluated before and did not change
  QStringList problems;  ///< what was tolerated or left out
};

/// Evaluates all cases that have a prediction, and writes the page, as `uptake-cli evaluate --report` does.
/// Finished cases are kept beside the page. Inconsistent where no case has a prediction.
Result<WrittenReport> writeProjectReport(const ProjectReport& report, JobControl& control);

}  // namespace uptake::evaluation
