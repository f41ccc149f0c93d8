#pragma once

#include "io/dicom/pet_values.h"

#include <QTest>

#include <cmath>

namespace uptake::test {

inline constexpr double kHalfLife = 6586.2;
inline const double kLambda = std::log(2.0) / kHalfLife;

/// 70 kg, 350 MBq of F-18 at 10:00, scanned from 11:00 on, two slices of three minutes.
inline PetValues healthy() {
  PetValues v;
  v.units = QStringLiteral("BQML");
  v.decayCorrection = QStringLiteral("START");
  v.correctedImage = {QStringLiteral("ATTN"), QStringLiteral("DECY")};
  v.patientWeight = QStringLiteral("70");
  v.seriesDate = QStringLiteral("20200102");
  v.seriesTime = QStringLiteral("110000");
  v.radionuclideTotalDose = QStringLiteral("350000000");
  v.radionuclideHalfLife = QStringLiteral("6586.2");
  v.radiopharmaceuticalStartTime = QStringLiteral("100000");
  v.radiopharmaceuticals = 1;
  v.slices = {{QStringLiteral("20200102"), QStringLiteral("110400"), {}, QStringLiteral("180000")},
              {QStringLiteral("20200102"), QStringLiteral("110100"), {}, QStringLiteral("180000")}};
  return v;
}

/// Sets members by name, "seriesTime=113000|start=", those of slices in all of them or, with a number, in
/// one.
inline void change(PetValues& v, const QString& changes) {
  const auto text = [&](const QString& name) -> QString* {
    if (name == QLatin1String("seriesDate")) return &v.seriesDate;
    if (name == QLatin1String("seriesTime")) return &v.seriesTime;
    if (name == QLatin1String("zone")) return &v.timezoneOffsetFromUtc;
    if (name == QLatin1String("start")) return &v.radiopharmaceuticalStartTime;
    if (name == QLatin1String("startDateTime")) return &v.radiopharmaceuticalStartDateTime;
    if (name == QLatin1String("ge")) return &v.geReferenceDateTime;
    if (name == QLatin1String("corrected")) return &v.decayCorrectionDateTime;
    if (name == QLatin1String("units")) return &v.units;
    if (name == QLatin1String("decay")) return &v.decayCorrection;
    if (name == QLatin1String("weight")) return &v.patientWeight;
    if (name == QLatin1String("size")) return &v.patientSize;
    if (name == QLatin1String("sex")) return &v.patientSex;
    if (name == QLatin1String("dose")) return &v.radionuclideTotalDose;
    if (name == QLatin1String("halfLife")) return &v.radionuclideHalfLife;
    if (name == QLatin1String("code")) return &v.radionuclideCode;
    if (name == QLatin1String("meaning")) return &v.radionuclideMeaning;
    if (name == QLatin1String("tracer")) return &v.radiopharmaceutical;
    return nullptr;
  };
  const auto ofSlice = [](PetSliceValues& slice, const QString& name) -> QString* {
    if (name == QLatin1String("date")) return &slice.acquisitionDate;
    if (name == QLatin1String("time")) return &slice.acquisitionTime;
    if (name == QLatin1String("dateTime")) return &slice.acquisitionDateTime;
    if (name == QLatin1String("frame")) return &slice.frameReferenceTime;
    if (name == QLatin1String("duration")) return &slice.actualFrameDuration;
    return nullptr;
  };
  for (const QString& one : changes.split(QLatin1Char('|'), Qt::SkipEmptyParts)) {
    const QString name = one.section(QLatin1Char('='), 0, 0);
    const QString value = one.section(QLatin1Char('='), 1);
    if (QString* member = text(name)) {
      *member = value;
      continue;
    }
    const bool numbered = name.at(name.size() - 1).isDigit();
    for (std::size_t k = 0; k < v.slices.size(); ++k) {
      if (numbered && name.right(1).toUInt() != k) continue;
      QString* member = ofSlice(v.slices[k], numbered ? name.chopped(1) : name);
      if (member == nullptr) qFatal("no such value: %s", qPrintable(name));
      *member = value;
    }
  }
}

inline double factorAfter(double seconds) {
  return 70000.0 / (350e6 * std::exp(-kLambda * seconds));
}

inline bool close(double a, double b, double relative = 1e-12) {
  return std::abs(a - b) <= relative * std::abs(b);
}

}  // namespace uptake::test

#define COMPARE_FACTOR(scale, expected)                                                                  \
  do {                                                                                                   \
    QVERIFY2((scale).isValid(), qPrintable((scale).refused));                                            \
    QVERIFY((scale).factor.has_value());                                                                 \
    QVERIFY2(                                                                                            \
        close(*(scale).factor, (expected)),                                                              \
        qPrintable(                                                                                      \
            QStringLiteral("%1, not %2").arg(*(scale).factor, 0, 'g', 15).arg((expected), 0, 'g', 15))); \
  } while (false)
