#pragma once

#include "annotation/commands/edit_command.h"

#include <optional>
#include <vector>

namespace uptake {

/// A decision about a predicted lesion that is made (no `before`), changed, or taken back (no `after`).
struct DecisionChange {
  std::optional<LesionDecision> before;
  std::optional<LesionDecision> after;
};

/// Decisions about predicted lesions; what they do to the reader's mask is a step of its own beside it.
class DecisionEdit : public EditCommand {
 public:
  DecisionEdit(ToolContext context, std::vector<DecisionChange> changes, const QString& text)
      : EditCommand(context, text, EditState::ToDo), changes_(std::move(changes)) {}

  std::size_t byteCount() const override {
    return sizeof(*this) + changes_.capacity() * sizeof(DecisionChange);
  }

 protected:
  void apply() override { show(&DecisionChange::after); }
  void revert() override { show(&DecisionChange::before); }

 private:
  void show(std::optional<LesionDecision> DecisionChange::*wanted) {
    for (const DecisionChange& change : changes_)
      context_.document.setDecision((change.before ? change.before : change.after)->lesion, change.*wanted);
  }

  std::vector<DecisionChange> changes_;
};

}  // namespace uptake
