#pragma once

#include <QString>

class QUuid;

namespace uptake {

/// "2.25." and the 128 bits as a decimal number (DICOM PS3.5 B.2).
QString uidOf(const QUuid& uuid);

/// A new UID from a random UUID.
QString newUid();

}  // namespace uptake
