#pragma once

#include "core/box/box_link.h"
#include "core/error.h"

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace uptake {

/// The box links of a study: which boxes the user joined to one lesion or set apart. One JSON file per study
/// (AnnotationFolder::boxLinkFile), UTF-8:
///
///     {"format": "uptake-box-links", "version": 1,
///      "patient_id": "…", "study_instance_uid": "1.2…",
///      "links": [
///        {"kind": "joined" | "apart",
///         "boxes": [{"sop_instance_uid": "1.2…", "class": "A", "rect": [xmin, ymin, xmax, ymax]},
///                   {…}]}]}
///
/// "rect" holds pixel indices, both ends inclusive, as in PASCAL VOC. Boxes that groupBoxes() groups are one
/// lesion without an entry. Unknown members, entries of unknown kinds and entries whose boxes were not found
/// are kept when the file is saved again.
struct BoxLinkFile {
  std::vector<BoxLink> links;
  QByteArray original;   ///< the file as read, which writeBoxLinks() edits
  QStringList warnings;  ///< what was tolerated, translated
};

/// Reads the file of a study. FileUnreadable when it is no such file, NotSupported when its version is later,
/// Inconsistent when it is of another study.
Result<BoxLinkFile> readBoxLinks(const QString& path, const QString& studyInstanceUid);

/// Writes the file completely or not at all; missing folders are created. `unresolved` are the links of
/// `original` whose boxes do not exist. Without any link the file is removed.
Result<void> writeBoxLinks(const QString& path, const QString& patientId, const QString& studyInstanceUid,
                           const std::vector<BoxLink>& links, const std::vector<BoxLink>& unresolved,
                           const QByteArray& original);

}  // namespace uptake
