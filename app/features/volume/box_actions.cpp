#include "app/features/volume/box_actions.h"

#include "app/features/volume/volume_box_dialog.h"
#include "app/shell/window/main_window.h"

#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

constexpr double kMargin = 25.0;  // mm around a lesion: what it lies in is seen

/// Around a lesion; nothing where it has no voxels.
std::optional<VolumeBox> boxAround(const MaskLayer& mask, Label label) {
  const IndexBox extent = mask.labels.extent(label);
  if (extent.isEmpty()) return std::nullopt;
  std::optional<VolumeBox> box;
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d index;
    for (int axis = 0; axis < 3; ++axis)
      index[axis] = ((corner >> axis) & 1) != 0 ? extent.last[axis] + 0.5 : extent.first[axis] - 0.5;
    const Point at = mask.labels.grid().toPatient(index);
    if (!box) box = VolumeBox{at, at};
    box->low = box->low.cwiseMin(at);
    box->high = box->high.cwiseMax(at);
  }
  box->low = (box->low.array() - kMargin).round();
  box->high = (box->high.array() + kMargin).round();
  return box;
}

/// The box of all images: where one begins.
std::optional<VolumeBox> wholeBox(const ViewArea& views) {
  std::optional<VolumeBox> box = views.volume() ? views.volume()->bounds() : std::nullopt;
  if (!box) return box;
  box->low = box->low.array().round();
  box->high = box->high.array().round();
  return box;
}

/// Whether there is a view to cut in; says so where there is none.
bool isShown(ViewArea& views) {
  if (views.volume() && views.volume()->isVisible()) return true;
  Q_EMIT views.said(Texts::tr("There is no 3-D view here: Alt+8 or Ctrl+3 shows one."));
  return false;
}

}  // namespace

void addVolumeBoxActions(MainWindow& window) {
  ViewArea& views = window.views();
  VolumeState& state = views.volumeState();
  const auto add = [&](const char* id, const QString& text, const char* keys, Needs needs, bool checkable,
                       std::function<void()> run) {
    return window.actions().add({.id = QLatin1String(id),
                                 .section = Texts::tr("3-D"),
                                 .text = text,
                                 .keys = {QKeySequence(QLatin1String(keys))},
                                 .needs = needs,
                                 .places = {{"view.volume", 5}},
                                 .checkable = checkable},
                                &window, std::move(run));
  };
  const Needs space = Need::Image | Need::Neighbours;
  QAction* box =
      add("view.volume.box", Texts::tr("A bo&x that cuts away"), "Shift+V, B", space, true, [&views, &state] {
        if (isShown(views)) state.setBox(state.box() ? std::nullopt : wholeBox(views));
      });
  const auto show = [box, &state] { box->setChecked(state.box().has_value()); };
  QObject::connect(&state, &VolumeState::changed, box, show);
  QObject::connect(box, &QAction::triggered, box, show);
  add("view.volume.box.lesion", Texts::tr("Box around the selected lesi&on"), "Shift+V, Z",
      space | Need::SelectedLesion, false, [&window, &views, &state] {
        OpenCase& open = window.session().openCase();
        const MaskLayer* mask = open.document().mask(open.selection().mask());
        if (!isShown(views) || !mask) return;
        if (const auto around = boxAround(*mask, open.selection().segment()))
          state.setBox(around);
        else
          Q_EMIT views.said(Texts::tr("Nothing is drawn of that lesion yet."));
      });
  add("view.volume.box.numbers", Texts::tr("Box in nu&mbers…"), "Shift+V, N", space, false,
      [&window, &views, &state] {
        const auto whole = wholeBox(views);
        if (!isShown(views) || !whole) return;
        VolumeBoxDialog dialog(state.box().value_or(*whole), *whole, &window);
        if (dialog.exec() == QDialog::Accepted) state.setBox(dialog.box());
      });
}

}  // namespace uptake
