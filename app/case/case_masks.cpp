#include "app/case/case_controller.h"
#include "io/masks/label_image.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

// The part of CaseController that takes masks from label images and writes them.

namespace uptake {

namespace {

/// An image that a mask may be put on.
struct Target {
  ImageGrid grid;
  SeriesSource source;
};

using Layers = std::vector<std::unique_ptr<MaskLayer>>;

/// Segments that overlap come as further masks.
Result<std::shared_ptr<Layers>> importOnto(const std::vector<Target>& targets, const QString& file,
                                           JobControl& control) {
  std::vector<ImageGrid> grids;
  for (const Target& target : targets) grids.push_back(target.grid);
  const auto own = findLabelImageGrid(file, grids);
  if (!own) return own.error();
  const Target& target = targets[own->value_or(0)];
  Result<LabelImage> image = readLabelImage(file, target.grid, control);
  if (!image) return image.error();
  auto layers = std::make_shared<Layers>(labelImageLayers(image.take(), file, target.source));
  const QStringList warnings = layers->front()->warnings;
  std::erase_if(*layers, [](const auto& layer) { return layer->segments.empty(); });
  if (layers->empty())
    return Error{ErrorKind::Inconsistent,
                 QCoreApplication::translate("uptake::CaseController", "The mask holds no label."), file};
  layers->front()->warnings = warnings;
  return layers;
}

}  // namespace

void CaseController::importMask(const QString& file) {
  if (sliceTable()) {
    Q_EMIT said(tr("A table of slices has its own mask, and no place in a patient for another: %1 was not "
                   "imported.")
                    .arg(file));
    return;
  }
  std::vector<Target> targets;
  // A mask on neither grid goes to the first of these: lesions are drawn on the PET where there is one.
  for (const auto& image : {document_.pet(), document_.ct()})
    if (image) targets.push_back({image->grid(), image->source()});
  if (targets.empty()) {
    Q_EMIT said(tr("Open a study first: a mask lies on the voxels of its CT or PET."));
    return;
  }
  if (maskJob_.isRunning()) {
    waitingMasks_.append(file);
    return;
  }
  maskJob_.start<std::shared_ptr<Layers>>(
      [targets = std::move(targets), file](JobControl& control) {
        return importOnto(targets, file, control);
      },
      [this, file](Result<std::shared_ptr<Layers>> imported) {
        importNextMask();
        if (!imported) {
          addProblems({{file, imported.error().message}});
          Q_EMIT refused(tr("The mask was not imported"), {imported.error().text()});
          return;
        }
        for (std::unique_ptr<MaskLayer>& mask : **imported) {
          const QString base = mask->name;
          const auto isTaken = [this](const QString& name) {
            return std::ranges::any_of(document_.masks(),
                                       [&](const auto& each) { return each->name == name; });
          };
          for (int number = 2; isTaken(mask->name); ++number)
            mask->name = QStringLiteral("%1 %2").arg(base).arg(number);
          std::vector<FileProblem> problems;
          for (const QString& warning : mask->warnings) problems.push_back({file, warning});
          addProblems(problems);
          const QString image =
              mask->source.modality == QLatin1String("PT") ? tr("PET") : mask->source.modality;
          Q_EMIT said(problems.empty() ? tr("The mask %1 was imported onto the %2.").arg(mask->name, image)
                                       : tr("The mask %1 was imported onto the %2: %3")
                                             .arg(mask->name, image, problems.front().reason));
          const MaskId id = CaseEditor(toolContext()).importMask(std::move(mask));
          Q_EMIT maskImported(id);
        }
      });
}

void CaseController::importNextMask() {
  // Later: the job that calls this has not ended yet.
  if (waitingMasks_.isEmpty()) return;
  QMetaObject::invokeMethod(
      this,
      [this] {
        if (!waitingMasks_.isEmpty() && !maskJob_.isRunning()) importMask(waitingMasks_.takeFirst());
      },
      Qt::QueuedConnection);
}

void CaseController::exportMask(MaskId id, const QString& file) {
  const MaskLayer* mask = document_.mask(id);
  if (!mask) return;
  const QString path = QFileInfo(file).absoluteFilePath();
  if (AnnotationFolder(path).isInside(index_.roots)) {
    Q_EMIT said(tr("The mask was not exported: the opened folder is never written to. Choose another one."));
    return;
  }
  if (maskJob_.isRunning()) {
    Q_EMIT said(tr("Another mask is still being read or written; try again in a moment."));
    return;
  }
  maskJob_.start<QString>(
      [snapshot = mask->labels.snapshot(), path](JobControl&) -> Result<QString> {
        const Result<LabelMap> labels = snapshot.toMap();
        if (!labels) return labels.error();
        const auto written = writeLabelImage(*labels, path);
        if (!written) return written.error();
        return path;
      },
      [this, name = mask->name](Result<QString> written) {
        importNextMask();
        if (written) {
          Q_EMIT said(tr("The mask %1 was exported to %2.").arg(name, *written));
          Q_EMIT maskExported(*written);
        } else {
          Q_EMIT said(tr("The mask was not exported: %1").arg(written.error().text()));
        }
      });
}

}  // namespace uptake
