#include "tests/io/dicom_file.h"

#include <QFile>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmdata/dctk.h>

#include <memory>

namespace uptake::test {

namespace {

template <std::size_t n>
QByteArray joined(const std::array<double, n>& values) {
  QByteArrayList texts;
  for (const double value : values) texts.append(QByteArray::number(value, 'g', 14));
  return texts.join('\\');
}

void put(DcmItem& item, const DcmTagKey& tag, const QByteArray& value) {
  item.putAndInsertString(DcmTag(tag), value.constData());
}

void setTags(DcmItem& item, const std::vector<TagValue>& tags) {
  for (const TagValue& tag : tags) {
    const DcmTagKey key(tag.group, tag.element);
    delete item.remove(key);
    if (tag.value.isNull()) continue;
    const bool privateCreator = (tag.group & 1U) != 0 && tag.element <= 0xff;
    if ((tag.group & 1U) != 0)
      item.putAndInsertString(DcmTag(key, privateCreator ? DcmVR(EVR_LO) : DcmVR(EVR_UT)),
                              tag.value.constData());
    else if (const DcmEVR vr = DcmTag(key).getEVR(); vr == EVR_US || vr == EVR_xs)
      item.putAndInsertUint16(key, static_cast<Uint16>(tag.value.toInt()));
    else
      put(item, key, tag.value);
  }
}

void putPixels(DcmItem& item, const SliceFile& slice) {
  std::vector<std::uint16_t> pixels = slice.pixels;
  pixels.resize(static_cast<std::size_t>(slice.rows) * static_cast<std::size_t>(slice.columns));
  if (slice.bitsAllocated == 16) {
    item.putAndInsertUint16Array(DCM_PixelData, pixels.data(), static_cast<unsigned long>(pixels.size()));
    return;
  }
  const std::vector<Uint8> bytes(pixels.begin(), pixels.end());
  item.putAndInsertUint8Array(DCM_PixelData, bytes.data(), static_cast<unsigned long>(bytes.size()));
}

}  // namespace

bool writeSlice(const QString& path, const SliceFile& slice) {
  OFLog::configure(OFLogger::OFF_LOG_LEVEL);
  DcmFileFormat file;
  DcmDataset& item = *file.getDataset();
  put(item, DCM_ImageType, slice.imageType);
  put(item, DCM_SOPClassUID, slice.sopClassUid);
  put(item, DCM_SOPInstanceUID, slice.sopInstanceUid);
  put(item, DCM_StudyDate, "20200102");
  put(item, DCM_Modality, slice.modality);
  put(item, DCM_PatientName, "Test^Patient");
  put(item, DCM_PatientID, "P1");
  put(item, DCM_StudyInstanceUID, slice.studyUid);
  put(item, DCM_SeriesInstanceUID, slice.seriesUid);
  put(item, DCM_SeriesNumber, "7");
  put(item, DCM_SeriesDescription, "Stack");
  put(item, DCM_AcquisitionNumber, QByteArray::number(slice.acquisitionNumber));
  put(item, DCM_InstanceNumber, QByteArray::number(slice.instanceNumber));
  put(item, DCM_ImagePositionPatient, joined(slice.position));
  put(item, DCM_ImageOrientationPatient, joined(slice.orientation));
  put(item, DCM_FrameOfReferenceUID, slice.frameUid);
  item.putAndInsertUint16(DCM_SamplesPerPixel, 1);
  put(item, DCM_PhotometricInterpretation, "MONOCHROME2");
  item.putAndInsertUint16(DCM_Rows, static_cast<Uint16>(slice.rows));
  item.putAndInsertUint16(DCM_Columns, static_cast<Uint16>(slice.columns));
  put(item, DCM_PixelSpacing, joined(slice.spacing));
  item.putAndInsertUint16(DCM_BitsAllocated, static_cast<Uint16>(slice.bitsAllocated));
  item.putAndInsertUint16(DCM_BitsStored, static_cast<Uint16>(slice.bitsStored));
  item.putAndInsertUint16(DCM_HighBit, static_cast<Uint16>(slice.bitsStored - 1));
  item.putAndInsertUint16(DCM_PixelRepresentation, slice.isSigned ? 1 : 0);
  put(item, DCM_RescaleIntercept, QByteArray::number(slice.intercept, 'g', 14));
  put(item, DCM_RescaleSlope, QByteArray::number(slice.slope, 'g', 14));
  if (!slice.radiopharmaceutical.empty()) {
    auto inner = std::make_unique<DcmItem>();
    setTags(*inner, slice.radiopharmaceutical);
    item.insertSequenceItem(DCM_RadiopharmaceuticalInformationSequence, inner.release());
  }
  putPixels(item, slice);
  setTags(item, slice.tags);

  E_TransferSyntax syntax = EXS_LittleEndianExplicit;
  if (slice.syntax == SliceFile::Syntax::Implicit) syntax = EXS_LittleEndianImplicit;
  if (slice.syntax == SliceFile::Syntax::BigEndian) syntax = EXS_BigEndianExplicit;
  if (slice.syntax == SliceFile::Syntax::Rle) {
    DcmRLEEncoderRegistration::registerCodecs();
    syntax = EXS_RLELossless;
    if (item.chooseRepresentation(syntax, nullptr).bad()) return false;
  }
  return file.saveFile(OFFilename(QFile::encodeName(path).constData()), syntax).good();
}

}  // namespace uptake::test
