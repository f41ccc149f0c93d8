#include "io/dicom/compressed_frame_p.h"
#include "io/dicom/dataset_values_p.h"
#include "io/dicom/dcmtk_session_p.h"
#include "io/dicom/stored_slice_p.h"

#include <QCoreApplication>
#include <QFile>

#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include <cstring>

namespace uptake::dicom {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::VolumeLoader)
};

Error failure(ErrorKind kind, const QString& file, const QString& message) {
  return {kind, message, file};
}

Error shortPixels(const QString& file, std::size_t there, std::size_t needed) {
  return failure(ErrorKind::FileUnreadable, file,
                 Texts::tr("The pixel data is short: %1 of %2 bytes. Copy the file again from its source.")
                     .arg(there)
                     .arg(needed));
}

/// Rows, size and format; checked against what the index promised, since files change.
Result<StoredSlice> describe(const SliceSource& source, const DatasetValues& values, int rows, int columns) {
  const auto inconsistent = [&](const QString& message) {
    return failure(ErrorKind::Inconsistent, source.file, message);
  };
  const QString uid = values.text(DCM_SOPInstanceUID);
  if (uid != source.sopInstanceUid)
    return inconsistent(
        Texts::tr("The file changed since the folder was read: it now holds SOP Instance %1, not %2. Open "
                  "the folder again.")
            .arg(uid, source.sopInstanceUid));
  StoredSlice slice;
  slice.rows = values.unsignedShort(DCM_Rows);
  slice.columns = values.unsignedShort(DCM_Columns);
  if (slice.rows != rows || slice.columns != columns)
    return inconsistent(Texts::tr("The image is %1 × %2, its series %3 × %4.")
                            .arg(slice.columns)
                            .arg(slice.rows)
                            .arg(columns)
                            .arg(rows));
  slice.bitsAllocated = values.unsignedShort(DCM_BitsAllocated);
  slice.bitsStored = values.unsignedShort(DCM_BitsStored);
  slice.highBit = values.unsignedShort(DCM_HighBit);
  slice.isSigned = values.unsignedShort(DCM_PixelRepresentation) == 1;
  if ((slice.bitsAllocated != 8 && slice.bitsAllocated != 16) || slice.bitsStored < 1 ||
      slice.bitsStored > slice.bitsAllocated || slice.highBit >= slice.bitsAllocated ||
      slice.highBit < slice.bitsStored - 1)
    return failure(ErrorKind::NotSupported, source.file,
                   Texts::tr("Pixels of %1 bits (%2 stored, high bit %3) are not read.")
                       .arg(slice.bitsAllocated)
                       .arg(slice.bitsStored)
                       .arg(slice.highBit));
  if (values.unsignedShort(DCM_SamplesPerPixel) != 1 ||
      values.text(DCM_PhotometricInterpretation) != QLatin1String("MONOCHROME2"))
    return failure(ErrorKind::NotSupported, source.file,
                   Texts::tr("The image is not of grey values (MONOCHROME2)."));
  const auto slope = values.number(DCM_RescaleSlope);
  const auto intercept = values.number(DCM_RescaleIntercept);
  if (!slope || !intercept)
    return inconsistent(Texts::tr("RescaleSlope (0028,1053) or RescaleIntercept (0028,1052) is missing."));
  slice.slope = *slope;
  slice.intercept = *intercept;
  return slice;
}

/// The compressed frame, its fragments joined; the first item is the offset table (PS3.5 A.4).
Result<std::vector<std::uint8_t>> joinedFragments(DcmPixelSequence& sequence, const QString& file) {
  std::vector<std::uint8_t> frame;
  for (unsigned long i = 1; i < sequence.card(); ++i) {
    DcmPixelItem* item = nullptr;
    Uint8* bytes = nullptr;
    if (sequence.getItem(item, i).bad() || item == nullptr) continue;
    const Uint32 length = item->getLength();
    if (length == 0) continue;
    if (item->getUint8Array(bytes).bad() || bytes == nullptr)
      return failure(ErrorKind::FileUnreadable, file, Texts::tr("The compressed pixel data cannot be read."));
    frame.insert(frame.end(), bytes, bytes + length);
  }
  if (frame.empty())
    return failure(ErrorKind::FileUnreadable, file, Texts::tr("There is no compressed pixel data."));
  return frame;
}

