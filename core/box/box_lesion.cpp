#include "core/box/box_lesion.h"

#include "core/box/label_scheme.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <span>
#include <tuple>

namespace uptake {

namespace {

struct Placed {
  const Box* box;
  StackPlace place;
};

/// Sets that are merged (union by lowest index).
class Sets {
 public:
  explicit Sets(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  std::size_t find(std::size_t n) {
    while (parent_[n] != n) n = parent_[n] = parent_[parent_[n]];
    return n;
  }
  void unite(std::size_t a, std::size_t b) {
    a = find(a);
    b = find(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::size_t> parent_;
};

std::tuple<int, int> imageOf(const Placed& placed) {
  return {placed.place.stack, placed.place.rank};
}

void extend(BoxLesion& lesion, const Placed& next) {
  if (lesion.boxes.empty()) {
    lesion.className = next.box->className;
    lesion.stack = next.place.stack;
    lesion.firstSlice = next.place.slice;
    lesion.firstRank = next.place.rank;
    lesion.extent = next.box->rect;
  }
  lesion.boxes.push_back(next.box->id);
  lesion.lastSlice = next.place.slice;
  lesion.lastRank = next.place.rank;
  lesion.extent = united(lesion.extent, next.box->rect);
}

}  // namespace

bool followsOn(const Box& a, const StackPlace& placeOfA, const Box& b, const StackPlace& placeOfB) {
  return placeOfA.stack >= 0 && placeOfA.stack == placeOfB.stack &&
         std::abs(placeOfA.rank - placeOfB.rank) == 1 && isSameClass(a.className, b.className) &&
         overlap(a.rect, b.rect);
}

std::vector<BoxLesion> groupBoxes(const std::map<BoxId, Box>& boxes, const ImageStacks& images,
                                  const BoxTies& ties) {
  std::vector<Placed> placed;
  placed.reserve(boxes.size());
  for (const auto& [id, box] : boxes)
    placed.push_back({&box, images.find(box.sopInstanceUid).value_or(StackPlace{})});
  std::ranges::stable_sort(placed, {}, imageOf);  // by id within an image, as the map was
  Sets sets(placed.size());
  std::map<BoxId, std::size_t> positions;
  for (std::size_t n = 0; n < placed.size(); ++n) positions.emplace(placed[n].box->id, n);

  // Every box with those of the next image, which lie right behind those of its own.
  std::size_t next = 0;
  for (std::size_t n = 0; n < placed.size(); ++n) {
    if (placed[n].place.stack < 0 || !images.at(placed[n].place).hasPlace) continue;
    const std::tuple<int, int> wanted{placed[n].place.stack, placed[n].place.rank + 1};
    while (next < placed.size() && imageOf(placed[next]) < wanted) ++next;
    for (std::size_t m = next; m < placed.size() && imageOf(placed[m]) == wanted; ++m) {
      if (!followsOn(*placed[n].box, placed[n].place, *placed[m].box, placed[m].place)) continue;
      const auto tie = ties.find(pairOf(placed[n].box->id, placed[m].box->id));
      if (tie == ties.end() || tie->second != BoxTie::Apart) sets.unite(n, m);
    }
  }
  for (const auto& [pair, tie] : ties) {
    if (tie != BoxTie::Joined) continue;
    const auto a = positions.find(pair.first);
    const auto b = positions.find(pair.second);
    if (a == positions.end() || b == positions.end()) continue;
    const int stack = placed[a->second].place.stack;
    if (stack >= 0 && stack == placed[b->second].place.stack) sets.unite(a->second, b->second);
  }

  std::vector<BoxLesion> lesions;
  std::map<std::size_t, std::size_t> lesionOfSet;
  for (std::size_t n = 0; n < placed.size(); ++n) {
    const auto [found, isNew] = lesionOfSet.emplace(sets.find(n), lesions.size());
    if (isNew) lesions.emplace_back();
    extend(lesions[found->second], placed[n]);
  }
  return lesions;
}

}  // namespace uptake
