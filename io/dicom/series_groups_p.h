#pragma once

#include "io/dicom/instance_header_p.h"

#include <QString>

#include <vector>

namespace uptake::dicom {

/// Images (or other objects) of one series that belong together: what could be one volume.
struct SeriesPart {
  std::vector<const InstanceHeader*> slices;  ///< in input order, never empty
  QString name;                               ///< what sets it apart within its series, or empty
  QString refusal;                            ///< why they are no volume whatever their positions, or empty
  /// Slices of the same kind that are left out, see sliceDefect().
  std::vector<const InstanceHeader*> leftOut;
};

/// Groups the headers of one series: by frame of reference, SOP class, size, image type (its first three
/// values, localizers apart), orientation and pixel spacing; where positions repeat or acquisitions overlap,
/// also by acquisition, phase or time frame, as long as that leaves no position twice. Largest group first.
/// Takes time in proportion to the number of headers (and its logarithm), whatever the number of groups.
std::vector<SeriesPart> partsOf(const std::vector<InstanceHeader>& headers);

}  // namespace uptake::dicom
