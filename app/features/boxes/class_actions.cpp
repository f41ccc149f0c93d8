#include "annotation/boxes/box_lesion_editor.h"
#include "annotation/case_editor.h"
#include "app/features/boxes/box_actions.h"
#include "app/features/boxes/class_scheme_dialog.h"
#include "app/session/schemes/class_schemes.h"
#include "app/session/session.h"
#include "app/shell/actions/action_table.h"
#include "app/shell/tools/tool_controller.h"

#include <QCoreApplication>
#include <QPainter>

// Classes of boxes by key: C, then the class's key; Shift+C, then its key, for the whole lesion.

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::BoxActions)
};

/// As many classes as have actions.
constexpr int kSlots = 12;

QList<QKeySequence> keysOf(const LabelClass& each, bool whole) {
  if (each.key.isEmpty()) return {};
  const int key = each.key[0].unicode();  // Qt names letters and digits by their own code
  return {QKeySequence(whole ? QKeyCombination(Qt::SHIFT, Qt::Key_C) : QKeyCombination(Qt::Key_C),
                       QKeyCombination(static_cast<Qt::Key>(key)))};
}

void setClass(const BoxActionsContext& context, int slot, bool whole) {
  const auto& classes = context.schemes.current().classes();
  if (static_cast<std::size_t>(slot) >= classes.size()) return;
  const QString& name = classes[static_cast<std::size_t>(slot)].name;
  Session& session = context.session;
  const BoxId selected = session.openCase().selection().box();
  context.tools.setBoxClass(name);
  if (!session.openCase().document().box(selected))
    session.messages().say(Texts::tr("New boxes: %1").arg(context.schemes.current().describe(name)));
  else if (whole)
    BoxLesionEditor(session.openCase().toolContext()).setClass(selected, name);
  else
    CaseEditor(session.openCase().toolContext()).setBoxClass(selected, name);
}

/// Adds the action of the class at a place in whatever scheme there is; away where that has no such class.
void addClassAction(const BoxActionsContext& context, const char* menu, int slot, bool whole) {
  const QString id = QStringLiteral("%1.%2").arg(QLatin1String(menu)).arg(slot + 1);
  const QString plain = (whole ? Texts::tr("Class %1 for the lesion") : Texts::tr("Class %1")).arg(slot + 1);
  QAction* action = context.actions.add(
      {.id = id, .section = Texts::tr("Boxes"), .text = plain, .needs = Need::Dicom, .places = {{menu}}},
      &context.window, [context, slot, whole] { setClass(context, slot, whole); });
  const auto show = [context, action, id, slot, whole, plain] {
    const LabelScheme& scheme = context.schemes.current();
    const bool exists = static_cast<std::size_t>(slot) < scheme.classes().size();
    context.actions.setThere(id, exists);
    if (!exists) {
      action->setText(plain);
      return context.actions.setDefaultKeys(id, {});
    }
    const LabelClass& each = scheme.classes()[static_cast<std::size_t>(slot)];
    QPixmap pixmap(16, 16);
    pixmap.fill(QColor(each.colour.red, each.colour.green, each.colour.blue));
    action->setIcon(QIcon(pixmap));
    QString name = scheme.describe(each.name);
    name.replace(QLatin1Char('&'), QStringLiteral("&&"));
    action->setText(whole ? Texts::tr("Lesion: %1").arg(name) : name);
    context.actions.setDefaultKeys(id, keysOf(each, whole));
  };
  QObject::connect(&context.schemes, &ClassSchemes::changed, action, show);
  show();
}

}  // namespace

void addClassActions(const BoxActionsContext& context) {
  for (const bool whole : {false, true}) {
    const char* menu = whole ? "box.lesionClass" : "box.class";
    context.actions.addMenu(QLatin1String(menu),
                            whole ? Texts::tr("Class of the le&sion") : Texts::tr("&Class of the box"),
                            &context.window, {{"box", 0}});
    for (int slot = 0; slot < kSlots; ++slot) addClassAction(context, menu, slot, whole);
  }
  context.actions.add({.id = QStringLiteral("box.schemes"),
                       .section = Texts::tr("Boxes"),
                       .text = Texts::tr("&Class schemes…"),
                       .needs = Need::Dicom,
                       .places = {{"box", 4}}},
                      &context.window, [&schemes = context.schemes, &window = context.window] {
                        auto* dialog = new ClassSchemeDialog(schemes, &window);
                        dialog->setAttribute(Qt::WA_DeleteOnClose);
                        dialog->open();
                      });
}

}  // namespace uptake
