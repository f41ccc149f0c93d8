#include "io/dicom/functional_groups_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace uptake::dicom {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

/// A unit of PET (PS3.16 CID 84, CID 85, in UCUM) as Units (0054,1001) and SUVType (0054,1006).
struct PetUnit {
  const char* code;
  double scale;  ///< to what Units stands for
  const char* units;
  const char* suvType;
};

/// The first that a file states is taken.
constexpr std::array<PetUnit, 12> kPetUnits{{{"Bq/ml", 1.0, "BQML", ""},
                                             {"kBq/ml", 1e3, "BQML", ""},
                                             {"MBq/ml", 1e6, "BQML", ""},
                                             {"Bq/cm3", 1.0, "BQML", ""},
                                             {"g/ml{SUVbw}", 1.0, "GML", "BW"},
                                             {"g/ml{SUVlbm}", 1.0, "GML", "LBM"},
                                             {"g/ml{SUVlbm(James128)}", 1.0, "GML", "LBMJAMES128"},
                                             {"g/ml{SUVlbm(Janma)}", 1.0, "GML", "LBMJANMA"},
                                             {"g/ml{SUVibw}", 1.0, "GML", "IBW"},
                                             {"cm2/ml{SUVbsa}", 1.0, "CM2ML", "BSA"},
                                             {"{counts}", 1.0, "CNTS", ""},
                                             {"{propcounts}", 1.0, "PROPCNTS", ""}}};

/// Its place in the table, or -1. UCUM writes the litre as l and as L, and what is in braces at either end:
/// "{SUVbw}g/ml".
int petUnit(const QString& code) {
  QString litre = QString(code).replace(QStringLiteral("/mL"), QStringLiteral("/ml"));
  const qsizetype brace = litre.lastIndexOf(QLatin1Char('}'));
  if (litre.startsWith(QLatin1Char('{')) && brace > 0) litre = litre.mid(brace + 1) + litre.left(brace + 1);
  const auto found =
      std::ranges::find_if(kPetUnits, [&](const PetUnit& unit) { return litre == QLatin1String(unit.code); });
  return found == kPetUnits.end() ? -1 : static_cast<int>(found - kPetUnits.begin());
}

/// An item of a RealWorldValueMappingSequence.
struct Mapping {
  std::optional<double> slope, intercept;  ///< nothing when it is a table
  QString code;
  std::optional<StoredRange> range;  ///< nothing when none is stated
  int unit = -1;
};

/// RealWorldValueFirstValueMapped and …LastValueMapped, in either form.
std::optional<StoredRange> rangeOf(const DatasetValues& mapping) {
  auto first = mapping.number(DCM_RealWorldValueFirstValueMapped);
  auto last = mapping.number(DCM_RealWorldValueLastValueMapped);
  if (!first || !last) {
    first = mapping.number(DCM_DoubleFloatRealWorldValueFirstValueMapped);
    last = mapping.number(DCM_DoubleFloatRealWorldValueLastValueMapped);
  }
  if (!first || !last) return std::nullopt;
  return StoredRange{*first, *last};
}

/// What these are stated for; empty when one of them is for all values.
std::vector<StoredRange> rangesOf(const std::vector<Mapping>& mappings) {
  std::vector<StoredRange> ranges;
  for (const Mapping& mapping : mappings) {
    if (!mapping.range) return {};
    ranges.push_back(*mapping.range);
  }
  return ranges;
}

std::vector<Mapping> mappingsOf(const FrameGroups& groups) {
  std::vector<Mapping> mappings;
  for (DcmItem* item : groups.items(DCM_RealWorldValueMappingSequence)) {
    const DatasetValues values(*item);
    DcmItem* code = firstItem(*item, DCM_MeasurementUnitsCodeSequence);
    Mapping mapping{values.number(DCM_RealWorldValueSlope), values.number(DCM_RealWorldValueIntercept),
                    code ? DatasetValues(*code).text(DCM_CodeValue) : QString(), rangeOf(values)};
    mapping.unit = petUnit(mapping.code);
    mappings.push_back(mapping);
  }
  return mappings;
}

/// Those in the unit that is preferred; empty when none is in a unit of PET.
std::vector<Mapping> petMappings(const std::vector<Mapping>& mappings) {
  int best = -1;
  for (const Mapping& mapping : mappings)
    if (mapping.unit >= 0 && (best < 0 || mapping.unit < best)) best = mapping.unit;
  std::vector<Mapping> found;
  for (const Mapping& mapping : mappings)
    if (mapping.unit >= 0 && mapping.unit == best) found.push_back(mapping);
  return found;
}

