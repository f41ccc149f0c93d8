#include "app/shell/views/layout.h"

#include <QCoreApplication>

#include <algorithm>

namespace uptake {

namespace {

using enum PlaneOrientation;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::ViewArea)
};

constexpr ViewPlace kMip{.isMip = true};
constexpr ViewPlace kVolume{.isVolume = true};

constexpr ViewPlace slice(SliceContent content, PlaneOrientation orientation,
                          ViewRole role = ViewRole::Plain) {
  return {.content = content, .orientation = orientation, .role = role};
}

/// The richest picture of what there is.
SliceContent bestContent(const Images& images) {
  if (images.ct && images.pet) return SliceContent::Fused;
  return images.pet ? SliceContent::Pet : SliceContent::Ct;
}

}  // namespace

const std::vector<Layout>& allLayouts() {
  static const std::vector<Layout> layouts{Layout::Read,     Layout::Mpr,     Layout::ThreeByThree,
                                           Layout::CtOnly,   Layout::PetOnly, Layout::Compare,
                                           Layout::Teaching, Layout::Volume};
  return layouts;
}

QString layoutId(Layout layout) {
  switch (layout) {
    case Layout::Read:
      return QStringLiteral("read");
    case Layout::Mpr:
      return QStringLiteral("mpr");
    case Layout::ThreeByThree:
      return QStringLiteral("three-by-three");
    case Layout::CtOnly:
      return QStringLiteral("ct");
    case Layout::PetOnly:
      return QStringLiteral("pet");
    case Layout::Compare:
      return QStringLiteral("compare");
    case Layout::Teaching:
      return QStringLiteral("teaching");
    case Layout::Volume:
      return QStringLiteral("volume");
  }
  return {};
}

std::optional<Layout> layoutWithId(const QString& id) {
  const auto found = std::ranges::find(allLayouts(), id, layoutId);
  return found == allLayouts().end() ? std::nullopt : std::optional(*found);
}

QString layoutName(Layout layout) {
  switch (layout) {
    case Layout::Read:
      return Texts::tr("&Read: CT, fused, PET, MIP");
    case Layout::Mpr:
      return Texts::tr("&MPR: axial, coronal, sagittal, MIP");
    case Layout::ThreeByThree:
      return Texts::tr("&Three by three: CT, PET, fused in three planes, MIP");
    case Layout::CtOnly:
      return Texts::tr("&CT only: axial large, coronal, sagittal");
    case Layout::PetOnly:
      return Texts::tr("&PET only: three planes, MIP");
    case Layout::Compare:
      return Texts::tr("C&ompare two masks");
    case Layout::Teaching:
      return Texts::tr("Teaching pair: &lung and mediastinal window");
    case Layout::Volume:
      return Texts::tr("3-&D: lesions, PET and CT in space, three planes");
  }
  return {};
}

QString layoutRefusal(Layout layout, const Images& images) {
  if (!images.any()) return {};
  if (images.table && layout != Layout::CtOnly && layout != Layout::Teaching)
    return Texts::tr("The images have no place in space: there are no other planes, and no PET.");
  const bool needsCt = layout == Layout::Read || layout == Layout::ThreeByThree || layout == Layout::CtOnly ||
                       layout == Layout::Teaching;
  const bool needsPet = layout == Layout::Read || layout == Layout::ThreeByThree || layout == Layout::PetOnly;
  if (needsCt && !images.ct) return Texts::tr("Needs a CT; none is shown.");
  if (layout == Layout::Teaching && !images.hounsfield)
    return Texts::tr("Needs a CT; what is shown has no Hounsfield units.");
  if (needsPet && !images.pet) return Texts::tr("Needs a PET; none is shown.");
  return {};
}

Layout firstLayout(const Images& images) {
  if (!images.any() || (images.ct && images.pet)) return Layout::Read;
  return images.ct ? Layout::CtOnly : Layout::PetOnly;
}

LayoutPlan planOf(Layout layout, const Images& images, PlaneOrientation comparePlane) {
  using enum SliceContent;
  switch (layout) {
    case Layout::Read:
      return {{{slice(Ct, Axial), slice(Pet, Axial)}, {slice(Fused, Axial), kMip}}, {1, 1}};
    case Layout::Mpr: {
      const SliceContent content = bestContent(images);
      if (!images.pet)
        return {{{slice(content, Axial)}, {slice(content, Coronal)}, {slice(content, Sagittal)}}, {1, 1, 1}};
      return {{{slice(content, Axial), slice(content, Sagittal)}, {slice(content, Coronal), kMip}}, {1, 1}};
    }
    case Layout::ThreeByThree: {
      LayoutPlan plan;
      for (const PlaneOrientation plane : {Axial, Coronal, Sagittal})
        plan.columns.push_back({slice(Ct, plane), slice(Pet, plane), slice(Fused, plane)});
      plan.columns.push_back({kMip});
      plan.widths = {3, 3, 3, 4};
      return plan;
    }
    case Layout::CtOnly:
      if (images.table) return {{{slice(Ct, Axial)}}, {1}};
      return {{{slice(Ct, Axial)}, {slice(Ct, Coronal), slice(Ct, Sagittal)}}, {2, 1}};
    case Layout::PetOnly:
      return {{{slice(Pet, Axial), slice(Pet, Sagittal)}, {slice(Pet, Coronal)}, {kMip}}, {1, 1, 1}};
    case Layout::Compare: {
      const SliceContent content = bestContent(images);
      return {{{slice(content, comparePlane, ViewRole::MaskA)},
               {slice(content, comparePlane, ViewRole::MaskB)},
               {slice(content, comparePlane, ViewRole::MaskDifference)}},
              {1, 1, 1}};
    }
    case Layout::Teaching:
      return {{{slice(Ct, Axial, ViewRole::LungWindow)}, {slice(Ct, Axial, ViewRole::MediastinumWindow)}},
              {1, 1}};
    case Layout::Volume: {
      const SliceContent content = bestContent(images);
      return {{{kVolume}, {slice(content, Axial), slice(content, Coronal), slice(content, Sagittal)}},
              {2, 1}};
    }
  }
  return {};
}

LayoutPlan withVolume(LayoutPlan plan) {
  for (std::vector<ViewPlace>& column : plan.columns)
    for (ViewPlace& place : column) {
      if (place.isVolume) return plan;
      if (!place.isMip) continue;
      place = kVolume;
      return plan;
    }
  plan.columns.push_back({kVolume});
  plan.widths.push_back(*std::ranges::max_element(plan.widths));
  return plan;
}

}  // namespace uptake
