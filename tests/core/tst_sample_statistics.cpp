#include "core/statistics/sample_statistics.h"

#include <QTest>

#include <array>
#include <cmath>
#include <random>

using namespace uptake;

/// Descriptions of samples, by hand. tst_evaluate_collection compares the same with numpy.
class TestSampleStatistics : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void describedByHand();
  void fewNumbersSayLess();
  void percentilesLieBetweenRanks();
  void intervalsCoverTheMean();
  void ratiosAreOverSums();
  void correlationAndAgreement();
};

namespace {

bool isNear(double a, double b) {
  return std::abs(a - b) < 1e-12;
}

}  // namespace

void TestSampleStatistics::describedByHand() {
  const SampleSummary summary = summaryOfSample({4.0, 2.0, 9.0, 1.0});
  QCOMPARE(summary.count, 4);
  QCOMPARE(*summary.mean, 4.0);
  QCOMPARE(*summary.median, 3.0);
  QVERIFY(isNear(*summary.sd, std::sqrt((0.0 + 4.0 + 25.0 + 9.0) / 3.0)));
  QVERIFY(summary.ci95->low >= 1.0 && summary.ci95->low < 4.0);
  QVERIFY(summary.ci95->high > 4.0 && summary.ci95->high <= 9.0);
}

void TestSampleStatistics::fewNumbersSayLess() {
  QVERIFY(!summaryOfSample({}).mean && !summaryOfSample({}).median);
  const SampleSummary one = summaryOfSample({3.0});
  QCOMPARE(*one.mean, 3.0);
  QVERIFY(!one.sd && !one.ci95);
  const std::array<double, 2> same{1.0, 1.0}, others{1.0, 2.0};
  QVERIFY(!pearsonCorrelation(same, others));
  QVERIFY(!blandAltman(std::span(same).first(1), std::span(others).first(1)));
}

void TestSampleStatistics::percentilesLieBetweenRanks() {
  const std::array<double, 5> values{0.0, 10.0, 20.0, 30.0, 40.0};
  QCOMPARE(percentileOf(values, 0.0), 0.0);
  QCOMPARE(percentileOf(values, 1.0), 40.0);
  QCOMPARE(percentileOf(values, 0.025), 1.0);
  QCOMPARE(percentileOf(values, 0.6), 24.0);
}

void TestSampleStatistics::intervalsCoverTheMean() {
  // Of many draws from a known distribution about 95 % of the intervals hold its mean.
  std::mt19937 random(7);
  std::normal_distribution<double> normal(5.0, 2.0);
  int covered = 0;
  constexpr int kSamples = 60;
  for (int sample = 0; sample < kSamples; ++sample) {
    std::vector<double> values(80);
    for (double& value : values) value = normal(random);
    const SampleSummary summary = summaryOfSample(values);
    covered += summary.ci95->low <= 5.0 && summary.ci95->high >= 5.0 ? 1 : 0;
  }
  QVERIFY2(covered >= 52 && covered < kSamples, qPrintable(QString::number(covered)));
}

void TestSampleStatistics::ratiosAreOverSums() {
  const RatioOfSums ratio = ratioOfSums({{1.0, 2.0}, {3.0, 8.0}, {0.0, 0.0}});
  QCOMPARE(*ratio.value, 0.4);
  QVERIFY(ratio.ci95->low >= 0.375 && ratio.ci95->high <= 0.5);
  QVERIFY(!ratioOfSums({{0.0, 0.0}, {0.0, 0.0}}).value);
}

void TestSampleStatistics::correlationAndAgreement() {
  const std::array<double, 4> first{1.0, 2.0, 3.0, 4.0}, second{3.0, 2.0, 5.0, 6.0};
  // Σ(x−2.5)(y−4) = 1.5 + 1 + 0.5 + 3, squares 5 and 10.
  QVERIFY(isNear(*pearsonCorrelation(first, second), 6.0 / std::sqrt(50.0)));
  const auto agreement = blandAltman(first, second);
  QCOMPARE(agreement->count, 4);
  QCOMPARE(agreement->bias, 1.5);  // of 2, 0, 2, 2
  QVERIFY(isNear(agreement->sd, 1.0));
  QVERIFY(isNear(agreement->limits.low, 1.5 - 1.96) && isNear(agreement->limits.high, 1.5 + 1.96));
}

QTEST_GUILESS_MAIN(TestSampleStatistics)
#include "tst_sample_statistics.moc"