Result<std::vector<std::uint8_t>> nativePixels(DcmElement& element, std::size_t needed, int bitsAllocated,
                                               const QString& file) {
  const std::size_t there = element.getLength();
  if (there < needed) return shortPixels(file, there, needed);
  std::vector<std::uint8_t> bytes(needed);
  Uint8* bytes8 = nullptr;
  Uint16* bytes16 = nullptr;
  const bool read = bitsAllocated == 8 ? element.getUint8Array(bytes8).good() && bytes8 != nullptr
                                       : element.getUint16Array(bytes16).good() && bytes16 != nullptr;
  if (!read) return failure(ErrorKind::FileUnreadable, file, Texts::tr("The pixel data cannot be read."));
  std::memcpy(bytes.data(), bitsAllocated == 8 ? static_cast<const void*>(bytes8) : bytes16, needed);
  return bytes;
}

}  // namespace

Result<StoredSlice> readStoredSlice(const SliceSource& source, int rows, int columns) {
  prepareDcmtk();
  DcmFileFormat format;
  const OFCondition loaded = format.loadFile(OFFilename(QFile::encodeName(source.file).constData()));
  if (loaded.bad())
    return failure(ErrorKind::FileUnreadable, source.file,
                   Texts::tr("The file cannot be read: %1").arg(QString::fromLocal8Bit(loaded.text())));
  DcmDataset& dataset = *format.getDataset();
  auto slice = describe(source, DatasetValues(dataset), rows, columns);
  if (!slice) return slice.error();

  DcmElement* element = nullptr;
  if (dataset.findAndGetElement(DCM_PixelData, element).bad() || element == nullptr)
    return failure(ErrorKind::FileUnreadable, source.file, Texts::tr("There is no pixel data."));
  const std::size_t needed = slice->pixelCount() * static_cast<std::size_t>(slice->bitsAllocated / 8);
  const DcmXfer syntax(dataset.getOriginalXfer());

  if (!syntax.isEncapsulated() || syntax.getXfer() == EXS_RLELossless) {
    if (syntax.getXfer() == EXS_RLELossless &&
        dataset.chooseRepresentation(EXS_LittleEndianExplicit, nullptr).bad())
      return failure(
          ErrorKind::FileUnreadable, source.file,
          Texts::tr("The run-length coded pixel data is damaged. Copy the file again from its source."));
    auto bytes = nativePixels(*element, needed, slice->bitsAllocated, source.file);
    if (!bytes) return bytes.error();
    slice->bytes = bytes.take();
    return slice;
  }

  auto* pixelData = dynamic_cast<DcmPixelData*>(element);
  DcmPixelSequence* sequence = nullptr;
  if (pixelData == nullptr ||
      pixelData->getEncapsulatedRepresentation(syntax.getXfer(), nullptr, sequence).bad() ||
      sequence == nullptr)
    return failure(ErrorKind::FileUnreadable, source.file, Texts::tr("There is no compressed pixel data."));
  auto frame = joinedFragments(*sequence, source.file);
  if (!frame) return frame.error();
  auto bytes = decodeFrame(*frame, QString::fromLatin1(syntax.getXferID()), *slice);
  if (!bytes) return failure(bytes.error().kind, source.file, bytes.error().message);
  if (bytes->size() != needed) return shortPixels(source.file, bytes->size(), needed);
  slice->bytes = bytes.take();
  return slice;
}

}  // namespace uptake::dicom
