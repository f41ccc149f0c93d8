#pragma once

#include <QString>

namespace uptake::reader {

/// Where a file of the program lies that people do not start themselves: beside the running program, or in
/// the folders for such files. The first of these where there is none.
QString programFile(const QString& name);

}  // namespace uptake::reader
