#include "annotation/review/review_order.h"

#include <algorithm>
#include <set>
#include <utility>

namespace uptake {

namespace {

struct Lane {
  std::vector<ReviewEvent> events;
  std::size_t next = 0;
  bool isDone() const { return next == events.size(); }
};

}  // namespace

std::vector<ReviewEvent> inOrder(std::vector<std::vector<ReviewEvent>> readers) {
  std::map<QString, Lane> lanes;
  for (auto& events : readers)
    for (ReviewEvent& event : events) lanes[readerKey(event.reader)].events.push_back(std::move(event));
  std::size_t total = 0;
  for (auto& [key, lane] : lanes) {
    std::ranges::stable_sort(lane.events, {}, &ReviewEvent::sequence);
    total += lane.events.size();
  }
  // A line of another reader that was known but is not there (damaged, not arrived yet) is waited for by
  // nobody.
  const auto isReady = [&lanes](const ReviewEvent& event) {
    return std::ranges::all_of(event.after, [&](const auto& known) {
      const auto lane = lanes.find(known.first);
      return lane == lanes.end() || lane->second.isDone() ||
             lane->second.events[lane->second.next].sequence > known.second;
    });
  };
  std::vector<ReviewEvent> result;
  result.reserve(total);
  std::set<QString> ids;
  while (true) {
    Lane* first = nullptr;
    bool firstIsReady = false;
    for (auto& [key, lane] : lanes) {
      if (lane.isDone()) continue;
      const ReviewEvent& event = lane.events[lane.next];
      const bool ready = isReady(event);
      // Lines that wait for each other are no honest record; they still all count.
      if (first &&
          (firstIsReady > ready || (firstIsReady == ready && first->events[first->next].time <= event.time)))
        continue;
      first = &lane;
      firstIsReady = ready;
    }
    if (!first) return result;
    ReviewEvent& event = first->events[first->next++];
    if (ids.insert(event.id).second) result.push_back(std::move(event));
  }
}

}  // namespace uptake
