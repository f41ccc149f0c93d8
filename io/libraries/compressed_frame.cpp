#include "io/dicom/jpeg_stream_p.h"
#include "io/libraries/jpeg2000_frame_p.h"
#include "io/libraries/library_module_p.h"

#include <QCoreApplication>

#include <gdcmByteValue.h>
#include <gdcmDataElement.h>
#include <gdcmFragment.h>
#include <gdcmJPEG2000Codec.h>
#include <gdcmJPEGCodec.h>
#include <gdcmJPEGLSCodec.h>
#include <gdcmSequenceOfFragments.h>
#include <gdcmTrace.h>
#include <gdcmTransferSyntax.h>

#include <exception>
#include <memory>
#include <optional>

namespace uptake::libraries {

using dicom::PixelForm;

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::VolumeLoader)
};

class Bytes {
 public:
  explicit Bytes(const std::vector<std::uint8_t>& bytes) : bytes_(bytes) {}
  std::size_t size() const { return bytes_.size(); }
  unsigned u8(std::size_t at) const { return at < bytes_.size() ? bytes_[at] : 0U; }
  unsigned u16(std::size_t at) const { return (u8(at) << 8) | u8(at + 1); }
  unsigned u32(std::size_t at) const { return (u16(at) << 16) | u16(at + 2); }

 private:
  const std::vector<std::uint8_t>& bytes_;
};

/// The SIZ segment right after SOC (ITU-T T.800 A.5.1).
Result<dicom::JpegForm> jpeg2000Form(const Bytes& bytes) {
  if (bytes.u32(0) != 0xff4fff51 || bytes.size() < 45)
    return Error{ErrorKind::FileUnreadable, Texts::tr("it has no frame header."), {}};
  return dicom::JpegForm{bytes.u32(8) - bytes.u32(16), bytes.u32(12) - bytes.u32(20), bytes.u16(40),
                         (bytes.u8(42) & 0x7fU) + 1U, false};
}

/// Both families end with the marker FFD9; one pad byte may follow, some writers add more zeros, or FF.
bool endsWithMarker(const std::vector<std::uint8_t>& frame) {
  std::size_t end = frame.size();
  while (end > 2 && (frame[end - 1] == 0 || frame[end - 1] == 0xff)) --end;
  return end >= 4 && frame[end - 2] == 0xff && frame[end - 1] == 0xd9;
}

std::unique_ptr<gdcm::ImageCodec> codecFor(const gdcm::TransferSyntax& syntax) {
  auto jpeg = std::make_unique<gdcm::JPEGCodec>();
  if (jpeg->CanDecode(syntax)) return jpeg;
  auto jpegLs = std::make_unique<gdcm::JPEGLSCodec>();
  if (jpegLs->CanDecode(syntax)) return jpegLs;
  return nullptr;
}

Error damaged(const QString& detail) {
  return {
      ErrorKind::FileUnreadable,
      Texts::tr("The compressed pixel data is damaged: %1 Copy the file again from its source.").arg(detail),
      {}};
}

Error notRead(const QString& detail) {
  return {ErrorKind::NotSupported,
          Texts::tr("The compressed pixel data is not read: %1 Ask for the images uncompressed.").arg(detail),
          {}};
}

std::optional<Error> defect(const std::vector<std::uint8_t>& frame, bool isJpeg2000,
                            const PixelForm& format) {
  const auto size = isJpeg2000 ? jpeg2000Form(Bytes(frame)) : dicom::checkJpegStream(frame);
  if (!size && size.error().kind == ErrorKind::NotSupported) return notRead(size.error().message);
  if (!size) return damaged(size.error().message);
  if (size->components != 1 || size->width != static_cast<unsigned>(format.columns) ||
      size->height != static_cast<unsigned>(format.rows))
    return damaged(Texts::tr("it codes %1 × %2 pixels of %3 component(s), the header says %4 × %5 of one.")
                       .arg(size->width)
                       .arg(size->height)
                       .arg(size->components)
                       .arg(format.columns)
                       .arg(format.rows));
  if (size->bits > static_cast<unsigned>(format.bitsAllocated))
    return damaged(
        Texts::tr("it codes %1 bits, the header says %2.").arg(size->bits).arg(format.bitsAllocated));
  if (!endsWithMarker(frame)) return damaged(Texts::tr("it ends before its end marker."));
  return std::nullopt;
}

gdcm::DataElement pixelElement(const std::vector<std::uint8_t>& frame) {
  gdcm::Fragment fragment;
  fragment.SetByteValue(reinterpret_cast<const char*>(frame.data()),
                        static_cast<std::uint32_t>(frame.size()));
  gdcm::SmartPointer<gdcm::SequenceOfFragments> fragments = new gdcm::SequenceOfFragments;
  fragments->AddFragment(fragment);
  gdcm::DataElement element(gdcm::Tag(0x7fe0, 0x0010));
  element.SetVR(gdcm::VR::OB);
  element.SetValue(*fragments);
  return element;
}

void configure(gdcm::ImageCodec& codec, const PixelForm& format) {
  const gdcm::PixelFormat pixels(1, static_cast<unsigned short>(format.bitsAllocated),
                                 static_cast<unsigned short>(format.bitsStored),
                                 static_cast<unsigned short>(format.highBit), format.isSigned ? 1 : 0);
  const unsigned dimensions[3] = {static_cast<unsigned>(format.columns), static_cast<unsigned>(format.rows),
                                  1};
  codec.SetNumberOfDimensions(2);
  codec.SetDimensions(dimensions);
  codec.SetPlanarConfiguration(0);
  codec.SetPhotometricInterpretation(gdcm::PhotometricInterpretation::MONOCHROME2);
  codec.SetNeedOverlayCleanup(false);
  codec.SetPixelFormat(pixels);
}

}  // namespace

Result<std::vector<std::uint8_t>> decodeFrame(const std::vector<std::uint8_t>& frame,
                                              const QString& transferSyntaxUid, const PixelForm& format) {
  static const bool quiet = [] {
    gdcm::Trace::WarningOff();
    gdcm::Trace::ErrorOff();
    return true;
  }();
  static_cast<void>(quiet);

  const gdcm::TransferSyntax syntax(
      gdcm::TransferSyntax::GetTSType(transferSyntaxUid.toLatin1().constData()));
  const bool isJpeg2000 = gdcm::JPEG2000Codec().CanDecode(syntax);
  const auto codec = isJpeg2000 ? nullptr : codecFor(syntax);
  if (!isJpeg2000 && !codec)
    return Error{ErrorKind::NotSupported,
                 Texts::tr("The transfer syntax %1 is not read. Ask for the images uncompressed.")
                     .arg(transferSyntaxUid),
                 {}};
  if (auto error = defect(frame, isJpeg2000, format)) return *error;
  if (isJpeg2000) {
    auto pixels = decodeJpeg2000(frame, format);
    if (!pixels) return damaged(pixels.error().message);
    return pixels;
  }

  configure(*codec, format);
  gdcm::DataElement decoded;
  try {
    if (!codec->Decode(pixelElement(frame), decoded)) return damaged(Texts::tr("it cannot be decoded."));
  } catch (const std::exception& exception) {
    return damaged(QString::fromLocal8Bit(exception.what()));
  }
  const gdcm::ByteValue* value = decoded.GetByteValue();
  if (value == nullptr || value->GetPointer() == nullptr) return damaged(Texts::tr("it decodes to nothing."));
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(value->GetPointer());
  return std::vector<std::uint8_t>(bytes, bytes + static_cast<std::size_t>(value->GetLength()));
}

}  // namespace uptake::libraries
