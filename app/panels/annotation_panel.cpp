#include "app/panels/annotation_panel.h"

#include "app/panels/annotation_items.h"
#include "app/theme/icons.h"

#include <QColorDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace uptake {

using namespace annotation_items;

namespace {

MaskId maskOf(const QTreeWidgetItem* item) {
  return static_cast<MaskId>(item->data(kName, kId).toInt());
}
Label numberOf(const QTreeWidgetItem* item) {
  return static_cast<Label>(item->data(kName, kNumber).toUInt());
}

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
      boxItems_(new BoxItems(cases, schemes, *tree_, this)) {
  tree_->setHeaderLabels({tr("Annotation"), tr("Where")});
  tree_->setIndentation(12);
  tree_->setTextElideMode(Qt::ElideMiddle);  // series often differ in their last letters
  tree_->setAccessibleName(tr("Annotations"));
  tree_->setContextMenuPolicy(Qt::CustomContextMenu);
  tree_->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
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
  layout->addWidget(tree_);
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
  connect(&document, &CaseDocument::segmentsChanged, this, &AnnotationPanel::rebuildSoon);
  connect(&document, &CaseDocument::maskVoxelsChanged, this, &AnnotationPanel::rebuildSoon);
  connect(&cases_.selection(), &Selection::changed, this, &AnnotationPanel::markSelection);
  connect(tree_, &QTreeWidget::itemClicked, this, &AnnotationPanel::activate);
  connect(tree_, &QTreeWidget::itemActivated, this, &AnnotationPanel::activate);
  connect(tree_, &QTreeWidget::itemChanged, this, &AnnotationPanel::edited);
  connect(tree_, &QWidget::customContextMenuRequested, this, &AnnotationPanel::showMenu);
  updateButtons();
}

void AnnotationPanel::rebuild() {
  if (tree_->findChild<QWidget*>(QStringLiteral("qt_editor"))) {
    rebuildSoon();  // a name is being typed
    return;
  }
  filling_ = true;
  boxItems_->noteExpanded();
  tree_->clear();
  boxItems_->fill();
  fillMasks();
  filling_ = false;
  hint_->setVisible(tree_->topLevelItemCount() == 0 && cases_.document().measurements().empty() &&
                    cases_.study());
  markSelection();
}

void AnnotationPanel::fillMasks() {
  for (const auto& mask : cases_.document().masks()) {
    auto* maskItem =
        new QTreeWidgetItem(tree_, {mask->name, tr("%1 grid").arg(mask->source.modality == QLatin1String("PT")
                                                                      ? QStringLiteral("PET")
                                                                      : mask->source.modality)});
    maskItem->setData(kName, kKind, kMask);
    maskItem->setData(kName, kId, static_cast<int>(mask->id));
    maskItem->setFlags(maskItem->flags() | Qt::ItemIsEditable);
    maskItem->setToolTip(kName,
                         mask->provenance.file.isEmpty() ? tr("Not saved yet") : mask->provenance.file);
    for (const Segment& segment : mask->segments) {
      const double millilitres =
          static_cast<double>(mask->labels.count(segment.number)) * mask->labels.grid().voxelVolume().value;
      auto* item = new QTreeWidgetItem(
          maskItem,
          {segment.label,
           millilitres > 0 ? tr("%1 ml").arg(millilitres, 0, 'f', millilitres < 10 ? 2 : 1) : tr("empty")});
      item->setIcon(kName, swatch(segment.colour));
      item->setData(kName, kKind, kSegment);
      item->setData(kName, kId, static_cast<int>(mask->id));
      item->setData(kName, kNumber, segment.number);
      item->setFlags(item->flags() | Qt::ItemIsEditable);
    }
    maskItem->setExpanded(true);
  }
}

void AnnotationPanel::markSelection() {
  const Selection& selection = cases_.selection();
  filling_ = true;
  QTreeWidgetItem* current = boxItems_->selectedItem(tree_->currentItem());
  for (QTreeWidgetItemIterator it(tree_); *it; ++it) {
    const bool isPainted =
        kindOf(*it) == kSegment && maskOf(*it) == selection.mask() && numberOf(*it) == selection.segment();
    QFont font = (*it)->font(kName);
    font.setBold(isPainted);
    (*it)->setFont(kName, font);
    if (isPainted && !current) current = *it;
  }
  tree_->setCurrentItem(current);
  filling_ = false;
  updateButtons();
}

void AnnotationPanel::updateButtons() {
  const CaseDocument& document = cases_.document();
  addMaskButton_->setEnabled(document.ct() || document.pet());
  addLesionButton_->setEnabled(document.mask(cases_.selection().mask()) != nullptr);
  removeButton_->setEnabled(cases_.selection().measurement() != MeasurementId::None ||
                            (tree_->currentItem() && kindOf(tree_->currentItem()) != kGroup));
}

std::optional<Point> AnnotationPanel::positionOf(BoxId id) const {
  return boxItems_->positionOf(id);
}

std::optional<Point> AnnotationPanel::positionOf(MaskId id, Label number) const {
  const MaskLayer* mask = cases_.document().mask(id);
  if (!mask) return std::nullopt;
  const IndexBox extent = mask->labels.extent(number);
  if (extent.isEmpty()) return std::nullopt;
  return mask->labels.grid().toPatient((extent.first + extent.last).cast<double>() / 2.0);
}

void AnnotationPanel::activate(QTreeWidgetItem* item) {
  Selection& selection = cases_.selection();
  selection.setMeasurement(MeasurementId::None);
  std::optional<Point> position;
  switch (kindOf(item)) {
    case kGroup:
      return;
    case kBoxLesion:
    case kBox:
      boxItems_->activate(item);
      updateButtons();
      return;
    case kMask: {
      const MaskLayer* mask = cases_.document().mask(maskOf(item));
      if (mask && !mask->segments.empty() && selection.mask() != mask->id)
        selection.setSegment(mask->id, mask->segments.front().number);
      tree_->setCurrentItem(item);
      break;
    }
    case kSegment:
      selection.setBox(BoxId::None);
      selection.setSegment(maskOf(item), numberOf(item));
      position = positionOf(maskOf(item), numberOf(item));
      break;
  }
  if (position) Q_EMIT goTo(*position);
  updateButtons();
}

void AnnotationPanel::edited(QTreeWidgetItem* item, int column) {
  if (filling_ || column != kName) return;
  const QString name = item->text(kName).trimmed();
  if (!name.isEmpty() && kindOf(item) == kMask) editor_.renameMask(maskOf(item), name);
  if (!name.isEmpty() && kindOf(item) == kSegment) editor_.renameSegment(maskOf(item), numberOf(item), name);
  rebuildSoon();
}

void AnnotationPanel::step(int direction) {
  std::vector<QTreeWidgetItem*> stops;
  int current = -1;
  // A box's row stands for its lesion.
  const QTreeWidgetItem* currentParent =
      kindOf(tree_->currentItem()) == kBox ? tree_->currentItem()->parent() : nullptr;
  for (QTreeWidgetItemIterator it(tree_); *it; ++it) {
    if (kindOf(*it) != kBoxLesion && kindOf(*it) != kSegment) continue;
    if (*it == tree_->currentItem() || *it == currentParent) current = static_cast<int>(stops.size());
    stops.push_back(*it);
  }
  if (stops.empty()) {
    Q_EMIT said(tr("There is no lesion to go to yet."));
    return;
  }
  const int count = static_cast<int>(stops.size());
  const int next = current < 0 ? (direction > 0 ? 0 : count - 1) : (current + direction + count) % count;
  tree_->setCurrentItem(stops[static_cast<std::size_t>(next)]);
  activate(stops[static_cast<std::size_t>(next)]);
}

void AnnotationPanel::addMask(bool onPet) {
  const auto& image = onPet ? cases_.document().pet() : cases_.document().ct();
  if (!image) return;
  const QString base = onPet ? tr("PET mask") : tr("CT mask");
  QString name = base;
  const auto isTaken = [this](const QString& candidate) {
    return std::ranges::any_of(cases_.document().masks(),
                               [&](const auto& mask) { return mask->name == candidate; });
  };
  for (int number = 2; isTaken(name); ++number) name = QStringLiteral("%1 %2").arg(base).arg(number);
  const Result<MaskId> added = editor_.addMask(name, *image);
  if (!added) Q_EMIT said(added.error().text());
}

void AnnotationPanel::addLesion() {
  if (cases_.document().mask(cases_.selection().mask())) editor_.addSegment(cases_.selection().mask());
}

void AnnotationPanel::addList(QWidget* list) {
  auto* column = static_cast<QVBoxLayout*>(layout());
  column->insertWidget(column->indexOf(hint_) + 1, list);
  column->setStretchFactor(tree_, 3);
  column->setStretchFactor(list, 2);
}

void AnnotationPanel::removeSelected() {
  if (cases_.selection().measurement() != MeasurementId::None) return editor_.removeSelectedMark();
  QTreeWidgetItem* item = tree_->currentItem();
  switch (kindOf(item)) {
    case kGroup:
      return;
    case kBoxLesion:
    case kBox:
      boxItems_->remove(item);
      return;
    case kSegment:
      editor_.removeSegment(maskOf(item), numberOf(item));
      return;
    case kMask:
      break;
  }
  const MaskLayer* mask = cases_.document().mask(maskOf(item));
  if (!mask->provenance.predecessorUid.isEmpty())
    Q_EMIT said(
        tr("\"%1\" came with the opened folder, which is never changed: it is listed again when the study "
           "is opened anew.")
            .arg(mask->name));
  editor_.removeMask(mask->id);
}

void AnnotationPanel::showMenu(const QPoint& position) {
  QTreeWidgetItem* item = tree_->itemAt(position);
  if (!item || kindOf(item) == kGroup) return;
  tree_->setCurrentItem(item);
  if (BoxItems::isOurs(item)) {
    boxItems_->select(item);
    if (boxMenu_) boxMenu_->popup(tree_->viewport()->mapToGlobal(position));
    return;
  }
  QMenu menu;
  menu.addAction(tr("Rename"), this, [this, item] { tree_->editItem(item, kName); });
  if (kindOf(item) == kSegment)
    menu.addAction(tr("Colour…"), this, [this, id = maskOf(item), number = numberOf(item)] {
      const Segment* segment = cases_.document().mask(id)->segment(number);
      const QColor colour =
          QColorDialog::getColor(QColor(segment->colour.red, segment->colour.green, segment->colour.blue),
                                 this, tr("Lesion colour"));
      if (colour.isValid())
        editor_.setSegmentColour(
            id, number,
            {static_cast<std::uint8_t>(colour.red()), static_cast<std::uint8_t>(colour.green()),
             static_cast<std::uint8_t>(colour.blue())});
    });
  menu.addAction(lineIcon(QStringLiteral("remove")), tr("Remove"), this, &AnnotationPanel::removeSelected);
  menu.exec(tree_->viewport()->mapToGlobal(position));
}

}  // namespace uptake
