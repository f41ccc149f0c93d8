#pragma once

#include "io/dicom/instance_header_p.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace uptake::dicom {

/// Why these instances of one kind cannot be shown as a volume whatever their geometry, with the values: they
/// are no images (a report, a presentation state, …), or images that are not supported (screen copies in
/// grey, localizers, slides, doses, bits, a damaged palette, CT and PET without rescaling). Empty when they
/// can, and for SEG and RTSTRUCT, which are read as masks.
QString imageRefusal(const std::vector<const InstanceHeader*>& group);

/// Why one slice cannot be part of a volume: no usable position and orientation (see geometryDefect()), or
/// pixels that are not supported. Empty when it can. Such a slice is left out; the others of its series are
/// shown.
QString sliceDefect(const InstanceHeader& header);

/// What the user should know about the values of images that can be shown.
QStringList imageWarnings(const std::vector<const InstanceHeader*>& group);

/// Whether all slopes and intercepts give whole Hounsfield units whose largest possible value fits 16 bit.
/// Values below −32768 HU are padding and may be clamped.
bool hasWholeHounsfield(const std::vector<const InstanceHeader*>& group);

}  // namespace uptake::dicom
