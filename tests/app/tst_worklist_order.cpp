#include "tests/app/worklist_cases.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace uptake;
using namespace uptake::test;

/// The rows of the worklist: how they are sorted and filtered.
class TestWorklistOrder : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void tenThousandCases();
  void undefinedComesLastEitherWay();
};

void TestWorklistOrder::tenThousandCases() {
  const ManyCases many;
  constexpr int kCases = ManyCases::kCount;
  const std::vector<WorklistModel::Case>& cases = many.cases;
  WorklistModel model([&](const StudyRef& study) {
    return WorklistModel::Knowledge{many.reviews[study.studyUid], false, true};
  });
  WorklistOrder order;
  order.setSourceModel(&model);
  // In the batches in which a scan finds them.
  for (const std::size_t count : {1000, 3000, kCases})
    model.setCases({cases.begin(), cases.begin() + static_cast<std::ptrdiff_t>(count)});
  QRandomGenerator random(11);
  for (int n = 0; n < kCases; n += 2)
    model.setFigures(cases[static_cast<std::size_t>(n)].study,
                     {n % 10 == 0 ? std::nullopt : std::optional(random.generateDouble()),
                      random.generateDouble() * 100,
                      random.generateDouble(),
                      {}});
  QCOMPARE(order.rowCount(), kCases);
  for (int column = 0; column < WorklistModel::kColumns; ++column) {
    for (const Qt::SortOrder direction : {Qt::AscendingOrder, Qt::DescendingOrder}) {
      order.sort(column, direction);
      bool undefined = false;
      for (int row = 1; row < kCases; ++row) {
        const QVariant a = order.index(row - 1, column).data(WorklistModel::kSortRole);
        const QVariant b = order.index(row, column).data(WorklistModel::kSortRole);
        if (!a.isValid()) undefined = true;
        if (undefined) {
          QVERIFY(!b.isValid());
        } else if (b.isValid() && a.typeId() == QMetaType::QString) {
          const int compared = QString::localeAwareCompare(a.toString(), b.toString());
          QVERIFY(direction == Qt::AscendingOrder ? compared <= 0 : compared >= 0);
        } else if (b.isValid()) {
          QVERIFY(direction == Qt::AscendingOrder ? a.toDouble() <= b.toDouble()
                                                  : a.toDouble() >= b.toDouble());
        }
      }
    }
  }
  order.setText(QStringLiteral("melanoma whole"));
  int expected = 0;
  for (int n = 0; n < kCases; ++n) expected += n % 21 == 0 ? 1 : 0;
  QCOMPARE(order.rowCount(), expected);
  order.setState(CaseState::Disputed);
  int disputed = 0;
  for (int n = 0; n < kCases; ++n)
    disputed += n % 21 == 0 && n % 9 == static_cast<int>(CaseState::Disputed) ? 1 : 0;
  QCOMPARE(order.rowCount(), disputed);
  order.setText({});
  order.setState(std::nullopt);
  QCOMPARE(order.rowCount(), kCases);
  const QAbstractItemModelTester tester(&model);
}

void TestWorklistOrder::undefinedComesLastEitherWay() {
  std::vector<WorklistModel::Case> cases(4);
  for (int n = 0; n < 4; ++n) cases[static_cast<std::size_t>(n)].study.studyUid = QString::number(n);
  WorklistModel model([](const StudyRef&) { return WorklistModel::Knowledge{}; });
  model.setCases(cases);
  model.setFigures({{}, QStringLiteral("0")}, {0.9, 1.0, 0.0, {}});
  model.setFigures({{}, QStringLiteral("1")}, {std::nullopt, 5.0, std::nullopt, {}});
  model.setFigures({{}, QStringLiteral("2")}, {0.1, 0.0, 2.0, {}});
  WorklistOrder order;
  order.setSourceModel(&model);
  const auto studies = [&] {
    QString text;
    for (int row = 0; row < order.rowCount(); ++row)
      text += cases[static_cast<std::size_t>(order.mapToSource(order.index(row, 0)).row())].study.studyUid;
    return text;
  };
  order.sort(WorklistModel::kDice, Qt::AscendingOrder);
  QCOMPARE(studies().left(2), QStringLiteral("20"));
  order.sort(WorklistModel::kDice, Qt::DescendingOrder);
  QCOMPARE(studies().left(2), QStringLiteral("02"));
  order.sort(WorklistModel::kFpv, Qt::DescendingOrder);
  QCOMPARE(studies(), QStringLiteral("1023"));
  QCOMPARE(model.headerData(WorklistModel::kFpv, Qt::Horizontal, Qt::InitialSortOrderRole).toInt(),
           static_cast<int>(Qt::DescendingOrder));
}

QTEST_MAIN(TestWorklistOrder)
#include "tst_worklist_order.moc"
