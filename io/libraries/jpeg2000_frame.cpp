#include "io/libraries/jpeg2000_frame_p.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <cstring>
#include <memory>
#include <openjpeg.h>

namespace uptake::libraries {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::VolumeLoader)
};

/// How many bytes a block of code may be shorter than what its values take: writers end blocks in different
/// ways. Those that cut blocks to make an image much smaller than it is without loss leave out whatever a
/// decoder guesses right, any number. (Of longer ones the library itself lets two bytes pass.)
constexpr int kLooseBytes = 4;
constexpr std::size_t kMuchSmaller = 16;

Error badCode(const QString& message) {
  return {ErrorKind::FileUnreadable, message, {}};
}

/// Finds its way through the markers (T.800 annex A), and asks for more than the stream does.
class CodeStream {
 public:
  explicit CodeStream(std::vector<std::uint8_t> bytes) : bytes_(std::move(bytes)) {}

  /// Marks all code blocks as ended so that a decoder can tell whether their code was used up ("predictable
  /// termination"): it then looks, and decodes the same. False when the parts of the stream do not add up to
  /// its length.
  bool demandWholeBlocks() {
    std::size_t at = 2;  // behind the start
    while (u16(at) != kTilePart) {
      if (!passSegment(at)) return false;
    }
    while (u16(at) == kTilePart) {
      const std::size_t begin = at;
      const std::size_t length = u32(at + 6);
      // 0: up to the end of the stream.
      const std::size_t end = length == 0 ? bytes_.size() - 2 : begin + length;
      if (end > bytes_.size() - 2 || end <= begin) return false;
      while (u16(at) != kData)
        if (!passSegment(at) || at >= end) return false;
      at = end;
    }
    return u16(at) == kEnd && at + 2 == bytes_.size();
  }
  const std::vector<std::uint8_t>& bytes() const { return bytes_; }

 private:
  static constexpr unsigned kTilePart = 0xff90;
  static constexpr unsigned kData = 0xff93;
  static constexpr unsigned kEnd = 0xffd9;

  unsigned u8(std::size_t at) const { return at < bytes_.size() ? bytes_[at] : 0U; }
  unsigned u16(std::size_t at) const { return (u8(at) << 8) | u8(at + 1); }
  std::size_t u32(std::size_t at) const { return (std::size_t{u16(at)} << 16) | u16(at + 2); }

  bool passSegment(std::size_t& at) {
    constexpr unsigned kCodingStyle = 0xff52;
    constexpr unsigned kCodingStyleOfComponent = 0xff53;
    const unsigned marker = u16(at);
    const std::size_t length = u16(at + 2);
    if (marker < 0xff00 || length < 2 || at + 2 + length > bytes_.size()) return false;
    if (marker == kCodingStyle && length >= 12) demand(at + 12);
    if (marker == kCodingStyleOfComponent && length >= 9) demand(at + 9);
    at += 2 + length;
    return true;
  }
  void demand(std::size_t style) {
    constexpr std::uint8_t kPredictableTermination = 0x10;
    bytes_[style] |= kPredictableTermination;
  }

  std::vector<std::uint8_t> bytes_;
};

/// What the library says while it decodes.
struct Complaints {
  bool mayBeCut = false;
  QString first;

  void add(const QString& text) {
    if (first.isEmpty()) first = text.simplified();
  }
  static void error(const char* message, void* self) {
    static_cast<Complaints*>(self)->add(QString::fromLatin1(message));
  }
  static void warning(const char* message, void* self) {
    const QString text = QString::fromLatin1(message);
    auto& complaints = *static_cast<Complaints*>(self);
    static const QRegularExpression kLength(QStringLiteral("PTERM check failure: (\\d+) (remaining bytes)?"));
    if (const auto found = kLength.match(text); found.hasMatch()) {
      const bool isTooShort = found.captured(2).isEmpty();
      if (isTooShort && (complaints.mayBeCut || found.captured(1).toInt() <= kLooseBytes)) return;
    }
    complaints.add(text);
  }
};

/// The bytes as the library reads them.
struct Source {
  const std::vector<std::uint8_t>& bytes;
  std::size_t at = 0;

  static OPJ_SIZE_T read(void* to, OPJ_SIZE_T count, void* self) {
    auto& source = *static_cast<Source*>(self);
    const std::size_t there = std::min<std::size_t>(count, source.bytes.size() - source.at);
    if (there == 0) return static_cast<OPJ_SIZE_T>(-1);
    std::memcpy(to, source.bytes.data() + source.at, there);
    source.at += there;
    return there;
  }
  static OPJ_OFF_T skip(OPJ_OFF_T count, void* self) {
    auto& source = *static_cast<Source*>(self);
    if (count < 0) return -1;
    const std::size_t there = std::min(static_cast<std::size_t>(count), source.bytes.size() - source.at);
    source.at += there;
    return there == 0 ? -1 : static_cast<OPJ_OFF_T>(there);
  }
  static OPJ_BOOL seek(OPJ_OFF_T place, void* self) {
    auto& source = *static_cast<Source*>(self);
    if (place < 0 || static_cast<std::size_t>(place) > source.bytes.size()) return OPJ_FALSE;
    source.at = static_cast<std::size_t>(place);
    return OPJ_TRUE;
  }
};

