#include "app/features/masks/lesion_actions.h"

#include "annotation/case_editor.h"
#include "app/features/masks/ask_popup.h"
#include "app/features/masks/mask_model.h"
#include "app/session/session.h"
#include "app/shell/actions/action_table.h"
#include "viewer/state/view_state.h"

#include <QColorDialog>
#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <functional>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LesionActions)
};

LesionRef selectedLesion(Session& session) {
  return {session.openCase().selection().mask(), session.openCase().selection().segment()};
}

const Segment* segmentOf(Session& session, LesionRef lesion) {
  const MaskLayer* mask = session.openCase().document().mask(lesion.mask);
  return mask ? mask->segment(lesion.number) : nullptr;
}

QString nameOf(Session& session, LesionRef lesion) {
  const Segment* segment = segmentOf(session, lesion);
  return segment ? segment->label : QString();
}

/// The grid axis of the selected mask that runs across these planes.
int axisAcross(Session& session, PlaneOrientation orientation) {
  const MaskLayer* mask = session.openCase().document().mask(session.openCase().selection().mask());
  return mask ? mask->labels.grid().axisAlong(standardPlane(orientation, Point::Zero()).normal()) : 2;
}

/// Makes actions that are about the selected lesion.
struct LesionActionMaker {
  const LesionActionsContext& context;

  QAction* add(ActionData data, std::function<void(LesionRef)> run) const {
    data.section = Texts::tr("Lesions");
    data.needs |= Need::SelectedLesion;
    return context.actions.add(
        std::move(data), &context.window,
        [&session = context.session, run = std::move(run)] { run(selectedLesion(session)); });
  }
  QAction* addChecked(const char* id, const QString& text,
                      std::function<bool(const MaskLayer&, Label)> isChecked,
                      std::function<void(LesionRef, bool)> run) const {
    Session& session = context.session;
    const auto state = [&session, isChecked] {
      const MaskLayer* mask = session.openCase().document().mask(session.openCase().selection().mask());
      return mask && isChecked(*mask, session.openCase().selection().segment());
    };
    QAction* action =
        add({.id = QLatin1String(id), .text = text, .places = {{"lesion", 3}}, .checkable = true},
            [state, run = std::move(run)](LesionRef lesion) { run(lesion, !state()); });
    const auto show = [action, state] { action->setChecked(state()); };
    QObject::connect(&session.openCase().selection(), &Selection::changed, action, show);
    QObject::connect(&session.openCase().document(), &CaseDocument::maskDisplayChanged, action, show);
    // Triggering has toggled it already; what it shows is the state.
    QObject::connect(action, &QAction::triggered, action, show);
    show();
    return action;
  }
  void addNumber(const char* id, const QString& text, const AskPopup::Number& question,
                 std::function<void(LesionRef, double)> run) const {
    QWidget& window = context.window;
    Session& session = context.session;
    add({.id = QLatin1String(id),
         .text = text,
         .needs = Need::PixelSize | Need::EditableLesion,
         .places = {{"lesion", 0}}},
        [&window, &session, question, run = std::move(run)](LesionRef lesion) {
          AskPopup::Number asked = question;
          asked.title = question.title.arg(nameOf(session, lesion));
          // Less than a voxel changes nothing. What is remembered is for voxels of this size.
          const double voxel =
              session.openCase().document().mask(lesion.mask)->labels.grid().spacing().maxCoeff();
          asked.value = std::max(question.value, std::ceil(voxel / question.step) * question.step);
          asked.id = QStringLiteral("%1/%2").arg(question.id).arg(asked.value);
          AskPopup::askNumber(window, asked, [run, lesion](double value) { run(lesion, value); });
        });
  }
};

/// What changes the voxels of one lesion by those around them.
constexpr Needs kLesionEdit = Need::Neighbours | Need::EditableLesion;

/// Lesions that another one can be combined with, as a person finds them in the list.
struct Choices {
  std::vector<LesionRef> lesions;
  QStringList texts;
};
Choices lesionsOf(Session& session, LesionRef own, bool sameMask) {
  Choices choices;
  for (const auto& mask : session.openCase().document().masks()) {
    if ((mask->id == own.mask) != sameMask) continue;
    for (const Segment& segment : mask->segments) {
      if (mask->id == own.mask && segment.number == own.number) continue;
      choices.lesions.push_back({mask->id, segment.number});
      choices.texts.append(sameMask ? segment.label
                                    : QStringLiteral("%1 – %2").arg(mask->name, segment.label));
    }
  }
  return choices;
}

