#pragma once

#include "app/session/session.h"
#include "viewer/state/view_state.h"

#include <QObject>

#include <memory>
#include <optional>

namespace uptake {

/// The window that shows colours as they are stored, 0 … 255.
inline constexpr Window kColourWindow{256.0, 128.0};

/// Gives an image that is shown in the place of the CT a window of its own: colours theirs, others the file's
/// or, when it states none, that of percentileWindow(). The CT's comes back with the next CT.
class ImageWindow : public QObject {
  Q_OBJECT

 public:
  ImageWindow(Session& session, ViewState& state, QObject* parent);

  bool isSettled() const { return !job_.isRunning(); }

 private:
  void follow();
  void findWindow();

  Session& session_;
  ViewState& state_;
  std::shared_ptr<const Volume> shown_;
  std::optional<Window> ofCt_;  ///< the CT's, while another image is shown
  bool isWaiting_ = false;      ///< for a window that comes of the image's values
  JobRunner job_;
};

}  // namespace uptake
