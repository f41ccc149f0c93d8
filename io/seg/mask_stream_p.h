#pragma once

#include "core/error.h"
#include "core/mask/mask_layer.h"
#include "io/seg/seg_reader.h"

#include <QDataStream>

#include <memory>

namespace uptake {

/// Writes a complete MaskLayer for another process of this program; labels are written as runs. This is no
/// file format: both processes are the same build.
void writeMaskLayer(QDataStream& stream, const MaskLayer& layer);

/// Reads a mask. Inconsistent for any bytes that are no mask. Memory is allocated only for slices that have
/// labels.
Result<std::unique_ptr<MaskLayer>> readMaskLayer(QDataStream& stream);

// Parts that other messages contain as well. The reading functions set the stream's status when the bytes are
// invalid.
void writeGrid(QDataStream& stream, const ImageGrid& grid);
Result<ImageGrid> readGrid(QDataStream& stream);
void writeSource(QDataStream& stream, const SeriesSource& source);
SeriesSource readSource(QDataStream& stream);
void writeProvenance(QDataStream& stream, const MaskProvenance& provenance);
MaskProvenance readProvenance(QDataStream& stream);

void writeSegReference(QDataStream& stream, const SegReference& reference);
Result<SegReference> readSegReference(QDataStream& stream);

}  // namespace uptake
