#include "io/phantom/phantom_dicom_p.h"

#include <QCoreApplication>
#include <QCryptographicHash>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace uptake::phantom {

namespace {

constexpr double kHalfLife = 6586.2;        // s, fluorine-18
constexpr double kDose = 310.0e6;           // Bq
constexpr double kWeight = 74.0;            // kg
constexpr int kInjection = 9 * 3600 + 240;  // 09:04:00, in seconds of the day
constexpr int kCtStart = 10 * 3600 + 180;
constexpr int kPetStart = 10 * 3600 + 425;
constexpr int kBeds = 3;
constexpr int kBedSeconds = 150;
constexpr int kBedStep = 154;  // with moving the couch
constexpr const char* kDate = "20240612";

double decayConstant() {
  return std::log(2.0) / kHalfLife;
}

/// 2.25 and a 128-bit number in decimal (DICOM PS3.5 B.2), from a hash of what the object is.
QByteArray uid(const StudyKey& study, const QByteArray& what) {
  const QByteArray text =
      "uptake-phantom-1/" + QByteArray::number(study.seed) + (study.full ? "/full/" : "/small/") + what;
  QByteArray bytes = QCryptographicHash::hash(text, QCryptographicHash::Sha256).left(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x80);  // as an RFC 9562 version 8 UUID
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  QByteArray digits;
  while (std::any_of(bytes.begin(), bytes.end(), [](char c) { return c != 0; })) {
    int remainder = 0;
    for (char& c : bytes) {
      const int value = remainder * 256 + static_cast<unsigned char>(c);
      c = static_cast<char>(value / 10);
      remainder = value % 10;
    }
    digits.prepend(static_cast<char>('0' + remainder));
  }
  return "2.25." + digits;
}

/// A number as a DICOM decimal string of at most 16 characters.
QByteArray decimal(double value) {
  const QByteArray text = QByteArray::number(value, 'g', 10);
  return text == "-0" ? QByteArray("0") : text;
}

QByteArray timeOf(int secondOfDay) {
  return QByteArray::number(1000000 + secondOfDay / 3600 * 10000 + secondOfDay / 60 % 60 * 100 +
                            secondOfDay % 60)
      .mid(1);
}

struct Code {
  const char* value;
  const char* scheme;
  const char* meaning;
};

/// Fills a data set and remembers the first failure.
class Writer {
 public:
  explicit Writer(DcmItem& item) : item_(item) {}

  void text(const DcmTagKey& tag, const QByteArray& value) {
    note(item_.putAndInsertString(tag, value.constData()));
  }
  void number(const DcmTagKey& tag, int value) {
    note(item_.putAndInsertUint16(tag, static_cast<Uint16>(value)));
  }
  DcmItem* sequenceItem(const DcmTagKey& tag) {
    DcmItem* item = nullptr;
    note(item_.findOrCreateSequenceItem(tag, item, 0));
    return item;
  }
  void code(const DcmTagKey& tag, const Code& code) {
    DcmItem* item = sequenceItem(tag);
    if (item == nullptr) return;
    Writer writer(*item);
    writer.text(DCM_CodeValue, code.value);
    writer.text(DCM_CodingSchemeDesignator, code.scheme);
    writer.text(DCM_CodeMeaning, code.meaning);
    note(writer.status());
  }
  void pixels(const std::vector<Uint16>& values) {
    note(item_.putAndInsertUint16Array(DCM_PixelData, values.data(),
                                       static_cast<unsigned long>(values.size())));
  }
  void note(const OFCondition& condition) {
    if (status_.good() && condition.bad()) status_ = condition;
  }
  OFCondition status() const { return status_; }

