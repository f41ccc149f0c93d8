#pragma once

namespace uptake {

/// One of the two images of a case.
enum class ImageKind { Ct, Pet };

}  // namespace uptake
