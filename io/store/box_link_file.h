#pragma once

#include "core/box/box_lesion.h"
#include "core/error.h"

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace uptake {

/// What a person decided about two boxes, by what a VOC file says of them: it gives boxes no name.
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

/// Which boxes of one study were joined to lesions, or set apart, by hand. One JSON file a study
/// (AnnotationFolder::boxLinkFile), UTF-8:
///
///     {"format": "uptake-box-links", "version": 1,
///      "patient_id": "…", "study_instance_uid": "1.2…",
///      "links": [
///        {"kind": "joined" | "apart",
///         "boxes": [{"sop_instance_uid": "1.2…", "class": "A", "rect": [xmin, ymin, xmax, ymax]},
///                   {…}]}]}
///
/// Pixel indices as in PASCAL VOC, both ends inclusive. Boxes that follow on from each other (groupBoxes())
/// are one lesion without an entry. Other members are kept when the file is saved again; so are entries of
/// unknown kinds, and those whose boxes were not found.
struct BoxLinkFile {
  std::vector<BoxLink> links;
  QByteArray original;   ///< as read: what writeBoxLinks() edits
  QStringList warnings;  ///< what was tolerated, in words
};

/// Reads the file of a study. FileUnreadable when it is no such file, NotSupported when it is of a later
/// version, Inconsistent when it is another study's.
Result<BoxLinkFile> readBoxLinks(const QString& path, const QString& studyInstanceUid);

/// Writes the file whole or not at all, into a folder that is made where needed. `unresolved` are the links
/// of `original` whose boxes are not there. Without any link, the file is removed, or never made.
Result<void> writeBoxLinks(const QString& path, const QString& patientId, const QString& studyInstanceUid,
                           const std::vector<BoxLink>& links, const std::vector<BoxLink>& unresolved,
                           const QByteArray& original);

/// The links of ties between boxes that are there.
std::vector<BoxLink> linksOf(const std::map<BoxId, Box>& boxes, const BoxTies& ties);

/// Links, as ties of the boxes that they name.
struct ResolvedLinks {
  BoxTies ties;
  std::vector<BoxLink> unresolved;  ///< one of their boxes is not there
};
/// A box is found by image, class and rectangle; when its class was changed meanwhile, by image and
/// rectangle.
ResolvedLinks resolveLinks(const std::vector<BoxLink>& links, const std::map<BoxId, Box>& boxes);

}  // namespace uptake
