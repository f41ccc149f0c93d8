#pragma once

#include <functional>

class QWidget;

namespace uptake {

class ActionTable;
class Session;
class ReviewController;
class WorklistView;

/// What the actions of the review need of the window.
struct ReviewActionsContext {
  ActionTable& actions;
  Session& session;
  ReviewController& review;
  WorklistView& worklist;
  /// Asks about unsaved work; false: the case stays.
  std::function<bool()> mayLeave;
  /// Saves what is unsaved; false when it could not.
  std::function<bool()> save;
  QWidget& window;
};

/// Adds the actions of the review, ids "review.…": accept, reject, dispute, next and previous case, marks of
/// lesions, the reader, the rule, the list of who did what.
void addReviewActions(const ReviewActionsContext& context);

}  // namespace uptake
