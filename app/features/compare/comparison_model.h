#pragma once

#include "annotation/compare/live_agreement.h"

#include <QAbstractTableModel>
#include <QPointer>

#include <optional>
#include <vector>

namespace uptake {

/// What was decided about all predicted lesions of a row.
enum class RowDecision { None, Part, TakenOver, Rejected, Corrected, Replaced, Intersected };

/// The lesions of a comparison, one a row, worst first until a person sorts otherwise. Kept up to date row by
/// row, so that a list keeps its place while someone draws.
class ComparisonModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column {
    kLesion,
    kFate,
    kDisagreement,
    kTruth,
    kPredicted,
    kOverlap,
    kDice,
    kHausdorff,
    kDistance,
    kDecision,
    kColumns
  };

  ComparisonModel(const CaseDocument& document, const LiveAgreement& live, QObject* parent = nullptr);

  /// The position in MaskAgreement::lesions of a row, and the other way round; -1 where there is none.
  int lesionAt(int row) const;
  int rowOf(int lesion) const;
  RowDecision decisionOn(int lesion) const;
  /// Something differs there, and not all predicted lesions that it is about are decided on.
  bool isOpen(int lesion) const;
  int openCount() const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  void sort(int column, Qt::SortOrder order) override;

  /// What the row is called: the true lesion's name, or which predicted one it is.
  QString nameOf(const LesionAgreement& lesion) const;

 private:
  void update();
  void arrange();
  const MaskAgreement* agreement() const;
  QString text(const LesionAgreement& lesion, int position, int column) const;
  std::optional<double> number(const LesionAgreement& lesion, int column) const;
  QString fateText(const LesionAgreement& lesion) const;

  const CaseDocument& document_;
  const LiveAgreement& live_;
  int column_ = kDisagreement;
  Qt::SortOrder sorting_ = Qt::DescendingOrder;
  std::vector<int> order_;  ///< lesions by row
};

}  // namespace uptake
