#pragma once

#include <QString>

namespace uptake::platform {

/// The path of a file of the program that users do not start themselves: beside the running program, or else
/// in ../libexec/uptake or ../bin. The path beside the program if the file does not exist.
QString programFile(const QString& name);

}  // namespace uptake::platform
