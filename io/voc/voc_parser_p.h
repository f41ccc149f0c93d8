#pragma once

#include "io/voc/voc_file.h"

namespace uptake::voc {

/// readVoc() on bytes; `path` only for messages.
Result<VocFile> parseVoc(const QByteArray& bytes, const QString& path);

}  // namespace uptake::voc
