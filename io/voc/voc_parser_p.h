#pragma once

#include "io/voc/voc_file.h"

namespace uptake::voc {

/// Does what readVoc() does, with the content of a file. `path` is used in messages only.
Result<VocFile> parseVoc(const QByteArray& bytes, const QString& path);

}  // namespace uptake::voc
