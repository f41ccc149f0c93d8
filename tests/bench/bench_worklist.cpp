#include "tests/app/worklist_cases.h"

#include <QApplication>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>

#include <benchmark/benchmark.h>
#include <memory>

// 10,000 cases: filling the worklist, sorting it and filtering it, against Qt's own model of items with the
// same texts behind Qt's own sorting and filtering.

namespace {

using namespace uptake;
using namespace uptake::test;

const ManyCases& many() {
  static const ManyCases cases;
  return cases;
}

WorklistModel::Knowledge knownOf(const StudyRef& study) {
  return {many().reviews[study.studyUid], false, true};
}

std::unique_ptr<WorklistModel> filledModel() {
  auto model = std::make_unique<WorklistModel>([](const StudyRef& study) { return knownOf(study); });
  model->setCases(many().cases);
  return model;
}

/// The same texts, item by item.
std::unique_ptr<QStandardItemModel> filledStock(const WorklistModel& like) {
  auto model = std::make_unique<QStandardItemModel>(0, WorklistModel::kColumns);
  for (int row = 0; row < like.rowCount(); ++row) {
    QList<QStandardItem*> items;
    for (int column = 0; column < WorklistModel::kColumns; ++column)
      items.append(new QStandardItem(like.index(row, column).data().toString()));
    model->appendRow(items);
  }
  return model;
}

void fill(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(filledModel());
}
void fillStock(benchmark::State& state) {
  const auto like = filledModel();
  for (auto _ : state) benchmark::DoNotOptimize(filledStock(*like));
}

/// By patient and back: both ways are sorted each time.
template <class Order>
void sortBothWays(Order& order, benchmark::State& state) {
  for (auto _ : state) {
    order.sort(WorklistModel::kPatient, Qt::DescendingOrder);
    order.sort(WorklistModel::kState, Qt::AscendingOrder);
    benchmark::DoNotOptimize(order.index(0, 0).data());
  }
}
void sort(benchmark::State& state) {
  const auto model = filledModel();
  WorklistOrder order;
  order.setSourceModel(model.get());
  sortBothWays(order, state);
}
void sortStock(benchmark::State& state) {
  const auto model = filledStock(*filledModel());
  QSortFilterProxyModel order;
  order.setSourceModel(model.get());
  order.setSortLocaleAware(true);
  sortBothWays(order, state);
}

void filter(benchmark::State& state) {
  const auto model = filledModel();
  WorklistOrder order;
  order.setSourceModel(model.get());
  for (auto _ : state) {
    order.setText(QStringLiteral("melanoma"));
    benchmark::DoNotOptimize(order.rowCount());
    order.setText({});
  }
}
void filterStock(benchmark::State& state) {
  const auto model = filledStock(*filledModel());
  QSortFilterProxyModel order;
  order.setSourceModel(model.get());
  order.setFilterKeyColumn(-1);
  order.setFilterCaseSensitivity(Qt::CaseInsensitive);
  for (auto _ : state) {
    order.setFilterFixedString(QStringLiteral("melanoma"));
    benchmark::DoNotOptimize(order.rowCount());
    order.setFilterFixedString({});
  }
}

BENCHMARK(fill)->Unit(benchmark::kMillisecond);
BENCHMARK(fillStock)->Unit(benchmark::kMillisecond);
BENCHMARK(sort)->Unit(benchmark::kMillisecond);
BENCHMARK(sortStock)->Unit(benchmark::kMillisecond);
BENCHMARK(filter)->Unit(benchmark::kMillisecond);
BENCHMARK(filterStock)->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char** argv) {
  const QApplication application(argc, argv);
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