 private:
  DcmItem& item_;
  OFCondition status_ = EC_Normal;
};

int bedOf(const SeriesPlan& plan, int k) {
  return k * kBeds / plan.slices;
}

void writePatientAndStudy(Writer& to, const StudyKey& study) {
  to.text(DCM_SpecificCharacterSet, "ISO_IR 100");
  to.text(DCM_PatientName, "Phantom^Thorax");
  to.text(DCM_PatientID, "PHANTOM-1");
  to.text(DCM_PatientBirthDate, "19620303");
  to.text(DCM_PatientSex, "M");
  to.text(DCM_PatientAge, "062Y");
  to.text(DCM_PatientSize, "1.76");
  to.text(DCM_PatientWeight, decimal(kWeight));
  to.text(DCM_PatientIdentityRemoved, "YES");
  to.text(DCM_DeidentificationMethod, "Invented patient; no person was examined");
  to.text(DCM_StudyInstanceUID, uid(study, "study"));
  to.text(DCM_StudyDate, kDate);
  to.text(DCM_StudyTime, timeOf(kCtStart - 60));
  to.text(DCM_StudyID, "1");
  to.text(DCM_AccessionNumber, "");
  to.text(DCM_ReferringPhysicianName, "");
  to.text(DCM_StudyDescription, "PET/CT thorax, digital phantom");
}

void writeGeometry(Writer& to, const StudyKey& study, const SeriesPlan& plan, int k) {
  const SliceFrame frame = plan.frame(k);
  const QByteArray spacing = decimal(frame.spacing);
  to.text(DCM_FrameOfReferenceUID, uid(study, "frame"));
  to.text(DCM_PositionReferenceIndicator, "");
  // A PET image says this with codes instead, see writeTracer().
  if (plan.signal == Signal::Attenuation) to.text(DCM_PatientPosition, "HFS");
  to.text(DCM_ImageOrientationPatient, "1\\0\\0\\0\\1\\0");
  to.text(DCM_ImagePositionPatient,
          decimal(frame.origin.x()) + '\\' + decimal(frame.origin.y()) + '\\' + decimal(frame.origin.z()));
  to.text(DCM_SliceLocation, decimal(frame.origin.z()));
  to.text(DCM_SliceThickness, decimal(plan.sliceSpacing));
  to.text(DCM_PixelSpacing, spacing + '\\' + spacing);
  to.number(DCM_SamplesPerPixel, 1);
  to.text(DCM_PhotometricInterpretation, "MONOCHROME2");
  to.number(DCM_Rows, frame.rows);
  to.number(DCM_Columns, frame.columns);
  to.number(DCM_BitsAllocated, 16);
  to.number(DCM_PixelRepresentation, 0);
  to.text(DCM_BurnedInAnnotation, "NO");
}

void writeIdentity(Writer& to, const StudyKey& study, const SeriesPlan& plan, int k) {
  const bool pet = plan.signal == Signal::Uptake;
  const QByteArray series = pet ? "pet" : "ct";
  to.text(DCM_SOPClassUID, pet ? UID_PositronEmissionTomographyImageStorage : UID_CTImageStorage);
  to.text(DCM_SOPInstanceUID, uid(study, series + '/' + QByteArray::number(k)));
  to.text(DCM_Modality, pet ? "PT" : "CT");
  to.text(DCM_SeriesInstanceUID, uid(study, series));
  to.text(DCM_SeriesNumber, pet ? "3" : "2");
  to.text(DCM_SeriesDescription, pet ? "PET thorax, attenuation corrected" : "CT thorax 3 mm soft tissue");
  to.text(DCM_BodyPartExamined, "CHEST");
  to.text(DCM_InstanceNumber, QByteArray::number(k + 1));
  to.text(DCM_AcquisitionNumber, "1");
  to.text(DCM_Manufacturer, "Uptake");
  to.text(DCM_ManufacturerModelName, "Digital thorax phantom");
  to.text(DCM_InstitutionName, "");
  to.text(DCM_SoftwareVersions, "1");
  for (const DcmTagKey& tag : {DCM_SeriesDate, DCM_AcquisitionDate, DCM_ContentDate}) to.text(tag, kDate);
}

void writeCt(Writer& to, const SeriesPlan& plan, const std::vector<float>& values) {
  for (const DcmTagKey& tag : {DCM_SeriesTime, DCM_AcquisitionTime, DCM_ContentTime})
    to.text(tag, timeOf(kCtStart));
  to.text(DCM_ImageType, "ORIGINAL\\PRIMARY\\AXIAL");
  to.text(DCM_KVP, "120");
  to.text(DCM_XRayTubeCurrent, "160");
  to.text(DCM_ExposureTime, "500");
  to.text(DCM_Exposure, "80");
  to.text(DCM_ConvolutionKernel, "SOFT");
  to.text(DCM_GantryDetectorTilt, "0");
  to.text(DCM_ReconstructionDiameter, decimal(plan.first.spacing * plan.first.columns));
  to.text(DCM_RescaleIntercept, "-1024");
  to.text(DCM_RescaleSlope, "1");
  to.text(DCM_RescaleType, "HU");
  to.text(DCM_WindowCenter, "40");
  to.text(DCM_WindowWidth, "350");
  to.number(DCM_BitsStored, 12);
  to.number(DCM_HighBit, 11);
  std::vector<Uint16> stored(values.size());
  std::transform(values.begin(), values.end(), stored.begin(), [](float hu) {
    return static_cast<Uint16>(std::clamp(std::floor(static_cast<double>(hu) + 0.5) + 1024.0, 0.0, 4095.0));
  });
  to.pixels(stored);
}

/// NM/PET Patient Orientation, PET Isotope.
void writeTracer(Writer& to) {
  if (DcmItem* orientation = to.sequenceItem(DCM_PatientOrientationCodeSequence)) {
    Writer inner(*orientation);
    inner.text(DCM_CodeValue, "102538003");
    inner.text(DCM_CodingSchemeDesignator, "SCT");
    inner.text(DCM_CodeMeaning, "recumbent");
    inner.code(DCM_PatientOrientationModifierCodeSequence, {"40199007", "SCT", "supine"});
    to.note(inner.status());
  }
  to.code(DCM_PatientGantryRelationshipCodeSequence, {"102540008", "SCT", "headfirst"});
  DcmItem* item = to.sequenceItem(DCM_RadiopharmaceuticalInformationSequence);
  if (item == nullptr) return;
  Writer tracer(*item);
  tracer.text(DCM_Radiopharmaceutical, "Fluorodeoxyglucose");
  tracer.text(DCM_RadiopharmaceuticalRoute, "Intravenous route");
  tracer.text(DCM_RadiopharmaceuticalVolume, "4");
  tracer.text(DCM_RadiopharmaceuticalStartTime, timeOf(kInjection));
  tracer.text(DCM_RadiopharmaceuticalStartDateTime, kDate + timeOf(kInjection));
  tracer.text(DCM_RadionuclideTotalDose, decimal(kDose));
  tracer.text(DCM_RadionuclideHalfLife, decimal(kHalfLife));
  tracer.text(DCM_RadionuclidePositronFraction, "0.9673");
  tracer.code(DCM_RadionuclideCodeSequence, {"77004003", "SCT", "^18^Fluorine"});
  tracer.code(DCM_RadiopharmaceuticalCodeSequence, {"35321007", "SCT", "Fluorodeoxyglucose F^18^"});
  tracer.code(DCM_AdministrationRouteCodeSequence, {"47625008", "SCT", "Intravenous route"});
  to.note(tracer.status());
}

void writePet(Writer& to, const SeriesPlan& plan, int k, const std::vector<float>& values) {
  const int start = kPetStart + bedOf(plan, k) * kBedStep;
  to.text(DCM_SeriesTime, timeOf(kPetStart));
  to.text(DCM_AcquisitionTime, timeOf(start));
  to.text(DCM_ContentTime, timeOf(start));
  to.text(DCM_ImageType, "ORIGINAL\\PRIMARY");
  to.text(DCM_SeriesType, "WHOLE BODY\\IMAGE");
  to.text(DCM_Units, "BQML");
  to.text(DCM_CountsSource, "EMISSION");
  to.number(DCM_NumberOfSlices, plan.slices);
  to.number(DCM_ImageIndex, k + 1);
  to.text(DCM_CorrectedImage, "NORM\\DTIM\\ATTN\\SCAT\\DECY\\RADL\\RAN");
  to.text(DCM_DecayCorrection, "START");
  to.text(DCM_AttenuationCorrectionMethod, "measured, CT");
  to.text(DCM_ScatterCorrectionMethod, "Model-based");
  to.text(DCM_RandomsCorrectionMethod, "DLYD");
  to.text(DCM_ReconstructionMethod, "OSEM+TOF 3i21s");
  to.text(DCM_ConvolutionKernel, "Gauss 5.0");
  to.text(DCM_CollimatorType, "NONE");
  to.text(DCM_ActualFrameDuration, QByteArray::number(kBedSeconds * 1000));
  to.text(DCM_ReconstructionDiameter, decimal(plan.first.spacing * plan.first.columns));
  // The time at which the activity had its average over the frame, from the reference time, which is the
  // start of the series (QIBA: t_average = (1/λ)·ln(λT / (1 − e^−λT)) into the frame).
  const double lambda = decayConstant();
  const double decayed = lambda * kBedSeconds;
  const double average = start - kPetStart + std::log(decayed / (1.0 - std::exp(-decayed))) / lambda;
  to.text(DCM_FrameReferenceTime, decimal(average * 1000.0));
  to.text(DCM_DecayFactor, decimal(std::exp(lambda * average)));
  to.text(DCM_DoseCalibrationFactor, "1");
  to.text(DCM_ScatterFractionFactor, "0.34");
  to.text(DCM_DeadTimeFactor, "1.02");
  writeTracer(to);

  // Each slice spreads its own maximum over all 16 bits.
  const double maximum = *std::max_element(values.begin(), values.end()) * becquerelPerSuv();
  const QByteArray slope = decimal(maximum / 65535.0);
  const double step = slope.toDouble();
  to.text(DCM_RescaleIntercept, "0");
  to.text(DCM_RescaleSlope, slope);
  to.text(DCM_WindowCenter, decimal(std::round(3.0 * becquerelPerSuv())));
  to.text(DCM_WindowWidth, decimal(std::round(6.0 * becquerelPerSuv())));
  to.number(DCM_BitsStored, 16);
  to.number(DCM_HighBit, 15);
  std::vector<Uint16> stored(values.size());
  std::transform(values.begin(), values.end(), stored.begin(), [step](float suv) {
    return static_cast<Uint16>(
        std::clamp(std::floor(static_cast<double>(suv) * becquerelPerSuv() / step + 0.5), 0.0, 65535.0));
  });
  to.pixels(stored);
}

/// Preamble and meta header (DICOM PS3.10 7.1) by hand: DCMTK's own would name its version.
QByteArray fileMeta(const QByteArray& sopClass, const QByteArray& sopInstance) {
  QByteArray elements;
  const auto element = [&elements](int number, const char* vr, QByteArray value) {
    const bool isText = qstrcmp(vr, "SH") == 0;
    if (value.size() % 2 != 0) value.append(isText ? ' ' : '\0');
    elements += QByteArray("\x02\x00", 2) + static_cast<char>(number) + '\0' + vr;
    if (qstrcmp(vr, "OB") == 0) elements += QByteArray("\0\0", 2);
    elements += static_cast<char>(value.size());
    elements += QByteArray(qstrcmp(vr, "OB") == 0 ? 3 : 1, '\0');
    elements += value;
  };
  element(0x01, "OB", QByteArray("\x00\x01", 2));
  element(0x02, "UI", sopClass);
  element(0x03, "UI", sopInstance);
  element(0x10, "UI", UID_LittleEndianExplicitTransferSyntax);
  element(0x12, "UI", "2.25.330317741246012487023171160923374151173");
  element(0x13, "SH", "UPTAKE_PHANTOM_1");
  const QByteArray rest = elements;
  elements.clear();
  element(0x00, "UL",
          QByteArray() + static_cast<char>(rest.size() & 0xff) + static_cast<char>(rest.size() >> 8) +
              QByteArray("\0\0", 2));
  return QByteArray(128, '\0') + "DICM" + elements + rest;
}

Error internalError(const OFCondition& condition) {
  return {ErrorKind::Internal,
          QCoreApplication::translate("uptake::Phantom", "DCMTK could not make a slice of the phantom: %1")
              .arg(QString::fromLatin1(condition.text())),
          {}};
}

}  // namespace

