#include "annotation/case_editor.h"
#include "app/features/masks/ask_popup.h"
#include "app/features/masks/lesion_actions.h"
#include "app/features/masks/mask_model.h"
#include "app/session/session.h"
#include "app/shell/actions/action_table.h"

#include <QColorDialog>
#include <QCoreApplication>

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

/// Makes actions that are about the selected mask.
QAction* addMaskAction(const LesionActionsContext& context, ActionData data,
                       std::function<void(const MaskLayer&)> run) {
  data.section = Texts::tr("Masks");
  data.needs |= Need::SelectedMask;
  return context.actions.add(std::move(data), &context.window,
                             [&session = context.session, run = std::move(run)] {
                               if (const MaskLayer* mask = selectedMask(session)) run(*mask);
                             });
}

void check(Session& session, QAction* action, std::function<bool(const MaskLayer&)> isChecked) {
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

/// Whether drawing takes voxels from other lesions.
void addOverwriting(const LesionActionsContext& context) {
  Selection& selection = context.session.openCase().selection();
  QAction* overwrite = context.actions.add(
      {.id = QStringLiteral("mask.overwriteOthers"),
       .section = Texts::tr("Masks"),
       .text = Texts::tr("O&verwrite other lesions"),
       .places = {{"mask", 0}},
       .checkable = true},
      &context.window, [&selection] { selection.setProtectsOthers(!selection.protectsOthers()); });
  const auto show = [&selection, overwrite] { overwrite->setChecked(!selection.protectsOthers()); };
  QObject::connect(&selection, &Selection::changed, overwrite, show);
  QObject::connect(overwrite, &QAction::triggered, overwrite, show);
  show();
}

}  // namespace

void addMaskActions(const LesionActionsContext& context) {
  Session& session = context.session;
  QWidget& window = context.window;
  const auto add = [&context](const char* id, const QString& text, std::function<void(const MaskLayer&)> run,
                              bool checkable = false) {
    return addMaskAction(
        context, {.id = QLatin1String(id), .text = text, .places = {{"mask", 0}}, .checkable = checkable},
        std::move(run));
  };
  check(session,
        add(
            "mask.shown", Texts::tr("&Shown"),
            [&session](const MaskLayer& mask) {
              setMaskShown(session.openCase().document(), mask.id, !mask.display.visible);
            },
            true),
        [](const MaskLayer& mask) { return mask.display.visible; });
  add("mask.showAll", Texts::tr("Show &all masks and lesions"), [&session](const MaskLayer&) {
    for (const auto& mask : session.openCase().document().masks()) {
      MaskDisplay display = mask->display;
      display.visible = true;
      display.hidden.clear();
      session.openCase().document().setMaskDisplay(mask->id, display);
    }
  });
  check(session,
        add(
            "mask.locked", Texts::tr("&Locked"),
            [&session](const MaskLayer& mask) {
              setMaskLocked(session.openCase().document(), mask.id, !mask.locks.all);
            },
            true),
        [](const MaskLayer& mask) { return mask.locks.all; });
  addOverwriting(context);
  add("mask.opacity", Texts::tr("&Opacity…"),
      [&window, &session](const MaskLayer& mask) { askOpacity(window, session, mask); });
  add("mask.colour", Texts::tr("&Colour of all lesions…"),
      [&window, &session](const MaskLayer& mask) { askColour(window, session, mask); });
  addMaskAction(context,
                {.id = QStringLiteral("mask.lungs"),
                 .text = Texts::tr("Add the &lungs to this mask"),
                 .needs = Need::Ct | Need::Hounsfield | Need::Neighbours | Need::EditableMask,
                 .places = {{"mask", 1}}},
                [&session](const MaskLayer& mask) { session.openCase().lesionEditor().addLungs(mask.id); });
  context.actions.add({.id = QStringLiteral("mask.newLungs"),
                       .section = Texts::tr("Masks"),
                       .text = Texts::tr("&New mask of the lungs"),
                       .needs = Need::Ct | Need::Hounsfield | Need::Neighbours,
                       .places = {{"mask", 1}}},
                      &window, [&session] { session.openCase().lesionEditor().addLungs(MaskId::None); });
}

}  // namespace uptake
