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
