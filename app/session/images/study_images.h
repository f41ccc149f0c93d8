#pragma once

#include "app/session/case/open_case.h"
#include "app/session/images/load_ahead.h"
#include "app/session/images/suv_session.h"
#include "app/session/messages.h"
#include "app/session/project/project.h"
#include "core/jobs/job_runner.h"
#include "core/volume/volume.h"
#include "io/dicom/image_pair.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

namespace uptake {

/// The images of the open study that are shown, the CT (or another image in its place: MR, pictures in
/// colour) and the PET: which ones belong together, their reading in the background, and the scale of the
/// PET. Lives on the UI thread.
class StudyImages : public QObject {
  Q_OBJECT

 public:
  StudyImages(OpenCase& open, const Project& project, SuvSession& suv, Messages& messages,
              QObject* parent = nullptr);

  /// Shows the best pair of the study that was opened.
  void open();
  /// Stops reading and forgets what is shown: the study is being closed.
  void close();

  /// Which series are shown (positions in OpenCase::study()).
  ImagePair shown() const { return shown_; }
  /// Shows another series of the open study, keeping everything drawn. Says why it is no image to show.
  void showSeries(int series);
  /// The same, keeping the other image that is shown even when the two have different frames of reference.
  /// While both are shown, pairWarning() says so and the problems list it.
  void showTogether(int series);
  /// Lesions are measured in the PET that is shown: unless a person chose another one, that is the one that
  /// the masks were drawn on. Says so, and lists masks that were drawn on others. To be called when masks
  /// were read.
  void showPetOfMasks();
  /// Why the CT and PET that are shown may not match, or empty.
  const QString& pairWarning() const { return pairWarning_; }

  /// The scale that the PET is shown in; null without PET. While a correction is being worked in, still the
  /// one before.
  const SuvScale* shownSuv() const;

  /// Reads the images of a study that is not open in the background, for when it is opened next; another
  /// one that was read ahead is forgotten. Without one, that is all.
  void loadAhead(const std::optional<StudyRef>& study);
  bool isLoadingAhead() const { return ahead_.isRunning(); }

  /// Whether images are being read, or brought into another scale.
  bool isWorking() const { return isLoading() || suvJob_.isRunning(); }
  /// Stops reading; what was read so far stays, and it is said.
  void cancel();
  /// Of the CT, the PET, and its scale.
  std::vector<JobRunner*> jobs() { return {&ctJob_, &petJob_, &suvJob_}; }

 Q_SIGNALS:
  /// Slices arrived; views should repaint. At most 20 times a second.
  void slicesArrived();
  /// All slices of CT and PET are final.
  void imagesLoaded();

 private:
  bool isLoading() const { return ctJob_.isRunning() || petJob_.isRunning(); }
  const SeriesEntry& seriesAt(int series) const;
  ImagePair pairToShow() const;
  void load(ImagePair pair);
  std::shared_ptr<Volume> startLoading(int series, JobRunner& job);
  void startReading(const SeriesEntry& series, const std::shared_ptr<Volume>& volume, JobRunner& job);
  void endLoading(bool isComplete);
  void tellAbout(const SeriesEntry& series);
  void warnOfPair();
  void warnOfMasks();
  QString maskWarning(const MaskLayer& mask) const;
  void showScale();
  void rescale(const SuvScale& wanted);

  OpenCase& open_;
  const Project& project_;
  SuvSession& suv_;
  Messages& messages_;
  ImagePair shown_;
  QString pairWarning_;
  std::vector<FileProblem> pairProblems_;  ///< among the problems: of the pair that is shown
  std::vector<FileProblem> maskProblems_;  ///< the same, of masks that were drawn on another PET
  std::shared_ptr<const Volume> readPet_;  ///< the PET as it was read, in the scale `readScale_`
  SuvScale readScale_;
  SuvScale shownScale_;
  QTimer arrival_;
  std::shared_ptr<std::atomic<bool>> arrived_ = std::make_shared<std::atomic<bool>>(false);
  // Jobs last: they are waited for before what they refer to goes.
  LoadAhead ahead_;
  JobRunner ctJob_;
  JobRunner petJob_;
  JobRunner suvJob_;
};

}  // namespace uptake
