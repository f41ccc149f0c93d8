#include "core/mask/label_runs.h"
#include "io/masks/stored_bytes_p.h"
#include "io/masks/stored_labels_p.h"
#include "io/masks/stored_number_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

namespace uptake::masks {

namespace {

// A slope of 1/255 in single precision makes 1.00000006 of 255.
constexpr double kValueRounding = 1e-3;
constexpr double kMaximumLabel = std::numeric_limits<Label>::max();

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelImage)
};

/// Turns stored numbers into labels.
class Decoder {
 public:
  explicit Decoder(const ImageLayout& layout)
      : type_(layout.type),
        isSwapped_(layout.isBigEndian != (std::endian::native == std::endian::big)),
        slope_(layout.slope),
        intercept_(layout.intercept),
        isPlain_(layout.slope == 1.0 && layout.intercept == 0.0) {}

  /// Whether stored zeros are background.
  bool isPlain() const { return isPlain_; }
  std::ptrdiff_t notNumbers() const { return notNumbers_; }

  /// Numbers `stride` bytes apart; the first value that is no label comes back.
  std::optional<double> decode(const char* bytes, std::ptrdiff_t stride, std::span<Label> row) {
    switch (type_) {
      case NumberType::UInt8:
        return decodeAs<quint8>(bytes, stride, row);
      case NumberType::Int8:
        return decodeAs<qint8>(bytes, stride, row);
      case NumberType::UInt16:
        return decodeAs<quint16>(bytes, stride, row);
      case NumberType::Int16:
        return decodeAs<qint16>(bytes, stride, row);
      case NumberType::UInt32:
        return decodeAs<quint32>(bytes, stride, row);
      case NumberType::Int32:
        return decodeAs<qint32>(bytes, stride, row);
      case NumberType::UInt64:
        return decodeAs<quint64>(bytes, stride, row);
      case NumberType::Int64:
        return decodeAs<qint64>(bytes, stride, row);
      case NumberType::Float:
        return decodeAs<float>(bytes, stride, row);
      case NumberType::Double:
        return decodeAs<double>(bytes, stride, row);
    }
    return 0.0;
  }

 private:
  template <class T>
  std::optional<double> decodeAs(const char* bytes, std::ptrdiff_t stride, std::span<Label> row) {
    for (Label& label : row) {
      const T stored = storedNumber<T>(bytes, isSwapped_);
      bytes += stride;
      if constexpr (std::is_integral_v<T>) {
        if (isPlain_ && std::in_range<Label>(stored)) {
          label = static_cast<Label>(stored);
          continue;
        }
      }
      const double value =
          isPlain_ ? static_cast<double>(stored) : static_cast<double>(stored) * slope_ + intercept_;
      if (std::isnan(value)) {
        label = 0;
        ++notNumbers_;
        continue;
      }
      const double whole = std::round(value);
      if (!(std::abs(value - whole) <= kValueRounding && whole >= 0.0 && whole <= kMaximumLabel))
        return value;
      label = static_cast<Label>(whole);
    }
    return {};
  }

  NumberType type_;
  bool isSwapped_;
  double slope_;
  double intercept_;
  bool isPlain_;
  std::ptrdiff_t notNumbers_ = 0;
};

/// Puts a row of a file in its place.
void put(LabelMap& labels, const LatticeMap& map, int j, int k, std::span<const Label> row) {
  const Eigen::Vector3i start = map.voxelOf({0, j, k});
  const Eigen::Vector3i step = map.steps.col(0);
  const std::ptrdiff_t begin = labels.grid().offset(start);
  const std::ptrdiff_t stride = labels.grid().offset(step);
  forEachLabelRun(row, [&](std::ptrdiff_t first, std::ptrdiff_t length, Label label) {
    if (step.x() > 0)
      labels.fill(begin + first, length, label);
    else if (step.x() < 0)
      labels.fill(begin - first - length + 1, length, label);
    else
      for (std::ptrdiff_t i = first; i < first + length; ++i) labels.fill(begin + i * stride, 1, label);
  });
}

bool isAllZero(const std::vector<char>& bytes) {
  return bytes.front() == 0 && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0;
}

}  // namespace

Result<StoredLabels> readStoredLabels(const ImageLayout& layout, const QString& file, const ImageGrid& grid,
                                      const LatticeMap& map) {
  ImageLayout stored = layout;
  auto opened = openNumbers(stored, file);
  if (!opened) return opened.error();
  const std::unique_ptr<ByteSource> bytes = opened.take();
  StoredLabels result;
  for (int layer = 0; layer < stored.layers; ++layer) {
    Result<LabelMap> labels = LabelMap::create(grid);
    if (!labels) return Error{labels.error().kind, labels.error().message, file};
    result.layers.push_back(labels.take());
  }

  // Layers that come first lie between each other, voxel for voxel.
  const int interleaved = stored.layersComeFirst ? stored.layers : 1;
  const int passes = stored.layersComeFirst ? 1 : stored.layers;
  const int width = bytesOf(stored.type);
  const Eigen::Vector3i& size = stored.lattice.size;
  std::vector<char> buffer(static_cast<std::size_t>(size.x()) *
                           static_cast<std::size_t>(interleaved * width));
  std::vector<Label> row(static_cast<std::size_t>(size.x()));
  Decoder decoder(stored);
  for (int pass = 0; pass < passes; ++pass)
    for (int k = 0; k < size.z(); ++k)
      for (int j = 0; j < size.y(); ++j) {
        if (!bytes->read(buffer.data(), static_cast<std::int64_t>(buffer.size())))
          return truncatedError(stored, file);
        if (decoder.isPlain() && isAllZero(buffer)) continue;
        for (int n = 0; n < interleaved; ++n) {
          const auto bad = decoder.decode(buffer.data() + n * width, interleaved * width, row);
          if (bad)
            return Error{
                ErrorKind::Inconsistent,
                Texts::tr("The mask holds the value %1; labels are whole numbers from 0 to 65535.").arg(*bad),
                file};
          put(result.layers[static_cast<std::size_t>(std::max(pass, n))], map, j, k, row);
        }
      }
  if (!bytes->end()) return truncatedError(stored, file);
  result.notNumbers = decoder.notNumbers();
  return result;
}

}  // namespace uptake::masks
