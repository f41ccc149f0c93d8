#pragma once

#include "app/features/lesiontable/lesion_columns.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include <vector>

namespace uptake {

/// The figures of lesions as a table: a row a lesion, and one of all together at the end.
class LesionTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Role {
    kSortRole = Qt::UserRole,  ///< a double, or nothing where a value is undefined
    kAllRole,                  ///< whether the row is that of all lesions
  };

  LesionTableModel(const LesionFindings& findings, const Session& session, const ViewState& state,
                   QObject* parent = nullptr);

  const LesionTableAspect& aspect() const { return aspect_; }
  /// -1 for the row of all lesions, and for no row.
  int lesionAt(const QModelIndex& index) const;
  QModelIndex indexOf(int lesion) const;
  bool isAll(const QModelIndex& index) const;
  const LesionFigures* figuresAt(int row) const;
  QString nameAt(int row) const;

  /// The images, the quantity or the classes are others.
  void updateAspect();

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 Q_SIGNALS:
  void aspectChanged();

 private:
  void update();
  void refreshRow(int row);

  const LesionFindings& findings_;
  const Session& session_;
  const ViewState& state_;
  LesionTableAspect aspect_;
  std::vector<int> rows_;
  bool hasAll_ = false;
};

/// Sorts by numbers. What is undefined comes last whichever way it is sorted, and all lesions together after
/// that.
class LesionSorting : public QSortFilterProxyModel {
  Q_OBJECT

 public:
  using QSortFilterProxyModel::QSortFilterProxyModel;

 protected:
  bool lessThan(const QModelIndex& left, const QModelIndex& right) const override;
};

}  // namespace uptake
