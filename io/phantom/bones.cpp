#include "io/phantom/anatomy_p.h"
#include "io/phantom/noise_p.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace uptake::phantom {

namespace {

constexpr double kPi = std::numbers::pi;

/// A bone is a shell of cortex around marrow.
template <class Distance>
void paintBone(Canvas& canvas, const Extent& extent, double cortex, const Distance& distance,
               std::uint64_t key) {
  const float shell = canvas.of(kCortex), marrow = canvas.of(kMarrow);
  canvas.forEach(canvas.grown(extent), [&](const Point& p, std::size_t pixel) {
    const double d = distance(p);
    const double amount = canvas.coverage(d);
    if (amount <= 0.0) return;
    canvas.blend(pixel, shell, amount);
    float inside = marrow;
    if (!canvas.isUptake())
      inside += static_cast<float>(45.0 * smoothNoise(key + 31, 4.0, p.x(), p.y(), p.z()));
    canvas.blend(pixel, inside, canvas.coverage(d - cortex));
  });
}

void paintVertebra(Canvas& canvas, const Anatomy& anatomy) {
  const double z = canvas.z();
  const Point centre = anatomy.spine(z);
  const double level = (z - Anatomy::kFirstVertebra) / Anatomy::kVertebraHeight;
  const double local = (level - std::round(level)) * Anatomy::kVertebraHeight;  // -12 … 12, 0 mid body
  const double width = 15.5 + 4.5 * ramp(130.0, -120.0, z);
  const double waist = 1.2 * bump(local / 6.0);
  const Extent extent{-50, 50, centre.y() - 25, centre.y() + 66};

  const auto body = [&](const Point& p) {
    const double x = p.x() / (width - waist), y = (p.y() - centre.y()) / (width * 0.86 - waist);
    const double round = (1.0 - std::sqrt(x * x + y * y)) * width * 0.9;
    return smoothIntersection(round, 10.0 - (p.y() - centre.y()), 3.0);  // flat towards the canal
  };
  // Between the end plates lies the disc.
  const double endPlate = std::abs(local) - 9.6;
  const double disc = canvas.coverage(endPlate - 0.6);
  paintBone(canvas, extent, 1.2, body, anatomy.key());
  if (endPlate > -1.2)
    canvas.paint(extent, kCortex,
                 [&](const Point& p) { return std::min(body(p), 1.0 - std::abs(endPlate)); });
  if (disc > 0.0)
    canvas.paint(extent, kDisc, [&](const Point& p) { return std::min(body(p), endPlate - 0.6); });

  const Point canal(0.0, centre.y() + 19.0, z);
  const auto arch = [&](const Point& p) {
    const double x = std::abs(p.x()), y = p.y() - canal.y();
    const double r = std::sqrt(x * x + y * y);
    double d = 3.6 - std::abs(r - 12.4);  // laminae around the canal
    // Pedicles only in the upper half of a body; below them the foramina are open.
    if (y < 2.0) d = std::min(d, local - 0.5);
    // Transverse processes point sideways and back.
    const Segment transverse{{11.0, canal.y() + 3.0, 0.0}, {31.0, canal.y() + 14.0, 0.0}, 4.6, 4.0};
    d = smoothUnion(d, std::min(transverse.distance({x, p.y(), 0.0}), 6.5 - std::abs(local - 3.0)), 4.0);
    // The spinous process slants down: at each height its cut lies elsewhere along it.
    const double reach = 16.0 + 8.0 * ramp(11.0, -11.0, local);
    const Segment spinous{{0.0, canal.y() + 12.0, 0.0}, {0.0, canal.y() + reach, 0.0}, 4.0, 3.0};
    return smoothUnion(d, spinous.distance({x, p.y(), 0.0}), 4.0);
  };
  paintBone(canvas, extent, 1.1, arch, anatomy.key());
  canvas.paint({-12, 12, canal.y() - 12, canal.y() + 12}, kFluid,
               [&](const Point& p) { return 9.0 - (p - canal).norm(); });
  constexpr Tissue kCord{42.0F, 1.5F};
  canvas.paint({-8, 8, canal.y() - 8, canal.y() + 8}, kCord, [&](const Point& p) {
    return 5.0 - std::sqrt((p.x() * p.x()) * 0.7 + (p.y() - canal.y()) * (p.y() - canal.y()));
  });
}

void paintRibs(Canvas& canvas, const Anatomy& anatomy) {
  const double z = canvas.z();
  const float cortex = canvas.of(kCortex), marrow = canvas.of(kMarrow), cartilage = canvas.of(kCartilage);
  canvas.forEach({-150, 150, -100, 110}, [&](const Point& p, std::size_t pixel) {
    const double out = -anatomy.ribCage(p);
    if (std::abs(out) > 12.0) return;
    // 0 at the spine, 1 at the breastbone.
    const double around = std::atan2(std::abs(p.x()), p.y() - 2.0) / kPi;
    if (around < 0.1) return;
    for (int rib = 0; rib < 12; ++rib) {
      const double end = rib < 7 ? 1.0 : (rib < 10 ? 0.86 - 0.04 * (rib - 7) : 0.68 - 0.16 * (rib - 10));
      if (around > end) continue;
      const double drop = 42.0 + 9.0 * std::min(rib, 7);
      const double rise = std::max(0, rib - 2) * 15.0 * ramp(0.80, 1.0, around);
      const double middle = Anatomy::kFirstVertebra + 4.0 - Anatomy::kVertebraHeight * rib -
                            drop * ramp(0.06, 0.84, around) + rise;
      if (std::abs(z - middle) > 12.0) continue;
      // The ring is thin across the wall and broad along it; its ends are rounded.
      const double u = out / 4.2, v = (z - middle) / 6.8;
      const double close = ramp(0.0, 0.03, end - around) * ramp(0.1, 0.13, around);
      const double d = (1.0 - std::sqrt(u * u + v * v) / std::max(close, 0.05)) * 4.6;
      const double amount = canvas.coverage(d);
      if (amount <= 0.0) continue;
      // From the front third on it is cartilage.
      const double soft = ramp(0.795, 0.815, around);
      canvas.blend(pixel, cortex, amount * (1.0 - soft));
      canvas.blend(pixel, marrow, canvas.coverage(d - 1.3) * (1.0 - soft));
      canvas.blend(pixel, cartilage, amount * soft);
    }
  });
  // Necks, from the vertebral bodies to where the arcs begin.
  for (int rib = 0; rib < 12; ++rib) {
    const double level = Anatomy::kFirstVertebra - Anatomy::kVertebraHeight * rib + 4.0;
    if (std::abs(z - level) > 16.0) continue;
    const Point column = anatomy.spine(level);
    for (const double side : {-1.0, 1.0}) {
      const Segment neck{{side * 18.0, column.y() + 9.0, level + 1.0},
                         {side * 37.0, column.y() + 28.0, level - 3.0},
                         4.0,
                         4.4};
      paintBone(
          canvas, {neck.a.x() < 0 ? -45.0 : 12.0, neck.a.x() < 0 ? -12.0 : 45.0, column.y(), column.y() + 36},
          1.1, [&](const Point& p) { return neck.distance(p); }, anatomy.key());
    }
  }
}

void paintSternum(Canvas& canvas, const Anatomy& anatomy) {
  const double z = canvas.z();
  if (z < -75.0 || z > 106.0) return;
  const double half = z > 55.0 ? 15.0 + 11.0 * ramp(55.0, 90.0, z)
                               : 15.0 + 3.0 * ramp(20.0, -40.0, z) - 12.0 * ramp(-45.0, -62.0, z);
  const double thick = 5.6 - 2.2 * ramp(-45.0, -62.0, z);
  const double caps = std::min(104.0 - z, z + 74.0);
  paintBone(
      canvas, {-30, 30, -105, -20}, 1.1,
      [&](const Point& p) {
        const double out = anatomy.ribCage(p);
        const double u = p.x() / half, v = out / thick;
        const double plate = (1.0 - std::sqrt(std::sqrt(u * u * u * u + v * v * v * v))) * thick;
        return std::min(plate, caps);
      },
      anatomy.key());
}

void paintShoulderGirdle(Canvas& canvas, const Anatomy& anatomy) {
  const double z = canvas.z();
  if (z < 0.0) return;
  for (const double side : {-1.0, 1.0}) {
    const Extent half = side < 0 ? Extent{-195, -5, -100, 110} : Extent{5, 195, -100, 110};
    // Arms up: the collar bone climbs steeply from the manubrium.
    const std::vector<Segment> clavicle = tube({{{side * 27, -62, 99}, 8.5},
                                                {{side * 48, -52, 112}, 6.5},
                                                {{side * 84, -34, 130}, 6},
                                                {{side * 124, -22, 152}, 7}});
    paintBone(
        canvas, half, 1.4, [&](const Point& p) { return distanceToAny(clavicle, p); }, anatomy.key());
    // The shoulder blade glides outward: a thin plate behind the ribs, narrowing downwards.
    const double outward = 40.0 * ramp(0.0, 120.0, z);
    const double span = 6.0 + 40.0 * ramp(8.0, 70.0, z);
    const double centreX = 98.0 + 0.35 * outward;
    paintBone(
        canvas, half, 0.9,
        [&](const Point& p) {
          const double x = std::abs(p.x());
          const double plane = p.y() - (46.0 + 26.0 * ramp(150.0, 80.0, x) - 10.0 * ramp(60.0, 140.0, z));
          const double along = span - std::abs(x - centreX - 6.0);
          const double edge = 2.0 + 3.4 * bump((along - 2.0) / 5.0);
          return std::min({edge - std::abs(plane) * 0.8, along, (z - 6.0), -anatomy.ribCage(p) - 8.0});
        },
        anatomy.key());
    const std::vector<Segment> spineOfScapula =
        tube({{{side * 92, 74, 96}, 3.5}, {{side * 128, 70, 118}, 5}, {{side * 152, 44, 146}, 6.5}});
    paintBone(
        canvas, half, 1.3, [&](const Point& p) { return distanceToAny(spineOfScapula, p); }, anatomy.key());
    const Ellipsoid glenoid{{side * 137.0, 22.0, 138.0}, {12.0, 17.0, 20.0}};
    paintBone(
        canvas, half, 1.6, [&](const Point& p) { return glenoid.distance(p); }, anatomy.key());
    const Ellipsoid head{{side * 160.0, 6.0, 160.0}, {23.0, 23.0, 25.0}};
    paintBone(
        canvas, half, 1.8, [&](const Point& p) { return head.distance(p); }, anatomy.key());
  }
}

}  // namespace

void paintBones(Canvas& canvas, const Anatomy& anatomy) {
  paintRibs(canvas, anatomy);
  paintVertebra(canvas, anatomy);
  paintSternum(canvas, anatomy);
  paintShoulderGirdle(canvas, anatomy);
}

}  // namespace uptake::phantom
