#pragma once

#include <QByteArray>
#include <QString>

namespace uptake::dicom {

/// Text of a dataset as Unicode, in one line without control characters (see oneLine()). `characterSet` is
/// SpecificCharacterSet (0008,0005) as the file states it, all values with backslashes (PS3.3 C.12.1.1.2);
/// empty means ASCII. Common wrong declarations are understood: misspelt terms ("ISO IR 192", "UTF-8"), and
/// UTF-8 or GBK where no set or Latin 1 is stated. Other bytes that are invalid in the stated set are read as
/// Windows-1252, which agrees with Latin 1 in all printable characters.
QString decodeText(const QByteArray& bytes, const QByteArray& characterSet);

}  // namespace uptake::dicom
