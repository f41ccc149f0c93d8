#include "viewer/render/raster/raster_renderer.h"

namespace uptake {

std::optional<ImagePass> RasterRenderer::Layer::pass(const std::optional<ImageLayer>& image,
                                                     const ViewPlan& plan) {
  // Without the image its values go, too: nobody else may keep a study's memory.
  const auto volume = image ? image->image : nullptr;
  const bool isColour = volume && volume->isColour();
  channels[0].setVolume(volume);
  for (PlaneValues* channel : {&channels[1], &channels[2]}) channel->setVolume(isColour ? volume : nullptr);
  if (!channels[0].update(plan.screen, plan.slab, plan.smooth)) return std::nullopt;
  ImagePass pass{&channels[0], image->colours, plan.smooth};
  if (!isColour) return pass;
  for (PlaneValues* channel : {&channels[1], &channels[2]})
    channel->update(plan.screen, plan.slab, plan.smooth);
  pass.green = &channels[1];
  pass.blue = &channels[2];
  return pass;
}

Result<void> RasterRenderer::paint(const ViewPlan& plan, QImage& image, const QRect& part) {
  Picture picture;
  picture.ground = plan.ground;
  picture.under = under_.pass(plan.under, plan);
  picture.over = over_.pass(plan.over, plan);
  picture.mode = plan.mode;
  picture.squareSize = plan.squareSize;
  picture.dividingLine = plan.dividingLine;
  picture.labels = plan.labels;
  picture.agreement = plan.agreement;
  composeRows(image, picture, {part.top(), part.bottom()});
  return {};
}

void RasterRenderer::forgetImages() {
  for (Layer* layer : {&under_, &over_})
    for (PlaneValues& channel : layer->channels) channel.setVolume(nullptr);
}

}  // namespace uptake
