#include "app/features/masks/ask_popup.h"
#include "app/features/masks/lesion_actions.h"
#include "app/features/masks/mask_model.h"
#include "app/session/case/case_controller.h"
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

const MaskLayer* selectedMask(CaseController& cases) {
  return cases.document().mask(cases.selection().mask());
}

/// Makes actions that are possible while a mask is selected.
QAction* add(const LesionActionsContext& context, const char* id, const QString& text,
             std::function<void(const MaskLayer&)> run) {
  CaseController& cases = context.cases;
  QAction* action = context.actions.add(QLatin1String(id), Texts::tr("Masks"), text, {}, &context.window,
                                        [&cases, run = std::move(run)] {
                                          if (const MaskLayer* mask = selectedMask(cases)) run(*mask);
                                        });
  const auto enable = [&cases, action] { action->setEnabled(selectedMask(cases) != nullptr); };
  QObject::connect(&cases.selection(), &Selection::changed, action, enable);
  QObject::connect(&cases.document(), &CaseDocument::masksChanged, action, enable);
  enable();
  return action;
}

void check(CaseController& cases, QAction* action, std::function<bool(const MaskLayer&)> isChecked) {
  action->setCheckable(true);
  const auto show = [&cases, action, isChecked = std::move(isChecked)] {
    const MaskLayer* mask = selectedMask(cases);
    action->setChecked(mask && isChecked(*mask));
  };
  QObject::connect(&cases.selection(), &Selection::changed, action, show);
  QObject::connect(&cases.document(), &CaseDocument::maskDisplayChanged, action, show);
  QObject::connect(action, &QAction::triggered, action, show);
  show();
}

void askOpacity(QWidget& window, CaseController& cases, const MaskLayer& mask) {
  const MaskId id = mask.id;
  const auto set = [&cases, id](double percent) {
    const MaskLayer* layer = cases.document().mask(id);
    if (!layer) return;
    MaskDisplay display = layer->display;
    display.opacity = percent / 100.0;
    cases.document().setMaskDisplay(id, display);
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

void askColour(QWidget& window, CaseController& cases, const MaskLayer& mask) {
  const MaskId id = mask.id;
  const Rgb rgb = mask.segments.empty() ? Rgb{} : mask.segments.front().colour;
  const QColor colour = QColorDialog::getColor(QColor(rgb.red, rgb.green, rgb.blue), &window,
                                               Texts::tr("Colour of all lesions of the mask"));
  if (colour.isValid())
    CaseEditor(cases.toolContext())
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
  CaseController& cases = context.cases;
  QWidget& window = context.window;
  check(cases,
        add(context, "mask.shown", Texts::tr("&Shown"),
            [&cases](const MaskLayer& mask) {
              setMaskShown(cases.document(), mask.id, !mask.display.visible);
            }),
        [](const MaskLayer& mask) { return mask.display.visible; });
  add(context, "mask.showAll", Texts::tr("Show &all masks and lesions"), [&cases](const MaskLayer&) {
    for (const auto& mask : cases.document().masks()) {
      MaskDisplay display = mask->display;
      display.visible = true;
      display.hidden.clear();
      cases.document().setMaskDisplay(mask->id, display);
    }
  });
  check(cases,
        add(context, "mask.locked", Texts::tr("&Locked"),
            [&cases](const MaskLayer& mask) { setMaskLocked(cases.document(), mask.id, !mask.locks.all); }),
        [](const MaskLayer& mask) { return mask.locks.all; });
  QAction* overwrite = context.actions.add(
      QStringLiteral("mask.overwriteOthers"), Texts::tr("Masks"), Texts::tr("O&verwrite other lesions"), {},
      &window, [&cases] { cases.selection().setProtectsOthers(!cases.selection().protectsOthers()); });
  overwrite->setCheckable(true);
  const auto showOverwrite = [&cases, overwrite] {
    overwrite->setChecked(!cases.selection().protectsOthers());
  };
  QObject::connect(&cases.selection(), &Selection::changed, overwrite, showOverwrite);
  QObject::connect(overwrite, &QAction::triggered, overwrite, showOverwrite);
  showOverwrite();
  add(context, "mask.opacity", Texts::tr("&Opacity…"),
      [&window, &cases](const MaskLayer& mask) { askOpacity(window, cases, mask); });
  add(context, "mask.colour", Texts::tr("&Colour of all lesions…"),
      [&window, &cases](const MaskLayer& mask) { askColour(window, cases, mask); });
  add(context, "mask.lungs", Texts::tr("Add the &lungs to this mask"),
      [&cases](const MaskLayer& mask) { cases.lesionEditor().addLungs(mask.id); });
  QAction* lungs = context.actions.add(QStringLiteral("mask.newLungs"), Texts::tr("Masks"),
                                       Texts::tr("&New mask of the lungs"), {}, &window,
                                       [&cases] { cases.lesionEditor().addLungs(MaskId::None); });
  const auto enable = [&cases, lungs] { lungs->setEnabled(cases.document().ct() != nullptr); };
  QObject::connect(&cases.document(), &CaseDocument::imagesChanged, lungs, enable);
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
