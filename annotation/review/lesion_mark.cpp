#include "annotation/review/lesion_mark.h"

#include "core/mask/label_runs.h"

#include <QCryptographicHash>
#include <QFileInfo>

namespace uptake {

namespace {

void add(QCryptographicHash& hash, std::ptrdiff_t number) {
  hash.addData(QByteArray::number(static_cast<qlonglong>(number)) + ' ');
}

}  // namespace

std::optional<ReviewLesion> reviewLesionOf(const CaseDocument& document, MaskId id, Label number) {
  const MaskLayer* mask = document.mask(id);
  // What a model predicted is not what a reader says.
  const Segment* segment = mask && !mask->prediction ? mask->segment(number) : nullptr;
  if (!segment) return std::nullopt;
  const QString file = mask->provenance.file.isEmpty() ? mask->provenance.predecessorUid
                                                       : QFileInfo(mask->provenance.file).fileName();
  QCryptographicHash hash(QCryptographicHash::Sha256);
  for (int axis = 0; axis < 3; ++axis) add(hash, mask->labels.grid().size()[axis]);
  const IndexBox extent = mask->labels.extent(number);
  for (int k = extent.first.z(); k <= extent.last.z(); ++k) {
    const std::ptrdiff_t slice = mask->labels.grid().offset(0, 0, k);
    forEachLabelRun(mask->labels.slice(k), [&](std::ptrdiff_t first, std::ptrdiff_t length, Label label) {
      if (label != number) return;
      add(hash, slice + first);
      add(hash, length);
    });
  }
  return ReviewLesion{QStringLiteral("%1#%2").arg(file.isEmpty() ? mask->name : file).arg(number),
                      segment->label, hash.result().toHex()};
}

std::optional<ReviewLesion> reviewLesionOf(const CaseDocument& document, BoxId id) {
  const BoxLesion* lesion = document.lesionOf(id);
  if (!lesion) return std::nullopt;
  QCryptographicHash hash(QCryptographicHash::Sha256);
  QString key;
  for (const BoxId each : lesion->boxes) {
    const Box& box = *document.box(each);
    const QString place = QStringLiteral("%1:%2,%3,%4,%5")
                              .arg(box.sopInstanceUid)
                              .arg(box.rect.xmin)
                              .arg(box.rect.ymin)
                              .arg(box.rect.xmax)
                              .arg(box.rect.ymax);
    if (key.isEmpty()) key = place;
    hash.addData((place + QLatin1Char(' ') + box.className + QLatin1Char('\n')).toUtf8());
  }
  return ReviewLesion{key, lesion->className, hash.result().toHex()};
}

int lesionCount(const CaseDocument& document) {
  int count = static_cast<int>(document.boxLesions().size());
  for (const auto& mask : document.masks()) {
    if (mask->prediction) continue;
    for (const Segment& segment : mask->segments)
      if (mask->labels.count(segment.number) > 0) ++count;
  }
  return count;
}

}  // namespace uptake
