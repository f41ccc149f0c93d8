#pragma once

#include "io/dicom/dataset_values_p.h"

#include <optional>
#include <vector>

namespace uptake::dicom {

/// The functional groups of one frame (PS3.3 C.7.6.16). A per-frame group takes precedence over a shared one.
class FrameGroups {
 public:
  /// `shared` may be null.
  FrameGroups(DcmItem* shared, DcmItem& own) : shared_(shared), own_(own) {}

  /// The first item of a functional group's sequence, or null.
  DcmItem* group(const DcmTagKey& sequence) const;
  /// All items of that sequence.
  std::vector<DcmItem*> items(const DcmTagKey& sequence) const;
  std::optional<double> number(const DcmTagKey& sequence, const DcmTagKey& tag) const;
  std::optional<int> integer(const DcmTagKey& sequence, const DcmTagKey& tag) const;
  QString text(const DcmTagKey& sequence, const DcmTagKey& tag) const;

  /// A value in the Unassigned Per-Frame Converted Attributes Sequence (PS3.3 C.7.6.16.2.25), or empty.
  QByteArray converted(const DcmTagKey& tag) const;

 private:
  DcmItem* shared_;
  DcmItem& own_;
};

/// The first item of a sequence, or null.
DcmItem* firstItem(DcmItem& item, const DcmTagKey& sequence);

/// A range of stored values, both ends included.
struct StoredRange {
  double first = 0.0;
  double last = 0.0;
};

/// How a frame's stored values become values with a unit.
struct FrameRescale {
  double slope = 1.0;
  double intercept = 0.0;
  QString type;         ///< RescaleType, or empty
  QString units;        ///< unit of an applied real world value mapping, as a value of Units (0054,1001)
  QString suvType;      ///< SUV type of that mapping, as a value of SUVType (0054,1006)
  QString problem;      ///< why a real world value mapping is not applied, translated; else empty
  QString unknownUnit;  ///< code of the unit of a mapping that is not in a PET unit; else empty
  /// The stored values that the applied mapping is valid for; empty stands for all values.
  std::vector<StoredRange> mapped;
};

/// How a frame's stored values are rescaled. A real world value mapping in a PET unit comes first, which
/// applies to stored values whatever the Pixel Value Transformation is (PS3.3 C.7.6.16.2.11); then that
/// transformation; where it is the identity, a real world value mapping in another unit. `std::nullopt` when
/// the frame has neither.
std::optional<FrameRescale> frameRescale(const FrameGroups& groups);

}  // namespace uptake::dicom
