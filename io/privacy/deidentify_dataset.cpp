#include "io/privacy/deidentify_dataset_p.h"
#include "io/seg/dicom_item_p.h"

#include <vector>

// Actions of PS3.15 Table E.1-1 for the attributes that a SEG of ours can hold (io/seg/seg_modules.cpp and
// seg_frames.cpp): U a new UID, Z an empty value, X removed, D a value that says nothing.

namespace uptake::privacy {

using namespace seg;

namespace {

/// UIDs that name classes, transfer syntaxes and the like, not instances: all that begin with DICOM's own
/// root (PS3.6 Annex A).
bool isRegistered(const QString& uid) {
  return uid.startsWith(QLatin1String("1.2.840.10008."));
}

void replaceUids(DcmItem& item, const Deidentification& deidentification) {
  for (unsigned long i = 0; i < item.card(); ++i) {
    DcmElement* element = item.getElement(i);
    if (element->getVR() == EVR_SQ) {
      auto* sequence = static_cast<DcmSequenceOfItems*>(element);
      for (DcmObject* child = sequence->nextInContainer(nullptr); child != nullptr;
           child = sequence->nextInContainer(child))
        replaceUids(static_cast<DcmItem&>(*child), deidentification);
    } else if (element->getVR() == EVR_UI) {
      OFString value;
      if (element->getOFString(value, 0).bad()) continue;
      const QString uid = QString::fromLatin1(value.c_str());
      if (!uid.isEmpty() && !isRegistered(uid))
        element->putString(deidentification.uid(uid).toLatin1().constData());
    }
  }
}

/// Free text that a person may have typed a name into gives way to the number.
void neutraliseSegments(DcmItem& dataset) {
  int number = 0;
  forEachItem(dataset, DCM_SegmentSequence, [&](DcmItem& segment) {
    const QString label = QStringLiteral("Lesion %1").arg(++number);
    put(segment, DCM_SegmentLabel, label);
    segment.findAndDeleteElement(DCM_SegmentDescription);
    put(segment, DCM_TrackingID, label);
  });
}

}  // namespace

void deidentify(DcmItem& dataset, const Deidentification& deidentification) {
  static const std::vector<DcmTagKey> kEmptied{
      DCM_PatientBirthDate,       DCM_PatientSex, DCM_StudyDate,       DCM_StudyTime,
      DCM_ReferringPhysicianName, DCM_StudyID,    DCM_AccessionNumber, DCM_ContentCreatorName};
  static const std::vector<DcmTagKey> kRemoved{
      DCM_IssuerOfPatientID, DCM_StudyDescription, DCM_PatientAge, DCM_PatientSize,
      DCM_PatientWeight,     DCM_SeriesDate,       DCM_SeriesTime, DCM_PositionReferenceIndicator};
  for (const DcmTagKey& tag : kEmptied) put(dataset, tag, QString());
  for (const DcmTagKey& tag : kRemoved) dataset.findAndDeleteElement(tag);
  put(dataset, DCM_PositionReferenceIndicator, QString());  // type 2: it may be empty, not absent
  put(dataset, DCM_PatientID, deidentification.patientId);
  put(dataset, DCM_PatientName, deidentification.patientId);
  put(dataset, DCM_ContentLabel, QStringLiteral("SEGMENTATION"));
  put(dataset, DCM_ContentDescription, QString());
  put(dataset, DCM_SeriesDescription, QStringLiteral("Segmentation"));
  // Type 1, so a date that says nothing instead of none.
  put(dataset, DCM_ContentDate, QStringLiteral("19000101"));
  put(dataset, DCM_ContentTime, QStringLiteral("000000"));
  neutraliseSegments(dataset);
  replaceUids(dataset, deidentification);

  put(dataset, DCM_PatientIdentityRemoved, QStringLiteral("YES"));
  dataset.findAndDeleteElement(DCM_DeidentificationMethod);
  dataset.findAndDeleteElement(DCM_DeidentificationMethodCodeSequence);
  put(dataset, DCM_DeidentificationMethod, QStringLiteral("DICOM PS3.15 Annex E, Basic Profile"));
  addConcept(dataset, DCM_DeidentificationMethodCodeSequence,
             {QStringLiteral("113100"), QStringLiteral("DCM"),
              QStringLiteral("Basic Application Confidentiality Profile")});
  if (deidentification.keepUids)
    addConcept(dataset, DCM_DeidentificationMethodCodeSequence,
               {QStringLiteral("113110"), QStringLiteral("DCM"), QStringLiteral("Retain UIDs Option")});
  put(dataset, DCM_LongitudinalTemporalInformationModified, QStringLiteral("REMOVED"));
}

}  // namespace uptake::privacy
