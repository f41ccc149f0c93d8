#include "viewer/overlay/value_text.h"

#include <QCoreApplication>

#include <cmath>

namespace uptake {

namespace {

/// Whole numbers as such, four digits of others.
int decimalsFor(double value) {
  const double size = std::abs(value);
  if (size == std::round(size) || size >= 1000.0 || size == 0.0) return 0;
  return size >= 100.0 ? 1 : size >= 10.0 ? 2 : size >= 0.1 ? 3 : 5;
}

}  // namespace

QString numberText(double value, int decimals) {
  QString text = QString::number(std::abs(value), 'f', decimals);
  const bool isZero = text.toDouble() == 0.0;
  return value < 0.0 && !isZero ? QChar(0x2212) + text : text;
}

QString imageKindText(const Volume& image) {
  if (image.isColour()) return QCoreApplication::translate("uptake::SliceView", "Colour");
  const QString& modality = image.source().modality;
  return modality == QLatin1String("PT") ? QCoreApplication::translate("uptake::SliceView", "PET") : modality;
}

QString ctWindowText(const Window& window, const Volume& image) {
  if (image.unit() == ValueUnit::Hounsfield)
    return QCoreApplication::translate("uptake::SliceView", "W %1 L %2 HU")
        .arg(numberText(window.width, 0), numberText(window.level, 0));
  const int decimals = image.isColour() ? 0 : decimalsFor(window.width);
  const QString text = QCoreApplication::translate("uptake::SliceView", "W %1 L %2")
                           .arg(numberText(window.width, decimals), numberText(window.level, decimals));
  return image.isColour() ? text : text + QLatin1Char(' ') + image.unitLabel();
}

QString ctValueText(const Volume& image, const Point& point) {
  if (const auto colour = image.colourAt(point))
    return QStringLiteral("R G B %1 %2 %3").arg(colour->red).arg(colour->green).arg(colour->blue);
  const std::optional<double> value = image.valueAt(point);
  if (!value) return {};
  const int decimals = image.unit() == ValueUnit::Hounsfield ? 0 : decimalsFor(*value);
  return QStringLiteral("%1 %2").arg(image.unitLabel(), numberText(*value, decimals));
}

QString petLabel(const ViewState& state, const Volume& pet) {
  if (pet.unit() != ValueUnit::Suv) return pet.unitLabel();
  const QString& label = state.petQuantity().label;
  return state.petEdited() ? QCoreApplication::translate("uptake::SliceView", "%1 (edited)").arg(label)
                           : label;
}

QString petValueText(const ViewState& state, const Volume& pet, double voxel) {
  const double factor = pet.unit() == ValueUnit::Suv ? state.petQuantity().factor : 1.0;
  return petLabel(state, pet) + QLatin1Char(' ') + numberText(voxel * factor, 2);
}

QString petWindowText(const ViewState& state, const Volume& pet) {
  const bool isSuv = pet.unit() == ValueUnit::Suv;
  const double factor = isSuv ? state.petQuantity().factor : 1.0;
  const auto number = [&](double value) {
    const double shown = value * factor;
    return numberText(shown, shown == 0.0 || std::abs(shown) >= 100.0 ? 0 : 1);
  };
  const QString range = number(state.petWindow().low()) + QChar(0x2013) + number(state.petWindow().high());
  const QString label = petLabel(state, pet);
  return isSuv ? label + QLatin1Char(' ') + range : range + QLatin1Char(' ') + label;
}

QString positionText(PlaneOrientation orientation, const Point& point) {
  switch (orientation) {
    case PlaneOrientation::Coronal:
      return QStringLiteral("y %1 mm").arg(numberText(point.y(), 1));
    case PlaneOrientation::Sagittal:
      return QStringLiteral("x %1 mm").arg(numberText(point.x(), 1));
    case PlaneOrientation::Axial:
      break;
  }
  return QStringLiteral("z %1 mm").arg(numberText(point.z(), 1));
}

QString obliquePositionText(const SlicePlane& plane) {
  Direction normal = plane.normal();
  Eigen::Index largest = 0;
  normal.cwiseAbs().maxCoeff(&largest);
  if (normal[largest] < 0.0) normal = -normal;
  return QStringLiteral("%1 %2 mm").arg(orientationLetters(normal), numberText(normal.dot(plane.origin), 1));
}

QString patientText(const SeriesSource& source) {
  QString name = source.patientName;
  name = name.section(QLatin1Char('='), 0, 0).replace(QLatin1Char('^'), QLatin1Char(' ')).simplified();
  if (name.isEmpty() || name == source.patientId) return source.patientId;
  if (source.patientId.isEmpty()) return name;
  return name + QStringLiteral(" · ") + source.patientId;
}

}  // namespace uptake
