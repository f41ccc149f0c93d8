#include "io/dicom/radionuclides_p.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <cmath>

// Nuclides and codes: DICOM PS3.16 CID 4020 (PET Radionuclide). Half-lives: National Nuclear Data Center,
// Brookhaven, NuDat 3.

namespace uptake::dicom {

namespace {

constexpr double kMinute = 60.0;
constexpr double kHour = 3600.0;
constexpr double kDay = 86400.0;

constexpr std::array<Radionuclide, 38> kRadionuclides{{
    {"Carbon", "C", "11", "C-105A1", "40565003", {20.364 * kMinute}},
    {"Nitrogen", "N", "13", "C-107A1", "21576001", {9.965 * kMinute}},
    {"Oxygen", "O", "14", "C-1018C", "424875009", {70.62}},
    {"Oxygen", "O", "15", "C-B1038", "129504001", {122.24}},
    {"Fluorine", "F", "18", "C-111A1", "77004003", {109.77 * kMinute}},
    {"Sodium", "Na", "22", "C-155A1", "71633006", {2.6018 * 365.2422 * kDay}},
    {"Potassium", "K", "38", "C-135A4", "423764008", {7.636 * kMinute}},
    {"Scandium", "Sc", "43", "", "126605", {3.891 * kHour}},
    {"Scandium", "Sc", "44", "", "126600", {4.042 * kHour}},
    {"Titanium", "Ti", "45", "C-166A2", "75696008", {184.8 * kMinute}},
    {"Manganese", "Mn", "51", "", "126601", {46.2 * kMinute}},
    {"Iron", "Fe", "52", "C-130A1", "69089000", {8.275 * kHour}},
    {"Manganese", "Mn", "52", "C-149A1", "37225000", {5.591 * kDay}},
    {"Manganese", "Mn", "52m", "", "126607", {21.1 * kMinute}},
    {"Copper", "Cu", "60", "C-127A4", "425364008", {23.7 * kMinute}},
    {"Copper", "Cu", "61", "C-127A1", "71425003", {3.339 * kHour}},
    {"Copper", "Cu", "62", "C-127A5", "422934004", {9.67 * kMinute}},
    {"Zinc", "Zn", "62", "C-141A1", "65054007", {9.193 * kHour}},
    {"Copper", "Cu", "64", "C-127A2", "3932008", {12.701 * kHour}},
    {"Gallium", "Ga", "66", "C-131A1", "79477007", {9.49 * kHour}},
    {"Gallium", "Ga", "68", "C-131A3", "35337001", {67.71 * kMinute}},
    {"Germanium", "Ge", "68", "C-128A2", "53315004", {270.93 * kDay}},
    {"Arsenic", "As", "70", "", "126602", {52.6 * kMinute}},
    {"Arsenic", "As", "72", "C-115A2", "2705002", {26.0 * kHour}},
    {"Selenium", "Se", "73", "C-116A2", "87437000", {7.15 * kHour}},
    {"Bromine", "Br", "75", "C-113A1", "17910003", {96.7 * kMinute}},
    {"Bromine", "Br", "76", "C-113A2", "79523006", {16.2 * kHour}},
    {"Bromine", "Br", "77", "C-113A3", "86521004", {57.036 * kHour}},
    {"Rubidium", "Rb", "82", "C-159A2", "79197006", {1.2575 * kMinute}},
    {"Yttrium", "Y", "86", "C-162A3", "10738001", {14.74 * kHour}},
    {"Zirconium", "Zr", "89", "C-168A4", "63360001", {78.41 * kHour}},
    {"Niobium", "Nb", "90", "", "126603", {14.60 * kHour}},
    {"Yttrium", "Y", "90", "C-162A7", "14691008", {64.053 * kHour}},
    {"Technetium", "Tc", "94m", "C-163AA", "424079002", {52.0 * kMinute}},
    {"Iodine", "I", "124", "C-114A5", "40937006", {4.1760 * kDay}},
    {"Terbium", "Tb", "152", "", "126606", {17.5 * kHour}},
    // Not in CID 4020, but imaged all the same.
    {"Cobalt", "Co", "55", "", "", {17.53 * kHour}},
    {"Iodine", "I", "120", "", "", {81.67 * kMinute}},
}};

template <class Is>
const Radionuclide* find(const Is& is) {
  const auto found = std::ranges::find_if(kRadionuclides, is);
  return found == kRadionuclides.end() ? nullptr : &*found;
}

/// "^18^Fluorine", "F^18^[^18^Fluorine]", "F-18", "18F", "Fluorine-18".
const Radionuclide* named(const QString& meaning) {
  static const QRegularExpression before(QStringLiteral("(?<!\\d)(\\d{2,3}m?)[\\s^-]*([A-Za-z]+)"));
  static const QRegularExpression after(QStringLiteral("([A-Za-z]+)[\\s^-]*(\\d{2,3}m?)(?![\\dA-Za-z])"));
  const auto nuclide = [](const QString& element, const QString& mass) {
    return find([&](const Radionuclide& candidate) {
      return mass == QLatin1String(candidate.mass) &&
             (element.compare(QLatin1String(candidate.element), Qt::CaseInsensitive) == 0 ||
              element == QLatin1String(candidate.symbol));
    });
  };
  // A name may hold other numbers: "PSMA-11 Ga-68".
  for (const auto& match : before.globalMatch(meaning))
    if (const auto* found = nuclide(match.captured(2), match.captured(1))) return found;
  for (const auto& match : after.globalMatch(meaning))
    if (const auto* found = nuclide(match.captured(1), match.captured(2))) return found;
  return nullptr;
}

}  // namespace

QString Radionuclide::name() const {
  return QLatin1String(symbol) + QLatin1Char('-') + QLatin1String(mass);
}

const Radionuclide* radionuclideOf(const QString& code, const QString& meaning) {
  if (!code.isEmpty())
    if (const auto* found = find([&](const Radionuclide& candidate) {
          return code == QLatin1String(candidate.srt) || code == QLatin1String(candidate.sct);
        }))
      return found;
  return named(meaning);
}

const Radionuclide* radionuclideWith(Seconds halfLife, double tolerance) {
  const auto apart = [&](const Radionuclide& nuclide) {
    return std::abs(halfLife.value / nuclide.halfLife.value - 1.0);
  };
  const auto nearest = std::ranges::min_element(kRadionuclides, {}, apart);
  return apart(*nearest) <= tolerance ? &*nearest : nullptr;
}

bool isHalfLife(double stated, Seconds halfLife, double tolerance) {
  return std::abs(stated / halfLife.value - 1.0) <= tolerance;
}

}  // namespace uptake::dicom
