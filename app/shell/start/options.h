#pragma once

#include "app/shell/views/view_area.h"
#include "core/error.h"

#include <QSize>
#include <QStringList>

#include <optional>

namespace uptake {

/// What the window's command line asks for.
struct Options {
  QStringList paths;
  std::optional<Layout> layout;
  std::optional<Window> ctWindow;
  std::optional<Point> crosshair;  ///< LPS mm
  std::optional<QSize> size;       ///< of the window, logical pixels
  std::optional<RendererWish> renderer;
  QString prediction;  ///< a mask file to compare with; empty: none
  QString screenshot;  ///< a PNG to write, then quit; empty: an ordinary session
};

/// Parses the arguments after the program's name. Errors are one line that says which argument is wrong.
/// `help` gets the usage text when --help or --version was asked for.
Result<Options> parseOptions(const QStringList& arguments, QString& help);

}  // namespace uptake
