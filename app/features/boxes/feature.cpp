#include "app/features/boxes/feature.h"

#include "annotation/boxes/image_pixels.h"
#include "annotation/case_editor.h"
#include "app/features/boxes/box_actions.h"
#include "app/features/boxes/box_list.h"
#include "app/features/boxes/class_box.h"
#include "app/shell/window/main_window.h"

#include <QCoreApplication>
#include <QMenu>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

void copyBox(MainWindow& window, int slices) {
  Session& session = window.session();
  const Box* box = session.openCase().document().box(session.openCase().selection().box());
  const auto image = box ? imageOfBox(session.openCase().document(), box->id) : nullptr;
  if (!image) return;
  // "Next" is where the Down key goes: the same step of the stack as the views take.
  const int slice = image->sliceOf(box->sopInstanceUid);
  if (!window.views().activeView() || slice < 0) return;
  const double towards =
      image->grid().axis(2).dot(standardPlane(PlaneOrientation::Axial, Point::Zero()).normal());
  const int target = slice + (towards < 0 ? slices : -slices);
  if (target < 0 || target >= image->grid().size().z() ||
      image->source().slices[static_cast<std::size_t>(target)].sopInstanceUid.isEmpty()) {
    session.messages().say(Texts::tr("There is no image beyond this one."));
    return;
  }
  const BoxId copy =
      CaseEditor(session.openCase().toolContext())
          .copyBoxToSlice(box->id, image->source().slices[static_cast<std::size_t>(target)].sopInstanceUid);
  if (const auto centre = boxCentre(session.openCase().document(), copy))
    window.viewState().setCrosshair(*centre);
}

void addCopying(MainWindow& window) {
  const auto add = [&window](const char* id, const QString& text, const QKeySequence& key, int slices) {
    window.actions().add({.id = QLatin1String(id),
                          .section = Texts::tr("Edit"),
                          .text = text,
                          .keys = {key},
                          .needs = Need::Image | Need::Dicom | Need::SelectedBox,
                          .places = {{"edit", 0, 30}}},
                         &window, [&window, slices] { copyBox(window, slices); });
  };
  add("edit.copyNext", Texts::tr("Copy box to the &next image"), Qt::CTRL | Qt::Key_D, 1);
  add("edit.copyPrevious", Texts::tr("Copy box to the &previous image"), Qt::CTRL | Qt::SHIFT | Qt::Key_D,
      -1);
}

}  // namespace

void addBoxes(MainWindow& window) {
  Session& session = window.session();
  const BoxActionsContext context{window.actions(),      session, window.tools(), window.viewState(),
                                  window.classSchemes(), window,  window.views()};
  auto* list = new BoxList(session, window.classSchemes());
  window.annotationPanel().addList(list, 2);
  addCopying(window);
  addBoxActions(context);
  window.actions().placeWidget(new ClassBox(window.classSchemes(), window.tools(), session), {"bar", 2, 10},
                               Need::Dicom);
  QMenu* menu = window.actions().menu(QStringLiteral("box"));
  list->setMenu(menu);
  showBoxMenuIn(window.views(), session, *menu);
}

}  // namespace uptake
