#pragma once

#include "io/dicom/instance_header_p.h"

#include <QString>

#include <vector>

namespace uptake::dicom {

/// Why these images of one kind cannot be shown whatever their geometry (modality, multi-frame, colour, bits,
/// no rescaling), with the values; empty when they can, and for objects that are no images.
QString imageRefusal(const std::vector<const InstanceHeader*>& group);

/// Whether all slopes and intercepts give whole Hounsfield units whose largest possible value fits 16 bit.
/// Values below −32768 HU are padding and may be clamped.
bool hasWholeHounsfield(const std::vector<const InstanceHeader*>& group);

}  // namespace uptake::dicom
