#pragma once

#include "core/box/label_scheme.h"

#include <QByteArray>

namespace uptake {

/// A class scheme as JSON, UTF-8:
///
///     {"format": "uptake-class-scheme", "version": 1, "name": "Lung-PET-CT-Dx",
///      "classes": [
///        {"name": "A",
///         "full_name": "Adenocarcinoma",                                    optional
///         "colour": "#ff5c5c",
///         "key": "A",                                                        optional
///         "snomed": {"code": "254626006", "meaning": "Adenocarcinoma of lung"}}]}   optional
QByteArray labelSchemeJson(const LabelScheme& scheme);

/// FileUnreadable when it is no such text, NotSupported when its version is later, Inconsistent when the
/// classes violate a rule of LabelScheme. `path` is used in messages only.
Result<LabelScheme> parseLabelScheme(const QByteArray& json, const QString& path = {});

Result<LabelScheme> readLabelScheme(const QString& path);
/// Writes the file completely or not at all.
Result<void> writeLabelScheme(const QString& path, const LabelScheme& scheme);

}  // namespace uptake
