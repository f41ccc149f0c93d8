#include "core/mask/placed_labels.h"

#include "core/geometry/lattice_map.h"

#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelImage)
};

/// The labels in use, and how many voxels with one have their centre outside of `target`.
void takeCensus(const LabelMap& labels, const ImageGrid& target, Placement& placed) {
  const ImageGrid& grid = labels.grid();
  for (int k = 0; k < grid.size().z(); ++k)
    for (const LabelRun& run : labels.runs(k)) {
      placed.before.insert(run.label);
      Eigen::Vector3d index = grid.indexOf(run.first).cast<double>();
      for (std::int32_t n = 0; n < run.length; ++n, ++index.x())
        if (!target.contains(target.nearestVoxel(grid.toPatient(index)))) ++placed.outside;
    }
}

}  // namespace

Result<PlacedLabels> placeLabels(const LabelMap& labels, const ImageGrid& grid, JobControl& control) {
  Result<LabelMap> there = resampleLabels(labels, grid, control);
  if (!there) return there.error();
  PlacedLabels placed{there.take(), {}};
  Placement& placement = placed.placement;
  placement.isResampled = !LatticeMap::find(grid, labels.grid());
  takeCensus(labels, grid, placement);
  for (const Label label : placement.before)
    if (placed.labels.count(label) == 0) placement.lost.insert(label);
  return placed;
}

QString gridText(const ImageGrid& grid) {
  const auto numbers = [](const Eigen::Vector3d& v) {
    return QStringLiteral("(%1, %2, %3)").arg(v.x(), 0, 'f', 3).arg(v.y(), 0, 'f', 3).arg(v.z(), 0, 'f', 3);
  };
  return Texts::tr("%1 × %2 × %3 voxels of %4 mm from %5 to %6 mm")
      .arg(grid.size().x())
      .arg(grid.size().y())
      .arg(grid.size().z())
      .arg(numbers(grid.spacing()), numbers(grid.origin()),
           numbers(grid.toPatient(grid.bounds().last.cast<double>())));
}

QStringList Placement::warnings(const ImageGrid& from, const ImageGrid& to) const {
  QStringList warnings;
  if (isResampled)
    warnings.append(
        Texts::tr("The mask lies on another grid and was resampled (nearest voxel): it has %1; the "
                  "image has %2 (LPS).")
            .arg(gridText(from), gridText(to)));
  QStringList labels;
  for (const Label label : lost) labels.append(QString::number(label));
  if (!labels.isEmpty())
    warnings.append(
        Texts::tr("Nothing is left of the label(s) %1 on the image.").arg(labels.join(QStringLiteral(", "))));
  if (outside > 0)
    warnings.append(
        Texts::tr("Labelled voxels of the mask that lie outside the image and are lost: %1.").arg(outside));
  return warnings;
}

}  // namespace uptake
