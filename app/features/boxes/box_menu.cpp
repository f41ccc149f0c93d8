#include "annotation/boxes/box_hit.h"
#include "annotation/boxes/box_lesion_editor.h"
#include "app/features/boxes/box_actions.h"
#include "app/session/lesions/image_names.h"
#include "app/session/schemes/class_schemes.h"
#include "app/session/session.h"
#include "app/shell/actions/action_table.h"
#include "app/shell/views/view_area.h"
#include "core/box/label_scheme.h"

#include <QCoreApplication>
#include <QMenu>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::BoxActions)
};

/// The other lesions of the class and series, to join with.
void fillJoinMenu(QMenu& menu, Session& session) {
  menu.clear();
  const CaseDocument& document = session.openCase().document();
  const BoxId selected = session.openCase().selection().box();
  const BoxLesion* lesion = document.lesionOf(selected);
  constexpr int kMost = 20;
  for (const BoxLesion& other : document.boxLesions()) {
    if (!lesion || &other == lesion || other.stack < 0 || other.stack != lesion->stack ||
        !isSameClass(other.className, lesion->className) || menu.actions().size() >= kMost)
      continue;
    menu.addAction(QStringLiteral("%1  %2").arg(other.className, imageRange(document, other)), &session,
                   [&session, selected, with = other.boxes.front()] {
                     const Result<void> joined =
                         BoxLesionEditor(session.openCase().toolContext()).join(selected, with);
                     if (!joined) session.messages().say(joined.error().message);
                   });
  }
  if (menu.isEmpty())
    menu.addAction(Texts::tr("No other lesion of this class on the series"))->setEnabled(false);
}

}  // namespace

void addJoinMenu(const BoxActionsContext& context) {
  auto* join = new QMenu(Texts::tr("Join &with"), &context.window);
  QObject::connect(join, &QMenu::aboutToShow, join,
                   [join, &session = context.session] { fillJoinMenu(*join, session); });
  context.actions.place(join->menuAction(), {{"box", 2, 10}}, Need::Dicom);
}

void showBoxMenuIn(ViewArea& views, Session& session, QMenu& menu) {
  QObject::connect(&views, &ViewArea::menuRequested, &menu,
                   [&session, &menu](const SlicePointer& pointer, const QPoint& at) {
                     const CaseDocument& document = session.openCase().document();
                     const Result<ImagePlace> place = imagePlaceAt(document, pointer);
                     if (!place) return;
                     const auto hit = hitAt(document, *place, grabDistance(*place->image, pointer),
                                            session.openCase().selection().box());
                     if (!hit) return;
                     session.openCase().selection().setBox(hit->box);
                     menu.popup(at);
                   });
}

}  // namespace uptake
