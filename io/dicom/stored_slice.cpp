#include "core/platform/platform.h"
#include "io/dicom/compressed_frame_p.h"
#include "io/dicom/dataset_values_p.h"
#include "io/dicom/dcmtk_session_p.h"
#include "io/dicom/functional_groups_p.h"
#include "io/dicom/instance_header_p.h"
#include "io/dicom/palette_p.h"
#include "io/dicom/rle_frame_p.h"
#include "io/dicom/stored_slice_p.h"

#include <QCoreApplication>
#include <QFile>

#include <dcmtk/dcmdata/dccodec.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include <algorithm>
#include <vector>

namespace uptake::dicom {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::VolumeLoader)
};

using Bytes = std::vector<std::uint8_t>;

Error failure(ErrorKind kind, const QString& file, const QString& message) {
  return {kind, message, file};
}

Error shortPixels(const QString& file, std::size_t there, std::size_t needed) {
  return failure(ErrorKind::FileUnreadable, file,
                 Texts::tr("The pixel data is short: %1 of %2 bytes. Copy the file again from its source.")
                     .arg(there)
                     .arg(needed));
}

/// A file that was parsed; values longer than some kilobytes are read from it when asked for.
struct OpenedFile {
  QString file;
  platform::FileState state;  ///< when it was parsed
  DcmFileFormat format;
  int frames = 1;
  /// Of a file with functional groups, which state slope and intercept frame by frame; else empty.
  std::vector<InstanceHeader> frameHeaders;
  std::vector<std::vector<StoredRange>> mapped;  ///< then: the stored values that a frame's values are of
};

std::vector<std::vector<StoredRange>> mappedRanges(DcmItem& dataset) {
  std::vector<std::vector<StoredRange>> mapped;
  DcmSequenceOfItems* perFrame = nullptr;
  if (dataset.findAndGetSequence(DCM_PerFrameFunctionalGroupsSequence, perFrame).bad() || !perFrame)
    return {};
  DcmItem* shared = firstItem(dataset, DCM_SharedFunctionalGroupsSequence);
  for (DcmObject* object = perFrame->nextInContainer(nullptr); object != nullptr;
       object = perFrame->nextInContainer(object)) {
    auto* own = dynamic_cast<DcmItem*>(object);
    if (own == nullptr) continue;
    const auto rescale = frameRescale(FrameGroups(shared, *own));
    mapped.push_back(rescale ? rescale->mapped : std::vector<StoredRange>());
  }
  return mapped;
}

Result<std::shared_ptr<OpenedFile>> openFile(const QString& file) {
  // The frames of one file are asked for one after the other; parsing thousands of their items anew for each
  // would take longer than reading their pixels.
  thread_local std::shared_ptr<OpenedFile> last;
  const platform::FileState state = platform::fileState(file).value_or(platform::FileState{});
  if (last && last->file == file && last->state == state) return last;
  last.reset();

  auto opened = std::make_shared<OpenedFile>();
  opened->file = file;
  opened->state = state;
  const OFCondition loaded = opened->format.loadFile(OFFilename(QFile::encodeName(file).constData()));
  if (loaded.bad())
    return failure(ErrorKind::FileUnreadable, file,
                   Texts::tr("The file cannot be read: %1").arg(QString::fromLocal8Bit(loaded.text())));
  opened->frames = DatasetValues(*opened->format.getDataset()).integer(DCM_NumberOfFrames).value_or(1);
  if (opened->format.getDataset()->tagExists(DCM_PerFrameFunctionalGroupsSequence)) {
    HeaderReading reading = readInstanceHeader(file);
    if (reading.outcome != HeaderReading::Outcome::Read)
      return failure(ErrorKind::FileUnreadable, file, reading.reason);
    opened->frameHeaders = std::move(reading.headers);
    opened->mapped = mappedRanges(*opened->format.getDataset());
  }
  if (opened->frames > 1) last = opened;
  return opened;
}

