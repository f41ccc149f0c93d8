#include "io/phantom/anatomy_p.h"

#include <algorithm>
#include <cmath>

namespace uptake::phantom {

namespace {

void paintHeart(Canvas& canvas, const Anatomy& anatomy) {
  if (canvas.z() > 30.0) return;
  const Extent extent{-70, 95, -95, 50};
  const auto above = [&anatomy](const Point& p) { return anatomy.aboveDiaphragm(p) + 1.0; };
  for (const Chamber& chamber : anatomy.chambers)
    canvas.paint(extent, chamber.muscle, [&](const Point& p) {
      return std::min(chamber.cavity.distance(p) + chamber.wall, above(p));
    });
  // The septum belongs to the left ventricle: its blood, and its wall, over the right one's.
  const Chamber& left = anatomy.chambers.front();
  for (std::size_t n = 1; n < anatomy.chambers.size(); ++n) {
    const Chamber& chamber = anatomy.chambers[n];
    canvas.paint(extent, kBlood, [&](const Point& p) {
      return std::min({chamber.cavity.distance(p), -left.cavity.distance(p) - left.wall, above(p) - 3.0});
    });
  }
  canvas.paint(extent, kBlood,
               [&](const Point& p) { return std::min(left.cavity.distance(p), above(p) - 4.0); });
}

}  // namespace

void paintMediastinum(Canvas& canvas, const Anatomy& anatomy) {
  paintHeart(canvas, anatomy);
  paintSegments(canvas, anatomy.oesophagus, kSoftTissue);
  if (!canvas.isUptake()) paintSegments(canvas, anatomy.oesophagus, {-300.0F, 0.0F}, -4.8);
  paintSegments(canvas, anatomy.bloodVessels, kBlood);
}

}  // namespace uptake::phantom
