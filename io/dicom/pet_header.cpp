#include "io/dicom/pet_header_p.h"

#include <array>

namespace uptake::dicom {

namespace {

void readRadiopharmaceutical(DcmItem& dataset, PetValues& pet) {
  DcmSequenceOfItems* sequence = nullptr;
  if (dataset.findAndGetSequence(DCM_RadiopharmaceuticalInformationSequence, sequence).bad() || !sequence)
    return;
  pet.radiopharmaceuticals = static_cast<int>(sequence->card());
  if (pet.radiopharmaceuticals < 1) return;
  const DatasetValues item(*sequence->getItem(0));
  pet.radionuclideTotalDose = item.text(DCM_RadionuclideTotalDose);
  pet.radionuclideHalfLife = item.text(DCM_RadionuclideHalfLife);
  pet.radiopharmaceuticalStartTime = item.text(DCM_RadiopharmaceuticalStartTime);
  pet.radiopharmaceuticalStartDateTime = item.text(DCM_RadiopharmaceuticalStartDateTime);
}

/// CorrectedImage (0028,0051) in the flags of the Enhanced PET Corrections Module (PS3.3 C.8.22.4).
QStringList corrections(const DatasetValues& values) {
  struct Flag {
    DcmTagKey tag;
    const char* name;
  };
  const std::array<Flag, 7> flags{{{DCM_DecayCorrected, "DECY"},
                                   {DCM_AttenuationCorrected, "ATTN"},
                                   {DCM_ScatterCorrected, "SCAT"},
                                   {DCM_DeadTimeCorrected, "DTIM"},
                                   {DCM_RandomsCorrected, "RAN"},
                                   {DCM_DetectorNormalizationCorrection, "NORM"},
                                   {DCM_CountLossNormalizationCorrected, "NORM"}}};
  QStringList names;
  for (const Flag& flag : flags)
    if (values.text(flag.tag) == QLatin1String("YES") && !names.contains(QLatin1String(flag.name)))
      names.append(QLatin1String(flag.name));
  return names;
}

/// UCUM codes of a real world value mapping (PS3.16 CID 84, CID 85) as Units (0054,1001) and SUVType.
void readUnits(const QString& code, PetValues& pet) {
  struct Unit {
    const char* code;
    const char* units;
    const char* suvType;
  };
  static constexpr std::array<Unit, 8> kUnits{{{"Bq/ml", "BQML", ""},
                                               {"{counts}", "CNTS", ""},
                                               {"{propcounts}", "PROPCNTS", ""},
                                               {"g/ml{SUVbw}", "GML", "BW"},
                                               {"g/ml{SUVlbm}", "GML", "LBM"},
                                               {"g/ml{SUVlbm(James128)}", "GML", "LBMJAMES128"},
                                               {"g/ml{SUVibw}", "GML", "IBW"},
                                               {"cm2/ml{SUVbsa}", "CM2ML", "BSA"}}};
  for (const Unit& unit : kUnits) {
    if (code != QLatin1String(unit.code)) continue;
    pet.units = QLatin1String(unit.units);
    pet.suvType = QLatin1String(unit.suvType);
    return;
  }
}

}  // namespace

PetValues readPetValues(DcmItem& dataset) {
  const DatasetValues values(dataset);
  PetValues pet;
  pet.units = values.text(DCM_Units);
  pet.decayCorrection = values.text(DCM_DecayCorrection);
  pet.correctedImage = values.values(DCM_CorrectedImage);
  pet.suvType = values.text(DCM_SUVType);
  pet.patientWeight = values.text(DCM_PatientWeight);
  pet.patientSize = values.text(DCM_PatientSize);
  pet.patientSex = values.text(DCM_PatientSex);
  pet.seriesDate = values.text(DCM_SeriesDate);
  pet.seriesTime = values.text(DCM_SeriesTime);
  pet.timezoneOffsetFromUtc = values.text(DCM_TimezoneOffsetFromUTC);
  readRadiopharmaceutical(dataset, pet);
  pet.geReferenceDateTime = values.privateText(0x0009, "GEMS_PETD_01", 0x0d).value_or(QString());
  constexpr const char* kPhilips = "Philips PET Private Group";
  pet.philipsSuvFactor = values.privateText(0x7053, kPhilips, 0x00).value_or(QString());
  pet.philipsActivityFactor = values.privateText(0x7053, kPhilips, 0x09).value_or(QString());
  if (!values.hasPrivateCreator(0x7053)) {
    // De-identification tools drop the reservation and keep the values: group 7053 has no other known owner.
    pet.philipsSuvFactor = QString::fromLatin1(values.raw(DcmTagKey(0x7053, 0x1000)));
    pet.philipsActivityFactor = QString::fromLatin1(values.raw(DcmTagKey(0x7053, 0x1009)));
    pet.philipsCreatorMissing = !pet.philipsSuvFactor.isEmpty() || !pet.philipsActivityFactor.isEmpty();
  }
  pet.slices.push_back({values.text(DCM_AcquisitionDate), values.text(DCM_AcquisitionTime),
                        values.text(DCM_FrameReferenceTime), values.text(DCM_ActualFrameDuration)});
  return pet;
}

PetValues framePetValues(const PetValues& common, DcmItem& dataset, const FrameGroups& groups,
                         const std::optional<FrameRescale>& rescale) {
  const DatasetValues values(dataset);
  PetValues pet = common;
  const auto converted = [&](const DcmTagKey& tag) { return QString::fromLatin1(groups.converted(tag)); };
  const auto fillFromConverted = [&](QString& value, const DcmTagKey& tag) {
    if (value.isEmpty()) value = converted(tag);
  };
  fillFromConverted(pet.units, DCM_Units);
  fillFromConverted(pet.suvType, DCM_SUVType);
  fillFromConverted(pet.decayCorrection, DCM_DecayCorrection);
  if (pet.correctedImage.isEmpty()) {
    const QString list = converted(DCM_CorrectedImage);
    pet.correctedImage = list.isEmpty() ? corrections(values) : list.split(QLatin1Char('\\'));
  }
  if (pet.radiopharmaceuticals == 0)
    for (const auto& sequence :
         {DCM_UnassignedPerFrameConvertedAttributesSequence, DCM_UnassignedSharedConvertedAttributesSequence})
      if (DcmItem* item = groups.group(sequence); item && pet.radiopharmaceuticals == 0)
        readRadiopharmaceutical(*item, pet);
  if (pet.units.isEmpty() && rescale) readUnits(rescale->units, pet);

  if (pet.decayCorrection.isEmpty()) {
    const QString corrected = values.text(DCM_DecayCorrected);
    if (corrected == QLatin1String("NO")) pet.decayCorrection = QStringLiteral("NONE");
    const QString reference = values.text(DCM_DecayCorrectionDateTime);
    if (corrected == QLatin1String("YES") && !reference.isEmpty()) {
      pet.decayCorrection = QStringLiteral("START");
      pet.decayCorrectionDateTime = reference;
    }
  }

  PetSliceValues& slice = pet.slices.front();
  const QString moment = groups.text(DCM_FrameContentSequence, DCM_FrameAcquisitionDateTime);
  if (moment.size() > 8) {
    // A DT value may carry the offset from UTC, which the date and time of a single frame do not.
    slice.acquisitionDate = moment.left(8);
    slice.acquisitionTime = moment.mid(8).section(QLatin1Char('+'), 0, 0).section(QLatin1Char('-'), 0, 0);
  }
  fillFromConverted(slice.acquisitionDate, DCM_AcquisitionDate);
  fillFromConverted(slice.acquisitionTime, DCM_AcquisitionTime);
  fillFromConverted(slice.frameReferenceTime, DCM_FrameReferenceTime);
  fillFromConverted(slice.actualFrameDuration, DCM_ActualFrameDuration);
  if (slice.actualFrameDuration.isEmpty())
    slice.actualFrameDuration = groups.text(DCM_FrameContentSequence, DCM_FrameAcquisitionDuration);
  return pet;
}

}  // namespace uptake::dicom
