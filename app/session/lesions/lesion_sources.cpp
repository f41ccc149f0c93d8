#include "app/session/lesions/lesion_sources.h"

#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LesionPanel)
};

}  // namespace

std::vector<NamedLesionSource> lesionSources(const Session& session, const CaseDocument& document) {
  std::vector<NamedLesionSource> sources;
  for (const auto& mask : document.masks()) sources.push_back({{mask->id, -1, {}}, mask->name});
  std::map<int, BoxId> stacks;  // with one of its boxes
  for (const BoxLesion& lesion : document.boxLesions())
    if (lesion.stack >= 0) stacks.try_emplace(lesion.stack, lesion.boxes.front());
  for (const auto& [stack, box] : stacks) {
    const int series = session.openCase().seriesOf(document.box(box)->sopInstanceUid);
    SeriesSource about;
    if (series >= 0) about = session.openCase().study()->series[static_cast<std::size_t>(series)].source;
    const QString modality = about.modality == QLatin1String("PT") ? Texts::tr("PET") : about.modality;
    sources.push_back({{MaskId::None, stack, about.frameOfReferenceUid},
                       Texts::tr("Boxes on %1 %2").arg(modality, about.seriesDescription).simplified()});
  }
  return sources;
}

LesionSource selectedLesionSource(const Selection& selection, const CaseDocument& document,
                                  const std::vector<NamedLesionSource>& sources) {
  const BoxLesion* boxes = selection.box() == BoxId::None ? nullptr : document.lesionOf(selection.box());
  for (const NamedLesionSource& each : sources) {
    if (boxes ? each.source.isBoxes() && each.source.stack == boxes->stack
              : each.source.isMask() && each.source.mask == selection.mask())
      return each.source;
  }
  return {};
}

}  // namespace uptake
