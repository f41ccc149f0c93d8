#include "annotation/case_editor.h"
#include "app/features/masks/ask_popup.h"
#include "app/features/masks/lesion_actions.h"
#include "app/features/masks/mask_model.h"
#include "app/session/session.h"
#include "app/shell/actions/action_table.h"

#include <QColorDialog>
#include <QCoreApplication>
#include <QMenu>

#include <cmath>
#include <functional>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MaskActions)
};

const MaskLayer* selectedMask(Session& session) {
  return session.openCase().document().mask(session.openCase().selection().mask());
}

/// Makes actions that are possible while a mask is selected.
QAction* add(const LesionActionsContext& context, const char* id, const QString& text,
             std::function<void(const MaskLayer&)> run) {
  Session& session = context.session;
  QAction* action = context.actions.add(QLatin1String(id), Texts::tr("Masks"), text, {}, &context.window,
                                        [&session, run = std::move(run)] {
                                          if (const MaskLayer* mask = selectedMask(session)) run(*mask);
                                        });
  const auto enable = [&session, action] { action->setEnabled(selectedMask(session) != nullptr); };
  QObject::connect(&session.openCase().selection(), &Selection::changed, action, enable);
  QObject::connect(&session.openCase().document(), &CaseDocument::masksChanged, action, enable);
  enable();
  return action;
}

void check(Session& session, QAction* action, std::function<bool(const MaskLayer&)> isChecked) {
  action->setCheckable(true);
  const auto show = [&session, action, isChecked = std::move(isChecked)] {
    const MaskLayer* mask = selectedMask(session);
    action->setChecked(mask && isChecked(*mask));
  };
  QObject::connect(&session.openCase().selection(), &Selection::changed, action, show);
  QObject::connect(&session.openCase().document(), &CaseDocument::maskDisplayChanged, action, show);
  QObject::connect(action, &QAction::triggered, action, show);
  show();
}

void askOpacity(QWidget& window, Session& session, const MaskLayer& mask) {
  const MaskId id = mask.id;
  const auto set = [&session, id](double percent) {
    const MaskLayer* layer = session.openCase().document().mask(id);
    if (!layer) return;
    MaskDisplay display = layer->display;
    display.opacity = percent / 100.0;
    session.openCase().document().setMaskDisplay(id, display);
  };
  AskPopup::askNumber(window,
                      {{},
                       Texts::tr("Fill of %1, its lines stay").arg(mask.name),
                       Texts::tr(" %"),
                       0.0,
                       100.0,
                       std::round(mask.display.opacity * 100.0),
                       10.0,
                       0},
                      set, set);
}

void askColour(QWidget& window, Session& session, const MaskLayer& mask) {
  const MaskId id = mask.id;
  const Rgb rgb = mask.segments.empty() ? Rgb{} : mask.segments.front().colour;
  const QColor colour = QColorDialog::getColor(QColor(rgb.red, rgb.green, rgb.blue), &window,
                                               Texts::tr("Colour of all lesions of the mask"));
  if (colour.isValid())
    CaseEditor(session.openCase().toolContext())
        .setMaskColour(id,
                       {static_cast<std::uint8_t>(colour.red()), static_cast<std::uint8_t>(colour.green()),
                        static_cast<std::uint8_t>(colour.blue())});
}

/// Adds the actions with these ids, a line for every empty one.
QMenu* makeMenu(const LesionActionsContext& context, const QString& title,
                std::initializer_list<const char*> ids) {
  auto* menu = new QMenu(title, &context.window);
  menu->setToolTipsVisible(true);
  for (const char* id : ids) {
    if (*id == '\0')
      menu->addSeparator();
    else
      menu->addAction(context.actions.action(QLatin1String(id)));
  }
  return menu;
}

}  // namespace

