#pragma once

#include "core/geometry/image_grid.h"

#include <QHash>
#include <QString>

#include <optional>
#include <vector>

namespace uptake {

/// The stored images of one series that form a volume.
struct ImageStack {
  ImageGrid grid;
  std::vector<QString> images;  ///< SOP Instance UIDs, one a slice, k ascending; empty where one is missing
};

/// Where a stored image lies.
struct StackPlace {
  int stack = -1;  ///< position in ImageStacks::all()
  int slice = -1;  ///< k of its grid
  /// Which of the stack's images that are there it is, from 0: neighbours differ by one, even where a slice
  /// is missing between them.
  int rank = -1;
};

/// Which stored images of a study lie where, by SOP Instance UID: boxes know nothing else of their image.
class ImageStacks {
 public:
  ImageStacks() = default;

  void add(ImageStack stack);
  const std::vector<ImageStack>& all() const { return stacks_; }
  const ImageStack& at(const StackPlace& place) const {
    return stacks_[static_cast<std::size_t>(place.stack)];
  }
  /// Nothing for an image of no stack. Of a multi-frame image, its first slice.
  std::optional<StackPlace> find(const QString& sopInstanceUid) const;
  /// The image of that rank in a stack; empty when there is none.
  QString image(int stack, int rank) const;
  /// How many images of a stack are there.
  int imageCount(int stack) const;

 private:
  std::vector<ImageStack> stacks_;
  std::vector<std::vector<int>> slices_;  ///< by stack and rank
  QHash<QString, StackPlace> places_;
};

}  // namespace uptake
