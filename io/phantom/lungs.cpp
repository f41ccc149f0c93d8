#include "io/phantom/anatomy_p.h"
#include "io/phantom/noise_p.h"

#include <algorithm>
#include <cmath>

namespace uptake::phantom {

namespace {

constexpr double kAirwayWall = 1.3;

/// Distance from the nearest fissure: an oblique one in each lung, a horizontal one in the right.
double fissure(const Point& p) {
  const double wave = 5.0 * std::abs(p.x()) / 100.0;
  const double oblique = std::abs(0.74 * (p.y() - 4.0) - 0.67 * (p.z() - 2.0) - wave);
  if (p.x() > 0.0) return oblique;
  const double front = 0.74 * (p.y() - 4.0) - 0.67 * (p.z() - 2.0) - wave;
  return front > 0.0 ? oblique : std::min(oblique, std::abs(p.z() - 6.0 - 0.06 * p.y() + 0.05 * p.x()));
}

}  // namespace

void paintLungs(Canvas& canvas, const Anatomy& anatomy) {
  const float lung = canvas.of(kLung), pleura = canvas.of(kSoftTissue);
  std::vector<float> inLung(canvas.values().size());
  canvas.forEach({-140, 140, -98, 110}, [&](const Point& p, std::size_t pixel) {
    const double d = anatomy.lung(p);
    const double inside = canvas.coverage(d);
    if (inside <= 0.0) return;
    inLung[pixel] = static_cast<float>(inside);
    float value = lung;
    if (!canvas.isUptake()) {
      // Denser where it hangs: gravity compresses the back. Fine texture below what vessels show.
      value += static_cast<float>(38.0 * ramp(-60.0, 85.0, p.y()) +
                                  11.0 * smoothNoise(anatomy.key() + 21, 4.0, p.x(), p.y(), p.z()) +
                                  12.0 * smoothNoise(anatomy.key() + 22, 16.0, p.x(), p.y(), p.z()));
    } else {
      value += static_cast<float>(0.12 * ramp(-60.0, 85.0, p.y()));
    }
    canvas.blend(pixel, value, inside);
    if (!canvas.isUptake() && d > 2.0) canvas.blend(pixel, pleura, 0.16 * canvas.coverage(0.4 - fissure(p)));
  });
  paintSegments(canvas, anatomy.airways, kSoftTissue, kAirwayWall);

  // Vessels only inside the lung: the roots of the trees reach into the hila.
  Canvas vessels = canvas;
  paintSegments(vessels, anatomy.pulmonaryVessels, kBlood);
  for (std::size_t pixel = 0; pixel < inLung.size(); ++pixel)
    if (inLung[pixel] > 0.0F)
      canvas.values()[pixel] += inLung[pixel] * (vessels.values()[pixel] - canvas.values()[pixel]);

  paintSegments(canvas, anatomy.airways, {-990.0F, 0.1F});
}

}  // namespace uptake::phantom
