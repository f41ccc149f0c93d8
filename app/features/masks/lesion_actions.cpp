#include "app/features/masks/lesion_actions.h"

#include "app/features/masks/ask_popup.h"
#include "app/features/masks/mask_model.h"
#include "app/session/case/case_controller.h"
#include "app/shell/actions/action_table.h"
#include "viewer/state/view_state.h"

#include <QColorDialog>
#include <QCoreApplication>
#include <QMenu>

#include <algorithm>
#include <cmath>
#include <functional>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LesionActions)
};

LesionRef selectedLesion(CaseController& cases) {
  return {cases.selection().mask(), cases.selection().segment()};
}

const Segment* segmentOf(CaseController& cases, LesionRef lesion) {
  const MaskLayer* mask = cases.document().mask(lesion.mask);
  return mask ? mask->segment(lesion.number) : nullptr;
}

QString nameOf(CaseController& cases, LesionRef lesion) {
  const Segment* segment = segmentOf(cases, lesion);
  return segment ? segment->label : QString();
}

/// The grid axis of the selected mask that runs across these planes.
int axisAcross(CaseController& cases, PlaneOrientation orientation) {
  const MaskLayer* mask = cases.document().mask(cases.selection().mask());
  return mask ? mask->labels.grid().axisAlong(standardPlane(orientation, Point::Zero()).normal()) : 2;
}

/// Makes actions that are possible while a lesion is selected.
struct Maker {
  const LesionActionsContext& context;

  QAction* add(const char* id, const QString& text, const QList<QKeySequence>& keys,
               std::function<void(LesionRef)> run) const {
    CaseController& cases = context.cases;
    QAction* action = context.actions.add(QLatin1String(id), Texts::tr("Lesions"), text, keys,
                                          &context.window, [&cases, run = std::move(run)] {
                                            if (segmentOf(cases, selectedLesion(cases)))
                                              run(selectedLesion(cases));
                                          });
    const auto enable = [&cases, action] {
      action->setEnabled(segmentOf(cases, selectedLesion(cases)) != nullptr);
    };
    QObject::connect(&cases.selection(), &Selection::changed, action, enable);
    QObject::connect(&cases.document(), &CaseDocument::masksChanged, action, enable);
    QObject::connect(&cases.document(), &CaseDocument::segmentsChanged, action, enable);
    enable();
    return action;
  }
  QAction* addChecked(const char* id, const QString& text, const QList<QKeySequence>& keys,
                      std::function<bool(const MaskLayer&, Label)> isChecked,
                      std::function<void(LesionRef, bool)> run) const {
    CaseController& cases = context.cases;
    const auto state = [&cases, isChecked] {
      const MaskLayer* mask = cases.document().mask(cases.selection().mask());
      return mask && isChecked(*mask, cases.selection().segment());
    };
    QAction* action =
        add(id, text, keys, [state, run = std::move(run)](LesionRef lesion) { run(lesion, !state()); });
    action->setCheckable(true);
    const auto show = [action, state] { action->setChecked(state()); };
    QObject::connect(&cases.selection(), &Selection::changed, action, show);
    QObject::connect(&cases.document(), &CaseDocument::maskDisplayChanged, action, show);
    // Triggering has toggled it already; what it shows is the state.
    QObject::connect(action, &QAction::triggered, action, show);
    show();
    return action;
  }
  void addNumber(const char* id, const QString& text, const AskPopup::Number& question,
                 std::function<void(LesionRef, double)> run) const {
    QWidget& window = context.window;
    CaseController& cases = context.cases;
    add(id, text, {}, [&window, &cases, question, run = std::move(run)](LesionRef lesion) {
      AskPopup::Number asked = question;
      asked.title = question.title.arg(nameOf(cases, lesion));
      // Less than a voxel changes nothing. What is remembered is for voxels of this size.
      const double voxel = cases.document().mask(lesion.mask)->labels.grid().spacing().maxCoeff();
      asked.value = std::max(question.value, std::ceil(voxel / question.step) * question.step);
      asked.id = QStringLiteral("%1/%2").arg(question.id).arg(asked.value);
      AskPopup::askNumber(window, asked, [run, lesion](double value) { run(lesion, value); });
    });
  }
};

