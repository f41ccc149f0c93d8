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
  QString frameOfReferenceUid = {};  ///< empty: nothing says how it lies to others
  QString name = {};                 ///< of its series, for people: "PET", "MR", …
  bool hasPlace = true;              ///< false: single pictures without a place in a patient, no neighbours
};

/// Where a stored image lies.
struct StackPlace {
  int stack = -1;  ///< position in ImageStacks::all()
  int slice = -1;  ///< k of its grid
  /// Its number among the images that the stack has, from 0: neighbours differ by one, even where a slice is
  /// missing between them.
  int rank = -1;
};

/// Where the stored images of a study lie, by SOP Instance UID, which is all that a box says of its image.
class ImageStacks {
 public:
  ImageStacks() = default;

  void add(ImageStack stack);
  const std::vector<ImageStack>& all() const { return stacks_; }
  const ImageStack& at(const StackPlace& place) const {
    return stacks_[static_cast<std::size_t>(place.stack)];
  }
  /// std::nullopt for an image of no stack. Of a multi-frame image, the place of its first slice.
  std::optional<StackPlace> find(const QString& sopInstanceUid) const;
  /// The image of a rank in a stack; empty when the stack has no such rank.
  QString image(int stack, int rank) const;
  /// How many images a stack has, missing ones not counted.
  int imageCount(int stack) const;

 private:
  std::vector<ImageStack> stacks_;
  std::vector<std::vector<int>> slices_;  ///< by stack and rank
  QHash<QString, StackPlace> places_;
};

}  // namespace uptake
