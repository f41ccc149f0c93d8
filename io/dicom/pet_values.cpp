#include "io/dicom/pet_values.h"

#include <algorithm>

namespace uptake {

QStringList PetValues::differences(const PetValues& a, const PetValues& b) {
  QStringList found;
  const auto compare = [&](auto member, const char* name) {
    if (a.*member != b.*member) found.append(QLatin1String(name));
  };
  compare(&PetValues::units, "Units (0054,1001)");
  compare(&PetValues::decayCorrection, "DecayCorrection (0054,1102)");
  compare(&PetValues::decayCorrectionDateTime, "DecayCorrectionDateTime (0018,9701)");
  compare(&PetValues::correctedImage, "CorrectedImage (0028,0051)");
  compare(&PetValues::suvType, "SUVType (0054,1006)");
  compare(&PetValues::patientWeight, "PatientWeight (0010,1030)");
  compare(&PetValues::patientSize, "PatientSize (0010,1020)");
  compare(&PetValues::patientSex, "PatientSex (0010,0040)");
  compare(&PetValues::seriesDate, "SeriesDate (0008,0021)");
  compare(&PetValues::seriesTime, "SeriesTime (0008,0031)");
  compare(&PetValues::radionuclideTotalDose, "RadionuclideTotalDose (0018,1074)");
  compare(&PetValues::radionuclideHalfLife, "RadionuclideHalfLife (0018,1075)");
  compare(&PetValues::radiopharmaceuticalStartTime, "RadiopharmaceuticalStartTime (0018,1072)");
  compare(&PetValues::radiopharmaceuticalStartDateTime, "RadiopharmaceuticalStartDateTime (0018,1078)");
  compare(&PetValues::radiopharmaceuticals, "RadiopharmaceuticalInformationSequence (0054,0016)");
  compare(&PetValues::geReferenceDateTime, "PETScanDateTime (0009,xx0D) (GEMS_PETD_01)");
  if (a.units == QLatin1String("CNTS")) {
    compare(&PetValues::philipsSuvFactor, "SUVScaleFactor (7053,xx00) (Philips PET Private Group)");
    compare(&PetValues::philipsActivityFactor,
            "ActivityConcentrationScaleFactor (7053,xx09) (Philips PET Private Group)");
  }
  return found;
}

PetValues PetValues::ofSeries(const std::vector<const PetValues*>& slices) {
  PetValues all;
  const auto first = std::ranges::find_if(slices, [](const PetValues* slice) { return slice != nullptr; });
  if (first != slices.end()) all = **first;
  all.slices.clear();
  for (const PetValues* slice : slices) {
    if (!slice) {
      all.slices.emplace_back();
      all.slices.back().missing = true;
      continue;
    }
    for (const QString& name : differences(all, *slice))
      if (!all.differing.contains(name)) all.differing.append(name);
    all.slices.push_back(slice->slices.empty() ? PetSliceValues() : slice->slices.front());
  }
  return all;
}

}  // namespace uptake
