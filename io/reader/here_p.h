#pragma once

#include "io/dicom/dicom_dir_p.h"
#include "io/masks/label_image.h"
#include "io/rtstruct/structure_set.h"
#include "io/seg/seg_reader.h"
#include "io/seg/seg_writer.h"

/// The functions of the same names, done in this process: what a reader process does when it is asked for
/// them. Everything outside of io/reader calls the ones in `uptake`, which ask a reader.
namespace uptake::here {

Result<SegReference> readSegReference(const QString& file);
Result<SegReference> readStructureSetReference(const QString& file);
Result<std::vector<std::unique_ptr<MaskLayer>>> readSeg(const QString& file, const SeriesEntry* source,
                                                        JobControl& control, OffGrid offGrid);
Result<std::vector<std::unique_ptr<MaskLayer>>> readStructureSet(const QString& file,
                                                                 const SeriesEntry& source,
                                                                 JobControl& control,
                                                                 const QStringList& framesElsewhere);
Result<LabelImage> readLabelImage(const QString& file);
Result<LabelImage> readLabelImage(const QString& file, const ImageGrid& grid, JobControl& control);
Result<std::optional<std::size_t>> findLabelImageGrid(const QString& file, std::span<const ImageGrid> grids);
Result<SegWritten> writeSeg(const MaskLayer& layer, const QString& file, JobControl& control,
                            const std::optional<Deidentification>& without);

}  // namespace uptake::here
