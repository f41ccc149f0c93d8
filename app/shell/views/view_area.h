#pragma once

#include "app/shell/views/layout.h"
#include "app/shell/views/seen_place.h"
#include "core/document/case_document.h"
#include "core/document/selection.h"
#include "viewer/mip/mip_view.h"
#include "viewer/slice/slice_view.h"
#include "viewer/state/view_state.h"
#include "viewer/volume/volume_view.h"

#include <QWidget>

#include <map>
#include <tuple>
#include <vector>

class QSplitter;

namespace uptake {

class CompareControls;
class ViewFrame;

/// The views and their arrangement. Makes the views that a layout needs, keeps them for the next time, and
/// passes their signals on. Remembers in the settings which layout a person chose for which images (CT and
/// PET, CT, PET), and how each layout's space was divided.
class ViewArea : public QWidget {
  Q_OBJECT

 public:
  ViewArea(const CaseDocument& document, const Selection& selection, ViewState& state,
           QWidget* parent = nullptr);
  ~ViewArea() override;

  /// The layout that is shown.
  Layout layoutChoice() const { return layout_; }
  /// Shows a layout and remembers it for images like the shown ones (but for Compare, which is for a task).
  /// Before there are images, it is the one that those which come first are shown in. Nothing happens when
  /// it cannot be shown, see layoutRefusal().
  void setLayoutChoice(Layout layout);
  Images images() const;
  /// Arranges the views anew for the images that the document has now. Other kinds of images get the layout
  /// that was chosen for them last.
  void rebuild();
  /// Divides the space of the layout as it was at first.
  void resetSizes();
  /// Repaints while slices arrive.
  void refreshImages();

  /// The view that keys mean: the one last clicked or scrolled in; null when there is none.
  SliceView* activeView() const { return activeView_; }
  /// Takes all views to something that a person stepped to. What is too small in the active view to be seen,
  /// or too large for it, fills half of it.
  void reveal(const SeenPlace& place);
  /// Where reveal() went last, until something else is selected or the crosshair leaves it.
  std::optional<SeenPlace> revealed() const;
  /// The same, or the MIP.
  QWidget* activePane() const;
  /// Makes the next (or previous) of the shown views the active one.
  void activateNext(int step);
  const std::vector<SliceView*>& shownViews() const { return shown_; }
  /// All that are seen: one when it is maximised.
  std::vector<QWidget*> shownPanes() const;
  MipView* mip() const { return mip_; }
  /// Null until one is shown for the first time.
  VolumeView* volume() const { return volume_; }
  /// What three-dimensional views show, of this layout and of others.
  VolumeState& volumeState() { return volumeState_; }
  /// A three-dimensional view in every layout, see withVolume(). Not for images without a place.
  bool hasVolumePane() const { return volumePane_; }
  void setVolumePane(bool shown);
  CompareControls& compare() { return *compare_; }
  /// Shows one view alone; again: all.
  void toggleMaximised(QWidget* view);
  bool isMaximised() const { return maximised_ != nullptr; }
  /// True when every view shows what it should (no projection is being computed).
  bool isSettled() const;

  /// The MIP turns by itself; mipTurningChanged() tells what became of it.
  void setMipTurning(bool turning);

  void setToolActive(bool active);
  /// Whether clicks on the MIP go to the tool, too.
  void setMipPicking(bool picking);
  void setBrushRadius(std::optional<Millimetres> radius);
  void setSketch(const ToolSketch& sketch);
  void setHand(const ToolHand& hand);
  void setToolCursor(const QCursor& cursor);

 Q_SIGNALS:
  void toolPressed(const uptake::SlicePointer& pointer);
  void toolMoved(const uptake::SlicePointer& pointer);
  void toolReleased(const uptake::SlicePointer& pointer);
  void toolWheel(int steps);
  void menuRequested(const uptake::SlicePointer& pointer, const QPoint& at);
  void hovered(std::optional<uptake::Point> point);
  /// Another layout, or another way to divide it, or one view alone or all again.
  void layoutChanged();
  void mipTurningChanged(bool turning);
  /// Of the three-dimensional view, at a place on the screen.
  void volumeMenuRequested(const QPoint& at);
  /// Something a person should know.
  void said(const QString& message);

 private:
  using Key = std::tuple<SliceContent, PlaneOrientation, ViewRole>;

  ViewFrame* frameFor(const ViewPlace& place);
  SliceView* makeSliceView(const ViewPlace& place);
  ViewFrame* mipFrame();
  ViewFrame* volumeFrame();
  LayoutPlan plan() const;
  void arrange(const LayoutPlan& wanted);
  void setActive(ViewFrame* frame);
  std::vector<ViewFrame*> shownFrames() const;
  void showCompared();
  void resetTeachingWindows();
  QString sizesKey() const;
  void restoreSizes(const LayoutPlan& wanted);
  void storeSizes();
  void alignRows(QSplitter* moved);

  const CaseDocument& document_;
  const Selection& selection_;
  ViewState& state_;
  CompareControls* compare_;
  Layout layout_ = Layout::Read;
  std::optional<Layout> wanted_;  ///< chosen before there were images
  Images arrangedFor_;
  QSplitter* splitter_ = nullptr;
  std::vector<QSplitter*> columns_;
  std::map<Key, ViewFrame*> sliceFrames_;
  MipView* mip_ = nullptr;
  ViewFrame* mipFrame_ = nullptr;
  VolumeState volumeState_;
  VolumeView* volume_ = nullptr;
  ViewFrame* volumeFrame_ = nullptr;
  bool volumePane_ = false;
  std::vector<SliceView*> shown_;
  SliceView* activeView_ = nullptr;
  ViewFrame* activeFrame_ = nullptr;
  ViewFrame* maximised_ = nullptr;
  std::optional<SeenPlace> revealed_;
  bool toolActive_ = false;
  bool mipPicking_ = false;
  std::optional<Millimetres> brushRadius_;
};

}  // namespace uptake
