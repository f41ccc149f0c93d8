#include "core/units.h"
#include "io/dicom/image_rules_p.h"
#include "io/dicom/slice_stack_p.h"

#include <QCoreApplication>
#include <QSet>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace uptake::dicom {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

/// The value of a grey image after rescaling does not depend on how it is meant to be shown.
bool isGrey(const InstanceHeader& h) {
  return h.samplesPerPixel == 1 && (h.photometricInterpretation == QLatin1String("MONOCHROME2") ||
                                    h.photometricInterpretation == QLatin1String("MONOCHROME1"));
}

/// Those that display as they are, or by a formula of the standard (PS3.3 C.7.6.3.1.2).
bool isKnownColour(const InstanceHeader& h) {
  static const QStringList kOfThree{QStringLiteral("RGB"), QStringLiteral("YBR_FULL"),
                                    QStringLiteral("YBR_FULL_422"), QStringLiteral("YBR_RCT"),
                                    QStringLiteral("YBR_ICT")};
  return h.samplesPerPixel == 3
             ? kOfThree.contains(h.photometricInterpretation)
             : h.samplesPerPixel == 1 && h.photometricInterpretation == QLatin1String("PALETTE COLOR");
}

QString colourRefusal(const InstanceHeader& h) {
  if (!h.pixelDefect.isEmpty()) return h.pixelDefect;
  const bool isPalette = h.samplesPerPixel == 1;
  const bool fits = isPalette ? (h.bitsAllocated == 8 || h.bitsAllocated == 16) && !h.isSigned
                              : h.bitsAllocated == 8 && h.bitsStored == 8;
  if (fits && h.bitsStored >= 1 && h.bitsStored <= h.bitsAllocated && h.highBit == h.bitsStored - 1)
    return {};
  return isPalette ? Texts::tr(
                         "Indices of a palette in %1 bits (%2 stored, high bit %3) are not shown; unsigned "
                         "ones of 8 and 16 are.")
                         .arg(h.bitsAllocated)
                         .arg(h.bitsStored)
                         .arg(h.highBit)
                   : Texts::tr(
                         "%4 colours of %1 bits a sample (BitsAllocated, 0028,0100; %2 stored, high bit %3) "
                         "are not shown; 8 are.")
                         .arg(h.bitsAllocated)
                         .arg(h.bitsStored)
                         .arg(h.highBit)
                         .arg(h.photometricInterpretation);
}

/// Only of CT and PET is it known what their values are without slope and intercept: nothing.
bool needsRescale(const InstanceHeader& h) {
  return h.modality == QLatin1String("CT") || h.modality == QLatin1String("PT");
}

QString pixelRefusal(const InstanceHeader& h) {
  if (isKnownColour(h)) return colourRefusal(h);
  if (!isGrey(h))
    return Texts::tr(
               "Images with PhotometricInterpretation %1 and %2 sample(s) a pixel are not shown; grey "
               "values (MONOCHROME2 or MONOCHROME1, 1 sample) and colours (RGB, YBR_FULL, YBR_FULL_422, "
               "YBR_RCT, YBR_ICT of 3 samples, PALETTE COLOR of 1) are.")
        .arg(h.photometricInterpretation.isEmpty() ? QStringLiteral("–") : h.photometricInterpretation)
        .arg(h.samplesPerPixel);
  if (!h.pixelDefect.isEmpty()) return h.pixelDefect;
  if (h.isFloat) {
    if (h.bitsAllocated != 32 && h.bitsAllocated != 64)
      return Texts::tr("Floating point pixels of %1 bits are not shown; 32 and 64 are.").arg(h.bitsAllocated);
  } else if ((h.bitsAllocated != 8 && h.bitsAllocated != 16) || h.bitsStored < 1 ||
             h.bitsStored > h.bitsAllocated || h.highBit >= h.bitsAllocated || h.highBit < h.bitsStored - 1)
    return Texts::tr("Pixels of %1 bits (%2 stored, high bit %3) are not shown; 8 and 16 are.")
        .arg(h.bitsAllocated)
        .arg(h.bitsStored)
        .arg(h.highBit);
  if ((needsRescale(h) && !h.rescaleSlope) || h.rescaleSlope.has_value() != h.rescaleIntercept.has_value())
    return Texts::tr(
        "RescaleSlope (0028,1053) or RescaleIntercept (0028,1052) is missing, so the values have no unit.");
  if (h.rescaleSlope && *h.rescaleSlope == 0.0) return Texts::tr("RescaleSlope (0028,1053) is 0.");
  static const QStringList kHounsfield{QString(), QStringLiteral("HU"), QStringLiteral("US")};
  if (h.modality == QLatin1String("CT") && !kHounsfield.contains(h.rescaleType))
    return Texts::tr("The values are no Hounsfield units: RescaleType (0028,1054) is %1.").arg(h.rescaleType);
  return {};
}

bool isSecondaryCapture(const InstanceHeader& h) {
  return h.sopClassUid == QLatin1String("1.2.840.10008.5.1.4.1.1.7") ||
         h.sopClassUid.startsWith(QLatin1String("1.2.840.10008.5.1.4.1.1.7."));
}

/// Pages that scanners store among their images: dose pages, protocols, screen copies.
bool isPage(const InstanceHeader& h) {
  static const QStringList kNames{QStringLiteral("SCREEN SAVE"),  QStringLiteral("DOSE"),
                                  QStringLiteral("DOSE_INFO"),    QStringLiteral("DOSE REPORT"),
                                  QStringLiteral("CT_SOM5 PROT"), QStringLiteral("PROTOCOL")};
  return std::any_of(h.imageType.begin(), h.imageType.end(),
                     [](const QString& value) { return kNames.contains(value.toUpper()); });
}

