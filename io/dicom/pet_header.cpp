#include "io/dicom/pet_header_p.h"

#include <QCoreApplication>

#include <array>

namespace uptake::dicom {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

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
  if (DcmItem* code = firstItem(*sequence->getItem(0), DCM_RadionuclideCodeSequence)) {
    pet.radionuclideCode = DatasetValues(*code).text(DCM_CodeValue);
    pet.radionuclideMeaning = DatasetValues(*code).text(DCM_CodeMeaning);
  }
  QStringList names{item.text(DCM_Radiopharmaceutical)};
  if (DcmItem* code = firstItem(*sequence->getItem(0), DCM_RadiopharmaceuticalCodeSequence))
    names.append(DatasetValues(*code).text(DCM_CodeMeaning));
  names.removeAll(QString());
  names.removeDuplicates();
  pet.radiopharmaceutical = names.join(QStringLiteral("; "));
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
  pet.doseInMegabecquerel = values.text(DCM_SOPClassUID) == QLatin1String(UID_EnhancedPETImageStorage);
  pet.geReferenceDateTime = values.privateText(0x0009, "GEMS_PETD_01", 0x0d).value_or(QString());
  constexpr const char* kPhilips = "Philips PET Private Group";
  pet.philipsSuvFactor = values.privateText(0x7053, kPhilips, 0x00).value_or(QString());
  pet.philipsActivityFactor = values.privateText(0x7053, kPhilips, 0x09).value_or(QString());
  if (!values.hasPrivateCreator(0x7053)) {
    // De-identification tools drop the reservation and keep the values: group 7053 has no other known owner.
    pet.philipsSuvFactor = values.text(DcmTagKey(0x7053, 0x1000));
    pet.philipsActivityFactor = values.text(DcmTagKey(0x7053, 0x1009));
    pet.philipsCreatorMissing = !pet.philipsSuvFactor.isEmpty() || !pet.philipsActivityFactor.isEmpty();
  }
  PetSliceValues slice;
  slice.acquisitionDate = values.text(DCM_AcquisitionDate);
  slice.acquisitionTime = values.text(DCM_AcquisitionTime);
  if (slice.acquisitionDate.isEmpty() || slice.acquisitionTime.isEmpty())
    slice.acquisitionDateTime = values.text(DCM_AcquisitionDateTime);
  slice.frameReferenceTime = values.text(DCM_FrameReferenceTime);
  slice.actualFrameDuration = values.text(DCM_ActualFrameDuration);
  pet.slices.push_back(std::move(slice));
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
  if (rescale && !rescale->units.isEmpty()) {
    pet.units = rescale->units;
    pet.suvType = rescale->suvType;
  }
  if (rescale && !rescale->problem.isEmpty()) {
    pet.unitsProblem = rescale->problem;
    pet.units.clear();
  } else if (rescale && pet.units.isEmpty() && !rescale->unknownUnit.isEmpty()) {
    pet.unitsProblem = Texts::tr(
                           "MeasurementUnitsCodeSequence (0040,08EA) is %1, which is no unit of PET "
                           "that is known.")
                           .arg(rescale->unknownUnit);
  }

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
  // A DT value may carry the offset from UTC, which the date and time of a single frame do not.
  if (const QString moment = groups.text(DCM_FrameContentSequence, DCM_FrameAcquisitionDateTime);
      !moment.isEmpty())
    slice.acquisitionDateTime = moment;
  fillFromConverted(slice.acquisitionDate, DCM_AcquisitionDate);
  fillFromConverted(slice.acquisitionTime, DCM_AcquisitionTime);
  fillFromConverted(slice.frameReferenceTime, DCM_FrameReferenceTime);
  fillFromConverted(slice.actualFrameDuration, DCM_ActualFrameDuration);
  if (slice.actualFrameDuration.isEmpty())
    slice.actualFrameDuration = groups.text(DCM_FrameContentSequence, DCM_FrameAcquisitionDuration);
  return pet;
}

}  // namespace uptake::dicom
