#include "app/features/boxes/box_list.h"

#include "annotation/boxes/box_lesion_editor.h"
#include "annotation/case_editor.h"
#include "app/session/lesions/image_names.h"
#include "app/shell/theme/icons.h"
#include "viewer/overlay/value_text.h"

#include <QHeaderView>
#include <QMenu>
#include <QPalette>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace uptake {

namespace {

enum Column { kName, kWhere };
enum Role { kKind = Qt::UserRole, kId };
enum Kind { kGroup, kBoxLesion, kBox };

Kind kindOf(const QTreeWidgetItem* item) {
  return item ? static_cast<Kind>(item->data(kName, kKind).toInt()) : kGroup;
}

/// The row's box; of a lesion's row, the one in its middle.
BoxId boxOf(const QTreeWidgetItem* item) {
  return static_cast<BoxId>(item->data(kName, kId).toInt());
}

QString boxText(const Box& box) {
  return BoxList::tr("Columns %1 to %2, rows %3 to %4")
      .arg(box.rect.xmin)
      .arg(box.rect.xmax)
      .arg(box.rect.ymin)
      .arg(box.rect.ymax);
}

QString flagText(const Box& box) {
  QStringList flags;
  if (box.truncated) flags.append(BoxList::tr("truncated"));
  if (box.difficult) flags.append(BoxList::tr("difficult"));
  return flags.join(QStringLiteral(", "));
}

/// With one decimal where it says something.
QString plain(double value) {
  QString text = numberText(value, 1);
  if (text.endsWith(QLatin1String(".0"))) text.chop(2);
  return text;
}

}  // namespace

QString extentText(const CaseDocument& document, const BoxLesion& lesion) {
  if (lesion.stack < 0) return {};
  const ImageGrid& grid = document.imageStacks().all()[static_cast<std::size_t>(lesion.stack)].grid;
  int axis = 0;
  grid.axis(2).cwiseAbs().maxCoeff(&axis);
  const auto positionOf = [&](int slice) {
    const double x = (lesion.extent.xmin + lesion.extent.xmax) / 2.0;
    const double y = (lesion.extent.ymin + lesion.extent.ymax) / 2.0;
    return grid.toPatient({x, y, static_cast<double>(slice)})[axis];
  };
  const std::array<QString, 3> names{QStringLiteral("x"), QStringLiteral("y"), QStringLiteral("z")};
  const QString& name = names[static_cast<std::size_t>(axis)];
  const auto [low, high] = std::minmax({positionOf(lesion.firstSlice), positionOf(lesion.lastSlice)});
  if (!document.imageStacks().all()[static_cast<std::size_t>(lesion.stack)].hasPlace) return {};
  const QString length = BoxList::tr("%1 mm").arg(plain(lesion.sliceCount() * grid.spacing().z()));
  const QString range = lesion.firstSlice == lesion.lastSlice
                            ? QStringLiteral("%1 %2").arg(name, plain(low))
                            : QStringLiteral("%1 %2 … %3").arg(name, plain(low), plain(high));
  return QStringLiteral("%1 · %2").arg(length, range);
}

BoxList::BoxList(Session& session, const ClassSchemes& schemes, QWidget* parent)
    : AnnotationList(parent), session_(session), schemes_(schemes), tree_(new QTreeWidget) {
  tree_->setObjectName(QStringLiteral("boxes"));
  tree_->setHeaderLabels({tr("Boxes"), tr("Where")});
  tree_->setIndentation(12);
  tree_->setTextElideMode(Qt::ElideMiddle);  // series often differ in their last letters
  tree_->setAccessibleName(tr("Annotations"));
  tree_->setContextMenuPolicy(Qt::CustomContextMenu);
  tree_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  tree_->header()->setStretchLastSection(false);
  tree_->header()->setSectionResizeMode(kName, QHeaderView::Stretch);
  tree_->header()->setSectionResizeMode(kWhere, QHeaderView::ResizeToContents);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(tree_);

  // One rebuild for a burst of changes.
  rebuildTimer_.setSingleShot(true);
  rebuildTimer_.setInterval(50);
  connect(&rebuildTimer_, &QTimer::timeout, this, &BoxList::rebuild);
  const auto rebuildSoon = [this] { rebuildTimer_.start(); };
  CaseDocument& document = session_.openCase().document();
  for (const auto signal : {&CaseDocument::masksChanged, &CaseDocument::imagesChanged,
                            &CaseDocument::boxTiesChanged, &CaseDocument::boxDisplayChanged})
    connect(&document, signal, this, rebuildSoon);
  connect(&document, &CaseDocument::boxesChanged, this, rebuildSoon);
  connect(&schemes, &ClassSchemes::changed, this, rebuildSoon);
  connect(&session_.openCase().selection(), &Selection::changed, this, &BoxList::markSelection);
  connect(tree_, &QTreeWidget::itemClicked, this, &BoxList::activate);
  connect(tree_, &QTreeWidget::itemActivated, this, &BoxList::activate);
  connect(tree_, &QWidget::customContextMenuRequested, this, &BoxList::showMenu);
}

