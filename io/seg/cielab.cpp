#include "io/seg/cielab_p.h"

#include <Eigen/Core>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>

namespace uptake::seg {

namespace {

// Linear sRGB (IEC 61966-2-1, white D65) to CIE XYZ, adapted to D50 with the Bradford transform as ICC.1:2010
// annex E asks for; the numbers are Bruce Lindbloom's ("RGB/XYZ Matrices", sRGB, D50).
const Eigen::Matrix3d& rgbToXyz() {
  static const Eigen::Matrix3d matrix = [] {
    Eigen::Matrix3d m;
    m << 0.4360747, 0.3850649, 0.1430804,  //
        0.2225045, 0.7168786, 0.0606169,   //
        0.0139322, 0.0971045, 0.7141733;
    return m;
  }();
  return matrix;
}

// D50, the white of the ICC profile connection space.
const Eigen::Array3d kWhite(0.96422, 1.0, 0.82521);

// CIE 15: f(t), with its constants as exact fractions.
constexpr double kEpsilon = 216.0 / 24389.0;
constexpr double kKappa = 24389.0 / 27.0;

double linear(std::uint8_t channel) {
  const double v = channel / 255.0;
  return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

std::uint8_t companded(double v) {
  const double c = v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1.0 / 2.4) - 0.055;
  return static_cast<std::uint8_t>(std::lround(std::clamp(c, 0.0, 1.0) * 255.0));
}

double f(double t) {
  return t > kEpsilon ? std::cbrt(t) : (kKappa * t + 16.0) / 116.0;
}

double inverseF(double v) {
  return v * v * v > kEpsilon ? v * v * v : (116.0 * v - 16.0) / kKappa;
}

std::uint16_t encoded(double value, double first, double last) {
  return static_cast<std::uint16_t>(
      std::lround(std::clamp((value - first) / (last - first), 0.0, 1.0) * 65535.0));
}

}  // namespace

CieLab toCieLab(Rgb colour) {
  const Eigen::Vector3d rgb(linear(colour.red), linear(colour.green), linear(colour.blue));
  const Eigen::Array3d xyz = (rgbToXyz() * rgb).array() / kWhite;
  const double fx = f(xyz.x()), fy = f(xyz.y()), fz = f(xyz.z());
  return {encoded(116.0 * fy - 16.0, 0.0, 100.0), encoded(500.0 * (fx - fy), -128.0, 127.0),
          encoded(200.0 * (fy - fz), -128.0, 127.0)};
}

Rgb toRgb(const CieLab& lab) {
  const double lightness = lab[0] / 65535.0 * 100.0;
  const double a = lab[1] / 65535.0 * 255.0 - 128.0;
  const double b = lab[2] / 65535.0 * 255.0 - 128.0;
  const double fy = (lightness + 16.0) / 116.0;
  const Eigen::Array3d xyz(inverseF(fy + a / 500.0), inverseF(fy), inverseF(fy - b / 200.0));
  static const Eigen::Matrix3d xyzToRgb = rgbToXyz().inverse();
  const Eigen::Vector3d rgb = xyzToRgb * (xyz * kWhite).matrix();
  return {companded(rgb.x()), companded(rgb.y()), companded(rgb.z())};
}

}  // namespace uptake::seg
