#pragma once

#include "core/mask/mask_layer.h"
#include "io/seg/dicom_item_p.h"
#include "io/seg/frame_plan_p.h"
#include "io/seg/source_slice_p.h"

#include <map>

namespace uptake::seg {

/// The image that a slice of the mask was drawn on, and where it exactly lies.
struct FrameSource {
  SliceSource reference;
  SourceSlice header;
};

/// Who the new instance is.
struct SegIdentity {
  QString sopInstanceUid;
  QString seriesInstanceUid;
  QString seriesNumber;
  QString instanceNumber;
};

/// SOP Class UID of the SEG that the mask is an edited version of.
QString predecessorClass(const MaskLayer& layer);

/// Patient, study and frame of reference of a source image, brought to UTF-8.
void copyPatientAndStudy(DcmItem& source, DcmItem& target);

/// Everything but frames: series, equipment, image and segment attributes (PS3.3 A.51).
void addModules(DcmItem& dataset, const MaskLayer& layer, const FramePlan& plan, const SegIdentity& identity);

/// Dimensions, functional groups and references (PS3.3 C.7.6.16, C.7.6.17, C.12.2). `sources` holds, by
/// slice, the image of every slice in `plan` that has one.
void addFrames(DcmItem& dataset, const MaskLayer& layer, const FramePlan& plan,
               const std::map<int, FrameSource>& sources);

}  // namespace uptake::seg
