#include "io/convert/tcia_suv_p.h"
#include "io/dicom/dicom_time_p.h"
#include "io/dicom/pet_values.h"

#include <QCoreApplication>

#include <cmath>

namespace uptake::convert {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Conversion)
};

Error missing(const QString& what, const QString& value) {
  return {ErrorKind::Inconsistent,
          value.isEmpty()
              ? Texts::tr("%1 is missing, which the published SUV needs.").arg(what)
              : Texts::tr("%1 is \"%2\", of which the published rule makes no SUV.").arg(what, value),
          {}};
}

}  // namespace

Result<double> tciaSuvFactor(const SeriesEntry& pet) {
  if (!pet.petValues || pet.petValues->slices.size() != pet.source.slices.size())
    return missing(QStringLiteral("AcquisitionTime (0008,0032)"), {});
  const PetValues& values = *pet.petValues;
  if (values.units != QLatin1String("BQML"))
    return missing(QStringLiteral("Units (0054,1001)"), values.units);

  if (values.doseInMegabecquerel)
    return missing(QStringLiteral("SOPClassUID (0008,0016)"), QStringLiteral("Enhanced PET Image Storage"));

  std::size_t first = pet.source.slices.size();
  for (std::size_t k = 0; k < pet.source.slices.size(); ++k)
    if (!values.slices[k].missing &&
        (first == pet.source.slices.size() || pet.source.slices[k].file < pet.source.slices[first].file))
      first = k;
  const QString acquired = first < values.slices.size() ? values.slices[first].acquisitionTime : QString();

  const auto acquisition = dicom::parseTime(acquired);
  if (!acquisition) return missing(QStringLiteral("AcquisitionTime (0008,0032)"), acquired);
  const auto start = dicom::parseTime(values.radiopharmaceuticalStartTime);
  if (!start)
    return missing(QStringLiteral("RadiopharmaceuticalStartTime (0018,1072)"),
                   values.radiopharmaceuticalStartTime);
  const auto positive = [](const QString& text) {
    bool ok = false;
    const double value = text.toDouble(&ok);
    return ok && value > 0.0 && std::isfinite(value) ? value : 0.0;
  };
  const double dose = positive(values.radionuclideTotalDose);
  if (dose == 0.0)
    return missing(QStringLiteral("RadionuclideTotalDose (0018,1074)"), values.radionuclideTotalDose);
  const double halfLife = positive(values.radionuclideHalfLife);
  if (halfLife == 0.0)
    return missing(QStringLiteral("RadionuclideHalfLife (0018,1075)"), values.radionuclideHalfLife);
  const double weight = positive(values.patientWeight);
  if (weight == 0.0) return missing(QStringLiteral("PatientWeight (0010,1030)"), values.patientWeight);
  return 1000.0 * weight / (dose * std::pow(0.5, (*acquisition - *start) / halfLife));
}

}  // namespace uptake::convert
