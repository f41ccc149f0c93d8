#include "io/dicom/compressed_frame_p.h"
#include "io/dicom/rle_frame_p.h"
#include "io/seg/encoded_frames_p.h"

#include <QCoreApplication>
#include <QHash>

#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include <cstring>

namespace uptake::seg {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Seg)
};

bool isLosslessJpeg(E_TransferSyntax syntax) {
  return syntax == EXS_JPEGProcess14 || syntax == EXS_JPEGProcess14SV1 || syntax == EXS_JPEGLSLossless ||
         syntax == EXS_JPEG2000LosslessOnly;
}

std::optional<std::vector<std::uint8_t>> bytesOf(DcmPixelItem& item) {
  std::vector<std::uint8_t> bytes(item.getLength());
  if (bytes.empty()) return bytes;
  Uint8* stored = nullptr;
  if (item.getUint8Array(stored).bad() || stored == nullptr) return {};
  std::memcpy(bytes.data(), stored, bytes.size());
  return bytes;
}

/// Frames by the Basic Offset Table: where each one's first fragment starts, counted from the first of all.
/// Empty when the table is missing or fits no fragment.
std::vector<std::vector<DcmPixelItem*>> byOffsets(const std::vector<std::uint8_t>& table,
                                                  const std::vector<DcmPixelItem*>& items,
                                                  std::size_t frames) {
  if (table.size() != 4 * frames) return {};
  std::vector<std::vector<DcmPixelItem*>> result;
  std::uint64_t offset = 0;
  for (DcmPixelItem* item : items) {
    if (result.size() < frames) {
      const std::uint8_t* at = table.data() + 4 * result.size();
      const std::uint64_t next = std::uint64_t{at[0]} | std::uint64_t{at[1]} << 8 |
                                 std::uint64_t{at[2]} << 16 | std::uint64_t{at[3]} << 24;
      if (next == offset) result.emplace_back();
    }
    if (result.empty()) return {};
    result.back().push_back(item);
    offset += 8 + std::uint64_t{item->getLength()};
  }
  return result.size() == frames ? result : std::vector<std::vector<DcmPixelItem*>>();
}

}  // namespace

QString EncodedFrames::refusal(E_TransferSyntax syntax) {
  if (syntax == EXS_RLELossless || isLosslessJpeg(syntax)) return {};
  return Texts::tr(
             "The pixels are compressed (%1), which is not read for segmentations, since labels must come "
             "back exactly; convert the file to Explicit VR Little Endian first.")
      .arg(QString::fromLatin1(DcmXfer(syntax).getXferName()));
}

Result<EncodedFrames> EncodedFrames::create(const SegFile& seg, DcmPixelData& pixels) {
  const auto refused = [&](const QString& message) {
    return Error{ErrorKind::Inconsistent, message, seg.path};
  };
  EncodedFrames frames;
  frames.syntax_ = seg.format->getDataset()->getOriginalXfer();
  frames.rows_ = seg.plane.rows;
  frames.columns_ = seg.plane.columns;
  frames.bytesAPixel_ = seg.bitsAllocated == 16 ? 2 : 1;
  DcmPixelSequence* sequence = nullptr;
  if (pixels.getEncapsulatedRepresentation(frames.syntax_, nullptr, sequence).bad() || sequence == nullptr)
    return refused(Texts::tr("The segmentation has no compressed Pixel Data."));
  std::vector<DcmPixelItem*> items;
  for (DcmObject* object = sequence->nextInContainer(nullptr); object != nullptr;
       object = sequence->nextInContainer(object))
    items.push_back(static_cast<DcmPixelItem*>(object));
  if (items.size() < 2) return refused(Texts::tr("The segmentation has no compressed Pixel Data."));
  DcmPixelItem* const offsets = items.front();  // empty or not, it comes first (PS3.5 A.4)
  items.erase(items.begin());

  if (items.size() == seg.frames.size()) {
    for (DcmPixelItem* item : items) frames.fragments_.push_back({item});
  } else if (seg.frames.size() == 1) {
    frames.fragments_.push_back(items);
  } else {
    const auto table = bytesOf(*offsets);
    if (table) frames.fragments_ = byOffsets(*table, items, seg.frames.size());
  }
  if (frames.fragments_.size() != seg.frames.size())
    return refused(
        Texts::tr("The compressed Pixel Data has %1 fragments for %2 frames, and no offset table says which "
                  "belong to which.")
            .arg(items.size())
            .arg(seg.frames.size()));
  return frames;
}

Result<std::vector<std::uint8_t>> EncodedFrames::decodeRunLengths(
    const std::vector<std::uint8_t>& code) const {
  const auto pixels = static_cast<std::size_t>(rows_) * static_cast<std::size_t>(columns_);
  auto planes = dicom::decodeRle(code, pixels);
  if (!planes) return planes.error();
  if (planes->size() != static_cast<std::size_t>(bytesAPixel_))
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("it has %1 byte planes where %2 belong").arg(planes->size()).arg(bytesAPixel_),
                 {}};
  if (bytesAPixel_ == 1) return std::move(planes->front());
  const std::size_t count = std::min((*planes)[0].size(), (*planes)[1].size());
  std::vector<std::uint8_t> bytes(2 * count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = static_cast<std::uint16_t>((*planes)[0][i] << 8 | (*planes)[1][i]);
    std::memcpy(bytes.data() + 2 * i, &value, sizeof value);
  }
  return bytes;
}

Result<std::vector<std::uint8_t>> EncodedFrames::decode(std::size_t frame) const {
  std::vector<std::uint8_t> code;
  for (DcmPixelItem* item : fragments_[frame]) {
    const auto bytes = bytesOf(*item);
    if (!bytes) return Error{ErrorKind::FileUnreadable, Texts::tr("it cannot be read"), {}};
    code.insert(code.end(), bytes->begin(), bytes->end());
  }
  if (syntax_ == EXS_RLELossless) return decodeRunLengths(code);
  dicom::PixelForm format;
  format.rows = rows_;
  format.columns = columns_;
  format.bitsAllocated = format.bitsStored = 8 * bytesAPixel_;
  format.highBit = format.bitsAllocated - 1;
  return dicom::decodeFrame(code, QString::fromLatin1(DcmXfer(syntax_).getXferID()), format);
}

}  // namespace uptake::seg
