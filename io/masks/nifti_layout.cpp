#include "io/masks/image_layout_p.h"
#include "io/masks/stored_bytes_p.h"

#include <QCoreApplication>
#include <QFile>
#include <QtEndian>

#include <Eigen/Geometry>

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>

namespace uptake::masks {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelImage)
};

constexpr int kNifti1Bytes = 348;
constexpr int kNifti2Bytes = 540;

std::optional<NumberType> numberType(int code) {
  switch (code) {
    case 2:
      return NumberType::UInt8;
    case 256:
      return NumberType::Int8;
    case 512:
      return NumberType::UInt16;
    case 4:
      return NumberType::Int16;
    case 768:
      return NumberType::UInt32;
    case 8:
      return NumberType::Int32;
    case 1280:
      return NumberType::UInt64;
    case 1024:
      return NumberType::Int64;
    case 16:
      return NumberType::Float;
    case 64:
      return NumberType::Double;
    default:
      return std::nullopt;
  }
}

/// Numbers of the header, in either byte order.
class Fields {
 public:
  explicit Fields(const QByteArray& head) : head_(head) {
    const auto size = qbswap(at<qint32>(0));
    swapped_ = size == kNifti1Bytes || size == kNifti2Bytes;
  }
  bool isSwapped() const { return swapped_; }
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

/// Of both versions: NIfTI-2 has the fields of NIfTI-1 at other places, and more of their bytes.
class NiftiHeader {
 public:
  explicit NiftiHeader(const QByteArray& head) : head_(head), fields_(head) {
    bytes_ = fields_.at<qint32>(0);
    isSecond_ = bytes_ == kNifti2Bytes;
  }

  bool isWhole() const {
    const QByteArray magic = head_.mid(isSecond_ ? 4 : 344, 3);
    return (bytes_ == kNifti1Bytes || isSecond_) && head_.size() >= bytes_ &&
           (magic == (isSecond_ ? "n+2" : "n+1") || isPair());
  }
  /// Whether the voxels lie in an .img file beside the header.
  bool isPair() const { return head_.mid(isSecond_ ? 4 : 344, 3) == (isSecond_ ? "ni2" : "ni1"); }
  int bytes() const { return bytes_; }
  bool isBigEndian() const { return fields_.isSwapped() != (std::endian::native == std::endian::big); }
  qint64 dimension(int index) const {
    return isSecond_ ? fields_.at<qint64>(16 + 8 * index) : fields_.at<qint16>(40 + 2 * index);
  }
  int datatype() const { return fields_.at<qint16>(isSecond_ ? 12 : 70); }
  double offset() const { return isSecond_ ? static_cast<double>(fields_.at<qint64>(168)) : number(108, 0); }
  double slope() const { return number(112, 176); }
  double intercept() const { return number(116, 184); }
  int qformCode() const { return isSecond_ ? fields_.at<qint32>(344) : fields_.at<qint16>(252); }
  int sformCode() const { return isSecond_ ? fields_.at<qint32>(348) : fields_.at<qint16>(254); }
  int unit() const { return (isSecond_ ? fields_.at<qint32>(500) : fields_.at<qint8>(123)) & 7; }

  // Both map an index to RAS, in the file's unit (nifti1.h, methods 3 and 2).
  Eigen::Matrix<double, 3, 4> sform() const {
    Eigen::Matrix<double, 3, 4> form;
    for (int row = 0; row < 3; ++row)
      for (int column = 0; column < 4; ++column) {
        const int place = 4 * row + column;
        form(row, column) = number(280 + 4 * place, 400 + 8 * place);
      }
    return form;
  }
  Eigen::Matrix<double, 3, 4> qform() const {
    const Eigen::Vector3d q(number(256, 352), number(260, 360), number(264, 368));
    const Eigen::Quaterniond turn(std::sqrt(std::max(0.0, 1.0 - q.squaredNorm())), q.x(), q.y(), q.z());
    const double handed = pixdim(0) < 0.0 ? -1.0 : 1.0;
    const Eigen::Vector3d spacing(std::abs(pixdim(1)), std::abs(pixdim(2)), handed * std::abs(pixdim(3)));
    Eigen::Matrix<double, 3, 4> form;
    form.leftCols<3>() = turn.normalized().toRotationMatrix() * spacing.asDiagonal();
    form.col(3) = Eigen::Vector3d(number(268, 376), number(272, 384), number(276, 392));
    return form;
  }

