#pragma once

#include "app/session/session.h"
#include "viewer/state/view_state.h"

#include <QWidget>

class QComboBox;
class QSortFilterProxyModel;
class QTableView;

namespace uptake {

class SliceTableModel;

/// The images of the table of slices that is open: choosing one shows it, and the one that is shown can be
/// given another class.
class SliceTablePanel : public QWidget {
  Q_OBJECT

 public:
  SliceTablePanel(Session& session, ViewState& state, QWidget* parent = nullptr);

  /// The classes of the dataset (Mendeley Data 5rr22hgzwr), which have keys.
  static const QStringList& datasetClasses();

  /// Shows what is open now.
  void takeTable();
  /// Gives the image that is shown another class, as one step to undo.
  void setClass(const QString& name);

 private:
  int shownSlice() const;
  void showSlice(int slice);
  void followViews();
  void fillClasses();

  Session& session_;
  ViewState& state_;
  SliceTableModel* model_;
  QSortFilterProxyModel* filtered_;
  QTableView* view_;
  QComboBox* filter_;
  QComboBox* class_;
  bool following_ = false;  ///< the list is being moved to where the views are
};

}  // namespace uptake
