#include "app/window/zoom_actions.h"

#include "app/case/case_controller.h"
#include "app/window/action_table.h"
#include "viewer/slice/slice_view.h"

#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

struct Place {
  Point centre;
  Millimetres radius;
};

Place placeOf(const ImageGrid& grid, const Eigen::Vector3d& first, const Eigen::Vector3d& last) {
  const Point from = grid.toPatient(first);
  const Point to = grid.toPatient(last);
  return {(from + to) / 2.0, {(to - from).norm() / 2.0}};
}

/// Where the selected box, or else the selected lesion of a mask, lies.
std::optional<Place> selectedPlace(CaseController& cases) {
  const CaseDocument& document = cases.document();
  if (const Box* box = document.box(cases.selection().box()); box && document.ct()) {
    const int k = document.ct()->sliceOf(box->sopInstanceUid);
    if (k >= 0)
      return placeOf(document.ct()->grid(), {box->rect.xmin - 0.5, box->rect.ymin - 0.5, double(k)},
                     {box->rect.xmax + 0.5, box->rect.ymax + 0.5, double(k)});
  }
  if (const MaskLayer* mask = document.mask(cases.selection().mask())) {
    const IndexBox extent = mask->labels.extent(cases.selection().segment());
    if (!extent.isEmpty())
      return placeOf(mask->labels.grid(), extent.first.cast<double>() - Eigen::Vector3d::Constant(0.5),
                     extent.last.cast<double>() + Eigen::Vector3d::Constant(0.5));
  }
  return std::nullopt;
}

}  // namespace

void addZoomActions(ActionTable& actions, CaseController& cases, std::function<SliceView*()> view,
                    QWidget& window) {
  const QString section = Texts::tr("View");
  actions.add(QStringLiteral("view.imagePixels"), section, Texts::tr("&One image pixel a screen pixel"),
              {QKeySequence(Qt::CTRL | Qt::Key_1)}, &window, [view] {
                if (SliceView* active = view()) active->zoomToImagePixels();
              });
  actions.add(QStringLiteral("view.lesion"), section, Texts::tr("&Zoom to the selected box or lesion"),
              {QKeySequence(Qt::Key_Z)}, &window, [view, &cases] {
                SliceView* active = view();
                if (!active) return;
                if (const std::optional<Place> place = selectedPlace(cases))
                  active->zoomTo(place->centre, place->radius);
                else
                  Q_EMIT cases.said(Texts::tr("Select a box or a lesion that is drawn first."));
              });
}

}  // namespace uptake
