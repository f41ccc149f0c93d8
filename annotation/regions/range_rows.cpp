#include "annotation/regions/range_rows.h"

#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::ValueRange)
};

const Volume* imageOf(const CaseDocument& document, ImageKind kind) {
  return kind == ImageKind::Pet ? document.pet().get() : document.ct().get();
}

QString number(const Volume* image, double value) {
  const bool whole = image && image->unit() == ValueUnit::Hounsfield;
  QString text = QString::number(value, 'f', whole ? 0 : 2);
  return text.replace(QLatin1Char('-'), QChar(0x2212));
}

}  // namespace

RowsInRange rowsInRange(const std::vector<VoxelRun>& rows, const ImageGrid& grid,
                        const CaseDocument& document, const ValueRange& range) {
  RowsInRange result;
  const Volume* image = imageOf(document, range.image);
  if (!image) return result;
  const SampledValues values(*image, grid);
  for (const VoxelRun& row : rows) {
    Eigen::Vector3i index = grid.indexOf(row.first);
    int length = 0;
    for (int step = 0; step <= row.length; ++step, ++index.x()) {
      bool takes = false;
      if (step < row.length) {
        const SampledValues::Sample sample = values.at(index);
        takes = sample.state == SampledValues::State::Value && range.contains(sample.value);
        result.reading = result.reading || sample.state == SampledValues::State::Reading;
      }
      if (takes) {
        ++length;
      } else if (length > 0) {
        result.rows.push_back({row.first + step - length, length});
        length = 0;
      }
    }
  }
  return result;
}

QString rangeRefusal(const CaseDocument& document, const ValueRange& range) {
  const Volume* image = imageOf(document, range.image);
  if (range.image == ImageKind::Ct)
    return !image ? Texts::tr("There is no CT, which the range is about.")
           : image->isColour()
               ? Texts::tr("This series is in colour: it holds no values, which the range is about.")
               : QString();
  if (!image) return Texts::tr("There is no PET, which the range is about.");
  if (image->unit() != ValueUnit::Suv)
    return Texts::tr("This PET has no SUV scale, which the range is about; its values are in %1.")
        .arg(image->unitLabel());
  return {};
}

QString rangeText(const CaseDocument& document, const ValueRange& range) {
  const Volume* image = imageOf(document, range.image);
  return QStringLiteral("%1 %2 %3 %4")
      .arg(image ? image->unitLabel() : QString(), number(image, range.low), QChar(0x2013),
           number(image, range.high))
      .trimmed();
}

QString imageValueText(const Volume& image, double value) {
  return image.unit() == ValueUnit::Suv
             ? QStringLiteral("%1 %2").arg(image.unitLabel(), number(&image, value))
             : QStringLiteral("%1 %2").arg(number(&image, value), image.unitLabel());
}

}  // namespace uptake
