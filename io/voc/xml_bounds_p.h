#pragma once

#include "core/error.h"

#include <QByteArray>

namespace uptake::voc {

/// Checks that XML can be parsed in reasonable time. NotSupported for an extremely long tag, because the
/// parser compares all pairs of its attributes, and for more elements than an image could have objects.
Result<void> checkXmlBounds(const QByteArray& xml);

}  // namespace uptake::voc
