#pragma once

#include "annotation/compare/live_agreement.h"
#include "annotation/compare/prediction_editor.h"
#include "app/features/compare/comparison_model.h"
#include "app/session/session.h"
#include "app/shell/views/seen_place.h"
#include "viewer/state/view_state.h"

#include <QObject>

#include <utility>

namespace uptake {

/// A model's prediction against the reader's mask: which two masks are compared, their figures, the lesion
/// that a person is at, and what keys do about it.
///
/// The prediction is the one that was opened last, the truth the reader's mask that was selected then (or the
/// first there is), until a person chooses otherwise.
class PredictionComparison : public QObject {
  Q_OBJECT

 public:
  PredictionComparison(Session& session, ViewState& state, QObject* parent = nullptr);

  Session& session() { return session_; }
  ViewState& state() { return state_; }
  const LiveAgreement& live() const { return live_; }
  ComparisonModel& model() { return model_; }
  MaskId truth() const { return live_.truth(); }
  MaskId prediction() const { return live_.prediction(); }
  void chooseTruth(MaskId mask);
  void choosePrediction(MaskId mask);

  /// The views colour where the two agree.
  bool showsAgreement() const { return showsAgreement_; }
  void setShowsAgreement(bool shows);

  /// Opens a prediction on the reader's mask.
  void openPrediction(const QString& file);
  /// False while figures are being computed.
  bool isSettled() const { return live_.isSettled() && !goesToWorst_; }

  /// Position in MaskAgreement::lesions, or -1.
  int current() const;
  void setCurrent(int lesion);
  /// Selects the lesion and asks the views (reached()) to show where it differs most.
  void goTo(int lesion);
  /// The next (1) or previous (−1) lesion of the list that is open, round and round.
  void step(int direction);

  /// Takes the current lesion's predicted parts over into the reader's mask, and goes on; to correct them:
  /// stays, and correctionWanted() follows.
  void takeOver(DecisionKind kind);
  void reject();

  /// Why there is nothing to go through where no prediction is chosen.
  QString noPredictionText() const;
  /// What `uptake-cli evaluate --csv --lesions` writes of the two masks as they are, with the decisions;
  /// empty while it is being computed.
  QByteArray csv() const;

 Q_SIGNALS:
  void pairChanged();
  /// Figures, decisions or names.
  void changed();
  void currentChanged();
  void agreementShownChanged(bool shown);
  /// A lesion: its worst place, from which all of it lies within the radius.
  void reached(const uptake::SeenPlace& place);
  /// A prediction came that a person asked for.
  void opened();
  /// The selected lesion is to be drawn on.
  void correctionWanted();

 private:
  /// What a lesion is known by when the comparison is made anew.
  struct Anchor {
    std::ptrdiff_t voxel = -1;  ///< the first of the true lesion
    int part = -1;              ///< predicted
  };
  void followDocument();
  void setPair(MaskId truth, MaskId prediction);
  void showInViews();
  void takeFigures();
  int lesionOf(const Anchor& anchor) const;
  const MaskAgreement* agreement() const;
  bool mayDecide();
  PredictionEditor::Request request() const;
  void select(const LesionAgreement& lesion);
  /// The list's row goes where a person selects a lesion of the truth; and where a decision was undone.
  void followSelection();
  void followDecisions();

  Session& session_;
  ViewState& state_;
  LiveAgreement live_;
  ComparisonModel model_;
  bool truthChosen_ = false;
  bool showsAgreement_ = true;
  bool goesToWorst_ = false;  ///< when the figures are there
  Anchor anchor_;
  bool isDeciding_ = false;
  LesionDecisions decisions_;               ///< before they change
  std::pair<MaskId, Label> selected_ = {};  ///< before the selection changes
};

}  // namespace uptake