/// Lesions that another one can be combined with, as a person finds them in the list.
struct Choices {
  std::vector<LesionRef> lesions;
  QStringList texts;
};
Choices lesionsOf(CaseController& cases, LesionRef own, bool sameMask) {
  Choices choices;
  for (const auto& mask : cases.document().masks()) {
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

void addShapes(const Maker& maker) {
  CaseController& cases = maker.context.cases;
  LesionEditor& editor = cases.lesionEditor();
  const auto fill = [&](const char* id, const QString& text, PlaneOrientation orientation,
                        const QList<QKeySequence>& keys) {
    maker.add(id, text, keys, [&cases, &editor, orientation](LesionRef lesion) {
      editor.fillBetween(lesion, axisAcross(cases, orientation));
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
  maker.add("lesion.fillHoles", Texts::tr("Fill h&oles"), {},
            [&editor](LesionRef lesion) { editor.fillHoles(lesion); });
  maker.add("lesion.fillHolesInSlices", Texts::tr("Fill holes &in axial slices"), {},
            [&cases, &editor](LesionRef lesion) {
              editor.fillHolesInSlices(lesion, axisAcross(cases, PlaneOrientation::Axial));
            });
}

void addParts(const Maker& maker) {
  LesionEditor& editor = maker.context.cases.lesionEditor();
  const ViewState& state = maker.context.state;
  maker.add("lesion.keepLargest", Texts::tr("&Keep the largest part"), {},
            [&editor](LesionRef lesion) { editor.keepLargestPart(lesion); });
  maker.add("lesion.keepHere", Texts::tr("Keep the &part at the crosshair"), {},
            [&editor, &state](LesionRef lesion) { editor.keepPartAt(lesion, state.crosshair()); });
  maker.add("lesion.removeHere", Texts::tr("&Remove the part at the crosshair"), {},
            [&editor, &state](LesionRef lesion) { editor.removePartAt(lesion, state.crosshair()); });
  maker.add("lesion.split", Texts::tr("Sp&lit into its parts"), {},
            [&editor](LesionRef lesion) { editor.split(lesion); });
}

void addOthers(const Maker& maker) {
  CaseController& cases = maker.context.cases;
  LesionEditor& editor = cases.lesionEditor();
  QWidget& window = maker.context.window;
  maker.add("lesion.moveTo", Texts::tr("Mo&ve into another lesion…"), {},
            [&cases, &editor, &window](LesionRef lesion) {
              const Choices choices = lesionsOf(cases, lesion, true);
              if (choices.lesions.empty())
                return (void)(cases.said(Texts::tr("The mask has no other lesion.")));
              AskPopup::askChoice(window, Texts::tr("Move %1 into").arg(nameOf(cases, lesion)), choices.texts,
                                  [&editor, lesion, choices](int chosen) {
                                    editor.moveTo(lesion,
                                                  choices.lesions[static_cast<std::size_t>(chosen)].number);
                                  });
            });
  maker.add("lesion.copyTo", Texts::tr("Cop&y to another mask…"), {},
            [&cases, &editor, &window](LesionRef lesion) {
              std::vector<MaskId> ids;
              QStringList texts;
              for (const auto& mask : cases.document().masks()) {
                if (mask->id == lesion.mask) continue;
                ids.push_back(mask->id);
                texts.append(mask->name);
              }
              if (ids.empty()) return (void)(cases.said(Texts::tr("There is no other mask.")));
              AskPopup::askChoice(window, Texts::tr("Copy %1 to the mask").arg(nameOf(cases, lesion)), texts,
                                  [&editor, lesion, ids](int chosen) {
                                    editor.copyTo(lesion, ids[static_cast<std::size_t>(chosen)]);
                                  });
            });
  const auto combine = [&](const char* id, const QString& text, const QString& title,
                           LesionEditor::Combination how) {
    maker.add(id, text, {}, [&cases, &editor, &window, title, how](LesionRef lesion) {
      const Choices choices = lesionsOf(cases, lesion, false);
      if (choices.lesions.empty()) return (void)(cases.said(Texts::tr("No other mask has a lesion.")));
      AskPopup::askChoice(window, title.arg(nameOf(cases, lesion)), choices.texts,
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
  maker.add("lesion.inLungs", Texts::tr("Clip to the l&ungs"), {},
            [&editor](LesionRef lesion) { editor.clipToLungs(lesion, true); });
  maker.add("lesion.outOfLungs", Texts::tr("Take the lu&ngs out"), {},
            [&editor](LesionRef lesion) { editor.clipToLungs(lesion, false); });
}

void addLooks(const Maker& maker) {
  CaseController& cases = maker.context.cases;
  QWidget& window = maker.context.window;
  maker.addChecked(
      "lesion.shown", Texts::tr("Sho&wn"), {},
      [](const MaskLayer& mask, Label label) { return mask.display.shows(label); },
      [&cases](LesionRef lesion, bool shown) { setLesionShown(cases.document(), lesion, shown); });
  maker.add("lesion.showOnly", Texts::tr("Sho&w only this one"), {}, [&cases](LesionRef lesion) {
    for (const auto& mask : cases.document().masks()) {
      MaskDisplay display = mask->display;
      display.visible = mask->id == lesion.mask;
      display.hidden.clear();
      if (display.visible)
        for (const Segment& segment : mask->segments)
          if (segment.number != lesion.number) display.hidden.insert(segment.number);
      cases.document().setMaskDisplay(mask->id, display);
    }
  });
  maker.addChecked(
      "lesion.locked", Texts::tr("Loc&ked"), {},
      [](const MaskLayer& mask, Label label) { return mask.locks.labels.contains(label); },
      [&cases](LesionRef lesion, bool locked) { setLesionLocked(cases.document(), lesion, locked); });
  maker.add("lesion.colour", Texts::tr("Colour…"), {}, [&cases, &window](LesionRef lesion) {
    const Segment* segment = segmentOf(cases, lesion);
    const Rgb rgb = segment ? segment->colour : Rgb{};
    const QColor colour =
        QColorDialog::getColor(QColor(rgb.red, rgb.green, rgb.blue), &window, Texts::tr("Lesion colour"));
    if (colour.isValid())
      CaseEditor(cases.toolContext())
          .setSegmentColour(
              lesion.mask, lesion.number,
              {static_cast<std::uint8_t>(colour.red()), static_cast<std::uint8_t>(colour.green()),
               static_cast<std::uint8_t>(colour.blue())});
  });
}

}  // namespace

void addLesionActions(const LesionActionsContext& context) {
  const Maker maker{context};
  addShapes(maker);
  addParts(maker);
  addOthers(maker);
  addLooks(maker);
}

}  // namespace uptake
