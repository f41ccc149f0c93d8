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

/// What a code stream says about its image.
struct CodedSize {
  unsigned width = 0;
  unsigned height = 0;
  unsigned components = 0;
  unsigned bits = 0;
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

/// The frame header of JPEG (ITU-T T.81 B.2.2) and JPEG-LS (T.87): SOF0–SOF15 without DHT, JPG and DAC, or
/// SOF55.
std::optional<CodedSize> jpegSize(const Bytes& bytes) {
  if (bytes.u16(0) != 0xffd8) return std::nullopt;
  for (std::size_t at = 2; at + 9 < bytes.size();) {
    if (bytes.u8(at) != 0xff) return std::nullopt;
    const unsigned marker = bytes.u8(at + 1);
    if (marker == 0xff) {
      ++at;
      continue;
    }
    const bool frame =
        (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) ||
        marker == 0xf7;
    if (frame) return CodedSize{bytes.u16(at + 7), bytes.u16(at + 5), bytes.u8(at + 9), bytes.u8(at + 4)};
    if (marker == 0xda || marker == 0xd9) return std::nullopt;
    at += 2 + bytes.u16(at + 2);
  }
  return std::nullopt;
}

/// The SIZ segment right after SOC (ITU-T T.800 A.5.1).
std::optional<CodedSize> jpeg2000Size(const Bytes& bytes) {
  if (bytes.u32(0) != 0xff4fff51 || bytes.size() < 45) return std::nullopt;
  return CodedSize{bytes.u32(8) - bytes.u32(16), bytes.u32(12) - bytes.u32(20), bytes.u16(40),
                   (bytes.u8(42) & 0x7fU) + 1U};
}

/// Both families end with the marker FFD9; one pad byte may follow, some writers add more zeros.
bool endsWithMarker(const std::vector<std::uint8_t>& frame) {
  std::size_t end = frame.size();
  while (end > 2 && frame[end - 1] == 0) --end;
  return end >= 4 && frame[end - 2] == 0xff && frame[end - 1] == 0xd9;
}

std::unique_ptr<gdcm::ImageCodec> codecFor(const gdcm::TransferSyntax& syntax) {
  auto jpeg = std::make_unique<gdcm::JPEGCodec>();
  if (jpeg->CanDecode(syntax)) return jpeg;
  auto jpegLs = std::make_unique<gdcm::JPEGLSCodec>();
  if (jpegLs->CanDecode(syntax)) return jpegLs;
  auto jpeg2000 = std::make_unique<gdcm::JPEG2000Codec>();
  // Readers are as many as cores; threads of each would only wait for each other.
  jpeg2000->SetNumberOfThreadsForDecompression(1);
  if (jpeg2000->CanDecode(syntax)) return jpeg2000;
  return nullptr;
}

Error damaged(const QString& detail) {
  return {
      ErrorKind::FileUnreadable,
      Texts::tr("The compressed pixel data is damaged: %1 Copy the file again from its source.").arg(detail),
      {}};
}

std::optional<Error> defect(const std::vector<std::uint8_t>& frame, bool isJpeg2000,
                            const PixelForm& format) {
  const Bytes bytes(frame);
  const auto size = isJpeg2000 ? jpeg2000Size(bytes) : jpegSize(bytes);
  if (!size) return damaged(Texts::tr("it has no frame header."));
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
  const auto codec = codecFor(syntax);
  if (!codec)
    return Error{ErrorKind::NotSupported,
                 Texts::tr("The transfer syntax %1 is not read. Ask for the images uncompressed.")
                     .arg(transferSyntaxUid),
                 {}};
  const bool isJpeg2000 = dynamic_cast<gdcm::JPEG2000Codec*>(codec.get()) != nullptr;
  if (auto error = defect(frame, isJpeg2000, format)) return *error;

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
