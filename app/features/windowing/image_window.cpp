#include "app/features/windowing/image_window.h"

#include "viewer/state/auto_window.h"

namespace uptake {

ImageWindow::ImageWindow(Session& session, ViewState& state, QObject* parent)
    : QObject(parent), session_(session), state_(state) {
  connect(&session_.openCase().document(), &CaseDocument::imagesChanged, this, &ImageWindow::follow);
  connect(&session_.images(), &StudyImages::imagesLoaded, this, &ImageWindow::findWindow);
}

void ImageWindow::follow() {
  const auto& image = session_.openCase().document().ct();
  if (image == shown_) return;
  shown_ = image;
  isWaiting_ = false;
  job_.discard();
  if (!image) return;
  if (image->unit() == ValueUnit::Hounsfield) {
    if (ofCt_) state_.setCtWindow(*ofCt_);
    ofCt_.reset();
    return;
  }
  if (!ofCt_) ofCt_ = state_.ctWindow();
  if (image->isColour()) return state_.setCtWindow(kColourWindow);
  const StudyEntry* study = session_.openCase().study();
  const int series = session_.images().shown().ct;
  const auto stated =
      study && series >= 0 ? study->series[static_cast<std::size_t>(series)].window : std::nullopt;
  if (stated) return state_.setCtWindow({stated->width, stated->center});
  isWaiting_ = true;
}

void ImageWindow::findWindow() {
  if (!isWaiting_ || !shown_) return;
  job_.start<std::optional<Window>>(
      [image = shown_](JobControl&) -> Result<std::optional<Window>> { return percentileWindow(*image); },
      [this](const Result<std::optional<Window>>& found) {
        isWaiting_ = false;
        if (found && *found) state_.setCtWindow(**found);
      });
}

}  // namespace uptake
