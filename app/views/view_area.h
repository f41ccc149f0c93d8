#pragma once

#include "core/document/case_document.h"
#include "core/document/selection.h"
#include "viewer/mip/mip_view.h"
#include "viewer/slice/slice_view.h"
#include "viewer/state/view_state.h"

#include <QWidget>

#include <map>
#include <utility>
#include <vector>

class QSplitter;

namespace uptake {

/// How the views are arranged.
enum class Layout {
  Read,  ///< axial CT, axial fused / axial PET, MIP; CT alone: axial large, coronal, sagittal
  Mpr,   ///< axial, coronal / sagittal, MIP, fused
};

/// The views and their arrangement. Makes the views that a layout needs, keeps them for the next time, and
/// passes their signals on.
class ViewArea : public QWidget {
  Q_OBJECT

 public:
  ViewArea(const CaseDocument& document, const Selection& selection, ViewState& state,
           QWidget* parent = nullptr);
  ~ViewArea() override;

  Layout layoutChoice() const { return layout_; }
  void setLayoutChoice(Layout layout);
  /// Arranges the views anew for the images that the document has now.
  void rebuild();
  /// Repaints while slices arrive.
  void refreshImages();

  /// The view that keys mean: the one last clicked or scrolled in; null when there is none.
  SliceView* activeView() const { return activeView_; }
  const std::vector<SliceView*>& shownViews() const { return shown_; }
  MipView* mip() const { return mip_; }
  /// True when every view shows what it should (no projection is being computed).
  bool isSettled() const;

  void setToolActive(bool active);
  void setBrushRadius(std::optional<Millimetres> radius);
  void setToolCursor(const QCursor& cursor);

 Q_SIGNALS:
  void toolPressed(const uptake::SlicePointer& pointer);
  void toolMoved(const uptake::SlicePointer& pointer);
  void toolReleased(const uptake::SlicePointer& pointer);
  void toolWheel(int steps);
  void hovered(std::optional<uptake::Point> point);

 private:
  SliceView* sliceView(SliceContent content, PlaneOrientation orientation);
  MipView* mipView();
  void toggleMaximised(QWidget* view);
  void arrange(const std::vector<std::vector<QWidget*>>& columns, const std::vector<int>& widths);

  const CaseDocument& document_;
  const Selection& selection_;
  ViewState& state_;
  Layout layout_ = Layout::Read;
  QSplitter* splitter_ = nullptr;
  std::map<std::pair<SliceContent, PlaneOrientation>, SliceView*> sliceViews_;
  MipView* mip_ = nullptr;
  std::vector<SliceView*> shown_;
  SliceView* activeView_ = nullptr;
  QWidget* maximised_ = nullptr;
  bool toolActive_ = false;
  std::optional<Millimetres> brushRadius_;
};

}  // namespace uptake