 private:
  /// A float of NIfTI-1, or the double of NIfTI-2 in its stead.
  double number(int first, int second) const {
    return isSecond_ ? std::bit_cast<double>(fields_.at<quint64>(second))
                     : static_cast<double>(std::bit_cast<float>(fields_.at<quint32>(first)));
  }
  double pixdim(int index) const { return number(76 + 4 * index, 104 + 8 * index); }

  QByteArray head_;
  Fields fields_;
  int bytes_ = 0;
  bool isSecond_ = false;
};

/// Millimetres in a unit of xyzt_units; 1 where none is stated.
double millimetres(int unit) {
  constexpr int kMetre = 1, kMicron = 3;
  return unit == kMetre ? 1000.0 : unit == kMicron ? 0.001 : 1.0;
}

/// What the header says of the lattice's place; Inconsistent when that is nothing, or no place.
Result<void> readPlace(const NiftiHeader& header, const Eigen::Vector3i& size, ImageLayout& layout) {
  const double unit = millimetres(header.unit());
  if (unit != 1.0)
    layout.unit = Texts::tr("its unit of length is the %1 (xyzt_units)")
                      .arg(unit > 1.0 ? Texts::tr("metre") : Texts::tr("micrometre"));
  const auto latticeOf = [&](Eigen::Matrix<double, 3, 4> form) {
    form *= unit;
    form.topRows<2>() *= -1.0;  // RAS to LPS
    return FileLattice::create(size, form.leftCols<3>(), form.col(3));
  };
  const bool hasSform = header.sformCode() > 0;
  const bool hasQform = header.qformCode() > 0;
  if (!hasSform && !hasQform)
    return Error{
        ErrorKind::Inconsistent,
        Texts::tr("The file does not say where its voxels lie in the patient: qform_code and sform_code "
                  "are 0."),
        {}};
  const FileLattice sform = latticeOf(header.sform());
  const FileLattice qform = latticeOf(header.qform());
  layout.lattice = hasSform ? sform : qform;
  if (!layout.lattice.isFinite())
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("The %1 of the file holds something that is no number.")
                     .arg(QLatin1String(hasSform ? "sform" : "qform")),
                 {}};
  if (!hasSform || !hasQform) return {};
  // A quaternion in single precision turns by up to 7e-4: its first part is what the other three leave of 1.
  constexpr double kVoxels = 0.1, kRounding = 7e-4;
  const double extent = sform.spacing.cwiseProduct(sform.last().cast<double>()).norm();
  const double apart = sform.distanceTo(qform);
  if (!qform.isFinite())
    layout.warnings.append(Texts::tr("Its qform holds something that is no number; the sform was taken."));
  else if (apart > kVoxels * sform.spacing.minCoeff() + kRounding * extent)
    layout.warnings.append(
        Texts::tr("Its sform and its qform disagree on where the voxels lie, by up to %1 mm; the sform "
                  "was taken.")
            .arg(apart, 0, 'f', 2));
  return {};
}

/// The .img file of a header, packed or not; empty when there is none.
QString pairedFile(const QString& header) {
  QString base = header;
  if (base.endsWith(QLatin1String(".gz"), Qt::CaseInsensitive)) base.chop(3);
  base.chop(4);
  for (const char* ending : {".img", ".img.gz", ".IMG"})
    if (const QString file = base + QLatin1String(ending); QFile::exists(file)) return file;
  return {};
}

