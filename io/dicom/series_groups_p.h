#pragma once

#include "io/dicom/instance_header_p.h"

#include <QString>

#include <vector>

namespace uptake::dicom {

/// Instances of one series that belong together and may form one volume.
struct SeriesPart {
  std::vector<const InstanceHeader*> slices;  ///< in input order, never empty
  QString name;     ///< what distinguishes the part within its series ("acquisition 2"), or empty
  QString refusal;  ///< why the slices are no volume whatever their positions, or empty
  /// Slices of the same kind that cannot be part of a volume, see sliceDefect().
  std::vector<const InstanceHeader*> leftOut;
};

/// Groups the headers of one series: by frame of reference, SOP class, size, image type (its first three
/// values, localizers apart), orientation and pixel spacing; where positions repeat or acquisitions overlap,
/// also by acquisition, phase or time frame if that leaves no position twice. Largest group first. Takes O(n
/// log n) for n headers, whatever the number of groups.
std::vector<SeriesPart> partsOf(const std::vector<InstanceHeader>& headers);

}  // namespace uptake::dicom
