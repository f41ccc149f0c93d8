#include "io/dicom/dataset_values_p.h"
#include "io/dicom/dcmtk_session_p.h"
#include "io/dicom/instance_header_p.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace uptake::dicom {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

/// What the first bytes of a file promise.
enum class Opening { Preamble, Dataset, Other };

/// Old files carry a bare dataset. The group of its first tag is then 0002 or 0008, and what follows is a VR
/// or a length that fits the file.
Opening openingOf(const QByteArray& head, qint64 fileSize) {
  if (head.size() >= 132 && head.mid(128, 4) == "DICM") return Opening::Preamble;
  if (head.size() < 16) return Opening::Other;
  const auto byte = [&](int i) { return static_cast<quint32>(static_cast<unsigned char>(head.at(i))); };
  const bool littleEndian = (byte(0) == 0x02 || byte(0) == 0x08) && byte(1) == 0;
  const bool bigEndian = byte(0) == 0 && byte(1) == 0x08;
  if (!littleEndian && !bigEndian) return Opening::Other;
  const quint32 element = littleEndian ? byte(2) | (byte(3) << 8) : (byte(2) << 8) | byte(3);
  if (element > 0x0020) return Opening::Other;
  static const QByteArray kVrs("AEASCSDADSDTISLOLTPNSHSTTMUIULUSOB");
  for (qsizetype i = 0; i < kVrs.size(); i += 2)
    if (head.mid(4, 2) == kVrs.mid(i, 2)) return Opening::Dataset;
  const qint64 length = byte(4) | (byte(5) << 8) | (byte(6) << 16) | (byte(7) << 24);
  return littleEndian && length <= 1024 && length + 8 < fileSize ? Opening::Dataset : Opening::Other;
}

std::shared_ptr<const PetValues> readPetValues(const DatasetValues& values, DcmItem& dataset) {
  auto pet = std::make_shared<PetValues>();
  pet->units = values.text(DCM_Units);
  pet->decayCorrection = values.text(DCM_DecayCorrection);
  pet->correctedImage = values.values(DCM_CorrectedImage);
  pet->suvType = values.text(DCM_SUVType);
  pet->patientWeight = values.text(DCM_PatientWeight);
  pet->patientSize = values.text(DCM_PatientSize);
  pet->patientSex = values.text(DCM_PatientSex);
  pet->seriesDate = values.text(DCM_SeriesDate);
  pet->seriesTime = values.text(DCM_SeriesTime);
  pet->timezoneOffsetFromUtc = values.text(DCM_TimezoneOffsetFromUTC);
  DcmSequenceOfItems* sequence = nullptr;
  if (dataset.findAndGetSequence(DCM_RadiopharmaceuticalInformationSequence, sequence).good() && sequence)
    pet->radiopharmaceuticals = static_cast<int>(sequence->card());
  if (pet->radiopharmaceuticals > 0) {
    const DatasetValues item(*sequence->getItem(0));
    pet->radionuclideTotalDose = item.text(DCM_RadionuclideTotalDose);
    pet->radionuclideHalfLife = item.text(DCM_RadionuclideHalfLife);
    pet->radiopharmaceuticalStartTime = item.text(DCM_RadiopharmaceuticalStartTime);
    pet->radiopharmaceuticalStartDateTime = item.text(DCM_RadiopharmaceuticalStartDateTime);
  }
  pet->geReferenceDateTime = values.privateText(0x0009, "GEMS_PETD_01", 0x0d).value_or(QString());
  constexpr const char* kPhilips = "Philips PET Private Group";
  pet->philipsSuvFactor = values.privateText(0x7053, kPhilips, 0x00).value_or(QString());
  pet->philipsActivityFactor = values.privateText(0x7053, kPhilips, 0x09).value_or(QString());
  if (!values.hasPrivateCreator(0x7053)) {
    // De-identification tools drop the reservation and keep the values: group 7053 has no other known owner.
    pet->philipsSuvFactor = QString::fromLatin1(values.raw(DcmTagKey(0x7053, 0x1000)));
    pet->philipsActivityFactor = QString::fromLatin1(values.raw(DcmTagKey(0x7053, 0x1009)));
    pet->philipsCreatorMissing = !pet->philipsSuvFactor.isEmpty() || !pet->philipsActivityFactor.isEmpty();
  }
  pet->slices.push_back({values.text(DCM_AcquisitionDate), values.text(DCM_AcquisitionTime),
                         values.text(DCM_FrameReferenceTime), values.text(DCM_ActualFrameDuration)});
  return pet;
}

void readGeometry(const DatasetValues& values, InstanceHeader& header) {
  if (const auto p = values.numbers(DCM_ImagePositionPatient, 3))
    header.position = Point((*p)[0], (*p)[1], (*p)[2]);
  if (const auto o = values.numbers(DCM_ImageOrientationPatient, 6)) {
    header.row = Direction((*o)[0], (*o)[1], (*o)[2]);
    header.column = Direction((*o)[3], (*o)[4], (*o)[5]);
  }
  if (const auto s = values.numbers(DCM_PixelSpacing, 2)) header.pixelSpacing = {(*s)[0], (*s)[1]};
  header.sliceThickness = values.number(DCM_SliceThickness);
}