template <auto Destroy>
struct Destroyer {
  template <class T>
  void operator()(T* object) const {
    Destroy(object);
  }
};

using Codec = std::unique_ptr<opj_codec_t, Destroyer<opj_destroy_codec>>;
using Stream = std::unique_ptr<opj_stream_t, Destroyer<opj_stream_destroy>>;
using Image = std::unique_ptr<opj_image_t, Destroyer<opj_image_destroy>>;

Image decode(const std::vector<std::uint8_t>& bytes, Complaints& complaints) {
  const Codec codec(opj_create_decompress(OPJ_CODEC_J2K));
  const Stream stream(opj_stream_create(OPJ_J2K_STREAM_CHUNK_SIZE, OPJ_TRUE));
  if (!codec || !stream) return nullptr;
  opj_set_error_handler(codec.get(), &Complaints::error, &complaints);
  opj_set_warning_handler(codec.get(), &Complaints::warning, &complaints);
  Source source{bytes};
  opj_stream_set_user_data(stream.get(), &source, nullptr);
  opj_stream_set_user_data_length(stream.get(), bytes.size());
  opj_stream_set_read_function(stream.get(), &Source::read);
  opj_stream_set_skip_function(stream.get(), &Source::skip);
  opj_stream_set_seek_function(stream.get(), &Source::seek);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  if (!opj_setup_decoder(codec.get(), &parameters)) return nullptr;
  opj_image_t* header = nullptr;
  const bool hasHeader = opj_read_header(stream.get(), codec.get(), &header) != OPJ_FALSE;
  Image image(header);
  if (!hasHeader || !opj_decode(codec.get(), stream.get(), image.get()) ||
      !opj_end_decompress(codec.get(), stream.get()))
    return nullptr;
  return image;
}

}  // namespace

Result<std::vector<std::uint8_t>> decodeJpeg2000(const std::vector<std::uint8_t>& frame,
                                                 const dicom::PixelForm& format) {
  std::vector<std::uint8_t> whole = frame;
  // What pads the frame to an even length is no part of the stream.
  while (whole.size() > 2 && whole.back() != 0xd9) whole.pop_back();
  CodeStream stream(std::move(whole));
  if (!stream.demandWholeBlocks()) return badCode(Texts::tr("its parts do not add up to its length."));
  Complaints complaints;
  complaints.mayBeCut = stream.bytes().size() < format.byteCount() / kMuchSmaller;
  const Image image = decode(stream.bytes(), complaints);
  if (!complaints.first.isEmpty())
    return badCode(Texts::tr("the decoder says \"%1\".").arg(complaints.first));
  const auto columns = static_cast<OPJ_UINT32>(format.columns);
  const auto rows = static_cast<OPJ_UINT32>(format.rows);
  const auto components = static_cast<OPJ_UINT32>(format.photometric == dicom::Photometric::Grey ||
                                                          format.photometric == dicom::Photometric::Palette
                                                      ? 1
                                                      : 3);
  if (!image || image->numcomps != components) return badCode(Texts::tr("it cannot be decoded."));
  for (OPJ_UINT32 n = 0; n < components; ++n)
    if (image->comps[n].data == nullptr || image->comps[n].w != columns || image->comps[n].h != rows)
      return badCode(Texts::tr("it cannot be decoded."));
  if (components == 3) {
    std::vector<std::uint8_t> samples(format.byteCount());
    for (std::size_t i = 0; i < samples.size(); ++i)
      samples[i] = static_cast<std::uint8_t>(std::clamp<OPJ_INT32>(image->comps[i % 3].data[i / 3], 0, 255));
    return samples;
  }
  const OPJ_INT32* values = image->comps[0].data;
  std::vector<std::uint8_t> pixels(format.byteCount());
  if (format.bitsAllocated == 8) {
    std::transform(values, values + format.pixelCount(), pixels.begin(),
                   [](OPJ_INT32 value) { return static_cast<std::uint8_t>(value); });
    return pixels;
  }
  for (std::size_t i = 0; i < format.pixelCount(); ++i) {
    const auto word = static_cast<std::uint16_t>(values[i]);
    std::memcpy(pixels.data() + 2 * i, &word, sizeof word);
  }
  return pixels;
}

}  // namespace uptake::libraries
