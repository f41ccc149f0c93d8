#pragma once

#include "core/error.h"
#include "core/geometry/patient_space.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace uptake {

struct StudyEntry;

/// A nodule as LUNA16 lists it.
struct NoduleSphere {
  Point centre = Point::Zero();  ///< mm, LPS, as SimpleITK's physical points are
  double diameterMm = 0.0;
};

struct NoduleList {
  std::vector<NoduleSphere> nodules;  ///< in the order of the file
  QStringList warnings;               ///< rows that were left out, translated
};

/// Reads LUNA16's annotations.csv (columns seriesuid, coordX, coordY, coordZ, diameter_mm, in any order) for
/// one series. FileUnreadable when it cannot be read, Inconsistent without those columns.
Result<NoduleList> readNodules(const QString& file, const QString& seriesUid);

/// Those of a case, StudyEntry::noduleFile; its image is named after its series.
Result<NoduleList> readNodulesOf(const StudyEntry& study);

}  // namespace uptake
