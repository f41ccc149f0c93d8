#pragma once

#include "io/dicom/dicom_dir_p.h"
#include "io/masks/label_image.h"
#include "io/rtstruct/structure_set.h"
#include "io/seg/seg_reader.h"
#include "io/seg/seg_writer.h"

/// What a reader process does: the functions parse the file in the calling process. The functions of the same
/// names in namespace uptake, which send a request to a reader process, are those to call outside of
/// io/reader.
namespace uptake::in_process {

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
                            const std::optional<Deidentification>& deidentification);
}  // namespace uptake::in_process
