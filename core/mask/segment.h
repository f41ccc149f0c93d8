#pragma once

#include "core/mask/label_map.h"

#include <QString>

#include <cstdint>

namespace uptake {

/// An sRGB colour.
struct Rgb {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  bool operator==(const Rgb&) const = default;
};

/// A coded concept (DICOM PS3.3 8.8): value, scheme ("SCT", "DCM", older files "SRT") and meaning.
struct CodedConcept {
  QString value;
  QString scheme;
  QString meaning;
  bool operator==(const CodedConcept&) const = default;
};

/// How a segment was made (DICOM Segment Algorithm Type).
enum class SegmentAlgorithm { Manual, SemiAutomatic, Automatic };

/// One labelled lesion of a mask (an item of DICOM's Segment Sequence).
struct Segment {
  Label number = 1;  ///< Segment Number, ≥ 1, unique in its mask; gaps are allowed
  QString label;     ///< Segment Label, as people read it
  Rgb colour;
  SegmentAlgorithm algorithm = SegmentAlgorithm::Manual;
  QString algorithmName;  ///< required unless Manual
  CodedConcept category{QStringLiteral("49755003"), QStringLiteral("SCT"),
                        QStringLiteral("Morphologically Altered Structure")};
  CodedConcept type{QStringLiteral("108369006"), QStringLiteral("SCT"), QStringLiteral("Neoplasm")};
  QString trackingId;
  QString trackingUid;
  // Kept as they came, empty when absent.
  QString description;                  ///< Segment Description
  CodedConcept typeModifier;            ///< of the property type, such as a laterality
  CodedConcept anatomicRegion;          ///< where it lies
  CodedConcept anatomicRegionModifier;  ///< such as a laterality
  bool operator==(const Segment&) const = default;
};

/// How many colours there are for lesions.
inline constexpr int kLesionColours = 16;
/// The colour of the n-th lesion (from 1): distinct on grey and on hot colour maps, repeating after the last.
Rgb lesionColour(int number);

}  // namespace uptake
