#include "app/cli/mask_input.h"

#include "core/mask/label_runs.h"
#include "core/mask/resample_labels.h"
#include "io/masks/label_image.h"
#include "io/rtstruct/structure_set.h"
#include "io/seg/seg_reader.h"

#include <QCoreApplication>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

/// Segments that overlap come as further layers. A voxel can have one label here: the first layer's.
Result<MaskInput> flattened(std::vector<std::unique_ptr<MaskLayer>> layers) {
  MaskInput input{std::move(layers.front()->labels), {}, layers.front()->warnings};
  std::ptrdiff_t shared = 0;
  for (std::size_t n = 0; n < layers.size(); ++n) {
    for (const Segment& segment : layers[n]->segments) input.names[segment.number] = segment.label;
    if (n == 0) continue;
    for (const QString& warning : layers[n]->warnings)
      if (!input.warnings.contains(warning)) input.warnings.append(warning);
    const LabelMap& more = layers[n]->labels;
    for (int k = 0; k < more.grid().size().z(); ++k) {
      if (!more.isOccupied(k)) continue;
      const std::ptrdiff_t slice = more.grid().offset(0, 0, k);
      forEachLabelRun(more.slice(k), [&](std::ptrdiff_t first, std::ptrdiff_t length, Label label) {
        for (std::ptrdiff_t at = slice + first; at < slice + first + length; ++at) {
          if (input.labels.labels()[static_cast<std::size_t>(at)] == 0)
            input.labels.fill(at, 1, label);
          else
            ++shared;
        }
      });
    }
  }
  if (shared > 0)
    input.warnings.append(
        Texts::tr("%1 voxels belong to several segments; each counts for the first of them").arg(shared));
  return input;
}

Result<MaskInput> fromLayers(Result<std::vector<std::unique_ptr<MaskLayer>>> layers) {
  if (!layers) return layers.error();
  return flattened(layers.take());
}

Result<MaskInput> fromImage(Result<LabelImage> image) {
  if (!image) return image.error();
  return MaskInput{std::move(image->labels), {}, std::move(image->warnings)};
}

}  // namespace

bool isLabelImage(const QString& file) {
  return !labelImageSuffix(file).isEmpty();
}

Result<MaskInput> readMask(const QString& file, JobControl& control) {
  if (isLabelImage(file)) return fromImage(readLabelImage(file));
  return fromLayers(readSeg(file, nullptr, control));
}

Result<MaskInput> readMaskOnto(const QString& file, const ImageGrid& grid, JobControl& control) {
  if (isLabelImage(file)) return fromImage(readLabelImage(file, grid, control));
  Result<MaskInput> own = readMask(file, control);
  if (!own || own->labels.grid().sameAs(grid)) return own;
  Result<LabelMap> resampled = resampleLabels(own->labels, grid, control);
  if (!resampled) return resampled.error();
  own->labels = resampled.take();
  own->warnings.append(Texts::tr("it has other voxels, the nearest ones were taken"));
  return own;
}

Result<MaskInput> readMaskOf(const QString& file, const SeriesEntry& series, JobControl& control) {
  if (isLabelImage(file)) return fromImage(readLabelImage(file, *series.grid, control));
  // Whichever it is not says so; what it is says what is wrong with it.
  if (readStructureSetReference(file)) return fromLayers(readStructureSet(file, series, control));
  return fromLayers(readSeg(file, &series, control));
}

}  // namespace uptake::cli
