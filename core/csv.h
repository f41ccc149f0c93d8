#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QString>

#include <optional>

namespace uptake {

/// A field of a CSV row (RFC 4180). Control characters but for line ends become blanks. A text that a
/// spreadsheet would take for a formula with functions, names or commands in it ("=cmd|…") begins with an
/// apostrophe, which such programs take for "this is text"; what only looks like sums ("=1+1", "-5") stays as
/// it is.
QByteArray csvField(const QString& text);
/// The shortest digits that give the same number back, with a point whatever the locale; empty when it is
/// undefined.
QByteArray csvNumber(const std::optional<double>& number);
/// Fields with commas between, and the line's end.
QByteArray csvRow(const QByteArrayList& fields);

}  // namespace uptake
