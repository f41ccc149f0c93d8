#pragma once

#include "core/box/label_scheme.h"
#include "io/voc/voc_matching.h"

namespace uptake {

/// The PASCAL VOC files of a study's images.
struct BoxFiles {
  VocMatching matching;
  QStringList others;  ///< files of the folders that are named after other images: they were not read
};

/// Reads VOC files (<SOPInstanceUID>.xml) for the images of a study. Files are read whatever their names, and
/// those without an image are VocMatching::unmatched; of folders, which may hold a whole collection, only
/// files that are named after the study's images.
Result<BoxFiles> readBoxFiles(const QStringList& paths, const StudyEntry& study, const LabelScheme& scheme,
                              JobControl& control);

}  // namespace uptake
