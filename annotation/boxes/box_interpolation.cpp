#include "annotation/boxes/box_interpolation.h"

#include "core/box/label_scheme.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <tuple>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::BoxInterpolation)
};

Error nothing(const QString& reason) {
  return {ErrorKind::Inconsistent, reason, {}};
}

int between(int from, int to, int step, int steps) {
  // floor((from (steps − step) + to step) / steps + ½)
  const std::int64_t twice =
      2 * (std::int64_t{from} * (steps - step) + std::int64_t{to} * step) + std::int64_t{steps};
  const std::int64_t divisor = 2 * std::int64_t{steps};
  const std::int64_t quotient = twice / divisor;
  return static_cast<int>(twice % divisor < 0 ? quotient - 1 : quotient);
}

/// The box that makes another one on its image needless, if there is one.
const Box* boxInTheWay(const CaseDocument& document, const std::vector<Box>& present, const Box& wanted,
                       const BoxLesion* first, const BoxLesion* second) {
  for (const Box& box : present) {
    if (!isSameClass(box.className, wanted.className)) continue;
    const BoxLesion* lesion = document.lesionOf(box.id);
    if (overlap(box.rect, wanted.rect) || lesion == first || lesion == second) return document.box(box.id);
  }
  return nullptr;
}

}  // namespace

PixelRect interpolatedRect(const PixelRect& from, const PixelRect& to, int step, int steps) {
  return {between(from.xmin, to.xmin, step, steps), between(from.ymin, to.ymin, step, steps),
          between(from.xmax, to.xmax, step, steps), between(from.ymax, to.ymax, step, steps)};
}

Result<BoxesBetween> boxesBetween(const CaseDocument& document, BoxId from, BoxId to) {
  const Box* a = document.box(from);
  const Box* b = document.box(to);
  if (!a || !b) return nothing(Texts::tr("One of the two boxes is gone."));
  const ImageStacks& images = document.imageStacks();
  const auto placeOfA = images.find(a->sopInstanceUid);
  const auto placeOfB = images.find(b->sopInstanceUid);
  if (!placeOfA || !placeOfB || placeOfA->stack != placeOfB->stack)
    return nothing(Texts::tr("The two boxes lie on images of different series: nothing lies between them."));
  if (!isSameClass(a->className, b->className))
    return nothing(Texts::tr("The two boxes are of different classes (%1, %2): give them one class first.")
                       .arg(a->className, b->className));
  const int steps = placeOfB->slice - placeOfA->slice;
  const int direction = placeOfB->rank > placeOfA->rank ? 1 : -1;
  if (std::abs(placeOfB->rank - placeOfA->rank) < 2)
    return nothing(Texts::tr("There is no image between the two boxes."));

  BoxesBetween result;
  result.chain.push_back(from);
  for (int rank = placeOfA->rank + direction; rank != placeOfB->rank; rank += direction) {
    Box box;
    box.sopInstanceUid = images.image(placeOfA->stack, rank);
    box.className = a->className;
    box.difficult = a->difficult && b->difficult;
    const int step = images.find(box.sopInstanceUid)->slice - placeOfA->slice;
    box.rect = interpolatedRect(a->rect, b->rect, std::abs(step), std::abs(steps));
    if (const Box* kept = boxInTheWay(document, document.boxesOn(box.sopInstanceUid), box,
                                      document.lesionOf(from), document.lesionOf(to))) {
      result.kept.push_back(kept->id);
      result.chain.push_back(kept->id);
      continue;
    }
    result.added.push_back(std::move(box));
    result.chain.push_back(BoxId::None);
  }
  result.chain.push_back(to);
  return result;
}

std::optional<BoxId> otherKey(const CaseDocument& document, BoxId id) {
  const Box* box = document.box(id);
  if (!box) return std::nullopt;
  const ImageStacks& images = document.imageStacks();
  const auto place = images.find(box->sopInstanceUid);
  if (!place) return std::nullopt;
  std::optional<BoxId> best;
  std::tuple<bool, int, int> bestRank;
  for (const auto& [otherId, other] : document.boxes()) {
    const auto otherPlace = images.find(other.sopInstanceUid);
    if (!otherPlace || otherPlace->stack != place->stack || !isSameClass(other.className, box->className))
      continue;
    const int distance = std::abs(otherPlace->rank - place->rank);
    if (distance < 2) continue;
    const int apart = std::abs(other.rect.xmin + other.rect.xmax - box->rect.xmin - box->rect.xmax) +
                      std::abs(other.rect.ymin + other.rect.ymax - box->rect.ymin - box->rect.ymax);
    const std::tuple<bool, int, int> rank{!overlap(other.rect, box->rect), distance, apart};
    if (best && bestRank <= rank) continue;
    const Result<BoxesBetween> found = boxesBetween(document, id, otherId);
    if (!found || found->added.empty()) continue;
    best = otherId;
    bestRank = rank;
  }
  return best;
}

}  // namespace uptake