void addMaskActions(const LesionActionsContext& context) {
  Session& session = context.session;
  QWidget& window = context.window;
  check(session,
        add(context, "mask.shown", Texts::tr("&Shown"),
            [&session](const MaskLayer& mask) {
              setMaskShown(session.openCase().document(), mask.id, !mask.display.visible);
            }),
        [](const MaskLayer& mask) { return mask.display.visible; });
  add(context, "mask.showAll", Texts::tr("Show &all masks and lesions"), [&session](const MaskLayer&) {
    for (const auto& mask : session.openCase().document().masks()) {
      MaskDisplay display = mask->display;
      display.visible = true;
      display.hidden.clear();
      session.openCase().document().setMaskDisplay(mask->id, display);
    }
  });
  check(session,
        add(context, "mask.locked", Texts::tr("&Locked"),
            [&session](const MaskLayer& mask) {
              setMaskLocked(session.openCase().document(), mask.id, !mask.locks.all);
            }),
        [](const MaskLayer& mask) { return mask.locks.all; });
  QAction* overwrite = context.actions.add(
      QStringLiteral("mask.overwriteOthers"), Texts::tr("Masks"), Texts::tr("O&verwrite other lesions"), {},
      &window, [&session] {
        session.openCase().selection().setProtectsOthers(!session.openCase().selection().protectsOthers());
      });
  overwrite->setCheckable(true);
  const auto showOverwrite = [&session, overwrite] {
    overwrite->setChecked(!session.openCase().selection().protectsOthers());
  };
  QObject::connect(&session.openCase().selection(), &Selection::changed, overwrite, showOverwrite);
  QObject::connect(overwrite, &QAction::triggered, overwrite, showOverwrite);
  showOverwrite();
  add(context, "mask.opacity", Texts::tr("&Opacity…"),
      [&window, &session](const MaskLayer& mask) { askOpacity(window, session, mask); });
  add(context, "mask.colour", Texts::tr("&Colour of all lesions…"),
      [&window, &session](const MaskLayer& mask) { askColour(window, session, mask); });
  add(context, "mask.lungs", Texts::tr("Add the &lungs to this mask"),
      [&session](const MaskLayer& mask) { session.openCase().lesionEditor().addLungs(mask.id); });
  QAction* lungs = context.actions.add(
      QStringLiteral("mask.newLungs"), Texts::tr("Masks"), Texts::tr("&New mask of the lungs"), {}, &window,
      [&session] { session.openCase().lesionEditor().addLungs(MaskId::None); });
  const auto enable = [&session, lungs] { lungs->setEnabled(session.openCase().document().ct() != nullptr); };
  QObject::connect(&session.openCase().document(), &CaseDocument::imagesChanged, lungs, enable);
  enable();
}

QMenu* makeLesionMenu(const LesionActionsContext& context) {
  return makeMenu(context, Texts::tr("&Lesions"),
                  {"lesion.fillBetween.axial",
                   "lesion.fillBetween.coronal",
                   "lesion.fillBetween.sagittal",
                   "lesion.smooth",
                   "lesion.grow",
                   "lesion.shrink",
                   "lesion.fillHoles",
                   "lesion.fillHolesInSlices",
                   "",
                   "lesion.keepLargest",
                   "lesion.keepHere",
                   "lesion.removeHere",
                   "lesion.split",
                   "",
                   "lesion.moveTo",
                   "lesion.copyTo",
                   "lesion.unite",
                   "lesion.intersect",
                   "lesion.subtract",
                   "lesion.inLungs",
                   "lesion.outOfLungs",
                   "",
                   "lesion.shown",
                   "lesion.showOnly",
                   "lesion.locked",
                   "lesion.colour"});
}

QMenu* makeMaskMenu(const LesionActionsContext& context) {
  return makeMenu(context, Texts::tr("&Masks"),
                  {"mask.shown", "mask.showAll", "mask.locked", "mask.overwriteOthers", "mask.opacity",
                   "mask.colour", "", "mask.lungs", "mask.newLungs"});
}

}  // namespace uptake
