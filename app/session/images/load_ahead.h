#pragma once

#include "core/jobs/job_runner.h"
#include "core/volume/volume.h"
#include "io/dicom/image_pair.h"

#include <memory>
#include <vector>

namespace uptake {

/// Images that are read before they are asked for: those of one study, and only while they take at most a
/// quarter of the machine's memory. Lives on the UI thread.
class LoadAhead {
 public:
  /// Reads these images of a study in the background; whatever was read before is forgotten, unless it is of
  /// the same series.
  void start(const StudyEntry& study, ImagePair pair);
  void forget();
  bool isRunning() const { return job_.isRunning(); }
  /// Whether all images of start() are there.
  bool isComplete() const;

  /// The image of this series with the scale that its files give, as far as it was read: slices that were not
  /// are Pending. Null when it was not read ahead, or something of it could not be read. What else is being
  /// read ahead stops. The caller's from now on.
  std::shared_ptr<Volume> take(const SeriesEntry& series);

 private:
  struct Image {
    std::shared_ptr<const SeriesEntry> series;
    std::shared_ptr<Volume> volume;
  };
  std::vector<Image> images_;
  JobRunner job_;
};

/// Whether every slice is final.
bool isWholeVolume(const Volume& volume);

}  // namespace uptake