void addShapes(const LesionActionMaker& maker) {
  Session& session = maker.context.session;
  LesionEditor& editor = session.openCase().lesionEditor();
  const auto fill = [&](const char* id, const QString& text, PlaneOrientation orientation,
                        const QList<QKeySequence>& keys) {
    maker.add({.id = QLatin1String(id),
               .text = text,
               .keys = keys,
               .needs = kLesionEdit,
               .places = {{"lesion", 0}}},
              [&session, &editor, orientation](LesionRef lesion) {
                editor.fillBetween(lesion, axisAcross(session, orientation));
              });
  };
  fill("lesion.fillBetween.axial", Texts::tr("Fill between &axial slices"), PlaneOrientation::Axial,
       {QKeySequence(Qt::SHIFT | Qt::Key_F)});
  fill("lesion.fillBetween.coronal", Texts::tr("Fill between &coronal slices"), PlaneOrientation::Coronal,
       {});
  fill("lesion.fillBetween.sagittal", Texts::tr("Fill between &sagittal slices"), PlaneOrientation::Sagittal,
       {});
  const QString millimetres = Texts::tr(" mm");
  maker.addNumber("lesion.smooth", Texts::tr("S&mooth…"),
                  {QStringLiteral("smooth"), Texts::tr("Smooth %1, its volume kept, by"), millimetres, 0.5,
                   20.0, 2.0, 0.5},
                  [&editor](LesionRef lesion, double value) { editor.smooth(lesion, {value}); });
  maker.addNumber("lesion.grow", Texts::tr("&Grow…"),
                  {QStringLiteral("grow"), Texts::tr("Grow %1 by"), millimetres, 0.5, 50.0, 3.0, 0.5},
                  [&editor](LesionRef lesion, double value) { editor.grow(lesion, {value}); });
  maker.addNumber("lesion.shrink", Texts::tr("S&hrink…"),
                  {QStringLiteral("shrink"), Texts::tr("Shrink %1 by"), millimetres, 0.5, 50.0, 3.0, 0.5},
                  [&editor](LesionRef lesion, double value) { editor.grow(lesion, {-value}); });
  maker.add({.id = QStringLiteral("lesion.fillHoles"),
             .text = Texts::tr("Fill h&oles"),
             .needs = kLesionEdit,
             .places = {{"lesion", 0}}},
            [&editor](LesionRef lesion) { editor.fillHoles(lesion); });
  maker.add({.id = QStringLiteral("lesion.fillHolesInSlices"),
             .text = Texts::tr("Fill holes &in axial slices"),
             .needs = kLesionEdit,
             .places = {{"lesion", 0}}},
            [&session, &editor](LesionRef lesion) {
              editor.fillHolesInSlices(lesion, axisAcross(session, PlaneOrientation::Axial));
            });
}

void addParts(const LesionActionMaker& maker) {
  LesionEditor& editor = maker.context.session.openCase().lesionEditor();
  const ViewState& state = maker.context.state;
  const auto add = [&maker](const char* id, const QString& text, std::function<void(LesionRef)> run) {
    maker.add({.id = QLatin1String(id), .text = text, .needs = kLesionEdit, .places = {{"lesion", 1}}},
              std::move(run));
  };
  add("lesion.keepLargest", Texts::tr("&Keep the largest part"),
      [&editor](LesionRef lesion) { editor.keepLargestPart(lesion); });
  add("lesion.keepHere", Texts::tr("Keep the &part at the crosshair"),
      [&editor, &state](LesionRef lesion) { editor.keepPartAt(lesion, state.crosshair()); });
  add("lesion.removeHere", Texts::tr("&Remove the part at the crosshair"),
      [&editor, &state](LesionRef lesion) { editor.removePartAt(lesion, state.crosshair()); });
  add("lesion.split", Texts::tr("Sp&lit into its parts"),
      [&editor](LesionRef lesion) { editor.split(lesion); });
}