bool BoxList::isEmpty() const {
  return tree_->topLevelItemCount() == 0;
}

bool BoxList::hasCurrent() const {
  return kindOf(tree_->currentItem()) != kGroup;
}

void BoxList::rebuild() {
  expanded_.clear();
  for (QTreeWidgetItem* row : lesionRows())
    if (row->isExpanded()) expanded_.insert(boxOf(row));
  tree_->clear();
  fill();
  if (isEmpty()) last_ = BoxId::None;  // another case
  // Room for the list that has something to show.
  setVisible(!isEmpty() || session_.openCase().document().masks().empty());
  markSelection();
  Q_EMIT changed();
}

void BoxList::bringUpToDate() {
  if (!rebuildTimer_.isActive()) return;
  rebuildTimer_.stop();
  rebuild();
}

QTreeWidgetItem* BoxList::makeRow(QTreeWidgetItem* parent, int kind, const Box& box) {
  auto* item = new QTreeWidgetItem(parent);
  item->setIcon(kName, swatch(schemes_.current().colour(box.className)));
  item->setData(kName, kKind, kind);
  item->setData(kName, kId, static_cast<int>(box.id));
  item->setToolTip(kName, boxText(box));
  return item;
}

void BoxList::addLesion(QTreeWidgetItem* group, const BoxLesion& lesion) {
  const CaseDocument& document = session_.openCase().document();
  const Box& middle = *document.box(lesion.boxes[lesion.boxes.size() / 2]);
  QTreeWidgetItem* row = makeRow(group, kBoxLesion, middle);
  QString name = schemes_.current().describe(lesion.className);
  const bool isHidden = std::ranges::all_of(lesion.boxes, [&](BoxId id) { return document.isBoxHidden(id); });
  if (isHidden) name = tr("%1 (hidden)").arg(name);
  QStringList lines{name};
  const QString extent = extentText(document, lesion);
  const QString where = imageRange(document, lesion);
  lines.append(extent.isEmpty() ? where : QStringLiteral("%1 · %2").arg(where, extent));
  if (lesion.boxes.size() == 1 && !flagText(middle).isEmpty()) lines.append(flagText(middle));
  row->setText(kName, lines.join(QLatin1Char('\n')));
  row->setText(kWhere, where);
  // Its two lines take the whole width; the other column is for those who listen.
  row->setFirstColumnSpanned(true);
  if (lesion.boxes.size() > 1)
    row->setToolTip(kName, tr("%n box(es): %1", nullptr, static_cast<int>(lesion.boxes.size()))
                               .arg(lines.mid(1).join(QStringLiteral(", "))));
  if (isHidden)
    for (const int column : {kName, kWhere})
      row->setForeground(column, tree_->palette().brush(QPalette::PlaceholderText));
  if (lesion.boxes.size() == 1) return;
  for (const BoxId id : lesion.boxes) {
    const Box& box = *document.box(id);
    QTreeWidgetItem* item = makeRow(row, kBox, box);
    const QString flags = flagText(box);
    const QString size = tr("%1 × %2 px").arg(box.rect.width()).arg(box.rect.height());
    item->setText(kName, flags.isEmpty() ? size : QStringLiteral("%1, %2").arg(size, flags));
    item->setText(kWhere, imageName(document, id));
  }
  row->setExpanded(std::ranges::any_of(lesion.boxes, [this](BoxId id) { return expanded_.contains(id); }));
}

void BoxList::fill() {
  std::map<int, std::vector<const BoxLesion*>> bySeries;
  const CaseDocument& document = session_.openCase().document();
  std::map<int, int> seriesOfStack;  // asked once: a study can have tens of thousands of images
  for (const BoxLesion& lesion : document.boxLesions()) {
    const auto [known, isNew] = seriesOfStack.try_emplace(lesion.stack, -1);
    if (isNew || lesion.stack < 0)
      known->second = session_.openCase().seriesOf(document.box(lesion.boxes.front())->sopInstanceUid);
    bySeries[known->second].push_back(&lesion);
  }
  for (auto& [series, lesions] : bySeries) {
    const QString name =
        series < 0
            ? tr("other images")
            : session_.openCase().study()->series[static_cast<std::size_t>(series)].source.seriesDescription;
    auto* group = new QTreeWidgetItem(tree_, {tr("Boxes  %1").arg(name)});
    group->setData(kName, kKind, kGroup);
    group->setFlags(Qt::ItemIsEnabled);
    group->setFirstColumnSpanned(true);
    // As people number the images, whichever way they are stored.
    const auto firstNumber = [&](const BoxLesion* lesion) {
      if (lesion->stack < 0) return 0;
      const ImageGrid& grid = document.imageStacks().all()[static_cast<std::size_t>(lesion->stack)].grid;
      return std::min(grid.sliceNumber(lesion->firstSlice), grid.sliceNumber(lesion->lastSlice));
    };
    std::ranges::stable_sort(lesions, {}, firstNumber);
    for (const BoxLesion* lesion : lesions) addLesion(group, *lesion);
    group->setExpanded(true);
  }
}

