#include "io/phantom/anatomy_p.h"
#include "io/phantom/noise_p.h"
#include "io/phantom/phantom.h"

#include <QCoreApplication>

namespace uptake {

std::vector<PhantomLesion> phantomLesions() {
  const auto name = [](const char* text) { return QCoreApplication::translate("uptake::Phantom", text); };
  return {
      {name(QT_TRANSLATE_NOOP("uptake::Phantom", "Nodule in the right upper lobe")),
       {-71.0, -14.0, 60.0},
       11.0,
       8.0},
      {name(QT_TRANSLATE_NOOP("uptake::Phantom", "Nodule in the left lower lobe")),
       {76.0, 40.0, -40.0},
       7.0,
       4.5},
      {name(QT_TRANSLATE_NOOP("uptake::Phantom", "Right paratracheal lymph node")),
       {-21.0, 10.0, 54.0},
       8.0,
       6.0},
  };
}

namespace phantom {

namespace {

/// Thin spikes from a nodule into the lung around it.
std::vector<Segment> spicules(const PhantomLesion& lesion, std::uint64_t key) {
  HashStream random(key);
  std::vector<Segment> result;
  const int count = 44;
  for (int n = 0; n < count; ++n) {
    Direction direction;
    do {
      direction = {random.uniform(-1, 1), random.uniform(-1, 1), random.uniform(-1, 1)};
    } while (direction.squaredNorm() > 1.0 || direction.squaredNorm() < 0.01);
    direction.normalize();
    const Point root = lesion.centre + (lesion.radiusMm - 2.5) * direction;
    result.push_back({root, root + random.uniform(5.0, 11.0) * direction, random.uniform(1.5, 2.4), 0.25});
  }
  return result;
}

}  // namespace

void paintLesions(Canvas& canvas, const Anatomy& anatomy) {
  std::uint64_t number = 0;
  for (const PhantomLesion& lesion : phantomLesions()) {
    const std::uint64_t key = hashBits(anatomy.key(), 40 + number++);
    const double r = lesion.radiusMm;
    if (std::abs(canvas.z() - lesion.centre.z()) > r + 14.0) continue;
    const Extent extent{lesion.centre.x() - r - 3.0, lesion.centre.x() + r + 3.0, lesion.centre.y() - r - 3.0,
                        lesion.centre.y() + r + 3.0};
    if (canvas.isUptake()) {
      // Sharper than the rest, so that what is well inside reads the designed value.
      const double softness = std::min(1.4, canvas.softness());
      canvas.forEach(canvas.grown(extent), [&](const Point& p, std::size_t pixel) {
        const double amount = Canvas::coverage(r - (p - lesion.centre).norm(), softness);
        canvas.blend(pixel, static_cast<float>(lesion.suv), amount);
        canvas.markLesion(pixel, amount);
      });
      continue;
    }
    const bool inLung = std::abs(lesion.centre.x()) > 35.0;
    if (inLung && r > 9.0) paintSegments(canvas, spicules(lesion, key), kTumour);
    canvas.paint(extent, kTumour, [&](const Point& p) {
      const double lobed = inLung ? 1.3 * smoothNoise(key, 7.0, p.x(), p.y(), p.z()) : 0.0;
      return r + lobed - (p - lesion.centre).norm();
    });
  }
}

}  // namespace phantom

}  // namespace uptake
