#include "app/features/boxes/box_items.h"

#include "annotation/boxes/box_lesion_editor.h"
#include "app/features/boxes/box_actions.h"
#include "app/shell/panels/annotation_items.h"
#include "viewer/overlay/value_text.h"

#include <QPalette>
#include <QTreeWidget>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace uptake {

using namespace annotation_items;

namespace {

QString boxText(const Box& box) {
  return BoxItems::tr("Columns %1 to %2, rows %3 to %4")
      .arg(box.rect.xmin)
      .arg(box.rect.xmax)
      .arg(box.rect.ymin)
      .arg(box.rect.ymax);
}

QString flagText(const Box& box) {
  QStringList flags;
  if (box.truncated) flags.append(BoxItems::tr("truncated"));
  if (box.difficult) flags.append(BoxItems::tr("difficult"));
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
  const QString length = BoxItems::tr("%1 mm").arg(plain(lesion.sliceCount() * grid.spacing().z()));
  const QString range = lesion.firstSlice == lesion.lastSlice
                            ? QStringLiteral("%1 %2").arg(name, plain(low))
                            : QStringLiteral("%1 %2 … %3").arg(name, plain(low), plain(high));
  return QStringLiteral("%1 · %2").arg(length, range);
}

BoxItems::BoxItems(CaseController& cases, const ClassSchemes& schemes, QTreeWidget& tree, QObject* parent)
    : QObject(parent), cases_(cases), schemes_(schemes), tree_(tree) {}

BoxId BoxItems::boxOf(const QTreeWidgetItem* item) const {
  return static_cast<BoxId>(item->data(kName, kId).toInt());
}

void BoxItems::noteExpanded() {
  expanded_.clear();
  for (QTreeWidgetItemIterator it(&tree_); *it; ++it)
    if (kindOf(*it) == kBoxLesion && (*it)->isExpanded()) expanded_.insert(boxOf(*it));
}

QTreeWidgetItem* BoxItems::makeRow(QTreeWidgetItem* parent, int kind, const Box& box) {
  auto* item = new QTreeWidgetItem(parent);
  item->setIcon(kName, swatch(schemes_.current().colour(box.className)));
  item->setData(kName, kKind, kind);
  item->setData(kName, kId, static_cast<int>(box.id));
  item->setToolTip(kName, boxText(box));
  return item;
}

void BoxItems::addLesion(QTreeWidgetItem* group, const BoxLesion& lesion) {
  const CaseDocument& document = cases_.document();
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
      row->setForeground(column, tree_.palette().brush(QPalette::PlaceholderText));
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

void BoxItems::fill() {
  std::map<int, std::vector<const BoxLesion*>> bySeries;
  const CaseDocument& document = cases_.document();
  std::map<int, int> seriesOfStack;  // asked once: a study can have tens of thousands of images
  for (const BoxLesion& lesion : document.boxLesions()) {
    const auto [known, isNew] = seriesOfStack.try_emplace(lesion.stack, -1);
    if (isNew || lesion.stack < 0)
      known->second = cases_.seriesOf(document.box(lesion.boxes.front())->sopInstanceUid);
    bySeries[known->second].push_back(&lesion);
  }
  for (auto& [series, lesions] : bySeries) {
    const QString name =
        series < 0 ? tr("other images")
                   : cases_.study()->series[static_cast<std::size_t>(series)].source.seriesDescription;
    auto* group = new QTreeWidgetItem(&tree_, {tr("Boxes  %1").arg(name)});
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

QTreeWidgetItem* BoxItems::selectedItem(QTreeWidgetItem* current) const {
  const BoxId selected = cases_.selection().box();
  const BoxLesion* lesion = cases_.document().lesionOf(selected);
  if (!lesion) return nullptr;
  if (kindOf(current) == kBoxLesion &&
      std::ranges::find(lesion->boxes, boxOf(current)) != lesion->boxes.end())
    return current;
  QTreeWidgetItem* found = nullptr;
  for (QTreeWidgetItemIterator it(&tree_); *it; ++it) {
    const bool isRow = kindOf(*it) == kBox
                           ? boxOf(*it) == selected
                           : kindOf(*it) == kBoxLesion && lesion->boxes.size() == 1 && boxOf(*it) == selected;
    // In a lesion that is closed its own row stands for its boxes.
    if (isRow) found = kindOf(*it) == kBox && !(*it)->parent()->isExpanded() ? (*it)->parent() : *it;
  }
  return found;
}

std::optional<Point> BoxItems::positionOf(BoxId id) const {
  const Box* box = cases_.document().box(id);
  const auto place = box ? cases_.document().imageStacks().find(box->sopInstanceUid) : std::nullopt;
  if (!place) return std::nullopt;
  return cases_.document().imageStacks().at(*place).grid.toPatient({(box->rect.xmin + box->rect.xmax) / 2.0,
                                                                    (box->rect.ymin + box->rect.ymax) / 2.0,
                                                                    static_cast<double>(place->slice)});
}

void BoxItems::select(QTreeWidgetItem* item) {
  cases_.selection().setMeasurement(MeasurementId::None);
  const BoxLesion* lesion = cases_.document().lesionOf(boxOf(item));
  if (!lesion) return;
  // Of a lesion's row, a box that is selected already stays.
  const bool isInside = kindOf(item) == kBoxLesion &&
                        std::ranges::find(lesion->boxes, cases_.selection().box()) != lesion->boxes.end();
  if (!isInside) cases_.selection().setBox(boxOf(item));
}

void BoxItems::activate(QTreeWidgetItem* item) {
  cases_.selection().setMeasurement(MeasurementId::None);
  const BoxId id = boxOf(item);
  const Box* box = cases_.document().box(id);
  if (!box) return;
  const int series = cases_.seriesOf(box->sopInstanceUid);
  cases_.selection().setBox(id);
  const auto position = positionOf(id);
  if (!position)
    Q_EMIT said(tr("The image that this box lies on cannot be shown."));
  else if (series != cases_.shownSeries().ct)
    Q_EMIT goToSeries(series, *position);
  else
    Q_EMIT goTo(*position);
}

void BoxItems::remove(QTreeWidgetItem* item) {
  if (kindOf(item) == kBoxLesion)
    BoxLesionEditor(cases_.toolContext()).remove(boxOf(item));
  else
    CaseEditor(cases_.toolContext()).removeBox(boxOf(item));
}

}  // namespace uptake
