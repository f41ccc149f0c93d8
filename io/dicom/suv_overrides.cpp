#include "io/dicom/suv_overrides_p.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Suv)
};

bool within(double value, double least, double most) {
  return std::isfinite(value) && value >= least && value <= most;
}

QString outside(const QString& what, double value, double least, double most, const QString& unit) {
  return Texts::tr("%1 %2 %3 is not between %4 and %5 %3.")
      .arg(what, dicom::exactText(value), unit, dicom::exactText(least), dicom::exactText(most));
}

QString dateTimeText(const QDateTime& moment) {
  return moment.toString(QStringLiteral("yyyyMMddHHmmss.zzz"));
}

}  // namespace

QString SuvOverrides::defect() const {
  using namespace suv_limits;
  if (patientWeight && !within(patientWeight->value, kLeastWeight.value, kMostWeight.value))
    return outside(Texts::tr("The weight"), patientWeight->value, kLeastWeight.value, kMostWeight.value,
                   QStringLiteral("kg"));
  if (patientSize && !within(*patientSize, kLeastSize, kMostSize))
    return outside(Texts::tr("The height"), *patientSize, kLeastSize, kMostSize, QStringLiteral("m"));
  if (!patientSex.isEmpty() && patientSex != QLatin1String("M") && patientSex != QLatin1String("F") &&
      patientSex != QLatin1String("O"))
    return Texts::tr("The sex \"%1\" is none of M, F and O.").arg(patientSex);
  if (totalDose && !within(totalDose->value, kLeastDose.value, kMostDose.value))
    return outside(Texts::tr("The dose"), totalDose->value / 1e6, kLeastDose.value / 1e6,
                   kMostDose.value / 1e6, QStringLiteral("MBq"));
  if (halfLife && !within(halfLife->value, kLeastHalfLife.value, kMostHalfLife.value))
    return outside(Texts::tr("The half-life"), halfLife->value, kLeastHalfLife.value, kMostHalfLife.value,
                   QStringLiteral("s"));
  if (administration && !administration->isValid())
    return Texts::tr("The time of administration is no date and time.");
  if (decayReference && !decayReference->isValid())
    return Texts::tr("The decay reference is no date and time.");
  return {};
}

namespace dicom {

QString exactText(double value) {
  return QString::number(value, 'f', QLocale::FloatingPointShortest);
}

PetValues withOverrides(PetValues values, const SuvOverrides& overrides, std::vector<SuvInput>& edits) {
  const auto agree = [&](const QString& attribute) {
    std::erase_if(values.differing,
                  [&](const PetDifference& difference) { return difference.attribute == attribute; });
  };
  const auto edit = [&](const char* keyword, const char* tag, QString& value, const QString& stated,
                        const QString& inFile, const QString& unit = {}, const QString& fileUnit = {}) {
    const QString name = QLatin1String(keyword);
    const QString number = QLatin1String(tag);
    edits.push_back({name, number, stated, unit, true, inFile, inFile.isEmpty() ? QString() : fileUnit});
    value = stated;
    agree(QStringLiteral("%1 %2").arg(name, number));
  };
  if (overrides.patientWeight)
    edit("PatientWeight", "(0010,1030)", values.patientWeight, exactText(overrides.patientWeight->value),
         values.patientWeight, QStringLiteral("kg"), QStringLiteral("kg"));
  if (overrides.patientSize)
    edit("PatientSize", "(0010,1020)", values.patientSize, exactText(*overrides.patientSize),
         values.patientSize, QStringLiteral("m"), QStringLiteral("m"));
  if (!overrides.patientSex.isEmpty())
    edit("PatientSex", "(0010,0040)", values.patientSex, overrides.patientSex, values.patientSex);
  if (overrides.totalDose) {
    edit("RadionuclideTotalDose", "(0018,1074)", values.radionuclideTotalDose,
         exactText(overrides.totalDose->value), values.radionuclideTotalDose, QStringLiteral("Bq"),
         values.doseInMegabecquerel ? QStringLiteral("MBq") : QStringLiteral("Bq"));
    values.doseInMegabecquerel = false;
  }
  if (overrides.halfLife)
    edit("RadionuclideHalfLife", "(0018,1075)", values.radionuclideHalfLife,
         exactText(overrides.halfLife->value), values.radionuclideHalfLife, QStringLiteral("s"),
         QStringLiteral("s"));
  if (overrides.administration) {
    const QString inFile = values.radiopharmaceuticalStartDateTime.isEmpty()
                               ? values.radiopharmaceuticalStartTime
                               : values.radiopharmaceuticalStartDateTime;
    edit("RadiopharmaceuticalStartDateTime", "(0018,1078)", values.radiopharmaceuticalStartDateTime,
         dateTimeText(*overrides.administration), inFile);
    values.radiopharmaceuticalStartTime.clear();
    agree(QStringLiteral("RadiopharmaceuticalStartTime (0018,1072)"));
  }
  if (overrides.decayReference) {
    // It has no attribute of its own: the file's stands in SeriesDate and SeriesTime, or elsewhere.
    const QString inFile = values.decayCorrectionDateTime.isEmpty() ? values.seriesDate + values.seriesTime
                                                                    : values.decayCorrectionDateTime;
    edit("DecayReference", "", values.decayReferenceDateTime, dateTimeText(*overrides.decayReference),
         inFile);
  }
  // Whoever states dose, half-life and time states which of several tracers is meant.
  if (overrides.totalDose && overrides.halfLife && overrides.administration) {
    values.radiopharmaceuticals = 1;
    agree(QStringLiteral("RadiopharmaceuticalInformationSequence (0054,0016)"));
  }
  return values;
}

}  // namespace dicom

}  // namespace uptake
