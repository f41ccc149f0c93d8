#pragma once

#include "io/dicom/study_index.h"

#include <QByteArray>
#include <QString>

namespace uptake::cli {

/// The index as the JSON that `inspect --json` promises: an interface, keys never change meaning.
QByteArray inspectJson(const StudyIndex& index);

/// The index as an indented list for people. Problems are not in it; they go to standard error.
QString inspectText(const StudyIndex& index);

}  // namespace uptake::cli