/// A padding value is of the pixels' own kind: its 16 bits are signed when they are.
std::optional<int> storedNumber(DcmItem& dataset, const DcmTagKey& tag, const PixelForm& form) {
  Uint16 bits = 0;
  if (dataset.findAndGetUint16(tag, bits).bad()) {
    Sint16 number = 0;
    if (dataset.findAndGetSint16(tag, number).bad()) return std::nullopt;
    bits = static_cast<Uint16>(number);
  }
  if (!form.isSigned) return bits;
  return static_cast<std::int16_t>(bits);
}

std::optional<PixelForm::Padding> paddingOf(DcmItem& dataset, const PixelForm& form) {
  const auto value = storedNumber(dataset, DCM_PixelPaddingValue, form);
  if (!value) return std::nullopt;
  const int limit = storedNumber(dataset, DCM_PixelPaddingRangeLimit, form).value_or(*value);
  return PixelForm::Padding{std::min(*value, limit), std::max(*value, limit)};
}

std::optional<double> floatPaddingOf(DcmItem& dataset) {
  Float32 single = 0.0F;
  if (dataset.findAndGetFloat32(DCM_FloatPixelPaddingValue, single).good()) return single;
  Float64 value = 0.0;
  return dataset.findAndGetFloat64(DCM_DoubleFloatPixelPaddingValue, value).good() ? std::optional(value)
                                                                                   : std::nullopt;
}

/// What the samples of colours are, as they come out of the file or of its decoder.
Result<PixelForm> describeColours(PixelForm form, const DatasetValues& values, bool isCoded,
                                  const QString& file) {
  const QString name = values.text(DCM_PhotometricInterpretation);
  const int samples = values.unsignedShort(DCM_SamplesPerPixel);
  const bool isJpeg2000 = name == QLatin1String("YBR_RCT") || name == QLatin1String("YBR_ICT");
  if (samples == 1 && name == QLatin1String("PALETTE COLOR"))
    form.photometric = Photometric::Palette;
  else if (samples == 3 && (name == QLatin1String("RGB") || (isJpeg2000 && isCoded)))
    form.photometric = Photometric::Rgb;  // JPEG 2000 undoes its own transformation
  else if (samples == 3 && name == QLatin1String("YBR_FULL"))
    form.photometric = Photometric::YbrFull;
  else if (samples == 3 && name == QLatin1String("YBR_FULL_422"))
    form.photometric = isCoded ? Photometric::YbrFull : Photometric::YbrFull422;
  else
    return failure(
        ErrorKind::NotSupported, file,
        Texts::tr("PhotometricInterpretation (0028,0004) is %1 with %2 sample(s) a pixel: no colours "
                  "that are read.")
            .arg(name)
            .arg(samples));
  const bool fits = form.photometric == Photometric::Palette
                        ? !form.isSigned
                        : form.bitsAllocated == 8 && form.bitsStored == 8;
  if (!fits)
    return failure(ErrorKind::NotSupported, file,
                   Texts::tr("Colours of %1 bits (%2 stored) are not read.")
                       .arg(form.bitsAllocated)
                       .arg(form.bitsStored));
  const int planar = values.unsignedShort(DCM_PlanarConfiguration);
  if (form.photometric == Photometric::YbrFull422 && (planar != 0 || form.columns % 2 != 0))
    return failure(ErrorKind::Inconsistent, file,
                   Texts::tr("YBR_FULL_422 needs PlanarConfiguration (0028,0006) 0 and an even number of "
                             "columns; here %1 and %2.")
                       .arg(planar)
                       .arg(form.columns));
  if (samples == 3 && planar > 1)
    return failure(ErrorKind::Inconsistent, file,
                   Texts::tr("PlanarConfiguration (0028,0006) is %1; 0 and 1 are allowed.").arg(planar));
  form.isPlanar = samples == 3 && planar == 1 && !isCoded;
  return form;
}

