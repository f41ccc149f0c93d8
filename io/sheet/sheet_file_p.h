#pragma once

#include "io/sheet/sheet_file.h"

#include <optional>

namespace uptake::in_process {

/// In this process; see uptake::readSheet().
Result<std::vector<QStringList>> readSheet(const QString& file);

inline constexpr qint64 kLargestSheetPart = 64 * 1024 * 1024;
inline constexpr qsizetype kMostSheetFields = 4'000'000;

}  // namespace uptake::in_process

namespace uptake::sheet {

/// The bytes of a member of a zip archive, unpacked; std::nullopt when there is none of that name. At most
/// `largest`, whatever the archive says of its size: NotSupported beyond.
Result<std::optional<QByteArray>> readZipMember(const QString& file, const QString& name, qint64 largest);

/// A date, a time or both of a serial number of a spreadsheet: ISO, or empty when it is none. Days are
/// counted from 1900-01-01 as 1, with a 29 February 1900 that never was, or from 1904-01-01 as 0.
QString dateOfSerial(double serial, bool from1904);

/// Whether a number format shows a date or a time of day ("yyyy-mm-dd", "h:mm"), and no elapsed time
/// ("[h]:mm"), which is a number.
bool isDateFormat(const QString& code);
/// The same of the formats that every workbook has.
bool isBuiltInDateFormat(int id);

}  // namespace uptake::sheet
