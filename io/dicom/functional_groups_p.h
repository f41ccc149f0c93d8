#pragma once

#include "io/dicom/dataset_values_p.h"

#include <optional>
#include <vector>

namespace uptake::dicom {

/// The functional groups of one frame (PS3.3 C.7.6.16): its own before those that all frames share.
class FrameGroups {
 public:
  /// `shared` may be null.
  FrameGroups(DcmItem* shared, DcmItem& own) : shared_(shared), own_(own) {}

  /// The first item of a functional group's sequence, or null.
  DcmItem* group(const DcmTagKey& sequence) const;
  /// All items of it.
  std::vector<DcmItem*> items(const DcmTagKey& sequence) const;
  std::optional<double> number(const DcmTagKey& sequence, const DcmTagKey& tag) const;
  std::optional<int> integer(const DcmTagKey& sequence, const DcmTagKey& tag) const;
  QString text(const DcmTagKey& sequence, const DcmTagKey& tag) const;

  /// What a conversion from single frames could not place elsewhere (PS3.3 C.7.6.16.2.25), or empty.
  QByteArray converted(const DcmTagKey& tag) const;

 private:
  DcmItem* shared_;
  DcmItem& own_;
};

/// The first item of a sequence, or null.
DcmItem* firstItem(DcmItem& item, const DcmTagKey& sequence);

/// Stored values from one to another, both included.
struct StoredRange {
  double first = 0.0;
  double last = 0.0;
};

/// How a frame's stored values become values with a unit.
struct FrameRescale {
  double slope = 1.0;
  double intercept = 0.0;
  QString type;                     ///< RescaleType, or empty
  QString units;                    ///< of a real world value mapping: Units (0054,1001) of a PET; or empty
  QString suvType;                  ///< of it, or empty
  QString problem;                  ///< why a real world value mapping is not applied, translated; or empty
  QString unknownUnit;              ///< of a mapping in no unit of PET, its code; or empty
  std::vector<StoredRange> mapped;  ///< what the mapping that is applied is stated for; empty: all values
};

/// Real world values in a unit of PET, which are of the stored values whatever their Pixel Value
/// Transformation is (PS3.3 C.7.6.16.2.11); else that transformation; where that says nothing (1 and 0) any
/// other real world values. Nothing when the frame has neither.
std::optional<FrameRescale> frameRescale(const FrameGroups& groups);

}  // namespace uptake::dicom
