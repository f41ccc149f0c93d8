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

}  // namespace

void addClassActions(const BoxActionsContext& context) {
  const QString section = Texts::tr("Boxes");
  for (const bool whole : {false, true}) {
    for (int slot = 0; slot < kSlots; ++slot) {
      const QString id = QStringLiteral("box.%1.%2")
                             .arg(whole ? QStringLiteral("lesionClass") : QStringLiteral("class"))
                             .arg(slot + 1);
      const auto& shown = context.schemes.current().classes();
      const QList<QKeySequence> keys = static_cast<std::size_t>(slot) < shown.size()
                                           ? keysOf(shown[static_cast<std::size_t>(slot)], whole)
                                           : QList<QKeySequence>();
      const QString plain = whole ? Texts::tr("Class %1 for the lesion") : Texts::tr("Class %1");
      QAction* action = context.actions.add(id, section, plain.arg(slot + 1), keys, &context.window,
                                            [context, slot, whole] { setClass(context, slot, whole); });
      const auto show = [context, action, id, slot, whole, plain] {
        const LabelScheme& scheme = context.schemes.current();
        const bool exists = static_cast<std::size_t>(slot) < scheme.classes().size();
        action->setVisible(exists);
        action->setEnabled(exists);
        if (exists) {
          const LabelClass& each = scheme.classes()[static_cast<std::size_t>(slot)];
          QPixmap pixmap(16, 16);
          pixmap.fill(QColor(each.colour.red, each.colour.green, each.colour.blue));
          action->setIcon(QIcon(pixmap));
          QString name = scheme.describe(each.name);
          action->setText(
              whole ? Texts::tr("Lesion: %1").arg(name.replace(QLatin1Char('&'), QStringLiteral("&&")))
                    : name.replace(QLatin1Char('&'), QStringLiteral("&&")));
          context.actions.setDefaultKeys(id, keysOf(each, whole));
        } else {
          action->setText(plain.arg(slot + 1));
          context.actions.setDefaultKeys(id, {});
        }
      };
      QObject::connect(&context.schemes, &ClassSchemes::changed, action, show);
      show();
    }
  }
  context.actions.add(QStringLiteral("box.schemes"), section, Texts::tr("&Class schemes…"), {},
                      &context.window, [&schemes = context.schemes, &window = context.window] {
                        auto* dialog = new ClassSchemeDialog(schemes, &window);
                        dialog->setAttribute(Qt::WA_DeleteOnClose);
                        dialog->open();
                      });
}

}  // namespace uptake
