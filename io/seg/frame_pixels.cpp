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

  pixels.element_ = element;
  pixels.cache_ = std::make_unique<DcmFileCache>();
  pixels.storedBytes_ = element->getLengthField();
  if (const auto checked = pixels.checkLength(seg); !checked) return checked.error();
  return pixels;
}

Result<void> FramePixels::checkLength(SegFile& seg) const {
  const std::uint64_t stored = storedBytes_;
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
  if (loaded_ == frame) return {};
  loaded_.reset();
  const auto loaded = encoded_ ? loadEncoded(frame) : loadStored(frame);
  if (loaded) loaded_ = frame;
  return loaded;
}

Result<void> FramePixels::loadStored(std::size_t frame) {
  const std::uint64_t bits = form_ == Form::Bits ? 1 : form_ == Form::Bytes ? 8 : 16;
  const std::uint64_t firstBit = frame * pixelsAFrame_ * bits;
  const std::uint64_t first = std::min(firstBit / 8, storedBytes_);
  const std::uint64_t end = std::min((firstBit + pixelsAFrame_ * bits + 7) / 8, storedBytes_);
  firstPixel_ = firstBit / bits - first * 8 / bits;
  frame_.resize(end - first);
  if (!frame_.empty() &&
      element_
          ->getPartialValue(frame_.data(), static_cast<Uint32>(first), static_cast<Uint32>(frame_.size()),
                            cache_.get(), form_ == Form::Words ? gLocalByteOrder : EBO_LittleEndian)
          .bad())
    return Error{ErrorKind::FileUnreadable, Texts::tr("The Pixel Data cannot be read."), path_};
  useFrame();
  return {};
}

/// Shows `frame_` to forEachRun().
void FramePixels::useFrame() {
  bytes_ = frame_;
  if (form_ != Form::Words) return;
  frameWords_.resize(frame_.size() / 2);
  std::memcpy(frameWords_.data(), frame_.data(), 2 * frameWords_.size());
  words_ = frameWords_;
}

Result<void> FramePixels::loadEncoded(std::size_t frame) {
  const auto refused = [&](ErrorKind kind, const QString& reason) {
    return Error{kind, Texts::tr("Frame %1 cannot be decompressed: %2.").arg(frame + 1).arg(reason), path_};
  };
  Result<std::vector<std::uint8_t>> decoded = encoded_->decode(frame);
  if (!decoded) {
    QString reason = decoded.error().message;
    while (reason.endsWith(QLatin1Char('.'))) reason.chop(1);
    return refused(decoded.error().kind, reason);
  }
  frame_ = decoded.take();
  if (kind_ == SegKind::Binary) {
    // Writers compress one-bit pixels packed, as they would store them, or a byte each.
    const std::uint64_t packed = (pixelsAFrame_ + 7) / 8;
    if (frame_.size() == packed || frame_.size() == packed + packed % 2)
      form_ = Form::Bits;
    else if (frame_.size() == pixelsAFrame_)
      form_ = Form::Bytes;
    else
      return refused(ErrorKind::Inconsistent,
                     Texts::tr("it holds %1 bytes, but %2 pixels of one bit take %3, or %2 with a byte each")
                         .arg(frame_.size())
                         .arg(pixelsAFrame_)
                         .arg(packed));
  } else if (const std::uint64_t needed = pixelsAFrame_ * (form_ == Form::Words ? 2 : 1);
             frame_.size() < needed) {
    return refused(ErrorKind::Inconsistent,
                   Texts::tr("it holds %1 bytes, and %2 are needed").arg(frame_.size()).arg(needed));
  }
  firstPixel_ = 0;
  useFrame();
  return {};
}

}  // namespace uptake::seg