double becquerelPerSuv() {
  static const double factor =
      kDose * std::exp(-decayConstant() * (kPetStart - kInjection)) / (kWeight * 1000.0);
  return factor;
}

Result<QByteArray> dicomSlice(const StudyKey& study, const SeriesPlan& plan, int k,
                              const std::vector<float>& values) {
  DcmDataset dataset;
  Writer to(dataset);
  writePatientAndStudy(to, study);
  writeIdentity(to, study, plan, k);
  writeGeometry(to, study, plan, k);
  if (plan.signal == Signal::Uptake)
    writePet(to, plan, k, values);
  else
    writeCt(to, plan, values);
  const char* sopClass = nullptr;
  const char* sopInstance = nullptr;
  to.note(dataset.findAndGetString(DCM_SOPClassUID, sopClass));
  to.note(dataset.findAndGetString(DCM_SOPInstanceUID, sopInstance));
  if (to.status().bad()) return internalError(to.status());

  std::vector<char> buffer(values.size() * 2 + 65536);
  DcmOutputBufferStream stream(buffer.data(), static_cast<offile_off_t>(buffer.size()));
  dataset.transferInit();
  const OFCondition written = dataset.write(stream, EXS_LittleEndianExplicit, EET_ExplicitLength, nullptr);
  dataset.transferEnd();
  if (written.bad()) return internalError(written);
  void* data = nullptr;
  offile_off_t length = 0;
  stream.flushBuffer(data, length);
  return fileMeta(sopClass, sopInstance) +
         QByteArray(static_cast<const char*>(data), static_cast<qsizetype>(length));
}

}  // namespace uptake::phantom
