#include "app/features/navigation/zoom_actions.h"

#include "app/session/session.h"
#include "app/shell/actions/action_table.h"
#include "app/shell/views/view_area.h"

#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

}  // namespace

std::optional<SeenPlace> selectedPlace(Session& session) {
  const CaseDocument& document = session.openCase().document();
  const Box* box = document.box(session.openCase().selection().box());
  for (const auto& image : {document.ct(), document.pet()}) {
    const int k = box && image ? image->sliceOf(box->sopInstanceUid) : -1;
    if (k >= 0)
      return SeenPlace::of(image->grid(),
                           {{box->rect.xmin, box->rect.ymin, k}, {box->rect.xmax, box->rect.ymax, k}});
  }
  if (const MaskLayer* mask = document.mask(session.openCase().selection().mask()))
    if (const IndexBox extent = mask->labels.extent(session.openCase().selection().segment());
        !extent.isEmpty())
      return SeenPlace::of(mask->labels.grid(), extent);
  return std::nullopt;
}

void addZoomActions(ActionTable& actions, Session& session, ViewArea& views, QWidget& window) {
  const QString section = Texts::tr("View");
  actions.add({.id = QStringLiteral("view.imagePixels"),
               .section = section,
               .text = Texts::tr("&One image pixel a screen pixel"),
               .keys = {QKeySequence(Qt::CTRL | Qt::Key_1)},
               .needs = Need::Image,
               .places = {{"view", 1, 10}}},
              &window, [&views] {
                if (SliceView* active = views.activeView()) active->zoomToImagePixels();
              });
  actions.add({.id = QStringLiteral("view.lesion"),
               .section = section,
               .text = Texts::tr("&Zoom to the selected box or lesion"),
               .keys = {QKeySequence(Qt::Key_Z)},
               .needs = Need::Image | Need::Neighbours,
               .places = {{"view", 1, 10}}},
              &window, [&views, &session] {
                SliceView* active = views.activeView();
                if (!active) return;
                // Of what was stepped to, that alone: a predicted lesion may be one of many under one label.
                const auto place = [&] {
                  const std::optional<SeenPlace> revealed = views.revealed();
                  return revealed ? revealed : selectedPlace(session);
                }();
                if (place)
                  active->zoomTo(place->centre, place->radius);
                else
                  session.messages().say(Texts::tr("Select a box or a lesion that is drawn first."));
              });
}

}  // namespace uptake
