#pragma once

#include "annotation/measure/measured_values.h"
#include "app/session/session.h"
#include "viewer/state/view_state.h"

#include <QObject>

namespace uptake {

/// Keeps the numbers of all measurements up to date: works them out from the shown images when a measurement,
/// the images or the PET's quantity change, and hands them to the views as text. What takes longer is worked
/// out in the background; until then "measuring…" stands there, never an earlier number.
class MeasurementValues : public QObject {
  Q_OBJECT

 public:
  MeasurementValues(Session& session, ViewState& state, QObject* parent = nullptr);

  /// Of a measurement as it is now; null while it is being worked out.
  const MeasuredValues* values(MeasurementId id) const;
  bool isSettled() const { return !job_.isRunning(); }

 private:
  struct Known {
    Measurement measurement;
    std::optional<MeasuredValues> values;
  };

  void update();
  void forgetValues(bool onlyWaiting);
  void startJob(std::vector<Measurement> pending);
  void showTexts();

  Session& session_;
  ViewState& state_;
  std::map<MeasurementId, Known> known_;
  std::vector<Measurement> pending_;  ///< what the job works on
  std::shared_ptr<const Volume> ct_;  ///< that the values are of
  std::shared_ptr<const Volume> pet_;
  JobRunner job_;  // last: it is waited for before what it refers to goes
};

}  // namespace uptake
