#pragma once

#include <QByteArray>
#include <QString>

namespace uptake {

/// The longest text of a file (a name, a description, a label) that is taken whole, in UTF-16 units. DICOM's
/// own limits for names are at most a fifth of it.
inline constexpr qsizetype kLongestForeignText = 1024;

/// The text, or of a longer one its beginning with a digest of the whole, so that different texts stay
/// different.
QString boundedText(const QString& text);

/// The text in one line: line ends and tabs become spaces; other control characters and those that turn the
/// direction of text around are left out.
QString oneLine(const QString& text);

/// UTF-8 for a terminal or a pipe. Control characters, which a terminal may take for commands, are left out,
/// but for line ends and tabs.
QByteArray withoutControls(const QByteArray& utf8);

}  // namespace uptake
