#include "io/phantom/anatomy_p.h"
#include "io/phantom/noise_p.h"
#include "io/phantom/phantom.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace uptake::phantom {

namespace {

/// Value at z of a curve through (z, value) knots, z ascending, smooth between them.
template <std::size_t N>
double curve(const std::array<std::array<double, 2>, N>& knots, double z) {
  if (z <= knots.front()[0]) return knots.front()[1];
  for (std::size_t n = 1; n < N; ++n)
    if (z <= knots[n][0])
      return knots[n - 1][1] + (knots[n][1] - knots[n - 1][1]) * ramp(knots[n - 1][0], knots[n][0], z);
  return knots.back()[1];
}

/// Distance to a rounded rectangle about (0, 0), measured towards its middle; front and back have their own
/// half axes. `squareness` mixes the norms whose unit circles are an ellipse (0) and a superellipse of
/// degree 4 (1).
double roundedOutline(double x, double y, double a, double front, double back, double squareness) {
  const double b = y < 0.0 ? front : back;
  const double r = std::sqrt(x * x + y * y);
  if (r < 1e-6) return std::min(a, b);
  const double u = x * x / (a * a), v = y * y / (b * b);
  const double n = (1.0 - squareness) * std::sqrt(u + v) + squareness * std::sqrt(std::sqrt(u * u + v * v));
  return r * (1.0 / n - 1.0);
}

void append(std::vector<Segment>& to, const std::vector<Segment>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

Anatomy::Anatomy(std::uint64_t seed) : key_(hashBits(0x7570746b, seed)) {
  buildHeart();
  buildTubes();
  pulmonaryVessels = growVessels(*this);
}

Point Anatomy::spine(double z) const {
  static constexpr std::array<std::array<double, 2>, 6> kDepth{
      {{-160, 48}, {-90, 55}, {-20, 58}, {50, 54}, {105, 44}, {160, 34}}};
  return {0.0, curve(kDepth, z), z};
}

double Anatomy::body(const Point& p) const {
  static constexpr std::array<std::array<double, 2>, 6> kHalfWidth{
      {{-160, 154}, {-90, 160}, {-20, 168}, {60, 174}, {110, 182}, {160, 190}}};
  static constexpr std::array<std::array<double, 2>, 6> kFront{
      {{-160, 116}, {-90, 113}, {-20, 112}, {60, 105}, {110, 84}, {160, 58}}};
  static constexpr std::array<std::array<double, 2>, 5> kBack{
      {{-160, 106}, {-60, 113}, {40, 118}, {110, 110}, {160, 98}}};
  const double x = p.x(), y = p.y();
  double d = roundedOutline(x, y, curve(kHalfWidth, p.z()), curve(kFront, p.z()), curve(kBack, p.z()), 0.39);
  if (d < -30.0 || d > 40.0) return d;
  const double away = std::sqrt(x * x + y * y);
  if (y > 0.0) d -= 8.0 * bump(x / 22.0) * (y / away);
  if (y < 0.0) {
    d -= 4.0 * bump(x / 16.0) * (-y / away);
    const double pectoral = bump((std::abs(x) - 66.0) / 45.0) * bump((p.z() - 45.0) / 40.0);
    d += 9.0 * pectoral * (-y / away);
  }
  return d + 1.6 * smoothNoise(key_ + 1, 55.0, x, y, p.z());
}

double Anatomy::muscle(const Point& p) const {
  const double d = body(p);
  if (d < 5.0 || d > 45.0) return d - 11.0;
  // Thicker over the belly and the back than over the flanks and the shoulders.
  const double side = std::abs(p.x()) / std::max(std::sqrt(p.x() * p.x() + p.y() * p.y()), 1.0);
  const double belly = ramp(-20.0, -130.0, p.z());
  const double thickness =
      9.0 + 5.0 * (1.0 - side) + 5.0 * belly * side + 2.5 * smoothNoise(key_ + 2, 40.0, p.x(), p.y(), p.z());
  return d - thickness;
}

double Anatomy::ribCage(const Point& p) const {
  // A bullet: full width up to just below the carina, then closing to the apices.
  const double up = std::clamp((p.z() + 45.0) / 186.0, 0.0, 1.0);
  const double dome = std::sqrt(std::max(1.0 - up * up * std::sqrt(up), 1e-6));
  const double flare = 5.0 * ramp(-20.0, -110.0, p.z());
  const double yc = 2.0 + 16.0 * ramp(20.0, 135.0, p.z());
  return roundedOutline(p.x(), p.y() - yc, 131.0 * dome + flare, 88.0 * dome + 0.5 * flare, 84.0 * dome,
                        0.24);
}

double Anatomy::cavity(const Point& p) const {
  // The dome closes upwards too, which the distance within the slice does not see.
  return std::min(ribCage(p) - 7.0, (134.0 - p.z()) * 1.5);
}

double Anatomy::aboveDiaphragm(const Point& p) const {
  const auto dome = [&p](double x, double y, double top, double rx, double ry) {
    const double u = (p.x() - x) / rx, v = (p.y() - y) / ry;
    return top - 55.0 * (u * u + v * v);
  };
  const double height =
      smoothUnion(dome(-64.0, -8.0, -56.0, 78.0, 78.0), dome(66.0, 0.0, -71.0, 72.0, 78.0), 22.0);
  return (p.z() - height) * 0.75;
}

double Anatomy::mediastinum(const Point& p) const {
  double d = -1e3;
  for (const Segment& segment : mediastinalTubes_) {
    if (p.z() < segment.lowest() - 12.0 || p.z() > segment.highest() + 12.0) continue;
    d = smoothUnion(d, segment.distance(p), 11.0);
  }
  if (p.z() < 25.0) {
    double heart = -1e3;
    for (const Chamber& chamber : chambers)
      heart = smoothUnion(heart, chamber.cavity.distance(p) + chamber.wall, 20.0);
    d = smoothUnion(d, heart + 3.5, 10.0);
  }
  const Point column = spine(p.z());
  const double u = (p.x() - column.x()) / 20.0, v = (p.y() - column.y() - 4.0) / 21.0;
  d = smoothUnion(d, (1.0 - std::sqrt(u * u + v * v)) * 20.0, 9.0);
  // Fat between the heart and the diaphragm, and between the sternum and the great vessels.
  static const Ellipsoid kInferior{{14.0, -14.0, -81.0}, {54.0, 50.0, 34.0}};
  if (p.z() < -40.0) d = smoothUnion(d, kInferior.distance(p), 10.0);
  static const Ellipsoid kAnterior{{2.0, -58.0, 30.0}, {15.0, 34.0, 95.0}};
  static const Ellipsoid kUpper{{0.0, -40.0, 104.0}, {24.0, 34.0, 36.0}};
  d = smoothUnion(d, kAnterior.distance(p), 14.0);
  return p.z() > 40.0 ? smoothUnion(d, kUpper.distance(p), 14.0) : d;
}

double Anatomy::lung(const Point& p) const {
  const double inside = cavity(p);
  if (inside < -12.0) return inside;
  const double up = aboveDiaphragm(p);
  if (up < -12.0) return up;
  const double d = smoothIntersection(inside, up, 5.0);
  return smoothIntersection(d, -mediastinum(p), 7.0);
}

void Anatomy::buildHeart() {
  const Eigen::Matrix3d axes = axesAlong({0.70, -0.58, -0.40});
  chambers = {
      {{{40.0, -20.0, -48.0}, {37.0, 20.0, 21.0}, axes}, 10.5, kMyocardium},
      {{{10.0, -44.0, -54.0}, {38.0, 19.0, 27.0}, axes}, 3.5, kThinMyocardium},
      {{{-30.0, -20.0, -42.0}, {21.0, 25.0, 30.0}}, 2.5, kThinMyocardium},
      {{{6.0, 10.0, -18.0}, {34.0, 17.0, 21.0}}, 2.5, kThinMyocardium},
  };
}

void Anatomy::buildTubes() {
  const std::vector<Segment> aorta = tube({{{12, -18, -28}, 14},
                                           {{-4, -30, -4}, 15.5},
                                           {{-16, -37, 26}, 15.5},
                                           {{-13, -28, 50}, 15},
                                           {{2, -10, 63}, 14},
                                           {{17, 9, 62}, 13.5},
                                           {{26, 27, 46}, 13},
                                           {{28, 36, 20}, 12.5},
                                           {{28, 38, -20}, 12},
                                           {{20, 33, -70}, 11.5},
                                           {{9, 25, -112}, 11},
                                           {{4, 23, -170}, 10.5}});
  const std::vector<Segment> pulmonary = tube({{{18, -44, -24}, 14},
                                               {{19, -36, 0}, 14},
                                               {{19, -22, 15}, 13.5},
                                               {{30, -4, 20}, 12},
                                               {{45, 12, 18}, 10},
                                               {{54, 22, 5}, 7.5}});
  const std::vector<Segment> rightPulmonary = tube(
      {{{17, -20, 12}, 11}, {{-6, -5, 12}, 10.5}, {{-28, 2, 10}, 10}, {{-46, 10, 3}, 8}, {{-54, 14, -8}, 6}});
  const std::vector<Segment> cava = tube({{{-36, -18, 150}, 7},
                                          {{-39, -19, 100}, 7},
                                          {{-36, -20, 74}, 8.5},
                                          {{-36, -18, 30}, 9},
                                          {{-33, -18, -20}, 9.5}});
  const std::vector<Segment> lowerCava =
      tube({{{-28, -14, -62}, 11}, {{-25, 2, -92}, 11}, {{-20, 16, -170}, 11}});
  const std::vector<Segment> innominate = tube({{{-36, -22, 76}, 7},
                                                {{-4, -42, 84}, 6},
                                                {{26, -32, 96}, 6},
                                                {{38, -18, 122}, 6},
                                                {{44, -12, 160}, 6}});
  const std::vector<Segment> arteries[] = {
      tube({{{-8, -20, 62}, 6.5}, {{-18, -12, 95}, 6}, {{-24, -4, 125}, 5}, {{-26, -2, 165}, 4}}),
      tube({{{5, -8, 70}, 4.5}, {{15, -6, 100}, 4}, {{22, -2, 165}, 3.8}}),
      tube({{{17, 6, 70}, 5.5},
            {{25, 9, 100}, 5},
            {{36, 6, 124}, 4.5},
            {{72, -4, 136}, 4},
            {{120, -12, 140}, 4}}),
      tube({{{-24, -4, 125}, 4.5}, {{-50, -2, 134}, 4}, {{-118, -12, 140}, 4}}),
  };
  const std::vector<Segment> veins[] = {
      tube({{{-22, 10, -14}, 8}, {{-42, 10, -17}, 6.5}, {{-54, 10, -24}, 5}}),
      tube({{{34, 12, -14}, 7.5}, {{52, 12, -18}, 6}, {{60, 14, -26}, 5}}),
      tube({{{-24, 4, -8}, 6}, {{-44, -6, 0}, 5.5}, {{-54, -12, 8}, 4}}),
      tube({{{34, 4, -8}, 6}, {{50, -4, 2}, 5.5}, {{58, -10, 10}, 4}}),
  };
  const std::vector<Segment> azygos = tube({{{-13, 40, -160}, 3},
                                            {{-13, 42, 20}, 4},
                                            {{-20, 34, 42}, 4.5},
                                            {{-32, 10, 40}, 4.5},
                                            {{-36, -12, 36}, 4.5}});
  for (const auto* part : {&aorta, &pulmonary, &rightPulmonary, &cava, &lowerCava, &innominate, &azygos})
    append(bloodVessels, *part);
  for (const auto& artery : arteries) append(bloodVessels, artery);
  for (const auto& vein : veins) append(bloodVessels, vein);

  const std::vector<Segment> trachea =
      tube({{{0, 2, 165}, 8.5}, {{0, 7, 100}, 8.5}, {{-1, 12, 60}, 8.5}, {{-2, 16, 31}, 8.5}});
  const std::vector<Segment> mainBronchi[] = {
      tube({{{-4, 16, 32}, 7.5}, {{-18, 20, 19}, 7}, {{-33, 22, 9}, 6}, {{-40, 24, -6}, 5}}),
      tube({{{1, 16, 32}, 7}, {{18, 21, 17}, 6.5}, {{36, 25, 4}, 5.5}, {{44, 27, -6}, 5}}),
  };
  const std::vector<Segment> lobarBronchi[] = {
      tube({{{-33, 22, 9}, 4.5}, {{-46, 18, 20}, 3.5}, {{-56, 12, 36}, 2.4}, {{-62, 8, 50}, 1.6}}),
      tube({{{-40, 24, -6}, 4.2}, {{-50, 26, -26}, 3.2}, {{-60, 34, -46}, 2.2}, {{-68, 40, -62}, 1.5}}),
      tube({{{-40, 22, -6}, 3.4}, {{-54, 2, -16}, 2.5}, {{-62, -22, -24}, 1.6}}),
      tube({{{36, 25, 4}, 4.2}, {{50, 16, 14}, 3.3}, {{60, 4, 30}, 2.3}, {{66, -4, 46}, 1.6}}),
      tube({{{44, 27, -6}, 4.2}, {{52, 30, -26}, 3.2}, {{62, 40, -48}, 2.2}, {{70, 44, -66}, 1.5}}),
  };
  append(airways, trachea);
  for (const auto& bronchus : mainBronchi) append(airways, bronchus);
  mediastinalTubes_ = airways;
  for (const auto& bronchus : lobarBronchi) append(airways, bronchus);
  oesophagus = tube({{{3, 21, 165}, 6},
                     {{4, 25, 95}, 6},
                     {{5, 30, 50}, 6},
                     {{6, 36, 20}, 6},
                     {{7, 36, -20}, 6.5},
                     {{12, 24, -75}, 7},
                     {{30, 6, -106}, 8}});

  append(mediastinalTubes_, bloodVessels);
  append(mediastinalTubes_, oesophagus);
  const auto lesions = phantomLesions();
  for (const PhantomLesion& lesion : lesions)
    if (std::abs(lesion.centre.x()) < 35.0)
      mediastinalTubes_.push_back(
          {lesion.centre, lesion.centre + Point(0, 0, 0.1), lesion.radiusMm, lesion.radiusMm});
  // The fat around them.
  for (Segment& segment : mediastinalTubes_) {
    segment.ra += 3.0;
    segment.rb += 3.0;
  }
}

}  // namespace uptake::phantom
