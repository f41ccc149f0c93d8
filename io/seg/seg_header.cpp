#include "io/dicom/dcmtk_session_p.h"
#include "io/seg/cielab_p.h"
#include "io/seg/encoded_frames_p.h"
#include "io/seg/frame_placement_p.h"
#include "io/seg/seg_header_p.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>
#include <limits>
#include <set>

namespace uptake::seg {

namespace {

// Supplement 243; newer than DCMTK 3.6.7.
constexpr const char* kLabelMapStorage = "1.2.840.10008.5.1.4.1.1.66.7";

// Orientations rounded to three decimals pass, as they do when images are read.
constexpr double kDirectionRounding = 2e-3;

// No scanner is larger; such a position is damage.
constexpr double kFarthestMm = 1e5;

// Of a rotational acquisition, say; more come from a damaged header.
constexpr std::size_t kMaximumPlanes = 1024;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Seg)
};

Error refused(ErrorKind kind, const QString& message, const QString& file) {
  return {kind, message, file};
}

SegmentAlgorithm algorithmOf(DcmItem& item, Label number, QStringList& warnings) {
  const QString type = textOf(item, DCM_SegmentAlgorithmType);
  if (type == QLatin1String("MANUAL")) return SegmentAlgorithm::Manual;
  if (type == QLatin1String("SEMIAUTOMATIC")) return SegmentAlgorithm::SemiAutomatic;
  // What nobody vouched for must not pass as drawn by a person.
  if (type != QLatin1String("AUTOMATIC"))
    warnings.append(
        Texts::tr("Segment %1 does not say how it was made (Segment Algorithm Type \"%2\"); it is taken as "
                  "automatic.")
            .arg(number)
            .arg(type));
  return SegmentAlgorithm::Automatic;
}

Segment segmentOf(DcmItem& item, Label number, QStringList& warnings) {
  Segment segment;
  segment.number = number;
  segment.label = textOf(item, DCM_SegmentLabel);
  if (segment.label.isEmpty()) {
    segment.label = Texts::tr("Segment %1").arg(number);
    warnings.append(Texts::tr("Segment %1 has no name (Segment Label).").arg(number));
  }
  // The writer keeps here what the label could not hold; a description of another kind stays one.
  const QString description = textOf(item, DCM_SegmentDescription);
  if (!description.isEmpty() && singleValue(description) == segment.label)
    segment.label = description;
  else
    segment.description = description;
  segment.algorithm = algorithmOf(item, number, warnings);
  segment.algorithmName = textOf(item, DCM_SegmentAlgorithmName);
  if (const CodedConcept code = conceptOf(item, DCM_SegmentedPropertyCategoryCodeSequence);
      !code.value.isEmpty())
    segment.category = code;
  if (const CodedConcept code = conceptOf(item, DCM_SegmentedPropertyTypeCodeSequence); !code.value.isEmpty())
    segment.type = code;
  if (DcmItem* type = firstItem(item, DCM_SegmentedPropertyTypeCodeSequence))
    segment.typeModifier = conceptOf(*type, DCM_SegmentedPropertyTypeModifierCodeSequence);
  segment.anatomicRegion = conceptOf(item, DCM_AnatomicRegionSequence);
  if (DcmItem* region = firstItem(item, DCM_AnatomicRegionSequence))
    segment.anatomicRegionModifier = conceptOf(*region, DCM_AnatomicRegionModifierSequence);
  segment.trackingId = textOf(item, DCM_TrackingID);
  segment.trackingUid = textOf(item, DCM_TrackingUID);
  segment.colour = lesionColour(number);
  CieLab lab{};
  bool coloured = true;
  for (std::size_t i = 0; i < lab.size(); ++i)
    coloured = item.findAndGetUint16(DCM_RecommendedDisplayCIELabValue, lab[i], static_cast<unsigned long>(i))
                   .good() &&
               coloured;
  if (coloured) segment.colour = toRgb(lab);
  return segment;
}

