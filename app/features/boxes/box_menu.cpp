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

QMenu* makeBoxMenu(const BoxActionsContext& context) {
  auto* menu = new QMenu(Texts::tr("&Boxes"), &context.window);
  menu->setObjectName(QStringLiteral("boxMenu"));
  menu->setToolTipsVisible(true);
  const auto add = [&](QMenu* into, const char* id) {
    into->addAction(context.actions.action(QLatin1String(id)));
  };
  const auto addAll = [&](QMenu* into, const QString& prefix) {
    into->setToolTipsVisible(true);
    for (const auto& entry : context.actions.entries())
      if (entry.id.startsWith(prefix)) into->addAction(entry.action);
  };
  addAll(menu->addMenu(Texts::tr("&Class of the box")), QStringLiteral("box.class."));
  addAll(menu->addMenu(Texts::tr("Class of the le&sion")), QStringLiteral("box.lesionClass."));
  add(menu, "box.truncated");
  add(menu, "box.difficult");
  add(menu, "box.edit");
  addAll(menu->addMenu(Texts::tr("&Move the box")), QStringLiteral("box.move."));
  menu->addSeparator();
  add(menu, "box.interpolate");
  add(menu, "box.fillGaps");
  addAll(menu->addMenu(Texts::tr("&Tighten box")), QStringLiteral("box.tighten."));
  addAll(menu->addMenu(Texts::tr("Ti&ghten lesion")), QStringLiteral("box.tightenLesion."));
  menu->addSeparator();
  add(menu, "box.split");
  add(menu, "box.apart");
  add(menu, "box.join");
  QMenu* join = menu->addMenu(Texts::tr("Join &with"));
  QObject::connect(join, &QMenu::aboutToShow, join,
                   [join, &session = context.session] { fillJoinMenu(*join, session); });
  add(menu, "box.hide");
  add(menu, "box.showAll");
  add(menu, "box.deleteLesion");
  menu->addSeparator();
  for (const char* id : {"box.fromMask", "box.toMask", "box.lesionToMask"}) add(menu, id);
  menu->addSeparator();
  add(menu, "box.schemes");
  return menu;
}

void showBoxMenuIn(ViewArea& views, Session& session, QMenu& menu) {
  QObject::connect(&views, &ViewArea::menuRequested, &menu,
                   [&session, &menu](const SlicePointer& pointer, const QPoint& at) {
                     const CaseDocument& document = session.openCase().document();
                     const Result<ImagePlace> place = imagePlaceAt(document, pointer);
                     if (!place) return;
                     const auto hit = hitAt(document, *place, grabDistance(document, pointer),
                                            session.openCase().selection().box());
                     if (!hit) return;
                     session.openCase().selection().setBox(hit->box);
                     menu.popup(at);
                   });
}

}  // namespace uptake
