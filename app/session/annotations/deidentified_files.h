#pragma once

#include "app/session/annotations/keeper.h"
#include "app/session/case/open_case.h"
#include "app/session/messages.h"
#include "app/session/project/project.h"
#include "core/jobs/job_runner.h"

#include <QObject>
#include <QStringList>

namespace uptake {

/// Writes everything drawn into a folder without what identifies the patient (see DeidentifiedExport), in the
/// background. What was left out or not written is said, and why.
class DeidentifiedFiles : public QObject {
  Q_OBJECT

 public:
  DeidentifiedFiles(const OpenCase& open, const Keeper& annotations, const Project& project,
                    Messages& messages, QObject* parent = nullptr)
      : QObject(parent), open_(open), annotations_(annotations), project_(project), messages_(messages) {}

  /// Never inside an opened folder; written() follows. `patientId` stands in the place of the patient's own.
  void write(const QString& folder, const QString& patientId, bool keepUids);

  JobRunner& job() { return job_; }

 Q_SIGNALS:
  void written(const QStringList& files, const QStringList& notes);

 private:
  const OpenCase& open_;
  const Keeper& annotations_;
  const Project& project_;
  Messages& messages_;
  JobRunner job_;  // last: it is waited for before what it refers to goes
};

}  // namespace uptake