void readSegments(DcmItem& dataset, SegFile& seg) {
  std::set<long> seen;
  forEachItem(dataset, DCM_SegmentSequence, [&](DcmItem& item) {
    const long number = integerOf(item, DCM_SegmentNumber).value_or(-1);
    // A LABELMAP may describe its background as segment 0.
    if (number == 0 && seg.kind == SegKind::LabelMap) return;
    if (number < 1 || number > std::numeric_limits<Label>::max()) {
      seg.warnings.append(Texts::tr("The segment \"%1\" has no valid Segment Number and is left out.")
                              .arg(textOf(item, DCM_SegmentLabel)));
    } else if (!seen.insert(number).second) {
      seg.warnings.append(
          Texts::tr("Segment %1 is described more than once; the first description is taken.").arg(number));
    } else {
      seg.segments.push_back(segmentOf(item, static_cast<Label>(number), seg.warnings));
    }
  });
  std::ranges::sort(seg.segments, {}, &Segment::number);
  // PS3.3 C.8.20.4: only a LABELMAP may leave numbers out.
  if (seg.kind == SegKind::LabelMap || seg.segments.empty() ||
      seg.segments.back().number == seg.segments.size())
    return;
  QStringList numbers;
  for (const Segment& segment : seg.segments) numbers.append(QString::number(segment.number));
  if (numbers.size() > 12) numbers = numbers.mid(0, 11) << QStringLiteral("…") << numbers.back();
  seg.warnings.append(Texts::tr("Segment numbers are not 1, 2, 3, … without gaps (%1); they are kept.")
                          .arg(numbers.join(QStringLiteral(", "))));
}

/// The plane of a frame, from its own functional groups or else from those that all share.
std::optional<FramePlane> planeOf(DcmItem* own, DcmItem* shared, FramePlane plane) {
  const auto group = [&](const DcmTagKey& tag) {
    DcmItem* found = own ? firstItem(*own, tag) : nullptr;
    return found || !shared ? found : firstItem(*shared, tag);
  };
  DcmItem* orientation = group(DCM_PlaneOrientationSequence);
  DcmItem* measures = group(DCM_PixelMeasuresSequence);
  if (orientation == nullptr || measures == nullptr) return {};
  const auto cosines = numbersOf(*orientation, DCM_ImageOrientationPatient, 6);
  const auto spacing = numbersOf(*measures, DCM_PixelSpacing, 2);
  if (!cosines || !spacing || (*spacing)[0] <= 0.0 || (*spacing)[1] <= 0.0) return {};
  const Direction row((*cosines)[0], (*cosines)[1], (*cosines)[2]);
  const Direction column((*cosines)[3], (*cosines)[4], (*cosines)[5]);
  if (std::abs(row.norm() - 1.0) > kDirectionRounding || std::abs(column.norm() - 1.0) > kDirectionRounding ||
      std::abs(row.dot(column)) > kDirectionRounding)
    return {};
  plane.row = row.normalized();
  plane.column = (column - column.dot(plane.row) * plane.row).normalized();
  plane.rowSpacing = (*spacing)[0];
  plane.columnSpacing = (*spacing)[1];
  plane.sliceSpacing = std::max(0.0, numberOf(*measures, DCM_SpacingBetweenSlices).value_or(0.0));
  plane.thickness = std::max(0.0, numberOf(*measures, DCM_SliceThickness).value_or(0.0));
  return plane;
}

bool samePlane(const FramePlane& a, const FramePlane& b) {
  return (a.row - b.row).norm() < kDirectionTolerance && (a.column - b.column).norm() < kDirectionTolerance &&
         std::abs(a.rowSpacing / b.rowSpacing - 1.0) < kDirectionTolerance &&
         std::abs(a.columnSpacing / b.columnSpacing - 1.0) < kDirectionTolerance;
}

/// The image that a frame was drawn on, from its own functional groups or else from those that all share.
DcmItem* sourceImage(DcmItem* own, DcmItem* shared) {
  for (DcmItem* groups : {own, shared}) {
    DcmItem* derivation = groups ? firstItem(*groups, DCM_DerivationImageSequence) : nullptr;
    if (DcmItem* image = derivation ? firstItem(*derivation, DCM_SourceImageSequence) : nullptr) return image;
  }
  return nullptr;
}

