#include "io/masks/image_layout_p.h"

#include <QCoreApplication>
#include <QFile>
#include <QtEndian>

#include <algorithm>
#include <bit>
#include <cmath>
#include <zlib.h>

namespace uptake::masks {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelImage)
};

constexpr int kNifti1Bytes = 348;
constexpr int kNifti2Bytes = 540;
constexpr int kMaximumSide = 65535;

/// Bytes of a NIfTI datatype, or 0.
int bytesOf(int type) {
  switch (type) {
    case 2:    // uint8
    case 256:  // int8
      return 1;
    case 4:    // int16
    case 512:  // uint16
      return 2;
    case 8:    // int32
    case 16:   // float
    case 768:  // uint32
      return 4;
    case 64:    // double
    case 1024:  // int64
    case 1280:  // uint64
      return 8;
    default:
      return 0;
  }
}

/// The first bytes of a file, unpacked when it is gzip.
QByteArray headOf(const QString& file) {
  QByteArray head(kNifti2Bytes, '\0');
  gzFile input = gzopen(QFile::encodeName(file).constData(), "rb");
  if (input == nullptr) return {};
  const int count = gzread(input, head.data(), static_cast<unsigned>(head.size()));
  gzclose(input);
  head.truncate(std::max(0, count));
  return head;
}

/// Numbers of the header, in either byte order.
class Fields {
 public:
  explicit Fields(const QByteArray& head) : head_(head) {
    const auto size = at<qint32>(0);
    swapped_ = qbswap(size) == kNifti1Bytes || qbswap(size) == kNifti2Bytes;
  }
  template <class T>
  T at(int offset) const {
    if (offset + static_cast<int>(sizeof(T)) > head_.size()) return T{};
    const auto value = qFromUnaligned<T>(head_.constData() + offset);
    return swapped_ ? qbswap(value) : value;
  }

 private:
  QByteArray head_;
  bool swapped_ = false;
};

}  // namespace

Result<ImageLayout> readNiftiLayout(const QString& file) {
  const auto refused = [&](ErrorKind kind, const QString& message) { return Error{kind, message, file}; };
  QFile input(file);
  if (!input.open(QIODevice::ReadOnly))
    return refused(ErrorKind::FileUnreadable,
                   Texts::tr("The file cannot be read (%1).").arg(input.errorString()));
  ImageLayout layout;
  layout.dataFile = file;
  layout.packed = input.peek(2) == QByteArray("\x1f\x8b");
  const QByteArray head = headOf(file);
  const Fields fields(head);
  const auto headerBytes = fields.at<qint32>(0);
  const bool second = headerBytes == kNifti2Bytes;
  const QByteArray magic = head.mid(second ? 4 : 344, 3);
  if ((headerBytes != kNifti1Bytes && !second) || head.size() < headerBytes ||
      magic != (second ? "n+2" : "n+1"))
    return refused(ErrorKind::FileUnreadable, Texts::tr("The file has no NIfTI header with its own voxels."));

  const auto dimension = [&](int index) -> qint64 {
    return second ? fields.at<qint64>(16 + 8 * index) : fields.at<qint16>(40 + 2 * index);
  };
  const qint64 axes = dimension(0);
  bool single = axes >= 1 && axes <= 7;
  // A fourth dimension of 1 is common and harmless.
  for (int axis = 4; single && axis <= axes; ++axis) single = dimension(axis) == 1;
  if (!single)
    return refused(ErrorKind::NotSupported,
                   Texts::tr("A mask is one three-dimensional image of single numbers."));
  for (int axis = 0; axis < 3; ++axis) {
    const qint64 side = axis < axes ? dimension(axis + 1) : 1;
    if (side < 1 || side > kMaximumSide)
      return refused(
          ErrorKind::Inconsistent,
          Texts::tr("The image has a side of %1 voxels; 1 to %2 are possible.").arg(side).arg(kMaximumSide));
    layout.size[static_cast<std::size_t>(axis)] = side;
  }
  const int type = fields.at<qint16>(second ? 12 : 70);
  layout.bytesPerVoxel = bytesOf(type);
  if (layout.bytesPerVoxel == 0)
    return refused(ErrorKind::NotSupported,
                   Texts::tr("The numbers of this image are of an unknown type (%1).").arg(type));
  const double offset = second ? static_cast<double>(fields.at<qint64>(168))
                               : static_cast<double>(std::bit_cast<float>(fields.at<quint32>(108)));
  if (!(offset >= headerBytes && offset < 1e9) || offset != std::floor(offset))
    return refused(ErrorKind::Inconsistent,
                   Texts::tr("The voxels are said to begin at byte %1.").arg(offset));
  layout.dataOffset = static_cast<std::int64_t>(offset);
  const int qform = second ? fields.at<qint32>(344) : fields.at<qint16>(252);
  const int sform = second ? fields.at<qint32>(348) : fields.at<qint16>(254);
  if (qform <= 0 && sform <= 0)
    return refused(
        ErrorKind::Inconsistent,
        Texts::tr("The file does not say where its voxels lie in the patient: qform_code and sform_code "
                  "are 0."));
  return layout;
}

}  // namespace uptake::masks
