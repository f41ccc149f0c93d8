#pragma once

#include "core/box/box_link.h"
#include "core/document/case_document.h"

#include <QCryptographicHash>
#include <QStringList>

#include <span>

namespace uptake::test {

/// Everything of a case that a person sees, without the ids, which differ between sessions, and without the
/// order in which boxes and measurements were drawn.
inline QByteArray contentOf(const CaseDocument& document) {
  QStringList marks;
  for (const auto& [id, box] : document.boxes())
    marks.append(QStringLiteral("%1 %2 %3 %4 %5 %6 %7 %8 %9")
                     .arg(box.sopInstanceUid, box.className)
                     .arg(box.rect.xmin)
                     .arg(box.rect.ymin)
                     .arg(box.rect.xmax)
                     .arg(box.rect.ymax)
                     .arg(box.truncated)
                     .arg(box.difficult)
                     .arg(box.fileObject));
  for (const auto& [id, measurement] : document.measurements()) {
    QString text = QStringLiteral("m %1 %2").arg(static_cast<int>(measurement.kind)).arg(measurement.name);
    for (const Point& point : measurement.points)
      text += QStringLiteral(" %1 %2 %3")
                  .arg(point.x(), 0, 'g', 17)
                  .arg(point.y(), 0, 'g', 17)
                  .arg(point.z(), 0, 'g', 17);
    marks.append(text);
  }
  for (const BoxLink& link : linksOf(document.boxes(), document.boxTies())) {
    // Which end comes first depends on ids.
    QStringList ends;
    for (const BoxLink::End* end : {&link.first, &link.second})
      ends.append(QStringLiteral("%1 %2 %3 %4")
                      .arg(end->sopInstanceUid, end->className)
                      .arg(end->rect.xmin)
                      .arg(end->rect.ymax));
    ends.sort();
    marks.append(QStringLiteral("tie %1 ").arg(static_cast<int>(link.tie)) + ends.join(QLatin1Char(' ')));
  }
  if (!document.sliceClasses().isEmpty())
    marks.append(QStringLiteral("classes ") + document.sliceClasses().join(QLatin1Char(' ')));
  marks.sort();
  QByteArray bytes = marks.join(QLatin1Char('\n')).toUtf8();
  for (const auto& mask : document.masks()) {
    bytes += mask->name.toUtf8();
    for (const Segment& segment : mask->segments)
      bytes += QStringLiteral("|%1 %2 %3 %4 %5 %6")
                   .arg(segment.number)
                   .arg(segment.label, segment.algorithmName)
                   .arg(segment.colour.red)
                   .arg(segment.colour.green)
                   .arg(static_cast<int>(segment.algorithm))
                   .toUtf8();
    const std::vector<Label> labels = mask->labels.allVoxels();
    const auto voxels = std::as_bytes(std::span(labels));
    bytes += QCryptographicHash::hash(QByteArrayView(voxels.data(), static_cast<qsizetype>(voxels.size())),
                                      QCryptographicHash::Sha1);
  }
  return bytes;
}

}  // namespace uptake::test
