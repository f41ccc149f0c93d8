#include "core/box/image_stacks.h"

namespace uptake {

void ImageStacks::add(ImageStack stack) {
  StackPlace place;
  place.stack = static_cast<int>(stacks_.size());
  std::vector<int>& slices = slices_.emplace_back();
  for (const QString& image : stack.images) {
    ++place.slice;
    if (image.isEmpty()) continue;
    place.rank = static_cast<int>(slices.size());
    slices.push_back(place.slice);
    if (!places_.contains(image)) places_.insert(image, place);
  }
  stacks_.push_back(std::move(stack));
}

std::optional<StackPlace> ImageStacks::find(const QString& sopInstanceUid) const {
  const auto found = places_.constFind(sopInstanceUid);
  if (found == places_.cend()) return std::nullopt;
  return *found;
}

QString ImageStacks::image(int stack, int rank) const {
  if (rank < 0 || rank >= imageCount(stack)) return {};
  const int slice = slices_[static_cast<std::size_t>(stack)][static_cast<std::size_t>(rank)];
  return stacks_[static_cast<std::size_t>(stack)].images[static_cast<std::size_t>(slice)];
}

int ImageStacks::imageCount(int stack) const {
  return stack < 0 || static_cast<std::size_t>(stack) >= slices_.size()
             ? 0
             : static_cast<int>(slices_[static_cast<std::size_t>(stack)].size());
}

}  // namespace uptake
