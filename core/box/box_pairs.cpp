#include "core/box/box_pairs.h"

#include "core/box/box_agreement.h"

#include <algorithm>

namespace uptake {

std::vector<std::pair<int, int>> pairBoxes(std::span<const Box> first, std::span<const Box> second,
                                           double threshold) {
  struct Overlap {
    double iou;
    int a;
    int b;
  };
  std::vector<Overlap> overlaps;
  for (std::size_t a = 0; a < first.size(); ++a)
    for (std::size_t b = 0; b < second.size(); ++b)
      if (const double iou = intersectionOverUnion(first[a].rect, second[b].rect); iou >= threshold)
        overlaps.push_back({iou, static_cast<int>(a), static_cast<int>(b)});
  std::ranges::stable_sort(overlaps, std::ranges::greater(), &Overlap::iou);
  std::vector<bool> isTaken(first.size());
  std::vector<bool> isOtherTaken(second.size());
  std::vector<std::pair<int, int>> pairs;
  for (const Overlap& each : overlaps) {
    if (isTaken[static_cast<std::size_t>(each.a)] || isOtherTaken[static_cast<std::size_t>(each.b)]) continue;
    isTaken[static_cast<std::size_t>(each.a)] = isOtherTaken[static_cast<std::size_t>(each.b)] = true;
    pairs.emplace_back(each.a, each.b);
  }
  std::ranges::sort(pairs);
  return pairs;
}

}  // namespace uptake
