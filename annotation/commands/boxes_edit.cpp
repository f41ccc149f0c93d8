#include "annotation/commands/boxes_edit.h"

#include <algorithm>
#include <ranges>
#include <utility>

namespace uptake {

namespace {

std::optional<BoxTie> tieOf(const CaseDocument& document, const BoxPair& pair) {
  const auto found = document.boxTies().find(pair);
  return found == document.boxTies().end() ? std::nullopt : std::optional(found->second);
}

void deselect(const ToolContext& context, BoxId leaving) {
  if (context.selection.box() == leaving) context.selection.setBox(BoxId::None);
}

}  // namespace

BoxesEdit::BoxesEdit(ToolContext context, std::vector<BoxChange> boxes, std::vector<TieChange> ties,
                     BoxId selectedBefore, BoxId selectedAfter, const QString& text)
    : EditCommand(context, text, EditState::Done),
      boxes_(std::move(boxes)),
      ties_(std::move(ties)),
      selectedBefore_(selectedBefore),
      selectedAfter_(selectedAfter) {}

std::size_t BoxesEdit::byteCount() const {
  return sizeof(*this) + boxes_.capacity() * sizeof(BoxChange) + ties_.capacity() * sizeof(TieChange);
}

void BoxesEdit::show(BoxSide shown, BoxSide wanted, TieSide wantedTie, BoxId selected) {
  CaseDocument& document = context_.document;
  for (const BoxChange& change : boxes_) {
    const std::optional<Box>& after = change.*wanted;
    if (!after) {
      deselect(context_, (change.*shown)->id);
      document.takeBox((change.*shown)->id);
    } else if (change.*shown) {
      document.updateBox(*after);
    } else {
      document.insertBox(*after);
    }
  }
  for (const TieChange& change : ties_) document.setBoxTie(change.pair, change.*wantedTie);
  if (document.box(selected)) context_.selection.setBox(selected);
}

BoxBatch::BoxBatch(ToolContext context) : context_(context), selectedBefore_(context.selection.box()) {}

BoxBatch::~BoxBatch() {
  CaseDocument& document = context_.document;
  for (const TieChange& change : std::views::reverse(ties_)) document.setBoxTie(change.pair, change.before);
  for (const BoxChange& change : std::views::reverse(boxes_)) {
    if (!change.before) {
      deselect(context_, change.after->id);
      document.takeBox(change.after->id);
    } else if (change.after) {
      document.updateBox(*change.before);
    } else {
      document.insertBox(*change.before);
    }
  }
  if (!isEmpty() && document.box(selectedBefore_)) context_.selection.setBox(selectedBefore_);
}

BoxId BoxBatch::add(Box box) {
  box.id = BoxId::None;
  box.id = context_.document.insertBox(box);
  boxes_.push_back({std::nullopt, box});
  return box.id;
}

void BoxBatch::change(const Box& after) {
  const Box before = *context_.document.box(after.id);
  if (before == after) return;
  context_.document.updateBox(after);
  boxes_.push_back({before, after});
}

void BoxBatch::remove(BoxId id) {
  deselect(context_, id);
  boxes_.push_back({context_.document.takeBox(id), std::nullopt});
}

void BoxBatch::tie(const BoxPair& pair, std::optional<BoxTie> after) {
  const std::optional<BoxTie> before = tieOf(context_.document, pair);
  if (before == after) return;
  context_.document.setBoxTie(pair, after);
  // One change a pair, so that undo need not know in which order they came.
  const auto known = std::ranges::find(ties_, pair, &TieChange::pair);
  if (known == ties_.end())
    ties_.push_back({pair, before, after});
  else if (known->before == after)
    ties_.erase(known);
  else
    known->after = after;
}

bool BoxBatch::push(const QString& text, BoxId selected) {
  if (isEmpty()) return false;
  if (context_.document.box(selected)) context_.selection.setBox(selected);
  context_.undoStack.push(new BoxesEdit(context_, std::exchange(boxes_, {}), std::exchange(ties_, {}),
                                        selectedBefore_, context_.selection.box(), text));
  return true;
}

}  // namespace uptake