/// Rows, size and format; checked against what the index promised, since files change.
Result<PixelForm> describe(const SliceSource& source, OpenedFile& opened, int rows, int columns,
                           PixelKind kind) {
  DcmItem& dataset = *opened.format.getDataset();
  const DatasetValues values(dataset);
  const auto inconsistent = [&](const QString& message) {
    return failure(ErrorKind::Inconsistent, source.file, message);
  };
  const QString uid = values.text(DCM_SOPInstanceUID);
  if (uid != source.sopInstanceUid)
    return inconsistent(
        Texts::tr("The file changed since the folder was read: it now holds SOP Instance %1, not %2. Open "
                  "the folder again.")
            .arg(uid, source.sopInstanceUid));
  PixelForm form;
  form.rows = values.unsignedShort(DCM_Rows);
  form.columns = values.unsignedShort(DCM_Columns);
  if (form.rows != rows || form.columns != columns)
    return inconsistent(Texts::tr("The image is %1 × %2, its series %3 × %4.")
                            .arg(form.columns)
                            .arg(form.rows)
                            .arg(columns)
                            .arg(rows));
  form.bitsAllocated = values.unsignedShort(DCM_BitsAllocated);
  form.bitsStored = values.unsignedShort(DCM_BitsStored);
  form.highBit = values.unsignedShort(DCM_HighBit);
  form.isSigned = values.unsignedShort(DCM_PixelRepresentation) == 1;
  form.isFloat = dataset.tagExists(DCM_FloatPixelData) || dataset.tagExists(DCM_DoubleFloatPixelData);
  if (form.isFloat)
    form.bitsAllocated = dataset.tagExists(DCM_FloatPixelData) ? 32 : 64;
  else if ((form.bitsAllocated != 8 && form.bitsAllocated != 16) || form.bitsStored < 1 ||
           form.bitsStored > form.bitsAllocated || form.highBit >= form.bitsAllocated ||
           form.highBit < form.bitsStored - 1)
    return failure(ErrorKind::NotSupported, source.file,
                   Texts::tr("Pixels of %1 bits (%2 stored, high bit %3) are not read.")
                       .arg(form.bitsAllocated)
                       .arg(form.bitsStored)
                       .arg(form.highBit));
  if (kind == PixelKind::Colours)
    return describeColours(
        form, values, DcmXfer(opened.format.getDataset()->getOriginalXfer()).isEncapsulated(), source.file);
  // MONOCHROME1 says only that low values are usually drawn bright (PS3.3 C.7.6.3.1.2): the values after
  // rescaling are the same.
  const QString photometric = values.text(DCM_PhotometricInterpretation);
  if (values.unsignedShort(DCM_SamplesPerPixel) != 1 ||
      (photometric != QLatin1String("MONOCHROME2") && photometric != QLatin1String("MONOCHROME1")))
    return failure(ErrorKind::NotSupported, source.file,
                   Texts::tr("The image is not of grey values (MONOCHROME1 or MONOCHROME2)."));
  auto slope = values.number(DCM_RescaleSlope);
  auto intercept = values.number(DCM_RescaleIntercept);
  if (const auto frame = static_cast<std::size_t>(source.frame); frame < opened.frameHeaders.size()) {
    slope = opened.frameHeaders[frame].rescaleSlope;
    intercept = opened.frameHeaders[frame].rescaleIntercept;
  }
  // Images other than CT and PET may do without: their values are the stored ones.
  const QString modality = values.text(DCM_Modality);
  const bool isNeeded = modality == QLatin1String("CT") || modality == QLatin1String("PT");
  if (slope.has_value() != intercept.has_value() || (isNeeded && !slope))
    return inconsistent(Texts::tr("RescaleSlope (0028,1053) or RescaleIntercept (0028,1052) is missing."));
  form.slope = slope.value_or(1.0);
  form.intercept = intercept.value_or(0.0);
  if (form.isFloat)
    form.floatPadding = floatPaddingOf(dataset);
  else
    form.padding = paddingOf(dataset, form);
  return form;
}

