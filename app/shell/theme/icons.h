#pragma once

#include "core/mask/segment.h"

#include <QIcon>
#include <QString>

namespace uptake {

/// A line icon of the program's family (resources/icons/NAME.svg) in the colour of the text around it: it
/// follows the theme, greys when disabled and is sharp at any density.
///
/// The family: 24 × 24, lines of 1.6 with round ends and joins, no fill but for what means "full", 2 to 3
/// units of margin. Its one colour in the files stands for the text's.
QIcon lineIcon(const QString& name);

/// A rounded square of a colour, for rows of lists.
QIcon swatch(Rgb colour);

}  // namespace uptake
