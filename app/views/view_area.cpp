#include "app/views/view_area.h"

#include <QSplitter>
#include <QVBoxLayout>

namespace uptake {

namespace {

constexpr int kGap = 2;  // px between views

}  // namespace

ViewArea::ViewArea(const CaseDocument& document, const Selection& selection, ViewState& state,
                   QWidget* parent)
    : QWidget(parent), document_(document), selection_(selection), state_(state) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  setFocusPolicy(Qt::StrongFocus);
  // Views from the start: the first GL widget that comes to a shown window makes Qt create that window anew,
  // which flickers and loses the keyboard.
  rebuild();
}

ViewArea::~ViewArea() = default;

void ViewArea::setLayoutChoice(Layout layout) {
  layout_ = layout;
  rebuild();
}

SliceView* ViewArea::sliceView(SliceContent content, PlaneOrientation orientation) {
  SliceView*& view = sliceViews_[{content, orientation}];
  if (!view) {
    view = new SliceView(content, orientation, document_, selection_, state_, this);
    connect(view, &SliceView::toolPressed, this, &ViewArea::toolPressed);
    connect(view, &SliceView::toolMoved, this, &ViewArea::toolMoved);
    connect(view, &SliceView::toolReleased, this, &ViewArea::toolReleased);
    connect(view, &SliceView::toolWheel, this, &ViewArea::toolWheel);
    connect(view, &SliceView::hovered, this, &ViewArea::hovered);
    connect(view, &SliceView::activated, this, [this, view] {
      activeView_ = view;
      setFocus();
    });
    connect(view, &SliceView::maximiseRequested, this, [this, view] { toggleMaximised(view); });
    view->setToolActive(toolActive_);
    view->setBrushRadius(brushRadius_);
  }
  view->setContent(content);  // a person may have cycled it
  shown_.push_back(view);
  return view;
}

MipView* ViewArea::mipView() {
  if (!mip_) {
    mip_ = new MipView(document_, state_, this);
    connect(mip_, &MipView::hovered, this, &ViewArea::hovered);
    connect(mip_, &MipView::activated, this, [this] { setFocus(); });
    connect(mip_, &MipView::maximiseRequested, this, [this] { toggleMaximised(mip_); });
  }
  return mip_;
}

void ViewArea::rebuild() {
  using enum PlaneOrientation;
  maximised_ = nullptr;
  shown_.clear();
  const bool hasCt = document_.ct() != nullptr;
  const bool hasPet = document_.pet() != nullptr;
  if (hasCt && hasPet && layout_ == Layout::Read) {
    SliceView* ct = sliceView(SliceContent::Ct, Axial);
    SliceView* fused = sliceView(SliceContent::Fused, Axial);
    SliceView* pet = sliceView(SliceContent::Pet, Axial);
    arrange({{ct, pet}, {fused, mipView()}}, {1, 1});
    activeView_ = ct;
  } else if (hasPet) {
    const SliceContent content = hasCt ? SliceContent::Fused : SliceContent::Pet;
    SliceView* axial = sliceView(content, Axial);
    SliceView* coronal = sliceView(content, Coronal);
    SliceView* sagittal = sliceView(content, Sagittal);
    arrange({{axial, sagittal}, {coronal, mipView()}}, {1, 1});
    activeView_ = axial;
  } else {
    SliceView* axial = sliceView(SliceContent::Ct, Axial);
    SliceView* coronal = sliceView(SliceContent::Ct, Coronal);
    SliceView* sagittal = sliceView(SliceContent::Ct, Sagittal);
    arrange({{axial}, {coronal, sagittal}}, {2, 1});
    activeView_ = axial;
  }
}

void ViewArea::arrange(const std::vector<std::vector<QWidget*>>& columns, const std::vector<int>& widths) {
  auto* horizontal = new QSplitter(Qt::Horizontal, this);
  horizontal->setHandleWidth(kGap);
  horizontal->setChildrenCollapsible(false);
  for (const std::vector<QWidget*>& column : columns) {
    auto* vertical = new QSplitter(Qt::Vertical, horizontal);
    vertical->setHandleWidth(kGap);
    vertical->setChildrenCollapsible(false);
    for (QWidget* view : column) {
      vertical->addWidget(view);
      view->show();
    }
    vertical->setSizes(QList<int>(static_cast<qsizetype>(column.size()), 10000));
    horizontal->addWidget(vertical);
  }
  QList<int> sizes;
  for (const int width : widths) sizes.append(width * 10000);
  horizontal->setSizes(sizes);

  // Views that this layout does not show go back to the area before the old splitter dies with its children.
  if (splitter_) {
    for (const auto& [key, view] : sliceViews_) {
      if (!splitter_->isAncestorOf(view)) continue;
      view->hide();
      view->setParent(this);
    }
    if (mip_ && splitter_->isAncestorOf(mip_)) {
      mip_->hide();
      mip_->setParent(this);
    }
    delete splitter_;
  }
  splitter_ = horizontal;
  layout()->addWidget(splitter_);
  splitter_->show();
}

void ViewArea::toggleMaximised(QWidget* view) {
  maximised_ = maximised_ ? nullptr : view;
  for (SliceView* shown : shown_) shown->setVisible(!maximised_ || maximised_ == shown);
  if (mip_ && splitter_->isAncestorOf(mip_)) mip_->setVisible(!maximised_ || maximised_ == mip_);
  // A column whose views are all hidden would still take its width.
  for (int column = 0; column < splitter_->count(); ++column) {
    QWidget* widget = splitter_->widget(column);
    widget->setVisible(!maximised_ || widget->isAncestorOf(maximised_));
  }
}

void ViewArea::refreshImages() {
  for (SliceView* view : shown_) view->refreshImages();
  if (mip_ && mip_->isVisible()) mip_->refresh();
}

bool ViewArea::isSettled() const {
  return !mip_ || !mip_->isVisible() || mip_->isSettled();
}

void ViewArea::setToolActive(bool active) {
  toolActive_ = active;
  for (const auto& [key, view] : sliceViews_) view->setToolActive(active);
}

void ViewArea::setBrushRadius(std::optional<Millimetres> radius) {
  brushRadius_ = radius;
  for (const auto& [key, view] : sliceViews_) view->setBrushRadius(radius);
}

void ViewArea::setToolCursor(const QCursor& cursor) {
  for (const auto& [key, view] : sliceViews_) view->setCursor(cursor);
}

}  // namespace uptake
