#include "io/dicom/functional_groups_p.h"

namespace uptake::dicom {

DcmItem* firstItem(DcmItem& item, const DcmTagKey& sequence) {
  DcmItem* found = nullptr;
  return item.findAndGetSequenceItem(sequence, found, 0).good() ? found : nullptr;
}

DcmItem* FrameGroups::group(const DcmTagKey& sequence) const {
  DcmItem* found = firstItem(own_, sequence);
  return found || !shared_ ? found : firstItem(*shared_, sequence);
}

std::optional<double> FrameGroups::number(const DcmTagKey& sequence, const DcmTagKey& tag) const {
  DcmItem* item = group(sequence);
  return item ? DatasetValues(*item).number(tag) : std::nullopt;
}

std::optional<int> FrameGroups::integer(const DcmTagKey& sequence, const DcmTagKey& tag) const {
  DcmItem* item = group(sequence);
  return item ? DatasetValues(*item).integer(tag) : std::nullopt;
}

QString FrameGroups::text(const DcmTagKey& sequence, const DcmTagKey& tag) const {
  DcmItem* item = group(sequence);
  return item ? DatasetValues(*item).text(tag) : QString();
}

QByteArray FrameGroups::converted(const DcmTagKey& tag) const {
  for (const auto& sequence :
       {DCM_UnassignedPerFrameConvertedAttributesSequence, DCM_UnassignedSharedConvertedAttributesSequence})
    if (DcmItem* item = group(sequence))
      if (QByteArray value = DatasetValues(*item).raw(tag); !value.isEmpty()) return value;
  return {};
}

std::optional<FrameRescale> frameRescale(const FrameGroups& groups) {
  std::optional<FrameRescale> rescale;
  const auto slope = groups.number(DCM_PixelValueTransformationSequence, DCM_RescaleSlope);
  const auto intercept = groups.number(DCM_PixelValueTransformationSequence, DCM_RescaleIntercept);
  if (slope && intercept)
    rescale = FrameRescale{
        *slope, *intercept, groups.text(DCM_PixelValueTransformationSequence, DCM_RescaleType), {}};

  DcmItem* mapping = groups.group(DCM_RealWorldValueMappingSequence);
  if (mapping == nullptr) return rescale;
  const DatasetValues values(*mapping);
  const auto realSlope = values.number(DCM_RealWorldValueSlope);
  const auto realIntercept = values.number(DCM_RealWorldValueIntercept);
  DcmItem* code = firstItem(*mapping, DCM_MeasurementUnitsCodeSequence);
  const QString units = code ? DatasetValues(*code).text(DCM_CodeValue) : QString();
  if (!realSlope || !realIntercept || units.isEmpty()) return rescale;
  const bool saysNothing = !rescale || (rescale->slope == 1.0 && rescale->intercept == 0.0);
  if (saysNothing) {
    rescale = FrameRescale{*realSlope, *realIntercept, rescale ? rescale->type : QString(), units};
  } else if (rescale->slope == *realSlope && rescale->intercept == *realIntercept) {
    rescale->units = units;
  }
  return rescale;
}

}  // namespace uptake::dicom