QString mappingProblem(const std::vector<Mapping>& mappings) {
  if (std::ranges::any_of(mappings, [](const Mapping& m) { return !m.slope || !m.intercept; }))
    return Texts::tr(
        "RealWorldValueMappingSequence (0040,9096) gives no slope and intercept but a table, which is not "
        "read.");
  for (const Mapping& mapping : mappings)
    if (mapping.slope != mappings.front().slope || mapping.intercept != mappings.front().intercept)
      return Texts::
          tr("RealWorldValueMappingSequence (0040,9096) has %1 mappings in %2, each for a range of stored "
             "values, which is not read.")
              .arg(mappings.size())
              .arg(mapping.code);
  return {};
}

std::optional<FrameRescale> pixelValueTransformation(const FrameGroups& groups) {
  const auto slope = groups.number(DCM_PixelValueTransformationSequence, DCM_RescaleSlope);
  const auto intercept = groups.number(DCM_PixelValueTransformationSequence, DCM_RescaleIntercept);
  if (!slope || !intercept) return std::nullopt;
  FrameRescale rescale;
  rescale.slope = *slope;
  rescale.intercept = *intercept;
  rescale.type = groups.text(DCM_PixelValueTransformationSequence, DCM_RescaleType);
  return rescale;
}

}  // namespace

DcmItem* firstItem(DcmItem& item, const DcmTagKey& sequence) {
  DcmItem* found = nullptr;
  return item.findAndGetSequenceItem(sequence, found, 0).good() ? found : nullptr;
}

DcmItem* FrameGroups::group(const DcmTagKey& sequence) const {
  DcmItem* found = firstItem(own_, sequence);
  return found || !shared_ ? found : firstItem(*shared_, sequence);
}

std::vector<DcmItem*> FrameGroups::items(const DcmTagKey& sequence) const {
  std::vector<DcmItem*> found;
  DcmSequenceOfItems* all = nullptr;
  if (own_.findAndGetSequence(sequence, all).bad() || all == nullptr || all->card() == 0) all = nullptr;
  if (all == nullptr && shared_ != nullptr && shared_->findAndGetSequence(sequence, all).bad()) all = nullptr;
  if (all == nullptr) return found;
  for (unsigned long i = 0; i < all->card(); ++i) found.push_back(all->getItem(i));
  return found;
}

std::optional<double> FrameGroups::number(const DcmTagKey& sequence, const DcmTagKey& tag) const {
  DcmItem* item = group(sequence);
  return item ? DatasetValues(*item).number(tag) : std::nullopt;
}

std::optional<int> FrameGroups::integer(const DcmTagKey& sequence, const DcmTagKey& tag) const {
  DcmItem* item = group(sequence);
  return item ? DatasetValues(*item).integer(tag) : std::nullopt;
}

QString FrameGroups::text(const DcmTagKey& sequence, const DcmTagKey& tag) const {
  DcmItem* item = group(sequence);
  return item ? DatasetValues(*item).text(tag) : QString();
}

QByteArray FrameGroups::converted(const DcmTagKey& tag) const {
  for (const auto& sequence :
       {DCM_UnassignedPerFrameConvertedAttributesSequence, DCM_UnassignedSharedConvertedAttributesSequence})
    if (DcmItem* item = group(sequence))
      if (QByteArray value = DatasetValues(*item).raw(tag); !value.isEmpty()) return value;
  return {};
}

std::optional<FrameRescale> frameRescale(const FrameGroups& groups) {
  auto stored = pixelValueTransformation(groups);
  const std::vector<Mapping> all = mappingsOf(groups);
  const std::vector<Mapping> pet = petMappings(all);
  if (!pet.empty()) {
    FrameRescale rescale = stored.value_or(FrameRescale());
    rescale.problem = mappingProblem(pet);
    if (!rescale.problem.isEmpty()) return rescale;
    const PetUnit& unit = kPetUnits[static_cast<std::size_t>(pet.front().unit)];
    rescale.slope = *pet.front().slope * unit.scale;
    rescale.intercept = *pet.front().intercept * unit.scale;
    rescale.units = QLatin1String(unit.units);
    rescale.suvType = QLatin1String(unit.suvType);
    rescale.mapped = rangesOf(pet);
    return rescale;
  }
  if (stored && !all.empty()) stored->unknownUnit = all.front().code;
  const bool saysNothing = !stored || (stored->slope == 1.0 && stored->intercept == 0.0);
  if (all.empty() || !saysNothing || all.front().code.isEmpty() || !all.front().slope ||
      !all.front().intercept)
    return stored;
  FrameRescale rescale;
  rescale.slope = *all.front().slope;
  rescale.intercept = *all.front().intercept;
  if (stored) rescale.type = stored->type;
  rescale.unknownUnit = all.front().code;
  rescale.mapped = rangesOf({all.front()});
  return rescale;
}

}  // namespace uptake::dicom
