#pragma once

#include "io/dicom/instance_header_p.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace uptake::dicom {

/// Why these objects of one kind cannot be shown whatever their geometry, with the values: they are no images
/// (a report, a presentation state, …), or images that are not shown (modality, screen copies, localizers,
/// colour, bits, no rescaling). Empty when they can, and for segmentations and contours, which are read as
/// masks.
QString imageRefusal(const std::vector<const InstanceHeader*>& group);

/// Why one slice cannot take its place in a volume, or empty: no usable place in space (see
/// geometryDefect()), or pixels that cannot be shown. One such slice among good ones is left out; it does not
/// keep them from being shown.
QString sliceDefect(const InstanceHeader& header);

/// What a reader of images that can be shown should know about their values.
QStringList imageWarnings(const std::vector<const InstanceHeader*>& group);

/// Whether all slopes and intercepts give whole Hounsfield units whose largest possible value fits 16 bit.
/// Values below −32768 HU are padding and may be clamped.
bool hasWholeHounsfield(const std::vector<const InstanceHeader*>& group);

}  // namespace uptake::dicom
