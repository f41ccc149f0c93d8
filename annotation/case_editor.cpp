#include "annotation/case_editor.h"

#include "annotation/boxes/image_pixels.h"
#include "annotation/commands/box_edit.h"
#include "annotation/commands/label_runs.h"
#include "annotation/commands/mask_edit.h"
#include "annotation/commands/mask_presence.h"
#include "annotation/commands/measurement_edit.h"
#include "annotation/commands/new_lesion.h"
#include "core/mask/lesion_colours.h"

#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::CaseEditor)
};

void pushBox(const ToolContext& context, const Box& before, const Box& after, const QString& text,
             BoxEdit::Kind kind = BoxEdit::Kind::Single) {
  if (before == after) return;
  context.undoStack.push(new BoxEdit(context, before, after, text, EditState::ToDo, kind));
}

/// Inserts at once, because the document gives the id, and pushes the command as done.
BoxId insertBox(const ToolContext& context, Box box, const QString& text) {
  box.id = BoxId::None;
  box.id = context.document.insertBox(box);
  const BoxId id = box.id;
  context.undoStack.push(new BoxEdit(context, std::nullopt, std::move(box), text, EditState::Done));
  context.selection.setBox(id);
  return id;
}

void pushSegment(const ToolContext& context, MaskId mask, const Segment& before, const Segment& after,
                 const QString& text) {
  if (before == after) return;
  std::vector<SegmentChange> changes{{before, after}};
  context.undoStack.push(new MaskEdit(context, mask, {}, std::move(changes), text, EditState::ToDo));
}

const Segment* findSegment(const CaseDocument& document, MaskId mask, Label number) {
  const MaskLayer* layer = document.mask(mask);
  return layer ? layer->segment(number) : nullptr;
}

}  // namespace

BoxId CaseEditor::addBox(const Box& box) {
  return insertBox(context_, box, Texts::tr("Draw box %1").arg(menuName(box.className)));
}

void CaseEditor::setBoxClass(BoxId id, const QString& className) {
  const Box* box = context_.document.box(id);
  if (!box) return;
  Box after = *box;
  after.className = className;
  pushBox(context_, *box, after,
          Texts::tr("Change box %1 to %2").arg(menuName(box->className), menuName(className)));
}

void CaseEditor::setBoxRect(BoxId id, const PixelRect& rect) {
  const Box* box = context_.document.box(id);
  if (!box) return;
  Box after = *box;
  after.rect = rect.normalized();
  if (const auto size = storedImageSize(context_.document, box->sopInstanceUid))
    after.rect = after.rect.clipped(size->x(), size->y());
  if (!after.rect.isValid()) return;
  pushBox(context_, *box, after, Texts::tr("Resize box %1").arg(menuName(box->className)));
}

void CaseEditor::setBoxFlags(BoxId id, bool truncated, bool difficult) {
  const Box* box = context_.document.box(id);
  if (!box) return;
  Box after = *box;
  after.truncated = truncated;
  after.difficult = difficult;
  pushBox(context_, *box, after, Texts::tr("Change flags of box %1").arg(menuName(box->className)));
}

void CaseEditor::removeBox(BoxId id) {
  const Box* box = context_.document.box(id);
  if (!box) return;
  const QString text = Texts::tr("Delete box %1").arg(menuName(box->className));
  context_.undoStack.push(new BoxEdit(context_, *box, std::nullopt, text, EditState::ToDo));
}

void CaseEditor::nudgeBox(BoxId id, int dx, int dy) {
  const Box* box = context_.document.box(id);
  if (!box) return;
  Box after = *box;
  after.rect = movedInside(box->rect, dx, dy, storedImageSize(context_.document, box->sopInstanceUid));
  pushBox(context_, *box, after, Texts::tr("Move box %1").arg(menuName(box->className)),
          BoxEdit::Kind::Nudge);
}

BoxId CaseEditor::copyBoxToSlice(BoxId id, const QString& sopInstanceUid) {
  const Box* box = context_.document.box(id);
  if (!box || sopInstanceUid.isEmpty() || sopInstanceUid == box->sopInstanceUid) return BoxId::None;
  for (const Box& other : context_.document.boxesOn(sopInstanceUid)) {
    if (other.rect != box->rect || other.className != box->className) continue;
    context_.selection.setBox(other.id);
    return other.id;
  }
  Box copy = *box;
  copy.sopInstanceUid = sopInstanceUid;
  copy.fileObject = -1;
  return insertBox(context_, copy, Texts::tr("Copy box %1").arg(menuName(copy.className)));
}

