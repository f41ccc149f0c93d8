#include "io/dicom/image_rules_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace uptake::dicom {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

QString pixelRefusal(const InstanceHeader& h) {
  if (h.samplesPerPixel != 1 || h.photometricInterpretation != QLatin1String("MONOCHROME2"))
    return Texts::tr(
               "Images with PhotometricInterpretation %1 and %2 sample(s) a pixel are not shown; grey values "
               "(MONOCHROME2, 1 sample) are.")
        .arg(h.photometricInterpretation.isEmpty() ? QStringLiteral("–") : h.photometricInterpretation)
        .arg(h.samplesPerPixel);
  if ((h.bitsAllocated != 8 && h.bitsAllocated != 16) || h.bitsStored < 1 || h.bitsStored > h.bitsAllocated ||
      h.highBit >= h.bitsAllocated || h.highBit < h.bitsStored - 1)
    return Texts::tr("Pixels of %1 bits (%2 stored, high bit %3) are not shown; 8 and 16 are.")
        .arg(h.bitsAllocated)
        .arg(h.bitsStored)
        .arg(h.highBit);
  if (!h.rescaleSlope || !h.rescaleIntercept)
    return Texts::tr(
        "RescaleSlope (0028,1053) or RescaleIntercept (0028,1052) is missing, so the values have no unit.");
  if (*h.rescaleSlope == 0.0) return Texts::tr("RescaleSlope (0028,1053) is 0.");
  return {};
}

}  // namespace

QString imageRefusal(const std::vector<const InstanceHeader*>& group) {
  const InstanceHeader& first = *group.front();
  if (!first.isImage()) return {};
  if (first.modality != QLatin1String("CT") && first.modality != QLatin1String("PT"))
    return Texts::tr("Images of modality %1 are not shown; CT and PT are.")
        .arg(first.modality.isEmpty() ? QStringLiteral("–") : first.modality);
  if (first.isLocalizer()) return Texts::tr("A localizer (scout) image, not a part of a volume.");
  // Enhanced objects are multi-frame even with one frame: their geometry is in functional groups.
  static const QStringList kEnhanced{
      QStringLiteral("1.2.840.10008.5.1.4.1.1.2.1"), QStringLiteral("1.2.840.10008.5.1.4.1.1.2.2"),
      QStringLiteral("1.2.840.10008.5.1.4.1.1.130"), QStringLiteral("1.2.840.10008.5.1.4.1.1.128.1")};
  if (first.frames > 1 || kEnhanced.contains(first.sopClassUid))
    return Texts::tr(
               "Enhanced multi-frame images are not shown yet (%1 frames in one file). Ask for the series as "
               "single "
               "slices.")
        .arg(first.frames);
  for (const InstanceHeader* header : group)
    if (QString reason = pixelRefusal(*header); !reason.isEmpty()) return reason;
  return {};
}

bool hasWholeHounsfield(const std::vector<const InstanceHeader*>& group) {
  return std::all_of(group.begin(), group.end(), [](const InstanceHeader* h) {
    if (!h->rescaleSlope || !h->rescaleIntercept || h->bitsStored < 1 || h->bitsStored > 16) return false;
    const double slope = *h->rescaleSlope;
    const double intercept = *h->rescaleIntercept;
    if (slope <= 0.0 || slope != std::round(slope) || intercept != std::round(intercept)) return false;
    const double largest = std::ldexp(1.0, h->isSigned ? h->bitsStored - 1 : h->bitsStored) - 1.0;
    return largest * slope + intercept <= 32767.0;
  });
}

}  // namespace uptake::dicom
