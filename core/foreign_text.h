#pragma once

#include <QByteArray>
#include <QString>

namespace uptake {

/// Texts of files from outside (names, descriptions, labels) are as long as their makers want. The longest
/// that is taken whole, in UTF-16 units; names of the standard have at most a fifth of it.
inline constexpr qsizetype kLongestForeignText = 1024;

/// The text, or its beginning with a digest of the whole: still another one for each other text.
QString boundedText(const QString& text);

/// The text in one line: line ends and tabs become spaces; other control characters and those that turn the
/// direction of text around are left out.
QString oneLine(const QString& text);

/// UTF-8 for a terminal or a pipe without characters that a terminal takes for orders: of the control
/// characters only line ends and tabs are left.
QByteArray withoutControls(const QByteArray& utf8);

}  // namespace uptake