Result<void> readFrames(DcmItem& dataset, SegFile& seg) {
  DcmItem* shared = firstItem(dataset, DCM_SharedFunctionalGroupsSequence);
  DcmItem* sharedSegment = shared ? firstItem(*shared, DCM_SegmentIdentificationSequence) : nullptr;
  DcmItem* sharedPosition = shared ? firstItem(*shared, DCM_PlanePositionSequence) : nullptr;
  const auto sharedPlane = planeOf(nullptr, shared, seg.plane);
  std::optional<Error> error;
  const auto fail = [&](ErrorKind kind, const QString& message) { error = refused(kind, message, seg.path); };
  forEachItem(dataset, DCM_PerFrameFunctionalGroupsSequence, [&](DcmItem& item) {
    if (error) return;
    const std::size_t number = seg.frames.size() + 1;
    const bool ownPlane =
        item.tagExists(DCM_PlaneOrientationSequence) || item.tagExists(DCM_PixelMeasuresSequence);
    const auto plane = ownPlane ? planeOf(&item, shared, seg.plane) : sharedPlane;
    DcmItem* position = firstItem(item, DCM_PlanePositionSequence);
    if (position == nullptr) position = sharedPosition;
    const auto where = position ? pointOf(*position, DCM_ImagePositionPatient) : std::nullopt;
    if (!plane || !where)
      return fail(
          ErrorKind::Inconsistent,
          Texts::tr(
              "Frame %1 does not say where it lies (Image Position, Image Orientation or Pixel Spacing is "
              "missing or invalid).")
              .arg(number));
    if (where->cwiseAbs().maxCoeff() > kFarthestMm)
      return fail(
          ErrorKind::Inconsistent,
          Texts::tr("Frame %1 lies at %2, which is in no patient.").arg(number).arg(pointText(*where)));
    SegFrame frame;
    frame.position = *where;
    const auto known =
        std::ranges::find_if(seg.planes, [&](const FramePlane& each) { return samePlane(*plane, each); });
    frame.plane = static_cast<std::size_t>(known - seg.planes.begin());
    if (known == seg.planes.end()) seg.planes.push_back(*plane);
    if (seg.planes.size() > kMaximumPlanes)
      return fail(ErrorKind::NotSupported,
                  Texts::tr("The frames have more than %1 different orientations or pixel spacings.")
                      .arg(kMaximumPlanes));
    if (seg.kind != SegKind::LabelMap) {
      DcmItem* identification = firstItem(item, DCM_SegmentIdentificationSequence);
      if (identification == nullptr) identification = sharedSegment;
      const long segment =
          identification ? integerOf(*identification, DCM_ReferencedSegmentNumber).value_or(0) : 0;
      if (segment < 1 || segment > std::numeric_limits<Label>::max())
        return fail(ErrorKind::Inconsistent,
                    Texts::tr("Frame %1 does not say which segment it shows (Referenced "
                              "Segment Number %2).")
                        .arg(number)
                        .arg(segment));
      frame.segment = static_cast<Label>(segment);
    }
    if (DcmItem* image = sourceImage(&item, shared)) {
      frame.sourceUid = textOf(*image, DCM_ReferencedSOPInstanceUID);
      frame.sourceClassUid = textOf(*image, DCM_ReferencedSOPClassUID);
    }
    forEachItem(item, DCM_DerivationImageSequence, [&](DcmItem& derivation) {
      forEachItem(derivation, DCM_SourceImageSequence, [&](DcmItem&) { ++frame.sources; });
    });
    seg.frames.push_back(frame);
  });
  if (error) return *error;
  if (!seg.planes.empty()) seg.plane = seg.planes.front();
  return {};
}