void addOthers(const LesionActionMaker& maker) {
  Session& session = maker.context.session;
  LesionEditor& editor = session.openCase().lesionEditor();
  QWidget& window = maker.context.window;
  const auto add = [&maker](const char* id, const QString& text, Needs needs,
                            std::function<void(LesionRef)> run) {
    maker.add({.id = QLatin1String(id), .text = text, .needs = needs, .places = {{"lesion", 2}}},
              std::move(run));
  };
  add("lesion.moveTo", Texts::tr("Mo&ve into another lesion…"), kLesionEdit,
      [&session, &editor, &window](LesionRef lesion) {
        const Choices choices = lesionsOf(session, lesion, true);
        if (choices.lesions.empty())
          return (void)(session.messages().say(Texts::tr("The mask has no other lesion.")));
        AskPopup::askChoice(window, Texts::tr("Move %1 into").arg(nameOf(session, lesion)), choices.texts,
                            [&editor, lesion, choices](int chosen) {
                              editor.moveTo(lesion, choices.lesions[static_cast<std::size_t>(chosen)].number);
                            });
      });
  add("lesion.copyTo", Texts::tr("Cop&y to another mask…"), Need::Neighbours,
      [&session, &editor, &window](LesionRef lesion) {
        std::vector<MaskId> ids;
        QStringList texts;
        for (const auto& mask : session.openCase().document().masks()) {
          if (mask->id == lesion.mask) continue;
          ids.push_back(mask->id);
          texts.append(mask->name);
        }
        if (ids.empty()) return (void)(session.messages().say(Texts::tr("There is no other mask.")));
        AskPopup::askChoice(window, Texts::tr("Copy %1 to the mask").arg(nameOf(session, lesion)), texts,
                            [&editor, lesion, ids](int chosen) {
                              editor.copyTo(lesion, ids[static_cast<std::size_t>(chosen)]);
                            });
      });
  const auto combine = [&](const char* id, const QString& text, const QString& title,
                           LesionEditor::Combination how) {
    add(id, text, kLesionEdit, [&session, &editor, &window, title, how](LesionRef lesion) {
      const Choices choices = lesionsOf(session, lesion, false);
      if (choices.lesions.empty())
        return (void)(session.messages().say(Texts::tr("No other mask has a lesion.")));
      AskPopup::askChoice(window, title.arg(nameOf(session, lesion)), choices.texts,
                          [&editor, lesion, choices, how](int chosen) {
                            editor.combine(lesion, choices.lesions[static_cast<std::size_t>(chosen)], how);
                          });
    });
  };
  combine("lesion.unite", Texts::tr("A&dd a lesion of another mask…"), Texts::tr("Add to %1 the voxels of"),
          LesionEditor::Combination::Union);
  combine("lesion.intersect", Texts::tr("Clip &to a lesion of another mask…"), Texts::tr("Clip %1 to"),
          LesionEditor::Combination::Intersection);
  combine("lesion.subtract", Texts::tr("Su&btract a lesion of another mask…"),
          Texts::tr("Subtract from %1 the voxels of"), LesionEditor::Combination::Difference);
  add("lesion.inLungs", Texts::tr("Clip to the l&ungs"), Need::Ct | Need::Hounsfield | kLesionEdit,
      [&editor](LesionRef lesion) { editor.clipToLungs(lesion, true); });
  add("lesion.outOfLungs", Texts::tr("Take the lu&ngs out"), Need::Ct | Need::Hounsfield | kLesionEdit,
      [&editor](LesionRef lesion) { editor.clipToLungs(lesion, false); });
}

void addLooks(const LesionActionMaker& maker) {
  Session& session = maker.context.session;
  QWidget& window = maker.context.window;
  maker.addChecked(
      "lesion.shown", Texts::tr("Sho&wn"),
      [](const MaskLayer& mask, Label label) { return mask.display.shows(label); },
      [&session](LesionRef lesion, bool shown) {
        setLesionShown(session.openCase().document(), lesion, shown);
      });
  maker.add({.id = QStringLiteral("lesion.showOnly"),
             .text = Texts::tr("Sho&w only this one"),
             .places = {{"lesion", 3}}},
            [&session](LesionRef lesion) {
              for (const auto& mask : session.openCase().document().masks()) {
                MaskDisplay display = mask->display;
                display.visible = mask->id == lesion.mask;
                display.hidden.clear();
                if (display.visible)
                  for (const Segment& segment : mask->segments)
                    if (segment.number != lesion.number) display.hidden.insert(segment.number);
                session.openCase().document().setMaskDisplay(mask->id, display);
              }
            });
  maker.addChecked(
      "lesion.locked", Texts::tr("Loc&ked"),
      [](const MaskLayer& mask, Label label) { return mask.locks.labels.contains(label); },
      [&session](LesionRef lesion, bool locked) {
        setLesionLocked(session.openCase().document(), lesion, locked);
      });
  maker.add({.id = QStringLiteral("lesion.colour"), .text = Texts::tr("Colour…"), .places = {{"lesion", 3}}},
            [&session, &window](LesionRef lesion) {
              const Segment* segment = segmentOf(session, lesion);
              const Rgb rgb = segment ? segment->colour : Rgb{};
              const QColor colour = QColorDialog::getColor(QColor(rgb.red, rgb.green, rgb.blue), &window,
                                                           Texts::tr("Lesion colour"));
              if (colour.isValid())
                CaseEditor(session.openCase().toolContext())
                    .setSegmentColour(
                        lesion.mask, lesion.number,
                        {static_cast<std::uint8_t>(colour.red()), static_cast<std::uint8_t>(colour.green()),
                         static_cast<std::uint8_t>(colour.blue())});
            });
}

}  // namespace

void addLesionActions(const LesionActionsContext& context) {
  const LesionActionMaker maker{context};
  addShapes(maker);
  addParts(maker);
  addOthers(maker);
  addLooks(maker);
}

}  // namespace uptake
