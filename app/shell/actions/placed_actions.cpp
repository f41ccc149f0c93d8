#include "app/shell/actions/placed_actions.h"

#include <algorithm>
#include <tuple>

namespace uptake {

void PlacedActions::setWidget(QWidget* widget) {
  widget_ = widget;
  const std::vector<Item> waiting = std::move(items_);
  items_.clear();
  for (const Item& item : waiting)
    if (item.action) insert(item.action, item.group, item.order);
}

void PlacedActions::insert(QAction* action, int group, int order) {
  const auto at = std::ranges::upper_bound(items_, std::pair(group, order), {}, [](const Item& item) {
    return std::pair(item.group, item.order);
  });
  const auto inserted = items_.insert(at, {group, order, action});
  if (widget_) insertInWidget(static_cast<std::size_t>(inserted - items_.begin()));
}

void PlacedActions::insertInWidget(std::size_t position) {
  const Item& item = items_[position];
  const Item* previous = position > 0 ? &items_[position - 1] : nullptr;
  const Item* next = position + 1 < items_.size() ? &items_[position + 1] : nullptr;
  if (next && next->group == item.group) {
    widget_->insertAction(next->action, item.action);
    return;
  }
  // The last of its group: above the line of the next one.
  widget_->insertAction(next ? lineBefore(next->group, next->action) : nullptr, item.action);
  if (previous && previous->group != item.group) lineBefore(item.group, item.action);
}

/// The line above a group, made where there is none.
QAction* PlacedActions::lineBefore(int group, QAction* first) {
  QPointer<QAction>& line = lines_[group];
  if (!line) {
    line = new QAction(widget_);
    line->setSeparator(true);
    widget_->insertAction(first, line);
  }
  return line;
}

bool PlacedActions::isAnyVisible() const {
  return std::ranges::any_of(items_,
                             [](const Item& item) { return item.action && item.action->isVisible(); });
}

void PlacedActions::tidyLines() {
  bool isAnyAbove = false;
  for (auto item = items_.begin(); item != items_.end();) {
    const int group = item->group;
    bool isAnyHere = false;
    for (; item != items_.end() && item->group == group; ++item)
      isAnyHere = isAnyHere || (item->action && item->action->isVisible());
    if (const auto line = lines_.find(group); line != lines_.end() && line->second)
      line->second->setVisible(isAnyAbove && isAnyHere);
    isAnyAbove = isAnyAbove || isAnyHere;
  }
}

}  // namespace uptake
