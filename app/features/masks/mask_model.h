#pragma once

#include "annotation/case_editor.h"
#include "annotation/lesion_editor.h"

#include <QAbstractItemModel>
#include <QTimer>

#include <vector>

namespace uptake {

/// The masks of the case and their lesions as a tree: name (editable, one undo step), grid or volume, whether
/// it is shown, whether it is locked. Rows come and go singly, so that views keep what is open and current.
class MaskModel : public QAbstractItemModel {
  Q_OBJECT

 public:
  enum Column { kName, kWhere, kShown, kLocked, kColumns };
  /// Whether the state that a kShown or kLocked cell tells is not the ordinary one: hidden, locked.
  static constexpr int kUnusualRole = Qt::UserRole;

  explicit MaskModel(ToolContext context, QObject* parent = nullptr);

  /// The lesion of a row; number 0 for a mask, both nothing for no row.
  LesionRef at(const QModelIndex& index) const;
  /// Invalid when it is not listed.
  QModelIndex indexOf(LesionRef lesion, int column = kName) const;
  /// Shows or hides, locks or frees what a kShown or kLocked cell stands for. Not undone: no edit.
  void toggle(const QModelIndex& index);

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;

 private:
  struct Row {
    MaskId mask;
    std::vector<Label> lesions;
  };
  void update();
  void updateLesions(int row);
  void refresh();
  /// Whether a table of slices is open, which has one mask and no millimetres.
  bool isTable() const;
  QVariant maskData(const MaskLayer& mask, int column, int role) const;
  QVariant lesionData(const MaskLayer& mask, const Segment& segment, int column, int role) const;

  ToolContext context_;
  std::vector<Row> rows_;
  QTimer volumeTimer_;
};

/// Toggles that menus and the list share.
void setMaskShown(CaseDocument& document, MaskId mask, bool shown);
void setMaskLocked(CaseDocument& document, MaskId mask, bool locked);
void setLesionShown(CaseDocument& document, LesionRef lesion, bool shown);
void setLesionLocked(CaseDocument& document, LesionRef lesion, bool locked);

}  // namespace uptake
