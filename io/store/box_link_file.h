#pragma once

#include "core/box/box_link.h"
#include "core/error.h"

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace uptake {

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

}  // namespace uptake
