#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace uptake {

/// A field of a CSV row (RFC 4180).
QByteArray csvField(const QString& text);
/// The shortest digits that give the same number back, with a point whatever the locale; empty when it is
/// undefined.
QByteArray csvNumber(const std::optional<double>& number);

}  // namespace uptake
