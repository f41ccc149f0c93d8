#pragma once

#include <QByteArray>
#include <QString>

namespace uptake::dicom {

/// Text of a dataset as Unicode. `characterSet` is SpecificCharacterSet (0008,0005) as the file states it,
/// all values with backslashes (PS3.3 C.12.1.1.2); empty means ASCII. Bytes that the stated set does not
/// explain are read as Latin 1, so that nothing is lost.
QString decodeText(const QByteArray& bytes, const QByteArray& characterSet);

}  // namespace uptake::dicom
