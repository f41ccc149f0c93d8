#include "app/features/measure/measure_text.h"

#include "viewer/overlay/value_text.h"

#include <QCoreApplication>

#include <cmath>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MeasureText)
};

const QString kApart = QStringLiteral("  ");

/// Larger sizes need no small digits.
QString sizeText(double value) {
  return numberText(value, value < 100.0 ? (value < 10.0 ? 2 : 1) : 0);
}

QStringList shapeLines(const Measurement& measurement) {
  switch (measurement.kind) {
    case MeasurementKind::Distance:
      return {Texts::tr("%1 mm").arg(numberText(distanceMm(measurement), 1))};
    case MeasurementKind::Angle: {
      const double degrees = angleDegrees(measurement);
      if (std::isnan(degrees)) return {};
      return {Texts::tr("%1°").arg(numberText(degrees, 1))};
    }
    case MeasurementKind::Ellipse: {
      const auto& points = measurement.points;
      return {Texts::tr("%1 × %2 mm")
                  .arg(numberText(2.0 * (points[1] - points[0]).norm(), 1),
                       numberText(2.0 * (points[2] - points[0]).norm(), 1)) +
              kApart + Texts::tr("%1 mm²").arg(sizeText(areaMm2(measurement)))};
    }
    case MeasurementKind::Sphere:
      break;
  }
  return {Texts::tr("⌀ %1 mm").arg(numberText(2.0 * radiusMm(measurement), 1)) + kApart +
          Texts::tr("%1 ml").arg(sizeText(volumeMl(measurement)))};
}

/// How the numbers of an image are written.
struct Numbers {
  QString image;   ///< "CT", "PET"
  QString prefix;  ///< what stands before "mean": "HU ", "SUV", "Bq/ml "
  double factor = 1.0;
  int decimals = 1;       ///< of a mean
  int wholeDecimals = 0;  ///< of a voxel's value

  QString mean(double value) const { return numberText(value * factor, decimals); }
  QString voxel(double value) const { return numberText(value * factor, wholeDecimals); }
};

/// Why there are no numbers; empty when there are.
QString absence(const RegionStatistics& region, const QString& image) {
  switch (region.state) {
    case RegionState::Measured:
      return {};
    case RegionState::NoPixel:
      return Texts::tr("%1: smaller than a pixel").arg(image);
    case RegionState::OutsideImage:
      return Texts::tr("%1: outside the image").arg(image);
    case RegionState::SliceMissing:
      return Texts::tr("%1: slice missing, not measured").arg(image);
    case RegionState::SliceReading:
      break;
  }
  return Texts::tr("%1: reading…").arg(image);
}

/// How many voxels were counted, and their volume where it is not the sphere's own: of coarse voxels, or cut
/// off at the image's edge.
QString countText(const RegionStatistics& region, const Measurement& measurement) {
  const QString count = Texts::tr("n %1").arg(region.count);
  if (measurement.kind != MeasurementKind::Sphere) return count;
  const QString volume = sizeText(region.volumeMl);
  if (volume == sizeText(volumeMl(measurement))) return count;
  return count + kApart + Texts::tr("%1 ml").arg(volume);
}

QStringList remarks(const RegionStatistics& region, const QString& image) {
  QStringList lines;
  if (region.clipped) lines.append(Texts::tr("%1: part lies outside the image").arg(image));
  if (region.sampled) lines.append(Texts::tr("%1: oblique, nearest voxels").arg(image));
  return lines;
}

QStringList imageLines(const Measurement& measurement, const RegionStatistics& region, const Numbers& as) {
  const QString why = absence(region, as.image);
  if (!why.isEmpty()) return {why};
  const QString count = countText(region, measurement);
  QStringList lines{as.prefix + Texts::tr("mean %1  SD %2").arg(as.mean(region.mean), as.mean(region.sd)),
                    as.prefix +
                        Texts::tr("min %1  max %2").arg(as.voxel(region.minimum), as.voxel(region.maximum)) +
                        kApart + count};
  return lines + remarks(region, as.image);
}

