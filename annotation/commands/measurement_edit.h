#pragma once

#include "annotation/commands/edit_command.h"

#include <optional>

namespace uptake {

/// A measurement that is added (no `before`), changed, or removed (no `after`). The one that an undo or redo
/// brings back or changes becomes the selected one.
class MeasurementEdit : public EditCommand {
 public:
  MeasurementEdit(ToolContext context, std::optional<Measurement> before, std::optional<Measurement> after,
                  const QString& text, EditState state);

  std::size_t byteCount() const override;

 protected:
  void apply() override { show(before_, after_); }
  void revert() override { show(after_, before_); }

 private:
  void show(const std::optional<Measurement>& shown, const std::optional<Measurement>& wanted);

  std::optional<Measurement> before_;
  std::optional<Measurement> after_;
};

/// What a person calls a measurement in a menu: its name, or else its kind ("distance").
QString measurementMenuName(const Measurement& measurement);

}  // namespace uptake
