#pragma once

#include "core/error.h"

#include <QByteArray>

namespace uptake::voc {

/// Refuses XML that would take a parser minutes: a tag that is as long as a file, whose attributes the parser
/// compares each with each, or more elements than an image has objects. NotSupported says which.
Result<void> checkXmlBounds(const QByteArray& xml);

}  // namespace uptake::voc