/// Of a sphere in PET: what is asked for first comes first.
QStringList uptakeLines(const Measurement& measurement, const RegionStatistics& region,
                        const std::optional<Peak>& peak, const Numbers& as) {
  const QString why = absence(region, as.image);
  if (!why.isEmpty()) return {why};
  QStringList lines{as.prefix + Texts::tr("max %1").arg(as.voxel(region.maximum)) +
                        (peak ? kApart + Texts::tr("peak %1").arg(as.mean(peak->value)) : QString()),
                    as.prefix + Texts::tr("mean %1  SD %2").arg(as.mean(region.mean), as.mean(region.sd)),
                    as.prefix + Texts::tr("min %1").arg(as.voxel(region.minimum)) + kApart +
                        countText(region, measurement)};
  if (!peak)
    lines.append(Texts::tr("no peak: no 1 cm³ about it lies in the image"));
  else if (peak->restricted)
    lines.append(Texts::tr("peak: not of voxels at the image's edge"));
  return lines + remarks(region, as.image);
}

Numbers numbersOf(const ViewState& state, const Volume& pet, double largest) {
  const bool isSuv = pet.unit() == ValueUnit::Suv;
  // "SUVmax" is the field's word; other quantities and units stand apart.
  const bool isPlain = isSuv && state.petQuantity().label == QLatin1String("SUV") && !state.petEdited();
  const int decimals = isSuv || std::abs(largest) < 100.0 ? 2 : 0;
  return {Texts::tr("PET"), petLabel(state, pet) + (isPlain ? QString() : QStringLiteral(" ")),
          isSuv ? state.petQuantity().factor : 1.0, decimals, decimals};
}

}  // namespace

MeasurementText measurementText(const Measurement& measurement, const MeasuredValues* values,
                                const Volume* ct, const Volume* pet, const ViewState& state) {
  MeasurementText text{shapeLines(measurement), {}, {}};
  const bool hasValues =
      measurement.kind == MeasurementKind::Ellipse || measurement.kind == MeasurementKind::Sphere;
  if (!hasValues) return text;
  if (!values) {
    if (ct || pet) text.shape.append(Texts::tr("measuring…"));
    return text;
  }
  if (ct && values->ct)
    text.ct = imageLines(
        measurement, *values->ct,
        {imageKindText(*ct), ct->unitLabel() + QStringLiteral(" "), 1.0,
         ct->unit() == ValueUnit::Hounsfield ? 1 : 2, ct->unit() == ValueUnit::Hounsfield ? 0 : 2});
  if (pet && values->pet) {
    const Numbers as = numbersOf(state, *pet, values->pet->maximum);
    text.pet = measurement.kind == MeasurementKind::Sphere
                   ? uptakeLines(measurement, *values->pet, values->petPeak, as)
                   : imageLines(measurement, *values->pet, as);
  }
  return text;
}

QString measurementTitle(const Measurement& measurement) {
  if (!measurement.name.isEmpty()) return measurement.name;
  switch (measurement.kind) {
    case MeasurementKind::Distance:
      return Texts::tr("Distance");
    case MeasurementKind::Angle:
      return Texts::tr("Angle");
    case MeasurementKind::Ellipse:
      return Texts::tr("Ellipse");
    case MeasurementKind::Sphere:
      break;
  }
  return Texts::tr("Sphere");
}

QString measurementSummary(const Measurement&, const MeasurementText& text) {
  for (const QStringList* lines : {&text.pet, &text.ct, &text.shape})
    if (!lines->isEmpty()) return lines->first().section(kApart, 0, 0);
  return {};
}

QString measurementLine(const Measurement& measurement, const MeasurementText& text) {
  const QString values = (text.shape + text.ct + text.pet).join(QStringLiteral("; "));
  return measurementTitle(measurement) + QStringLiteral(": ") +
         QString(values).replace(kApart, QStringLiteral("; "));
}

}  // namespace uptake
