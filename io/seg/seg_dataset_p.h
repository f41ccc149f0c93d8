#pragma once

#include "core/mask/mask_layer.h"
#include "io/seg/dicom_item_p.h"
#include "io/seg/frame_plan_p.h"
#include "io/seg/source_slice_p.h"

#include <map>

namespace uptake::seg {

/// The image that a slice of the mask was drawn on, and its exact position.
struct FrameSource {
  SliceSource reference;
  SourceSlice header;
};

/// The identifiers of the new instance.
struct SegIdentity {
  QString sopInstanceUid;
  QString seriesInstanceUid;
  QString seriesNumber;
  QString instanceNumber;
};

/// SOP Class UID of the SEG that the mask is an edited version of.
QString predecessorClass(const MaskLayer& layer);

/// Copies patient, study and frame of reference of a source image, converted to UTF-8.
void copyPatientAndStudy(DcmItem& source, DcmItem& target);

/// Adds all but the frames: series, equipment, image and segment attributes (PS3.3 A.51).
void addModules(DcmItem& dataset, const MaskLayer& layer, const FramePlan& plan, const SegIdentity& identity);

/// Adds dimensions, functional groups and references (PS3.3 C.7.6.16, C.7.6.17, C.12.2). `sources` holds, by
/// slice number, the image of each slice of `plan` that has one.
void addFrames(DcmItem& dataset, const MaskLayer& layer, const FramePlan& plan,
               const std::map<int, FrameSource>& sources);

}  // namespace uptake::seg
