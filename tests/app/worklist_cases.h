#pragma once

#include "app/features/review/worklist_model.h"

#include <QHash>
#include <QRandomGenerator>

#include <vector>

namespace uptake::test {

/// A collection as large as any: cases without files.
struct ManyCases {
  static constexpr int kCount = 10000;

  ManyCases() {
    QRandomGenerator random(7);
    for (int n = 0; n < kCount; ++n) {
      WorklistModel::Case each;
      each.study.patientId = QStringLiteral("P%1").arg(random.bounded(kCount * 10), 6, 10, QLatin1Char('0'));
      each.study.studyUid = QStringLiteral("1.2.%1").arg(n);
      each.description = n % 3 == 0 ? QStringLiteral("PET-CT whole body") : QStringLiteral("CT chest");
      each.date = QStringLiteral("2020%1%2")
                      .arg(1 + n % 12, 2, 10, QLatin1Char('0'))
                      .arg(1 + n % 28, 2, 10, QLatin1Char('0'));
      each.diagnosis = n % 7 == 0 ? QStringLiteral("MELANOMA") : QString();
      CaseReview review;
      review.state = static_cast<CaseState>(n % 9);
      if (n % 2 == 0) review.readers = {QStringLiteral("Reader %1").arg(n % 5)};
      reviews[each.study.studyUid] = review;
      cases.push_back(each);
    }
  }

  std::vector<WorklistModel::Case> cases;
  QHash<QString, CaseReview> reviews;  ///< by study
};

}  // namespace uptake::test
