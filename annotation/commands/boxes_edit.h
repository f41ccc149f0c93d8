#pragma once

#include "annotation/commands/edit_command.h"

#include <optional>
#include <vector>

namespace uptake {

/// A box that is added (no `before`), changed, or removed (no `after`).
struct BoxChange {
  std::optional<Box> before;
  std::optional<Box> after;
};

/// What a person decided about two boxes, before and after.
struct TieChange {
  BoxPair pair;
  std::optional<BoxTie> before;
  std::optional<BoxTie> after;
};

/// Several boxes and ties between them change in one step.
class BoxesEdit : public EditCommand {
 public:
  /// For changes that the document shows already. Undo and redo select the box that was selected before and
  /// after.
  BoxesEdit(ToolContext context, std::vector<BoxChange> boxes, std::vector<TieChange> ties,
            BoxId selectedBefore, BoxId selectedAfter, const QString& text);

  std::size_t byteCount() const override;

 protected:
  void apply() override { show(&BoxChange::before, &BoxChange::after, &TieChange::after, selectedAfter_); }
  void revert() override { show(&BoxChange::after, &BoxChange::before, &TieChange::before, selectedBefore_); }

 private:
  using BoxSide = std::optional<Box> BoxChange::*;
  using TieSide = std::optional<BoxTie> TieChange::*;
  void show(BoxSide shown, BoxSide wanted, TieSide wantedTie, BoxId selected);

  std::vector<BoxChange> boxes_;
  std::vector<TieChange> ties_;
  BoxId selectedBefore_;
  BoxId selectedAfter_;
};

/// Collects changes of boxes into one undo step. Each takes effect at once; push() makes the step, and what
/// was never pushed is taken back.
class BoxBatch {
 public:
  explicit BoxBatch(ToolContext context);
  ~BoxBatch();
  BoxBatch(const BoxBatch&) = delete;
  BoxBatch& operator=(const BoxBatch&) = delete;

  /// Any id in `box` is ignored; the new one is returned.
  BoxId add(Box box);
  /// Replaces the box of the same id, at most once a batch; an equal one is no change.
  void change(const Box& after);
  void remove(BoxId id);
  void tie(const BoxPair& pair, std::optional<BoxTie> after);

  bool isEmpty() const { return boxes_.empty() && ties_.empty(); }
  /// Pushes the changes as one step and selects a box; with BoxId::None what was selected stays so, if it
  /// still exists. False when there are no changes.
  bool push(const QString& text, BoxId selected = BoxId::None);

 private:
  ToolContext context_;
  BoxId selectedBefore_;
  std::vector<BoxChange> boxes_;
  std::vector<TieChange> ties_;
};

}  // namespace uptake
