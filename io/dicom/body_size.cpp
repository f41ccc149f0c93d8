#include "io/dicom/body_size_p.h"

#include <cmath>

namespace uptake::dicom {

namespace {

Kilograms bySex(const QString& sex, double male, double female) {
  if (sex == QLatin1String("M")) return {male};
  if (sex == QLatin1String("F")) return {female};
  return {(male + female) / 2.0};
}

}  // namespace

Kilograms leanMassJames(Kilograms weight, double heightCm, const QString& sex) {
  const double ratio = weight.value / heightCm;
  return bySex(sex, 1.10 * weight.value - 128.0 * ratio * ratio, 1.07 * weight.value - 148.0 * ratio * ratio);
}

Kilograms leanMassJanmahasatian(Kilograms weight, double heightCm, const QString& sex) {
  const double metres = heightCm / 100.0;
  const double bmi = weight.value / (metres * metres);
  return bySex(sex, 9270.0 * weight.value / (6680.0 + 216.0 * bmi),
               9270.0 * weight.value / (8780.0 + 244.0 * bmi));
}

Kilograms idealMass(double heightCm, const QString& sex) {
  return bySex(sex, 48.0 + 1.06 * (heightCm - 152.0), 45.5 + 0.91 * (heightCm - 152.0));
}

double bodySurfaceArea(Kilograms weight, double heightCm) {
  return 0.007184 * std::pow(weight.value, 0.425) * std::pow(heightCm, 0.725);
}

}  // namespace uptake::dicom
