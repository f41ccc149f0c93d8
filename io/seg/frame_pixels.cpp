#include "io/seg/frame_pixels_p.h"

#include <QCoreApplication>

#include <dcmtk/dcmdata/dcpixel.h>

#include <cstring>

namespace uptake::seg {

namespace {

/// Writers that forget the last, half-used bytes leave out no more than this.
constexpr std::uint64_t kToleratedMissingBytes = 16;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Seg)
};

}  // namespace

Result<FramePixels> FramePixels::create(SegFile& seg) {
  FramePixels pixels;
  pixels.kind_ = seg.kind;
  pixels.path_ = seg.path;
  pixels.form_ = seg.bitsAllocated == 1 ? Form::Bits : seg.bitsAllocated == 8 ? Form::Bytes : Form::Words;
  pixels.maximumFraction_ = seg.maximumFraction;
  pixels.background_ = seg.background;
  pixels.pixelsAFrame_ =
      static_cast<std::uint64_t>(seg.plane.rows) * static_cast<std::uint64_t>(seg.plane.columns);

  DcmDataset& dataset = *seg.format->getDataset();
  DcmElement* element = nullptr;
  if (dataset.findAndGetElement(DCM_PixelData, element).bad() || element == nullptr)
    return Error{ErrorKind::Inconsistent, Texts::tr("The segmentation has no Pixel Data."), seg.path};
  if (DcmXfer(dataset.getOriginalXfer()).isEncapsulated()) {
    auto* data = dynamic_cast<DcmPixelData*>(element);
    if (data == nullptr)
      return Error{ErrorKind::Inconsistent, Texts::tr("The segmentation has no Pixel Data."), seg.path};
    Result<EncodedFrames> encoded = EncodedFrames::create(seg, *data);
    if (!encoded) return encoded.error();
    pixels.encoded_ = encoded.take();
    return pixels;
  }

  const std::uint64_t stored = element->getLengthField();
  if (const auto checked = pixels.checkLength(seg, stored); !checked) return checked.error();
  const auto unreadable = [&] {
    return Error{ErrorKind::FileUnreadable, Texts::tr("The Pixel Data cannot be read."), seg.path};
  };
  if (pixels.form_ == Form::Words) {
    Uint16* values = nullptr;
    if (element->getUint16Array(values).bad() || values == nullptr) return unreadable();
    pixels.words_ = {values, static_cast<std::size_t>(stored / 2)};
  } else {
    Uint8* values = nullptr;
    if (element->getUint8Array(values).bad() || values == nullptr) return unreadable();
    pixels.bytes_ = {values, static_cast<std::size_t>(stored)};
  }
  return pixels;
}

Result<void> FramePixels::checkLength(SegFile& seg, std::uint64_t stored) const {
  const std::uint64_t bitsAFrame = pixelsAFrame_ * static_cast<std::uint64_t>(seg.bitsAllocated);
  const std::uint64_t needed = (bitsAFrame * seg.frames.size() + 7) / 8;
  if (stored + kToleratedMissingBytes < needed || stored == 0)
    return Error{
        ErrorKind::Inconsistent,
        Texts::tr("Pixel Data has %1 bytes, but %2 frames of %3 × %4 pixels take %5; the file is damaged.")
            .arg(stored)
            .arg(seg.frames.size())
            .arg(seg.plane.columns)
            .arg(seg.plane.rows)
            .arg(needed),
        seg.path};
  if (stored < needed)
    seg.warnings.append(Texts::tr("Pixel Data is %1 bytes short; the last pixels are taken as background.")
                            .arg(needed - stored));
  // Frames that each start on a whole byte: a known defect of other software, and nothing tells it from data
  // that is merely too long.
  const std::uint64_t padded = (bitsAFrame + 7) / 8 * seg.frames.size();
  if (stored > needed + 1 && bitsAFrame % 8 != 0 && (stored == padded || stored == padded + padded % 2))
    return Error{
        ErrorKind::Inconsistent,
        Texts::tr(
            "Pixel Data has %1 bytes where %2 belong: its frames seem to be padded to whole bytes, which "
            "DICOM forbids, so that voxels cannot be placed with certainty.")
            .arg(stored)
            .arg(needed),
        seg.path};
  if (stored > needed + 1)
    seg.warnings.append(
        Texts::tr("Pixel Data is %1 bytes too long; the rest is ignored.").arg(stored - needed));
  return {};
}

Result<void> FramePixels::load(std::size_t frame) {
  if (!encoded_) {
    firstPixel_ = frame * pixelsAFrame_;
    return {};
  }
  if (loaded_ == frame) return {};
  loaded_.reset();
  const auto refused = [&](ErrorKind kind, const QString& reason) {
    return Error{kind, Texts::tr("Frame %1 cannot be decompressed: %2.").arg(frame + 1).arg(reason), path_};
  };
  Result<std::vector<std::uint8_t>> decoded = encoded_->decode(frame);
  if (!decoded) {
    QString reason = decoded.error().message;
    while (reason.endsWith(QLatin1Char('.'))) reason.chop(1);
    return refused(decoded.error().kind, reason);
  }
  decoded_ = decoded.take();
  const auto wrongLength = [&](std::uint64_t needed) {
    return refused(ErrorKind::Inconsistent,
                   Texts::tr("it holds %1 bytes, and %2 are needed").arg(decoded_.size()).arg(needed));
  };
  if (kind_ == SegKind::Binary) {
    // Writers compress one-bit pixels packed, as they would store them, or a byte each.
    const std::uint64_t packed = (pixelsAFrame_ + 7) / 8;
    if (decoded_.size() == packed || decoded_.size() == packed + packed % 2)
      form_ = Form::Bits;
    else if (decoded_.size() == pixelsAFrame_)
      form_ = Form::Bytes;
    else
      return refused(ErrorKind::Inconsistent,
                     Texts::tr("it holds %1 bytes, but %2 pixels of one bit take %3, or %2 with a byte each")
                         .arg(decoded_.size())
                         .arg(pixelsAFrame_)
                         .arg(packed));
    bytes_ = decoded_;
  } else if (form_ == Form::Words) {
    if (decoded_.size() < 2 * pixelsAFrame_) return wrongLength(2 * pixelsAFrame_);
    decodedWords_.resize(decoded_.size() / 2);
    std::memcpy(decodedWords_.data(), decoded_.data(), 2 * decodedWords_.size());
    words_ = decodedWords_;
  } else {
    if (decoded_.size() < pixelsAFrame_) return wrongLength(pixelsAFrame_);
    bytes_ = decoded_;
  }
  firstPixel_ = 0;
  loaded_ = frame;
  return {};
}

}  // namespace uptake::seg
