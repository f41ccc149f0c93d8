#include "app/shell/panels/annotation_panel.h"

#include "app/shell/theme/icons.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace uptake {

QToolButton* annotationButton(const QString& icon, const QString& text, const QString& toolTip) {
  auto* button = new QToolButton;
  button->setIcon(lineIcon(icon));
  button->setToolTip(toolTip);
  button->setAccessibleName(toolTip);
  button->setFocusPolicy(Qt::TabFocus);
  if (text.isEmpty()) return button;
  button->setText(text);
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  return button;
}

AnnotationPanel::AnnotationPanel(Session& session, QWidget* parent)
    : QWidget(parent), session_(session), column_(new QVBoxLayout(this)), buttons_(new QHBoxLayout) {
  hint_ =
      new QLabel(tr("Nothing drawn yet. W draws a box on an axial slice; Mask adds a mask, which B "
                    "paints; M measures."));
  hint_->setWordWrap(true);
  hint_->setContentsMargins(8, 8, 8, 8);
  hint_->setForegroundRole(QPalette::PlaceholderText);
  hint_->setBackgroundRole(QPalette::Base);
  hint_->setAutoFillBackground(true);
  hint_->hide();
  removeButton_ = annotationButton(QStringLiteral("remove"), {}, tr("Remove what is selected (Del)"));
  connect(removeButton_, &QToolButton::clicked, this, &AnnotationPanel::removeSelected);

  buttons_->setContentsMargins(4, 2, 4, 2);
  buttons_->addStretch();
  buttons_->addWidget(removeButton_);
  column_->setContentsMargins(0, 0, 0, 0);
  column_->setSpacing(0);
  column_->addWidget(hint_);
  column_->addLayout(buttons_);
  connect(&session_.openCase().selection(), &Selection::changed, this, &AnnotationPanel::refresh);
  refresh();
}

void AnnotationPanel::addList(AnnotationList* list, int stretch) {
  column_->insertWidget(column_->indexOf(hint_), list, stretch);
  lists_.push_back(list);
  connect(list, &AnnotationList::goTo, this, &AnnotationPanel::goTo);
  connect(list, &AnnotationList::goToSeries, this, &AnnotationPanel::goToSeries);
  connect(list, &AnnotationList::said, this, &AnnotationPanel::said);
  connect(list, &AnnotationList::changed, this, &AnnotationPanel::refresh);
  connect(list, &AnnotationList::lesionSelected, this, [this, list] {
    lastList_ = list;
    notePlace();
  });
  refresh();
}

void AnnotationPanel::addButton(QToolButton* button) {
  constexpr int kBehind = 2;  // the stretch and the button that removes
  buttons_->insertWidget(buttons_->count() - kBehind, button);
}

AnnotationList* AnnotationPanel::current() const {
  const auto found =
      std::find_if(lists_.rbegin(), lists_.rend(), [](const auto* list) { return list->hasCurrent(); });
  return found == lists_.rend() ? nullptr : *found;
}

void AnnotationPanel::refresh() {
  notePlace();
  const bool isEmpty = std::ranges::all_of(lists_, [](const auto* list) { return list->isEmpty(); });
  hint_->setVisible(isEmpty && session_.openCase().study());
  removeButton_->setEnabled(current() != nullptr);
}

int AnnotationPanel::lesionCount() const {
  int count = 0;
  for (const AnnotationList* list : lists_) count += list->lesionCount();
  return count;
}

/// Among the lesions of all lists, or -1.
int AnnotationPanel::lastLesion() const {
  int before = 0;
  for (const AnnotationList* list : lists_) {
    if (list == lastList_) return list->lastLesion() < 0 ? -1 : before + list->lastLesion();
    before += list->lesionCount();
  }
  return -1;
}

/// A mark that is deselected, as by Escape, leaves the place where it was.
void AnnotationPanel::notePlace() {
  const bool isEmpty = lesionCount() == 0;  // another case
  if (const int at = lastLesion(); at >= 0 || isEmpty) place_ = at;
  if (isEmpty) lastList_ = nullptr;
}

void AnnotationPanel::step(int direction) {
  for (AnnotationList* list : lists_) list->bringUpToDate();
  const int count = lesionCount();
  if (count == 0) {
    Q_EMIT said(tr("There is no lesion to go to yet."));
    return;
  }
  const int last = lastLesion();
  // Of a lesion that is gone, the next one is now where it was.
  const int from = last >= 0 ? last : direction > 0 ? place_ - 1 : place_;
  int next = place_ < 0 ? (direction > 0 ? 0 : count - 1) : ((from + direction) % count + count) % count;
  for (AnnotationList* list : lists_) {
    if (next < list->lesionCount()) return list->goToLesion(next);
    next -= list->lesionCount();
  }
}

void AnnotationPanel::removeSelected() {
  if (AnnotationList* list = current()) list->removeCurrent();
}

}  // namespace uptake