void CaseEditor::renameMeasurement(MeasurementId id, const QString& name) {
  const Measurement* measurement = context_.document.measurement(id);
  if (!measurement || measurement->isGiven || measurement->name == name) return;
  Measurement after = *measurement;
  after.name = name;
  const QString text =
      Texts::tr("Rename %1 to %2").arg(measurementMenuName(*measurement), measurementMenuName(after));
  context_.undoStack.push(new MeasurementEdit(context_, *measurement, after, text, EditState::ToDo));
}

void CaseEditor::removeMeasurement(MeasurementId id) {
  const Measurement* measurement = context_.document.measurement(id);
  if (!measurement || measurement->isGiven) return;
  const QString text = Texts::tr("Delete %1").arg(measurementMenuName(*measurement));
  context_.undoStack.push(new MeasurementEdit(context_, *measurement, std::nullopt, text, EditState::ToDo));
}

Result<MaskId> CaseEditor::addMask(const QString& name, const Volume& image) {
  Result<std::unique_ptr<MaskLayer>> layer = newMask(name, image, newLesion(context_.document, 1));
  if (!layer) return layer.error();
  context_.undoStack.push(
      new MaskPresence(context_, layer.take(), Texts::tr("Add mask %1").arg(menuName(name))));
  return context_.selection.mask();
}

MaskId CaseEditor::importMask(std::unique_ptr<MaskLayer> mask) {
  const QString text = Texts::tr("Import mask %1").arg(menuName(mask->name));
  separateColours(mask->segments, coloursOf(context_.document), ColourChoice::KeepNone);
  context_.undoStack.push(new MaskPresence(context_, std::move(mask), text));
  return context_.selection.mask();
}

void CaseEditor::renameMask(MaskId id, const QString& name) {
  const MaskLayer* mask = context_.document.mask(id);
  if (!mask || mask->name == name) return;
  const QString text = Texts::tr("Rename mask %1 to %2").arg(menuName(mask->name), menuName(name));
  context_.undoStack.push(new MaskRename(context_, id, mask->name, name, text));
}

void CaseEditor::removeMask(MaskId id) {
  const MaskLayer* mask = context_.document.mask(id);
  if (!mask) return;
  context_.undoStack.push(
      new MaskPresence(context_, id, Texts::tr("Delete mask %1").arg(menuName(mask->name))));
}

Label CaseEditor::addSegment(MaskId id) {
  const MaskLayer* mask = context_.document.mask(id);
  const Label number = mask ? freeLesionNumber(mask->segments) : Label{0};
  if (number == 0) return 0;
  const Segment segment = newLesion(context_.document, number);
  std::vector<SegmentChange> changes{{std::nullopt, segment}};
  context_.undoStack.push(new MaskEdit(context_, id, {}, std::move(changes),
                                       Texts::tr("Add %1").arg(menuName(segment.label)), EditState::ToDo));
  return number;
}

void CaseEditor::renameSegment(MaskId id, Label number, const QString& label) {
  const Segment* segment = findSegment(context_.document, id, number);
  if (!segment) return;
  Segment after = *segment;
  after.label = label;
  pushSegment(context_, id, *segment, after,
              Texts::tr("Rename %1 to %2").arg(menuName(segment->label), menuName(label)));
}

void CaseEditor::setSegmentColour(MaskId id, Label number, Rgb colour) {
  const Segment* segment = findSegment(context_.document, id, number);
  if (!segment) return;
  Segment after = *segment;
  after.colour = colour;
  pushSegment(context_, id, *segment, after, Texts::tr("Change colour of %1").arg(menuName(segment->label)));
}

void CaseEditor::setMaskColour(MaskId id, Rgb colour) {
  const MaskLayer* mask = context_.document.mask(id);
  if (!mask) return;
  std::vector<SegmentChange> changes;
  for (const Segment& segment : mask->segments) {
    if (segment.colour == colour) continue;
    Segment after = segment;
    after.colour = colour;
    changes.push_back({segment, std::move(after)});
  }
  pushLesionEdit(context_, id, {}, std::move(changes),
                 Texts::tr("Change colour of mask %1").arg(menuName(mask->name)));
}

void CaseEditor::removeSegment(MaskId id, Label number) {
  const Segment* segment = findSegment(context_.document, id, number);
  if (!segment) return;
  const LabelMap& labels = context_.document.mask(id)->labels;
  std::vector<SegmentChange> changes{{*segment, std::nullopt}};
  const QString text = Texts::tr("Delete %1").arg(menuName(segment->label));
  context_.undoStack.push(
      new MaskEdit(context_, id, runsToErase(labels, number), std::move(changes), text, EditState::ToDo));
}

}  // namespace uptake
