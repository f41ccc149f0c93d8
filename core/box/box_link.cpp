#include "core/box/box_link.h"

#include "core/box/label_scheme.h"

#include <algorithm>

namespace uptake {

namespace {

const Box* boxOf(const BoxLink::End& end, const std::map<BoxId, Box>& boxes) {
  const Box* sameRect = nullptr;
  for (const auto& [id, box] : boxes) {
    if (box.sopInstanceUid != end.sopInstanceUid || box.rect != end.rect) continue;
    if (isSameClass(box.className, end.className)) return &box;
    if (!sameRect) sameRect = &box;
  }
  return sameRect;
}

}  // namespace

std::vector<BoxLink> linksOf(const std::map<BoxId, Box>& boxes, const BoxTies& ties) {
  std::vector<BoxLink> links;
  for (const auto& [pair, tie] : ties) {
    const auto first = boxes.find(pair.first);
    const auto second = boxes.find(pair.second);
    if (first == boxes.end() || second == boxes.end()) continue;
    const auto end = [](const Box& box) { return BoxLink::End{box.sopInstanceUid, box.className, box.rect}; };
    links.push_back({tie, end(first->second), end(second->second)});
  }
  return links;
}

ResolvedLinks resolveLinks(const std::vector<BoxLink>& links, const std::map<BoxId, Box>& boxes) {
  ResolvedLinks resolved;
  for (const BoxLink& link : links) {
    const Box* first = boxOf(link.first, boxes);
    const Box* second = boxOf(link.second, boxes);
    if (first && second && first != second)
      resolved.ties.insert_or_assign(pairOf(first->id, second->id), link.tie);
    else
      resolved.unresolved.push_back(link);
  }
  return resolved;
}

}  // namespace uptake
