#include "io/phantom/anatomy_p.h"
#include "io/phantom/noise_p.h"

#include <array>
#include <cmath>
#include <initializer_list>

namespace uptake::phantom {

namespace {

/// The couch: a shallow shell of carbon fibre over foam.
void paintCouch(Canvas& canvas) {
  constexpr Tissue kShell{-90.0F, 0.01F}, kFoam{-955.0F, 0.01F};
  const Extent extent{-215, 215, 85, 165};
  const auto couch = [](const Point& p) {
    const double top = 126.0 - p.x() * p.x() / 2400.0;
    return std::min({p.y() - top, top + 26.0 - std::abs(p.x()) / 14.0 - p.y(), 208.0 - std::abs(p.x())});
  };
  canvas.paint(extent, kShell, couch);
  canvas.paint(extent, kFoam, [&](const Point& p) { return couch(p) - 2.2; });
}

void paintAxilla(Canvas& canvas, const Anatomy& anatomy) {
  for (const double side : {-1.0, 1.0}) {
    const Ellipsoid fat{
        {side * 134.0, -14.0, 108.0}, {17.0, 34.0, 52.0}, axesAlong({0.9, side * -0.45, 0.1})};
    const Extent extent{side * 134.0 - 48.0, side * 134.0 + 48.0, -62, 34};
    canvas.paint(extent, kFat, [&](const Point& p) {
      return std::min({fat.distance(p) + 3.0 * smoothNoise(anatomy.key() + 5, 14.0, p.x(), p.y(), p.z()),
                       anatomy.muscle(p) - 7.0, -anatomy.ribCage(p) - 9.0});
    });
    const std::vector<Segment> vessels = tube({{{side * 112, -12, 140}, 4},
                                               {{side * 136, -20, 118}, 3.5},
                                               {{side * 139, -14, 90}, 2.5},
                                               {{side * 142, -2, 60}, 1.5}});
    paintSegments(canvas, vessels, kBlood);
    // Ordinary lymph nodes.
    for (const double n : {0.0, 1.0, 2.0}) {
      const Point at(side * (131.0 + 3.0 * n), -28.0 + 13.0 * n, 104.0 - 16.0 * n);
      paintSegments(canvas, {{at, at + Point(side * 4.0, 3.0, 2.0), 3.2, 2.6}}, kSoftTissue);
    }
  }
}

/// Sheets of fat between the muscles: along the shoulder blade, between pectorals and ribs, and beside the
/// spine.
void paintFatPlanes(Canvas& canvas, const Anatomy& anatomy) {
  const float fat = canvas.of(kFat);
  canvas.forEach({-185, 185, -120, 120}, [&](const Point& p, std::size_t pixel) {
    const double outside = -anatomy.ribCage(p);
    if (outside < 4.0 || outside > 60.0) return;
    const double depth = anatomy.muscle(p);
    if (depth < 3.0) return;
    const double wave = 4.0 * smoothNoise(anatomy.key() + 6, 34.0, p.x(), p.y(), p.z());
    double sheet = -1e3;
    for (const double layer : {10.5, 21.0, 33.0})
      sheet = std::max(sheet, 0.9 - std::abs(outside - layer - wave));
    const double patch = smoothNoise(anatomy.key() + 7, 26.0, p.x(), p.y(), p.z());
    const double amount = canvas.coverage(sheet) * ramp(-0.25, 0.25, patch) * 0.8;
    if (amount > 0.0) canvas.blend(pixel, fat, amount);
  });
}

}  // namespace

void paintChestWall(Canvas& canvas, const Anatomy& anatomy) {
  paintCouch(canvas);
  const Extent torso{-205, 205, -130, 130};
  const float skin = canvas.of(kSkin), fat = canvas.of(kFat), muscle = canvas.of(kMuscle);
  canvas.forEach(torso, [&](const Point& p, std::size_t pixel) {
    const double d = anatomy.body(p);
    const double inBody = canvas.coverage(d);
    if (inBody <= 0.0) return;
    canvas.blend(pixel, skin, inBody);
    canvas.blend(pixel, fat, canvas.coverage(d - 1.8));
    if (d < 4.0) return;
    const double inMuscle = canvas.coverage(anatomy.muscle(p));
    if (inMuscle <= 0.0) return;
    // Muscle is marbled: more so in the back.
    const double marbling = smoothNoise(anatomy.key() + 3, 7.0, p.x(), p.y(), p.z() * 0.4);
    const double streak = smoothNoise(anatomy.key() + 4, 17.0, p.x(), p.y(), p.z() * 0.4);
    canvas.blend(pixel, muscle, inMuscle);
    canvas.blend(pixel, fat, inMuscle * (0.10 + 0.07 * marbling + 0.45 * ramp(0.35, 0.8, streak)));
  });
  paintFatPlanes(canvas, anatomy);
  paintAxilla(canvas, anatomy);
  // What the ribs enclose is fat until organs fill it; a thin muscle layer lines the wall.
  canvas.paint(torso, kFat, [&](const Point& p) { return anatomy.cavity(p); });
}

}  // namespace uptake::phantom
