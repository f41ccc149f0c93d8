#include "core/identity/uid.h"
#include "io/seg/seg_dataset_p.h"

#include <algorithm>
#include <set>

namespace uptake::seg {

namespace {

const CodedConcept kSegmentation{QStringLiteral("113076"), QStringLiteral("DCM"),
                                 QStringLiteral("Segmentation")};
const CodedConcept kSourceImage{QStringLiteral("121322"), QStringLiteral("DCM"),
                                QStringLiteral("Source image for image processing operation")};

void addDimensions(DcmItem& dataset) {
  const QString uid = newUid();
  put(addItem(dataset, DCM_DimensionOrganizationSequence), DCM_DimensionOrganizationUID, uid);
  const auto add = [&](const DcmTagKey& pointer, const DcmTagKey& group, const QString& label) {
    DcmItem& item = addItem(dataset, DCM_DimensionIndexSequence);
    put(item, DCM_DimensionOrganizationUID, uid);
    item.putAndInsertTagKey(DCM_DimensionIndexPointer, pointer);
    item.putAndInsertTagKey(DCM_FunctionalGroupPointer, group);
    put(item, DCM_DimensionDescriptionLabel, label);
  };
  add(DCM_ReferencedSegmentNumber, DCM_SegmentIdentificationSequence,
      QStringLiteral("ReferencedSegmentNumber"));
  add(DCM_ImagePositionPatient, DCM_PlanePositionSequence, QStringLiteral("ImagePositionPatient"));
}

void addSharedGroups(DcmItem& dataset, const ImageGrid& grid, const std::map<int, FrameSource>& sources) {
  DcmItem& shared = addItem(dataset, DCM_SharedFunctionalGroupsSequence);
  const Direction row = grid.axis(0), column = grid.axis(1);
  put(addItem(shared, DCM_PlaneOrientationSequence), DCM_ImageOrientationPatient,
      std::vector<double>{row.x(), row.y(), row.z(), column.x(), column.y(), column.z()});
  DcmItem& measures = addItem(shared, DCM_PixelMeasuresSequence);
  double thickness = grid.spacing().z();
  if (!sources.empty() && sources.begin()->second.header.thickness.value_or(0.0) > 0.0)
    thickness = *sources.begin()->second.header.thickness;
  put(measures, DCM_SliceThickness, std::vector<double>{thickness});
  put(measures, DCM_SpacingBetweenSlices, std::vector<double>{grid.spacing().z()});
  // PixelSpacing is the distance between rows first (PS3.3 10.7.1.3).
  put(measures, DCM_PixelSpacing, std::vector<double>{grid.spacing().y(), grid.spacing().x()});
}

void addSourceImage(DcmItem& frame, const FrameSource& source) {
  DcmItem& derivation = addItem(frame, DCM_DerivationImageSequence);
  addConcept(derivation, DCM_DerivationCodeSequence, kSegmentation);
  DcmItem& image = addItem(derivation, DCM_SourceImageSequence);
  put(image, DCM_ReferencedSOPClassUID, source.header.sopClassUid);
  put(image, DCM_ReferencedSOPInstanceUID, source.header.sopInstanceUid);
  if (source.header.frames > 1)
    put(image, DCM_ReferencedFrameNumber, QString::number(source.reference.frame + 1));
  put(image, DCM_SpatialLocationsPreserved, QStringLiteral("YES"));
  addConcept(image, DCM_PurposeOfReferenceCodeSequence, kSourceImage);
}

void addReference(DcmItem& series, const QString& classUid, const QString& instanceUid) {
  DcmItem& item = addItem(series, DCM_ReferencedInstanceSequence);
  put(item, DCM_ReferencedSOPClassUID, classUid);
  put(item, DCM_ReferencedSOPInstanceUID, instanceUid);
}

/// Common Instance Reference: every instance that is named anywhere in the file, by series. The source series
/// comes first, since some readers look no further.
void addReferencedSeries(DcmItem& dataset, const MaskLayer& layer,
                         const std::map<int, FrameSource>& sources) {
  if (!sources.empty()) {
    DcmItem& series = addItem(dataset, DCM_ReferencedSeriesSequence);
    put(series, DCM_SeriesInstanceUID, layer.source.seriesInstanceUid);
    std::set<QString> named;
    for (const auto& [k, source] : sources)
      if (named.insert(source.header.sopInstanceUid).second)
        addReference(series, source.header.sopClassUid, source.header.sopInstanceUid);
  }
  if (!layer.provenance.predecessorUid.isEmpty() && !layer.provenance.predecessorSeriesUid.isEmpty()) {
    DcmItem& series = addItem(dataset, DCM_ReferencedSeriesSequence);
    put(series, DCM_SeriesInstanceUID, layer.provenance.predecessorSeriesUid);
    addReference(series, predecessorClass(layer), layer.provenance.predecessorUid);
  }
}

void addLossyHistory(DcmItem& dataset, const std::map<int, FrameSource>& sources) {
  const auto lossy =
      std::ranges::find_if(sources, [](const auto& entry) { return entry.second.header.lossy; });
  put(dataset, DCM_LossyImageCompression,
      lossy == sources.end() ? QStringLiteral("00") : QStringLiteral("01"));
  if (lossy == sources.end()) return;
  const SourceSlice& header = lossy->second.header;
  if (!header.lossyRatio.isEmpty()) put(dataset, DCM_LossyImageCompressionRatio, header.lossyRatio);
  if (!header.lossyMethod.isEmpty()) put(dataset, DCM_LossyImageCompressionMethod, header.lossyMethod);
}

}  // namespace

void addFrames(DcmItem& dataset, const MaskLayer& layer, const FramePlan& plan,
               const std::map<int, FrameSource>& sources) {
  const ImageGrid& grid = layer.labels.grid();
  addReferencedSeries(dataset, layer, sources);
  addLossyHistory(dataset, sources);
  addDimensions(dataset);
  addSharedGroups(dataset, grid, sources);
  for (const FramePlan::Frame& frame : plan.frames) {
    DcmItem& item = addItem(dataset, DCM_PerFrameFunctionalGroupsSequence);
    const auto source = sources.find(frame.k);
    const bool known = source != sources.end();
    // A slice that is missing in the series was drawn from no image.
    if (known)
      addSourceImage(item, source->second);
    else
      item.insertEmptyElement(DCM_DerivationImageSequence);
    const auto number = static_cast<std::uint32_t>(frame.segment + 1);
    const auto rank = std::ranges::lower_bound(plan.slices, frame.k) - plan.slices.begin();
    const std::array<Uint32, 2> index{number, static_cast<Uint32>(rank + 1)};
    addItem(item, DCM_FrameContentSequence)
        .putAndInsertUint32Array(DCM_DimensionIndexValues, index.data(), 2);
    // Where the source image says it lies: in series whose slice distances vary a little, the even grid is
    // not exactly there.
    const Point even = grid.toPatient({0.0, 0.0, static_cast<double>(frame.k)});
    const Point position = known ? source->second.header.position.value_or(even) : even;
    put(addItem(item, DCM_PlanePositionSequence), DCM_ImagePositionPatient,
        std::vector<double>{position.x(), position.y(), position.z()});
    put(addItem(item, DCM_SegmentIdentificationSequence), DCM_ReferencedSegmentNumber,
        static_cast<std::uint16_t>(number));
  }
}

}  // namespace uptake::seg
