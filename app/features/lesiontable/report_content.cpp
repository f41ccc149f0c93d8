#include "app/features/lesiontable/report_content.h"

#include <QCoreApplication>
#include <QMarginsF>
#include <QPageLayout>
#include <QPdfWriter>
#include <QSaveFile>
#include <QTextDocument>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LesionReport)
};

constexpr int kPicturesInARow = 4;

// Black on white, for paper and for screens; what QTextDocument knows of CSS.
const char* const kStyle = R"(
body { font-family: sans-serif; font-size: 9pt; color: #1c1e22; background: #ffffff; }
h1 { font-size: 15pt; margin-bottom: 4px; }
h2 { font-size: 11pt; margin-top: 14px; margin-bottom: 4px; }
p { margin-top: 2px; margin-bottom: 4px; }
table { margin-bottom: 10px; }
td, th { padding: 2px 4px; vertical-align: top; }
th { text-align: right; border-bottom: 1px solid #888; font-weight: bold; }
.numbers td, .numbers th { white-space: nowrap; font-size: 7pt; }
.numbers td.name { white-space: normal; }
.quiet { color: #5c6068; }
)";
// What paper needs: no heading at the foot of a page without what it heads.
const char* const kPaperStyle = "h2.definitions { page-break-before: always; }";
// What only browsers know.
const char* const kScreenStyle = R"(
body { max-width: 1150px; margin: 24px auto; padding: 0 16px; }
table { border-collapse: collapse; }
.numbers td, .numbers th { font-size: 9pt; padding: 2px 7px; }
.numbers td { border-bottom: 1px solid #e2e3e6; font-variant-numeric: tabular-nums; }
.all td { font-weight: bold; border-top: 1px solid #888; }
img { border: 1px solid #d0d2d6; }
@media print { body { margin: 0; max-width: none; } h2, td { break-after: avoid; } }
)";

QString lines(const std::vector<ReportLine>& all) {
  QString html = QStringLiteral("<table>");
  for (const ReportLine& line : all)
    html += QStringLiteral("<tr><td class=\"quiet\">%1</td><td>%2</td></tr>")
                .arg(line.name.toHtmlEscaped(), line.value.toHtmlEscaped());
  return html + QStringLiteral("</table>");
}

QString numbers(const ReportContent& content) {
  QString html = QStringLiteral("<table class=\"numbers\" cellspacing=\"0\"><thead><tr>");
  for (qsizetype column = 0; column < content.columns.size(); ++column)
    html += QStringLiteral("<th align=\"%1\">%2</th>")
                .arg(column == 0 ? QStringLiteral("left") : QStringLiteral("right"),
                     content.columns[column].toHtmlEscaped());
  html += QStringLiteral("</tr></thead><tbody>");
  for (std::size_t row = 0; row < content.rows.size(); ++row) {
    const bool isAll = row + 1 == content.rows.size();
    html += isAll ? QStringLiteral("<tr class=\"all\">") : QStringLiteral("<tr>");
    for (qsizetype column = 0; column < content.rows[row].size(); ++column) {
      const QString text = content.rows[row][column].toHtmlEscaped();
      html += QStringLiteral("<td %1>%2</td>")
                  .arg(column == 0 ? QStringLiteral("class=\"name\" align=\"left\"")
                                   : QStringLiteral("align=\"right\""),
                       isAll ? QStringLiteral("<b>%1</b>").arg(text) : text);
    }
    html += QStringLiteral("</tr>");
  }
  return html + QStringLiteral("</tbody></table>");
}

QString pictures(const ReportContent& content) {
  QString html = QStringLiteral("<table>");
  for (std::size_t n = 0; n < content.pictures.size(); ++n) {
    if (n % kPicturesInARow == 0) html += QStringLiteral("<tr>");
    const ReportPicture& picture = content.pictures[n];
    QStringList text{QStringLiteral("<b>%1</b>").arg(picture.title.toHtmlEscaped())};
    for (const QString& line : picture.lines) text.append(line.toHtmlEscaped());
    html += QStringLiteral(
                "<td width=\"25%\"><img src=\"%1\" width=\"232\" height=\"232\" alt=\"%2\"><br>%3</td>")
                .arg(QStringLiteral("data:image/png;base64,") + QString::fromLatin1(picture.png.toBase64()),
                     picture.title.toHtmlEscaped(), text.join(QStringLiteral("<br>")));
    if (n % kPicturesInARow == kPicturesInARow - 1 || n + 1 == content.pictures.size())
      html += QStringLiteral("</tr>");
  }
  return html + QStringLiteral("</table>");
}

QString heading(const QString& text) {
  return QStringLiteral("<h2>%1</h2>").arg(text.toHtmlEscaped());
}

QString paragraph(const QString& text) {
  return QStringLiteral("<p class=\"quiet\">%1</p>").arg(text.toHtmlEscaped());
}

QString document(const ReportContent& content, const char* moreStyle) {
  QString html = QStringLiteral(
                     "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>%1</title><style>%2%3"
                     "</style></head><body>")
                     .arg(content.title.toHtmlEscaped(), QLatin1String(kStyle), QLatin1String(moreStyle));
  html += QStringLiteral("<h1>%1</h1>").arg(content.title.toHtmlEscaped()) + lines(content.about);
  html += heading(Texts::tr("Lesions")) + numbers(content);
  for (const QString& remark : content.remarks) html += paragraph(remark);
  if (!content.pictures.empty())
    html += heading(Texts::tr("Pictures")) + paragraph(content.pictureNote) + pictures(content);
  html += QStringLiteral("<h2 class=\"definitions\">%1</h2>")
              .arg(Texts::tr("What the numbers are").toHtmlEscaped()) +
          lines(content.definitions);
  if (!content.evidence.empty())
    html += heading(Texts::tr("What the SUV rests on")) + lines(content.evidence);
  return html + paragraph(content.footer) + QStringLiteral("</body></html>\n");
}

}  // namespace

QByteArray reportHtml(const ReportContent& content) {
  return document(content, kScreenStyle).toUtf8();
}

Result<void> writeReportPdf(const ReportContent& content, const QString& file) {
  QSaveFile target(file);
  if (!target.open(QIODevice::WriteOnly)) return Error{ErrorKind::FileUnreadable, target.errorString(), file};
  {
    QPdfWriter writer(&target);
    writer.setTitle(content.title);
    writer.setCreator(content.footer);
    writer.setPageLayout(
        {QPageSize(QPageSize::A4), QPageLayout::Landscape, QMarginsF(0, 0, 0, 0), QPageLayout::Millimeter});
    // It leaves 2 cm on every side by itself, and numbers the pages.
    QTextDocument text;
    text.setDocumentMargin(0);
    text.setHtml(document(content, kPaperStyle));
    text.print(&writer);
  }
  if (!target.flush() || !target.commit())
    return Error{ErrorKind::FileUnreadable, target.errorString(), file};
  return {};
}

}  // namespace uptake