Result<void> readKind(DcmItem& dataset, SegFile& seg) {
  const QString type = textOf(dataset, DCM_SegmentationType);
  if (type == QLatin1String("BINARY"))
    seg.kind = SegKind::Binary;
  else if (type == QLatin1String("FRACTIONAL"))
    seg.kind = SegKind::Fractional;
  else if (type == QLatin1String("LABELMAP"))
    seg.kind = SegKind::LabelMap;
  else
    return refused(
        ErrorKind::NotSupported,
        Texts::tr("Segmentation Type is \"%1\"; BINARY, FRACTIONAL and LABELMAP can be read.").arg(type),
        seg.path);
  seg.bitsAllocated = static_cast<int>(integerOf(dataset, DCM_BitsAllocated).value_or(0));
  const bool fits = seg.kind == SegKind::Binary       ? seg.bitsAllocated == 1 || seg.bitsAllocated == 8
                    : seg.kind == SegKind::Fractional ? seg.bitsAllocated == 8
                                                      : seg.bitsAllocated == 8 || seg.bitsAllocated == 16;
  if (!fits)
    return refused(
        ErrorKind::Inconsistent,
        Texts::tr("Bits Allocated is %1, which %2 does not allow.").arg(seg.bitsAllocated).arg(type),
        seg.path);
  if (seg.kind == SegKind::Binary && seg.bitsAllocated == 8)
    seg.warnings.append(Texts::tr(
        "The segmentation is BINARY, but stores a byte for each pixel instead of a bit; every value "
        "but 0 is taken as painted."));
  if (seg.kind == SegKind::LabelMap) {
    seg.background = static_cast<unsigned>(integerOf(dataset, DCM_PixelPaddingValue).value_or(0));
    if (seg.background != 0)
      seg.warnings.append(
          Texts::tr("The value %1 is taken as background, as Pixel Padding Value says.").arg(seg.background));
  }
  if (seg.kind == SegKind::Fractional) {
    seg.maximumFraction = static_cast<double>(integerOf(dataset, DCM_MaximumFractionalValue).value_or(0));
    if (seg.maximumFraction < 1.0)
      return refused(ErrorKind::Inconsistent,
                     Texts::tr("The segmentation is FRACTIONAL, but Maximum Fractional Value is missing."),
                     seg.path);
    seg.warnings.append(
        Texts::tr(
            "The segmentation is FRACTIONAL: voxels of at least half the maximum (%1) are taken as painted.")
            .arg(seg.maximumFraction));
  }
  return {};
}

Result<void> checkTransferSyntax(DcmFileFormat& format, const QString& file) {
  const DcmXfer syntax(format.getDataset()->getOriginalXfer());
  if (syntax.isNotEncapsulated()) return {};
  const QString refusal = EncodedFrames::refusal(syntax.getXfer());
  return refusal.isEmpty() ? Result<void>() : refused(ErrorKind::NotSupported, refusal, file);
}

}  // namespace

SegReference referenceOf(DcmItem& dataset) {
  SegReference reference;
  reference.sopInstanceUid = textOf(dataset, DCM_SOPInstanceUID);
  reference.seriesInstanceUid = textOf(dataset, DCM_SeriesInstanceUID);
  reference.studyInstanceUid = textOf(dataset, DCM_StudyInstanceUID);
  reference.frameOfReferenceUid = textOf(dataset, DCM_FrameOfReferenceUID);
  if (DcmItem* predecessor = firstItem(dataset, DCM_ConversionSourceAttributesSequence)) {
    reference.predecessorUid = textOf(*predecessor, DCM_ReferencedSOPInstanceUID);
    reference.predecessorClassUid = textOf(*predecessor, DCM_ReferencedSOPClassUID);
  }
  // A segmentation may be listed among the references too: the one that this was made from.
  forEachItem(dataset, DCM_ReferencedSeriesSequence, [&](DcmItem& series) {
    DcmItem* instance = firstItem(series, DCM_ReferencedInstanceSequence);
    const QString classUid = instance ? textOf(*instance, DCM_ReferencedSOPClassUID) : QString();
    if (instance && !reference.predecessorUid.isEmpty() &&
        textOf(*instance, DCM_ReferencedSOPInstanceUID) == reference.predecessorUid)
      reference.predecessorSeriesUid = textOf(series, DCM_SeriesInstanceUID);
    if (classUid == QLatin1String(UID_SegmentationStorage) || classUid == QLatin1String(kLabelMapStorage))
      return;
    const QString uid = textOf(series, DCM_SeriesInstanceUID);
    if (!reference.sourceSeriesUid.isEmpty()) {
      if (uid != reference.sourceSeriesUid) reference.furtherSeries.append(uid);
      return;
    }
    reference.sourceSeriesUid = uid;
    if (instance) reference.sourceInstanceUid = textOf(*instance, DCM_ReferencedSOPInstanceUID);
  });
  if (reference.sourceInstanceUid.isEmpty()) {
    DcmItem* image = sourceImage(firstItem(dataset, DCM_PerFrameFunctionalGroupsSequence),
                                 firstItem(dataset, DCM_SharedFunctionalGroupsSequence));
    if (image) reference.sourceInstanceUid = textOf(*image, DCM_ReferencedSOPInstanceUID);
  }
  return reference;
}

