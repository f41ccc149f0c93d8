#include "app/features/measure/measurement_list.h"

#include "annotation/case_editor.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QMenu>
#include <QTreeView>
#include <QVBoxLayout>

namespace uptake {

MeasurementList::MeasurementList(Session& session, const ViewState& state, QWidget* parent)
    : AnnotationList(parent),
      session_(session),
      model_(new MeasurementModel(session.openCase().toolContext(), state, this)),
      view_(new QTreeView) {
  view_->setModel(model_);
  view_->setObjectName(QStringLiteral("measurements"));
  view_->setAccessibleName(tr("Measurements"));
  view_->setRootIsDecorated(false);
  view_->setUniformRowHeights(true);
  view_->setContextMenuPolicy(Qt::CustomContextMenu);
  view_->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
  view_->header()->setStretchLastSection(false);
  view_->header()->setSectionResizeMode(MeasurementModel::kName, QHeaderView::Stretch);
  view_->header()->setSectionResizeMode(MeasurementModel::kValue, QHeaderView::ResizeToContents);
  auto* copyAction = new QAction(tr("&Copy values"), this);
  copyAction->setShortcut(QKeySequence::Copy);
  copyAction->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  connect(copyAction, &QAction::triggered, this, &MeasurementList::copyValues);
  addAction(copyAction);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(view_);
  setMinimumHeight(84);
  const auto showWhenFilled = [this] {
    setVisible(model_->rowCount() > 0);
    Q_EMIT changed();
  };
  connect(model_, &QAbstractItemModel::rowsInserted, this, showWhenFilled);
  connect(model_, &QAbstractItemModel::rowsRemoved, this, showWhenFilled);
  connect(model_, &QAbstractItemModel::rowsInserted, this, &MeasurementList::markSelection);
  // By the arrow keys too: what Delete takes is the row that is marked.
  connect(view_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& current) {
            if (view_->hasFocus() && current.isValid())
              session_.openCase().selection().setMeasurement(model_->idAt(current));
          });
  connect(view_, &QTreeView::clicked, this, &MeasurementList::activate);
  connect(view_, &QTreeView::activated, this, &MeasurementList::activate);
  connect(view_, &QWidget::customContextMenuRequested, this, &MeasurementList::showMenu);
  connect(&session_.openCase().selection(), &Selection::changed, this, &MeasurementList::markSelection);
  showWhenFilled();
}

bool MeasurementList::isEmpty() const {
  return session_.openCase().document().measurements().empty();
}

bool MeasurementList::hasCurrent() const {
  return session_.openCase().selection().measurement() != MeasurementId::None;
}

void MeasurementList::removeCurrent() {
  const MeasurementId id = session_.openCase().selection().measurement();
  const Measurement* measurement = session_.openCase().document().measurement(id);
  if (measurement && measurement->isGiven)
    Q_EMIT said(tr("%1 came with the images: it cannot be removed.").arg(measurement->name));
  CaseEditor(session_.openCase().toolContext()).removeMeasurement(id);
}

void MeasurementList::markSelection() {
  const QModelIndex current = model_->indexOf(session_.openCase().selection().measurement());
  if (current.row() != view_->currentIndex().row() || !current.isValid()) view_->setCurrentIndex(current);
}

void MeasurementList::activate(const QModelIndex& index) {
  const Measurement* measurement = session_.openCase().document().measurement(model_->idAt(index));
  if (!measurement) return;
  session_.openCase().selection().setMeasurement(measurement->id);
  const Point centre = measurementCentre(*measurement);
  if (session_.openCase().document().isOnImages(*measurement)) {
    Q_EMIT goTo(centre);
    return;
  }
  const int series = session_.openCase().seriesInFrame(measurement->frameOfReferenceUid);
  if (series >= 0)
    Q_EMIT goToSeries(series, centre);
  else
    Q_EMIT said(tr("The images that this was measured on are not among the opened ones."));
}

void MeasurementList::copy(const std::vector<MeasurementId>& ids) {
  QStringList lines;
  for (const MeasurementId id : ids) lines.append(model_->lineOf(id));
  if (lines.isEmpty()) return;
  QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
  Q_EMIT said(tr("%n measurement(s) copied.", nullptr, static_cast<int>(lines.size())));
}

void MeasurementList::copyValues() {
  const QModelIndex current = view_->currentIndex();
  if (!current.isValid()) return copyAllValues();
  copy({model_->idAt(current)});
}

void MeasurementList::copyAllValues() {
  std::vector<MeasurementId> ids;
  for (const auto& [id, measurement] : session_.openCase().document().measurements()) ids.push_back(id);
  copy(ids);
}

void MeasurementList::showMenu(const QPoint& position) {
  const QModelIndex index = view_->indexAt(position);
  QMenu menu;
  if (index.isValid()) {
    const MeasurementId id = model_->idAt(index);
    session_.openCase().selection().setMeasurement(id);
    menu.addAction(tr("Rename"), this,
                   [this, index] { view_->edit(index.siblingAtColumn(MeasurementModel::kName)); })
        ->setEnabled(index.siblingAtColumn(MeasurementModel::kName).flags().testFlag(Qt::ItemIsEditable));
    menu.addAction(tr("Copy values"), this, [this, id] { copy({id}); });
  }
  menu.addAction(tr("Copy all values"), this, &MeasurementList::copyAllValues);
  if (index.isValid()) {
    menu.addSeparator();
    menu.addAction(QIcon(QStringLiteral(":/icons/remove.svg")), tr("Remove"), this,
                   &MeasurementList::removeCurrent);
  }
  menu.exec(view_->viewport()->mapToGlobal(position));
}

}  // namespace uptake
