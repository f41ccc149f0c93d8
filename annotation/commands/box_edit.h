#pragma once

#include "annotation/commands/edit_command.h"

#include <chrono>
#include <optional>

namespace uptake {

/// A box that is added (no `before`), changed, or removed (no `after`). The box that an undo or redo brings
/// back or changes becomes the selected one, so that the eye finds it.
class BoxEdit : public EditCommand {
 public:
  /// Repeats of a nudge that follow each other within a second are one step.
  enum class Kind { Single, Nudge };

  BoxEdit(ToolContext context, std::optional<Box> before, std::optional<Box> after, const QString& text,
          EditState state, Kind kind = Kind::Single);

  std::size_t byteCount() const override { return sizeof(*this); }
  int id() const override;
  bool mergeWith(const QUndoCommand* other) override;

 protected:
  void apply() override { show(before_, after_); }
  void revert() override { show(after_, before_); }

 private:
  void show(const std::optional<Box>& shown, const std::optional<Box>& wanted);

  std::optional<Box> before_;
  std::optional<Box> after_;
  Kind kind_;
  std::chrono::steady_clock::time_point time_ = std::chrono::steady_clock::now();
};

}  // namespace uptake
