#pragma once

#include "core/error.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <vector>

namespace uptake {

struct ReportLine {
  QString name;
  QString value;
};

/// A lesion with its picture and what stands below it.
struct ReportPicture {
  QString title;
  QByteArray png;  ///< square; packed, since there may be hundreds
  QStringList lines;
};

/// What a report says, in the order in which it says it. All texts are plain.
struct ReportContent {
  QString title;
  std::vector<ReportLine> about;  ///< whose and what
  QStringList columns;
  std::vector<QStringList> rows;  ///< the last one of all lesions
  QStringList remarks;            ///< why values are undefined
  std::vector<ReportPicture> pictures;
  QString pictureNote;  ///< what the pictures show, and in which windows
  std::vector<ReportLine> definitions;
  std::vector<ReportLine> evidence;  ///< of the SUV scale
  QString footer;
};

/// One file with everything in it, pictures as PNG: HTML 5, UTF-8.
QByteArray reportHtml(const ReportContent& content);
/// A4 across. May run on any thread. FileUnreadable says why it could not be written.
Result<void> writeReportPdf(const ReportContent& content, const QString& file);

}  // namespace uptake
