#pragma once

#include "core/geometry/patient_space.h"
#include "viewer/slice/slice_view.h"

#include <QString>

#include <optional>
#include <vector>

namespace uptake {

/// How the views are arranged.
enum class Layout {
  Read,          ///< axial CT, axial fused / axial PET, MIP
  Mpr,           ///< axial, coronal / sagittal, MIP, fused; of CT alone or PET alone where there is only one
  ThreeByThree,  ///< rows CT, PET, fused by columns axial, coronal, sagittal; the MIP at full height
  CtOnly,        ///< axial large, coronal, sagittal
  PetOnly,       ///< axial and sagittal, coronal, MIP
  Compare,       ///< one plane three times: mask A, mask B, their difference
  Teaching,      ///< axial CT in the lung window, and in the mediastinal window
  Volume,        ///< the case in three dimensions, and its three planes beside it
};

/// What there is to arrange.
struct Images {
  bool ct = false;
  bool pet = false;
  bool table = false;      ///< the CT's slices have no place (a table, pictures): no planes but their own
  bool hounsfield = true;  ///< the CT is one; else another image is shown in its place
  bool any() const { return ct || pet; }
  bool operator==(const Images&) const = default;
};

/// All layouts, in the order in which they are offered.
const std::vector<Layout>& allLayouts();
/// Stable, for settings, actions and the command line: "read", "mpr", "three-by-three", "ct", "pet",
/// "compare", "teaching", "volume".
QString layoutId(Layout layout);
std::optional<Layout> layoutWithId(const QString& id);
/// Translated, for menus.
QString layoutName(Layout layout);
/// Why it cannot be shown with these images; empty when it can.
QString layoutRefusal(Layout layout, const Images& images);
/// The one to begin with: Read with CT and PET, CT or PET only with one of them.
Layout firstLayout(const Images& images);

/// What a view is for, where that is more than its content and plane.
enum class ViewRole { Plain, LungWindow, MediastinumWindow, MaskA, MaskB, MaskDifference };

/// One place of a layout.
struct ViewPlace {
  bool isMip = false;
  bool isVolume = false;  ///< three-dimensional
  SliceContent content = SliceContent::Ct;
  PlaneOrientation orientation = PlaneOrientation::Axial;
  ViewRole role = ViewRole::Plain;
};

/// The places of a layout, column by column, and the columns' relative widths.
struct LayoutPlan {
  std::vector<std::vector<ViewPlace>> columns;
  std::vector<int> widths;
};
/// `comparePlane` is the plane of Compare.
LayoutPlan planOf(Layout layout, const Images& images, PlaneOrientation comparePlane);
/// The same with a three-dimensional view: in the place of the MIP, or else as one more column.
LayoutPlan withVolume(LayoutPlan plan);

}  // namespace uptake