/// Which fragments make up a frame: item 0 is the offset table (PS3.5 A.4), the frame's are first … last.
struct FragmentRange {
  unsigned long first = 1;
  unsigned long last = 0;
};

Result<FragmentRange> fragmentsOf(DcmPixelSequence& sequence, int frame, int frames, const QString& file) {
  const unsigned long items = sequence.card();
  if (frames <= 1) return FragmentRange{1, items - 1};
  const auto start = [&](int number, unsigned long& first) {
    Uint32 fragment = 0;
    const bool found =
        DcmCodec::determineStartFragment(static_cast<Uint32>(number), frames, &sequence, fragment).good();
    first = fragment;
    return found;
  };
  FragmentRange range;
  const bool found = start(frame, range.first) &&
                     (frame + 1 < frames ? start(frame + 1, range.last) : (range.last = items, true));
  if (!found || range.last <= range.first || range.last > items)
    return failure(ErrorKind::FileUnreadable, file,
                   Texts::tr("Where frame %1 of %2 begins in the compressed pixel data cannot be told.")
                       .arg(frame + 1)
                       .arg(frames));
  --range.last;
  return range;
}

Result<Bytes> joinedFragments(DcmPixelSequence& sequence, const FragmentRange& range, const QString& file) {
  Bytes frame;
  for (unsigned long i = range.first; i <= range.last; ++i) {
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

StoredSlice owning(const PixelForm& form, Bytes bytes) {
  auto owner = std::make_shared<const Bytes>(std::move(bytes));
  return {form, owner->data(), owner};
}

/// The values of a file with one frame of floating point numbers, or null.
const std::uint8_t* floatPixels(DcmElement& element, const PixelForm& form) {
  if (form.bitsAllocated == 32) {
    Float32* values = nullptr;
    return element.getFloat32Array(values).good() ? reinterpret_cast<const std::uint8_t*>(values) : nullptr;
  }
  Float64* values = nullptr;
  return element.getFloat64Array(values).good() ? reinterpret_cast<const std::uint8_t*>(values) : nullptr;
}

Result<StoredSlice> nativePixels(const std::shared_ptr<OpenedFile>& opened, DcmElement& element,
                                 const PixelForm& form, int frame) {
  const std::size_t there = element.getLength();
  const std::size_t needed = form.byteCount();
  const std::size_t before = needed * static_cast<std::size_t>(frame);
  if (there < before + needed) return shortPixels(opened->file, there > before ? there - before : 0, needed);
  const auto unreadable = [&] {
    return failure(ErrorKind::FileUnreadable, opened->file, Texts::tr("The pixel data cannot be read."));
  };
  // Words that the file calls bytes (OB, or UN where a program did not know the element) stand as it has
  // them.
  const E_ByteOrder order = DcmXfer(opened->format.getDataset()->getOriginalXfer()).getByteOrder();
  if (form.bitsAllocated == 16 && element.ident() != EVR_OW && element.getTag().getEVR() != EVR_OW &&
      order != gLocalByteOrder)
    return unreadable();
  if (opened->frames > 1) {
    // DCMTK counts bytes in 32 bits here.
    if (before > 0xffffffffULL) return unreadable();
    Bytes bytes(needed);
    const auto offset = static_cast<Uint32>(before);
    if (element.getPartialValue(bytes.data(), offset, static_cast<Uint32>(needed), nullptr, gLocalByteOrder)
            .bad())
      return unreadable();
    return owning(form, std::move(bytes));
  }
  if (form.isFloat) {
    const std::uint8_t* values = floatPixels(element, form);
    if (values == nullptr) return unreadable();
    return StoredSlice{form, values, opened};
  }
  Uint8* bytes8 = nullptr;
  Uint16* bytes16 = nullptr;
  if (form.bitsAllocated == 16 && element.getUint16Array(bytes16).good() && bytes16 != nullptr)
    return StoredSlice{form, reinterpret_cast<const std::uint8_t*>(bytes16), opened};
  if (element.getUint8Array(bytes8).bad() || bytes8 == nullptr) return unreadable();
  return StoredSlice{form, bytes8, opened};
}

/// Byte planes, of a sample the most significant first, as pixels in this machine's order.
Result<Bytes> runLengthPixels(const Bytes& coded, const PixelForm& form) {
  const auto damaged = [](const QString& detail) {
    return Error{
        ErrorKind::FileUnreadable,
        Texts::tr("The run-length coded pixel data is damaged: %1. Copy the file again from its source.")
            .arg(detail),
        {}};
  };
  const auto planes = decodeRle(coded, form.pixelCount());
  if (!planes) return damaged(planes.error().message);
  const std::size_t bytesAPixel = form.bytesAPixel();
  if (planes->size() != bytesAPixel)
    return damaged(Texts::tr("it has %1 byte planes where %2 belong").arg(planes->size()).arg(bytesAPixel));
  for (const Bytes& plane : *planes)
    if (plane.size() != form.pixelCount())
      return damaged(Texts::tr("it ends after %1 of %2 pixels").arg(plane.size()).arg(form.pixelCount()));
  if (bytesAPixel == 1) return planes->front();
  Bytes bytes(form.byteCount());
  if (bytesAPixel == 3) {
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = (*planes)[i % 3][i / 3];
    return bytes;
  }
  for (std::size_t i = 0; i < form.pixelCount(); ++i) {
    const auto word = static_cast<std::uint16_t>((*planes)[0][i] << 8 | (*planes)[1][i]);
    std::memcpy(bytes.data() + 2 * i, &word, sizeof word);
  }
  return bytes;
}

Result<StoredSlice> codedPixels(OpenedFile& opened, DcmElement& element, const DcmXfer& syntax,
                                const PixelForm& form, int frame) {
  auto* pixelData = dynamic_cast<DcmPixelData*>(&element);
  DcmPixelSequence* sequence = nullptr;
  if (pixelData == nullptr ||
      pixelData->getEncapsulatedRepresentation(syntax.getXfer(), nullptr, sequence).bad() ||
      sequence == nullptr || sequence->card() < 2)
    return failure(ErrorKind::FileUnreadable, opened.file, Texts::tr("There is no compressed pixel data."));
  const auto fragments = fragmentsOf(*sequence, frame, opened.frames, opened.file);
  if (!fragments) return fragments.error();
  const auto coded = joinedFragments(*sequence, *fragments, opened.file);
  if (!coded) return coded.error();
  const QString syntaxUid = QString::fromLatin1(syntax.getXferID());
  const bool isRunLength = syntax.getXfer() == EXS_RLELossless;
  if (form.bytesAPixel() == 3 && !isRunLength) {
    auto colours = decodeColours(*coded, syntaxUid, form);
    if (!colours) return failure(colours.error().kind, opened.file, colours.error().message);
    PixelForm decoded = form;
    if (colours->isRgb) decoded.photometric = Photometric::Rgb;
    if (colours->samples.size() != form.byteCount())
      return shortPixels(opened.file, colours->samples.size(), form.byteCount());
    return owning(decoded, std::move(colours->samples));
  }
  auto bytes = isRunLength ? runLengthPixels(*coded, form) : decodeFrame(*coded, syntaxUid, form);
  if (!bytes) return failure(bytes.error().kind, opened.file, bytes.error().message);
  if (bytes->size() != form.byteCount()) return shortPixels(opened.file, bytes->size(), form.byteCount());
  return owning(form, bytes.take());
}

/// A stated end of a range in the pixels' own kind: its 16 bits are signed when they are.
double asStored(double end, const PixelForm& form) {
  if (form.isSigned && end > 32767.0 && end <= 65535.0) return end - 65536.0;
  return !form.isSigned && end < 0.0 && end >= -32768.0 ? end + 65536.0 : end;
}

/// A value outside of what the real world value mapping is stated for has none. Scanners state the values
/// that are there, so nothing is lost but where a file is wrong; a number is never made up.
Result<void> checkMapped(const StoredSlice& slice, std::vector<StoredRange> ranges, const QString& file) {
  if (ranges.empty()) return {};
  for (StoredRange& range : ranges) {
    range = {asStored(range.first, slice.form), asStored(range.last, slice.form)};
    if (range.first > range.last) std::swap(range.first, range.last);
  }
  const auto& padding = slice.form.padding;
  std::optional<int> outside;
  forEachStoredValue(slice, [&](std::size_t, int value) {
    if (outside) return;
    const bool mapped = std::ranges::any_of(
        ranges, [&](const StoredRange& range) { return value >= range.first && value <= range.last; });
    const bool padded = padding && value >= padding->least && value <= padding->most;
    if (!mapped && !padded) outside = value;
  });
  if (!outside) return {};
  return failure(
      ErrorKind::Inconsistent, file,
      Texts::tr("The frame holds the stored value %1, which has no real world value: "
                "RealWorldValueFirstValueMapped (0040,9216) is %2 and RealWorldValueLastValueMapped "
                "(0040,9211) is %3.")
          .arg(*outside)
          .arg(ranges.front().first)
          .arg(ranges.back().last));
}

}  // namespace

Result<StoredSlice> readStoredSlice(const SliceSource& source, int rows, int columns, PixelKind kind) {
  prepareDcmtk();
  const auto opened = openFile(source.file);
  if (!opened) return opened.error();
  DcmDataset& dataset = *(*opened)->format.getDataset();
  const auto form = describe(source, **opened, rows, columns, kind);
  if (!form) return form.error();
  if (source.frame < 0 || source.frame >= std::max(1, (*opened)->frames))
    return failure(ErrorKind::Inconsistent, source.file,
                   Texts::tr("The file changed since the folder was read: it holds %1 of its %2 frames. Open "
                             "the folder again.")
                       .arg((*opened)->frames)
                       .arg(source.frame + 1));

  const DcmTagKey tag = !form->isFloat              ? DCM_PixelData
                        : form->bitsAllocated == 32 ? DCM_FloatPixelData
                                                    : DCM_DoubleFloatPixelData;
  DcmElement* element = nullptr;
  if (dataset.findAndGetElement(tag, element).bad() || element == nullptr)
    return failure(ErrorKind::FileUnreadable, source.file, Texts::tr("There is no pixel data."));
  const DcmXfer syntax(dataset.getOriginalXfer());
  Result<StoredSlice> pixels = syntax.isEncapsulated()
                                   ? codedPixels(**opened, *element, syntax, *form, source.frame)
                                   : nativePixels(*opened, *element, *form, source.frame);
  if (pixels && form->photometric == Photometric::Palette) {
    auto palette = readPalette(dataset);
    if (!palette) return failure(palette.error().kind, source.file, palette.error().message);
    pixels->palette = std::make_shared<const Palette>(palette.take());
  }
  const auto frame = static_cast<std::size_t>(source.frame);
  if (pixels && kind == PixelKind::Values && !form->isFloat && frame < (*opened)->mapped.size())
    if (auto mapped = checkMapped(*pixels, (*opened)->mapped[frame], source.file); !mapped)
      return mapped.error();
  // Long values are read when they are asked for, at places that are those of the file that was parsed.
  if (platform::fileState(source.file).value_or(platform::FileState{}) != (*opened)->state)
    return failure(ErrorKind::Inconsistent, source.file,
                   Texts::tr("The file changed while it was being read. Open the folder again."));
  return pixels;
}

}  // namespace uptake::dicom
