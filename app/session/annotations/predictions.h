#pragma once

#include "app/session/case/open_case.h"
#include "app/session/messages.h"
#include "app/session/schemes/class_schemes.h"
#include "core/jobs/job_runner.h"

#include <QObject>

#include <functional>
#include <memory>

namespace uptake {

/// Opens what a model predicted beside what is drawn, in the background: it is locked, no edit and not
/// saved. Why something was not opened is said; what was tolerated is among the problems.
class Predictions : public QObject {
  Q_OBJECT

 public:
  /// Adds a mask that lies in a file already: no edit.
  using AddMask = std::function<MaskId(std::unique_ptr<MaskLayer>)>;

  Predictions(OpenCase& open, const ClassSchemes& schemes, AddMask add, Messages& messages,
              QObject* parent = nullptr)
      : QObject(parent), open_(open), schemes_(schemes), add_(std::move(add)), messages_(messages) {}

  /// Reads a mask (label image, SEG): onto the voxels of the mask `onto`, resampled where it has others;
  /// without one, onto the PET or CT whose voxels it has, else the first of them. opened() follows, also when
  /// it is open already.
  void openMask(const QString& file, MaskId onto);
  /// Reads boxes (PASCAL VOC files in a folder and below, <SOPInstanceUID>.xml) that lie on images of the
  /// open study: they take the place of predicted boxes that were there, and boxesOpened() follows.
  void openBoxes(const QString& folder);

  bool isReading() const { return job_.isRunning(); }
  JobRunner& job() { return job_; }

 Q_SIGNALS:
  void opened(uptake::MaskId mask);
  void boxesOpened();

 private:
  void add(const QString& file, std::unique_ptr<MaskLayer> mask);

  OpenCase& open_;
  const ClassSchemes& schemes_;
  AddMask add_;
  Messages& messages_;
  JobRunner job_;  // last: it is waited for before what it refers to goes
};

}  // namespace uptake
