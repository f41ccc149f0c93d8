#pragma once

#include "core/error.h"
#include "core/mask/mask_layer.h"
#include "io/seg/seg_reader.h"

#include <QDataStream>

#include <memory>

namespace uptake {

/// Masks between processes of this program: everything that a MaskLayer holds, its labels as runs of the
/// slices that have any. No file format: both ends are the same build.
void writeMaskLayer(QDataStream& stream, const MaskLayer& layer);

/// Inconsistent when the bytes are no mask, whatever they are; takes no more memory than the grid that they
/// state, and only for slices that hold labels.
Result<std::unique_ptr<MaskLayer>> readMaskLayer(QDataStream& stream);

/// The parts that other messages need too. Readers set the stream's status when the bytes are none.
void writeGrid(QDataStream& stream, const ImageGrid& grid);
Result<ImageGrid> readGrid(QDataStream& stream);
void writeSource(QDataStream& stream, const SeriesSource& source);
SeriesSource readSource(QDataStream& stream);
void writeProvenance(QDataStream& stream, const MaskProvenance& provenance);
MaskProvenance readProvenance(QDataStream& stream);

void writeSegReference(QDataStream& stream, const SegReference& reference);
Result<SegReference> readSegReference(QDataStream& stream);

}  // namespace uptake
