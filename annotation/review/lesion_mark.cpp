#include "annotation/review/lesion_mark.h"

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
  const std::ptrdiff_t perSlice = mask->labels.grid().sliceVoxelCount();
  // As marks have always been made: runs that continue each other from row to row of a slice count as one.
  std::ptrdiff_t begin = 0;
  std::ptrdiff_t end = 0;
  const auto addStretch = [&] {
    if (begin == end) return;
    add(hash, begin);
    add(hash, end - begin);
  };
  for (int k = 0; k < mask->labels.grid().size().z(); ++k)
    for (const LabelRun& run : mask->labels.runs(k)) {
      if (run.label != number) continue;
      if (run.first != end || run.first % perSlice == 0) {
        addStretch();
        begin = run.first;
      }
      end = run.end();
    }
  addStretch();
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
