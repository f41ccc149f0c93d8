#include "app/session/annotations/mask_files.h"

#include "annotation/case_editor.h"
#include "app/session/annotations/lidc_readings.h"
#include "io/lidc/lidc_file.h"
#include "io/masks/label_image.h"

#include <QFileInfo>

#include <utility>

namespace uptake {

namespace {

/// An image that a mask may be put on.
struct Target {
  ImageGrid grid;
  SeriesSource source;
};

using Layers = std::vector<std::unique_ptr<MaskLayer>>;

/// The readers' masks of a file of LIDC's readings, locked as those of other readers are.
Result<std::shared_ptr<Layers>> importLidc(const std::vector<Target>& targets, const QString& file,
                                           const JobControl& control) {
  std::vector<SeriesEntry> series;
  for (const Target& target : targets) {
    SeriesEntry& entry = series.emplace_back();
    entry.grid = target.grid;
    entry.source = target.source;
  }
  Result<LidcReaders> lidc = readLidcOnto(file, series, control);
  if (!lidc) return lidc.error();
  auto layers = std::make_shared<Layers>();
  for (LidcReaderMasks& each : lidc->readers)
    for (auto& mask : each.masks) {
      mask->locks.all = true;
      layers->push_back(std::move(mask));
    }
  if (layers->empty())
    return Error{ErrorKind::Inconsistent, MaskFiles::tr("No reader marked anything on this CT."), file};
  for (const FileProblem& problem : lidc->problems) layers->front()->warnings.append(problem.reason);
  return layers;
}

/// Segments that overlap come as further masks.
Result<std::shared_ptr<Layers>> importOnto(const std::vector<Target>& targets, const QString& file,
                                           JobControl& control) {
  if (isLidcFile(file)) return importLidc(targets, file, control);
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
  if (layers->empty()) return Error{ErrorKind::Inconsistent, MaskFiles::tr("The mask holds no label."), file};
  layers->front()->warnings = warnings;
  return layers;
}

}  // namespace

void MaskFiles::importMask(const QString& file) {
  if (open_.sliceTable())
    return messages_.say(
        tr("A table of slices has its own mask, and no place in a patient for another: %1 was not "
           "imported.")
            .arg(file));
  std::vector<Target> targets;
  // A mask on neither grid goes to the first of these: lesions are drawn on the PET where there is one.
  for (const auto& image : {open_.document().pet(), open_.document().ct()})
    if (image && image->source().hasPlace()) targets.push_back({image->grid(), image->source()});
  if (targets.empty())
    return messages_.say(tr("Open a study first: a mask lies on the voxels of its CT or PET."));
  if (job_.isRunning()) {
    waiting_.append(file);
    return;
  }
  job_.start<std::shared_ptr<Layers>>(
      [targets = std::move(targets), file](JobControl& control) {
        return importOnto(targets, file, control);
      },
      [this, file](Result<std::shared_ptr<Layers>> read) {
        importNext();
        if (read) return add(file, **read);
        messages_.addProblems({{file, read.error().message}});
        messages_.refuse(tr("The mask was not imported"), {read.error().text()});
      });
}

void MaskFiles::add(const QString& file, Layers& layers) {
  for (std::unique_ptr<MaskLayer>& mask : layers) {
    mask->name = open_.freeMaskName(mask->name);
    std::vector<FileProblem> problems;
    for (const QString& warning : mask->warnings) problems.push_back({file, warning});
    messages_.addProblems(problems);
    const QString image = mask->source.modality == QLatin1String("PT") ? tr("PET") : mask->source.modality;
    messages_.say(
        problems.empty()
            ? tr("The mask %1 was imported onto the %2.").arg(mask->name, image)
            : tr("The mask %1 was imported onto the %2: %3").arg(mask->name, image, problems.front().reason));
    Q_EMIT imported(CaseEditor(open_.toolContext()).importMask(std::move(mask)));
  }
}

void MaskFiles::importNext() {
  // Later: what was read is added first.
  if (waiting_.isEmpty()) return;
  QMetaObject::invokeMethod(
      this,
      [this] {
        if (!waiting_.isEmpty() && !job_.isRunning()) importMask(waiting_.takeFirst());
      },
      Qt::QueuedConnection);
}

void MaskFiles::exportMask(MaskId id, const QString& file) {
  const MaskLayer* mask = open_.document().mask(id);
  if (!mask) return;
  const QString path = QFileInfo(file).absoluteFilePath();
  if (AnnotationFolder(path).isInside(project_.index().roots))
    return messages_.say(
        tr("The mask was not exported: the opened folder is never written to. Choose another one."));
  if (job_.isRunning())
    return messages_.say(tr("Another mask is still being read or written; try again in a moment."));
  job_.start<QString>(
      [labels = mask->labels, path](JobControl&) -> Result<QString> {
        const auto written = writeLabelImage(labels, path);
        if (!written) return written.error();
        return path;
      },
      [this, name = mask->name](const Result<QString>& written) {
        importNext();
        if (!written) return messages_.say(tr("The mask was not exported: %1").arg(written.error().text()));
        messages_.say(tr("The mask %1 was exported to %2.").arg(name, *written));
        Q_EMIT exported(*written);
      });
}

void MaskFiles::cancel() {
  waiting_.clear();
  job_.cancel();
}

void MaskFiles::close() {
  waiting_.clear();
  job_.discard();
}

}  // namespace uptake
