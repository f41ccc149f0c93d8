#include "io/dicom/pet_values.h"

#include "io/dicom/dicom_time_p.h"

#include <algorithm>

namespace uptake {

namespace {

/// How the values of an attribute are compared: texts that are read as one value are one.
enum class Kind { Word, Number, Date, Time, DateTime };

template <class Parse>
bool sameParsed(const QString& a, const QString& b, Parse parse) {
  const auto read = parse(a);
  return read && read == parse(b);
}

std::optional<double> parseNumber(const QString& text) {
  bool ok = false;
  const double value = text.toDouble(&ok);
  return ok ? std::optional(value) : std::nullopt;
}

bool isSame(const QString& a, const QString& b, Kind kind) {
  if (a == b) return true;
  if (kind == Kind::Number) return sameParsed(a, b, parseNumber);
  if (kind == Kind::Date) return sameParsed(a, b, dicom::parseDate);
  if (kind == Kind::Time) return sameParsed(a, b, dicom::parseTime);
  if (kind == Kind::DateTime) {
    const auto one = dicom::parseDateTime(a);
    const auto other = dicom::parseDateTime(b);
    return one && other && one->since(*other) == 0.0;
  }
  return kind == Kind::Word && a.compare(b, Qt::CaseInsensitive) == 0;
}

/// Of the corrections only these two decide about a SUV.
bool sameCorrections(const PetValues& a, const PetValues& b) {
  if (a.correctedImage == b.correctedImage) return true;
  return a.isCorrectedFor("ATTN") == b.isCorrectedFor("ATTN") &&
         a.isCorrectedFor("DECY") == b.isCorrectedFor("DECY");
}

}  // namespace

std::vector<PetDifference> PetValues::differences(const PetValues& a, const PetValues& b) {
  std::vector<PetDifference> found;
  const auto compare = [&](QString PetValues::*member, const char* name, Kind kind = Kind::Word) {
    if (!isSame(a.*member, b.*member, kind)) found.push_back({QLatin1String(name), a.*member, b.*member});
  };
  compare(&PetValues::units, "Units (0054,1001)");
  compare(&PetValues::decayCorrection, "DecayCorrection (0054,1102)");
  compare(&PetValues::decayCorrectionDateTime, "DecayCorrectionDateTime (0018,9701)", Kind::DateTime);
  if (!sameCorrections(a, b)) {
    const QString backslash = QStringLiteral("\\");
    found.push_back({QStringLiteral("CorrectedImage (0028,0051)"), a.correctedImage.join(backslash),
                     b.correctedImage.join(backslash)});
  }
  compare(&PetValues::suvType, "SUVType (0054,1006)");
  compare(&PetValues::patientWeight, "PatientWeight (0010,1030)", Kind::Number);
  compare(&PetValues::patientSize, "PatientSize (0010,1020)", Kind::Number);
  compare(&PetValues::patientSex, "PatientSex (0010,0040)");
  compare(&PetValues::seriesDate, "SeriesDate (0008,0021)", Kind::Date);
  compare(&PetValues::seriesTime, "SeriesTime (0008,0031)", Kind::Time);
  compare(&PetValues::timezoneOffsetFromUtc, "TimezoneOffsetFromUTC (0008,0201)");
  compare(&PetValues::radionuclideTotalDose, "RadionuclideTotalDose (0018,1074)", Kind::Number);
  compare(&PetValues::radionuclideHalfLife, "RadionuclideHalfLife (0018,1075)", Kind::Number);
  compare(&PetValues::radionuclideCode, "RadionuclideCodeSequence (0054,0300)");
  compare(&PetValues::radiopharmaceuticalStartTime, "RadiopharmaceuticalStartTime (0018,1072)", Kind::Time);
  compare(&PetValues::radiopharmaceuticalStartDateTime, "RadiopharmaceuticalStartDateTime (0018,1078)",
          Kind::DateTime);
  if (a.radiopharmaceuticals != b.radiopharmaceuticals)
    found.push_back({QStringLiteral("RadiopharmaceuticalInformationSequence (0054,0016)"),
                     QString::number(a.radiopharmaceuticals), QString::number(b.radiopharmaceuticals)});
  compare(&PetValues::geReferenceDateTime, "PETScanDateTime (0009,xx0D) (GEMS_PETD_01)", Kind::DateTime);
  compare(&PetValues::philipsSuvFactor, "SUVScaleFactor (7053,xx00) (Philips PET Private Group)",
          Kind::Number);
  compare(&PetValues::philipsActivityFactor,
          "ActivityConcentrationScaleFactor (7053,xx09) (Philips PET Private Group)", Kind::Number);
  compare(&PetValues::unitsProblem, "RealWorldValueMappingSequence (0040,9096)");
  return found;
}

const PetDifference* PetValues::difference(const char* attribute) const {
  const auto found = std::ranges::find(differing, QLatin1String(attribute), &PetDifference::attribute);
  return found == differing.end() ? nullptr : &*found;
}

bool PetValues::isCorrectedFor(const char* correction) const {
  const QString wanted = QLatin1String(correction);
  return std::ranges::any_of(correctedImage, [&](const QString& word) {
    return word.compare(wanted, Qt::CaseInsensitive) == 0 ||
           // The word instead of its code.
           (wanted == QLatin1String("DECY") &&
            word.compare(QLatin1String("DECAY"), Qt::CaseInsensitive) == 0);
  });
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
    for (PetDifference& difference : differences(all, *slice))
      if (!all.difference(difference.attribute.toLatin1().constData()))
        all.differing.push_back(std::move(difference));
    all.slices.push_back(slice->slices.empty() ? PetSliceValues() : slice->slices.front());
  }
  return all;
}

}  // namespace uptake
