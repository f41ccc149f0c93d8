#pragma once

#include "io/convert/converted_case.h"

#include <QString>
#include <QStringList>

namespace uptake::cli {

/// What `uptake-cli convert` was asked for.
struct ConversionRun {
  QStringList folders;
  QString annotations;  ///< empty: beside each folder
  ConversionOptions options;
  int jobs = 0;  ///< cases at the same time; 0: as many as cores and memory allow
};

/// Reads the folders one after the other and converts their cases meanwhile. Says on standard error what
/// becomes of each, and returns the exit code. SIGINT stops it.
int runConversion(const ConversionRun& run);

}  // namespace uptake::cli
