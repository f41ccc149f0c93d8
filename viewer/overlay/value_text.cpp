#include "viewer/overlay/value_text.h"

#include <QCoreApplication>

#include <cmath>

namespace uptake {

QString numberText(double value, int decimals) {
  QString text = QString::number(std::abs(value), 'f', decimals);
  const bool isZero = text.toDouble() == 0.0;
  return value < 0.0 && !isZero ? QChar(0x2212) + text : text;
}

QString ctWindowText(const Window& window) {
  return QCoreApplication::translate("uptake::SliceView", "W %1 L %2 HU")
      .arg(numberText(window.width, 0), numberText(window.level, 0));
}

QString petWindowText(const Window& window, const Volume& pet) {
  const auto number = [&](double value) {
    return numberText(value, value == 0.0 || std::abs(value) >= 100.0 ? 0 : 1);
  };
  const QString range = number(window.low()) + QChar(0x2013) + number(window.high());
  if (pet.unit() == ValueUnit::Suv)
    return QCoreApplication::translate("uptake::SliceView", "SUV %1").arg(range);
  return range + QLatin1Char(' ') + pet.unitLabel();
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

QString patientText(const SeriesSource& source) {
  QString name = source.patientName;
  name = name.section(QLatin1Char('='), 0, 0).replace(QLatin1Char('^'), QLatin1Char(' ')).simplified();
  if (name.isEmpty() || name == source.patientId) return source.patientId;
  if (source.patientId.isEmpty()) return name;
  return name + QStringLiteral(" · ") + source.patientId;
}

}  // namespace uptake
