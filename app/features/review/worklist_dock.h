#pragma once

#include <functional>

class QMainWindow;

namespace uptake {

class ActionTable;
class CaseController;
class ReviewController;
class WorklistView;

/// The worklist and the review of a window, which owns them.
struct Worklist {
  ReviewController* review = nullptr;
  WorklistView* view = nullptr;
};

/// Adds the worklist as a dock at the bottom of a window, hidden until it is asked for ("review.worklist"),
/// the review, and its actions. `mayLeave` asks about unsaved work (false: the case stays), `save` saves it
/// (false when it could not). Once asked for, the list shows itself whenever several cases are opened.
Worklist addWorklist(ActionTable& actions, CaseController& cases, std::function<bool()> mayLeave,
                     std::function<bool()> save, QMainWindow& window);

}  // namespace uptake
