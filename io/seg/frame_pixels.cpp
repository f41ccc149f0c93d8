#include "io/seg/frame_pixels_p.h"

#include <QCoreApplication>

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
  pixels.maximumFraction_ = seg.maximumFraction;
  pixels.pixelsAFrame_ =
      static_cast<std::uint64_t>(seg.plane.rows) * static_cast<std::uint64_t>(seg.plane.columns);

  DcmDataset& dataset = *seg.format->getDataset();
  DcmElement* element = nullptr;
  if (dataset.findAndGetElement(DCM_PixelData, element).bad() || element == nullptr)
    return Error{ErrorKind::Inconsistent, Texts::tr("The segmentation has no Pixel Data."), seg.path};
  const std::uint64_t stored = element->getLengthField();
  const std::uint64_t bitsAFrame = pixels.pixelsAFrame_ * static_cast<std::uint64_t>(seg.bitsAllocated);
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

  const auto unreadable = [&] {
    return Error{ErrorKind::FileUnreadable, Texts::tr("The Pixel Data cannot be read."), seg.path};
  };
  if (seg.bitsAllocated == 16) {
    Uint16* values = nullptr;
    if (element->getUint16Array(values).bad() || values == nullptr) return unreadable();
    pixels.wide_ = {values, static_cast<std::size_t>(stored / 2)};
  } else {
    Uint8* values = nullptr;
    if (element->getUint8Array(values).bad() || values == nullptr) return unreadable();
    pixels.bytes_ = {values, static_cast<std::size_t>(stored)};
  }
  return pixels;
}

}  // namespace uptake::seg
