#include "annotation/commands/taken_voxels.h"

#include "annotation/commands/edit_command.h"

#include <QCoreApplication>

#include <map>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::VoxelGesture)
};

}  // namespace

QString takenText(const MaskLayer& layer, const std::vector<LabelEdit>& runs) {
  std::map<Label, std::ptrdiff_t> taken;
  for (const LabelEdit& run : runs)
    if (run.before != 0 && run.after != 0) taken[run.before] += run.length;
  QStringList parts;
  for (const auto& [label, voxels] : taken) {
    const Segment* segment = layer.segment(label);
    const double ml = static_cast<double>(voxels) * layer.labels.grid().voxelVolume().value;
    const int decimals = ml < 0.1 ? 3 : ml < 10.0 ? 2 : 1;
    parts.append(Texts::tr("%1 ml of %2")
                     .arg(QString::number(ml, 'f', decimals),
                          segment ? menuName(segment->label) : QString::number(label)));
  }
  return parts.join(QStringLiteral(", "));
}

QString takenSentence(const MaskLayer& layer, const std::vector<LabelEdit>& runs) {
  const QString taken = takenText(layer, runs);
  return taken.isEmpty() ? QString() : Texts::tr("Taken from other lesions: %1.").arg(taken);
}

}  // namespace uptake
