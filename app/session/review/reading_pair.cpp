#include "app/session/review/reading_pair.h"

#include <algorithm>

namespace uptake {

namespace {

bool hasLesions(const MaskLayer& mask) {
  return std::ranges::any_of(mask.segments,
                             [&](const Segment& each) { return mask.labels.count(each.number) > 0; });
}

}  // namespace

std::optional<std::pair<MaskId, MaskId>> readingPair(Session& session) {
  const std::map<MaskId, QString>& readers = session.annotations().kind<MasksKind>().otherReadings();
  std::optional<std::pair<MaskId, MaskId>> best;
  int most = -1;
  for (const auto& first : session.openCase().document().masks())
    for (const auto& second : session.openCase().document().masks()) {
      const auto one = readers.find(first->id);
      const auto other = readers.find(second->id);
      if (one == readers.end() || other == readers.end() || !(one->second < other->second)) continue;
      const int fit = (hasLesions(*first) ? 2 : 0) + (hasLesions(*second) ? 2 : 0) +
                      (first->labels.grid().sameAs(second->labels.grid()) ? 1 : 0);
      if (fit > most) best = {first->id, second->id};
      most = std::max(most, fit);
    }
  return best;
}

}  // namespace uptake
