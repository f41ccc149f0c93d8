#include "core/foreign_text.h"
#include "io/dicom/dataset_values_p.h"
#include "io/dicom/dcmtk_session_p.h"
#include "io/dicom/file_signature_p.h"
#include "io/dicom/functional_groups_p.h"
#include "io/dicom/instance_header_p.h"
#include "io/dicom/palette_p.h"
#include "io/dicom/pet_header_p.h"

#include <QCoreApplication>
#include <QFile>

#include <dcmtk/dcmdata/dcistrmf.h>

#include <algorithm>
#include <cmath>

namespace uptake::dicom {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

/// Half a unit of the last decimal that a number is stated with: "-1.25" 0.005.
double halfUnit(const QByteArray& text) {
  const QByteArray number = text.trimmed().toLower();
  const qsizetype mantissaEnd = number.contains('e') ? number.indexOf('e') : number.size();
  const qsizetype point = number.indexOf('.');
  const qsizetype decimals = point < 0 || point > mantissaEnd ? 0 : mantissaEnd - point - 1;
  const int exponent = number.mid(mantissaEnd + 1).toInt();
  return 0.5 * std::pow(10.0, std::clamp(exponent - static_cast<double>(decimals), -30.0, 30.0));
}

void readPosition(const DatasetValues& values, InstanceHeader& header) {
  const auto p = values.numbers(DCM_ImagePositionPatient, 3);
  if (!p) return;
  header.position = Point((*p)[0], (*p)[1], (*p)[2]);
  const QList<QByteArray> parts = values.raw(DCM_ImagePositionPatient).split('\\');
  for (int i = 0; i < 3; ++i) header.positionRounding[i] = halfUnit(parts.at(i));
}

void readOrientation(const DatasetValues& values, InstanceHeader& header) {
  const auto o = values.numbers(DCM_ImageOrientationPatient, 6);
  if (!o) return;
  header.row = Direction((*o)[0], (*o)[1], (*o)[2]);
  header.column = Direction((*o)[3], (*o)[4], (*o)[5]);
}

void readPixelMeasures(const DatasetValues& values, InstanceHeader& header) {
  if (const auto s = values.numbers(DCM_PixelSpacing, 2)) header.pixelSpacing = {(*s)[0], (*s)[1]};
  header.sliceThickness = values.number(DCM_SliceThickness);
}

/// The first of possibly several values.
std::optional<double> firstNumber(const DatasetValues& values, const DcmTagKey& tag) {
  bool ok = false;
  const double value = values.raw(tag).split('\\').front().trimmed().toDouble(&ok);
  return ok && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

void readWindow(const DatasetValues& values, InstanceHeader& header) {
  header.windowCenter = firstNumber(values, DCM_WindowCenter);
  header.windowWidth = firstNumber(values, DCM_WindowWidth);
}

std::optional<double> toNumber(const QByteArray& text) {
  bool ok = false;
  const double value = text.toDouble(&ok);
  return ok && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<int> toInteger(const QByteArray& text) {
  bool ok = false;
  const int value = text.toInt(&ok);
  return ok ? std::optional(value) : std::nullopt;
}

/// A table in place of slope and intercept, or a palette that is damaged.
QString pixelDefectOf(DcmItem& dataset, const QString& photometricInterpretation) {
  if (dataset.tagExists(DCM_ModalityLUTSequence))
    return Texts::tr("The values are those of a table, ModalityLUTSequence (0028,3000), which is not read.");
  if (photometricInterpretation != QLatin1String("PALETTE COLOR")) return {};
  const auto palette = readPalette(dataset);
  return palette ? QString() : palette.error().message;
}

void readTimes(const DatasetValues& values, InstanceHeader& header) {
  header.temporalPosition = values.integer(DCM_TemporalPositionIdentifier);
  header.imageIndex = values.integer(DCM_ImageIndex);
  header.slicesPerTime = values.integer(DCM_NumberOfSlices);
  header.phasePercent = values.number(DCM_NominalPercentageOfCardiacPhase);
  header.triggerTime = values.number(DCM_TriggerTime);
  header.frameReferenceTime = values.number(DCM_FrameReferenceTime);
  header.acquisitionDateTime = values.text(DCM_AcquisitionDate) + values.text(DCM_AcquisitionTime);
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
  readWindow(values, header);
  header.rows = values.unsignedShort(DCM_Rows);
  header.columns = values.unsignedShort(DCM_Columns);
  header.frames = std::max(1, values.integer(DCM_NumberOfFrames).value_or(1));
  header.samplesPerPixel = values.unsignedShort(DCM_SamplesPerPixel);
  header.bitsAllocated = values.unsignedShort(DCM_BitsAllocated);
  header.bitsStored = values.unsignedShort(DCM_BitsStored);
  header.highBit = values.unsignedShort(DCM_HighBit);
  header.isSigned = values.unsignedShort(DCM_PixelRepresentation) == 1;
  header.photometricInterpretation = values.text(DCM_PhotometricInterpretation);
  header.rescaleSlope = values.number(DCM_RescaleSlope);
  header.rescaleIntercept = values.number(DCM_RescaleIntercept);
  header.rescaleType = values.text(DCM_RescaleType);
  header.correctedImage = values.values(DCM_CorrectedImage);
  readPosition(values, header);
  readOrientation(values, header);
  readPixelMeasures(values, header);
  readTimes(values, header);
  header.isFloat = dataset.tagExists(DCM_FloatPixelData) || dataset.tagExists(DCM_DoubleFloatPixelData);
  header.pixelDefect = pixelDefectOf(dataset, header.photometricInterpretation);
  if (header.modality == QLatin1String("PT") && !header.isColour())
    header.pet = std::make_shared<PetValues>(readPetValues(dataset));
  return header;
}

/// What a frame's functional groups state takes the place of what the file states for all.
void readFrame(DcmItem& dataset, const FrameGroups& groups, InstanceHeader& header) {
  if (DcmItem* item = groups.group(DCM_PlanePositionSequence)) readPosition(DatasetValues(*item), header);
  if (DcmItem* item = groups.group(DCM_PlaneOrientationSequence))
    readOrientation(DatasetValues(*item), header);
  if (DcmItem* item = groups.group(DCM_PixelMeasuresSequence))
    readPixelMeasures(DatasetValues(*item), header);
  if (DcmItem* item = groups.group(DCM_FrameVOILUTSequence)) readWindow(DatasetValues(*item), header);
  for (const auto& sequence :
       {DCM_CTImageFrameTypeSequence, DCM_PETFrameTypeSequence, DCM_MRImageFrameTypeSequence})
    if (DcmItem* item = groups.group(sequence))
      if (QStringList type = DatasetValues(*item).values(DCM_FrameType); !type.isEmpty())
        header.imageType = type;
  if (const QString kernel = groups.text(DCM_CTReconstructionSequence, DCM_ConvolutionKernel);
      !kernel.isEmpty())
    header.convolutionKernel = kernel;
  const auto rescale = frameRescale(groups);
  if (rescale) {
    header.rescaleSlope = rescale->slope;
    header.rescaleIntercept = rescale->intercept;
    header.rescaleType = rescale->type;
    header.mappedUnit = rescale->mapped.empty() ? QString() : rescale->unknownUnit;
  }

  const auto setInteger = [](std::optional<int>& value, std::optional<int> better) {
    if (better) value = better;
  };
  setInteger(header.acquisitionNumber, toInteger(groups.converted(DCM_AcquisitionNumber)));
  setInteger(header.acquisitionNumber, groups.integer(DCM_FrameContentSequence, DCM_FrameAcquisitionNumber));
  setInteger(header.temporalPosition, toInteger(groups.converted(DCM_TemporalPositionIdentifier)));
  setInteger(header.temporalPosition, groups.integer(DCM_FrameContentSequence, DCM_TemporalPositionIndex));
  setInteger(header.imageIndex, toInteger(groups.converted(DCM_ImageIndex)));
  setInteger(header.slicesPerTime, toInteger(groups.converted(DCM_NumberOfSlices)));
  header.phasePercent =
      groups.number(DCM_CardiacSynchronizationSequence, DCM_NominalPercentageOfCardiacPhase);
  if (!header.phasePercent)
    header.phasePercent =
        groups.number(DCM_RespiratorySynchronizationSequence, DCM_NominalPercentageOfRespiratoryPhase);
  header.triggerTime = groups.number(DCM_CardiacSynchronizationSequence, DCM_NominalCardiacTriggerDelayTime);
  if (!header.triggerTime) header.triggerTime = toNumber(groups.converted(DCM_TriggerTime));
  if (!header.frameReferenceTime)
    header.frameReferenceTime = toNumber(groups.converted(DCM_FrameReferenceTime));
  header.acquisitionDateTime = groups.text(DCM_FrameContentSequence, DCM_FrameAcquisitionDateTime);
  if (header.pet) {
    auto pet = std::make_shared<PetValues>(framePetValues(*header.pet, dataset, groups, rescale));
    header.correctedImage = pet->correctedImage;
    header.pet = std::move(pet);
  }
}

/// One header a frame, or the reason why NumberOfFrames cannot be believed. Nothing is allocated for frames
/// that the file does not describe.
HeaderReading readFrames(const InstanceHeader& common, DcmItem& dataset, DcmSequenceOfItems& perFrame) {
  const auto described = static_cast<qint64>(perFrame.card());
  HeaderReading reading;
  if (described != common.frames) {
    reading.outcome = HeaderReading::Outcome::Damaged;
    reading.reason = Texts::tr(
                         "NumberOfFrames (0028,0008) is %1, but PerFrameFunctionalGroupsSequence "
                         "(5200,9230) describes %2. Copy the file again from its source.")
                         .arg(common.frames)
                         .arg(described);
    return reading;
  }
  reading.outcome = HeaderReading::Outcome::Read;
  reading.headers.reserve(static_cast<std::size_t>(described));
  DcmItem* shared = firstItem(dataset, DCM_SharedFunctionalGroupsSequence);
  // Asking the sequence for its n-th item walks there from the first one.
  for (DcmObject* object = perFrame.nextInContainer(nullptr); object != nullptr;
       object = perFrame.nextInContainer(object)) {
    auto* own = dynamic_cast<DcmItem*>(object);
    if (own == nullptr) continue;
    InstanceHeader header = common;
    header.frame = static_cast<int>(reading.headers.size());
    header.functionalGroups = true;
    readFrame(dataset, FrameGroups(shared, *own), header);
    reading.headers.push_back(std::move(header));
  }
  return reading;
}

/// The functional groups of an image, enhanced or converted to it; null for anything else. The tiles of
/// slides, which are many and no slices, are left alone.
DcmSequenceOfItems* framesOf(const InstanceHeader& header, DcmItem& dataset) {
  DcmSequenceOfItems* perFrame = nullptr;
  if (!header.isImage() || header.modality == QLatin1String("SM") ||
      dataset.findAndGetSequence(DCM_PerFrameFunctionalGroupsSequence, perFrame).bad())
    return nullptr;
  return perFrame;
}

/// Whether the frames of a file without functional groups are the slices of a reconstruction (PS3.3
/// C.8.4.15).
bool isReconstruction(const InstanceHeader& header) {
  return header.modality == QLatin1String("NM") &&
         header.imageType.value(2).toUpper() == QLatin1String("RECON TOMO");
}

/// The frames of a reconstruction: SpacingBetweenSlices (0018,0088) apart along the normal, whose sign
/// counts; SliceVector (0054,0080) numbers them.
void placeReconstructed(DcmItem& dataset, std::vector<InstanceHeader>& frames) {
  DcmItem* detector = firstItem(dataset, DCM_DetectorInformationSequence);
  const auto spacing = DatasetValues(dataset).number(DCM_SpacingBetweenSlices);
  if (detector == nullptr || !spacing || *spacing == 0.0) return;
  for (InstanceHeader& header : frames) {
    readPosition(DatasetValues(*detector), header);
    readOrientation(DatasetValues(*detector), header);
    if (!header.position || !header.row || !header.column) return;
    Uint16 number = 0;
    const auto frame = static_cast<unsigned long>(header.frame);
    const bool numbered = dataset.findAndGetUint16(DCM_SliceVector, number, frame).good() && number > 0;
    const int step = numbered ? number - 1 : header.frame;
    *header.position += step * *spacing * header.row->cross(*header.column);
  }
}

/// Whether the frames of a file without functional groups get headers of their own.
bool hasSingleFrames(const InstanceHeader& header) {
  return header.isImage() && header.frames > 1 && header.modality != QLatin1String("SM") &&
         (header.isColour() || isReconstruction(header));
}

HeaderReading readSingleFrames(const InstanceHeader& common, DcmItem& dataset) {
  HeaderReading reading{HeaderReading::Outcome::Read, {}, {}, {}};
  for (int frame = 0; frame < common.frames; ++frame) {
    InstanceHeader& header = reading.headers.emplace_back(common);
    header.frame = frame;
    header.functionalGroups = true;
    // One position for all would make them frames of one slice.
    header.position.reset();
  }
  if (isReconstruction(common)) placeReconstructed(dataset, reading.headers);
  return reading;
}

HeaderReading damaged(const QString& reason) {
  return {HeaderReading::Outcome::Damaged, {}, reason, {}};
}

/// What a file holds that is no DICOM.
HeaderReading::Content contentOf(const QByteArray& beginning, qint64 fileSize) {
  using Content = HeaderReading::Content;
  const auto all = [&](const auto& is) { return std::all_of(beginning.begin(), beginning.end(), is); };
  const bool isText = all(
      [](char c) { return static_cast<unsigned char>(c) >= 0x20 || c == '\t' || c == '\n' || c == '\r'; });
  if (beginning.isEmpty()) return Content::Empty;
  if (isText) return Content::Text;
  if (fileSize < 132) return Content::Cut;
  return all([](char c) { return c == 0; }) ? Content::Zeros : Content::Other;
}

HeaderReading foreign(const QByteArray& beginning, qint64 fileSize) {
  HeaderReading reading;
  reading.content = contentOf(beginning, fileSize);
  return reading;
}

/// Whether FileMetaInformationGroupLength stands where it does in every file of PS3.10.
bool hasFileMetaInformation(const QByteArray& beginning) {
  return beginning.mid(132, 6) == QByteArray("\x02\x00\x00\x00UL", 6);
}

/// The identifier that the file lacks and without which it has no place in the index, or empty.
QString missingIdentifier(const InstanceHeader& header) {
  if (header.sopInstanceUid.isEmpty()) return QStringLiteral("SOPInstanceUID (0008,0018)");
  if (header.seriesInstanceUid.isEmpty()) return QStringLiteral("SeriesInstanceUID (0020,000E)");
  if (header.studyInstanceUid.isEmpty()) return QStringLiteral("StudyInstanceUID (0020,000D)");
  return {};
}

/// The identifier that is longer than any text that is kept, so that others might be taken for it, or empty.
QString endlessIdentifier(DcmItem& dataset) {
  const DatasetValues values(dataset);
  const auto isEndless = [&](const DcmTagKey& tag) { return values.raw(tag).size() > kLongestForeignText; };
  if (isEndless(DCM_PatientID)) return QStringLiteral("PatientID (0010,0020)");
  if (isEndless(DCM_SOPInstanceUID)) return QStringLiteral("SOPInstanceUID (0008,0018)");
  if (isEndless(DCM_SeriesInstanceUID)) return QStringLiteral("SeriesInstanceUID (0020,000E)");
  if (isEndless(DCM_StudyInstanceUID)) return QStringLiteral("StudyInstanceUID (0020,000D)");
  return {};
}

/// Why an image cannot be as large as it says, or empty. A file that was cut short is another matter: it is
/// read, and its slice named; but nothing is allocated for pixels that no file of that size holds.
QString absurdSize(const InstanceHeader& header, const DcmXfer& syntax, qint64 fileSize) {
  constexpr double kOrdinaryPixels = 1024.0 * 1024.0;
  constexpr double kLargestPixels = 8192.0 * 8192.0;
  const double pixels = static_cast<double>(header.rows) * header.columns;
  if (pixels * header.frames <= kOrdinaryPixels) return {};
  const double bytes = pixels * header.bitsAllocated / 8.0 * header.frames;
  const bool compressed = syntax.isEncapsulated() || syntax.getStreamCompression() != ESC_none;
  // A frame takes some bytes however well it is compressed.
  const bool framesFit = header.frames <= fileSize;
  if (pixels <= kLargestPixels && framesFit && (compressed || bytes <= 2.0 * static_cast<double>(fileSize)))
    return {};
  return Texts::tr(
             "The file claims %1 × %2 × %3 pixels, which its %4 bytes do not hold. It is damaged, or made to "
             "do harm.")
      .arg(header.columns)
      .arg(header.rows)
      .arg(header.frames)
      .arg(fileSize);
}

}  // namespace

bool InstanceHeader::isLocalizer() const {
  static const QStringList kNames{QStringLiteral("LOCALIZER"), QStringLiteral("SCOUT"),
                                  QStringLiteral("TOPOGRAM")};
  return std::any_of(imageType.begin(), imageType.end(),
                     [](const QString& value) { return kNames.contains(value.toUpper()); });
}

bool InstanceHeader::isColour() const {
  return samplesPerPixel == 3 || photometricInterpretation == QLatin1String("PALETTE COLOR");
}

HeaderReading readInstanceHeader(const QString& file) {
  prepareDcmtk();
  QFile opened(file);
  if (!opened.open(QIODevice::ReadOnly))
    return damaged(Texts::tr("The file cannot be opened: %1").arg(opened.errorString()));
  const qint64 fileSize = opened.size();
  constexpr qint64 kBeginning = 4096;
  const QByteArray beginning = opened.read(kBeginning);
  opened.close();
  const FileSignature signature = signatureOf(beginning.left(132), fileSize);
  if (signature == FileSignature::Other) {
    if (hasFileMetaInformation(beginning))
      return damaged(
          Texts::tr("The first 132 bytes are damaged: the mark of DICOM is missing. Copy the file again from "
                    "its source."));
    return foreign(beginning, fileSize);
  }

  DcmFileFormat format;
  DcmInputFileStream stream(OFFilename(QFile::encodeName(file).constData()));
  OFCondition condition = stream.status();
  if (condition.good()) {
    format.transferInit();
    condition = format.readUntilTag(stream, EXS_Unknown, EGL_noChange, DCM_MaxReadLength, DCM_PixelData);
    format.transferEnd();
  }
  if (condition == EC_MemoryExhausted)
    return damaged(
        Texts::tr("The DICOM header takes more memory than any header does. The file is damaged, or "
                  "made to do harm."));
  if (condition.bad()) {
    // Without a preamble the guess that it is DICOM was wrong.
    if (signature == FileSignature::Dataset) return foreign(beginning, fileSize);
    return damaged(Texts::tr("The DICOM header is damaged: %1. Copy the file again from its source.")
                       .arg(QString::fromLocal8Bit(condition.text())));
  }
  InstanceHeader header = readHeader(file, *format.getDataset());
  const QString directoryClass = QStringLiteral("1.2.840.10008.1.3.10");
  if (DatasetValues(*format.getMetaInfo()).text(DCM_MediaStorageSOPClassUID) == directoryClass) return {};
  if (const QString missing = missingIdentifier(header); !missing.isEmpty()) {
    if (signature == FileSignature::Dataset) return foreign(beginning, fileSize);
    return damaged(Texts::tr("The DICOM header has no %1, or ends before it.").arg(missing));
  }
  if (const QString endless = endlessIdentifier(*format.getDataset()); !endless.isEmpty())
    return damaged(Texts::tr("%1 is longer than %2 bytes. The file is damaged, or made to do harm.")
                       .arg(endless)
                       .arg(kLongestForeignText));
  // A file that was cut between two elements looks whole, and what stood behind the cut looks missing.
  if (header.isImage() && stream.eos() && !header.isFloat)
    return damaged(Texts::tr("The file ends before its pixel data. Copy it again from its source."));
  const DcmXfer syntax(format.getDataset()->getOriginalXfer());
  const QString stated = DatasetValues(*format.getMetaInfo()).text(DCM_TransferSyntaxUID);
  header.syntaxMisstated = !stated.isEmpty() && stated != QLatin1String(syntax.getXferID());
  const QString absurd = absurdSize(header, syntax, fileSize);
  HeaderReading reading;
  if (DcmSequenceOfItems* perFrame = framesOf(header, *format.getDataset()))
    reading = readFrames(header, *format.getDataset(), *perFrame);
  else if (absurd.isEmpty() && hasSingleFrames(header))
    reading = readSingleFrames(header, *format.getDataset());
  else
    reading = {HeaderReading::Outcome::Read, {std::move(header)}, {}, {}};
  return reading.outcome == HeaderReading::Outcome::Read && !absurd.isEmpty() ? damaged(absurd) : reading;
}

}  // namespace uptake::dicom
