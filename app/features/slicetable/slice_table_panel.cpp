#include "app/features/slicetable/slice_table_panel.h"

#include "annotation/commands/slice_class_edit.h"
#include "app/features/slicetable/slice_table_model.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include <cmath>

namespace uptake {

namespace {

QComboBox* makeBox(const QString& name, const char* id) {
  auto* box = new QComboBox;
  box->setObjectName(QLatin1String(id));
  box->setAccessibleName(name);
  box->setFocusPolicy(Qt::TabFocus);
  return box;
}

}  // namespace

const QStringList& SliceTablePanel::datasetClasses() {
  static const QStringList classes{QStringLiteral("LR2"), QStringLiteral("LR3"), QStringLiteral("LR4A"),
                                   QStringLiteral("LR4B")};
  return classes;
}

SliceTablePanel::SliceTablePanel(Session& session, ViewState& state, QWidget* parent)
    : QWidget(parent),
      session_(session),
      state_(state),
      model_(new SliceTableModel(session.openCase().document(), this)),
      filtered_(new QSortFilterProxyModel(this)),
      view_(new QTableView),
      filter_(makeBox(tr("Shown in the list"), "sliceFilter")),
      class_(makeBox(tr("Class of the image that is shown"), "sliceClass")) {
  filtered_->setSourceModel(model_);
  filtered_->setSortRole(SliceTableModel::kSortRole);
  filtered_->setFilterKeyColumn(SliceTableModel::kClass);
  view_->setModel(filtered_);
  view_->setObjectName(QStringLiteral("slices"));
  view_->setAccessibleName(tr("Slices"));
  view_->setSelectionBehavior(QAbstractItemView::SelectRows);
  view_->setSelectionMode(QAbstractItemView::SingleSelection);
  view_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  view_->setTabKeyNavigation(false);
  view_->setShowGrid(false);
  view_->setSortingEnabled(true);
  view_->sortByColumn(SliceTableModel::kImage, Qt::AscendingOrder);
  view_->verticalHeader()->hide();
  view_->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
  view_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  view_->horizontalHeader()->setHighlightSections(false);

  auto* note = new QLabel(tr(
      "The table states no pixel size, no position and no patient: nothing is shown in millimetres, and no "
      "side is named."));
  note->setObjectName(QStringLiteral("sliceNote"));
  note->setWordWrap(true);
  note->setForegroundRole(QPalette::PlaceholderText);
  auto* form = new QFormLayout;
  form->setContentsMargins(8, 4, 8, 6);
  form->setSpacing(4);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  form->addRow(tr("&Show"), filter_);
  form->addRow(tr("&Class of this image"), class_);
  form->addRow(note);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(view_, 1);
  column->addLayout(form);

  connect(view_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& now) {
            if (!following_ && now.isValid()) showSlice(filtered_->mapToSource(now).row());
          });
  connect(filter_, &QComboBox::activated, this, [this] {
    const QString wanted = filter_->currentData().toString();
    filtered_->setFilterRegularExpression(
        wanted.isEmpty() ? QString() : QStringLiteral("^%1$").arg(QRegularExpression::escape(wanted)));
    followViews();
  });
  connect(class_, &QComboBox::activated, this, [this] { setClass(class_->currentText()); });
  connect(&state_, &ViewState::changed, this, &SliceTablePanel::followViews);
  connect(&session_.openCase().document(), &CaseDocument::sliceClassesChanged, this, [this] {
    fillClasses();
    followViews();
  });
}

void SliceTablePanel::takeTable() {
  filter_->setCurrentIndex(0);
  filtered_->setFilterRegularExpression(QString());
  model_->setTable(session_.openCase().sliceTable());
  fillClasses();
  followViews();
}

/// The classes of the dataset and whatever else the table has, with how many images have each.
void SliceTablePanel::fillClasses() {
  const QString wanted = filter_->currentData().toString();
  QStringList names = datasetClasses();
  const auto table = session_.openCase().sliceTable();
  QStringList now = session_.openCase().document().sliceClasses();
  if (table && now.isEmpty()) now = table->classes;
  for (const QStringList& list : {table ? table->classes : QStringList(), now})
    for (const QString& name : list)
      if (!names.contains(name)) names.append(name);
  const QSignalBlocker quietFilter(filter_);
  const QSignalBlocker quietClass(class_);
  filter_->clear();
  class_->clear();
  filter_->addItem(tr("All images (%1)").arg(now.size()));
  for (const QString& name : std::as_const(names)) {
    class_->addItem(name);
    filter_->addItem(tr("%1 (%2)", "class and how many images have it").arg(name).arg(now.count(name)), name);
  }
  filter_->setCurrentIndex(std::max(0, filter_->findData(wanted)));
}

int SliceTablePanel::shownSlice() const {
  const auto table = session_.openCase().sliceTable();
  if (!table) return -1;
  const int slice = table->images->grid().nearestVoxel(state_.crosshair()).z();
  return slice >= 0 && slice < model_->rowCount() ? slice : -1;
}

void SliceTablePanel::showSlice(int slice) {
  const auto table = session_.openCase().sliceTable();
  if (!table) return;
  Eigen::Vector3d index = table->images->grid().toIndex(state_.crosshair());
  index.z() = slice;
  state_.setCrosshair(table->images->grid().toPatient(index));
}

void SliceTablePanel::followViews() {
  const int slice = shownSlice();
  class_->setEnabled(slice >= 0 && !session_.openCase().document().sliceClasses().isEmpty());
  if (slice < 0) return;
  class_->setCurrentIndex(class_->findText(session_.openCase().document().sliceClasses().value(slice)));
  const QModelIndex row = filtered_->mapFromSource(model_->index(slice, 0));
  if (view_->currentIndex().row() == row.row() && row.isValid()) return;
  following_ = true;
  if (row.isValid())
    view_->setCurrentIndex(row);
  else
    view_->selectionModel()->clear();  // the list leaves it out
  following_ = false;
}

void SliceTablePanel::setClass(const QString& name) {
  const int slice = shownSlice();
  if (slice < 0 || slice >= session_.openCase().document().sliceClasses().size()) return;
  const QString before = session_.openCase().document().sliceClasses().at(slice);
  if (before == name) return;
  session_.openCase().undoStack().push(
      new SliceClassEdit(session_.openCase().toolContext(), {{slice, before, name}},
                         tr("Class %1 for image %2").arg(name).arg(slice + 1)));
}

}  // namespace uptake
