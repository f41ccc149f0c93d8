#pragma once

#include "core/box/box_lesion.h"

#include <QString>

#include <map>
#include <vector>

namespace uptake {

/// A BoxTie for a file. Boxes are named by what a VOC file says of them: it gives them no identifier, and a
/// BoxId holds only while a case is open.
struct BoxLink {
  struct End {
    QString sopInstanceUid;
    QString className;
    PixelRect rect;
    bool operator==(const End&) const = default;
  };
  BoxTie tie = BoxTie::Joined;
  End first;
  End second;
  bool operator==(const BoxLink&) const = default;
};

/// The links of ties between boxes that exist.
std::vector<BoxLink> linksOf(const std::map<BoxId, Box>& boxes, const BoxTies& ties);

/// Links, as ties of the boxes that they name.
struct ResolvedLinks {
  BoxTies ties;
  std::vector<BoxLink> unresolved;  ///< one of their boxes doesn't exist
};
/// A box is found by image, class and rectangle; when its class was changed meanwhile, by image and
/// rectangle.
ResolvedLinks resolveLinks(const std::vector<BoxLink>& links, const std::map<BoxId, Box>& boxes);

}  // namespace uptake
