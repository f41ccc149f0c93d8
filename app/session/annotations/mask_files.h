#pragma once

#include "app/session/case/open_case.h"
#include "app/session/messages.h"
#include "app/session/project/project.h"
#include "core/jobs/job_runner.h"

#include <QObject>
#include <QStringList>

#include <memory>
#include <vector>

namespace uptake {

/// Masks as label images (NIfTI, NRRD, MetaImage): reads them into the open case and writes them out of it,
/// in the background. One file at a time. Why something was not done is said.
class MaskFiles : public QObject {
  Q_OBJECT

 public:
  MaskFiles(OpenCase& open, const Project& project, Messages& messages, QObject* parent = nullptr)
      : QObject(parent), open_(open), project_(project), messages_(messages) {}

  /// Reads a label image as a new mask, or LIDC's readings as one for each reader, locked: onto the PET or CT
  /// that is shown, whichever has its voxels, else resampled onto the PET, or the CT where there is none.
  /// Segments that overlap become masks of their own. One undo step a mask; imported() follows for each. What
  /// was tolerated is among the problems. While another file is being read or written, it waits for its turn.
  void importMask(const QString& file);
  /// Writes a mask in the format of the file's name; exported() follows. Never inside an opened folder.
  void exportMask(MaskId mask, const QString& file);

  /// What is being read or written.
  JobRunner& job() { return job_; }
  /// Stops it, with what waits.
  void cancel();
  /// The same, without a word: the study is being closed.
  void close();

 Q_SIGNALS:
  void imported(uptake::MaskId mask);
  void exported(const QString& file);

 private:
  using Layers = std::vector<std::unique_ptr<MaskLayer>>;
  void importNext();
  void add(const QString& file, Layers& layers);

  OpenCase& open_;
  const Project& project_;
  Messages& messages_;
  QStringList waiting_;  ///< files to import after the one that is being read
  JobRunner job_;        // last: it is waited for before what it refers to goes
};

}  // namespace uptake
