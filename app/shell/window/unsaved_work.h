#pragma once

#include "app/session/session.h"

#include <functional>

class QWidget;

namespace uptake {

/// What becomes of unsaved work before the open case is left: it is saved, given up, or the case stays.
class UnsavedWork {
 public:
  /// `endGesture` is called before anything is asked or saved; `window` is what questions belong to.
  UnsavedWork(Session& session, QWidget& window, std::function<void()> endGesture)
      : session_(session), window_(window), endGesture_(std::move(endGesture)) {}

  /// Asks about unsaved work: true when it was saved or may be lost.
  bool mayLeaveCase();
  /// Saves what is unsaved without asking; false when something stays unsaved.
  bool saveAll();

 private:
  bool saveAndWait();
  bool waitForSaves();
  QString patientId() const;

  Session& session_;
  QWidget& window_;
  std::function<void()> endGesture_;
};

}  // namespace uptake
