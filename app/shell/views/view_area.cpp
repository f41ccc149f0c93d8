#include "app/shell/views/view_area.h"

#include "app/shell/theme/theme.h"
#include "app/shell/views/compare_controls.h"
#include "app/shell/views/view_frame.h"
#include "viewer/state/window_presets.h"

#include <QSettings>
#include <QSplitter>
#include <QVBoxLayout>

#include <algorithm>

namespace uptake {

namespace {

constexpr int kGap = 3;  // px between views
/// Across, on the screen: what is smaller is passed over by an eye that looks at a whole body. A lesion of 2
/// cm is some 3 cm across from corner to corner of the box around it.
constexpr double kLeastSeen = 48.0;

/// For which images a layout is remembered.
QString choiceKey(const Images& images) {
  const QString kind = images.table              ? QStringLiteral("table")
                       : images.ct && images.pet ? QStringLiteral("petct")
                       : images.ct               ? QStringLiteral("ct")
                                                 : QStringLiteral("pet");
  return QStringLiteral("layout/") + kind;
}

Window presetWindow(const QString& id) {
  const std::vector<WindowPreset> presets = ctWindowPresets();
  return std::ranges::find(presets, id, &WindowPreset::id)->window;
}

SliceView* sliceViewOf(const ViewFrame* frame) {
  return frame ? qobject_cast<SliceView*>(frame->view()) : nullptr;
}

}  // namespace

ViewArea::ViewArea(const CaseDocument& document, const Selection& selection, ViewState& state,
                   QWidget* parent)
    : QWidget(parent),
      document_(document),
      selection_(selection),
      state_(state),
      compare_(new CompareControls(document, this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  setFocusPolicy(Qt::StrongFocus);
  // Images are read in the dark: what lies between them stays so in every theme.
  QPalette dark = themePalette(Theme::Dark);
  dark.setColor(QPalette::Window, dark.color(QPalette::Base));
  setPalette(dark);
  setAutoFillBackground(true);
  setAccessibleName(tr("Views"));
  connect(&selection_, &Selection::changed, this, [this] { revealed_.reset(); });
  connect(compare_, &CompareControls::masksChanged, this, &ViewArea::showCompared);
  connect(compare_, &CompareControls::planeChanged, this, [this] {
    if (layout_ == Layout::Compare) rebuild();
  });
  connect(compare_, &CompareControls::chosen, this, [this] { setFocus(); });
  // Views from the start: the first GL widget that comes to a shown window makes Qt create that window anew,
  // which flickers and loses the keyboard.
  rebuild();
}

ViewArea::~ViewArea() = default;

Images ViewArea::images() const {
  const Volume* ct = document_.ct().get();
  return {ct != nullptr, document_.pet() != nullptr, ct && !ct->source().hasPlace(),
          !ct || ct->unit() == ValueUnit::Hounsfield};
}

void ViewArea::setLayoutChoice(Layout layout) {
  const Images there = images();
  if (!there.any()) {
    wanted_ = layout;
  } else {
    if (!layoutRefusal(layout, there).isEmpty()) return;
    if (layout != Layout::Compare) QSettings().setValue(choiceKey(there), layoutId(layout));
  }
  layout_ = layout;
  if (layout == Layout::Teaching) resetTeachingWindows();
  rebuild();
}

SliceView* ViewArea::makeSliceView(const ViewPlace& place) {
  auto* view = new SliceView(place.content, place.orientation, document_, selection_, state_);
  connect(view, &SliceView::toolPressed, this, &ViewArea::toolPressed);
  connect(view, &SliceView::menuRequested, this, &ViewArea::menuRequested);
  connect(view, &SliceView::toolMoved, this, &ViewArea::toolMoved);
  connect(view, &SliceView::toolReleased, this, &ViewArea::toolReleased);
  connect(view, &SliceView::toolWheel, this, &ViewArea::toolWheel);
  connect(view, &SliceView::hovered, this, &ViewArea::hovered);
  connect(view, &SliceView::maximiseRequested, this, [this, view] { toggleMaximised(view); });
  view->setToolActive(toolActive_);
  view->setBrushRadius(brushRadius_);
  return view;
}

ViewFrame* ViewArea::frameFor(const ViewPlace& place) {
  if (place.isMip) return mipFrame();
  if (place.isVolume) return volumeFrame();
  ViewFrame*& frame = sliceFrames_[{place.content, place.orientation, place.role}];
  if (!frame) {
    SliceView* made = makeSliceView(place);
    frame = new ViewFrame(made, compare_->makeHeader(place.role), this);
    connect(made, &SliceView::activated, this, [this, active = frame] {
      setActive(active);
      setFocus();
    });
    SliceDisplay display = compare_->displayFor(place.role);
    if (place.role == ViewRole::LungWindow) display.ctWindow = presetWindow(QStringLiteral("lung"));
    if (place.role == ViewRole::MediastinumWindow)
      display.ctWindow = presetWindow(QStringLiteral("mediastinum"));
    made->setDisplay(display);
  }
  SliceView* view = sliceViewOf(frame);
  view->setContent(place.content);  // a person may have cycled it
  shown_.push_back(view);
  return frame;
}

ViewFrame* ViewArea::mipFrame() {
  if (!mip_) {
    mip_ = new MipView(document_, state_);
    mipFrame_ = new ViewFrame(mip_, nullptr, this);
    mip_->setPicking(mipPicking_);
    connect(mip_, &MipView::picked, this, [this](const SlicePointer& pointer) {
      Q_EMIT toolPressed(pointer);
      Q_EMIT toolReleased(pointer);
    });
    connect(mip_, &MipView::hovered, this, &ViewArea::hovered);
    connect(mip_, &MipView::activated, this, [this] {
      setActive(mipFrame_);
      setFocus();
    });
    connect(mip_, &MipView::maximiseRequested, this, [this] { toggleMaximised(mip_); });
    connect(mip_, &MipView::said, this, &ViewArea::said);
    connect(mip_, &MipView::turningChanged, this, &ViewArea::mipTurningChanged);
  }
  return mipFrame_;
}

ViewFrame* ViewArea::volumeFrame() {
  if (!volume_) {
    volume_ = new VolumeView(document_, selection_, state_, volumeState_);
    volumeFrame_ = new ViewFrame(volume_, nullptr, this);
    connect(volume_, &VolumeView::hovered, this, &ViewArea::hovered);
    connect(volume_, &VolumeView::activated, this, [this] {
      setActive(volumeFrame_);
      setFocus();
    });
    connect(volume_, &VolumeView::menuRequested, this, &ViewArea::volumeMenuRequested);
    connect(volume_, &VolumeView::maximiseRequested, this, [this] { toggleMaximised(volume_); });
  }
  return volumeFrame_;
}

LayoutPlan ViewArea::plan() const {
  LayoutPlan plan = planOf(layout_, images(), compare_->plane());
  return volumePane_ && !images().table ? withVolume(std::move(plan)) : plan;
}

void ViewArea::setVolumePane(bool shown) {
  if (shown == volumePane_) return;
  volumePane_ = shown;
  rebuild();
}

void ViewArea::showCompared() {
  for (const auto& [key, frame] : sliceFrames_) {
    const ViewRole role = std::get<ViewRole>(key);
    if (role == ViewRole::MaskA || role == ViewRole::MaskB || role == ViewRole::MaskDifference)
      sliceViewOf(frame)->setDisplay(compare_->displayFor(role));
  }
}

void ViewArea::resetTeachingWindows() {
  for (const auto& [key, frame] : sliceFrames_) {
    const ViewRole role = std::get<ViewRole>(key);
    if (role != ViewRole::LungWindow && role != ViewRole::MediastinumWindow) continue;
    SliceDisplay display = sliceViewOf(frame)->display();
    display.ctWindow =
        presetWindow(role == ViewRole::LungWindow ? QStringLiteral("lung") : QStringLiteral("mediastinum"));
    sliceViewOf(frame)->setDisplay(display);
  }
}

void ViewArea::rebuild() {
  const Images there = images();
  const bool otherKind = there.any() && there != arrangedFor_;
  if (otherKind) {
    arrangedFor_ = there;
    const QString chosen = QSettings().value(choiceKey(there)).toString();
    const std::optional<Layout> layout = std::exchange(wanted_, std::nullopt);
    const bool showsWanted = layout && layoutRefusal(*layout, there).isEmpty();
    layout_ = showsWanted ? *layout : layoutWithId(chosen).value_or(firstLayout(there));
    if (layout && !showsWanted)
      Q_EMIT said(tr("No layout \"%1\" here. %2").arg(layoutId(*layout), layoutRefusal(*layout, there)));
  }
  if (!layoutRefusal(layout_, there).isEmpty()) layout_ = firstLayout(there);
  maximised_ = nullptr;
  shown_.clear();
  arrange(plan());
  // Nine times the same name is noise: in a grid the first of a row has it.
  for (SliceView* view : shown_) {
    SliceDisplay display = view->display();
    display.patientText = layout_ != Layout::ThreeByThree || view->orientation() == PlaneOrientation::Axial;
    view->setDisplay(display);
  }
  activeView_ = shown_.front();
  setActive(shownFrames().front());
  Q_EMIT layoutChanged();
}

void ViewArea::arrange(const LayoutPlan& wanted) {
  auto* horizontal = new QSplitter(Qt::Horizontal, this);
  horizontal->setHandleWidth(kGap);
  horizontal->setChildrenCollapsible(false);
  columns_.clear();
  for (const std::vector<ViewPlace>& places : wanted.columns) {
    auto* vertical = new QSplitter(Qt::Vertical, horizontal);
    vertical->setHandleWidth(kGap);
    vertical->setChildrenCollapsible(false);
    for (const ViewPlace& place : places) {
      ViewFrame* frame = frameFor(place);
      vertical->addWidget(frame);
      frame->show();
    }
    horizontal->addWidget(vertical);
    columns_.push_back(vertical);
    connect(vertical, &QSplitter::splitterMoved, this, [this, vertical] {
      alignRows(vertical);
      storeSizes();
    });
  }
  connect(horizontal, &QSplitter::splitterMoved, this, &ViewArea::storeSizes);

  // Views that this layout does not show go back to the area before the old splitter dies with its children.
  if (splitter_) {
    const auto keep = [this](ViewFrame* frame) {
      if (!frame || !splitter_->isAncestorOf(frame)) return;
      frame->hide();
      frame->setParent(this);
    };
    for (const auto& [key, frame] : sliceFrames_) keep(frame);
    keep(mipFrame_);
    keep(volumeFrame_);
    delete splitter_;
  }
  splitter_ = horizontal;
  restoreSizes(wanted);
  layout()->addWidget(splitter_);
  splitter_->show();
}

std::vector<ViewFrame*> ViewArea::shownFrames() const {
  std::vector<ViewFrame*> frames;
  for (const QSplitter* column : columns_)
    for (int row = 0; row < column->count(); ++row)
      frames.push_back(static_cast<ViewFrame*>(column->widget(row)));
  return frames;
}

std::vector<QWidget*> ViewArea::shownPanes() const {
  std::vector<QWidget*> panes;
  for (const ViewFrame* frame : shownFrames())
    if (!maximised_ || frame == maximised_) panes.push_back(frame->view());
  return panes;
}

QWidget* ViewArea::activePane() const {
  return activeFrame_ ? activeFrame_->view() : nullptr;
}

void ViewArea::setActive(ViewFrame* frame) {
  activeFrame_ = frame;
  if (SliceView* view = sliceViewOf(frame)) activeView_ = view;
  const bool tells = shownFrames().size() > 1;
  for (const auto& [key, each] : sliceFrames_) each->setActive(tells && each == frame);
  for (ViewFrame* each : {mipFrame_, volumeFrame_})
    if (each) each->setActive(tells && each == frame);
}

void ViewArea::activateNext(int step) {
  const std::vector<ViewFrame*> frames = shownFrames();
  if (frames.empty()) return;
  const auto found = std::ranges::find(frames, activeFrame_);
  const auto count = static_cast<std::ptrdiff_t>(frames.size());
  const std::ptrdiff_t position = found == frames.end() ? 0 : found - frames.begin();
  ViewFrame* next = frames[static_cast<std::size_t>((position + step + count) % count)];
  const bool alone = maximised_ != nullptr;
  if (alone) toggleMaximised(maximised_->view());
  setActive(next);
  if (alone) toggleMaximised(next->view());
  setFocus();
}

void ViewArea::toggleMaximised(QWidget* view) {
  const auto frames = shownFrames();
  const auto found = std::ranges::find(frames, view, &ViewFrame::view);
  if (found == frames.end()) return;
  maximised_ = maximised_ ? nullptr : *found;
  for (ViewFrame* frame : frames) frame->setVisible(!maximised_ || maximised_ == frame);
  // A column whose views are all hidden would still take its width.
  for (QSplitter* column : columns_) column->setVisible(!maximised_ || column->isAncestorOf(maximised_));
  Q_EMIT layoutChanged();
}

void ViewArea::reveal(const SeenPlace& place) {
  revealed_ = place;
  SliceView* view = activeView_;
  const Volume* framing = document_.ct() ? document_.ct().get() : document_.pet().get();
  if (!view || !framing) return state_.setCrosshair(place.centre);
  const double across = 2.0 * place.radius.value / view->geometry().mmPerPixel();
  if (across < kLeastSeen || across > std::min(view->width(), view->height()))
    return view->zoomTo(place.centre, place.radius);
  state_.setCrosshair(place.centre);
  // Fitted views show all of the slice; closer ones may look elsewhere.
  if (state_.zoom() > 1.0) state_.setPan(place.centre - framing->grid().centre());
}

std::optional<SeenPlace> ViewArea::revealed() const {
  const bool isThere =
      revealed_ && (state_.crosshair() - revealed_->centre).norm() <= revealed_->radius.value;
  return isThere ? revealed_ : std::nullopt;
}

void ViewArea::setMipTurning(bool turning) {
  if (!mip_) return Q_EMIT mipTurningChanged(false);
  mip_->setTurning(turning);
}

void ViewArea::refreshImages() {
  for (SliceView* view : shown_) view->refreshImages();
  if (mip_ && mip_->isVisible()) mip_->refresh();
  if (volume_ && volume_->isVisible()) volume_->refresh();
}

bool ViewArea::isSettled() const {
  const bool mipIsSettled = !mip_ || !mip_->isVisible() || mip_->isSettled();
  return mipIsSettled && (!volume_ || !volume_->isVisible() || volume_->isSettled());
}

void ViewArea::setToolActive(bool active) {
  toolActive_ = active;
  for (const auto& [key, frame] : sliceFrames_) sliceViewOf(frame)->setToolActive(active);
}

void ViewArea::setMipPicking(bool picking) {
  mipPicking_ = picking;
  if (mip_) mip_->setPicking(picking);
}

void ViewArea::setBrushRadius(std::optional<Millimetres> radius) {
  brushRadius_ = radius;
  for (const auto& [key, frame] : sliceFrames_) sliceViewOf(frame)->setBrushRadius(radius);
}

void ViewArea::setSketch(const ToolSketch& sketch) {
  for (const auto& [key, frame] : sliceFrames_) sliceViewOf(frame)->setSketch(sketch);
}

void ViewArea::setHand(const ToolHand& hand) {
  for (const auto& [key, frame] : sliceFrames_) sliceViewOf(frame)->setHand(hand);
}

void ViewArea::setToolCursor(const QCursor& cursor) {
  for (const auto& [key, frame] : sliceFrames_) sliceViewOf(frame)->setCursor(cursor);
}

}  // namespace uptake
