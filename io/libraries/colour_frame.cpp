#include "io/dicom/jpeg_stream_p.h"
#include "io/libraries/jpeg2000_frame_p.h"
#include "io/libraries/library_module_p.h"

#include <QCoreApplication>
#include <QStringList>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmjpeg/djcparam.h>
#include <dcmtk/dcmjpeg/djdijg8.h>

namespace uptake::libraries {

using dicom::ColourSamples;
using dicom::JpegForm;
using dicom::Photometric;
using dicom::PixelForm;

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::VolumeLoader)
};

Error damagedColours(const QString& detail) {
  return {
      ErrorKind::FileUnreadable,
      Texts::tr("The compressed pixel data is damaged: %1 Copy the file again from its source.").arg(detail),
      {}};
}

/// Baseline, extended and lossless JPEG, as their transfer syntaxes.
bool isJpeg(const QString& syntax) {
  static const QStringList kSyntaxes{
      QStringLiteral("1.2.840.10008.1.2.4.50"), QStringLiteral("1.2.840.10008.1.2.4.51"),
      QStringLiteral("1.2.840.10008.1.2.4.57"), QStringLiteral("1.2.840.10008.1.2.4.70")};
  return kSyntaxes.contains(syntax);
}
bool isJpeg2000(const QString& syntax) {
  return syntax == QLatin1String("1.2.840.10008.1.2.4.90") ||
         syntax == QLatin1String("1.2.840.10008.1.2.4.91");
}

std::optional<Error> misfit(const JpegForm& stated, const PixelForm& format) {
  if (stated.components == 3 && stated.bits == 8 && stated.width == static_cast<unsigned>(format.columns) &&
      stated.height == static_cast<unsigned>(format.rows))
    return std::nullopt;
  return damagedColours(
      Texts::tr("it codes %1 × %2 pixels of %3 component(s) of %4 bits, the header says %5 × %6 "
                "of three of 8.")
          .arg(stated.width)
          .arg(stated.height)
          .arg(stated.components)
          .arg(stated.bits)
          .arg(format.columns)
          .arg(format.rows));
}

Result<ColourSamples> decodeJpeg(const std::vector<std::uint8_t>& frame, const PixelForm& format) {
  const auto stated = dicom::checkJpegStream(frame);
  if (!stated && stated.error().kind == ErrorKind::NotSupported)
    return Error{ErrorKind::NotSupported,
                 Texts::tr("The compressed pixel data is not read: %1 Ask for the images uncompressed.")
                     .arg(stated.error().message),
                 {}};
  if (!stated) return damagedColours(stated.error().message);
  if (auto error = misfit(*stated, format)) return *error;
  // Without loss the samples are what the header says, and no decoder may touch them.
  const bool isYbr =
      !stated->isLossless && stated->isYbr.value_or(format.photometric == Photometric::YbrFull);
  const DJCodecParameter parameters(ECC_lossyYCbCr, EDC_photometricInterpretation, EUC_default, EPC_default);
  DJDecompressIJG8Bit decoder(parameters, isYbr ? OFTrue : OFFalse);
  ColourSamples colours;
  colours.samples.resize(format.byteCount());
  std::vector<std::uint8_t> coded = frame;  // the decoder asks for bytes that it could change
  if (decoder.init().bad() ||
      decoder
          .decode(coded.data(), static_cast<Uint32>(coded.size()), colours.samples.data(),
                  static_cast<Uint32>(colours.samples.size()), OFFalse)
          .bad())
    return damagedColours(Texts::tr("it cannot be decoded."));
  colours.isRgb = !stated->isLossless;
  return colours;
}

}  // namespace

Result<ColourSamples> decodeColours(const std::vector<std::uint8_t>& frame, const QString& transferSyntaxUid,
                                    const PixelForm& format) {
  if (isJpeg(transferSyntaxUid)) return decodeJpeg(frame, format);
  if (!isJpeg2000(transferSyntaxUid))
    return Error{ErrorKind::NotSupported,
                 Texts::tr("Colours in the transfer syntax %1 are not read. Ask for the images uncompressed.")
                     .arg(transferSyntaxUid),
                 {}};
  auto samples = decodeJpeg2000(frame, format);
  if (!samples) return damagedColours(samples.error().message);
  return ColourSamples{samples.take(), false};
}

}  // namespace uptake::libraries
