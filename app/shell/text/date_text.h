#pragma once

#include <QString>

namespace uptake {

/// A DICOM date ("20240131") as people of this locale write it; what is none stays as it is.
QString dateText(const QString& dicomDate);

}  // namespace uptake