bool isGzip(const QString& file) {
  QFile input(file);
  return input.open(QIODevice::ReadOnly) && input.peek(2) == QByteArray("\x1f\x8b");
}

}  // namespace

Result<ImageLayout> readNiftiLayout(const QString& file) {
  const auto refused = [&](ErrorKind kind, const QString& message) { return Error{kind, message, file}; };
  QFile input(file);
  if (!input.open(QIODevice::ReadOnly))
    return refused(ErrorKind::FileUnreadable,
                   Texts::tr("The file cannot be read (%1).").arg(input.errorString()));
  ImageLayout layout;
  layout.dataFile = file;
  if (input.peek(2) == QByteArray("\x1f\x8b")) layout.encoding = Encoding::Deflated;
  const NiftiHeader header(firstBytesOf(file, kNifti2Bytes));
  if (!header.isWhole())
    return refused(ErrorKind::FileUnreadable,
                   Texts::tr("The file has no NIfTI header (an older Analyze header does not say where its "
                             "voxels lie in the patient)."));
  if (header.isPair()) {
    layout.dataFile = pairedFile(file);
    if (layout.dataFile.isEmpty())
      return refused(
          ErrorKind::FileUnreadable,
          Texts::tr("The voxels are said to be in an .img file beside the header: there is none."));
    layout.encoding = isGzip(layout.dataFile) ? Encoding::Deflated : Encoding::Raw;
  }
  layout.isBigEndian = header.isBigEndian();

  const qint64 axes = header.dimension(0);
  bool isSingle = axes >= 1 && axes <= 7;
  // A fourth dimension of 1 is common and harmless; one of more holds several images.
  const qint64 volumes = axes >= 4 ? header.dimension(4) : 1;
  isSingle = isSingle && volumes >= 1 && volumes <= kMaximumSide;
  for (int axis = 5; isSingle && axis <= axes; ++axis) isSingle = header.dimension(axis) == 1;
  if (!isSingle)
    return refused(ErrorKind::NotSupported,
                   Texts::tr("An image has three axes, or four with one of several images, and one number a "
                             "voxel."));
  layout.layers = static_cast<int>(volumes);
  layout.layersComeFirst = false;
  Eigen::Vector3i size;
  for (int axis = 0; axis < 3; ++axis) {
    const qint64 side = axis < axes ? header.dimension(axis + 1) : 1;
    if (side < 1 || side > kMaximumSide)
      return refused(
          ErrorKind::Inconsistent,
          Texts::tr("The image has a side of %1 voxels; 1 to %2 are possible.").arg(side).arg(kMaximumSide));
    size[axis] = static_cast<int>(side);
  }
  const auto type = numberType(header.datatype());
  if (!type)
    return refused(
        ErrorKind::NotSupported,
        Texts::tr("The numbers of this image are of an unknown type (%1).").arg(header.datatype()));
  layout.type = *type;
  // A slope of 0, or none, means that the stored numbers are the values.
  if (const double slope = header.slope(); slope != 0.0 && std::isfinite(slope)) {
    layout.slope = slope;
    layout.intercept = header.intercept();
    if (!std::isfinite(layout.intercept))
      return refused(ErrorKind::Inconsistent, Texts::tr("scl_inter of the file is no number."));
  }

  constexpr double kMostBeforeVoxels = 1e9;
  const double offset = header.offset();
  if (!(offset >= (header.isPair() ? 0 : header.bytes()) && offset < kMostBeforeVoxels) ||
      offset != std::floor(offset))
    return refused(ErrorKind::Inconsistent,
                   Texts::tr("The voxels are said to begin at byte %1.").arg(offset));
  layout.dataOffset = static_cast<std::int64_t>(offset);
  if (const auto placed = readPlace(header, size, layout); !placed)
    return refused(placed.error().kind, placed.error().message);
  return layout;
}

}  // namespace uptake::masks
