#pragma once

#include "core/mask/segment.h"

#include <QString>

#include <optional>

namespace uptake {

/// What a tool would draw with a press here, as it is named at the pointer.
struct ToolHand {
  QString name;  ///< of the lesion, "New lesion", or why nothing; empty: no lesion
  std::optional<Rgb> colour = std::nullopt;  ///< the lesion's
  QString notice = {};                       ///< what a person should know when a gesture begins here
  bool operator==(const ToolHand&) const = default;
};

}  // namespace uptake