InstanceHeader readHeader(const QString& file, DcmItem& dataset) {
  const DatasetValues values(dataset);
  InstanceHeader header;
  header.file = file;
  header.sopInstanceUid = values.text(DCM_SOPInstanceUID);
  header.sopClassUid = values.text(DCM_SOPClassUID);
  header.patientId = values.text(DCM_PatientID);
  header.patientName = values.text(DCM_PatientName);
  header.studyInstanceUid = values.text(DCM_StudyInstanceUID);
  header.studyDate = values.text(DCM_StudyDate);
  header.studyDescription = values.text(DCM_StudyDescription);
  header.seriesInstanceUid = values.text(DCM_SeriesInstanceUID);
  header.seriesDescription = values.text(DCM_SeriesDescription);
  header.modality = values.text(DCM_Modality);
  header.frameOfReferenceUid = values.text(DCM_FrameOfReferenceUID);
  header.seriesNumber = values.integer(DCM_SeriesNumber).value_or(0);
  header.instanceNumber = values.integer(DCM_InstanceNumber).value_or(0);
  header.acquisitionNumber = values.integer(DCM_AcquisitionNumber);
  header.imageType = values.values(DCM_ImageType);
  header.convolutionKernel = values.text(DCM_ConvolutionKernel);
  header.windowCenter = values.number(DCM_WindowCenter);
  header.windowWidth = values.number(DCM_WindowWidth);
  header.rows = values.unsignedShort(DCM_Rows);
  header.columns = values.unsignedShort(DCM_Columns);
  header.frames = values.integer(DCM_NumberOfFrames).value_or(1);
  header.samplesPerPixel = values.unsignedShort(DCM_SamplesPerPixel);
  header.bitsAllocated = values.unsignedShort(DCM_BitsAllocated);
  header.bitsStored = values.unsignedShort(DCM_BitsStored);
  header.highBit = values.unsignedShort(DCM_HighBit);
  header.isSigned = values.unsignedShort(DCM_PixelRepresentation) == 1;
  header.photometricInterpretation = values.text(DCM_PhotometricInterpretation);
  header.rescaleSlope = values.number(DCM_RescaleSlope);
  header.rescaleIntercept = values.number(DCM_RescaleIntercept);
  header.correctedImage = values.values(DCM_CorrectedImage);
  readGeometry(values, header);
  if (header.modality == QLatin1String("PT")) header.pet = readPetValues(values, dataset);
  return header;
}

HeaderReading damaged(const QString& reason) {
  return {HeaderReading::Outcome::Damaged, {}, reason};
}

/// The identifier that the file lacks and without which it has no place in the index, or empty.
QString missingIdentifier(const InstanceHeader& header) {
  if (header.sopInstanceUid.isEmpty()) return QStringLiteral("SOPInstanceUID (0008,0018)");
  if (header.seriesInstanceUid.isEmpty()) return QStringLiteral("SeriesInstanceUID (0020,000E)");
  if (header.studyInstanceUid.isEmpty()) return QStringLiteral("StudyInstanceUID (0020,000D)");
  return {};
}

}  // namespace

bool InstanceHeader::isLocalizer() const {
  static const QStringList kNames{QStringLiteral("LOCALIZER"), QStringLiteral("SCOUT"),
                                  QStringLiteral("TOPOGRAM")};
  return std::any_of(imageType.begin(), imageType.end(),
                     [](const QString& value) { return kNames.contains(value.toUpper()); });
}

HeaderReading readInstanceHeader(const QString& file) {
  prepareDcmtk();
  if (QFileInfo(file).fileName().compare(QLatin1String("DICOMDIR"), Qt::CaseInsensitive) == 0) return {};
  QFile opened(file);
  if (!opened.open(QIODevice::ReadOnly))
    return damaged(Texts::tr("The file cannot be opened: %1").arg(opened.errorString()));
  const Opening opening = openingOf(opened.read(132), opened.size());
  opened.close();
  if (opening == Opening::Other) return {};

  DcmFileFormat format;
  const OFCondition condition =
      format.loadFileUntilTag(OFFilename(QFile::encodeName(file).constData()), EXS_Unknown, EGL_noChange,
                              DCM_MaxReadLength, ERM_autoDetect, DCM_PixelData);
  if (condition.bad()) {
    // Without a preamble the guess that it is DICOM was wrong.
    if (opening == Opening::Dataset) return {};
    return damaged(Texts::tr("The DICOM header is damaged: %1. Copy the file again from its source.")
                       .arg(QString::fromLocal8Bit(condition.text())));
  }
  InstanceHeader header = readHeader(file, *format.getDataset());
  const QString directoryClass = QStringLiteral("1.2.840.10008.1.3.10");
  if (DatasetValues(*format.getMetaInfo()).text(DCM_MediaStorageSOPClassUID) == directoryClass) return {};
  if (const QString missing = missingIdentifier(header); !missing.isEmpty()) {
    if (opening == Opening::Dataset) return {};
    return damaged(Texts::tr("The DICOM header has no %1, or ends before it.").arg(missing));
  }
  return {HeaderReading::Outcome::Read, std::move(header), {}};
}

}  // namespace uptake::dicom
