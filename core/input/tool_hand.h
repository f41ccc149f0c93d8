#pragma once

#include "core/mask/segment.h"

#include <QString>

#include <optional>

namespace uptake {

/// What a tool would draw if the button were pressed at the pointer, as it is named beside the pointer.
struct ToolHand {
  QString name;  ///< of the lesion, "New lesion", or why it can't draw; empty: it draws on no lesion
  std::optional<Rgb> colour = std::nullopt;  ///< the lesion's
  QString notice = {};                       ///< what a person should know when a gesture begins there
  bool operator==(const ToolHand&) const = default;
};

}  // namespace uptake
