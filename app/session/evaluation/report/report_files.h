#pragma once

#include "app/session/evaluation/report/report_content.h"
#include "core/error.h"

#include <QByteArray>
#include <QString>

namespace uptake::evaluation {

/// A page that holds all it needs: it opens without a network, in light and dark, and prints.
QByteArray reportPage(const ReportContent& content);

/// Writes the page, completely or not at all.
Result<void> writeReportPage(const ReportContent& content, const QString& file);

/// Writes into a folder, which is made where it is not there: cases.csv (cases, lesions and summary, as
/// evaluationCsv()), summary.csv (a row for all cases and for each diagnosis), detection.csv (a row for each
/// size), each plot as NAME.svg, and the pictures as worst-01.png … and false-alarm-01.png … with
/// pictures.csv saying which case each is.
Result<void> writeReportFiles(const ReportContent& content, const QString& folder);

/// Where a report's finished cases are kept unless told: "OUT.finished.jsonl" for OUT.html.
QString finishedCasesBeside(const QString& report);

}  // namespace uptake::evaluation
