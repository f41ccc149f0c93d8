#pragma once

#include "core/document/case_document.h"

#include <optional>

namespace uptake {

/// Says which pixels in a box are the lesion's.
struct TightenRule {
  enum class Kind {
    /// PET from `value` (0 … 1) of the maximum on; 0.41 after Boellaard et al., "FDG PET/CT: EANM procedure
    /// guidelines for tumour imaging: version 2.0", Eur J Nucl Med Mol Imaging 2015;42:328–354.
    OfMaximum,
    /// PET from an SUV on: 2.5 and 4.0 are the usual ones (4.0: Barrington & Meignan, "Time to prepare for
    /// risk adaptation in lymphoma by standardizing measurement of metabolic tumor burden", J Nucl Med
    /// 2019;60:1096–1102).
    FixedSuv,
    /// CT from a value in HU on. Aerated lung lies at about −850 HU and soft tissue at about 40, so that the
    /// border of a solid nodule, blurred by half, lies at about −400; −500 keeps a thin rim more, which suits
    /// part-solid edges and small nodules.
    FixedHu,
  };
  Kind kind = Kind::OfMaximum;
  double value = 0.41;
};

/// The tightest rectangle around what a rule finds in a box, in three steps. The box is of an image of the CT
/// or PET that is open; its pixels are judged one by one, the PET by its value at the patient position of
/// each pixel's centre (value of the voxel whose cell holds it, no interpolation). The pixels that the rule
/// takes fall into parts connected by edges or corners (the in-plane part of the 18-neighbourhood). PET rules
/// take the part that holds the highest value, CT rules the part with the pixel nearest to the middle of the
/// box (the larger one of equals). The result never reaches beyond the box.
///
/// `maximum` replaces the box's own where it is larger. NotSupported or Inconsistent, with the reason, when
/// the rule finds no lesion: there is no PET in SUV, images are still being read, or no pixel is above the
/// threshold, or none below it.
Result<PixelRect> tightenedRect(const CaseDocument& document, const Box& box, const TightenRule& rule,
                                std::optional<double> maximum = std::nullopt);

/// The highest value in a box of the image that a rule reads; std::nullopt where it has no value.
std::optional<double> maximumIn(const CaseDocument& document, const Box& box, const TightenRule& rule);

}  // namespace uptake
