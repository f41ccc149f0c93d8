#include "app/session/lesions/image_names.h"

#include <QCoreApplication>

#include <algorithm>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::ImageNames)
};

}  // namespace

QString imageName(const CaseDocument& document, BoxId id) {
  const Box* box = document.box(id);
  const auto place = box ? document.imageStacks().find(box->sopInstanceUid) : std::nullopt;
  if (!place) return Texts::tr("Im ?");
  return Texts::tr("Im %1").arg(document.imageStacks().at(*place).grid.sliceNumber(place->slice));
}

QString imageRange(const CaseDocument& document, const BoxLesion& lesion) {
  if (lesion.stack < 0 || lesion.firstSlice == lesion.lastSlice)
    return imageName(document, lesion.boxes.front());
  const ImageGrid& grid = document.imageStacks().all()[static_cast<std::size_t>(lesion.stack)].grid;
  const auto [low, high] =
      std::minmax({grid.sliceNumber(lesion.firstSlice), grid.sliceNumber(lesion.lastSlice)});
  return Texts::tr("Im %1–%2").arg(low).arg(high);
}

}  // namespace uptake