/// What an object that is no image is.
QString objectRefusal(const InstanceHeader& h) {
  const auto is = [&](const char* uid) { return h.sopClassUid == QLatin1String(uid); };
  const auto within = [&](const char* root) { return h.sopClassUid.startsWith(QLatin1String(root)); };
  if (h.modality == QLatin1String("SEG") || h.modality == QLatin1String("RTSTRUCT")) return {};
  if (is("1.2.840.10008.5.1.4.1.1.88.67") || is("1.2.840.10008.5.1.4.1.1.88.68") ||
      is("1.2.840.10008.5.1.4.1.1.88.73"))
    return Texts::tr("A radiation dose report, not images.");
  if (is("1.2.840.10008.5.1.4.1.1.88.59"))
    return Texts::tr("A selection of key images (it refers to them), not images.");
  if (within("1.2.840.10008.5.1.4.1.1.88.")) return Texts::tr("A structured report, not images.");
  if (within("1.2.840.10008.5.1.4.1.1.11."))
    return Texts::tr("A presentation state (how others were displayed), not images.");
  if (within("1.2.840.10008.5.1.4.1.1.104.")) return Texts::tr("A document, not images.");
  if (within("1.2.840.10008.5.1.4.1.1.66")) return Texts::tr("A registration or raw data, not images.");
  if (within("1.2.840.10008.5.1.4.1.1.481.")) return Texts::tr("A radiotherapy object, not images.");
  return Texts::tr("No images (modality %1, SOP class %2).")
      .arg(h.modality.isEmpty() ? QStringLiteral("–") : h.modality,
           h.sopClassUid.isEmpty() ? QStringLiteral("–") : h.sopClassUid);
}

}  // namespace

QString imageRefusal(const std::vector<const InstanceHeader*>& group) {
  const InstanceHeader& first = *group.front();
  if (first.modality == QLatin1String("SEG")) return {};
  if (!first.isImage()) return objectRefusal(first);
  if (first.modality == QLatin1String("SM"))
    return Texts::tr("The tiles of a slide (modality SM), not images of a patient.");
  if (first.isColour()) {
    for (const InstanceHeader* header : group)
      if (QString reason = pixelRefusal(*header); !reason.isEmpty()) return reason;
    return {};
  }
  if (isSecondaryCapture(first))
    return Texts::tr("A secondary capture (a picture of a screen or page), not measured values.");
  if (first.modality == QLatin1String("RTDOSE"))
    return Texts::tr(
        "A dose (modality RTDOSE): its values need DoseGridScaling (3004,000E), which is not read.");
  if (isPage(first)) return Texts::tr("A page of text (dose, protocol or screen copy), not measured values.");
  if (first.isLocalizer()) return Texts::tr("A localizer (scout) image, not a part of a volume.");
  if (first.frames > 1 && !first.functionalGroups)
    return Texts::tr(
               "A multi-frame image (%1 frames in one file) without functional groups: nothing says "
               "where each frame lies. Ask for the series as single slices.")
        .arg(first.frames);
  for (const InstanceHeader* header : group)
    if (QString reason = pixelRefusal(*header); !reason.isEmpty()) return reason;
  return {};
}

QString sliceDefect(const InstanceHeader& header) {
  if (QString defect = geometryDefect(header); !defect.isEmpty()) return defect;
  return header.isImage() ? pixelRefusal(header) : QString();
}

QStringList imageWarnings(const std::vector<const InstanceHeader*>& group) {
  QStringList warnings;
  const auto any = [&](const auto& is) { return std::any_of(group.begin(), group.end(), is); };
  if (any([](const InstanceHeader* h) {
        return h->photometricInterpretation == QLatin1String("MONOCHROME1");
      }))
    warnings.append(
        Texts::tr("PhotometricInterpretation (0028,0004) is MONOCHROME1 (meant to be shown inverted): it is "
                  "shown by its values, like any other."));
  if (any([](const InstanceHeader* h) {
        return h->modality == QLatin1String("CT") && h->rescaleType == QLatin1String("US");
      }))
    warnings.append(
        Texts::tr("RescaleType (0028,1054) is US (unspecified): the values are taken as "
                  "Hounsfield units, which the file does not say."));
  if (any([](const InstanceHeader* h) { return h->syntaxMisstated; }))
    warnings.append(Texts::tr(
        "TransferSyntaxUID (0002,0010) is not the one that the files are written in (implicit for explicit "
        "VR, say): they are read as they are."));
  const InstanceHeader& first = *group.front();
  QSet<QString> types;
  for (const InstanceHeader* h : group)
    if (h->imageType != first.imageType) types.insert(h->imageType.mid(0, 3).join(QLatin1Char('\\')));
  types.remove(first.imageType.mid(0, 3).join(QLatin1Char('\\')));
  if (!types.isEmpty()) {
    QStringList names(types.begin(), types.end());
    names.sort();
    warnings.append(
        Texts::tr(
            "ImageType (0008,0008) is %1, but %2 in some slices, which complete the stack: they are taken as "
            "slices of it.")
            .arg(first.imageType.mid(0, 3).join(QLatin1Char('\\')), names.join(QStringLiteral(", "))));
  }
  if (!geometryDefect(first).isEmpty()) return warnings;
  double jitter = 0.0;
  for (const InstanceHeader* h : group)
    jitter = std::max({jitter, (*h->row - *first.row).norm(), (*h->column - *first.column).norm()});
  if (jitter > kDirectionTolerance)
    warnings.append(
        Texts::tr(
            "ImageOrientationPatient (0020,0037) differs by up to %1° between the slices; the mean is taken.")
            .arg(jitter * 180.0 / std::numbers::pi, 0, 'g', 2));
  return warnings;
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
