#pragma once

namespace uptake {

/// From now on a label or tool tip whose format nobody chose shows its text as it is. Qt would guess, and
/// take names and descriptions of files for HTML, whose pictures it loads from anywhere. Labels that are
/// meant to be HTML say so (QLabel::setTextFormat). Calling it again changes nothing.
void keepLabelsPlain();

}  // namespace uptake
