#pragma once

#include "core/geometry/patient_space.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace uptake::phantom {

/// What a tissue measures on either scanner.
struct Tissue {
  float hu = 0.0F;
  float suv = 0.0F;
};

enum class Signal { Attenuation, Uptake };

/// Where an axial slice lies: square pixels, rows to the left, columns to posterior.
struct SliceFrame {
  int columns = 0;
  int rows = 0;
  double spacing = 0.0;  ///< mm
  Point origin;          ///< centre of the first pixel
};

/// A rectangle of the patient in mm.
struct Extent {
  double x0 = -1e3, x1 = 1e3, y0 = -1e3, y1 = 1e3;
};

/// One slice being painted, layer over layer, with edges as soft as the scanner makes them.
class Canvas {
 public:
  /// `softness`: standard deviation in mm of the point spread that edges are drawn with.
  Canvas(const SliceFrame& frame, Signal signal, double softness, Tissue background)
      : frame_(frame),
        signal_(signal),
        softness_(softness),
        values_(static_cast<std::size_t>(frame.columns) * static_cast<std::size_t>(frame.rows),
                of(background)),
        lesion_(signal == Signal::Uptake ? values_.size() : 0) {}

  const SliceFrame& frame() const { return frame_; }
  bool isUptake() const { return signal_ == Signal::Uptake; }
  double z() const { return frame_.origin.z(); }
  double softness() const { return softness_; }
  std::vector<float>& values() { return values_; }
  /// How much of a pixel of an uptake slice is lesion, 0 to 1.
  const std::vector<float>& lesion() const { return lesion_; }

  float of(Tissue tissue) const { return isUptake() ? tissue.suv : tissue.hu; }

  /// How much of a pixel lies inside an edge at this distance: nearly the normal distribution's integral.
  double coverage(double distance) const { return coverage(distance, softness_); }
  static double coverage(double distance, double softness) {
    const double t = std::clamp(0.5 + distance / (4.0 * softness), 0.0, 1.0);
    return t * t * (3.0 - 2.0 * t);
  }

  /// Calls `visit(point, pixel)` for the pixels of an extent.
  template <class Visit>
  void forEach(const Extent& extent, const Visit& visit) const {
    const auto first = [this](double mm, double origin) {
      return std::max(0, static_cast<int>(std::ceil((mm - origin) / frame_.spacing)));
    };
    const auto last = [this](double mm, double origin, int size) {
      return std::min(size - 1, static_cast<int>(std::floor((mm - origin) / frame_.spacing)));
    };
    const int i0 = first(extent.x0, frame_.origin.x());
    const int i1 = last(extent.x1, frame_.origin.x(), frame_.columns);
    const int j0 = first(extent.y0, frame_.origin.y());
    const int j1 = last(extent.y1, frame_.origin.y(), frame_.rows);
    for (int j = j0; j <= j1; ++j)
      for (int i = i0; i <= i1; ++i)
        visit(Point(frame_.origin.x() + i * frame_.spacing, frame_.origin.y() + j * frame_.spacing, z()),
              static_cast<std::size_t>(j) * static_cast<std::size_t>(frame_.columns) +
                  static_cast<std::size_t>(i));
  }

  void blend(std::size_t pixel, float value, double amount) {
    values_[pixel] += static_cast<float>(amount) * (value - values_[pixel]);
  }
  void markLesion(std::size_t pixel, double amount) {
    if (isUptake()) lesion_[pixel] = std::max(lesion_[pixel], static_cast<float>(amount));
  }

  /// Paints a shape: `distance(point)` in mm to its surface, positive inside.
  template <class Distance>
  void paint(const Extent& extent, Tissue tissue, const Distance& distance) {
    const float value = of(tissue);
    forEach(grown(extent), [&](const Point& p, std::size_t pixel) {
      const double amount = coverage(distance(p));
      if (amount > 0.0) blend(pixel, value, amount);
    });
  }

  /// The extent and the width of a soft edge around it.
  Extent grown(const Extent& extent) const {
    const double margin = 2.0 * softness_;
    return {extent.x0 - margin, extent.x1 + margin, extent.y0 - margin, extent.y1 + margin};
  }

 private:
  SliceFrame frame_;
  Signal signal_;
  double softness_;
  std::vector<float> values_;
  std::vector<float> lesion_;
};

}  // namespace uptake::phantom
