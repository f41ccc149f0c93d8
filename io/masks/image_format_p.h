#pragma once

#include "io/masks/image_file_p.h"

namespace uptake::masks {

/// The format that a file's name promises.
ImageFormat formatOf(const QString& file);

}  // namespace uptake::masks