Error notDicom(const QString& file, const QString& detail) {
  // Of another mask format, only this pair has names that masks of DICOM may have too.
  if (file.endsWith(QLatin1String(".hdr"), Qt::CaseInsensitive) ||
      file.endsWith(QLatin1String(".img"), Qt::CaseInsensitive))
    return {ErrorKind::NotSupported,
            Texts::tr("The file is no DICOM. NIfTI in two files (.hdr and .img) is not read: save it as one, "
                      ".nii or .nii.gz."),
            file};
  return {ErrorKind::FileUnreadable, Texts::tr("The file cannot be read as DICOM (%1).").arg(detail), file};
}

Result<SegFile> openSeg(const QString& file) {
  dicom::prepareDcmtk();
  SegFile seg;
  seg.path = file;
  seg.format = std::make_unique<DcmFileFormat>();
  const OFCondition loaded = seg.format->loadFile(OFFilename(QFile::encodeName(file).constData()));
  if (loaded.bad()) return notDicom(file, QString::fromLocal8Bit(loaded.text()));
  DcmDataset& dataset = *seg.format->getDataset();
  const QString classUid = textOf(dataset, DCM_SOPClassUID);
  if (classUid.isEmpty()) return notDicom(file, Texts::tr("it states no SOP Class"));
  if (classUid != QLatin1String(UID_SegmentationStorage) && classUid != QLatin1String(kLabelMapStorage))
    return refused(ErrorKind::NotSupported,
                   Texts::tr("The file is no DICOM segmentation (SOP Class %1).").arg(classUid), file);
  if (const auto checked = checkTransferSyntax(*seg.format, file); !checked) return checked.error();
  toUtf8(dataset);
  if (const auto read = readKind(dataset, seg); !read) return read.error();

  seg.plane.rows = static_cast<int>(integerOf(dataset, DCM_Rows).value_or(0));
  seg.plane.columns = static_cast<int>(integerOf(dataset, DCM_Columns).value_or(0));
  if (seg.plane.rows < 1 || seg.plane.columns < 1)
    return refused(
        ErrorKind::Inconsistent,
        Texts::tr("The image size %1 × %2 has an empty side.").arg(seg.plane.columns).arg(seg.plane.rows),
        file);
  if (const auto read = readFrames(dataset, seg); !read) return read.error();
  const long frames = integerOf(dataset, DCM_NumberOfFrames).value_or(0);
  if (frames != static_cast<long>(seg.frames.size()) || frames < 1)
    return refused(
        ErrorKind::Inconsistent,
        Texts::tr("Number of Frames is %1, but %2 frames are described (Per-Frame Functional Groups).")
            .arg(frames)
            .arg(seg.frames.size()),
        file);
  readSegments(dataset, seg);

  seg.reference = referenceOf(dataset);
  seg.source.patientId = textOf(dataset, DCM_PatientID);
  seg.source.patientName = textOf(dataset, DCM_PatientName);
  seg.source.studyInstanceUid = seg.reference.studyInstanceUid;
  seg.source.seriesInstanceUid = seg.reference.sourceSeriesUid;
  seg.source.frameOfReferenceUid = seg.reference.frameOfReferenceUid;
  // Whoever saves it in place of the file it came from says so; here it is what an edit is made from.
  seg.provenance = {file,
                    seg.reference.sopInstanceUid,
                    seg.reference.seriesInstanceUid,
                    seg.reference.sopInstanceUid,
                    seg.reference.seriesInstanceUid,
                    textOf(dataset, DCM_ContentCreatorName),
                    textOf(dataset, DCM_SeriesDescription),
                    classUid};
  // A mask of ours may have been renamed within its series; its own name is in the description.
  if (textOf(dataset, DCM_Manufacturer) == QLatin1String("Uptake"))
    seg.name = textOf(dataset, DCM_ContentDescription);
  for (const DcmTagKey& tag : {DCM_SeriesDescription, DCM_ContentDescription, DCM_ContentLabel})
    if (seg.name.isEmpty()) seg.name = textOf(dataset, tag);
  return seg;
}

}  // namespace uptake::seg