std::vector<QTreeWidgetItem*> BoxList::lesionRows() const {
  std::vector<QTreeWidgetItem*> rows;
  for (QTreeWidgetItemIterator it(tree_); *it; ++it)
    if (kindOf(*it) == kBoxLesion) rows.push_back(*it);
  return rows;
}

int BoxList::lesionCount() const {
  return static_cast<int>(lesionRows().size());
}

int BoxList::lastLesion() const {
  const BoxLesion* last = session_.openCase().document().lesionOf(last_);
  if (!last) return -1;
  const std::vector<QTreeWidgetItem*> rows = lesionRows();
  const auto found = std::ranges::find_if(
      rows, [&](const auto* row) { return session_.openCase().document().lesionOf(boxOf(row)) == last; });
  return found == rows.end() ? -1 : static_cast<int>(found - rows.begin());
}

void BoxList::goToLesion(int position) {
  QTreeWidgetItem* row = lesionRows()[static_cast<std::size_t>(position)];
  tree_->setCurrentItem(row);
  activate(row);
}

/// The row that stands for the selected box: the marked one where that is of its lesion; null without one.
QTreeWidgetItem* BoxList::rowOfSelection() const {
  const BoxId selected = session_.openCase().selection().box();
  const BoxLesion* lesion = session_.openCase().document().lesionOf(selected);
  if (!lesion) return nullptr;
  QTreeWidgetItem* marked = tree_->currentItem();
  if (kindOf(marked) == kBoxLesion && std::ranges::find(lesion->boxes, boxOf(marked)) != lesion->boxes.end())
    return marked;
  QTreeWidgetItem* found = nullptr;
  for (QTreeWidgetItemIterator it(tree_); *it; ++it) {
    const bool isRow = kindOf(*it) == kBox
                           ? boxOf(*it) == selected
                           : kindOf(*it) == kBoxLesion && lesion->boxes.size() == 1 && boxOf(*it) == selected;
    // In a lesion that is closed its own row stands for its boxes.
    if (isRow) found = kindOf(*it) == kBox && !(*it)->parent()->isExpanded() ? (*it)->parent() : *it;
  }
  return found;
}

void BoxList::markSelection() {
  tree_->setCurrentItem(rowOfSelection());
  Q_EMIT changed();
  if (session_.openCase().selection().box() == BoxId::None) return;
  last_ = session_.openCase().selection().box();
  Q_EMIT lesionSelected();
}

/// Selects the row's box without going there.
void BoxList::select(QTreeWidgetItem* item) {
  session_.openCase().selection().setMeasurement(MeasurementId::None);
  const BoxLesion* lesion = session_.openCase().document().lesionOf(boxOf(item));
  if (!lesion) return;
  // Of a lesion's row, a box that is selected already stays.
  const bool isInside =
      kindOf(item) == kBoxLesion &&
      std::ranges::find(lesion->boxes, session_.openCase().selection().box()) != lesion->boxes.end();
  if (!isInside) session_.openCase().selection().setBox(boxOf(item));
}

/// Selects the row's box (of a lesion: the one in its middle) and asks the views to go there.
void BoxList::activate(QTreeWidgetItem* item) {
  if (kindOf(item) == kGroup) return;
  session_.openCase().selection().setMeasurement(MeasurementId::None);
  const BoxId id = boxOf(item);
  const Box* box = session_.openCase().document().box(id);
  if (!box) return;
  const int series = session_.openCase().seriesOf(box->sopInstanceUid);
  session_.openCase().selection().setBox(id);
  const auto position = boxCentre(session_.openCase().document(), id);
  if (!position)
    Q_EMIT said(tr("The image that this box lies on cannot be shown."));
  else if (series != session_.images().shown().ct && series != session_.images().shown().pet)
    Q_EMIT goToSeries(series, *position);
  else
    Q_EMIT goTo(*position);
}

void BoxList::removeCurrent() {
  const QTreeWidgetItem* item = tree_->currentItem();
  if (kindOf(item) == kBoxLesion)
    BoxLesionEditor(session_.openCase().toolContext()).remove(boxOf(item));
  else if (kindOf(item) == kBox)
    CaseEditor(session_.openCase().toolContext()).removeBox(boxOf(item));
}

void BoxList::showMenu(const QPoint& position) {
  QTreeWidgetItem* item = tree_->itemAt(position);
  if (kindOf(item) == kGroup) return;
  tree_->setCurrentItem(item);
  select(item);
  if (menu_) menu_->popup(tree_->viewport()->mapToGlobal(position));
}

std::optional<Point> boxCentre(const CaseDocument& document, BoxId id) {
  const Box* box = document.box(id);
  const auto place = box ? document.imageStacks().find(box->sopInstanceUid) : std::nullopt;
  if (!place) return std::nullopt;
  return document.imageStacks().at(*place).grid.toPatient({(box->rect.xmin + box->rect.xmax) / 2.0,
                                                           (box->rect.ymin + box->rect.ymax) / 2.0,
                                                           static_cast<double>(place->slice)});
}

}  // namespace uptake
