#pragma once

#include "app/session/review/review_controller.h"

#include <QPointer>
#include <QUndoCommand>

namespace uptake {

/// A mark as an undo step. Records only grow: undoing it writes that it was withdrawn, and redoing it writes
/// it anew.
class ReviewMark : public QUndoCommand {
 public:
  /// The mark is made already.
  ReviewMark(ReviewController& review, ReviewEvent event, const QString& text)
      : QUndoCommand(text), review_(&review), event_(std::move(event)) {}

  void redo() override {
    if (std::exchange(isDone_, true) || !review_) return;
    const ReviewEvent now = review_->newEvent(event_.act);
    event_.id = now.id;
    event_.time = now.time;
    event_.sequence = now.sequence;
    event_.after = now.after;
    review_->append(event_);
  }
  void undo() override {
    if (!std::exchange(isDone_, false) || !review_) return;
    review_->withdraw(event_.id);
  }

 private:
  QPointer<ReviewController> review_;
  ReviewEvent event_;
  bool isDone_ = true;
};

}  // namespace uptake
