#include "app/shell/panels/annotation_panel.h"

#include "annotation/commands/new_lesion.h"
#include "app/shell/panels/annotation_items.h"
#include "app/shell/theme/icons.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace uptake {

using namespace annotation_items;

namespace {

QToolButton* makeButton(const QString& icon, const QString& toolTip) {
  auto* button = new QToolButton;
  button->setIcon(lineIcon(icon));
  button->setToolTip(toolTip);
  button->setAccessibleName(toolTip);
  button->setFocusPolicy(Qt::TabFocus);
  return button;
}

}  // namespace

AnnotationPanel::AnnotationPanel(CaseController& cases, const ClassSchemes& schemes, QWidget* parent)
    : QWidget(parent),
      cases_(cases),
      editor_(cases.toolContext()),
      tree_(new QTreeWidget),
      boxItems_(new BoxItems(cases, schemes, *tree_, this)),
      masks_(new MaskList(cases)) {
  tree_->setHeaderLabels({tr("Boxes"), tr("Where")});
  tree_->setIndentation(12);
  tree_->setTextElideMode(Qt::ElideMiddle);  // series often differ in their last letters
  tree_->setAccessibleName(tr("Annotations"));
  tree_->setContextMenuPolicy(Qt::CustomContextMenu);
  tree_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  tree_->header()->setStretchLastSection(false);
  tree_->header()->setSectionResizeMode(kName, QHeaderView::Stretch);
  tree_->header()->setSectionResizeMode(kWhere, QHeaderView::ResizeToContents);

  addMaskButton_ = makeButton(QStringLiteral("add"), tr("Add a mask"));
  addMaskButton_->setText(tr("Mask"));
  addMaskButton_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  addMaskButton_->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(addMaskButton_);
  QAction* onPet = menu->addAction(tr("On the PET grid"), this, [this] { addMask(true); });
  QAction* onCt = menu->addAction(tr("On the CT grid"), this, [this] { addMask(false); });
  connect(menu, &QMenu::aboutToShow, this, [this, onPet, onCt] {
    onPet->setEnabled(cases_.document().pet() != nullptr);
    onCt->setEnabled(cases_.document().ct() != nullptr);
  });
  addMaskButton_->setMenu(menu);
  addLesionButton_ = makeButton(QStringLiteral("add"), tr("Add a lesion to the selected mask"));
  addLesionButton_->setText(tr("Lesion"));
  addLesionButton_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  removeButton_ = makeButton(QStringLiteral("remove"), tr("Remove what is selected (Del)"));
  connect(addLesionButton_, &QToolButton::clicked, this, &AnnotationPanel::addLesion);
  connect(removeButton_, &QToolButton::clicked, this, &AnnotationPanel::removeSelected);

  hint_ =
      new QLabel(tr("Nothing drawn yet. W draws a box on an axial CT slice; Mask adds a mask, which B "
                    "paints; M measures."));
  hint_->setWordWrap(true);
  hint_->setContentsMargins(8, 8, 8, 8);
  hint_->setForegroundRole(QPalette::PlaceholderText);
  hint_->setBackgroundRole(QPalette::Base);
  hint_->setAutoFillBackground(true);
  hint_->hide();

  auto* buttons = new QHBoxLayout;
  buttons->setContentsMargins(4, 2, 4, 2);
  buttons->addWidget(addMaskButton_);
  buttons->addWidget(addLesionButton_);
  buttons->addStretch();
  buttons->addWidget(removeButton_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(tree_, 2);
  layout->addWidget(masks_, 3);
  layout->addWidget(hint_);
  layout->addLayout(buttons);

  // One rebuild for a burst of changes; a brush stroke sends many.
  rebuildTimer_.setSingleShot(true);
  rebuildTimer_.setInterval(50);
  connect(&rebuildTimer_, &QTimer::timeout, this, &AnnotationPanel::rebuild);
  CaseDocument& document = cases_.document();
  for (const auto signal : {&CaseDocument::masksChanged, &CaseDocument::imagesChanged})
    connect(&document, signal, this, &AnnotationPanel::rebuildSoon);
  connect(&document, &CaseDocument::boxesChanged, this, &AnnotationPanel::rebuildSoon);
  for (const auto signal : {&CaseDocument::boxTiesChanged, &CaseDocument::boxDisplayChanged})
    connect(&document, signal, this, &AnnotationPanel::rebuildSoon);
  connect(&schemes, &ClassSchemes::changed, this, &AnnotationPanel::rebuildSoon);
  connect(boxItems_, &BoxItems::goTo, this, &AnnotationPanel::goTo);
  connect(boxItems_, &BoxItems::goToSeries, this, &AnnotationPanel::goToSeries);
  connect(boxItems_, &BoxItems::said, this, &AnnotationPanel::said);
  connect(&document, &CaseDocument::measurementsChanged, this, &AnnotationPanel::rebuildSoon);
  connect(masks_, &MaskList::goTo, this, &AnnotationPanel::goTo);
  connect(masks_, &MaskList::said, this, &AnnotationPanel::said);
  connect(masks_, &MaskList::currentChanged, this, &AnnotationPanel::updateButtons);
  connect(&cases_.selection(), &Selection::changed, this, &AnnotationPanel::markSelection);
  connect(tree_, &QTreeWidget::itemClicked, this, &AnnotationPanel::activate);
  connect(tree_, &QTreeWidget::itemActivated, this, &AnnotationPanel::activate);
  connect(tree_, &QWidget::customContextMenuRequested, this, &AnnotationPanel::showMenu);
  updateButtons();
}

void AnnotationPanel::rebuild() {
  boxItems_->noteExpanded();
  tree_->clear();
  boxItems_->fill();
  const bool hasMasks = !cases_.document().masks().empty();
  hint_->setVisible(tree_->topLevelItemCount() == 0 && !hasMasks &&
                    cases_.document().measurements().empty() && cases_.study());
  // Room for the list that has something to show.
  tree_->setVisible(tree_->topLevelItemCount() > 0 || !hasMasks);
  markSelection();
}

void AnnotationPanel::markSelection() {
  notePlace();
  tree_->setCurrentItem(boxItems_->selectedItem(tree_->currentItem()));
  updateButtons();
}

void AnnotationPanel::updateButtons() {
  const CaseDocument& document = cases_.document();
  addMaskButton_->setEnabled((document.ct() || document.pet()) && !cases_.sliceTable());
  addLesionButton_->setEnabled(document.mask(cases_.selection().mask()) != nullptr);
  removeButton_->setEnabled(cases_.selection().measurement() != MeasurementId::None ||
                            masks_->current().mask != MaskId::None ||
                            (tree_->currentItem() && kindOf(tree_->currentItem()) != kGroup));
}

std::optional<Point> AnnotationPanel::positionOf(BoxId id) const {
  return boxItems_->positionOf(id);
}

std::optional<Point> AnnotationPanel::positionOf(MaskId id, Label number) const {
  return masks_->positionOf({id, number});
}

void AnnotationPanel::activate(QTreeWidgetItem* item) {
  if (kindOf(item) == kGroup) return;
  cases_.selection().setMeasurement(MeasurementId::None);
  boxItems_->activate(item);
  updateButtons();
}

/// Lesions of boxes, then those of masks, as they are listed.
std::vector<AnnotationPanel::Stop> AnnotationPanel::stops() const {
  std::vector<Stop> stops;
  for (QTreeWidgetItemIterator it(tree_); *it; ++it)
    if (kindOf(*it) == kBoxLesion) stops.push_back({*it, {}});
  for (const LesionRef& lesion : masks_->lesions()) stops.push_back({nullptr, lesion});
  return stops;
}

int AnnotationPanel::placeIn(const std::vector<Stop>& stops) const {
  const BoxLesion* boxes = cases_.document().lesionOf(placeBox_);
  const auto found = std::ranges::find_if(stops, [&](const Stop& stop) {
    if (placeBox_ == BoxId::None) return !stop.row && stop.lesion == placeLesion_;
    return stop.row && boxes && cases_.document().lesionOf(boxItems_->boxOf(stop.row)) == boxes;
  });
  return found == stops.end() ? -1 : static_cast<int>(found - stops.begin());
}

/// A mark that is deselected, as by Escape, leaves the place where it was.
void AnnotationPanel::notePlace() {
  const Selection& selection = cases_.selection();
  const LesionRef lesion{selection.mask(), selection.segment()};
  if (selection.box() != BoxId::None)
    placeBox_ = selection.box();
  else if (!(lesion == placeLesion_))
    placeBox_ = BoxId::None;
  placeLesion_ = lesion;
  const std::vector<Stop> all = stops();
  if (const int at = placeIn(all); at >= 0 || all.empty()) placeAt_ = at;
  if (all.empty()) placeBox_ = BoxId::None;  // another case
}

void AnnotationPanel::step(int direction) {
  if (rebuildTimer_.isActive()) {
    rebuildTimer_.stop();
    rebuild();
  }
  const std::vector<Stop> all = stops();
  if (all.empty()) {
    Q_EMIT said(tr("There is no lesion to go to yet."));
    return;
  }
  const int count = static_cast<int>(all.size());
  const int current = placeIn(all);
  // Of a lesion that is gone, the next one is now where it was.
  const int from = current >= 0 ? current : direction > 0 ? placeAt_ - 1 : placeAt_;
  const int next =
      placeAt_ < 0 ? (direction > 0 ? 0 : count - 1) : ((from + direction) % count + count) % count;
  const Stop& stop = all[static_cast<std::size_t>(next)];
  if (stop.row) {
    tree_->setCurrentItem(stop.row);
    activate(stop.row);
  } else {
    masks_->activate(stop.lesion);
  }
}

void AnnotationPanel::addMask(bool onPet) {
  const auto& image = onPet ? cases_.document().pet() : cases_.document().ct();
  if (!image) return;
  const QString name = newMaskName(cases_.document(), onPet ? ImageKind::Pet : ImageKind::Ct);
  const Result<MaskId> added = editor_.addMask(name, *image);
  if (!added) Q_EMIT said(added.error().text());
}

void AnnotationPanel::addLesion() {
  if (cases_.document().mask(cases_.selection().mask())) editor_.addSegment(cases_.selection().mask());
}

void AnnotationPanel::addList(QWidget* list) {
  auto* column = static_cast<QVBoxLayout*>(layout());
  column->insertWidget(column->indexOf(hint_) + 1, list);
  column->setStretchFactor(list, 2);
}

void AnnotationPanel::removeSelected() {
  if (cases_.selection().measurement() != MeasurementId::None) return editor_.removeSelectedMark();
  QTreeWidgetItem* item = tree_->currentItem();
  if (item && kindOf(item) != kGroup)
    boxItems_->remove(item);
  else
    masks_->removeCurrent();
}

void AnnotationPanel::showMenu(const QPoint& position) {
  QTreeWidgetItem* item = tree_->itemAt(position);
  if (!item || kindOf(item) == kGroup) return;
  tree_->setCurrentItem(item);
  boxItems_->select(item);
  if (boxMenu_) boxMenu_->popup(tree_->viewport()->mapToGlobal(position));
}

}  // namespace uptake
