#include "io/phantom/anatomy_p.h"
#include "io/phantom/noise_p.h"

#include <algorithm>
#include <cmath>

namespace uptake::phantom {

namespace {

const Extent kBelly{-140, 140, -95, 95};

void paintOrgan(Canvas& canvas, Tissue tissue, const Anatomy& anatomy, double clearance, const auto& shape) {
  canvas.paint(kBelly, tissue, [&](const Point& p) {
    const double below = -anatomy.aboveDiaphragm(p) - clearance;
    if (below < -10.0) return below;
    return smoothIntersection(smoothIntersection(shape(p), below, 6.0), anatomy.cavity(p) - 3.5, 5.0);
  });
}

void paintLiver(Canvas& canvas, const Anatomy& anatomy) {
  const Ellipsoid right{{-58.0, 2.0, -122.0}, {76.0, 88.0, 84.0}};
  const Ellipsoid left{{10.0, -40.0, -108.0}, {62.0, 38.0, 40.0}, axesAlong({1.0, 0.05, 0.25})};
  paintOrgan(canvas, kLiver, anatomy, 3.0, [&](const Point& p) {
    const double wave = 2.0 * smoothNoise(anatomy.key() + 11, 40.0, p.x(), p.y(), p.z());
    return smoothUnion(right.distance(p), left.distance(p), 18.0) + wave;
  });
  constexpr Tissue kVein{142.0F, 2.0F};
  for (const auto& vein :
       {tube({{{-28, 4, -88}, 6}, {{-60, 8, -96}, 4.5}, {{-95, 14, -112}, 2.5}}),
        tube({{{-27, 0, -88}, 6}, {{-42, -28, -98}, 4.5}, {{-56, -58, -114}, 2.5}}),
        tube({{{-26, -2, -90}, 5}, {{-4, -30, -102}, 4}, {{22, -48, -110}, 2}}),
        tube({{{-18, -14, -150}, 7}, {{-46, -4, -142}, 6}, {{-80, 4, -138}, 4}, {{-104, 24, -132}, 2}})})
    paintSegments(canvas, vein, kVein);
}

void paintStomachAndSpleen(Canvas& canvas, const Anatomy& anatomy) {
  const Ellipsoid spleen{{97.0, 42.0, -120.0}, {33.0, 50.0, 50.0}, axesAlong({0.86, -0.5, 0.0})};
  const Ellipsoid hilum{{62.0, 18.0, -122.0}, {22.0, 30.0, 46.0}, axesAlong({0.86, -0.5, 0.0})};
  paintOrgan(canvas, kSpleen, anatomy, 3.5,
             [&](const Point& p) { return smoothIntersection(spleen.distance(p), -hilum.distance(p), 6.0); });

  const Ellipsoid stomach{{62.0, -18.0, -118.0}, {34.0, 40.0, 48.0}, axesAlong({0.95, 0.2, -0.2})};
  const auto outer = [&](const Point& p) {
    return stomach.distance(p) + 2.5 * smoothNoise(anatomy.key() + 12, 22.0, p.x(), p.y(), p.z());
  };
  paintOrgan(canvas, kStomachWall, anatomy, 4.0, outer);
  const auto lumen = [&](const Point& p) { return outer(p) - 5.0; };
  paintOrgan(canvas, kFluid, anatomy, 8.0, lumen);
  // The patient lies on his back: the gas floats to the front, with a level surface.
  paintOrgan(canvas, kAir, anatomy, 8.0, [&](const Point& p) { return std::min(lumen(p), -26.0 - p.y()); });
}

}  // namespace

void paintAbdomen(Canvas& canvas, const Anatomy& anatomy) {
  if (canvas.z() > -40.0) return;
  paintLiver(canvas, anatomy);
  paintStomachAndSpleen(canvas, anatomy);
  // The crura beside the aorta and the upper pole of the left kidney.
  paintSegments(canvas, tube({{{-11, 32, -90}, 4}, {{-10, 30, -170}, 5}}), kMuscle);
  paintSegments(canvas, tube({{{22, 34, -95}, 4}, {{18, 34, -170}, 5}}), kMuscle);
  const Ellipsoid kidney{{56.0, 46.0, -176.0}, {24.0, 22.0, 44.0}};
  constexpr Tissue kKidney{165.0F, 3.4F};
  canvas.paint(kBelly, kKidney, [&](const Point& p) { return kidney.distance(p); });
  // The diaphragm itself.
  canvas.paint(kBelly, kMuscle, [&](const Point& p) {
    return std::min(1.6 - std::abs(anatomy.aboveDiaphragm(p) + 1.4), anatomy.cavity(p) + 1.0);
  });
}

}  // namespace uptake::phantom
