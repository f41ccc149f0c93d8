#pragma once

#include "app/session/case/case_controller.h"

#include <functional>

class QWidget;

namespace uptake {

/// What becomes of unsaved work before the open case is left: it is saved, given up, or the case stays.
class UnsavedWork {
 public:
  /// `endGesture` is called before anything is asked or saved; `window` is what questions belong to.
  UnsavedWork(CaseController& cases, QWidget& window, std::function<void()> endGesture)
      : cases_(cases), window_(window), endGesture_(std::move(endGesture)) {}

  /// Asks about unsaved work: true when it was saved or may be lost.
  bool mayLeaveCase();
  /// Saves what is unsaved without asking; false when something stays unsaved.
  bool saveAll();

 private:
  bool saveAndWait();
  bool waitForSaves();
  QString patientId() const;

  CaseController& cases_;
  QWidget& window_;
  std::function<void()> endGesture_;
};

}  // namespace uptake
