#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace uptake {

/// Whether the file name ends in .xlsx.
bool isSheetFile(const QString& file);

/// The cells of the first sheet of a workbook (.xlsx, Office Open XML, ECMA-376): rows of texts as parseCsv()
/// gives them, trimmed, without rows that are empty. Numbers have the shortest digits that give them back,
/// and a point; dates and times, told by the number format of their cells, are ISO ("2026-01-31",
/// "2026-01-31T12:30:00", "12:30:00"); truth values are TRUE and FALSE. Nothing is calculated: a formula's
/// cell has the value that was stored with it, or is empty.
///
/// Parsed in a reader process. FileUnreadable when it is no zip archive or damaged; NotSupported beyond 64
/// MiB, also of a part of it once that is unpacked, with more than 4 million fields, encrypted, or with a
/// document type; Inconsistent when a part is missing or not what it should be.
Result<std::vector<QStringList>> readSheet(const QString& file, const JobControl& control);

}  // namespace uptake
