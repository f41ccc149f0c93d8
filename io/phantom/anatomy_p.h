#pragma once

#include "io/phantom/canvas_p.h"
#include "io/phantom/shapes_p.h"

#include <cstdint>
#include <vector>

namespace uptake::phantom {

/// A chamber of the heart: the blood and the wall around it.
struct Chamber {
  Ellipsoid cavity;
  double wall = 0.0;  ///< mm
  Tissue muscle;
};

/// The thorax as shapes in patient coordinates. The middle of the body is the origin; z = 0 is just below
/// the carina. Built once from a seed, then only read.
class Anatomy {
 public:
  explicit Anatomy(std::uint64_t seed);

  std::uint64_t key() const { return key_; }

  // Surfaces: distance in mm, positive inside.
  double body(const Point& p) const;
  double muscle(const Point& p) const;       ///< inside the subcutaneous fat
  double ribCage(const Point& p) const;      ///< inside the middle surface of the ribs
  double cavity(const Point& p) const;       ///< inside the inner chest wall
  double mediastinum(const Point& p) const;  ///< everything between the lungs
  double aboveDiaphragm(const Point& p) const;
  double lung(const Point& p) const;

  /// The middle of the vertebral bodies.
  Point spine(double z) const;
  static constexpr double kVertebraHeight = 24.0;
  static constexpr double kFirstVertebra = 128.0;  ///< z of the middle of the first thoracic vertebra

  std::vector<Chamber> chambers;      ///< left ventricle first
  std::vector<Segment> bloodVessels;  ///< great vessels, and what leads to the hila
  std::vector<Segment> airways;       ///< trachea and bronchi, by their lumen
  std::vector<Segment> oesophagus;
  std::vector<Segment> pulmonaryVessels;  ///< the trees inside the lungs

 private:
  void buildHeart();
  void buildTubes();

  std::uint64_t key_;
  std::vector<Segment> mediastinalTubes_;
};

/// Grows the vessel trees of both lungs from their hila.
std::vector<Segment> growVessels(const Anatomy& anatomy);

// The layers of a slice, to be painted in this order.
void paintChestWall(Canvas& canvas, const Anatomy& anatomy);
void paintAbdomen(Canvas& canvas, const Anatomy& anatomy);
void paintMediastinum(Canvas& canvas, const Anatomy& anatomy);
void paintLungs(Canvas& canvas, const Anatomy& anatomy);
void paintBones(Canvas& canvas, const Anatomy& anatomy);
void paintLesions(Canvas& canvas, const Anatomy& anatomy);
/// Paints the segments that this slice meets.
void paintSegments(Canvas& canvas, const std::vector<Segment>& segments, Tissue tissue, double grow = 0.0);

// Tissues: HU of a contrast-enhanced CT in the venous phase, SUV of FDG an hour after injection.
inline constexpr Tissue kAir{-1000.0F, 0.01F};
inline constexpr Tissue kFat{-102.0F, 0.3F};
inline constexpr Tissue kSkin{20.0F, 0.5F};
inline constexpr Tissue kMuscle{58.0F, 0.7F};
inline constexpr Tissue kLung{-845.0F, 0.4F};
inline constexpr Tissue kBlood{150.0F, 1.6F};
inline constexpr Tissue kMyocardium{98.0F, 4.6F};
inline constexpr Tissue kThinMyocardium{92.0F, 1.9F};
inline constexpr Tissue kSoftTissue{48.0F, 1.2F};
inline constexpr Tissue kLiver{108.0F, 2.2F};
inline constexpr Tissue kSpleen{122.0F, 1.9F};
inline constexpr Tissue kStomachWall{70.0F, 1.8F};
inline constexpr Tissue kFluid{14.0F, 0.6F};
inline constexpr Tissue kCortex{780.0F, 0.8F};
inline constexpr Tissue kMarrow{185.0F, 1.25F};
inline constexpr Tissue kCartilage{112.0F, 0.5F};
inline constexpr Tissue kDisc{85.0F, 0.8F};
inline constexpr Tissue kTumour{46.0F, 0.0F};  ///< its SUV is the lesion's own

}  // namespace uptake::phantom
