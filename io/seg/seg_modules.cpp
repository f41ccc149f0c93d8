#include "io/seg/cielab_p.h"
#include "io/seg/seg_dataset_p.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QSysInfo>

namespace uptake::seg {

namespace {

constexpr const char* kManufacturer = "Uptake";

QString algorithmType(SegmentAlgorithm algorithm) {
  switch (algorithm) {
    case SegmentAlgorithm::Manual:
      return QStringLiteral("MANUAL");
    case SegmentAlgorithm::SemiAutomatic:
      return QStringLiteral("SEMIAUTOMATIC");
    case SegmentAlgorithm::Automatic:
      break;
  }
  return QStringLiteral("AUTOMATIC");
}

void addSegment(DcmItem& dataset, const Segment& segment, int number, const QString& seriesUid) {
  static const Segment kDefault;
  DcmItem& item = addItem(dataset, DCM_SegmentSequence);
  const auto known = [](const CodedConcept& code) {
    return !code.value.isEmpty() && !code.scheme.isEmpty() && !code.meaning.isEmpty();
  };
  addConcept(item, DCM_SegmentedPropertyCategoryCodeSequence,
             known(segment.category) ? segment.category : kDefault.category);
  put(item, DCM_SegmentNumber, static_cast<std::uint16_t>(number));
  const QString fallback = QStringLiteral("Lesion %1").arg(segment.number);
  const QString label = segment.label.trimmed().isEmpty() ? fallback : segment.label;
  const QString shortLabel = singleValue(label).isEmpty() ? fallback : singleValue(label);
  put(item, DCM_SegmentLabel, shortLabel);
  // What a Segment Label cannot hold is kept here, and comes back when the file is read.
  const QString description = shortLabel != label ? label : segment.description;
  if (!description.isEmpty()) put(item, DCM_SegmentDescription, description.left(1024));
  put(item, DCM_SegmentAlgorithmType, algorithmType(segment.algorithm));
  const QString algorithmName = singleValue(segment.algorithmName);
  if (!algorithmName.isEmpty())
    put(item, DCM_SegmentAlgorithmName, algorithmName);
  else if (segment.algorithm != SegmentAlgorithm::Manual)
    put(item, DCM_SegmentAlgorithmName, QStringLiteral("unspecified"));
  const CieLab lab = toCieLab(segment.colour);
  item.putAndInsertUint16Array(DCM_RecommendedDisplayCIELabValue, lab.data(),
                               static_cast<unsigned long>(lab.size()));
  const auto addModified = [&](const DcmTagKey& sequence, const CodedConcept& code,
                               const DcmTagKey& modifierSequence, const CodedConcept& modifier) {
    addConcept(item, sequence, code);
    if (known(modifier)) addConcept(*firstItem(item, sequence), modifierSequence, modifier);
  };
  addModified(DCM_SegmentedPropertyTypeCodeSequence, known(segment.type) ? segment.type : kDefault.type,
              DCM_SegmentedPropertyTypeModifierCodeSequence, segment.typeModifier);
  if (known(segment.anatomicRegion))
    addModified(DCM_AnatomicRegionSequence, segment.anatomicRegion, DCM_AnatomicRegionModifierSequence,
                segment.anatomicRegionModifier);
  put(item, DCM_TrackingID,
      segment.trackingId.trimmed().isEmpty() ? shortLabel : segment.trackingId.trimmed());
  // Made from what stays the same when the mask is saved again, so that the lesion keeps its identity.
  put(item, DCM_TrackingUID,
      segment.trackingUid.isEmpty() ? uidFrom(seriesUid + QStringLiteral("/%1").arg(segment.number))
                                    : segment.trackingUid);
}

}  // namespace

QString predecessorClass(const MaskLayer& layer) {
  const QString& stated = layer.provenance.predecessorClassUid;
  return stated.isEmpty() ? QStringLiteral(UID_SegmentationStorage) : stated;
}

void copyPatientAndStudy(DcmItem& source, DcmItem& target) {
  // Patient, General Study, Patient Study and Frame of Reference modules. Those of type 2 are written empty
  // when the source lacks them.
  static const std::vector<DcmTagKey> kRequired{DCM_PatientName,
                                                DCM_PatientID,
                                                DCM_PatientBirthDate,
                                                DCM_PatientSex,
                                                DCM_StudyDate,
                                                DCM_StudyTime,
                                                DCM_ReferringPhysicianName,
                                                DCM_StudyID,
                                                DCM_AccessionNumber,
                                                DCM_PositionReferenceIndicator};
  static const std::vector<DcmTagKey> kOptional{
      DCM_IssuerOfPatientID,   DCM_PatientIdentityRemoved, DCM_DeidentificationMethod,
      DCM_StudyInstanceUID,    DCM_StudyDescription,       DCM_PatientAge,
      DCM_PatientSize,         DCM_PatientWeight,          DCM_FrameOfReferenceUID,
      DCM_SpecificCharacterSet};
  for (const DcmTagKey& tag : kRequired)
    if (source.findAndInsertCopyOfElement(tag, &target).bad()) target.insertEmptyElement(tag);
  for (const DcmTagKey& tag : kOptional)
    if (source.tagExistsWithValue(tag)) source.findAndInsertCopyOfElement(tag, &target);
  toUtf8(target);
  target.findAndDeleteElement(DCM_SpecificCharacterSet);
}

void addModules(DcmItem& dataset, const MaskLayer& layer, const FramePlan& plan,
                const SegIdentity& identity) {
  const QDateTime now = QDateTime::currentDateTime();
  const QString date = now.toString(QStringLiteral("yyyyMMdd"));
  const QString time = now.toString(QStringLiteral("HHmmss.zzz"));

  // SOP Common. The instance that this one is an edited version of is recorded as what it was made from.
  put(dataset, DCM_SOPClassUID, QStringLiteral(UID_SegmentationStorage));
  put(dataset, DCM_SOPInstanceUID, identity.sopInstanceUid);
  if (!layer.provenance.predecessorUid.isEmpty()) {
    DcmItem& item = addItem(dataset, DCM_ConversionSourceAttributesSequence);
    put(item, DCM_ReferencedSOPClassUID, predecessorClass(layer));
    put(item, DCM_ReferencedSOPInstanceUID, layer.provenance.predecessorUid);
  }

  // Series and equipment.
  put(dataset, DCM_Modality, QStringLiteral("SEG"));
  put(dataset, DCM_SeriesInstanceUID, identity.seriesInstanceUid);
  put(dataset, DCM_SeriesNumber, identity.seriesNumber);
  put(dataset, DCM_SeriesDate, date);
  put(dataset, DCM_SeriesTime, time);
  const QString description =
      layer.provenance.seriesDescription.isEmpty() ? layer.name : layer.provenance.seriesDescription;
  put(dataset, DCM_SeriesDescription, singleValue(description));
  put(dataset, DCM_Manufacturer, QLatin1String(kManufacturer));
  put(dataset, DCM_ManufacturerModelName, QLatin1String(kManufacturer));
  // A program has no serial number; the attribute asks for a value all the same.
  put(dataset, DCM_DeviceSerialNumber, QStringLiteral("0"));
  const QString version = QCoreApplication::applicationVersion();
  put(dataset, DCM_SoftwareVersions, version.isEmpty() ? QStringLiteral("unknown") : singleValue(version));

  // Image.
  put(dataset, DCM_InstanceNumber, identity.instanceNumber);
  put(dataset, DCM_ContentDate, date);
  put(dataset, DCM_ContentTime, time);
  put(dataset, DCM_ImageType, QStringLiteral("DERIVED\\PRIMARY"));
  const Eigen::Vector3i size = layer.labels.grid().size();
  put(dataset, DCM_SamplesPerPixel, std::uint16_t{1});
  put(dataset, DCM_PhotometricInterpretation, QStringLiteral("MONOCHROME2"));
  put(dataset, DCM_NumberOfFrames, QString::number(plan.frames.size()));
  put(dataset, DCM_Rows, static_cast<std::uint16_t>(size.y()));
  put(dataset, DCM_Columns, static_cast<std::uint16_t>(size.x()));
  put(dataset, DCM_BitsAllocated, std::uint16_t{1});
  put(dataset, DCM_BitsStored, std::uint16_t{1});
  put(dataset, DCM_HighBit, std::uint16_t{0});
  put(dataset, DCM_PixelRepresentation, std::uint16_t{0});

  // Segmentation.
  put(dataset, DCM_SegmentationType, QStringLiteral("BINARY"));
  const QString contentLabel = codeString(layer.name);
  put(dataset, DCM_ContentLabel, contentLabel.isEmpty() ? QStringLiteral("SEGMENTATION") : contentLabel);
  put(dataset, DCM_ContentDescription, singleValue(layer.name));
  put(dataset, DCM_ContentCreatorName, layer.provenance.contentCreatorName);
  // An edited version has the lesions of what it was made from.
  const QString& series = layer.provenance.predecessorSeriesUid.isEmpty()
                              ? identity.seriesInstanceUid
                              : layer.provenance.predecessorSeriesUid;
  for (std::size_t i = 0; i < plan.segments.size(); ++i)
    addSegment(dataset, *plan.segments[i], static_cast<int>(i) + 1, series);
}

}  // namespace uptake::seg
