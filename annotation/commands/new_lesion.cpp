#include "annotation/commands/new_lesion.h"

#include "core/mask/lesion_colours.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace uptake {

namespace {

struct LesionTexts {
  Q_DECLARE_TR_FUNCTIONS(uptake::CaseEditor)
};

struct MaskTexts {
  Q_DECLARE_TR_FUNCTIONS(uptake::AnnotationPanel)
};

}  // namespace

std::vector<Rgb> coloursOf(const CaseDocument& document) {
  std::vector<Rgb> colours;
  for (const auto& mask : document.masks())
    for (const Segment& segment : mask->segments) colours.push_back(segment.colour);
  return colours;
}

Segment newLesion(const CaseDocument& document, Label number) {
  Segment segment;
  segment.number = number;
  segment.label = LesionTexts::tr("Lesion %1").arg(number);
  segment.colour = freeLesionColour(number, coloursOf(document));
  return segment;
}

Label freeLesionNumber(const std::vector<Segment>& segments) {
  if (segments.empty()) return 1;
  if (segments.back().number < std::numeric_limits<Label>::max())
    return static_cast<Label>(segments.back().number + 1);
  Label number = 1;
  for (const Segment& segment : segments) {
    if (segment.number != number) return number;
    ++number;  // wraps to 0 behind the last: all taken
  }
  return number;
}

QString newMaskName(const CaseDocument& document, ImageKind image) {
  const auto& beneath = document.ct();
  const QString base = image == ImageKind::Pet ? MaskTexts::tr("PET mask")
                       : beneath && beneath->unit() != ValueUnit::Hounsfield
                           ? MaskTexts::tr("%1 mask").arg(beneath->source().modality)
                           : MaskTexts::tr("CT mask");
  QString name = base;
  const auto isTaken = [&](const auto& mask) { return mask->name == name; };
  for (int number = 2; std::ranges::any_of(document.masks(), isTaken); ++number)
    name = QStringLiteral("%1 %2").arg(base).arg(number);
  return name;
}

QString noPlaceForMasks() {
  return MaskTexts::tr(
      "Masks need a place in space, and this series states none: its images are single pictures. Draw boxes "
      "on "
      "them.");
}

Result<std::unique_ptr<MaskLayer>> newMask(const QString& name, const Volume& image, const Segment& lesion) {
  if (image.source().isPlaceless) return Error{ErrorKind::NotSupported, noPlaceForMasks(), {}};
  Result<LabelMap> labels = LabelMap::create(image.grid());
  if (!labels) return labels.error();
  return std::unique_ptr<MaskLayer>(
      new MaskLayer{MaskId::None, name, labels.take(), {lesion}, image.source(), {}, {}});
}

}  // namespace uptake
